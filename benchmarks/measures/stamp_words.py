"""What the removal of stamps costs the print beneath: words lost and misread where a stamp lies, and elsewhere.

Judged by place, not by order: a true word is *lost* if no read word of the page's text covers a third of its box, and
*misread* if some do but none of them is that word (folded as in `quality.measures`). Words that stand in a stamp's
reading or in a region of handwriting are not in the text, and so lost. A lone dash or star counts for no word: its box
is so small that being a pixel off is being lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ocr.elements import Box, Page, Word
from quality.measures import Folded
from synthesis import PageTruth, TrueWord

COVERED = 1 / 3
"""Share of a true word's box that read words must cover: boxes of both are drawn a little loosely."""


@dataclass(frozen=True, slots=True)
class WordLoss:
    """Of `words` true words, how many were `lost` and how many `misread`."""

    words: int = 0
    lost: int = 0
    misread: int = 0

    def __add__(self, other: WordLoss) -> WordLoss:
        """Return the loss over both."""
        return WordLoss(self.words + other.words, self.lost + other.lost, self.misread + other.misread)


@dataclass(frozen=True, slots=True)
class PageLoss:
    """The words of a page whose box shares some area with a true stamp's box, and all others."""

    under: WordLoss = WordLoss()
    elsewhere: WordLoss = WordLoss()

    def __add__(self, other: PageLoss) -> PageLoss:
        """Return the loss over both."""
        return PageLoss(self.under + other.under, self.elsewhere + other.elsewhere)


def loss(truth: PageTruth, page: Page) -> PageLoss:
    """Return what became of the printed words of a made page."""
    stamps = [stamp.box for stamp in truth.stamps]
    words = [word for line in truth.lines for word in line.words if any(sign.isalnum() for sign in word.text)]
    under = [word for word in words if _touches(word.box, stamps)]
    elsewhere = [word for word in words if not _touches(word.box, stamps)]
    read = [word for line in page.lines for word in line.words]
    return PageLoss(_fate(under, read), _fate(elsewhere, read))


def _touches(box: Box, stamps: Iterable[Box]) -> bool:
    return any(box.intersection(stamp) for stamp in stamps)


def _fate(words: Sequence[TrueWord], read: Sequence[Word]) -> WordLoss:
    lost = misread = 0
    for word in words:
        there = [other for other in read if word.box.intersection(other.box) >= COVERED * word.box.area]
        lost += not there
        misread += bool(there) and all(Folded(other.text) != Folded(word.text) for other in there)
    return WordLoss(len(words), lost, misread)
