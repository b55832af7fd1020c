"""How far a reading is from the truth: CER, WER, wrong marks, and the order-blind F1 of words.

Both texts are folded first (`Folded`): NFC, typographic quotes, dashes and ellipsis as typed ones, white space as one
space; nothing else. Every measure holds the counts its rate rests on, so that pages add up to a set by adding counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

_QUOTES = {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'"}
_DASHES = dict.fromkeys("‐‑‒–—―", "-")
_FOLD = str.maketrans({**_QUOTES, **_DASHES, "…": "..."})
_LETTERS = re.compile(r"[^\W\d_]+")
_STROKES = str.maketrans("đĐ", "dD")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; whatever it is made from, `text` is folded."""

    text: str

    def __post_init__(self) -> None:
        """Fold `text`."""
        plain = unicodedata.normalize("NFC", self.text).translate(_FOLD)
        object.__setattr__(self, "text", " ".join(plain.split()))

    @property
    def words(self) -> list[str]:
        """What stands between spaces, punctuation included."""
        return self.text.split()

    @property
    def letter_runs(self) -> list[str]:
        """The words without digits and punctuation: runs of letters."""
        return _LETTERS.findall(self.text)


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """`errors` over the `count` of what could have been right."""

    errors: int = 0
    count: int = 0

    @property
    def rate(self) -> float:
        """Errors per item: 0 without errors, infinite where there are errors and nothing to get right."""
        if not self.errors:
            return 0.0
        return self.errors / self.count if self.count else float("inf")

    def __add__(self, other: ErrorRate) -> ErrorRate:
        """Return the rate over both."""
        return ErrorRate(self.errors + other.errors, self.count + other.count)


@dataclass(frozen=True, slots=True)
class BagScore:
    """Words in common in any order: `shared` of the `true` ones and of those `found`, each as often as it stands."""

    shared: int = 0
    true: int = 0
    found: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 for two empty texts."""
        total = self.true + self.found
        return 2 * self.shared / total if total else 1.0

    def __add__(self, other: BagScore) -> BagScore:
        """Return the score over both."""
        return BagScore(self.shared + other.shared, self.true + other.true, self.found + other.found)


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is measured of one reading, or of several added up."""

    cer: ErrorRate = ErrorRate()
    wer: ErrorRate = ErrorRate()
    marks: ErrorRate = ErrorRate()
    bag: BagScore = BagScore()

    def __add__(self, other: Measures) -> Measures:
        """Return the measures over both."""
        return Measures(self.cer + other.cer, self.wer + other.wer, self.marks + other.marks, self.bag + other.bag)


def measure(truth: str, reading: str) -> Measures:
    """Return every measure of `reading`."""
    true, read = Folded(truth), Folded(reading)
    return Measures(
        character_errors(true, read), word_errors(true, read), wrong_marks(true, read), bag_of_words(true, read)
    )


def total(several: Iterable[Measures]) -> Measures:
    """Return the measures over all of `several`: long texts weigh more than short ones."""
    return sum(several, Measures())


def character_errors(truth: Folded, reading: Folded) -> ErrorRate:
    """CER: the fewest characters to insert, delete or replace, over the characters of the truth."""
    return ErrorRate(Levenshtein.distance(truth.text, reading.text), len(truth.text))


def word_errors(truth: Folded, reading: Folded) -> ErrorRate:
    """WER: the fewest words to insert, delete or replace, over the words of the truth."""
    return ErrorRate(Levenshtein.distance(truth.words, reading.words), len(truth.words))


def wrong_marks(truth: Folded, reading: Folded) -> ErrorRate:
    """Words that differ from the truth in their Vietnamese marks alone, over the words whose letters are right.

    Words are runs of letters here, aligned without their marks: a wrong mark never shifts the alignment.
    """
    true, read = truth.letter_runs, reading.letter_runs
    blocks = Levenshtein.opcodes([unmarked(word) for word in true], [unmarked(word) for word in read])
    pairs = [
        (true[block.src_start + step], read[block.dest_start + step])
        for block in blocks
        if block.tag == "equal"
        for step in range(block.src_end - block.src_start)
    ]
    return ErrorRate(sum(one != other for one, other in pairs), len(pairs))


def bag_of_words(truth: Folded, reading: Folded) -> BagScore:
    """Count the words that both texts have, wherever they stand: what was read at all, reading order aside."""
    true, read = Counter(truth.words), Counter(reading.words)
    return BagScore((true & read).total(), true.total(), read.total())


def unmarked(word: str) -> str:
    """Return `word` without its Vietnamese marks: `đường` → `duong`."""
    bare = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    return bare.translate(_STROKES)
