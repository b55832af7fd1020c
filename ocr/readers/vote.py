"""Two readings of one line into one: where the readers differ, the more trustworthy one is taken word by word.

The readings are aligned by characters and cut at the spaces both saw. A stretch both read alike is sure; elsewhere a
logistic model over the readers' confidences decides (`models/vote.json`, made by `training.fit_vote`), and its
probability is the word's confidence. The other reading stays with the word as its alternative.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Levenshtein

from models.resources import load_json
from ocr.confidence import LEAST_SURE, MOST_SURE, OUT_OF_QUESTION, RIVAL
from ocr.elements import Alternative, Box, Word
from ocr.readers import line_reader
from ocr.readers.line_reader import Glyph, LineReading
from ocr.readers.tesseract import Token

_SAME_PLACE = 0.5
"""Share of a word's box, by our own reader, that the first reader's must hold to be the same word's."""

_SHORT = 2
"""Characters up to which a stretch is short, for the model."""

_FLAT = 30.0
"""Log-odds beyond which a probability is taken for 0 or 1, so that its exponential stays finite."""

END = 1 << 30
"""Past the last time step of any line."""

FIRST = "tesseract"
"""What the first reader is called in alternatives."""

SECOND = line_reader.NAME
"""What the second reader is called in alternatives."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The same ink as both readers saw it, between two spaces both agree on; the second's time steps start to stop."""

    tokens: tuple[Token, ...]
    glyphs: tuple[Glyph, ...]
    start: int = 0
    stop: int = 0

    @property
    def first(self) -> str:
        """The first reader's words."""
        return " ".join(token.text for token in self.tokens)

    @property
    def second(self) -> str:
        """The second reader's words."""
        return unicodedata.normalize("NFC", "".join(glyph.text for glyph in self.glyphs)).strip()


def align(tokens: Sequence[Token], glyphs: Sequence[Glyph], start: int = 0, stop: int = END) -> list[Stretch]:
    """Cut two readings into stretches; every token and every glyph is in exactly one.

    They were read from the second reader's time steps `start` to `stop`.
    """
    first = " ".join(token.text for token in tokens)
    second = "".join(glyph.text[0] for glyph in glyphs)
    word_of = [index for index, token in enumerate(tokens) for _ in range(len(token.text) + 1)]
    stretches = []
    token_at, glyph_at, step = 0, 0, start
    for block in Levenshtein.opcodes(first, second):
        if block.tag != "equal":
            continue
        for offset in range(block.src_end - block.src_start):
            source, target = block.src_start + offset, block.dest_start + offset
            if first[source] != " ":
                continue
            until = word_of[source] + 1
            stretches.append(
                Stretch(tuple(tokens[token_at:until]), tuple(glyphs[glyph_at:target]), step, glyphs[target].step)
            )
            token_at, glyph_at, step = until, target + 1, glyphs[target].step
    stretches.append(Stretch(tuple(tokens[token_at:]), tuple(glyphs[glyph_at:]), step, stop))
    return [stretch for stretch in stretches if stretch.tokens or stretch.glyphs]


def agreement(tokens: Sequence[Token], glyphs: Sequence[Glyph]) -> float:
    """Return how alike two readings of a line are, 0 to 1, diacritics and spaces aside: print is, scrawl is not."""
    first = letters_key("".join(token.text for token in tokens))
    second = letters_key("".join(glyph.text for glyph in glyphs))
    return float(Levenshtein.normalized_similarity(first, second)) if first or second else 0.0


