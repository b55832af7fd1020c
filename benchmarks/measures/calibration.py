"""Whether a confidence is what it says: of the words read with 0.9, nine in ten should be right.

Reliability by bins of equal width and the expected calibration error after Guo, Pleiss, Sun and Weinberger, "On
Calibration of Modern Neural Networks" (ICML 2017), section 2: the mean over bins, weighted by their words, of the
distance between mean confidence and share of right words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from archive.confidence import LOW_CONFIDENCE
from ocr.elements import Page
from quality.measures import Folded

BINS = 10
"""Bins of equal width over 0 to 1; a confidence on a border belongs to the upper bin, 1 to the last."""


@dataclass(frozen=True, slots=True)
class JudgedWord:
    """A word's confidence (0 to 1), and whether it was read right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The words of one bin: their number, the sum of their confidences, and how many of them are right."""

    words: int = 0
    confidences: float = 0.0
    right: int = 0

    @property
    def confidence(self) -> float:
        """Mean confidence; 0 without words."""
        return self.confidences / self.words if self.words else 0.0

    @property
    def accuracy(self) -> float:
        """Share of right words; 0 without words."""
        return self.right / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The bins, from the lowest confidence to the highest, and the words that are called doubtful."""

    bins: tuple[Bin, ...]
    doubtful: Bin = Bin()

    @property
    def words(self) -> int:
        """Number of words."""
        return sum(one.words for one in self.bins)

    @property
    def error(self) -> float:
        """Expected calibration error, 0 to 1; 0 without words."""
        if not self.words:
            return 0.0
        return sum(one.words * abs(one.confidence - one.accuracy) for one in self.bins) / self.words


def judge(truth: str, page: Page) -> list[JudgedWord]:
    """Return the words of a page's text, in its order, with whether each is right.

    A word is right if the alignment of both texts by words with the fewest edits (Levenshtein; both folded as in
    `quality.measures`) puts it on its equal. So a word that was read right but out of order counts as wrong.
    """
    words = [word for line in page.lines for word in line.words]
    read = [Folded(word.text).text for word in words]
    right = {
        block.dest_start + step
        for block in Levenshtein.opcodes(Folded(truth).words, read)
        if block.tag == "equal"
        for step in range(block.dest_end - block.dest_start)
    }
    return [JudgedWord(word.confidence, number in right) for number, word in enumerate(words)]


def calibrate(words: Iterable[JudgedWord]) -> Calibration:
    """Return the reliability of many words' confidences."""
    bins: list[list[JudgedWord]] = [[] for _ in range(BINS)]
    for word in words:
        bins[min(int(word.confidence * BINS), BINS - 1)].append(word)
    return Calibration(
        tuple(map(_bin, bins)), _bin([word for one in bins for word in one if word.confidence < LOW_CONFIDENCE])
    )


def _bin(words: Sequence[JudgedWord]) -> Bin:
    return Bin(len(words), sum(word.confidence for word in words), sum(word.right for word in words))
