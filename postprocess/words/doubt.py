"""Whether the words of a field look misread: not to change them, but so that nobody is told to rely on them."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.elements import Word
from postprocess.words.correct import Corrector
from postprocess.words.language_model import core, language_model
from postprocess.words.syllables import is_syllable, style_key

# A reading less likely than not, next to what diacritics alone could have made of it.
_LIKELY = 0.5
# One word read as weakly as this makes the field a person's to check.
_WEAKEST = 0.7
# No field has more words that matter; what is longer is no field.
_MOST_WORDS = 120


def looks_misread(words: Sequence[Word], value: str) -> bool:
    """Whether some word of `value` is no Vietnamese word, or the phrase wants other diacritics on it.

    Only words that stand in `value` count: the rest of their line may be anything.
    """
    kept = [word for word in words if word.text in value or word.text[slice(*core(word.text))] in value][:_MOST_WORDS]
    if any(word.confidence < _WEAKEST or not _is_word(word.text) for word in kept):
        return True
    return min(Corrector(language_model()).trust(kept), default=1.0) < _LIKELY


def _is_word(text: str) -> bool:
    """Whether `text` is a syllable, known to the corpus, or no word at all (a number, a symbol, punctuation)."""
    inner = text[slice(*core(text))]
    if any(char in ",;:!?|" for char in inner):
        return False
    if not inner.isalpha():
        digits, letters = any(char.isdigit() for char in inner), any(char.isalpha() for char in inner)
        # 13-NQ/TW and QH13 are words of this trade; 1ồ and BNS0102031202 are not.
        return not (
            digits and letters and (any(char.islower() for char in inner) or (inner.isalnum() and len(inner) > 6))
        )
    if inner != inner.upper() and inner[1:] != inner[1:].lower():
        return False
    return is_syllable(inner) or language_model().knows(style_key(inner))