def letters_key(text: str) -> str:
    """Return `text` in lower case without diacritics and spaces, đ as d."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c) and not c.isspace())


def differences(first: str, second: str) -> list[str]:
    """Return where two readings differ, as `a>b`: what the first has and what the second; either may be empty."""
    return [
        f"{first[code.src_start : code.src_end]}>{second[code.dest_start : code.dest_end]}"
        for code in Levenshtein.opcodes(first, second)
        if code.tag != "equal"
    ]


def prior(first: str, second: str, table: Mapping[str, float]) -> float:
    """Return the log-odds, from a table of `differences` seen before, that the first reader is right; 0 if unknown."""
    return sum(table.get(difference, 0.0) for difference in differences(first, second))


def features(
    stretch: Stretch, line_agreement: float, gap: float, table: Mapping[str, float] | None = None
) -> list[float]:
    """Return what the model sees of a stretch the readers differ on, in the order of `models/vote.json`.

    `gap` is by how much, in log-probability, the second reader holds its own reading more likely than the first's.
    """
    first, second = stretch.first, stretch.second
    token_confidences = [token.confidence for token in stretch.tokens] or [0.0]
    glyph_confidences = [glyph.confidence for glyph in stretch.glyphs if not glyph.text.isspace()] or [0.0]
    alphabet = line_reader.alphabet()
    letters_first = "".join(c for c in first if c.isalnum())
    letters_second = "".join(c for c in second if c.isalnum())
    return [
        1.0,
        _logit(min(token_confidences)),
        _logit(min(glyph_confidences)),
        min(gap, OUT_OF_QUESTION),
        float(gap >= OUT_OF_QUESTION),
        math.log(len(second) + 1) - math.log(len(first) + 1),
        float(any(c not in alphabet for c in first)),
        float(not second),
        float(not first),
        float(letters_key(first) == letters_key(second)),
        float(letters_first == letters_second),
        float(any(c.isdigit() for c in first + second)),
        float(first.isupper() and second.isupper()),
        float(first.count(" ") > second.count(" ")),
        float(second.count(" ") > first.count(" ")),
        float(max(len(first), len(second)) <= _SHORT),
        line_agreement,
        prior(first, second, table or {}),
    ]


def agreed_features(stretch: Stretch) -> list[float]:
    """Return what tells how surely a stretch that both readers read alike, or that one alone read, is right."""
    token_confidences = [token.confidence for token in stretch.tokens]
    glyph_confidences = [glyph.confidence for glyph in stretch.glyphs if not glyph.text.isspace()] or [0.0]
    return [
        1.0,
        _logit(min(token_confidences)) if token_confidences else 0.0,
        _logit(min(glyph_confidences)),
        float(not token_confidences),
        float(any(c.isdigit() for c in stretch.second)),
        float(stretch.second.isupper()),
        float(len(stretch.second) <= _SHORT),
    ]


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


def decide(stretch: Stretch, line_agreement: float, line: LineReading) -> tuple[bool, float]:
    """Decide which reader is believed of a stretch that they read differently.

    Returns:
        Whether it is the second, and how surely the one believed is right, 0 to 1.
    """
    model = _model()
    seen = features(stretch, line_agreement, gap(stretch, line), model.confusions)
    score = _dot(model.weights, seen)
    _, first_sure, second_sure, *_ = seen
    return score < 0, _sigmoid(_dot(model.confidence, (1.0, abs(score), first_sure, second_sure)))


def agreed(stretch: Stretch) -> float:
    """Return how surely a stretch is right that both readers read alike, or that one alone read."""
    return _sigmoid(_dot(_model().agreed, agreed_features(stretch)))


def gap(stretch: Stretch, line: LineReading) -> float:
    """Return by how much our own reader holds its reading of a stretch more likely than Tesseract's (log)."""
    start, stop = stretch.start, min(stretch.stop, len(line.log_probs))
    own = line.score(stretch.second, start, stop)
    other = line.score(stretch.first, start, stop)
    return own - other if math.isfinite(own) else 0.0


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-max(-_FLAT, min(_FLAT, score))))


def _logit(p: float) -> float:
    p = min(max(p, LEAST_SURE), MOST_SURE)
    return math.log(p / (1 - p))


def words(stretch: Stretch, take_second: bool, confidence: float, boxes: Sequence[Box]) -> list[Word]:
    """Return the words of the chosen reading; `boxes` are those of the second reader's words, for where it is taken."""
    first, second = stretch.first, stretch.second
    other: tuple[Alternative, ...]
    if take_second:
        other = (Alternative(first, mean([t.confidence for t in stretch.tokens]), FIRST),) if first else ()
        texts = second.split()
        places = list(boxes)
        if len(texts) == len(stretch.tokens):
            places = [_place(token.box, own) for token, own in zip(stretch.tokens, boxes, strict=True)]
        made = list(zip(texts, places, strict=True))
    else:
        other = (Alternative(second, mean([g.confidence for g in stretch.glyphs]), SECOND),) if second else ()
        made = [(token.text, token.box) for token in stretch.tokens]
    if first == second or not first:
        other = rivals(stretch.glyphs)
    # An alternative belongs to one word; of several words it can only be said what they were together.
    return [Word(text, box, confidence, other if len(made) == 1 else ()) for text, box in made]


def _place(first: Box, second: Box) -> Box:
    """Return where a word stands: the first reader's box is closer, but what it saw may be a speck beside the word."""
    return first if first.intersection(second) > _SAME_PLACE * second.area else second


def rivals(glyphs: Sequence[Glyph]) -> tuple[Alternative, ...]:
    """Return the word with its most doubtful character replaced by that character's rival, if any has one."""
    doubtful = [glyph for glyph in glyphs if glyph.other.strip() and glyph.other_confidence > RIVAL]
    if not doubtful:
        return ()
    worst = max(doubtful, key=lambda glyph: glyph.other_confidence)
    text = "".join(glyph.other if glyph is worst else glyph.text for glyph in glyphs).strip()
    return (Alternative(unicodedata.normalize("NFC", text), worst.other_confidence, SECOND),)


def mean(values: Sequence[float]) -> float:
    """Return the mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
