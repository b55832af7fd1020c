"""Black seals on print: where their rings run, and what stands on their face told from what crosses them."""

from __future__ import annotations

import math

import cv2
import numpy as np

from ocr.elements import Box
from ocr.image.cleanup import Grey

_SIDE, _PALE, _OFF, _ROUND = 80, 205, 0.07, 1.25
"""A seal's width, in pixels, when its ring is looked for; level of a thin line's ink there; how far, in its width, the
ring may lie from where the seal was seen; how much wider than high a whole one may look."""


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
    radii = np.arange(_SIDE / 2 - 1.5 * reach, _SIDE / 2 + reach, 0.5)[:, None]
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
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
    return math.hypot(x, y) < 0.7 * radius and box.width < 1.5 * radius


def in_frame(box: Box, frame: Box) -> bool:
    """Whether a segment lies inside a frame; its upper and lower edge may stick out by a third of its height."""
    return (
        box.intersection(frame) > 0.65 * box.area
        and box.left > frame.left - box.height
        and box.right < frame.right + box.height
    )
