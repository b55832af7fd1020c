"""Lines of print that seals, stamps and pens cross: looked for by reading, where the detector cuts them short.

The detector takes a line for print as far as no other ink lies on it: of a name under a signature it finds half, of an
office beneath a seal's rim nothing. So a place that such ink covers is read in strips (`ocr.readers.strips`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.confidence import CROSSED_LINE, CROSSED_LINE_END, SAYS_NOTHING
from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.lines import line_boxes
from ocr.prepare import Prepared
from ocr.readers.line_reader import LineReading
from ocr.readers.recognise import Reading
from ocr.readers.strips import (
    EDGE,
    Demands,
    Found,
    apart,
    as_line,
    columns,
    over,
    overlaps,
    read,
    same_row,
    sought,
)
from ocr.stamps.ink import print_alone

CROSSING = (InkClass.SEAL, InkClass.HANDWRITING)
"""Classes of what crosses lines of print, which may lie anywhere beneath it."""

_STAMP = InkClass.WORDS
"""Class of what only lines that are seen beside it run into."""

_ABOVE = 1.6
"""Line heights above and below what crosses lines in which they may lie: an office above a signature."""

_BESIDE = 6.0
"""Line heights beside what crosses lines in which they may go on: the rest of a name."""

_SMALLEST = 1.5
"""Height of what crosses lines, in lines, at least: an initial crosses nothing."""

_DEMANDS = Demands(sure=CROSSED_LINE_END, mean=CROSSED_LINE, letters=3, room=0.9)
"""What makes a crossed line."""

_AS_MUCH = 0.9
"""Share of what its pieces say that a line must say."""

_LOOSE = 1.5
"""Line heights between an outer letter and the edge of a box that holds other ink besides."""

_OUT = 2.0
"""Line heights by which a line that runs into a stamp sticks out of it."""

_PART = 0.5
"""Share of a box on a line from which it is the line's piece."""

_LONGER = 0.6
"""Line heights by which a line must be longer than a box to be more of it."""


def find(page: Prepared, grey: Grey, boxes: Sequence[Box], spots: Sequence[Spot]) -> list[Box]:
    """Return boxes of crossed lines that none of `boxes` holds whole, in pixels of the working image `grey`."""
    height = round(line_boxes.median_height(boxes))
    image = grey if page.colour is None else grey.copy()
    found: list[Found] = []
    for place in _places(spots, height):
        around = _around(place, height, grey)
        if page.colour is not None:
            image[around.top : around.bottom, around.left : around.right] = print_alone(page.cut(around))
        found += [
            one
            for one in sought(image, over(around, height), _DEMANDS.letters, _lines_in)
            if one.box.intersection(place)
        ]
    stamps = [spot.box for spot in spots if spot.name == _STAMP]
    for stamp in stamps:
        rows = [_through(box, stamp, height, grey) for box in boxes if _runs_into(box, stamp, height)]
        found += [one for one in read(grey, rows, _lines_in) if _runs_into(_without_room(one.box), stamp, height)]
    return [line for line in apart(found) if _is_more(_without_room(line), boxes, height)]


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
    """Return where seals and pen strokes lie, those that touch as one."""
    places: list[Box] = []
    for spot in spots:
        if spot.name not in CROSSING or spot.box.height < _SMALLEST * height:
            continue
        touching = [place for place in places if place.intersection(spot.box)]
        places = [place for place in places if place not in touching] + [Box.hull([spot.box, *touching])]
    return places


def _lines_in(strip: Box, line: LineReading) -> list[Found]:
    found = [as_line(strip, words, _DEMANDS) for words in columns(strip, line)]
    return [one for one in found if one is not None]


def _without_room(line: Box) -> Box:
    room = round(_DEMANDS.room * line.height)
    return replace(line, left=line.left + room, right=max(line.left + room + 1, line.right - room))


def _is_more(line: Box, boxes: Sequence[Box], height: int) -> bool:
    """Whether no box holds a line: those in its row are pieces of it, and leave more of it than a letter."""
    row = [box for box in boxes if overlaps(line, box)]
    if any(_sticks_out(box, line, height) and box.intersection(line) > _PART * line.area for box in row):
        return False
    return sum(box.width for box in row if _is_piece(box, line)) < line.width - _LONGER * height


def _sticks_out(box: Box, line: Box, height: int) -> bool:
    return box.left < line.left - height or box.right > line.right + height


def _is_piece(box: Box, line: Box) -> bool:
    return same_row(line, box) and box.intersection(line) > _PART * box.area


def chosen(readings: Sequence[Reading], crossed: Sequence[Reading]) -> list[Reading]:
    """Return `readings`, those that are pieces of a crossed line replaced by it where it says more."""
    kept = list(readings)
    for line in crossed:
        pieces = [reading for reading in kept if _is_piece(reading.box, line.box)]
        if _says(line) > _AS_MUCH * sum(_says(piece) for piece in pieces):
            kept = [reading for reading in kept if reading not in pieces] + [line]
    return [_trimmed(reading) for reading in kept]


def _trimmed(line: Reading) -> Reading:
    """Return a line without the strokes at either end that are none of its letters: its box tells how it stands."""
    letters = line.line.letters if line.line else ()
    edge = EDGE * line.box.height
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
    return sum((word.confidence - SAYS_NOTHING) * len(word.text) for word in reading.words)
