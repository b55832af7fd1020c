"""Readings to regions: print told from scrawl, tables put together, everything in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from ocr import order
from ocr.elements import Box, Line, Region, RegionKind, Word
from ocr.recognise import Reading
from ocr.rules import Cell

NOISE_AGREEMENT = 0.45
"""Readers that agree on less of a line's letters than this have not seen print (seals, signatures, scrawl)."""

NOISE_CONFIDENCE = 0.6
"""…if besides Tesseract's mean word confidence is below this."""


def part(readings: Sequence[Reading], cells: Sequence[Box]) -> tuple[list[Reading], list[Reading]]:
    """Tell print from what only looks like it. What stands alone in a table's cell is print."""
    print_: list[Reading] = []
    scrawl: list[Reading] = []
    for reading in readings:
        if not reading.words:
            continue
        letters = sum(c.isalnum() for c in reading.text)
        if letters <= 2 and any(_inside(reading.box, cell) for cell in cells):
            noise = letters == 0 and reading.agreement < 1
        elif letters <= 2:
            # One or two letters (a page number) count where both readers see them; else they are specks.
            noise = reading.agreement < 0.6 and (letters == 0 or reading.first_confidence < 0.9)
        else:
            noise = reading.agreement < NOISE_AGREEMENT and reading.first_confidence < NOISE_CONFIDENCE
        (scrawl if noise else print_).append(reading)
    return print_, scrawl


def put_in_order(readings: Sequence[Reading], tables: Sequence[Sequence[Cell]]) -> list[Region]:
    """Put segments into regions in reading order: tables cell by cell, everything else zone by zone."""
    free = list(readings)
    blocks: list[Region] = []
    for cells in tables:
        inside = [(r, next((c for c in cells if _inside(r.box, c.box)), None)) for r in free]
        free = [reading for reading, cell in inside if cell is None]
        if any(cell for _, cell in inside):
            blocks.append(_table(cells, [(reading, cell) for reading, cell in inside if cell]))
    boxes = [reading.box for reading in free] + [block.box for block in blocks]
    regions = []
    for zone in order.reading_order(boxes):
        for index in (index for column in zone for index in column):
            if index < len(free):
                line = Line(free[index].box, free[index].words)
                regions.append(Region(RegionKind.TEXT, line.box, (line,)))
            else:
                regions.append(blocks[index - len(free)])
    return regions


def _table(cells: Sequence[Cell], readings: Sequence[tuple[Reading, Cell]]) -> Region:
    """A line a row: the words of its cells from left to right, each cell line by line."""
    rows: dict[int, list[Word]] = {}
    for cell in cells:
        inside = [reading for reading, place in readings if place == cell]
        zones = order.reading_order([reading.box for reading in inside])
        ordered = [inside[index] for zone in zones for column in zone for index in column]
        rows.setdefault(cell.row, []).extend(word for reading in ordered for word in reading.words)
    table_lines = [
        Line(Box.hull(word.box for word in words), tuple(words)) for _, words in sorted(rows.items()) if words
    ]
    return Region(RegionKind.TABLE, Box.hull(cell.box for cell in cells), tuple(table_lines))


def _inside(box: Box, cell: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return cell.left <= x < cell.right and cell.top <= y < cell.bottom


def handwriting(reading: Reading) -> Region:
    """What could not be read as print is a region of its own; its guessed letters are no text."""
    return Region(RegionKind.HANDWRITING, reading.box)
