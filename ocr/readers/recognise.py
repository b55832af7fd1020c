"""Recognition of segments: our own reader, Tesseract where it is unsure, their vote, and the boxes of the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

import numpy as np

from ocr.confidence import LETTER_SURE, WIDER_SURER
from ocr.elements import Box, Word
from ocr.image.cleanup import Grey
from ocr.readers import doubtful_words, line_reader, tesseract, vote
from ocr.readers.line_reader import Glyph, LineReading, Net
from ocr.readers.tesseract import Token
from ocr.readers.word_boxes import word_boxes, words_of

_FEW = 4
"""Characters a line must have to be believed without a second reader: specks make short lines."""

_DIFFERENT = 3
"""Different characters it must have among them: the dots of a halftone make long lines of a single figure."""

_SHORT = 5.0
"""Width of a segment, in its height, up to which it is read again with more room if it is unsure."""

_ROOM = 0.15
"""Share of its height by which such a segment has more room above and below."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A segment as read.

    `agreement`: how alike the two readers saw it, 0 to 1; `first_confidence`: Tesseract's mean word confidence, our own
    for words that it was not shown; `stretches`: what the vote was taken on; `line`: what our own reader saw,
    `own_confidence`: how surely.
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
    boxes = [word_boxes(segment.image, segment.box, line) for segment, line in zip(segments, lines, strict=True)]
    read = list(zip(segments, lines, boxes, strict=True))
    parts = [_shown(*one, readers) for one in read]
    crops = [doubtful_words.cut(s.image, s.box, part) for s, some in zip(segments, parts, strict=True) for part in some]
    found = zip(crops, tesseract.read_lines([crop.image for crop in crops], timeout), strict=True)
    readings = []
    for one, some in zip(read, parts, strict=True):
        of_it = zip(some, islice(found, len(some)), strict=True)
        seen = [_Seen(part, [crop.placed(token) for token in tokens]) for part, (crop, tokens) in of_it]
        readings.append(_vote(*one, seen) if seen else _alone(*one))
    return readings


def read_each(
    segments: Sequence[Segment], timeout: float = 0, readers: Readers = Readers.BOTH
) -> dict[Segment, Reading]:
    """Read segments as `read_segments` does; each reading is found by its segment."""
    return dict(zip(segments, read_segments(segments, timeout, readers), strict=True))


def _shown(segment: Segment, line: LineReading, boxes: Sequence[Box], readers: Readers) -> list[doubtful_words.Part]:
    """Return what Tesseract is shown of a segment; `boxes` are those of the line's words, as below."""
    if readers is Readers.NETWORK or (readers is Readers.BOTH and sure(line)):
        return []
    if readers is Readers.BOTH and segment.net is Net.PRINT and _is_wordlike(line.letters):
        return doubtful_words.in_doubt(
            segment.image, segment.box, line, boxes, lambda word: _least_sure(word) < LETTER_SURE
        )
    return [doubtful_words.whole(segment.image, segment.box, line)]


def _look_wider(segments: Sequence[Segment], lines: list[LineReading]) -> None:
    """Read short segments that the reader is unsure of with more room: a box around figures has none for diacritics."""
    short = [
        index
        for index, (segment, line) in enumerate(zip(segments, lines, strict=True))
        if segment.box.width < _SHORT * segment.box.height and not sure(line)
    ]
    wider = own_lines([_grown(segments[index]) for index in short])
    for index, line in zip(short, wider, strict=True):
        if line.sureness > lines[index].sureness + WIDER_SURER and len(line.letters) >= len(lines[index].letters):
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
    return _is_wordlike(line.letters) and _least_sure(line.letters) >= LETTER_SURE


def _least_sure(letters: Sequence[Glyph]) -> float:
    return min(glyph.confidence for glyph in letters)


def _is_wordlike(letters: Sequence[Glyph]) -> bool:
    """Whether letters are enough, and different enough, to be believed without a second reader."""
    return len(letters) >= _FEW and len({glyph.text for glyph in letters}) >= _DIFFERENT


