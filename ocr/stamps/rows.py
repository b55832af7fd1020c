"""The rows of a stamp's words: seen by the detector, and looked for by reading where print crosses them.

A stamp's rows and the lines of print beneath it are neither parallel nor apart, so that the detector takes a row for
half of it, or two for one. Read in strips (`ocr.readers.strips`), rows show themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr.confidence import STAMP_ROW, STAMP_ROW_END, STAMP_ROW_SURER
from ocr.detectors import page_networks
from ocr.elements import Box
from ocr.image import specks
from ocr.image.cleanup import Grey
from ocr.lines import ruling_lines
from ocr.lines.line_boxes import split_at_white
from ocr.readers import recognise, strips
from ocr.readers.line_reader import Glyph, LineReading, Net
from ocr.readers.recognise import Segment
from ocr.readers.strips import Demands, Found, Words
from ocr.sources.page_image import A4_WIDTH_MM

_DETAIL = 2.0
"""How much closer than at a page the detector looks at a stamp: its letters are half as large."""

_RULED = 0.5
"""Share of a row's height that an upright ruling line between two cells runs through."""

_LETTER_MM = 1.5
"""Size of the smallest letter in a stamp, in millimetres; leaders' dots are smaller."""

_VALUE_GAP = 0.7
"""White, in line heights, between a field and what is written behind it."""

_SAME_SIZE = 1.5
"""Times as high as the lower one that the higher of two words in one row is, at most."""

_WORD_SPACE = 0.8
"""White between two words in one row at most, in the height of the lower one."""

_LEVEL = 0.7
"""Share of the lower one's height that two words in one row have in common."""

_WITHIN = 0.6
"""Share of a box in a larger one above which most of it lies there."""

_HEIGHTS_MM = 3.8, 5.2
"""Heights of strips, in millimetres: a name's or a field's row, a label's. Three and five heights from 3 to 7 mm read
no better (CER 30.4 % of 44 black stamps either way)."""

_DEMANDS = Demands(sure=STAMP_ROW_END, mean=STAMP_ROW, letters=2, room=0.3)
"""What makes a row of a stamp: less than a line of print."""

_ABOVE = 3
"""Strips begin a third of their height above a stamp."""

_BELOW = 2
"""Strips end half of their height below a stamp."""

_TALLER = 1.5
"""Times as tall as a row that a box may be whose width says how far the row reaches."""


def find(image: Grey, place: Box, page_size: tuple[int, int], coloured: bool, crossed: bool) -> tuple[Segment, ...]:
    """Find the rows of a levelled stamp, each with the image that it reads best on.

    Args:
        image: the stamp's ink, dark on white.
        place: where on it the stamp lies.
        page_size: width and height of the working image that it was cut out of.
        coloured: whether the stamp has a colour of its own. Of black ones leaders stay: grains of thin strokes are dots
            in a row as well.
        crossed: whether rows are looked for by reading as well.
    """
    width, height = page_size
    per_mm = min(page_size) / A4_WIDTH_MM
    ruled = ruling_lines.find(image, min(width, height))
    whole, lifted = image, ruling_lines.lift(image, ruled)
    if coloured or not crossed:
        whole, lifted = specks.drop_leaders(whole), specks.drop_leaders(lifted)
    boxes = page_networks.detect_lines(lifted, min(1.0, _DETAIL * max(image.shape) / max(width, height)))
    small = _LETTER_MM * per_mm
    boxes = [part for box in boxes for part in _split(box, ruled.vertical) if min(part.width, part.height) > small]
    rows = [
        part for box in _rows(boxes, ruled.vertical) for part in split_at_white(lifted, box, _VALUE_GAP * box.height)
    ]
    if crossed:
        rows = _crossed(lifted, place, per_mm, ruled.vertical, rows)
    return tuple(_surest(lifted, whole, rows, not crossed))


