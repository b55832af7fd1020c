"""Black seals on print: where their rings run, and what stands on their face told from what crosses them."""

from __future__ import annotations

import math

import cv2
import numpy as np

from ocr.elements import Box
from ocr.image.cleanup import Grey

_SIDE = 80
"""A seal's width, in pixels, when its ring is looked for."""

_PALE = 205
"""Level below which a pixel is a thin line's ink there."""

_OFF = 0.07
"""How far the ring may lie from where the seal was seen, in the seal's width."""

_SMALLER = 1.5
"""How many times that far the ring may lie within what was seen."""

_ROUND = 1.25
"""Times as wide as high, or as high as wide, that a whole seal may look."""

_ANGLES = 180
"""Points of a circle at which its ink is looked for."""

_RADIUS_STEP = 0.5
"""Pixels from one circle that is tried to the next."""

_FACE = 0.7
"""How far from a seal's middle the middle of its own words lies at most, in its radius."""

_FACE_WIDTH = 1.5
"""How wide its own words are at most, in its radius."""

_IN_FRAME = 0.65
"""Share of a segment in a frame from which it lies inside: a third of its height may stick out."""


def fit_ring(grey: Grey, seal: Box) -> Box:
    """Return the box of the circle around a black seal's middle that most ink lies on; `seal` is seen to a millimetre.

    A seal that the page's edge cuts is no circle to be found, and comes back as it is.
    """
    if max(seal.width, seal.height) > _ROUND * min(seal.width, seal.height):
        return seal
    scale = _SIDE / seal.width
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = np.pad(cv2.dilate((small < _PALE).astype(np.uint8), np.ones((2, 2), np.uint8)), _SIDE)
    middle = ((seal.left + seal.right) / 2 * scale + _SIDE, (seal.top + seal.bottom) / 2 * scale + _SIDE)
    reach = round(_OFF * _SIDE)
    radii = np.arange(_SIDE / 2 - _SMALLER * reach, _SIDE / 2 + reach, _RADIUS_STEP)[:, None]
    angles = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False)
    best, found = 0.0, (middle[0], middle[1], _SIDE / 2)
    for x in np.arange(middle[0] - reach, middle[0] + reach + 1):
        for y in np.arange(middle[1] - reach, middle[1] + reach + 1):
            columns = np.rint(x + radii * np.cos(angles)).astype(int)
            rows = np.rint(y + radii * np.sin(angles)).astype(int)
            cover = ink[rows, columns].mean(axis=1)
            if cover.max() > best:
                best, found = float(cover.max()), (x, y, float(radii[cover.argmax(), 0]))
    x, y, radius = found[0] - _SIDE, found[1] - _SIDE, found[2]
    height, width = grey.shape
    return Box(
        max(0, round((x - radius) / scale)),
        max(0, round((y - radius) / scale)),
        min(width, round((x + radius) / scale)),
        min(height, round((y + radius) / scale)),
    )


def in_seal(box: Box, seal: Box) -> bool:
    """Whether a segment lies on the face of a seal: what it says in its middle, not a line of print that crosses it."""
    radius = seal.width / 2
    x = (box.left + box.right - seal.left - seal.right) / 2
    y = (box.top + box.bottom - seal.top - seal.bottom) / 2
    return math.hypot(x, y) < _FACE * radius and box.width < _FACE_WIDTH * radius


def in_frame(box: Box, frame: Box) -> bool:
    """Whether a segment lies inside a frame; its upper and lower edge may stick out by a third of its height."""
    return (
        box.intersection(frame) > _IN_FRAME * box.area
        and box.left > frame.left - box.height
        and box.right < frame.right + box.height
    )
