"""Which stamps of a made page were found, as what, and what was found that is none.

The stamps of a page are few and seldom touch, so one found stamp answers for one true stamp at the most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.measures.stamp_text import printed_errors
from ocr.elements import Box, Stamp, StampKind
from quality.measures import ErrorRate
from synthesis import PageTruth, TrueStamp

COVERED = 0.5
"""Share of a true stamp's box that a found one must cover: half is enough to show a person where to look."""
FILLED = 0.25
"""Share of a found stamp's box that must lie on the true one: a seal's box drawn around the signature as well still
counts, one as large as the page does not."""


class Verdict(StrEnum):
    """What became of a true stamp."""

    FOUND = "found"
    WRONG_KIND = "wrong kind"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class JudgedStamp:
    """A true stamp, what became of it, and the errors in its printed words (none where it was missed or has none)."""

    stamp: TrueStamp
    verdict: Verdict
    text: ErrorRate


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """The stamps of a page.

    What was found beyond the true stamps: `pieces` lie at least by half on a true stamp that another found one answers
    for (or that none covers enough), `handwriting` so on true handwriting, and `false` on neither.
    """

    stamps: tuple[JudgedStamp, ...]
    pieces: tuple[StampKind, ...] = ()
    handwriting: tuple[StampKind, ...] = ()
    false: tuple[StampKind, ...] = ()


def judge(truth: PageTruth, found: Sequence[Stamp]) -> JudgedPage:
    """Return what became of the stamps of a made page when `found` were found there."""
    answers = match(truth.stamps, found)
    judged = []
    for number, stamp in enumerate(truth.stamps):
        if number not in answers:
            judged.append(JudgedStamp(stamp, Verdict.MISSED, ErrorRate()))
            continue
        answer = found[answers[number]]
        verdict = Verdict.FOUND if answer.kind is stamp.kind else Verdict.WRONG_KIND
        judged.append(JudgedStamp(stamp, verdict, printed_errors(stamp, answer.text)))
    rest = [stamp for number, stamp in enumerate(found) if number not in answers.values()]
    pieces = [one for one in rest if _lies_on(one.box, [stamp.box for stamp in truth.stamps])]
    written = [one for one in rest if one not in pieces and _lies_on(one.box, truth.handwriting)]
    false = [one for one in rest if one not in pieces and one not in written]
    return JudgedPage(tuple(judged), *(tuple(one.kind for one in group) for group in (pieces, written, false)))


def match(true: Sequence[TrueStamp], found: Sequence[Stamp]) -> dict[int, int]:
    """Return, by the number of each true stamp that was found, the number of the found one that answers for it.

    Pairs of one kind come first, then those whose boxes share most of their union.
    """
    pairs = [
        (stamp.kind is not other.kind, -_over_union(stamp.box, other.box), one, two)
        for one, stamp in enumerate(true)
        for two, other in enumerate(found)
        if _covers(stamp.box, other.box)
    ]
    answers: dict[int, int] = {}
    for _, _, one, two in sorted(pairs):
        if one not in answers and two not in answers.values():
            answers[one] = two
    return answers


def _covers(true: Box, found: Box) -> bool:
    shared = true.intersection(found)
    return shared > 0 and shared >= COVERED * true.area and shared >= FILLED * found.area


def _over_union(one: Box, other: Box) -> float:
    shared = one.intersection(other)
    return shared / (one.area + other.area - shared)


def _lies_on(box: Box, others: Sequence[Box]) -> bool:
    return any(2 * box.intersection(other) >= box.area > 0 for other in others)
