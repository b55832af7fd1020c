"""Stamps and seals of photocopies: black like the print, known by their frame or ring.

Lengths are in millimetres; the page is taken to be A4. All is measured on a thumbnail of 2.5 pixels a millimetre.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np

from ocr.cleanup import Grey, as_uint8
from ocr.elements import Box
from ocr.page_image import A4_WIDTH_MM
from ocr.specks import INK

_LONGEST_SHEET = 4.0
"""Length over width beyond which a page is a strip, whose width says nothing of its scale."""

_SCALE = 2.5
"""Thumbnail pixels a millimetre: a stamp's line is 1 px thick, and the search takes a tenth of a second."""

_INK = 205
"""Level below which a thumbnail pixel is ink; a thin line is grey once shrunk."""

_SEAL_RADIUS_MM = (13.0, 22.0)
"""Seals are 30 to 42 mm across (Thông tư 07/2010/TT-BCA), on copies a little less or more."""

_RIM_COVER = 0.72
"""Share of a ring's circumference that must be ink, signatures and wear allowed for."""

_OUTSIDE_MM, _RIM_CONTRAST = 3.2, 0.24
"""So far outside of the rim there is that much less ink: 0.29 and more on real seals, 0.20 at the most in the noise of
photocopies, halftones and maps, where every circle is covered."""

_RING_COVER = 0.5
"""Share of a circle that is ink where a ring of the seal runs; letters on the rim fill less."""

_FRAME_WIDTH_MM, _FRAME_HEIGHT_MM = (24.0, 85.0), (7.0, 45.0)
"""The incoming stamp is 50 x 35 mm (Nghị định 30/2020/NĐ-CP, phụ lục IV); older ones are flatter."""

_FULL = 0.55
"""Share of ink in a frame from which it is a dark patch with straight edges."""

_LINE_MM = 14.0
"""Shortest unbroken stretch of a frame's line; no letter or dash has so straight a stroke."""

_TILTS = np.arange(-6.0, 6.1, 1.5)
"""Degrees a stamp may be tilted."""

Line = tuple[float, float, float, float]


def _thumbnail(grey: Grey) -> tuple[Grey, float]:
    # Of a strip no more than four widths are taken to be a sheet: a page of one row would be blown up without end.
    scale = _SCALE * A4_WIDTH_MM / max(min(grey.shape), max(grey.shape) / _LONGEST_SHEET)
    if scale < 1:
        grey = as_uint8(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    elif scale > 1:
        grey = as_uint8(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR))
    return as_uint8((grey < _INK) * np.uint8(255)), scale


def find(grey: Grey) -> tuple[list[Box], list[Box]]:
    """Return the boxes of black seals and of black stamp frames, in pixels of `grey`."""
    ink, scale = _thumbnail(grey)
    return _seals(ink, scale, grey), _frames(ink, scale, grey)


def _seals(ink: Grey, scale: float, grey: Grey) -> list[Box]:
    """Black rings as large as a seal."""
    low, high = (round(radius * _SCALE) for radius in _SEAL_RADIUS_MM)
    found = cv2.HoughCircles(
        as_uint8(cv2.GaussianBlur(ink, (5, 5), 0)),
        cv2.HOUGH_GRADIENT,
        dp=2,
        minDist=1.5 * low,
        param1=120,
        param2=60,
        minRadius=low,
        maxRadius=high,
    )
    if found is None:
        return []
    boxes = []
    for x, y, radius in found.reshape(-1, 3)[:12]:
        best, cover = max(
            ((r, _cover(ink, x, y, r)) for r in np.arange(radius - 3, radius + 3.5, 0.5)), key=lambda rc: rc[1]
        )
        if cover >= _RIM_COVER and cover - _cover(ink, x, y, best + _OUTSIDE_MM * _SCALE) > _RIM_CONTRAST:
            boxes.append(_box(x - best, y - best, x + best, y + best, scale, grey))
    return boxes


def lift_rings(grey: Grey, seals: Sequence[Box]) -> Grey:
    """Return the page with the rings of black seals painted white, so that print which they cross can be found.

    A ring is a circle around the seal's middle, most of which is ink; strokes that cross it lose its line's width.
    """
    if not seals:
        return grey
    lifted = grey.copy()
    for seal in seals:
        x, y = (seal.left + seal.right) / 2, (seal.top + seal.bottom) / 2
        radii = np.arange(0.5, 1.06, 1 / max(1, seal.width)) * seal.width / 2
        angles = np.linspace(0, 2 * np.pi, 360, endpoint=False)
        columns = np.clip(np.rint(x + radii[:, None] * np.cos(angles)).astype(int), 0, grey.shape[1] - 1)
        rows = np.clip(np.rint(y + radii[:, None] * np.sin(angles)).astype(int), 0, grey.shape[0] - 1)
        inked = (grey[rows, columns] < INK).mean(axis=1) > _RING_COVER
        for radius in radii[inked]:
            cv2.circle(lifted, (round(x), round(y)), round(float(radius)), 255, 3)
    return lifted


