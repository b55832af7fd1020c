"""The small networks of the trueocr package (ONNX, CPU) that look at whole pages: line detection and orientation."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from ocr.elements import Box
from ocr.image.cleanup import Grey, shrunk
from ocr.trueocr_parts import ORIENT_SIDE, VERSION, VERTICAL, PageDetector, estimate_skew, orient_input

cv2.setNumThreads(1)

_LEAST_SIDE = 256
"""Least long side, in pixels, at which the detector looks at an image."""

_STEP = 32
"""Pixels that the detector's sides are multiples of."""


@cache
def _detector() -> PageDetector:
    return PageDetector()


def version() -> str:
    """Return trueocr's version."""
    return VERSION


def skew(grey: Grey, side: int = 400) -> float:
    """Return the degrees, counter-clockwise, that level the text rows (-45 to 45), to about 0.5 degrees.

    `side`: pixels of the thumbnail. `ocr.image.deskew.refine_skew` looks closer.
    """
    return float(estimate_skew(shrunk(grey, side / max(grey.shape)), side))


def quarter_turns(grey: Grey) -> tuple[int, float, int]:
    """Return how the network would set a levelled page upright.

    The clockwise quarter turns (0 to 3; 0 for upright columns), the network's share for them, and which way rows run: 0
    across the page, 1 down it.
    """
    seen = orient_input(shrunk(grey, ORIENT_SIDE / max(grey.shape)))
    shares = _detector().orient.run(None, {"x": seen[None, None]})[0][0]
    turns = int(shares.argmax())
    return turns % VERTICAL, float(shares[turns]), int(shares[1] + shares[3] > shares[0] + shares[2])


def detect_lines(grey: Grey, share: float = 1.0) -> list[Box]:
    """Return the boxes of text lines, ascender to descender, in pixels of `grey`, in no order.

    `share` of a page's side is what a cut-out has for its own: it is looked at in so much less detail.
    """
    height, width = grey.shape
    detector, boxes = _detector(), []
    if share < 1:
        found = detector.detect_at(grey, max(_LEAST_SIDE, round(share * detector.long_side / _STEP) * _STEP))
    else:
        found = detector.detect(grey)
    for left, top, right, bottom, _score in found:
        box = Box(
            max(0, int(np.floor(left))),
            max(0, int(np.floor(top))),
            min(width, int(np.ceil(right))),
            min(height, int(np.ceil(bottom))),
        )
        if box.width > 1 and box.height > 1:
            boxes.append(box)
    return boxes
