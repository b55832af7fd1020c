"""Names of organisations on stamps: small, worn capitals under other ink, put right by what bodies are called.

Nothing else on a stamp is corrected. A name is respelt only where the language model knows another reading of it, with
the same letters but for their diacritics or as the other reader saw it, to be much more likely; whoever registers the
document is told what was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from ocr.elements import Word
from postprocess.words.candidates import Candidate, candidates, printed_like, same_letters
from postprocess.words.language_model import START, language_model
from postprocess.words.lexicon import fold
from postprocess.words.syllables import is_syllable, style_key

_DOUBT: Final = 0.9
"""Confidence above which no word of a stamp is held right: readers are taught and calibrated on pages."""

_GAIN: Final = 6.0
"""Nats by which another spelling must be likelier. Tried on the headers and stamps of 60 made documents, 36 made and 36
real pages: the one right name that would change, a province like another, gained 5.6 at most; all 8 changes that
gained more were right."""

_PUNCTUATION: Final = " .,;:-–+*()“”\"'"

_FOREIGN: Final = -4.0
"""Log-probability that the diacritics of a word that is no Vietnamese syllable were misread (Đắk, Krông)."""

_HARDLY_READ, _SHORTEST = 0.6, 3
"""Confidence below which what is no syllable gives way to the word that stands in the same name elsewhere; and words
that such a name has at least."""


def named_elsewhere(words: Sequence[Word], lines: Iterable[Sequence[str]]) -> str | None:
    """Return the name as one of `lines` has it, where a scrap, or diacritics hardly read, alone differ; None if none.

    Who receives a document stands among its recipients, or in the overlay of its electronic signature.
    """
    keys = [fold(word.text) for word in words]
    if len(keys) < _SHORTEST or not any(word.confidence < _HARDLY_READ for word in words):
        return None
    for line in lines:
        there = [text.strip(_PUNCTUATION) for text in line]
        folded = [fold(text) for text in there]
        for start in range(len(there) - len(keys) + 1):
            run = there[start : start + len(keys)]
            apart = [at for at, (one, other) in enumerate(zip(keys, folded[start:], strict=False)) if one != other]
            if len(apart) > 1 or not all(_is_scrap(words[at]) and run[at].isalpha() for at in apart):
                continue
            accented = [
                at for at in range(len(keys)) if at not in apart and _differ_in_diacritics(words[at].text, run[at])
            ]
            if (apart or accented) and all(words[at].confidence < _HARDLY_READ for at in accented):
                return " ".join(run)
    return None


def _differ_in_diacritics(one: str, other: str) -> bool:
    return style_key(one.strip(_PUNCTUATION).lower()) != style_key(other.lower())


def _is_scrap(word: Word) -> bool:
    return word.confidence < _HARDLY_READ and not is_syllable(word.text)


def respelt(words: Sequence[Word]) -> str:
    """Return the name that `words` most likely are: as read, unless another spelling is much likelier."""
    model = language_model()
    ways = [_ways(replace(word, confidence=min(word.confidence, _DOUBT))) for word in words]
    beams: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = {(START, START): (0.0, ())}
    read, first, second = 0.0, START, START
    for way in ways:
        onward: dict[tuple[int, int], tuple[float, tuple[str, ...]]] = {}
        for (one, two), (score, said) in beams.items():
            for candidate in way:
                total = score + candidate.channel + model.log_probability(one, two, candidate.token)
                place = (two, candidate.token)
                if place not in onward or total > onward[place][0]:
                    onward[place] = (total, (*said, candidate.text))
        beams = onward
        read += way[0].channel + model.log_probability(first, second, way[0].token)
        first, second = second, way[0].token
    best, said = max(beams.values())
    return " ".join(said if best - read > _GAIN else (word.text for word in words))


def _ways(word: Word) -> list[Candidate]:
    ways = candidates(word, old_style=False)
    key = style_key(word.text)
    if is_syllable(key) or not key.isalpha():
        return ways
    model = language_model()
    others = [other for other in same_letters(model, key, syllables=False) if other != key]
    return ways + [
        Candidate(printed_like(other, word.text, old_style=False), model.id(other), _FOREIGN) for other in others
    ]