def _crossed(image: Grey, place: Box, per_mm: float, upright: Grey, seen: Sequence[Box]) -> list[Box]:
    """Return the rows that read best among those `seen` and those in strips, and what else was seen.

    A row reaches as far as the boxes that were seen in it: figures by hand are read too unsurely for a strip.
    """

    def parse(strip: Box, line: LineReading) -> list[Found]:
        groups = [group for words in strips.columns(strip, line) for group in _at_rules(words, strip, upright)]
        lines = [strips.as_line(strip, group, _DEMANDS) for group in groups]
        return [one for one in lines if one is not None and one.score > 0]

    found = strips.read(image, seen, lambda box, line: [Found(strips.score(line.letters), box)], Net.STAMPS)
    found = [one for one in found if one.score > 0]
    for height_mm in _HEIGHTS_MM:
        height = round(height_mm * per_mm)
        around = replace(place, top=max(0, place.top - height // _ABOVE), bottom=place.bottom + height // _BELOW)
        found += strips.sought(image, strips.over(around, height), _DEMANDS.letters, parse, Net.STAMPS)
    rows = strips.apart(found)
    left = [box for box in seen if box not in rows]
    rows = [_reaching(row, [other for other in rows if other is not row], left, image.shape[1]) for row in rows]
    return rows + [box for box in left if not any(strips.overlaps(box, row) for row in rows)]


def _reaching(row: Box, others: Sequence[Box], seen: Sequence[Box], width: int) -> Box:
    """Return a row as far as boxes reach that were `seen` on it, up to the other rows beside it."""
    boxes = [box for box in seen if strips.overlaps(row, box) and box.height < _TALLER * row.height]
    beside = [other for other in others if strips.same_row(row, other)]
    first = max((other.right for other in beside if other.right <= row.left), default=0)
    last = min((other.left for other in beside if other.left >= row.right), default=width)
    left = min([row.left, *(max(box.left, first) for box in boxes)])
    right = max([row.right, *(min(box.right, last) for box in boxes)])
    return replace(row, left=left, right=right)


def _at_rules(words: Words, strip: Box, upright: Grey) -> list[Words]:
    """Part words, and letters read as one word, where an upright ruling line stands between two."""
    groups: list[Words] = [[]]
    last: Glyph | None = None
    for word in words:
        groups[-1].append([])
        for glyph in word:
            if last and _is_ruled(upright[strip.top : strip.bottom, round(last.x) : round(glyph.x) + 1]):
                groups.append([[]])
            groups[-1][-1].append(glyph)
            last = glyph
    return [[word for word in group if word] for group in groups]


def _surest(lifted: Grey, whole: Grey, rows: Sequence[Box], printed: bool) -> list[Segment]:
    """Return each row on the image, and for the network, that it reads more surely on and by.

    Letters that a line of the frame touches lose their feet or their diacritics with it. What is `printed`, or set as
    print is, overlays and names, print's network may read as well.
    """
    usual = [Segment(lifted, row, Net.STAMPS) for row in rows]
    others = [Segment(lifted, row) for row in rows] if printed else []
    for row in rows:
        place = slice(row.top, row.bottom), slice(row.left, row.right)
        if (lifted[place] != whole[place]).any():
            others.append(Segment(whole, row, Net.STAMPS))
    # A row that reads in one way alone need not be read for it.
    compared = {other.box for other in others}
    first = [way for way in usual if way.box in compared]
    surest = dict(zip((way.box for way in first), zip(_sureness(first), first, strict=True), strict=True))
    for value, other in zip(_sureness(others), others, strict=True):
        if value > surest[other.box][0] + STAMP_ROW_SURER:
            surest[other.box] = value, other
    return [surest[way.box][1] if way.box in compared else way for way in usual]


def _sureness(segments: Sequence[Segment]) -> list[float]:
    """Return how surely each segment reads."""
    return [line.sureness for line in recognise.own_lines(segments, look=False)]


def _rows(boxes: Sequence[Box], upright: Grey) -> list[Box]:
    """Put pieces of a row together, but not across an `upright` line, nor a large label and the fields beside it."""
    rows: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.left):
        for number, row in enumerate(rows):
            low, high = sorted((row.height, box.height))
            top, bottom = max(row.top, box.top), min(row.bottom, box.bottom)
            near = box.left - row.right < _WORD_SPACE * low and high < _SAME_SIZE * low
            if (
                near
                and bottom - top > _LEVEL * low
                and not _is_ruled(upright[top:bottom, row.right - low : box.left + low])
            ):
                rows[number] = Box.hull((row, box))
                break
        else:
            rows.append(box)
    return [row for row in rows if not any(other is not row and within(row, other) for other in rows)]


def _split(box: Box, upright: Grey) -> list[Box]:
    """Split a box where an upright ruling line runs through it."""
    ruled = (upright[box.top : box.bottom, box.left : box.right] > 0).mean(axis=0) > _RULED
    edges = np.flatnonzero(np.diff(np.concatenate(([True], ruled, [True])).astype(np.int8)))
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [Box(box.left + int(left), box.top, box.left + int(right), box.bottom) for left, right in pairs]


def _is_ruled(gap: Grey) -> bool:
    """Whether an upright ruling line runs through most of a gap's height."""
    return bool(gap.size) and float((gap > 0).any(axis=1).mean()) > _RULED


def within(box: Box, other: Box) -> bool:
    """Whether most of a box lies in a larger one."""
    return box.area < other.area and box.intersection(other) > _WITHIN * box.area
