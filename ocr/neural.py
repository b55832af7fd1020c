"""The small networks of the trueocr package (ONNX, CPU): line detection, orientation and a second reader.

The only module that knows trueocr. Its models travel inside the wheel; nothing is downloaded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import trueocr
from numpy.typing import NDArray
from trueocr.page import VERTICAL, PageEngine, estimate_skew
from trueocr.preprocess import pad_batch, prepare_gray, width_batches
from trueocr.recognizer import Recognizer

from ocr.cleanup import Grey
from ocr.elements import Box

NAME = "trueocr"
BATCH_LINES = 16
"""Lines read at once; more costs memory and gains no time on one core."""

cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character the second reader saw: where it peaks (fraction of the line image's width) and how sure it is."""

    text: str
    position: float
    confidence: float


@cache
def _page_engine() -> PageEngine:
    return PageEngine(Path(trueocr.__file__).parent / "models", threads=1)


@cache
def _recognizer() -> Recognizer:
    return Recognizer(Path(trueocr.__file__).parent / "models", threads=1)


def version() -> str:
    """Return trueocr's version."""
    return str(trueocr.__version__)


def alphabet() -> frozenset[str]:
    """Return the characters the second reader can write at all."""
    return frozenset(_recognizer().chars)


def skew(grey: Grey) -> float:
    """Return the degrees, counter-clockwise, that level the text rows (-45 to 45)."""
    return float(estimate_skew(grey))


def quarter_turns(grey: Grey) -> int:
    """Return the clockwise quarter turns (0 to 3) that set the page upright; 0 when in doubt."""
    turns = _page_engine().orientation(grey)
    return 0 if turns == VERTICAL else turns % 4


def detect_lines(grey: Grey) -> list[Box]:
    """Return the boxes of text lines, ascender to descender, in pixels of `grey`, in no order."""
    height, width = grey.shape
    boxes = []
    for left, top, right, bottom, _score in _page_engine().detect(grey):
        box = Box(
            max(0, int(np.floor(left))),
            max(0, int(np.floor(top))),
            min(width, int(np.ceil(right))),
            min(height, int(np.ceil(bottom))),
        )
        if box.width > 1 and box.height > 1:
            boxes.append(box)
    return boxes


def read_lines(images: Sequence[Grey]) -> list[list[Glyph]]:
    """Read line images (grey, dark on white, cut close to the line): per image its characters with confidences."""
    recognizer = _recognizer()
    inks = [prepare_gray(image, recognizer.max_width, recognizer.pad_y, recognizer.pad_x) for image in images]
    lines: list[list[Glyph]] = [[] for _ in inks]
    for batch in width_batches([ink.shape[1] for ink in inks], max_batch=BATCH_LINES):
        tensor, widths = pad_batch([inks[i] for i in batch])
        ids, confidences, lengths = recognizer.session.run(["ids", "conf", "lengths"], {"x": tensor, "widths": widths})
        for row, index in enumerate(batch):
            lines[index] = _decode(
                ids[row, : int(lengths[row])], confidences[row, : int(lengths[row])], recognizer.chars
            )
    return lines


def _decode(ids: NDArray[np.int64], confidences: NDArray[np.float32], characters: Sequence[str]) -> list[Glyph]:
    """Greedy CTC: runs of one label are one character, label 0 is none; a run is as sure as its surest frame."""
    glyphs: list[Glyph] = []
    previous, frames = 0, max(1, len(ids))
    for frame, (label, confidence) in enumerate(zip(ids.tolist(), confidences.tolist(), strict=True)):
        if label and label != previous:
            text = unicodedata.normalize("NFC", characters[label - 1])
            glyphs.append(Glyph(text, (frame + 0.5) / frames, float(confidence)))
        elif label and glyphs and confidence > glyphs[-1].confidence:
            glyphs[-1] = Glyph(glyphs[-1].text, glyphs[-1].position, float(confidence))
        previous = label
    return glyphs
