"""What correction does to words: mended, spoiled, changed from wrong to wrong, and wrong marks left as they were.

A page's words are aligned with the truth by the fewest edits of words (Levenshtein; folded as in `quality.measures`),
as read and as corrected: both readings have the same words at the same places, so that each word has one true word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from ocr.elements import Page
from postprocess.words.correct import correct_pages
from postprocess.words.orthography import clean_pages
from quality.measures import Folded, unmarked


@dataclass(frozen=True, slots=True)
class JudgedChange:
    """A word that correction changed, and how sure it is of that (0 to 1).

    `true` is what is printed, "" where the alignment does not say.
    """

    page: str
    raw: str
    text: str
    true: str
    confidence: float = 0.0

    @property
    def mended(self) -> bool:
        """Whether the change made a wrong word right."""
        return self.text == self.true != self.raw

    @property
    def spoiled(self) -> bool:
        """Whether it made a right word wrong."""
        return self.raw == self.true != self.text


@dataclass(frozen=True, slots=True)
class JudgedCorrection:
    """Words seen, wrong marks before and after, and every change, over one page or several."""

    words: int = 0
    marks_before: int = 0
    marks_after: int = 0
    changes: tuple[JudgedChange, ...] = field(default=())

    def __add__(self, other: JudgedCorrection) -> JudgedCorrection:
        """Return the judgement over both."""
        return JudgedCorrection(
            self.words + other.words,
            self.marks_before + other.marks_before,
            self.marks_after + other.marks_after,
            self.changes + other.changes,
        )

    @property
    def mended(self) -> int:
        """Number of words made right."""
        return sum(change.mended for change in self.changes)

    @property
    def spoiled(self) -> int:
        """Number of right words made wrong."""
        return sum(change.spoiled for change in self.changes)

    @property
    def calibration(self) -> tuple[float, float]:
        """Mean confidence of the changed words that have a true word, and the share of them that are right."""
        known = [change for change in self.changes if change.true]
        count = max(1, len(known))
        return sum(one.confidence for one in known) / count, sum(one.text == one.true for one in known) / count

    @property
    def marks_mended(self) -> float:
        """Share of words wrong in their marks alone that are right afterwards; 0 without any."""
        return 1 - self.marks_after / self.marks_before if self.marks_before else 0.0


def judge(name: str, truth: str, read: Page, doubt: float | None = None) -> JudgedCorrection:
    """Correct a page and return what that did; `read` is the page before correction, `truth` its text.

    `doubt`: as for `correct_pages`.
    """
    (clean,), _ = clean_pages([read])
    (corrected,), _ = correct_pages([clean], doubt=doubt)
    before, after = _words(clean), _words(corrected)
    true = true_words(truth, before)
    pairs = list(zip(before, after, true, strict=True))
    sure = [word.confidence for line in corrected.lines for word in line.words]
    return JudgedCorrection(
        len(pairs),
        sum(_marks_wrong(raw, right) for raw, _, right in pairs),
        sum(_marks_wrong(raw, right) and text != right for raw, text, right in pairs)
        + sum(raw == right != text and unmarked(text) == unmarked(right) for raw, text, right in pairs),
        tuple(
            JudgedChange(name, raw, text, right, confidence)
            for (raw, text, right), confidence in zip(pairs, sure, strict=True)
            if raw != text
        ),
    )


def total(several: Iterable[JudgedCorrection]) -> JudgedCorrection:
    """Return the judgement over all."""
    return sum(several, JudgedCorrection())


def _words(page: Page) -> list[str]:
    return [Folded(word.text).text for line in page.lines for word in line.words]


def _marks_wrong(read: str, true: str) -> bool:
    return read != true and unmarked(read) == unmarked(true)


def true_words(truth: str, read: Sequence[str]) -> list[str]:
    """Return the true word for each word read, "" for words that stand where there is none."""
    words = Folded(truth).words
    true = [""] * len(read)
    for block in Levenshtein.opcodes(words, [Folded(word).text for word in read]):
        length = min(block.src_end - block.src_start, block.dest_end - block.dest_start)
        same = block.src_end - block.src_start == block.dest_end - block.dest_start
        if block.tag == "equal" or (block.tag == "replace" and same):
            for step in range(length):
                true[block.dest_start + step] = words[block.src_start + step]
    return true
