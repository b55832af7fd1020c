"""All that is used of the trueocr package (Apache-2.0): the only module of ours that imports it.

Its public way in, `TrueOCR`, reads a whole page. Reading here takes its parts, which a new minor version may change;
so the package is pinned to its minor version, and `tests/ocr/test_trueocr_parts.py` says which part is missing. Models
travel inside the wheel: nothing is downloaded. What is needed, and what for:

- `PageDetector`: the networks that find text lines and tell which way is up (`det.onnx`, `orient.onnx`).
- `estimate_skew`: the angle that levels the text rows, to about 0.5 degrees.
- `orient_input`, `ORIENT_SIDE`, `VERTICAL`: what the orientation network is given, and its class for upright columns.
- `crop_line`, `pad_batch`, `width_batches`: line images as our own readers were taught on them. Another crop would be
  read worse, without any error.
- `is_dark_line`: whether a line is light print on dark ground, by the same rule as in `crop_line`.
- `session`: an ONNX Runtime session on so many threads, without the memory arena, which grows with the batches.
- `MODELS`: the folder of its models. Training of our own line reader begins from `rec.onnx`, with the characters of
  `meta.json`.
- `MODEL_FILES`: those of them that reading uses.
- `VERSION`: what records say the detector was.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import trueocr
from numpy.typing import NDArray
from trueocr.page import ORIENT_SIDE, VERTICAL, PageEngine, estimate_skew, orient_input
from trueocr.preprocess import crop_line, is_dark_line, pad_batch, width_batches
from trueocr.recognizer import session

__all__ = [
    "MODELS",
    "MODEL_FILES",
    "ORIENT_SIDE",
    "VERSION",
    "VERTICAL",
    "PageDetector",
    "crop_line",
    "estimate_skew",
    "is_dark_line",
    "orient_input",
    "pad_batch",
    "session",
    "width_batches",
]

VERSION = str(trueocr.__version__)
MODELS = Path(trueocr.__file__).parent / "models"
MODEL_FILES = tuple(MODELS / name for name in ("meta.json", "det.onnx", "orient.onnx"))


class PageDetector(PageEngine):  # type: ignore[misc]
    """The package's page engine, on one thread, without its reading order, which takes a tenth of a second to load.

    `detect(grey)` returns lines (N, 5): left, top, right, bottom in pixels of `grey`, and a score. `long_side` is the
    pixels of a page's long side at which it looks; `orient` is the session of the orientation network.
    """

    def __init__(self) -> None:
        self.long_side: int = json.loads((MODELS / "meta.json").read_text(encoding="utf-8"))["det_long_side"]
        self.det: Any = session(MODELS / "det.onnx", 1)
        self.orient: Any = session(MODELS / "orient.onnx", 1)
        self.pool = None

    def detect_at(self, grey: NDArray[np.uint8], long_side: int) -> NDArray[np.float32]:
        """Return what `detect` does, looking at `grey` with its long side shrunk to `long_side` pixels."""
        found, scale = self._detect_at(grey, long_side)
        found[:, :4] /= scale
        return np.asarray(found)
