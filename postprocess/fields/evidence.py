"""How a field is made of the words it was read from: by a rule, with a confidence and an evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.elements import Box, Word
from postprocess.elements import Field
from postprocess.layout.page_view import Segment
from postprocess.words.doubt import looks_misread


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to tell a field.

    `confidence` is how surely, 0 to 1, if all words were read rightly; what a field's raw confidence is worth was
    measured (`fields.routes`). `evidence` tells a person, in Vietnamese, where the field stands and why it is it.
    """

    confidence: float
    evidence: str


def make_field(
    segments: Sequence[Segment],
    value: str,
    normal: str,
    rule: Rule,
    *,
    note: str = "",
    likeness: float = 1.0,
    sure: bool = True,
    prose: bool = True,
) -> Field:
    """Return a field read from `segments`: its confidence is that of the rule times those of the words in `value`.

    `note` goes on with the evidence of the rule; `likeness`, 0 to 1, is that of the words to those of the lexicon. It
    is not sure if a word of it looks misread (`words.doubt`), where it is `prose`; whether it is, `routes` decides.
    """
    words = [word for segment in segments for word in segment.words]
    confidence = rule.confidence * likeness * of_words(words, value)
    box = Box.hull(segment.source for segment in segments)
    sure = sure and not (prose and looks_misread(words, value))
    return Field(value, normal, confidence, segments[0].page, box, rule.evidence + note, sure)


def of_words(words: Sequence[Word], value: str) -> float:
    """Return how surely all words that stand in `value` are right, each by itself; of all words if none does."""
    kept = [word for word in words if word.text.strip(" .,;:*-–—") and word.text.strip(" .,;:*-–—") in value]
    return math.prod(max(0.0, min(1.0, word.confidence)) for word in kept or words)
