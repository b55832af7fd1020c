"""Lines of print that seals, stamps and pens cross: looked for by reading, where the detector cuts them short.

The detector takes a line for print as far as no other ink lies on it: of a name under a signature it finds half, of an
office beneath a seal's rim nothing. The line reader sees through such ink. So a place that marks cover is read in
strips, a line high and a share of a line apart; print reads best in the strip that it lies in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ocr import line_reader, lines
from ocr.cleanup import Grey
from ocr.elements import Box
from ocr.line_reader import Glyph, LineReading, mean_confidence
from ocr.prepare import Prepared
from ocr.recognise import Reading
from ocr.specks import INK
from ocr.stamp_finder import Spot
from ocr.stamp_ink import print_alone

_MARKS, _STAMP = ("seal", "handwriting"), "words"
"""What lines lie beneath, to be looked for anywhere; and what only lines that are seen beside it run into."""

_STEP = 0.2
"""Line heights between strips: the reader bears a line a tenth of its height off."""

_ABOVE, _BESIDE = 1.6, 6.0
"""Line heights around marks in which the lines that they cross may lie: an office above, the rest of a name beside."""

_SMALLEST = 1.5
"""Height of marks in lines, at least: an initial crosses nothing."""

_SURE, _MEAN, _LETTERS = 0.7, 0.8, 3
"""Mean confidence of a word at either end of a line, and of its letters at large; how many letters there must be."""

_GLIMPSED = 0.5
"""Confidence of letters in a strip from which those beside it are read, too."""

_THIN = 0.15
"""Line heights that a letter's ink is wide at least: an i's stem."""

_WORTH = 0.6
"""Confidence from which a letter speaks for a strip, and below which it speaks against it."""

_DOUBT, _AS_MUCH = 0.3, 0.9
"""Confidence below which a word says less than nothing; share of what its pieces say that a line must say."""

_APART = 1.6
"""White, in line heights, that parts two lines of a strip: columns."""

_EDGE, _ROOM, _LOOSE = 0.55, 0.9, 1.5
"""Line heights from a letter's middle to its line's edge; beyond it, where a letter may be that no strip showed; and
between an outer letter and the edge of a box that holds other ink besides."""

_OVERLAP = 0.35
"""Share of a line's height that neighbours may have in common."""

_OUT, _PART = 2.0, 0.5
"""Line heights by which a line that runs into a stamp sticks out of it; share of a box on a line that is its piece."""

_LONGER = 0.6
"""Line heights by which a line must be longer than a box to be more of it."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A line found in a strip: how much its letters say for it, and its box."""

    score: float
    box: Box


def find(page: Prepared, grey: Grey, boxes: Sequence[Box], spots: Sequence[Spot]) -> list[Box]:
    """Return boxes of crossed lines that none of `boxes` holds whole, in pixels of the working image `grey`."""
    height = round(lines.median_height(boxes))
    image = grey if page.colour is None else grey.copy()
    found: list[_Found] = []
    for place in _places(spots, height):
        around = _around(place, height, grey)
        if page.colour is not None:
            image[around.top : around.bottom, around.left : around.right] = print_alone(page.cut(around))
        step = _STEP * height
        tops = [round(around.top + number * step) for number in range(max(0, int((around.height - height) / step)))]
        strips = [Box(around.left, top, around.right, top + height) for top in tops]
        found += [one for one in _sought(image, strips) if one.box.intersection(place)]
    stamps = [spot.box for spot in spots if spot.name == _STAMP]
    for stamp in stamps:
        strips = [_through(box, stamp, height, grey) for box in boxes if _runs_into(box, stamp, height)]
        found += [one for one in _read(grey, strips) if _runs_into(_without_room(one.box), stamp, height)]
    kept: list[Box] = []
    for one in sorted(found, key=lambda one: -one.score):
        if not any(_same_row(one.box, other) and _beside(one.box, other) for other in kept):
            kept.append(one.box)
    return [line for line in kept if _is_more(_without_room(line), boxes, height)]


def _around(place: Box, height: int, grey: Grey) -> Box:
    x, y = round(_BESIDE * height), round(_ABOVE * height)
    right, bottom = min(grey.shape[1], place.right + x), min(grey.shape[0], place.bottom + y)
    return Box(max(0, place.left - x), max(0, place.top - y), right, bottom)


def _runs_into(box: Box, stamp: Box, height: int) -> bool:
    """Whether a line begins or ends at a stamp or on it."""
    level = stamp.top < (box.top + box.bottom) / 2 < stamp.bottom
    touches = box.left < stamp.right + height and stamp.left < box.right + height
    out = max(stamp.left - box.left, box.right - stamp.right) > _OUT * height
    return level and touches and out


def _through(box: Box, stamp: Box, height: int, grey: Grey) -> Box:
    """Return the strip in which a line goes on over a stamp."""
    reach = round(_BESIDE * height)
    right = min(grey.shape[1], max(box.right, stamp.right + reach))
    return Box(max(0, min(box.left, stamp.left - reach)), box.top, right, box.bottom)


def _places(spots: Sequence[Spot], height: int) -> list[Box]:
    """Return where marks lie, those that touch as one."""
    places: list[Box] = []
    for spot in spots:
        if spot.name not in _MARKS or spot.box.height < _SMALLEST * height:
            continue
        touching = [place for place in places if place.intersection(spot.box)]
        places = [place for place in places if place not in touching] + [Box.hull([spot.box, *touching])]
    return places


def _may_hold_letters(image: Grey, strip: Box) -> bool:
    """Whether a strip's middle has ink enough for the fewest letters."""
    third = strip.height // 3
    middle = image[strip.top + third : strip.bottom - third, strip.left : strip.right]
    return bool(np.count_nonzero(middle.min(axis=0, initial=255) < INK) > _LETTERS * _THIN * strip.height)


