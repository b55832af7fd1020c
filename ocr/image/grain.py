"""Grain: grey paper as a copier or a fax prints it, in black and white dots as thick as print's own strokes.

Thresholds at single pixels cannot tell such dots from print; on average they are paler than it.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocr.image.cleanup import Pixels, as_uint8, plain, shrunk

_ODD = 100
"""Grey levels by which a pixel of grain differs from the median of its eight neighbours and itself."""

_SIDE = 400
"""Long side, in pixels, of the thumbnail on which grain is counted."""

_AROUND = 9
"""Pixels of that thumbnail over which it is counted: 7 mm on A4."""

_SOME = 0.1
"""Share of odd pixels from which grain is taken out. In print serifs and diacritics of small letters are odd: up to 0.1
in 95 % of a page, up to 0.12 in 99 %, at 90 dpi and on photocopies."""

_MUCH = 0.18
"""Share of odd pixels from which nothing of grain is left."""

_SOFT = 1.3
"""Pixels of blur on a page whose long side is `_A4_PIXELS`; wider on larger ones."""

_A4_PIXELS = 1754
"""Pixels of the long side on which `_SOFT` is meant: A4 at 150 dpi."""

_PAPER_SIDE = 800
"""Long side, in pixels, of the thumbnail on which the mean of grainy paper is looked for."""

_PAPER_KERNEL = 31
"""Pixels of that thumbnail over which the median is taken for the paper."""

_PAPER = 235
"""Grey level that grainy paper gets."""


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
