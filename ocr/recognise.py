"""Recognition of line segments: both readers, their vote, and the boxes of the words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from models.resources import load_json
from ocr import neural, tesseract, vote
from ocr.cleanup import Grey
from ocr.elements import Box, Word
from ocr.lines import crop, resize_to_height
from ocr.tesseract import Token

_LINE_HEIGHT = 44
"""Pixels of a line crop, margins included: capitals come out near 30 px, the size Tesseract's network was trained on.
36 to 56 read equally well (line CER 2.47 to 2.51 % on the real pages)."""

_MARGIN = 10
"""White pixels around a line crop; Tesseract drops letters that touch the edge."""

_PAD_Y, _PAD_X = 0.15, 0.3
"""Margins of a crop beyond the detected box, in line heights: room for stacked marks, none for the next line."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A segment as read.

    `agreement`: how alike the two readers saw it, 0 to 1; `first_confidence`: Tesseract's mean word confidence;
    `stretches`: what the vote was taken on.
    """

    box: Box
    words: tuple[Word, ...]
    agreement: float
    first_confidence: float
    stretches: tuple[vote.Stretch, ...]

    @property
    def text(self) -> str:
        """The words, a space between."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class _Model:
    """`models/vote.json`: see its card."""

    weights: tuple[float, ...]
    confidence: tuple[float, ...]
    agreed: float
    confusions: dict[str, float]


@cache
def _model() -> _Model:
    data = load_json("vote.json")
    return _Model(tuple(data["weights"]), tuple(data["confidence"]), float(data["agreed"]), data["confusions"])


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A stretch of one line to be read: where it lies (`box`, pixels) on a cleaned, level image."""

    image: Grey
    box: Box


def read_segments(segments: Sequence[Segment], timeout: float = 0) -> list[Reading]:
    """Read segments with both readers: a reading for each, its boxes in pixels of the segment's image.

    `timeout` is in seconds, for the first reader; 0 for no limit.

    Raises:
        EngineError: Tesseract failed or ran out of time.
        MissingToolError: an engine is not installed.
    """
    crops = [_first_crop(segment.image, segment.box) for segment in segments]
    firsts = tesseract.read_lines([image for image, _, _ in crops], timeout)
    seconds = neural.read_lines([s.image[s.box.top : s.box.bottom, s.box.left : s.box.right] for s in segments])
    readings = []
    for segment, (_, wide, scale), tokens, glyphs in zip(segments, crops, firsts, seconds, strict=True):
        placed = [Token(t.text, _place(t.box, wide, scale), t.confidence) for t in tokens]
        readings.append(_vote(segment.box, placed, glyphs))
    return readings


def _first_crop(grey: Grey, box: Box) -> tuple[Grey, Box, float]:
    image, wide = crop(grey, box, _PAD_Y, _PAD_X)
    scale = _LINE_HEIGHT / image.shape[0]
    image = resize_to_height(image, _LINE_HEIGHT)
    bordered = cv2.copyMakeBorder(image, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(bordered, np.uint8), wide, scale


def _place(box: Box, wide: Box, scale: float) -> Box:
    """Map a box of the line image back to the working image."""

    def x(value: int) -> int:
        return min(wide.right, max(wide.left, wide.left + round((value - _MARGIN) / scale)))

    def y(value: int) -> int:
        return min(wide.bottom, max(wide.top, wide.top + round((value - _MARGIN) / scale)))

    return Box(x(box.left), y(box.top), x(box.right), y(box.bottom))


def _vote(box: Box, tokens: list[Token], glyphs: list[neural.Glyph]) -> Reading:
    alike = vote.agreement(tokens, glyphs)
    words: list[Word] = []
    stretches = vote.align(tokens, glyphs)
    model = _model()
    for stretch in stretches:
        if stretch.first == stretch.second:
            words.extend(vote.words(stretch, False, model.agreed, box))
            continue
        features = vote.features(stretch, alike, model.confusions)
        score = _dot(model.weights, features)
        confidence = _sigmoid(_dot(model.confidence, (1.0, abs(score), features[1], features[2])))
        words.extend(vote.words(stretch, score < 0, confidence, box))
    mean = sum(token.confidence for token in tokens) / len(tokens) if tokens else 0.0
    return Reading(box, tuple(words), alike, mean, tuple(stretches))


def _dot(weights: Sequence[float], features: Sequence[float]) -> float:
    return sum(weight * feature for weight, feature in zip(weights, features, strict=True))


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
