"""Markings of urgency and secrecy that were seen as one with the stamp beside or beneath them.

They are red and in a frame 8 mm high (Nghị định 30/2020/NĐ-CP, phụ lục I). Red tells them from a stamp of another ink;
in ink of one colour, and on copies, their frame does: no letter is as high, and a stamp's own frame is higher.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import cv2
import numpy as np

from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box
from ocr.image.cleanup import Grey, as_uint8
from ocr.image.geometry import Frame
from ocr.image.specks import INK
from ocr.prepare import Prepared
from ocr.readers.line_reader import Net
from ocr.readers.recognise import Segment
from ocr.sources.page_image import A4_WIDTH_MM
from ocr.stamps import ink as stamp_ink
from ocr.stamps.ink import Cut

_HEIGHT_MM = (4.0, 16.0)
"""Height, in millimetres, of red ink that may be a marking, with or without its frame."""

_WIDTH_MM = (12.0, 50.0)
"""Width of the same, in millimetres: MẬT is the shortest, THƯỢNG KHẨN the longest."""

_PART = 0.6
"""Share of what was seen as a stamp that a marking on it takes at most."""

_FRAME_MM = (6.0, 11.5)
"""Height of a frame, in millimetres."""

_SIDE_MM = (6.0, 15.0)
"""Height of a frame's side, in millimetres: it may run on into letters."""

_RUN_MM = 5.0
"""Millimetres that a straight run of a side is long at least: capitals of a stamp's label are 4.3 mm high."""

_GAP_MM = 1.0
"""Millimetres that may be missing in a side or an edge."""

_STROKE_MM = 2.0
"""Millimetres that a side is wide at most, for it leans."""

_STEP_MM = 2.0
"""Millimetres of the steps in which edges are followed beyond a side."""

_USUAL_MM = 7.5
"""Height, in millimetres, that parts low frames from high ones: a row of letters may look like an edge."""

_SLOPE = 0.1
"""Slope of a frame at most."""

_SLOPES = 11
"""Slopes that are tried, from one way to the other."""

_BEYOND_MM = 1.0
"""Millimetres beyond its sides, as they were seen, in which a frame's edges may lie."""

_EDGE = 0.75
"""Share of an upper and a lower edge that is inked at least."""

_EDGE_MM = 0.5
"""Millimetres above and below an edge in which its ink is looked for."""

_SAME = 0.8
"""Share of the larger of two frames from which they are one."""

_MOST = 8
"""Frames in a stamp that are read at most: letters' stems look like sides, and what is no marking reads as none."""

_INSIDE = 0.18
"""Share of a frame's height that its words stand away from it, as they are read."""


def find(page: Prepared, spot: Spot) -> list[Cut]:
    """Cut out what may be markings within what was seen as a stamp's words."""
    patch = page.cut(spot.box)
    per_mm = min(page.frame.size) / A4_WIDTH_MM
    shift = np.array([[1.0, 0.0, -spot.box.left], [0.0, 1.0, -spot.box.top], [0.0, 0.0, 1.0]])
    frame = Frame(shift, (spot.box.width, spot.box.height), page.frame.size)

    def as_spot(box: Box) -> Spot:
        return Spot(InkClass.MARKING, frame.to_page(box), spot.confidence)

    red = stamp_ink.red_alone(patch)
    in_red = [box for box in stamp_ink.joined(255 - red, per_mm) if _may_be(box, spot, per_mm)]
    found = []
    for box in in_red:
        seen = as_spot(box)
        found.append(stamp_ink.cut(page, seen.box, seen, red[box.top : box.bottom, box.left : box.right]))
    ink = stamp_ink.unmix(patch).ink
    for box in frames(ink, per_mm):
        if _may_be(box, spot, per_mm) and not any(box.intersection(other) for other in in_red):
            room = round(_INSIDE * box.height)
            inner = Box(box.left + room, box.top + room, box.right - room, box.bottom - room)
            seen = as_spot(box)
            found.append(Cut(seen.box, frame, (Segment(ink, inner, Net.STAMPS),), True, seen))
    return found


