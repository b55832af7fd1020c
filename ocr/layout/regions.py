"""Readings to regions: print told from scrawl, tables put together, everything in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.fuzz import partial_ratio

from ocr.confidence import (
    ALIKE,
    ALIKE_UNHEARD,
    DASH_SURE,
    FEW_LETTERS_ALIKE,
    FEW_LETTERS_SURE,
    NOISE_AGREEMENT,
    NOISE_CONFIDENCE,
    OWN_SURE,
    OWN_SURE_LONG,
    PRINTED_PAGE,
    SURELY_ALIKE,
    UNHEARD,
)
from ocr.elements import Box, Line, Region, RegionKind, Word
from ocr.layout import reading_order
from ocr.lines.ruling_lines import Cell
from ocr.readers.recognise import Reading

_LONG = 6
"""Letters from which a line is long, and less is asked of our own reader (`OWN_SURE_LONG`)."""

_FEW = 2
"""Letters up to which readings are few, as of a page number, and must be seen by both readers."""

_LETTERS = 3
"""Letters of a line that is print on a page without print otherwise, at least."""

_ON = 0.5
"""Share of a reading's box on another's from which the same print may have been read twice."""

_SAID = 80.0
"""Likeness of a reading, in percent, to the stretch of another that is most alike, from which it says it again."""

_STRAY = 0.8
"""Share of a segment's box in a table from which it stands in it, with or without a cell."""

_MEASURE = re.compile(r"\(?[%‰]\)?")
"""What stands alone in a table's cell without a letter: our own reader has no ‰."""

_PAGE_NUMBER = re.compile(r"[-–—. ]*(\d{1,4}|[ivxlcIVXLC]{1,6})[-–—. ]*")
"""A page's number, alone or between hyphens."""


def without_doubles(readings: Sequence[Reading]) -> list[Reading]:
    """Return readings without those that lie on another and say it again or a part: halves of a line at a stamp's edge.

    Of two that say the same the first stays.
    """
    texts = [reading.text for reading in readings]
    longest_first = sorted(range(len(readings)), key=lambda index: -len(texts[index]))
    kept: list[int] = []
    for index in longest_first:
        reading = readings[index]
        if not any(
            readings[other].box.intersection(reading.box) > _ON * reading.box.area
            and partial_ratio(texts[index], texts[other]) >= _SAID
            for other in kept
        ):
            kept.append(index)
    return [readings[index] for index in sorted(kept)]


def part(readings: Sequence[Reading], cells: Sequence[Box]) -> tuple[list[Reading], list[Reading]]:
    """Tell print from what only looks like it. What stands alone in a table's cell is print.

    On a page of which the readers see almost nothing alike (a photograph, a map, another script) chance makes some of
    hundreds of segments pass: there more is asked of each.
    """
    read = [reading for reading in readings if reading.words]
    alike = sum(_letters(reading) for reading in readings if _alike(reading, ALIKE))
    is_print = _on_unprinted_page if alike < PRINTED_PAGE * sum(map(_letters, readings)) else _on_printed_page
    kept = [is_print(reading, cells) for reading in read]
    print_ = [reading for reading, keep in zip(read, kept, strict=True) if keep]
    return print_, [reading for reading, keep in zip(read, kept, strict=True) if not keep]


def _on_unprinted_page(reading: Reading, cells: Sequence[Box]) -> bool:
    """On a page of which the readers see almost nothing alike: several letters, surely alike."""
    return _alike(reading, SURELY_ALIKE) and _letters(reading) >= _LETTERS


def _on_printed_page(reading: Reading, cells: Sequence[Box]) -> bool:
    """On any other page: the fewer letters, the more is asked."""
    if _letters(reading) > _FEW:
        return _is_line(reading)
    return _in_a_cell(reading) if any(_inside(reading.box, cell) for cell in cells) else _alone(reading)


def _is_line(reading: Reading) -> bool:
    """Either both readers see the same, or Tesseract is sure, or our own reader is."""
    alike = reading.agreement >= NOISE_AGREEMENT or reading.first_confidence >= NOISE_CONFIDENCE
    return alike or reading.own_confidence >= (OWN_SURE_LONG if _letters(reading) >= _LONG else OWN_SURE)


