"""Grain: grey paper as a copier or a fax prints it, in black and white dots as thick as print's own strokes.

Thresholds at single pixels cannot tell such dots from print; on average they are paler than it.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr.image.cleanup import Pixels, as_uint8, plain, shrunk

_ODD = 100
"""Grey levels by which a pixel of grain differs from the median of its eight neighbours and itself."""

_SIDE, _AROUND = 400, 9
"""Long side of the thumbnail on which grain is counted, and the pixels there over which it is: 7 mm on A4."""

_SOME, _MUCH = 0.1, 0.18
"""Share of odd pixels from which grain is taken out, and from which nothing of it is left. In print serifs and marks of
small letters are odd: up to 0.1 in 95 % of a page, up to 0.12 in 99 %, at 90 dpi and on photocopies."""

_SOFT, _A4_PIXELS = 1.3, 1754
"""Pixels of blur on a page whose long side has so many pixels, and wider on larger ones."""

_PAPER_SIDE, _PAPER_KERNEL, _PAPER = 800, 31, 235
"""Long side of the thumbnail and the median on it by which the mean of grainy paper is found, and the level it gets."""


def smoothed(pixels: Pixels) -> Pixels:
    """Return a page, grey or RGB, on which grain is even paper and print is darker; without grain, the page itself."""
    height, width = pixels.shape[:2]
    grey = plain(pixels)
    odd = cv2.threshold(cv2.absdiff(grey, cv2.medianBlur(grey, 3)), _ODD, 255, cv2.THRESH_BINARY)[1]
    counted = shrunk(as_uint8(odd), _SIDE / max(height, width))
    share = cv2.blur(counted, (_AROUND, _AROUND)).astype(np.float32) / 255
    weight = np.clip((share - _SOME) / (_MUCH - _SOME), 0, 1).astype(np.float32)
    if not weight.any():
        return pixels
    soft = as_uint8(cv2.GaussianBlur(pixels, (0, 0), _SOFT * max(height, width) / _A4_PIXELS))
    paper = cv2.medianBlur(shrunk(soft, _PAPER_SIDE / max(height, width)), _PAPER_KERNEL)
    even = cv2.divide(soft, cv2.resize(paper, (width, height)), scale=_PAPER)
    whole = cv2.resize(weight, (width, height))
    return as_uint8(cv2.blendLinear(even, pixels, whole, 1 - whole))
