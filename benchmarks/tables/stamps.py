"""Tables of the stamps, in Markdown: on made pages against their truth, on real pages beside what the index says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import synthesis
from benchmarks.markdown import markdown, rate
from benchmarks.measures.stamp_finding import JudgedPage, JudgedStamp, Verdict, judge
from benchmarks.measures.stamp_index import IndexedPage
from benchmarks.measures.stamp_words import PageLoss, WordLoss, loss
from benchmarks.pages import TruePage
from ocr.elements import Page, Stamp, StampKind
from quality.measures import ErrorRate
from synthesis import PageTruth, TrueStamp
from synthesis.form import Ink

COLOURLESS = ("photocopy", "fax")
"""Kinds of wear that leave no colour: there every stamp is black."""
SHORT = 40
"""Characters of a stamp's reading that a report quotes: real documents are not to be copied into it."""


@dataclass(frozen=True, slots=True)
class MadeStamps:
    """A made page, what became of its stamps, and of its words."""

    truth: PageTruth
    judged: JudgedPage
    loss: PageLoss


@dataclass(frozen=True, slots=True)
class RealStamps:
    """The stamps found on a real page, and what the index says of it (None if it does not)."""

    name: str
    found: tuple[Stamp, ...]
    indexed: IndexedPage | None


def judge_made(page: TruePage, reading: Page) -> MadeStamps | None:
    """Return what a reading made of the stamps of a page; None without their truth."""
    if page.truth is None:
        return None
    return MadeStamps(page.truth, judge(page.truth, reading.stamps), loss(page.truth, reading))


def by_kind(pages: Sequence[MadeStamps]) -> str:
    """Return what became of the stamps, a row a kind and colour: found, named wrong, missed, CER of their print."""
    groups: dict[str, list[JudgedStamp]] = {}
    for page in pages:
        for one in page.judged.stamps:
            groups.setdefault(f"{one.stamp.kind}, {colour(page.truth, one.stamp)}", []).append(one)
    rows = [[label, *_fates(groups[label])] for label in sorted(groups)]
    rows.append(["all", *_fates([one for group in groups.values() for one in group])])
    return markdown(["stamps", "true", "found %", "wrong kind", "missed", "CER % of their print"], rows)


def by_wear(pages: Sequence[MadeStamps]) -> str:
    """Return what became of the stamps, a row a kind of wear, and what was found that is no stamp."""
    rows = []
    for label, group in _by_wear(pages):
        found = [len([kind for page in group for kind in getattr(page.judged, name)]) for name in _BEYOND]
        stamps = [one for page in group for one in page.judged.stamps]
        rows.append([label, str(len(group)), *_fates(stamps)[:-1], *map(str, found)])
    return markdown(
        ["wear", "pages", "true", "found %", "wrong kind", "missed", "pieces", "handwriting", "false"], rows
    )


_BEYOND = ("pieces", "handwriting", "false")


def false_kinds(pages: Sequence[MadeStamps]) -> str:
    """Return the kinds that false stamps were taken for, as words."""
    kinds = Counter(kind for page in pages for kind in page.judged.false)
    return ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()) or "none"


def words_lost(pages: Sequence[MadeStamps]) -> str:
    """Return what became of the words under stamps and of all others, a row a kind of wear."""
    rows = []
    for label, group in _by_wear(pages):
        over = sum((page.loss for page in group), PageLoss())
        both = over.under + over.elsewhere
        under = [rate(ErrorRate(count, over.under.words)) for count in (over.under.lost, over.under.misread)]
        share = rate(ErrorRate(over.under.lost, both.words))
        rows.append([label, *under, share, *_shares(over.elsewhere)])
    head = ["wear", "under stamps: lost %", "misread %", "lost % of all words", "elsewhere: lost %", "misread %"]
    return markdown(head, rows)


def real(pages: Sequence[RealStamps]) -> str:
    """Return a row a real page: the index's words, the stamps expected, found and missed, and short readings."""
    rows, totals = [], [Counter[StampKind](), Counter[StampKind](), Counter[StampKind]()]
    for page in pages:
        found = Counter(stamp.kind for stamp in page.found)
        expected = page.indexed.expected if page.indexed else Counter[StampKind]()
        counts = [expected, expected & found, expected - found]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        said = page.indexed.said.replace("|", "/") if page.indexed else "–"
        rows.append([page.name, said, *map(_kinds, counts), "; ".join(map(_short, page.found)) or "–"])
    rows.append(["all", "", *(f"{total.total()}: {_kinds(total)}" for total in totals), ""])
    head = ["page", "the index says", "expected", "found of these", "missed", "all that was found"]
    return markdown(head, rows, words=len(head))


def colour(truth: PageTruth, stamp: TrueStamp) -> str:
    """Return whether a stamp of a made page is coloured or black, as its document is set and worn."""
    document = synthesis.load(truth.document)
    inks = {
        StampKind.SEAL: document.seal and document.seal.ink,
        StampKind.INCOMING: document.incoming and document.incoming.ink,
        StampKind.URGENCY: Ink.RED,
    }
    black = truth.wear in COLOURLESS or inks.get(stamp.kind, Ink.BLACK) is Ink.BLACK
    return "black" if black else "coloured"


def _by_wear(pages: Sequence[MadeStamps]) -> list[tuple[str, list[MadeStamps]]]:
    wears = dict.fromkeys(page.truth.wear for page in pages)
    return [*((wear, [page for page in pages if page.truth.wear == wear]) for wear in wears), ("all", list(pages))]


def _fates(stamps: Sequence[JudgedStamp]) -> list[str]:
    counts = Counter(one.verdict for one in stamps)
    text = sum((one.text for one in stamps), ErrorRate())
    share = f"{100 * counts[Verdict.FOUND] / len(stamps):.1f}" if stamps else "–"
    fates = [str(counts[verdict]) for verdict in (Verdict.WRONG_KIND, Verdict.MISSED)]
    return [str(len(stamps)), share, *fates, rate(text) if text.count else "–"]


def _shares(loss: WordLoss) -> list[str]:
    return [rate(ErrorRate(count, loss.words)) for count in (loss.lost, loss.misread)]


def _kinds(counts: Counter[StampKind]) -> str:
    return ", ".join(f"{kind} {count}" if count > 1 else str(kind) for kind, count in counts.items() if count) or "–"


def _short(stamp: Stamp) -> str:
    """Return a stamp's kind and the beginning of what was read in it."""
    text = " ".join(stamp.text.split()).replace("|", "/").replace("`", "'")
    short = text if len(text) <= SHORT else text[: SHORT - 1] + "…"
    return f"{stamp.kind} `{short}`" if short else str(stamp.kind)
