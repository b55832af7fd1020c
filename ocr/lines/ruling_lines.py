"""Ruling lines: found, lifted off the image so that they are not read as letters, and turned into table cells."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.elements import Box
from ocr.image.cleanup import Grey, as_uint8, binarise
from ocr.image.components import connected
from ocr.image.specks import INK

_SHORTEST = 1 / 24
"""Shortest ruling line as a share of the page's width: 9 mm on A4, longer than the em dash (5 mm at 14 pt), the longest
letter stroke there is."""

_SHORTEST_PIXELS = 20
"""Shortest ruling line in pixels, however narrow the page."""

_SLANT = 0.06
"""Slope up to which a straight line is a ruling line: a photographed table's sides lean by three degrees."""

_STEPS = 5
"""Steps of a line that leans that much: its straight runs are a fifth as long as a ruling line must be."""

_THICK = 6
"""A bar a sixth as thick as a ruling line must be long is none, but a dark edge or a heading bar."""

_LEAST_RUN = 6
"""Pixels of a straight run, and of the thickness of such a bar, at least."""

_PALE = 200
"""Level below which a ruling line that is as dark as print elsewhere goes on: a hairline that falls between two rows of
pixels is half as dark."""

_GAP = 7
"""Pixels of a broken ruling line that are bridged when looking for cells: photocopied lines have holes."""

_BRIDGE = 3.0
"""Line heights of a ruling line that may be missing along its direction, where a seal or a stamp was lifted off it."""

_LONG = 4.0
"""Line heights of a ruling line from which more may be missing between two like it."""

_LONG_BRIDGE = 8.0
"""Line heights that may be missing there: a seal over the title of a list covers a third of the table's upper edge, and
the ends of the lines that hang from it."""

_TABLE_WIDTH = 8
"""Line heights that a table is wide at least."""

_TABLE_HEIGHT = 1.5
"""Line heights that a table is high at least."""

_CELL = 0.5
"""Line heights that a cell is wide and high at least."""

_FILLED = 0.5
"""Share of its box that a cell fills at least."""

_NEXT_ROW = 0.5
"""Line heights below the top of a row's first cell from which a cell's top begins a new row."""


@dataclass(frozen=True)
class RulingLines:
    """Masks (H, W) uint8, 255 on a ruling line."""

    horizontal: NDArray[np.uint8]
    vertical: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its place in the grid (from 0) and its box in pixels of the working image."""

    row: int
    column: int
    box: Box


def find(grey: Grey, page_width: int = 0) -> RulingLines:
    """Find level and upright ruling lines at least 9 mm long; `page_width` in pixels, if not the image's."""
    length = max(_SHORTEST_PIXELS, round((page_width or min(grey.shape)) * _SHORTEST))
    lines = _find_at(grey, INK, length)
    if not lines.horizontal.any() or not lines.vertical.any():
        return lines  # neither a table nor a frame
    pale = _find_at(grey, _PALE, length)
    return RulingLines(_gone_on(lines.horizontal, pale.horizontal), _gone_on(lines.vertical, pale.vertical))


def _find_at(grey: Grey, level: int, length: int) -> RulingLines:
    """Find ruling lines darker than `level` and longer than `length` pixels."""
    ink = binarise(grey, level)

    def opened(across: int, down: int, short: int, slant: tuple[int, int]) -> NDArray[np.uint8]:
        # A slanted line is a staircase: long runs of the thickened ink, short runs of the ink itself.
        thick = cv2.dilate(ink, np.ones(slant, np.uint8))
        long = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((down, across), np.uint8))
        steps = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((min(down, short), min(across, short)), np.uint8))
        return as_uint8(cv2.bitwise_and(long, steps))

    short, slant = max(_LEAST_RUN, length // _STEPS), 2 * round(length * _SLANT / 2) + 1
    horizontal, vertical = opened(length, 1, short, (slant, 1)), opened(1, length, short, (1, slant))
    thick = max(_LEAST_RUN, length // _THICK)
    solid = as_uint8(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8)))
    solid = as_uint8(cv2.dilate(solid, np.ones((5, 5), np.uint8)))
    return RulingLines(as_uint8(cv2.subtract(horizontal, solid)), as_uint8(cv2.subtract(vertical, solid)))