def _cover(ink: Grey, x: float, y: float, radius: float) -> float:
    """Share of directions in which there is ink within a pixel and a half of the circle."""
    angles = np.arange(0, 2 * np.pi, 2 * np.pi / 180)
    hit = np.zeros(len(angles), bool)
    for offset in (-1.0, 0.0, 1.0):
        columns = np.rint(x + (radius + offset) * np.cos(angles)).astype(int)
        rows = np.rint(y + (radius + offset) * np.sin(angles)).astype(int)
        inside = (columns >= 0) & (columns < ink.shape[1]) & (rows >= 0) & (rows < ink.shape[0])
        hit[inside] |= ink[rows[inside], columns[inside]] > 0
    return float(hit.mean())


def _frames(ink: Grey, scale: float, grey: Grey) -> list[Box]:
    """Black rectangular stamp frames, tilted or not.

    A frame is two parallel lines, one above the other and about as long, with an upright line between their ends on one
    side at least.
    """
    upper = ink[: ink.shape[0] * 2 // 3]
    flat = _lines(upper)
    upright = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _lines(np.ascontiguousarray(upper.T))]
    frames: list[Box] = []
    for top, bottom in combinations(sorted(flat, key=lambda line: line[1] + line[3]), 2):
        if _parallel(top, bottom) and any(_closes(side, top, bottom) for side in upright):
            left, right = min(top[0], bottom[0]), max(top[2], bottom[2])
            high, low = min(top[1], top[3]), max(bottom[1], bottom[3])
            inside = ink[max(0, round(high)) : round(low), max(0, round(left)) : round(right)]
            if float((inside > 0).mean()) < _FULL:
                frames.append(_box(left, high, right, low, scale, grey))
    # The inner lines of a stamp make smaller frames inside the outer one.
    kept: list[Box] = []
    for frame in sorted(frames, key=lambda frame: -frame.area):
        if not any(frame.intersection(other) > 0.5 * frame.area for other in kept):
            kept.append(frame)
    return kept


def _lines(ink: Grey) -> list[Line]:
    """Nearly level straight lines, as (left, y there, right, y there), found by opening the sheared image."""
    height, width = ink.shape
    length = round(_LINE_MM * _SCALE)
    best: dict[tuple[int, int], Line] = {}
    thick = as_uint8(cv2.dilate(ink, np.ones((2, 1), np.uint8)))
    for tilt in _TILTS:
        slope = math.tan(math.radians(tilt))
        shear = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, slope * width / 2]])
        straight = cv2.warpAffine(thick, shear, (width, height), flags=cv2.INTER_NEAREST)
        runs = as_uint8(cv2.morphologyEx(straight, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)))
        runs = as_uint8(cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, length), np.uint8)))
        count, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
        for left, top, run, tall in (tuple(int(v) for v in row[:4]) for row in stats[1:count]):
            if tall > 2 * _SCALE:
                continue
            right, y = left + run, top + tall / 2
            line = (float(left), y + slope * (left - width / 2), float(right), y + slope * (right - width / 2))
            key = (round((left + right) / 2 / 40), round((line[1] + line[3]) / 2 / 6))
            if key not in best or best[key][2] - best[key][0] < run:
                best[key] = line
    return list(best.values())


def _parallel(top: Line, bottom: Line) -> bool:
    lengths = (top[2] - top[0], bottom[2] - bottom[0])
    shared = min(top[2], bottom[2]) - max(top[0], bottom[0])
    apart = (bottom[1] + bottom[3] - top[1] - top[3]) / 2 / _SCALE
    slopes = [(line[3] - line[1]) / (line[2] - line[0]) for line in (top, bottom)]
    wide = (max(top[2], bottom[2]) - min(top[0], bottom[0])) / _SCALE
    return (
        _FRAME_HEIGHT_MM[0] <= apart <= _FRAME_HEIGHT_MM[1]
        and _FRAME_WIDTH_MM[0] <= wide <= _FRAME_WIDTH_MM[1]
        and shared > 0.7 * max(lengths)
        and abs(slopes[0] - slopes[1]) < 0.03
    )


def _closes(side: Line, top: Line, bottom: Line) -> bool:
    """Whether an upright line stands at the left or right end of the pair and spans most of what is between."""
    x, y0, y1 = (side[0] + side[2]) / 2, side[1], side[3]
    ends = (min(top[0], bottom[0]), max(top[2], bottom[2]))
    high, low = (top[1] + top[3]) / 2, (bottom[1] + bottom[3]) / 2
    near = any(abs(x - end) < 4 * _SCALE for end in ends) or ends[0] < x < ends[1]
    return near and min(y1, low) - max(y0, high) > 0.55 * (low - high) and y1 - y0 < 1.6 * (low - high)


def in_seal(box: Box, seal: Box) -> bool:
    """Whether a segment lies on the face of a seal: what it says in its middle, not a line of print that crosses it."""
    radius = seal.width / 2
    x = (box.left + box.right - seal.left - seal.right) / 2
    y = (box.top + box.bottom - seal.top - seal.bottom) / 2
    return math.hypot(x, y) < 0.7 * radius and box.width < 1.5 * radius


def in_frame(box: Box, frame: Box) -> bool:
    """Whether a segment lies inside a frame; its upper and lower edge may stick out by a third of its height."""
    return (
        box.intersection(frame) > 0.65 * box.area
        and box.left > frame.left - box.height
        and box.right < frame.right + box.height
    )


def _box(left: float, top: float, right: float, bottom: float, scale: float, grey: Grey) -> Box:
    height, width = grey.shape
    return Box(
        max(0, round(left / scale)),
        max(0, round(top / scale)),
        min(width, round(right / scale)),
        min(height, round(bottom / scale)),
    )
