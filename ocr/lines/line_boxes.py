"""Line segments: what the detector found, split where a column gutter or a ruling line runs through."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.image.components import connected
from ocr.image.specks import INK
from ocr.lines.ruling_lines import Cell

_GUTTER_ALWAYS = 2.2
"""White gap, in line heights, that no justified text has: always two segments."""

_GUTTER_SUPPORTED = 0.55
"""White gap, in line heights, that splits a segment if the rows beside it show the same gutter. A word space of
justified text is about 0.3 to 0.5."""

_EDGE = 8
"""An eighth of a segment's height, at the top and at the bottom, is not looked at for white."""

_SUPPORT_REACH = 4.0
"""Line heights above and below in which those rows are looked for."""

_COLUMN_ITEM = 3
"""Line heights that a segment must be wide to make a column: a bullet or a number is narrower."""

_TALL_LINE = 1.3
"""Line heights; gaps in a taller segment are measured as if it were no taller."""

_RULING_LINE = 0.08
"""Line heights at a cell's edge in which remains of a ruling line may lie."""

_BETWEEN = 0.2
"""White rows, in line heights, between two rows of print; less parts letters from their diacritics."""

_NARROW = 0.3
"""Width, in its height, up to which a piece of a segment in a cell is nothing."""

_CUT = 0.12
"""Line heights that print must stick out of a piece for the piece to be moved."""

_OFF = 0.25
"""Line heights that the middle of print must lie off the piece's for the piece to be moved."""

_PRINT_ROW = (0.3, 1.5)
"""Height of a row of print, in line heights."""

_CELL_EDGE = 0.04
"""Share of a cell's shorter side, at its edges, that is not looked at for print."""

_SPECK = 0.2
"""Line heights; what is no larger is a speck: a full stop is about a tenth of a line high."""

_HIGHEST = 2.5
"""Line heights above which ink in a cell without a segment is no line that was overlooked."""

_NO_LINE = 30.0
"""Height of a line, in pixels, where there is none to measure: one at 200 dpi."""

_TRACE = 2
"""Pixels; a segment that is no wider is none."""

_NARROWEST = 8
"""Pixels that a line image is wide at least."""


def median_height(boxes: Sequence[Box]) -> float:
    """Return the median height of the boxes in pixels; `_NO_LINE` without any."""
    return float(np.median([box.height for box in boxes])) if boxes else _NO_LINE


def gaps(grey: Grey, box: Box, shortest: float) -> list[tuple[int, int]]:
    """Return the white gaps inside a segment at least `shortest` pixels wide, as (left, right) in page pixels."""
    margin = box.height // _EDGE
    core = grey[box.top + margin : box.bottom - margin, box.left : box.right]
    if not core.size:
        return []
    inked = np.flatnonzero((core < INK).sum(axis=0) > 0)
    if len(inked) < 2:
        return []
    jumps = np.flatnonzero(np.diff(inked) > shortest)
    return [(box.left + int(inked[j]) + 1, box.left + int(inked[j + 1])) for j in jumps]


def split_at_white(grey: Grey, box: Box, widest: float) -> list[Box]:
    """Split a segment where it has white wider than `widest` pixels."""
    edges = [box.left, *(x for gap in gaps(grey, box, widest) for x in gap), box.right]
    return [Box(left, box.top, right, box.bottom) for left, right in zip(edges[::2], edges[1::2], strict=True)]


def split_at_gutters(grey: Grey, boxes: Sequence[Box]) -> list[Box]:
    """Split segments that run across a column gutter.

    The detector sometimes joins the left and the right header. A gap wider than any word space splits at once; a
    narrower one only where a row nearby has text on both sides of it and none across.
    """
    height = median_height(boxes)
    split: list[Box] = []
    for box in boxes:
        cuts = []
        own = min(box.height, _TALL_LINE * height)
        for left, right in gaps(grey, box, _GUTTER_SUPPORTED * own):
            if right - left > _GUTTER_ALWAYS * own or _supported(boxes, box, left, right, height):
                cuts.append((left, right))
        start = box.left
        for left, right in cuts:
            split.append(Box(start, box.top, left, box.bottom))
            start = right
        split.append(Box(start, box.top, box.right, box.bottom))
    return [box for box in split if box.width > _TRACE]


def _supported(boxes: Sequence[Box], box: Box, left: int, right: int, height: float) -> bool:
    middle = (left + right) / 2
    reach = _SUPPORT_REACH * height
    for direction in (-1, 1):
        sides = {-1: False, 1: False}
        near = [b for b in boxes if b is not box and 0 < direction * (_centre(b) - _centre(box)) < reach]
        for other in sorted(near, key=lambda b: abs(_centre(b) - _centre(box))):
            if other.left < middle < other.right:
                break
            # Small things (a bullet, a number) do not make a column.
            if other.width > _COLUMN_ITEM * height:
                sides[-1 if other.right <= middle else 1] = True
        if sides[-1] and sides[1]:
            return True
    return False


def _centre(box: Box) -> float:
    return (box.top + box.bottom) / 2