def _gone_on(lines: NDArray[np.uint8], pale: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return lines with what goes on from them among paler ones: pale runs by themselves may be blurred words."""
    pieces = connected(pale)
    return as_uint8(cv2.bitwise_or(lines, pieces.mask(pieces.touching(lines))))


def lift(grey: Grey, lines: RulingLines) -> Grey:
    """Return the image with ruling lines painted white; strokes that cross them stay where thicker than the line."""
    mask = cv2.bitwise_or(
        cv2.dilate(lines.horizontal, np.ones((3, 1), np.uint8)), cv2.dilate(lines.vertical, np.ones((1, 3), np.uint8))
    )
    lifted = grey.copy()
    lifted[mask > 0] = 255
    return lifted


def find_tables(lines: RulingLines, line_height: float) -> list[list[Cell]]:
    """Return ruled tables, each a list of cells in row order.

    A table is a connected grid of ruling lines with at least two cells side by side; a cell is a hole of the grid
    higher than half a line. A cell that spans rows belongs to the row where it begins.
    """
    if not lines.horizontal.any() or not lines.vertical.any():
        return []
    horizontal, vertical = _bridged(lines.horizontal, line_height), _bridged(lines.vertical.T, line_height).T
    grid = cv2.bitwise_or(horizontal, _reaching(vertical, horizontal, line_height))
    grid = cv2.dilate(grid, np.ones((_GAP, _GAP), np.uint8))
    found = connected(as_uint8(grid))
    tables = []
    for label, (left, top, width, height) in enumerate(found.stats[:, :4].tolist()):
        if label == 0 or width < _TABLE_WIDTH * line_height or height < _TABLE_HEIGHT * line_height:
            continue
        patch = as_uint8((found.labels[top : top + height, left : left + width] == label) * np.uint8(255))
        boxes = _holes(patch, left, top, line_height)
        cells = _arrange(boxes, line_height)
        if any(cell.column > 0 for cell in cells):
            tables.append(cells)
    return tables


def _bridged(across: NDArray[np.uint8], line_height: float) -> NDArray[np.uint8]:
    """Return level ruling lines with what is missing of them.

    Run by run, not by closing the image: kernels as long as these take twenty to fifty times as long.
    """
    bridged = np.ascontiguousarray(across).copy()
    flat, width = bridged.ravel(), across.shape[1]
    places = np.flatnonzero(flat > 0)
    if not len(places):
        return bridged
    apart = np.flatnonzero((np.diff(places) > 1) | (np.diff(places // width) > 0))
    starts, ends = places[np.append(0, apart + 1)], places[np.append(apart, len(places) - 1)] + 1
    for missing, least in ((_BRIDGE, 0.0), (_LONG_BRIDGE, _LONG)):
        long = ends - starts >= least * line_height
        starts, ends = starts[long], ends[long]
        near = starts[1:] - ends[:-1] < max(_GAP, missing * line_height)
        near &= starts[1:] // width == starts[:-1] // width
        for end, start in zip(ends[:-1][near].tolist(), starts[1:][near].tolist(), strict=True):
            flat[end:start] = 255
        first, last = np.ones(len(starts), bool), np.ones(len(starts), bool)
        first[1:], last[:-1] = ~near, ~near
        starts, ends = starts[first], ends[last]
    return bridged


def _reaching(vertical: NDArray[np.uint8], horizontal: NDArray[np.uint8], line_height: float) -> NDArray[np.uint8]:
    """Return upright ruling lines, those that end short of a level one prolonged to it."""
    reach, prolonged = round(_BRIDGE * line_height), vertical.copy()
    for left, top, width, height in connected(np.ascontiguousarray(vertical)).stats[1:, :4].tolist():
        if height < _LONG * line_height:
            continue
        bottom, columns = top + height, slice(left, left + width)
        above = np.flatnonzero(horizontal[max(0, top - reach) : top, columns].any(axis=1))
        below = np.flatnonzero(horizontal[bottom : bottom + reach, columns].any(axis=1))
        if len(above):
            prolonged[max(0, top - reach) + above[-1] : top, columns] = 255
        if len(below):
            prolonged[bottom : bottom + below[0], columns] = 255
    return prolonged


def _holes(patch: NDArray[np.uint8], left: int, top: int, line_height: float) -> list[Box]:
    """Boxes of the holes in a grid, grown back over the dilation; the outside touches the border and is no hole."""
    padded = cv2.copyMakeBorder(patch, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(as_uint8(cv2.bitwise_not(padded)), connectivity=4)
    outside = int(labels[0, 0])
    grow = _GAP // 2
    boxes = []
    for label in range(1, count):
        if label == outside:
            continue
        x, y, width, height, area = (int(v) for v in stats[label])
        if min(width, height) < _CELL * line_height or area < _FILLED * width * height:
            continue
        x, y = x - 1 + left, y - 1 + top
        boxes.append(Box(x - grow, y - grow, x + width + grow, y + height + grow))
    return boxes


def _arrange(boxes: list[Box], line_height: float) -> list[Cell]:
    """Number the cells: a new row begins where a cell's top lies more than half a line below the row's first."""
    cells: list[Cell] = []
    row, row_top = -1, -np.inf
    pending: list[Box] = []

    def flush() -> None:
        cells.extend(Cell(row, column, box) for column, box in enumerate(sorted(pending, key=lambda b: b.left)))
        pending.clear()

    for box in sorted(boxes, key=lambda b: b.top):
        if box.top > row_top + _NEXT_ROW * line_height:
            flush()
            row, row_top = row + 1, box.top
        pending.append(box)
    flush()
    return cells
