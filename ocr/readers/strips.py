"""Lines looked for by reading: an image in strips, a line high and a share of a line apart.

The detector takes a line for print as far as no other ink lies on it. The line reader sees through such ink, and print
reads best in the strip that it lies in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ocr.confidence import GLIMPSED, WORTH
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.image.specks import INK
from ocr.readers import line_reader
from ocr.readers.line_reader import Glyph, LineReading, Net, mean_confidence

_STEP = 0.2
"""Line heights between strips: the reader bears a line a tenth of its height off."""

_LEAST = 6
"""Pixels of height below which nothing can be read."""

_SOME = 3
"""Letters in a strip, glimpsed at least (`GLIMPSED`), from which the strips beside it are read, too."""

_THIN = 0.15
"""Line heights that a letter's ink is wide at least: an i's stem."""

_APART = 1.6
"""White, in line heights, that parts two lines of a strip: columns."""

EDGE = 0.55
"""Line heights from a letter's middle to its line's edge."""

_OVERLAP = 0.35
"""Share of a line's height that neighbours may have in common."""

Words = list[list[Glyph]]
"""Letters of the words of one line."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What makes a line of letters.

    `sure`, `mean`: mean confidence of a word at either end, and of all letters, at least; `letters`: how many there
    must be; `room`: line heights around the outer ones, where a letter may be that no strip showed.
    """

    sure: float
    mean: float
    letters: int
    room: float


@dataclass(frozen=True, slots=True)
class Found:
    """A line found in a strip: how much its letters say for it, and its box."""

    score: float
    box: Box


Parser = Callable[[Box, LineReading], list[Found]]


def over(place: Box, height: int) -> list[Box]:
    """Return the strips of a place, `height` pixels high; none where that is too low for letters."""
    if height < _LEAST:
        return []
    step = _STEP * height
    tops = [round(place.top + number * step) for number in range(max(0, int((place.height - height) / step)))]
    return [Box(place.left, top, place.right, top + height) for top in tops]


def sought(image: Grey, strips: Sequence[Box], least: int, parse: Parser, net: Net = Net.PRINT) -> list[Found]:
    """Return the lines in strips: in every other one, and in those beside one that shows letters.

    Strips without ink for `least` letters are passed over; `parse` says what lines a strip's reading shows.
    """
    inked = {at: part for at, strip in enumerate(strips) if (part := _inked(image, strip, least))}
    first = [at for at in inked if at % 2 == 0]
    readings = line_reader.read_lines([(image, inked[at]) for at in first], net, look=False)
    shown = {at for at, line in zip(first, readings, strict=True) if _shows_letters(line)}
    second = [at for at in inked if at % 2 and {at - 1, at + 1} & shown]
    readings += line_reader.read_lines([(image, inked[at]) for at in second], net, look=False)
    return [one for at, line in zip(first + second, readings, strict=True) for one in parse(strips[at], line)]


def _inked(image: Grey, strip: Box, least: int) -> Box | None:
    """Return a strip without most of the white at its ends; None if its middle has no ink for `least` letters."""
    ink = image[strip.top : strip.bottom, strip.left : strip.right] < INK
    third = strip.height // 3
    if np.count_nonzero(np.any(ink[third : strip.height - third], axis=0)) <= least * _THIN * strip.height:
        return None
    inked = np.flatnonzero(np.any(ink, axis=0))
    left, right = int(inked[0]) - strip.height, int(inked[-1]) + strip.height
    return replace(strip, left=max(strip.left, strip.left + left), right=min(strip.right, strip.left + right))


def read(image: Grey, strips: Sequence[Box], parse: Parser, net: Net = Net.PRINT) -> list[Found]:
    """Return the lines in all strips."""
    readings = line_reader.read_lines([(image, strip) for strip in strips], net, look=False)
    return [one for strip, line in zip(strips, readings, strict=True) for one in parse(strip, line)]


def _shows_letters(line: LineReading) -> bool:
    """Whether something like a word was read, however unsurely: a line that lies between two strips."""
    return sum(glyph.confidence > GLIMPSED for glyph in line.letters) >= _SOME


def as_line(strip: Box, words: Words, demands: Demands) -> Found | None:
    """Return the line that words of a strip make, without what is unsure at either end; None if too little is left."""
    while words and mean_confidence(words[0]) < demands.sure:
        words = words[1:]
    while words and mean_confidence(words[-1]) < demands.sure:
        words = words[:-1]
    letters = [glyph for word in words for glyph in word]
    if len(letters) < demands.letters or mean_confidence(letters) < demands.mean:
        return None
    edge = (EDGE + demands.room) * strip.height
    left, right = max(strip.left, round(letters[0].x - edge)), min(strip.right, round(letters[-1].x + edge))
    return Found(score(letters), Box(left, strip.top, right, strip.bottom))


def score(letters: Sequence[Glyph]) -> float:
    """Return how much letters say for the strip that they were read in."""
    return sum(glyph.confidence - WORTH for glyph in letters)


def columns(strip: Box, line: LineReading) -> list[Words]:
    """Return the words of each column of a strip: letters parted by spaces, columns by white."""
    found: list[Words] = []
    last: Glyph | None = None
    spaced = False
    for glyph in line.glyphs:
        if glyph.text.isspace():
            spaced = True
            continue
        if last is None or glyph.x - last.x > _APART * strip.height:
            found.append([[]])
        elif spaced:
            found[-1].append([])
        found[-1][-1].append(glyph)
        last, spaced = glyph, False
    return found


def apart(found: Sequence[Found]) -> list[Box]:
    """Return the boxes of lines that do not lie on one another, those that say most first."""
    kept: list[Box] = []
    for one in sorted(found, key=lambda one: -one.score):
        if not any(overlaps(one.box, other) for other in kept):
            kept.append(one.box)
    return kept


def overlaps(box: Box, other: Box) -> bool:
    """Whether two boxes are on one place of one row."""
    return same_row(box, other) and box.left < other.right and other.left < box.right


def same_row(box: Box, other: Box) -> bool:
    """Whether two boxes are level, wherever they stand in their row."""
    shared = min(box.bottom, other.bottom) - max(box.top, other.top)
    return shared > _OVERLAP * min(box.height, other.height)
