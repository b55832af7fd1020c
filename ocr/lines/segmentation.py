"""Where the lines of print are: segments for the readers; ruling lines lifted, tables found, stamps' insides apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from ocr.detectors import page_networks
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.lines import line_boxes, merged_lines, ruling_lines, unread
from ocr.lines.ruling_lines import Cell

_DIACRITICS_ABOVE = 0.2
"""Line heights that diacritics reach above the letters of an overlooked row."""

_DIACRITICS_BELOW = 0.1
"""Line heights that diacritics reach below the letters of an overlooked row."""

_IN_TABLE = 0.3
"""Share of a stamp's frame on a table from which it is taken for a part of the table."""

_TOUCHES = 0.1
"""Share of a segment in a stamp's frame from which it may run into it."""

_PART = 0.5
"""Share of a segment in another from which it is a part of it."""

_LEVEL = 0.7
"""Share of the higher of two segments that both have in common, in height, where one goes on in the other."""

_AS_HIGH = 1.4
"""Times as high as the lower one that the higher may be there."""

_GAP = 0.5
"""White between them at most, in the height of the lower one."""


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """Boxes of segments, the image without ruling lines, and the cells of ruled tables."""

    boxes: list[Box]
    grey: Grey
    tables: list[list[Cell]]

    @property
    def cells(self) -> list[Box]:
        """Boxes of all cells of all tables."""
        return [cell.box for table in self.tables for cell in table]


def find(grey: Grey, frames: Sequence[Box] = (), without: Collection[str] = ()) -> Segmentation:
    """Find the segments of a prepared page.

    What stands in the `frames` of stamps is looked for apart, or a line of print beside a stamp would be taken for one
    with the stamp's words; what goes on across a frame's edge at the same height is put together again.
    """
    tables: list[list[Cell]] = []
    ruled = None if "rules" in without else ruling_lines.find(grey)
    if ruled is not None:
        grey = ruling_lines.lift(grey, ruled)
    boxes = page_networks.detect_lines(grey)
    if ruled is not None:
        tables = ruling_lines.find_tables(ruled, line_boxes.median_height(boxes))
    hulls = [Box.hull(cell.box for cell in table) for table in tables]
    frames = [frame for frame in frames if not any(frame.intersection(hull) > _IN_TABLE * frame.area for hull in hulls)]
    if frames:
        outside, inside = grey.copy(), np.full_like(grey, 255)
        for frame in frames:
            patch = (slice(frame.top, frame.bottom), slice(frame.left, frame.right))
            inside[patch], outside[patch] = grey[patch], 255
        joined = _join(page_networks.detect_lines(outside), page_networks.detect_lines(inside))
        clear = [box for box in boxes if not any(box.intersection(frame) > _TOUCHES * box.area for frame in frames)]
        boxes = [part for box in joined for part in _parts(box, clear)]
    boxes = merged_lines.mend(grey, boxes)
    cells = [cell for table in tables for cell in table]
    boxes = line_boxes.split_at_cells(grey, line_boxes.split_at_gutters(grey, boxes), cells)
    boxes = [box for box in (line_boxes.trim(grey, box) for box in boxes) if box]
    boxes += line_boxes.uncovered(grey, boxes, [cell.box for cell in cells])
    return Segmentation(boxes + _overlooked(grey, boxes), grey, tables)


def _overlooked(grey: Grey, boxes: Sequence[Box]) -> list[Box]:
    """Rows of letters that the detector passed over: names beside seals and ruling lines, lines between large white."""
    height = line_boxes.median_height(boxes)
    found = []
    for box in unread.find(grey, boxes, height) if boxes else []:
        top = box.top - round(_DIACRITICS_ABOVE * height)
        grown = Box(
            box.left, max(0, top), box.right, min(grey.shape[0], box.bottom + round(_DIACRITICS_BELOW * height))
        )
        found.append(grown)
    return found


def _join(outside: Sequence[Box], inside: Sequence[Box]) -> list[Box]:
    """Put segments together that a stamp's edge cut in two."""
    left = list(inside)
    whole = []
    for box in outside:
        parts = [part for part in left if _goes_on(box, part)]
        left = [part for part in left if part not in parts]
        whole.append(Box.hull([box, *parts]))
    return whole + left


def _parts(box: Box, clear: Sequence[Box]) -> list[Box]:
    """Return the segments, clear of stamps, that were seen in a box; itself if there were not several.

    With a stamp painted white, two lines beside it may be taken for one.
    """
    parts = [one for one in clear if one.intersection(box) > _PART * one.area]
    return parts if len(parts) > 1 else [box]


def _goes_on(box: Box, part: Box) -> bool:
    shared = min(box.bottom, part.bottom) - max(box.top, part.top)
    apart = max(part.left - box.right, box.left - part.right)
    low, high = sorted((box.height, part.height))
    return shared > _LEVEL * high and high < _AS_HIGH * low and -low < apart < _GAP * low
