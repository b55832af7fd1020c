"""The small networks of the trueocr package (ONNX, CPU) that look at whole pages: line detection and orientation.

The only module that knows trueocr. Its models travel inside the wheel; nothing is downloaded.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import trueocr
from trueocr.page import ORIENT_SIDE, VERTICAL, PageEngine, estimate_skew, orient_input
from trueocr.recognizer import session

from ocr.elements import Box
from ocr.image.cleanup import Grey, shrunk

cv2.setNumThreads(1)

_LEAST_SIDE, _STEP = 256, 32
"""Least long side, in pixels, at which the detector looks at an image, and what sides are multiples of."""

_MODELS = Path(trueocr.__file__).parent / "models"
_META, _DETECTOR, _ORIENTATION = (_MODELS / name for name in ("meta.json", "det.onnx", "orient.onnx"))


class _Detector(PageEngine):  # type: ignore[misc]
    """The package's page engine without its reading order, which costs a tenth of a second to load."""

    def __init__(self) -> None:
        self.long_side = json.loads(_META.read_text(encoding="utf-8"))["det_long_side"]
        self.det = session(_DETECTOR, 1)
        self.orient = session(_ORIENTATION, 1)
        self.pool = None


@cache
def _page_engine() -> _Detector:
    return _Detector()


def version() -> str:
    """Return trueocr's version."""
    return str(trueocr.__version__)


def model_files() -> tuple[Path, ...]:
    """Return the package's models that are used here."""
    return _META, _DETECTOR, _ORIENTATION


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
    shares = _page_engine().orient.run(None, {"x": seen[None, None]})[0][0]
    turns = int(shares.argmax())
    return turns % VERTICAL, float(shares[turns]), int(shares[1] + shares[3] > shares[0] + shares[2])


def detect_lines(grey: Grey, share: float = 1.0) -> list[Box]:
    """Return the boxes of text lines, ascender to descender, in pixels of `grey`, in no order.

    `share` of a page's side is what a cut-out has for its own: it is looked at in so much less detail.
    """
    height, width = grey.shape
    engine, boxes = _page_engine(), []
    if share < 1:
        found, scale = engine._detect_at(grey, max(_LEAST_SIDE, round(share * engine.long_side / _STEP) * _STEP))
        found[:, :4] /= scale
    else:
        found = engine.detect(grey)
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
