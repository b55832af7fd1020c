"""The way of one page: pixels in, regions with lines and words out. No language correction here."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ocr import cleanup, geometry, lines, neural, order, rules, stamps, tesseract
from ocr.cleanup import Grey
from ocr.elements import Box, Line, Page, ProcessingStep, Region, RegionKind, Stamp, StampKind, Word
from ocr.geometry import Frame
from ocr.page_image import PageImage
from ocr.recognise import Reading, Segment, read_segments
from ocr.rules import Cell
from ocr.stamps import BlobImage

VERSION = "1"

NOISE_AGREEMENT = 0.45
"""Readers that agree on less of a line's letters than this have not seen print (seals, signatures, scrawl)."""

NOISE_CONFIDENCE = 0.6
"""…if besides Tesseract's mean word confidence is below this."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """`timeout`: seconds the OCR engine may spend on a page; 0 for no limit."""

    timeout: float = 0.0


def read_page(image: PageImage, settings: ReadSettings | None = None) -> Page:
    """Read one page.

    Raises:
        EngineError: the OCR engine failed or ran out of time.
        MissingToolError: an engine or a model is not installed.
    """
    settings = settings or ReadSettings()
    clock = _Clock()
    height, width = image.pixels.shape[:2]

    grey, colour = cleanup.clean(image.pixels), cleanup.colour_layer(image.pixels)
    grey, frame = geometry.shrink(grey, geometry.identity(grey))
    clock.lap("cleanup")

    grey, frame, turn, skew = _set_upright(grey, frame)
    if colour is not None:
        colour = geometry.warp(colour, frame)
    clock.lap("geometry", turn=turn, skew=round(skew, 2))

    boxes, grey, tables = _find_lines(grey)
    clock.lap("lines", detector=f"trueocr {neural.version()}")

    blobs = stamps.find_blobs(colour) if colour is not None else []
    levelled = [stamps.level(colour, blob) for blob in blobs if colour is not None and not blob.round]
    stamp_boxes = [neural.detect_lines(cut.image) for cut in levelled]
    clock.lap("stamps")

    segments = [Segment(grey, box) for box in boxes]
    segments += [Segment(cut.image, box) for cut, found in zip(levelled, stamp_boxes, strict=True) for box in found]
    readings = read_segments(segments, settings.timeout)
    clock.lap("recognition", first=f"tesseract {tesseract.version()}", second=f"trueocr {neural.version()}")

    page_readings, rest = readings[: len(boxes)], readings[len(boxes) :]
    found_stamps = [Stamp(StampKind.SEAL, frame.to_page(blob.box), (), 0.9) for blob in blobs if blob.round]
    for cut, found in zip(levelled, stamp_boxes, strict=True):
        own, rest = rest[: len(found)], rest[len(found) :]
        found_stamps.append(_stamp_on_page(cut, own, frame))
    for kind, group in stamps.gather_by_text(page_readings, Box(0, 0, *frame.size)):
        page_readings = [reading for reading in page_readings if reading not in group]
        found_stamps.append(_black_stamp(kind, group, frame))
    print_, scrawl = _part(page_readings, [cell.box for cells in tables for cell in cells])
    regions = [*_regions(print_, tables), *(_handwriting(reading) for reading in scrawl)]
    regions = [_on_page(region, frame) for region in regions]
    clock.lap("reading order")
    return Page(
        number=image.number,
        width=width,
        height=height,
        dpi=image.dpi,
        regions=tuple(regions),
        stamps=tuple(found_stamps),
        steps=tuple(clock.steps),
        blank=not print_,
        turn=turn,
        skew=skew,
    )


def read_segments_of(image: PageImage) -> list[tuple[Box, Reading]]:
    """Return a page's segments with the stretches the readers were compared on: what the vote is learnt from.

    The boxes are in pixels of the page.
    """
    grey = cleanup.clean(image.pixels)
    grey, frame = geometry.shrink(grey, geometry.identity(grey))
    grey, frame, _, _ = _set_upright(grey, frame)
    boxes, grey, _ = _find_lines(grey)
    readings = read_segments([Segment(grey, box) for box in boxes])
    return [(frame.to_page(reading.box), reading) for reading in readings]


def _find_lines(grey: Grey) -> tuple[list[Box], Grey, list[list[Cell]]]:
    """Return segments, the image without rules, and the cells of ruled tables."""
    ruled = rules.find_rules(grey)
    grey = rules.lift_rules(grey, ruled)
    boxes = neural.detect_lines(grey)
    tables = rules.find_tables(ruled, lines.median_height(boxes))
    cells = [cell for table in tables for cell in table]
    boxes = lines.split_at_cells(lines.split_at_gutters(grey, boxes), cells)
    boxes = [box for box in (lines.trim(grey, box) for box in boxes) if box]
    return boxes + lines.uncovered(grey, boxes, [cell.box for cell in cells]), grey, tables


def _set_upright(grey: Grey, frame: Frame) -> tuple[Grey, Frame, int, float]:
    skew = neural.skew(grey)
    levelled = geometry.rotate(grey, frame, skew)[0] if abs(skew) >= geometry.SKEW_MIN else grey
    turn = neural.quarter_turns(levelled)
    if turn:
        grey, frame = geometry.turn_clockwise(grey, frame, turn)
        skew = neural.skew(grey)
    if abs(skew) >= geometry.SKEW_MIN:
        grey, frame = geometry.rotate(grey, frame, skew)
    return grey, frame, turn, skew


def _part(readings: Sequence[Reading], cells: Sequence[Box]) -> tuple[list[Reading], list[Reading]]:
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


def _regions(readings: Sequence[Reading], tables: Sequence[Sequence[Cell]]) -> list[Region]:
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
    table_lines = [Line(Box.hull(word.box for word in words), tuple(words)) for _, words in sorted(rows.items())]
    return Region(RegionKind.TABLE, Box.hull(cell.box for cell in cells), tuple(table_lines))


def _inside(box: Box, cell: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return cell.left <= x < cell.right and cell.top <= y < cell.bottom


def _stamp_on_page(cut: BlobImage, readings: Sequence[Reading], frame: Frame) -> Stamp:
    """Name a coloured blob and map it, with its lines, from its own levelled image to the page."""
    ordered = [readings[i] for row in order.rows_of([r.box for r in readings]) for i in row]
    stamp = stamps.make_stamp(cut.blob, ordered)
    on_work = tuple(_map_line(line, cut.frame) for line in stamp.lines)
    return Stamp(
        stamp.kind, frame.to_page(stamp.box), tuple(_map_line(line, frame) for line in on_work), stamp.confidence
    )


def _black_stamp(kind: StampKind, group: Sequence[Reading], frame: Frame) -> Stamp:
    ordered = [group[i] for row in order.rows_of([r.box for r in group]) for i in row]
    found = tuple(_map_line(Line(r.box, r.words), frame) for r in ordered)
    confidence = sum(r.agreement for r in group) / len(group)
    return Stamp(kind, Box.hull(line.box for line in found), found, confidence)


def _handwriting(reading: Reading) -> Region:
    """What could not be read as print is a region of its own; its guessed letters are no text."""
    return Region(RegionKind.HANDWRITING, reading.box)


def _on_page(region: Region, frame: Frame) -> Region:
    """Map a region with all it holds to pixels of the page."""
    return Region(region.kind, frame.to_page(region.box), tuple(_map_line(line, frame) for line in region.lines))


def _map_line(line: Line, frame: Frame) -> Line:
    words = tuple(dataclasses.replace(word, box=frame.to_page(word.box)) for word in line.words)
    return Line(frame.to_page(line.box), words)


class _Clock:
    """Collects the steps of a page with their durations."""

    def __init__(self) -> None:
        self.steps: list[ProcessingStep] = []
        self._since = time.perf_counter()

    def lap(self, name: str, **settings: object) -> None:
        now = time.perf_counter()
        self.steps.append(ProcessingStep(name, VERSION, round(now - self._since, 3), dict(settings)))
        self._since = now