def _in_a_cell(reading: Reading) -> bool:
    """In a table's cell a letter or two are print, and of what is no letter a measure or a dash."""
    return _letters(reading) > 0 or reading.agreement >= ALIKE or _stands_alone(reading)


def _alone(reading: Reading) -> bool:
    """One or two letters, as a page's number: print where both readers see them, or Tesseract is sure; else specks."""
    sure = _letters(reading) > 0 and reading.first_confidence >= FEW_LETTERS_SURE
    return sure or reading.agreement >= FEW_LETTERS_ALIKE


def _alike(reading: Reading, least: float) -> bool:
    return reading.agreement >= (least if reading.first_confidence >= UNHEARD else max(least, ALIKE_UNHEARD))


def _stands_alone(reading: Reading) -> bool:
    if _MEASURE.fullmatch(reading.text):
        return True
    return reading.text in ("-", "–") and reading.first_confidence >= DASH_SURE


def _letters(reading: Reading) -> int:
    return sum(c.isalnum() for c in reading.text)


def put_in_order(readings: Sequence[Reading], tables: Sequence[Sequence[Cell]], zoned: bool = True) -> list[Region]:
    """Put segments into regions in reading order: tables cell by cell, everything else zone by zone."""
    free = list(readings)
    blocks: list[Region] = []
    for cells in tables:
        hull = Box.hull(cell.box for cell in cells)
        inside = [
            (r, next((c for c in cells if _inside(r.box, c.box)), None) or _stray(r.box, cells, hull)) for r in free
        ]
        free = [reading for reading, cell in inside if cell is None]
        if any(cell for _, cell in inside):
            placed = [(reading, cell) for reading, cell in inside if cell]
            strays = [cell for _, cell in placed if cell not in cells]
            blocks.append(_table(sorted([*cells, *strays], key=lambda c: (c.row, c.box.left)), placed))
    boxes = [reading.box for reading in free] + [block.box for block in blocks]
    regions = []
    for zone in reading_order.reading_order(boxes) if zoned else [[row] for row in reading_order.rows_of(boxes)]:
        for index in (index for column in zone for index in column):
            if index < len(free):
                line = Line(free[index].box, free[index].words)
                kind = RegionKind.PAGE_NUMBER if _is_page_number(free[index], free) else RegionKind.TEXT
                regions.append(Region(kind, line.box, (line,)))
            else:
                regions.append(blocks[index - len(free)])
    return regions


def _stray(box: Box, cells: Sequence[Cell], hull: Box) -> Cell | None:
    """A cell of its own for a segment in a table where a broken ruling line leaves none; None outside the table."""
    if box.intersection(hull) < _STRAY * box.area:
        return None
    level = [cell for cell in cells if cell.box.top <= (box.top + box.bottom) / 2 < cell.box.bottom]
    return Cell(min(cell.row for cell in level), len(cells), box) if level else None


def _is_page_number(reading: Reading, readings: Sequence[Reading]) -> bool:
    """Whether a segment is a number alone above, or below, all other text."""
    if not _PAGE_NUMBER.fullmatch(reading.text):
        return False
    others = [other.box for other in readings if other is not reading]
    box = reading.box
    return all(box.bottom <= other.top for other in others) or all(box.top >= other.bottom for other in others)


def _table(cells: Sequence[Cell], readings: Sequence[tuple[Reading, Cell]]) -> Region:
    """A line a row: the words of its cells from left to right, each cell line by line."""
    rows: dict[int, list[Word]] = {}
    ends: dict[int, list[int]] = {}
    for cell in cells:
        inside = [reading for reading, place in readings if place == cell]
        zones = reading_order.reading_order([reading.box for reading in inside])
        ordered = [inside[index] for zone in zones for column in zone for index in column]
        rows.setdefault(cell.row, []).extend(word for reading in ordered for word in reading.words)
        ends.setdefault(cell.row, []).append(len(rows[cell.row]))
    table_lines = [
        Line(Box.hull(word.box for word in words), tuple(words), tuple(ends[row]))
        for row, words in sorted(rows.items())
        if words
    ]
    return Region(RegionKind.TABLE, Box.hull(cell.box for cell in cells), tuple(table_lines))


def _inside(box: Box, cell: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return cell.left <= x < cell.right and cell.top <= y < cell.bottom