def _may_be(box: Box, stamp: Spot, per_mm: float) -> bool:
    """Whether ink is as large as a marking, and no more than a part of a stamp."""
    lowest, highest = (size * per_mm for size in _HEIGHT_MM)
    narrowest, widest = (size * per_mm for size in _WIDTH_MM)
    sized = lowest < box.height < highest and narrowest < box.width < widest
    return sized and box.area < _PART * stamp.box.area


def frames(ink: Grey, per_mm: float) -> list[Box]:
    """Return the frames in a stamp's ink, dark on white, that are as large as a marking's."""
    dark = (ink < INK).astype(np.uint8)
    gap, run = max(2, round(_GAP_MM * per_mm)), round(_RUN_MM * per_mm)
    sides = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    sides = cv2.dilate(sides, np.ones((1, 3), np.uint8))
    sides = as_uint8(cv2.morphologyEx(sides, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8)))
    near = np.ones((2 * round(_EDGE_MM * per_mm) + 1, 1), np.uint8)
    edges = as_uint8(cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8)), near))
    uprights = [
        box
        for box in stamp_ink.components(sides)
        if _SIDE_MM[0] * per_mm < box.height < _SIDE_MM[1] * per_mm and box.width < _STROKE_MM * per_mm
    ]
    uprights.sort(key=lambda box: box.left)
    pairs = [
        (left, right)
        for left, right in itertools.combinations(uprights, 2)
        if _WIDTH_MM[0] * per_mm < right.right - left.left < _WIDTH_MM[1] * per_mm
    ]
    found = [frame for pair in pairs for frame in _between(edges, *pair, per_mm)]
    kept: list[Box] = []
    for box in sorted(found, key=lambda box: -box.width):
        if not any(box.intersection(other) > _SAME * max(box.area, other.area) for other in kept):
            kept.append(box)
    return kept[:_MOST]


def _between(edges: Grey, left: Box, right: Box, per_mm: float) -> list[Box]:
    """Return the frames, a low and a high one, that two sides may have: edges are level with one another and inked."""
    first, last = max(left.top, right.top), min(left.bottom, right.bottom)
    room = round(_BEYOND_MM * per_mm)
    tops = np.arange(max(0, first - room), min(len(edges), last + room))
    columns = np.arange(left.left, right.right)
    best: dict[int, tuple[float, Box, float]] = {}
    # Level first: several slopes may fit a short edge, and it is followed along the one taken.
    for slope in sorted(np.linspace(-_SLOPE, _SLOPE, _SLOPES).tolist(), key=abs):
        # Lines from side to side, each by the row of its middle.
        rows = np.rint(tops[:, None] + slope * (columns - columns.mean())).astype(int)
        shares = edges[np.clip(rows, 0, len(edges) - 1), columns].mean(axis=1)
        for at, bottom in itertools.combinations(np.flatnonzero(shares >= _EDGE).tolist(), 2):
            high = (bottom - at) / per_mm
            if _FRAME_MM[0] < high < _FRAME_MM[1]:
                score, size = float(min(shares[at], shares[bottom])), int(high > _USUAL_MM)
                if size not in best or score > best[size][0]:
                    best[size] = score, Box(left.left, int(tops[at]), right.right, int(tops[bottom])), slope
    seen = [frame for _, frame, _ in best.values()]
    return seen + [_whole(edges, frame, slope, per_mm) for _, frame, slope in best.values()]


def _whole(edges: Grey, frame: Box, slope: float, per_mm: float) -> Box:
    """Return a frame as far as its edges go on beyond its sides: of TUYỆT MẬT, a T's stem may be taken for a side."""
    step = round(_STEP_MM * per_mm)
    middle = (frame.left + frame.right - 1) / 2

    def goes_on(start: int) -> bool:
        if start < 0 or start + step > edges.shape[1]:
            return False
        columns = np.arange(start, start + step)
        rows = np.rint(slope * (columns - middle)).astype(int) + np.array([[frame.top], [frame.bottom]])
        return float(edges[np.clip(rows, 0, len(edges) - 1), columns].mean(axis=1).min()) >= _EDGE

    left, right = frame.left, frame.right
    while goes_on(left - step):
        left -= step
    while goes_on(right):
        right += step
    return replace(frame, left=left, right=right)