def split_at_cells(grey: Grey, boxes: Sequence[Box], cells: Sequence[Cell]) -> list[Box]:
    """Cut segments that run over several cells of a table at the cells' borders.

    What stands in one cell need not be level with a line of the next: a row's number stands in the middle of its cell,
    between two lines of text. A piece that cuts through such print is moved to it.
    """
    line = median_height(boxes)
    pieces: list[Box] = []
    for box in boxes:
        over = [
            cell.box
            for cell in cells
            if cell.box.top <= _centre(box) < cell.box.bottom
            and cell.box.left < box.right
            and box.left < cell.box.right
        ]
        if not over:
            pieces.append(box)
            continue
        for cell in over:
            piece = Box(max(box.left, cell.left), box.top, min(box.right, cell.right), box.bottom)
            if piece.width > _NARROW * box.height:
                moved = _on_its_print(grey, piece, cell, line) if len(over) > 1 else piece
                if moved not in pieces:
                    pieces.append(moved)
    return pieces


def _on_its_print(grey: Grey, piece: Box, cell: Box, line: float) -> Box:
    """Return `piece` over the row of print that it cuts or nearly cuts; as it is if it cuts none, or if rows touch."""
    inset = max(2, round(_RULING_LINE * line))
    top, bottom = max(cell.top + inset, piece.top - round(line)), min(cell.bottom - inset, piece.bottom + round(line))
    inked = np.flatnonzero((grey[top:bottom, piece.left + inset : piece.right - inset] < INK).any(axis=1))
    if not len(inked):
        return piece
    rows = [
        (top + int(row[0]), top + int(row[-1]) + 1)
        for row in np.split(inked, np.flatnonzero(np.diff(inked) > _BETWEEN * line) + 1)
    ]
    start, stop = max(rows, key=lambda row: min(row[1], piece.bottom) - max(row[0], piece.top))
    cut = max(piece.top - start, stop - piece.bottom)
    off = abs(start + stop - piece.top - piece.bottom) / 2
    low, high = (share * line for share in _PRINT_ROW)
    if (cut <= _CUT * line and off <= _OFF * line) or not low < stop - start < high:
        return piece
    grow = max(0, round((line - (stop - start)) / 2))
    return Box(piece.left, max(cell.top, start - grow), piece.right, min(cell.bottom, stop + grow))


def uncovered(grey: Grey, boxes: Sequence[Box], places: Sequence[Box]) -> list[Box]:
    """Return boxes around ink in `places` that no segment covers: what the detector overlooks.

    It overlooks single characters: the X, the dash, the number alone in a table cell, the page number. A place that
    has a segment already is left alone.
    """
    line = median_height(boxes)
    found = []
    for place in places:
        if any(
            place.left <= (b.left + b.right) / 2 < place.right and place.top <= _centre(b) < place.bottom for b in boxes
        ):
            continue
        inset = max(2, round(_CELL_EDGE * min(place.width, place.height)))
        inner = grey[place.top + inset : place.bottom - inset, place.left + inset : place.right - inset]
        ink = np.asarray(inner < INK, np.uint8)
        if not ink.any():
            continue
        patches = [patch for patch in connected(ink).stats[1:, :4].tolist() if max(patch[2:]) > _SPECK * line]
        if not patches:
            continue
        left, top = min(p[0] for p in patches), min(p[1] for p in patches)
        right, bottom = max(p[0] + p[2] for p in patches), max(p[1] + p[3] for p in patches)
        if bottom - top > _HIGHEST * line:
            continue
        # A dash is flat, figures have no diacritics: give the readers a line's height around them.
        grow = max(0, round((line - (bottom - top)) / 2))
        x, y = place.left + inset, place.top + inset
        found.append(Box(x + left, max(place.top, y + top - grow), x + right, min(place.bottom, y + bottom + grow)))
    return found


def trim(grey: Grey, box: Box) -> Box | None:
    """Shrink a segment sideways to its ink; None if it has none."""
    core = grey[box.top : box.bottom, box.left : box.right]
    if not core.size:
        return None
    inked = np.flatnonzero((core < INK).any(axis=0))
    if not len(inked):
        return None
    return Box(box.left + int(inked[0]), box.top, box.left + int(inked[-1]) + 1, box.bottom)


def crop(grey: Grey, box: Box, pad_y: float, pad_x: float) -> tuple[Grey, Box]:
    """Cut a segment with margins in shares of its height: (image, its box on the working image)."""
    height, width = grey.shape
    x, y = round(pad_x * box.height), round(pad_y * box.height)
    wide = Box(max(0, box.left - x), max(0, box.top - y), min(width, box.right + x), min(height, box.bottom + y))
    return grey[wide.top : wide.bottom, wide.left : wide.right], wide


def resize_to_height(image: Grey, height: int) -> Grey:
    """Scale a line image to `height` pixels, keeping its shape."""
    scale = height / image.shape[0]
    size = (max(_NARROWEST, round(image.shape[1] * scale)), height)
    return np.asarray(
        cv2.resize(image, size, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA), dtype=np.uint8
    )
