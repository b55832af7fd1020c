"""The frames of stamps, by their long straight lines: how a stamp lies, and how far a black one reaches."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.elements import Box
from ocr.image.cleanup import Grey, binarise, shrunk
from ocr.image.specks import INK

_LINE = 0.4
"""Share of a stamp's width that a line of its frame is long at least."""

_LINE_GAP = 0.015
"""Share of a stamp's width that may be missing in a line of its frame."""

_LINE_INKED = 0.6
"""Share of the least length of such a line that must be inked for the Hough transform to look at it."""

_LINE_STEPS = 360
"""Directions, in half a turn, that the Hough transform tells apart."""

_FRAME_MARGIN = 4
"""Such gaps around a stamp in which lines of its frame are looked for."""

_MOST_TILTED = 20.0
"""Degrees that a line of a frame may lean."""

_FRAMED = 0.6
"""Share of the place where a stamp was seen that its frame has."""

_UNSEEN = 0.8
"""Heights of a stamp that may be unseen of it above and below."""

_NEAR = 0.1
"""Share of a stamp's width, or height, by which lines of its frame lie off what was seen."""

_AS_WIDE = 0.8
"""Share of a stamp's width that the flat lines of its frame are long."""

_SIDE = 0.8
"""Length of lines, all together (a thick one counts twice), from which they say how a frame lies, in widths of the
stamp. Of 30 cut-outs with such lines on 72 pages, those with 1.16 and more lie as their rows do; a stroke in an arrow
that points up at 40 degrees had 0.42, and said 14."""

_FRAME_SIDE = 800
"""Pixels of a stamp's width on which its tilt is measured by the lines of its frame."""


def frame_of(grey: Grey, box: Box) -> Box:
    """Return a black stamp's box by the lines of its frame, as far as they are found; they are hit to a pixel."""
    margin = round(_LINE_GAP * _FRAME_MARGIN * box.width)
    flat, upright = _lines_around(grey, box, margin, margin)
    if not len(flat) or not len(upright):
        return box
    points = np.concatenate((flat, upright)).reshape(-1, 2)
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    found = Box(int(x0), int(y0), int(x1) + 1, int(y1) + 1)
    return found if found.intersection(box) > _FRAMED * box.area else box


def whole_frame(grey: Grey, box: Box) -> Box:
    """Return where a black stamp was seen, and what its frame has above and below of it.

    Copies break lines: one of its sides and a flat line as wide as the stamp, which meet, are enough.
    """
    margin, slack = round(_NEAR * box.width), _NEAR * box.height
    flat, upright = _lines_around(grey, box, margin, round(_UNSEEN * box.height))
    flat = flat[np.hypot(flat[:, 2] - flat[:, 0], flat[:, 3] - flat[:, 1]) > _AS_WIDE * box.width]
    middle = upright[:, ::2].mean(axis=1)
    upright = upright[np.minimum(np.abs(middle - box.left), np.abs(middle - box.right)) < margin]
    tops, bottoms = upright[:, 1::2].min(axis=1), upright[:, 1::2].max(axis=1)
    highest = tops[bottoms > box.top].min(initial=box.top) - slack
    lowest = bottoms[tops < box.bottom].max(initial=box.bottom) + slack
    above, below = flat[:, 1::2].min(axis=1), flat[:, 1::2].max(axis=1)
    above = above[(above > highest) & (above < box.top - slack)]
    below = below[(below < lowest) & (below > box.bottom + slack)]
    return replace(box, top=int(above.min(initial=box.top)), bottom=int(below.max(initial=box.bottom)))


def _lines_around(grey: Grey, box: Box, across: int, down: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the flat and the upright lines within so many pixels of a box: ends (n, 4: x, y, x, y) on the page."""
    left, top = max(0, box.left - across), max(0, box.top - down)
    corner = np.array([left, top, left, top], np.int64)
    patch = grey[top : box.bottom + down, left : box.right + across]
    angles, _, ends = long_lines(patch, box.width)
    flat = ends[np.abs(angles) < _MOST_TILTED]
    angles, _, ends = long_lines(np.ascontiguousarray(patch.T), box.height)
    upright = ends[np.abs(angles) < _MOST_TILTED][:, [1, 0, 3, 2]]
    return flat + corner, upright + corner


def tilt(ink: Grey, width: int) -> float | None:
    """Return the degrees, counter-clockwise, that level a stamp by the lines of its frame; None without one.

    Print that runs under a stamp, and words beside it, are level already and would outweigh its own.
    """
    scale = min(1.0, _FRAME_SIDE / width)
    small = shrunk(ink, scale)
    angles, lengths, _ = long_lines(small, round(scale * width))
    flat = np.abs(angles) < _MOST_TILTED
    if lengths[flat].sum() < _SIDE * scale * width:
        return None
    angles, lengths = angles[flat], lengths[flat]
    order = np.argsort(angles)
    return float(angles[order][np.searchsorted(np.cumsum(lengths[order]), lengths.sum() / 2)])


def long_lines(ink: Grey, width: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return straight lines at least `_LINE` of `width` long: slopes in degrees, lengths, ends (n, 4: x, y, x, y)."""
    dark = binarise(ink, INK)
    gap = max(2, round(_LINE_GAP * width))
    found = cv2.HoughLinesP(dark, 1, np.pi / _LINE_STEPS, round(_LINE * width * _LINE_INKED), None, _LINE * width, gap)
    ends = np.zeros((0, 4), np.int64) if found is None else np.asarray(found.reshape(-1, 4), np.int64)
    across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    return np.degrees(np.arctan2(down, across)), np.hypot(across, down), ends
