"""What else a printed word could be: syllables that differ in diacritics alone, and what other readers saw."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from models.resources import load_json
from ocr.elements import Word
from postprocess.words.language_model import LanguageModel, core, language_model
from postprocess.words.orthography import TONE_DIACRITICS, clean, strip_diacritics
from postprocess.words.syllables import has_several_tones, is_syllable, parse, split_tone, style_key

# A word both readers saw alike is wrong in 2 of 100 cases at most, however low its confidence. Without this bound, one
# word more was mended, and 3 more of 231,000 right ones spoiled.
AGREED_WRONG: Final = 0.02
# Of the errors in words that readers differ on, this share is mended by the other reader's word.
_OTHER_READER: Final = 0.6
# A word with two tone marks was never printed.
_NEVER_PRINTED: Final = 0.999
_MOST = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to read a word. `channel`: log-probability that the engine wrote what it did, had this been printed."""

    text: str
    token: int
    channel: float


def same_letters(model: LanguageModel, word: str, syllables: bool) -> tuple[str, ...]:
    """Return the words that the model knows with the letters of `word`: its `syllables`, or those that are none."""
    alike = _by_skeleton(model).get(strip_diacritics(word), ())
    return tuple(other for other in alike if is_syllable(other) == syllables)


@cache
def _by_skeleton(model: LanguageModel) -> dict[str, list[str]]:
    words = [word for word in model.words if word.isalpha()]
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for skeleton, word in zip(strip_diacritics("\n".join(words)).split("\n"), words, strict=True):
        groups[skeleton].append(word)
    return dict(groups)


@dataclass(frozen=True, slots=True)
class _Confusion:
    """How often one letter was printed where another was read: of that one's errors, and of all its sharp readings."""

    share: float
    sharp: float


# Share of a letter's sharp readings that are wrong from which its words are weighed even where sharp.
_OFTEN: Final = 0.005
_NEVER_SEEN: Final = _Confusion(0.01, 1e-6)


@cache
def _confusions() -> dict[tuple[str, str], _Confusion]:
    """Return `models/marks.json` by (letter read, letter printed)."""
    table: dict[str, dict[str, list[float]]] = load_json("marks.json")
    return {
        (read, printed): _Confusion(max(share, _NEVER_SEEN.share), max(sharp, _NEVER_SEEN.sharp))
        for read, others in table.items()
        for printed, (share, sharp) in others.items()
    }


def often_mistaken(text: str) -> bool:
    """Whether a letter of `text` is known to be taken for another now and then however sharp it looks."""
    return any(letter in _often() for letter in text.lower())


@cache
def _often() -> frozenset[str]:
    return frozenset(read for (read, _), confusion in _confusions().items() if confusion.sharp >= _OFTEN)


def channel(read: str, printed: str, wrong: float) -> float:
    """Return the log-probability that `printed` was read as `read`: style keys that differ in diacritics alone.

    `wrong` is the probability that the word is misread at all, by its confidence. However sharp a word looks, some
    letters are known to be taken for others at times.
    """
    pairs = [
        _confusions().get((one, other), _NEVER_SEEN) for one, other in zip(read, printed, strict=True) if one != other
    ]
    return math.log(max(wrong * math.prod(pair.share for pair in pairs), math.prod(pair.sharp for pair in pairs)))


def printed_like(key: str, raw: str, *, old_style: bool) -> str:
    """Return the syllable `key` as printed where `raw` stands: in its case, with its y for i, its tone placement."""
    spelt = key
    if split_tone(raw)[0].endswith("y") and split_tone(key)[0].endswith("i") and len(raw) == len(key):
        spelt = _with_last_vowel(key, "y")
    if old_style:
        spelt = _old_placement(spelt)
    if raw.isupper():
        return spelt.upper()
    return spelt[:1].upper() + spelt[1:] if raw[:1].isupper() else spelt


def _with_last_vowel(key: str, vowel: str) -> str:
    diacritics = unicodedata.normalize("NFD", key[-1])[1:]
    return key[:-1] + unicodedata.normalize("NFC", vowel + diacritics)


def _old_placement(word: str) -> str:
    """Return `word` (hoá, khoẻ, thuỷ) with its tone as the old style sets it (hóa, khỏe, thủy)."""
    bare, tone, _ = split_tone(word)
    syllable = parse(word)
    if not tone or syllable is None or syllable.rime not in ("oa", "oe", "uy"):
        return word
    at = len(bare) - 2
    return unicodedata.normalize("NFC", bare[: at + 1] + TONE_DIACRITICS[tone - 1] + bare[at + 1 :])


def prints_old_style(words: Iterable[str]) -> bool:
    """Whether the page sets tones in the old way (hóa, thủy); the new way where it gives no sign."""
    old = new = 0
    for word in words:
        start, end = core(word)
        syllable = parse(word[start:end]) if 2 <= end - start <= 7 else None
        if syllable and syllable.tone and syllable.rime in ("oa", "oe", "uy"):
            offset = len(word[start:end]) - 2
            old, new = old + (syllable.tone_at == offset), new + (syllable.tone_at != offset)
    return old > new


def candidates(word: Word, *, old_style: bool) -> list[Candidate]:
    """Return the ways to read `word`, as read first; alone if nothing else is possible.

    The channel's log-probabilities sum to one over the reading, the other reader's and diacritics confused.
    """
    model = language_model()
    start, end = core(word.text)
    raw = word.text[start:end]
    key = style_key(raw)
    wrong = 1.0 - min(0.999, max(0.02, word.confidence))
    others = _other_words(word)
    if not others:
        wrong = min(wrong, AGREED_WRONG)
    if has_several_tones(raw):
        wrong = _NEVER_PRINTED
    found = [Candidate(word.text, model.id(key), math.log(1.0 - wrong))]
    share = wrong * (1.0 - _OTHER_READER) if others else wrong
    confused = [
        (other, channel(key, other, share)) for other in same_letters(model, key, syllables=True) if other != key
    ]
    seen = {key}
    for text in others:
        inner = text[slice(*core(text))]
        other = style_key(inner)
        if other in seen or not is_syllable(inner) or not model.knows(other):
            continue
        seen.add(other)
        mended = word.text[:start] + inner + word.text[end:]
        if strip_diacritics(other) == strip_diacritics(key):
            mended = word.text[:start] + printed_like(other, raw, old_style=old_style) + word.text[end:]
        found.append(Candidate(mended, model.id(other), math.log(wrong * _OTHER_READER / len(others))))
    confused.sort(key=lambda pair: -pair[1])
    for other, likely in confused[:_MOST]:
        if other not in seen:
            mended = word.text[:start] + printed_like(other, raw, old_style=old_style) + word.text[end:]
            found.append(Candidate(mended, model.id(other), likely))
    return found


def _other_words(word: Word) -> list[str]:
    """Return what other readers made of the word, if it is one word of letters that begins as this one does in case."""
    start, end = core(word.text)
    raw = word.text[start:end]
    kept = []
    for alternative in word.alternatives:
        text = clean(alternative.text)
        inner = text[slice(*core(text))]
        if (
            inner.isalpha()
            and inner != raw
            and inner[:1].isupper() == raw[:1].isupper()
            and inner.isupper() == raw.isupper()
        ):
            kept.append(text)
    return kept