def _sought(image: Grey, strips: Sequence[Box]) -> list[_Found]:
    """Return the lines in strips: in every other one, and in those beside one that shows letters."""
    worth = [at for at, strip in enumerate(strips) if _may_hold_letters(image, strip)]
    first = [at for at in worth if at % 2 == 0]
    readings = line_reader.read_lines([(image, strips[at]) for at in first], look=False)
    shown = {at for at, line in zip(first, readings, strict=True) if _shows_letters(line)}
    found = [one for at, line in zip(first, readings, strict=True) for one in _in_strip(strips[at], line)]
    return found + _read(image, [strips[at] for at in worth if at % 2 and {at - 1, at + 1} & shown])


def _shows_letters(line: LineReading) -> bool:
    """Whether something like a word was read, however unsurely: a line that lies between two strips."""
    return sum(glyph.confidence > _GLIMPSED for glyph in line.letters) >= _LETTERS


def _read(image: Grey, strips: Sequence[Box]) -> list[_Found]:
    """Return the lines in all strips."""
    readings = line_reader.read_lines([(image, strip) for strip in strips], look=False)
    return [one for strip, line in zip(strips, readings, strict=True) for one in _in_strip(strip, line)]


def _in_strip(strip: Box, line: LineReading) -> list[_Found]:
    """Return what a strip's words say, parted at columns, without what is unsure at either end."""
    found = []
    for words in _columns(line, _APART * strip.height):
        while words and mean_confidence(words[0]) < _SURE:
            words = words[1:]
        while words and mean_confidence(words[-1]) < _SURE:
            words = words[:-1]
        letters = [glyph for word in words for glyph in word]
        if len(letters) >= _LETTERS and mean_confidence(letters) >= _MEAN:
            edge = (_EDGE + _ROOM) * strip.height
            left, right = max(strip.left, round(letters[0].x - edge)), min(strip.right, round(letters[-1].x + edge))
            score = sum(glyph.confidence - _WORTH for glyph in letters)
            found.append(_Found(score, Box(left, strip.top, right, strip.bottom)))
    return found


def _columns(line: LineReading, gap: float) -> list[list[list[Glyph]]]:
    """Return the words of each column: letters parted by spaces, and by more than `gap` pixels of white."""
    columns: list[list[list[Glyph]]] = []
    last: Glyph | None = None
    spaced = False
    for glyph in line.glyphs:
        if glyph.text.isspace():
            spaced = True
            continue
        if last is None or glyph.x - last.x > gap:
            columns.append([[]])
        elif spaced:
            columns[-1].append([])
        columns[-1][-1].append(glyph)
        last, spaced = glyph, False
    return columns


def _without_room(line: Box) -> Box:
    room = round(_ROOM * line.height)
    return replace(line, left=line.left + room, right=max(line.left + room + 1, line.right - room))


def _same_row(box: Box, other: Box) -> bool:
    shared = min(box.bottom, other.bottom) - max(box.top, other.top)
    return shared > _OVERLAP * min(box.height, other.height)


def _beside(box: Box, other: Box) -> bool:
    return box.left < other.right and other.left < box.right


def _is_more(line: Box, boxes: Sequence[Box], height: int) -> bool:
    """Whether no box holds a line: those in its row are pieces of it, and leave more of it than a letter."""
    row = [box for box in boxes if _same_row(line, box) and _beside(line, box)]
    if any(_sticks_out(box, line, height) and box.intersection(line) > _PART * line.area for box in row):
        return False
    return sum(box.width for box in row if _is_piece(box, line)) < line.width - _LONGER * height


def _sticks_out(box: Box, line: Box, height: int) -> bool:
    return box.left < line.left - height or box.right > line.right + height


def _is_piece(box: Box, line: Box) -> bool:
    return _same_row(line, box) and box.intersection(line) > _PART * box.area


def chosen(readings: Sequence[Reading], crossed: Sequence[Reading]) -> list[Reading]:
    """Return `readings`, those that are pieces of a crossed line replaced by it where it says more."""
    kept = list(readings)
    for line in crossed:
        pieces = [reading for reading in kept if _is_piece(reading.box, line.box)]
        if _says(line) > _AS_MUCH * sum(_says(piece) for piece in pieces):
            kept = [reading for reading in kept if reading not in pieces] + [line]
    return [_trimmed(reading) for reading in kept]


def _trimmed(line: Reading) -> Reading:
    """Return a line without the marks at either end that are none of its letters: its box tells how it stands."""
    letters = line.line.letters if line.line else ()
    edge = _EDGE * line.box.height
    loose = letters and max(letters[0].x - line.box.left, line.box.right - letters[-1].x) > _LOOSE * line.box.height
    if not loose or not line.words:
        return line
    left, right = round(letters[0].x - edge), round(letters[-1].x + edge)
    box = replace(line.box, left=max(left, line.box.left), right=min(right, line.box.right))
    if line.words[0].box.right <= left or line.words[-1].box.left >= right:
        # Tesseract saw a word where our own reader saw none.
        return line
    words = list(line.words)
    words[0] = replace(
        words[0], box=replace(words[0].box, left=min(max(left, words[0].box.left), words[0].box.right - 1))
    )
    last = words[-1].box
    words[-1] = replace(words[-1], box=replace(last, right=max(min(right, last.right), last.left + 1)))
    return replace(line, box=box, words=tuple(words))


def _says(reading: Reading) -> float:
    return sum((word.confidence - _DOUBT) * len(word.text) for word in reading.words)
