"""Recognition of segments: our own reader, Tesseract where it is unsure, their vote, and the boxes of the words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import pairwise

import cv2
import numpy as np

from models.resources import load_json
from ocr import line_reader, tesseract, vote
from ocr.cleanup import Grey
from ocr.elements import Box, Word
from ocr.line_reader import Glyph, LineReading, Net
from ocr.lines import crop, resize_to_height
from ocr.specks import INK
from ocr.tesseract import Token

_SURE = 0.7
"""Probability of the least sure character of a line from which Tesseract is not asked."""

_FEW, _DIFFERENT = 4, 3
"""Characters a line must have to be believed without a second reader, and different ones among them: specks make short
lines, and the dots of a halftone long ones of a single figure."""

_SHORT, _ROOM, _CLEARLY = 5.0, 0.15, 0.1
"""Width, in heights, up to which an unsure segment is read again with this much more room above and below; and by how
much surer that reading must be."""

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
    `stretches`: what the vote was taken on; `line`: what our own reader saw, `own_confidence`: how surely.
    """

    box: Box
    words: tuple[Word, ...]
    agreement: float
    first_confidence: float
    stretches: tuple[vote.Stretch, ...]
    line: LineReading | None = None
    own_confidence: float = 0.0

    @property
    def text(self) -> str:
        """The words, a space between."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class _Model:
    """`models/vote.json`: see its card."""

    weights: tuple[float, ...]
    confidence: tuple[float, ...]
    agreed: tuple[float, ...]
    confusions: dict[str, float]


@cache
def _model() -> _Model:
    data = load_json("vote.json")
    return _Model(tuple(data["weights"]), tuple(data["confidence"]), tuple(data["agreed"]), data["confusions"])


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A stretch of one line to be read: where it lies (`box`, pixels) on a cleaned, level image, and what reads it."""

    image: Grey
    box: Box
    net: Net = Net.PRINT


class Readers(StrEnum):
    """Who reads: our own reader, with Tesseract where it is unsure or everywhere; or one of them alone."""

    BOTH = "both"
    ALWAYS_BOTH = "always both"
    TESSERACT = "tesseract"
    NETWORK = "network"


def read_segments(segments: Sequence[Segment], timeout: float = 0, readers: Readers = Readers.BOTH) -> list[Reading]:
    """Read segments: a reading for each, its boxes in pixels of the segment's image.

    `timeout` is in seconds, for Tesseract; 0 for no limit.

    Raises:
        EngineError: Tesseract failed or ran out of time.
        MissingToolError: an engine is not installed.
    """
    if readers is Readers.TESSERACT:
        nothing = LineReading((), np.zeros((0, 0), np.float32))
        lines = [nothing] * len(segments)
    else:
        lines = own_lines(segments)
        _look_wider(segments, lines)
    if readers is Readers.BOTH:
        asked = [index for index, line in enumerate(lines) if not sure(line)]
    else:
        asked = [] if readers is Readers.NETWORK else list(range(len(segments)))
    crops = [_first_crop(segments[index].image, segments[index].box) for index in asked]
    firsts = dict(zip(asked, tesseract.read_lines([image for image, _, _ in crops], timeout), strict=True))
    places = dict(zip(asked, crops, strict=True))
    readings = []
    for index, (segment, line) in enumerate(zip(segments, lines, strict=True)):
        if index not in firsts:
            readings.append(_alone(segment, line))
            continue
        _, wide, scale = places[index]
        placed = [Token(t.text, _place(t.box, wide, scale), t.confidence) for t in firsts[index]]
        readings.append(_vote(segment, placed, line))
    return readings


def _look_wider(segments: Sequence[Segment], lines: list[LineReading]) -> None:
    """Read short segments of which the reader is unsure with more room: a box around figures has none for marks."""
    short = [
        index
        for index, (segment, line) in enumerate(zip(segments, lines, strict=True))
        if segment.box.width < _SHORT * segment.box.height and not sure(line)
    ]
    wider = own_lines([_grown(segments[index]) for index in short])
    for index, line in zip(short, wider, strict=True):
        if line.sureness > lines[index].sureness + _CLEARLY and len(line.letters) >= len(lines[index].letters):
            lines[index] = line


def own_lines(segments: Sequence[Segment], *, look: bool = True) -> list[LineReading]:
    """Read each segment by the network that it is for; `look` as in `line_reader.read_lines`."""
    found: dict[int, LineReading] = {}
    for net in Net:
        wanted = [at for at, segment in enumerate(segments) if segment.net is net]
        lines = line_reader.read_lines([(segments[at].image, segments[at].box) for at in wanted], net, look=look)
        found.update(zip(wanted, lines, strict=True))
    return [found[at] for at in range(len(segments))]


def _grown(segment: Segment) -> Segment:
    box, room = segment.box, max(1, round(_ROOM * segment.box.height))
    bottom = min(segment.image.shape[0], box.bottom + room)
    return replace(segment, box=replace(box, top=max(0, box.top - room), bottom=bottom))


