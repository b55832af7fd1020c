"""How the outcomes of a batch are told to a clerk: one row a document, one sentence a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.outcome import Outcome, Status
from core.wording import UNSURE, counts, full_number, near, outcomes, percent

HEADINGS = (
    *(outcomes.DOCUMENT, outcomes.PAGES, outcomes.TYPE, outcomes.NUMBER, outcomes.QUALITY, outcomes.RESULT),
    outcomes.WHERE_OR_WHY,
)


def row(outcome: Outcome) -> tuple[str, ...]:
    """Return the cells below `HEADINGS`."""
    where = near(outcome.location) if outcome.location else ""
    return (
        outcome.name,
        _pages(outcome),
        _kind(outcome),
        full_number(outcome.number, outcome.symbol) + (UNSURE if {"number", "symbol"} & set(outcome.unsure) else ""),
        percent(outcome.quality) if outcome.pages else "",
        str(outcomes.STATUS[outcome.status]),
        outcome.reason or where,
    )


def _pages(outcome: Outcome) -> str:
    """Return the number of pages, with that of the documents behind it where there seem to be several."""
    told = str(outcome.pages or "")
    return outcomes.SEVERAL(pages=told, parts=outcome.parts) if outcome.parts > 1 else told


def _kind(outcome: Outcome) -> str:
    """Return the type of document, with the mark of secrecy behind it where there is one."""
    told = outcome.doc_type + (UNSURE if "doc_type" in outcome.unsure else "")
    mark = f"[{outcome.secrecy}]{UNSURE if 'secrecy' in outcome.unsure else ''}" if outcome.secrecy else ""
    return f"{told} {mark}".strip()


def summary(done: Sequence[Outcome]) -> str:
    """Return one sentence: how many documents, and what became of them."""
    if not done:
        return str(outcomes.NOTHING)
    by_status = Counter(outcome.status for outcome in done)
    pages = sum(outcome.pages for outcome in done if outcome.status in (Status.ARCHIVED, Status.SKIPPED))
    parts = ", ".join(
        f"{by_status[key]} {_small(str(label))}" for key, label in outcomes.STATUS.items() if by_status[key]
    )
    look = outcomes.LOOK if any(outcome.unsure for outcome in done) else ""
    split = outcomes.SPLIT if any(outcome.parts > 1 for outcome in done) else ""
    return f"{counts.DOCUMENTS(len(done))}, {counts.PAGES(pages)}: {parts}.{look}{split}"


def _small(text: str) -> str:
    return text[0].lower() + text[1:]
