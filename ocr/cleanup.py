"""Cleanup for recognition: shade and coloured ink out, printed strokes kept. The archival image is never touched.

Every function takes and returns numpy arrays; grey images are (H, W) uint8, 0 black and 255 white.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Pixels = NDArray[np.uint8]

_BACKGROUND_SIDE = 800
"""Long side, in pixels, of the thumbnail on which the paper's shade is estimated: text is 5 to 12 px high there."""

_BACKGROUND_KERNEL = 15
"""Closing kernel on that thumbnail: wider than any stroke, narrower than shadows and stains (about 5 mm on A4)."""

CHROMA_NOISE = 12
"""Chroma (0 to 255) above the paper's that JPEG's colour blocks and scanner fringes reach around black letters."""

CHROMA_LIFT = 1.2
"""How much a pixel is brightened per unit of excess chroma: ink thinned by JPEG or a worn pad has little of it."""

CHROMA_INK = 25
"""Least chroma, above paper and noise, of the strongest 0.1 % of a page that has coloured ink at all: seal and pen
ink on the real pages reach 40 to 240, pages without stay under 10."""

WHITE_POINT = 0.95
"""Share of the way from ink to paper beyond which a pixel is paper."""

_NOT_PAPER = 200
"""Grey level, after background division, that paper does not fall below."""

_FAINT, _STRONG = 235, 120
"""Levels of the stretched page: paper is above the first, every printed letter has a pixel below the second."""

_FAINT_LETTERS, _FAINT_SHARE = 40, 0.03
"""So many faint letters, also as a share of the printed ones, are show-through; fewer may be worn print."""

_INK_CELLS = 64
"""Cells across the page on which the ink's level is pooled: 3.3 mm on A4, a line of text."""


def as_uint8(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Narrow OpenCV's loosely typed result."""
    return np.asarray(array, dtype=np.uint8)


def _channels(pixels: Pixels) -> tuple[Grey, Grey]:
    """Return the brightest channel and the chroma (brightest minus darkest) beyond that of paper and noise."""
    red, green, blue = cv2.split(pixels)
    brightest = cv2.max(cv2.max(red, green), blue)
    chroma = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    paper = int(np.median(chroma[::8, ::8]))
    excess = cv2.subtract(chroma, np.full_like(chroma, min(255, paper + CHROMA_NOISE)))
    return as_uint8(brightest), as_uint8(excess)


def lift_colour(pixels: Pixels) -> Grey:
    """Return the page in grey with coloured ink faded out and black print kept.

    Grey is the brightest channel, raised by the chroma beyond the paper's: red seal ink and blue stamp ink are bright
    in one channel and so turn to paper, black print under them is dark in all three and stays. A grey image comes
    back as it is.
    """
    if pixels.ndim == 2:
        return pixels
    brightest, excess = _channels(pixels)
    return as_uint8(cv2.addWeighted(brightest, 1.0, excess, CHROMA_LIFT, 0.0))


def colour_layer(pixels: Pixels) -> Grey | None:
    """Return the page's coloured ink alone, dark on white; None for a page without any.

    Ink is darker the more its chroma exceeds that of the paper around it, so that tinted paper and a scanner's colour
    cast drop out and the threshold is each page's own.
    """
    if pixels.ndim == 2:
        return None
    _, excess = _channels(pixels)
    strong = float(np.percentile(excess[::4, ::4], 99.9))
    if strong < CHROMA_INK:
        return None
    return as_uint8(cv2.bitwise_not(cv2.convertScaleAbs(excess, alpha=255 / strong)))


def divide_background(grey: Grey) -> Grey:
    """Return the page on even white: each pixel over the paper's local brightness.

    The paper is a grey closing followed by a median on a thumbnail, the usual background division for documents
    (e.g. Shi & Govindaraju 2004, "Historical document image enhancement using background light intensity
    normalization").
    """
    height, width = grey.shape
    scale = max(1.0, max(height, width) / _BACKGROUND_SIDE)
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    kernel = np.ones((_BACKGROUND_KERNEL, _BACKGROUND_KERNEL), np.uint8)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), _BACKGROUND_KERNEL)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return as_uint8(cv2.divide(grey, paper, scale=255))


def stretch_ink(grey: Grey) -> Grey:
    """Stretch an evenly lit page so that its print is black and what is much fainter than print around it is paper.

    Faded print becomes dark; show-through and stains, which are lighter than the print beside them, go. The ink's
    level is the darkest of a neighbourhood of about 25 mm, held near the page's own where there is no print.
    """
    dark = grey[::2, ::2]
    dark = dark[dark < _NOT_PAPER]
    if dark.size < 0.0005 * grey.size:
        return grey
    level = float(np.percentile(dark, 10))
    height, width = grey.shape
    cell = max(1, round(min(height, width) / _INK_CELLS))
    size = (max(1, width // cell), max(1, height // cell))
    # The mean of the darkest third of a stroke, not a single black speck: blur before looking for the darkest.
    soft = cv2.blur(grey, (3, 3))
    pooled = cv2.erode(soft, np.ones((cell, cell), np.uint8))
    local = cv2.resize(pooled, size, interpolation=cv2.INTER_NEAREST)
    local = cv2.blur(cv2.erode(local, np.ones((3, 3), np.uint8)), (5, 5))
    local = as_uint8(np.clip(local, level - 20, min(level + 70, _NOT_PAPER - 30)))
    white = as_uint8(local + WHITE_POINT * (255 - local.astype(np.float32)))
    span = cv2.resize(cv2.subtract(white, local), (width, height), interpolation=cv2.INTER_LINEAR)
    ink = cv2.resize(local, (width, height), interpolation=cv2.INTER_LINEAR)
    return as_uint8(cv2.divide(cv2.subtract(grey, ink), span, scale=255))


def drop_show_through(grey: Grey) -> Grey:
    """Return the stretched page without the letters of its other side.

    Hysteresis: a connected patch of letter size that is nowhere as dark as print is no print. Small faint patches stay:
    they may be marks. A page with only a few such patches stays as it is, they may be a worn letter's.
    """
    weak = as_uint8(cv2.threshold(grey, _FAINT, 255, cv2.THRESH_BINARY_INV)[1])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    strong = np.zeros(count, bool)
    strong[labels[grey < _STRONG]] = True
    heights = stats[:, cv2.CC_STAT_HEIGHT]
    print_heights = heights[strong & (heights > 4)]
    if not len(print_heights):
        return grey
    letter = 0.6 * float(np.median(print_heights))
    faint = ~strong & (heights > letter)
    faint[0] = False
    if faint.sum() < max(_FAINT_LETTERS, _FAINT_SHARE * len(print_heights)):
        return grey
    cleaned = grey.copy()
    cleaned[faint[labels]] = 255
    return cleaned


def clean(pixels: Pixels) -> Grey:
    """Return the page as recognition wants it: grey, even white paper, no coloured ink.

    Args:
        pixels: (H, W) grey or (H, W, 3) RGB, uint8.
    """
    return drop_show_through(stretch_ink(divide_background(lift_colour(pixels))))