def sure(line: LineReading) -> bool:
    """Whether every character of a line is beyond doubt, so that a second reader need not be asked."""
    return _is_wordlike(line.letters) and min(glyph.confidence for glyph in line.letters) >= _SURE


def _is_wordlike(letters: Sequence[Glyph]) -> bool:
    """Whether letters are enough, and different enough, to be believed without a second reader."""
    return len(letters) >= _FEW and len({glyph.text for glyph in letters}) >= _DIFFERENT


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


def _alone(segment: Segment, line: LineReading) -> Reading:
    """What our own reader saw, as sure as it is."""
    stretches = vote.align((), line.glyphs)
    model = _model()
    words: list[Word] = []
    boxes = word_boxes(segment, line)
    for stretch in stretches:
        for glyphs in _words_of(stretch.glyphs):
            text = vote.Stretch((), glyphs).second
            confidence = _sigmoid(_dot(model.agreed, vote.agreed_features(vote.Stretch((), glyphs))))
            words.append(Word(text, boxes[len(words)], confidence, vote.rivals(glyphs)))
    least = min((glyph.confidence for glyph in line.glyphs), default=0.0)
    return Reading(segment.box, tuple(words), least, least, tuple(stretches), line, _mean_confidence(line))


def _words_of(glyphs: Sequence[Glyph]) -> list[tuple[Glyph, ...]]:
    words: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        if glyph.text.isspace():
            words.append([])
        else:
            words[-1].append(glyph)
    return [tuple(word) for word in words if word]


def _vote(segment: Segment, tokens: list[Token], line: LineReading) -> Reading:
    mean = sum(token.confidence for token in tokens) / len(tokens) if tokens else 0.0
    tesseract_alone = not len(line.log_probs)
    alike = mean if tesseract_alone else vote.agreement(tokens, line.glyphs)
    words: list[Word] = []
    stretches = vote.align(tokens, line.glyphs)
    boxes = word_boxes(segment, line)
    model, at = _model(), 0
    for stretch in stretches:
        count = len(stretch.second.split())
        own, at = boxes[at : at + count], at + count
        if stretch.first == stretch.second:
            confidence = _sigmoid(_dot(model.agreed, vote.agreed_features(stretch)))
            words.extend(vote.words(stretch, False, confidence, own))
            continue
        if tesseract_alone:
            words.extend(vote.words(stretch, False, min(t.confidence for t in stretch.tokens), own))
            continue
        features = vote.features(stretch, alike, gap(stretch, line), model.confusions)
        score = _dot(model.weights, features)
        confidence = _sigmoid(_dot(model.confidence, (1.0, abs(score), features[1], features[2])))
        words.extend(vote.words(stretch, score < 0, confidence, own))
    return Reading(segment.box, tuple(words), alike, mean, tuple(stretches), line, _mean_confidence(line))


def _mean_confidence(line: LineReading) -> float:
    """Mean confidence of our own reader's letters; 0 for a few, or for one letter again and again."""
    return line.sureness if _is_wordlike(line.letters) else 0.0


def gap(stretch: vote.Stretch, line: LineReading) -> float:
    """Return by how much our own reader holds its reading of a stretch more likely than Tesseract's (log)."""
    start, stop = stretch.start, min(stretch.stop, len(line.log_probs))
    own = line.score(stretch.second, start, stop)
    other = line.score(stretch.first, start, stop)
    return own - other if math.isfinite(own) else 0.0


def word_boxes(segment: Segment, line: LineReading) -> list[Box]:
    """Return the boxes of our own reader's words: cut at the widest white between their letters, trimmed to the ink."""
    words = [[glyph.x for glyph in word] for word in _words_of(line.glyphs)]
    box = segment.box
    patch = segment.image[box.top : box.bottom, box.left : box.right]
    inked = [*np.asarray((patch < INK).any(axis=0)).tolist(), *[False] * (box.width - patch.shape[1])]
    cuts = [box.left]
    for before, after in pairwise(words):
        cuts.append(box.left + _white(inked, before[-1] - box.left, after[0] - box.left))
    cuts.append(box.right)
    boxes = []
    for left, right in pairwise(cuts):
        columns = [column for column in range(left, right) if inked[column - box.left]]
        start, stop = (columns[0], columns[-1] + 1) if columns else (left, max(right, left + 1))
        boxes.append(Box(start, box.top, stop, box.bottom))
    return boxes[: len(words)]


def _white(inked: Sequence[bool], left: float, right: float) -> int:
    """The middle of the widest white between two columns."""
    low, high = sorted(min(max(int(side), 0), len(inked)) for side in (left, right))
    inks = [low - 1, *(column for column in range(low, high) if inked[column]), high]
    before, after = max(pairwise(inks), key=lambda pair: pair[1] - pair[0])
    return (before + after) // 2 + 1


def _dot(weights: Sequence[float], features: Sequence[float]) -> float:
    return sum(weight * feature for weight, feature in zip(weights, features, strict=True))


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
