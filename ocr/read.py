"""The way of one page: pixels in, regions with lines and words out. No language correction here."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr import black_stamps, cleanup, geometry, lines, neural, ornaments, regions, rules, stamps, tesseract
from ocr.cleanup import Grey
from ocr.elements import Box, Line, Page, ProcessingStep, Region, Stamp, StampKind
from ocr.geometry import Frame
from ocr.page_image import PageImage
from ocr.recognise import Reading, Segment, read_segments
from ocr.rules import Cell

VERSION = "1"


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
    bend = {name: round(value, 4) for name, value in dataclasses.asdict(frame.bend).items()}
    clock.lap("geometry", turn=turn, skew=round(skew, 2), bend=bend)

    seals, frames = black_stamps.find_seals(grey), black_stamps.find_frames(grey)
    boxes, grey, tables = _find_lines(grey, frames)
    if colour is not None:
        boxes = [box for box in boxes if not stamps.is_coloured(grey, colour, box)]
    clock.lap("lines", detector=f"trueocr {neural.version()}")

    blobs = stamps.find_blobs(colour) if colour is not None else []
    cuts = [stamps.level(colour, blob) for blob in blobs if colour is not None and not blob.round]
    clock.lap("stamps")

    marks = ornaments.find_ornaments(grey, boxes)
    stars = [mark for mark in marks if mark.text == ornaments.STAR]
    height_of_line = lines.median_height(boxes)
    segments = [Segment(grey, box) for box in boxes]
    segments += [Segment(grey, ornaments.star_box(star, height_of_line)) for star in stars]
    segments += [segment for cut in cuts for segment in cut.segments]
    readings = read_segments(segments, settings.timeout)
    clock.lap("recognition", first=f"tesseract {tesseract.version()}", second=f"trueocr {neural.version()}")

    page_readings, rest = readings[: len(boxes)], readings[len(boxes) :]
    seen, rest = rest[: len(stars)], rest[len(stars) :]
    sure = [star for star, reading in zip(stars, seen, strict=True) if ornaments.confirmed(reading)]
    sure += [mark for mark in marks if mark.text != ornaments.STAR]
    found = [Stamp(StampKind.SEAL, blob.box, (), 0.9) for blob in blobs if blob.round]
    for cut in cuts:
        own, rest = rest[: len(cut.segments)], rest[len(cut.segments) :]
        stamp = stamps.name(cut, own)
        if stamps.is_print(stamp, frame.size[0]):
            page_readings.extend(stamps.as_print(cut, own))
        else:
            found.append(stamp)
    for kind, group in stamps.gather_by_text(page_readings, Box(0, 0, *frame.size)):
        page_readings = [reading for reading in page_readings if reading not in group]
        found.append(stamps.black_stamp(kind, group))
    page_readings, black = stamps.lift_black(page_readings, seals, frames)
    found.extend(black)
    print_, scrawl = regions.part(page_readings, [cell.box for cells in tables for cell in cells])
    print_ += [ornaments.as_reading(mark, ornaments.CONFIDENCE) for mark in sure if print_]
    ordered = [*regions.put_in_order(print_, tables), *(regions.handwriting(reading) for reading in scrawl)]
    clock.lap("reading order")
    return Page(
        number=image.number,
        width=width,
        height=height,
        dpi=image.dpi,
        regions=tuple(_on_page(region, frame) for region in ordered),
        stamps=tuple(_stamp_on_page(stamp, frame) for stamp in found),
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


def _find_lines(grey: Grey, frames: Sequence[Box] = ()) -> tuple[list[Box], Grey, list[list[Cell]]]:
    """Return segments, the image without rules, and the cells of ruled tables.

    What stands in the `frames` of stamps is looked for apart: a line of print that runs into a stamp would be taken for
    one line with the stamp's words.
    """
    ruled = rules.find_rules(grey)
    grey = rules.lift_rules(grey, ruled)
    boxes = neural.detect_lines(grey)
    tables = rules.find_tables(ruled, lines.median_height(boxes))
    hulls = [Box.hull(cell.box for cell in table) for table in tables]
    frames = [frame for frame in frames if not any(frame.intersection(hull) > 0.3 * frame.area for hull in hulls)]
    if frames:
        outside, inside = grey.copy(), np.full_like(grey, 255)
        for frame in frames:
            patch = (slice(frame.top, frame.bottom), slice(frame.left, frame.right))
            inside[patch], outside[patch] = grey[patch], 255
        boxes = neural.detect_lines(outside) + neural.detect_lines(inside)
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
    grey, frame = geometry.straighten(grey, frame, geometry.find_bend(grey))
    return grey, frame, turn, skew


def _stamp_on_page(stamp: Stamp, frame: Frame) -> Stamp:
    lines_on_page = tuple(_map_line(line, frame) for line in stamp.lines)
    return dataclasses.replace(stamp, box=frame.to_page(stamp.box), lines=lines_on_page)


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