def _alone(segment: Segment, line: LineReading, boxes: Sequence[Box]) -> Reading:
    """What our own reader saw, as sure as it is."""
    words = _own_words(line.glyphs, boxes)
    least = min((glyph.confidence for glyph in line.glyphs), default=0.0)
    stretches = vote.align((), line.glyphs)
    return Reading(segment.box, tuple(words), least, least, tuple(stretches), line, _mean_confidence(line))


def _own_words(glyphs: Sequence[Glyph], boxes: Sequence[Box]) -> list[Word]:
    """Return the words that our own reader alone read."""
    words = []
    for part, box in zip(words_of(glyphs), boxes, strict=True):
        stretch = vote.Stretch((), part)
        words.append(Word(stretch.second, box, vote.agreed(stretch), vote.rivals(part)))
    return words


@dataclass(frozen=True, slots=True)
class _Seen:
    """A part of a line that Tesseract was shown, and its words there."""

    part: doubtful_words.Part
    tokens: list[Token]


def _vote(segment: Segment, line: LineReading, boxes: Sequence[Box], seen: Sequence[_Seen]) -> Reading:
    tesseract_alone = not len(line.log_probs)
    pieces = _pieces(seen, line)
    mean = vote.mean(
        [token.confidence for one in seen for token in one.tokens]
        + [line_reader.mean_confidence(word) for piece, asked in pieces if not asked for word in words_of(piece.glyphs)]
    )
    alike = mean if tesseract_alone else _agreement(seen, line)
    words: list[Word] = []
    at = 0
    for stretch, asked in pieces:
        count = len(stretch.second.split())
        own, at = boxes[at : at + count], at + count
        if not asked:
            words.extend(_own_words(stretch.glyphs, own))
            continue
        if stretch.first == stretch.second:
            words.extend(vote.words(stretch, False, vote.agreed(stretch), own))
            continue
        if tesseract_alone:
            words.extend(vote.words(stretch, False, min(t.confidence for t in stretch.tokens), own))
            continue
        take_second, confidence = vote.decide(stretch, alike, line)
        words.extend(vote.words(stretch, take_second, confidence, own))
    stretches = tuple(stretch for stretch, _ in pieces)
    return Reading(segment.box, tuple(words), alike, mean, stretches, line, _mean_confidence(line))


def _pieces(seen: Sequence[_Seen], line: LineReading) -> list[tuple[vote.Stretch, bool]]:
    """Return the stretches of a line in order, and whether Tesseract was shown them."""
    pieces, past = [], 0
    for one in seen:
        part = one.part
        pieces += [(stretch, False) for stretch in vote.align((), line.glyphs[past : part.start])]
        start = line.glyphs[part.start - 1].step if part.start else 0
        stop = line.glyphs[part.stop].step if part.stop < len(line.glyphs) else vote.END
        pieces += [
            (stretch, True) for stretch in vote.align(one.tokens, line.glyphs[part.start : part.stop], start, stop)
        ]
        past = part.stop
    return pieces + [(stretch, False) for stretch in vote.align((), line.glyphs[past:])]


def _agreement(seen: Sequence[_Seen], line: LineReading) -> float:
    """Return how alike the readers saw a line; of what Tesseract was not shown, our own was sure."""
    alike = asked = 0.0
    for one in seen:
        glyphs = line.glyphs[one.part.start : one.part.stop]
        weight = max(1, sum(not glyph.text.isspace() for glyph in glyphs))
        alike += weight * vote.agreement(one.tokens, glyphs)
        asked += weight
    rest = max(0.0, len(line.letters) - asked)
    return (alike + rest) / (asked + rest)


def _mean_confidence(line: LineReading) -> float:
    """Mean confidence of our own reader's letters; 0 for a few, or for one letter again and again."""
    return line.sureness if _is_wordlike(line.letters) else 0.0
