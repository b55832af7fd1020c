"""How the outcomes of a batch are told to a clerk: one row a document, one sentence a batch, in Vietnamese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from sohoa.outcome import Outcome, Status

HEADINGS = ("Tài liệu", "Trang", "Loại", "Số, ký hiệu", "Chất lượng", "Kết quả", "Nơi lưu hoặc lý do")

STATUS = {
    Status.ARCHIVED: "Vào kho",
    Status.SKIPPED: "Đã có trong kho",
    Status.SET_ASIDE: "Để riêng",
    Status.LATER: "Đang ghi dở",
    Status.FAILED: "Lỗi, sẽ thử lại",
}


NOTHING = "Không có tài liệu nào để xử lý."


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share of 1 as Vietnamese per cent (`97,3 %`); a dash for None."""
    return "–" if share is None else f"{share * 100:.{digits}f} %".replace(".", ",")


UNSURE = " (?)"
"""Behind a value that a person should look at: handwriting, a misread word."""


def full_number(number: str, symbol: str) -> str:
    """Join number and symbol as they are printed: `35-NQ/TW` for the Party, `12/QĐ-UBND` for the State.

    The form tells itself: a Party symbol has its stroke inside, a State symbol its dash, or the year first
    (Hướng dẫn 05-HD/VPTW, Nghị định 30/2020/NĐ-CP). A missing number shows as `…`.
    """
    if not symbol:
        return number
    party = "/" in symbol and not symbol[0].isdigit()
    return f"{number or '…'}{'-' if party else '/'}{symbol}"


def near(path: Path) -> str:
    """Return `path` relative to the working directory where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def row(outcome: Outcome) -> tuple[str, ...]:
    """Return the cells below `HEADINGS`."""
    where = near(outcome.location) if outcome.location else ""
    return (
        outcome.name,
        str(outcome.pages or "") + (f" ({outcome.parts} văn bản?)" if outcome.parts > 1 else ""),
        _kind(outcome),
        full_number(outcome.number, outcome.symbol) + (UNSURE if {"number", "symbol"} & set(outcome.unsure) else ""),
        percent(outcome.quality) if outcome.pages else "",
        STATUS[outcome.status],
        outcome.reason or where,
    )


def _kind(outcome: Outcome) -> str:
    """Return the type of document, with the mark of secrecy behind it where there is one."""
    told = outcome.doc_type + (UNSURE if "doc_type" in outcome.unsure else "")
    mark = f"[{outcome.secrecy}]{UNSURE if 'secrecy' in outcome.unsure else ''}" if outcome.secrecy else ""
    return f"{told} {mark}".strip()


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return one Vietnamese sentence: how many documents, and what became of them."""
    if not outcomes:
        return NOTHING
    counts = Counter(outcome.status for outcome in outcomes)
    parts = ", ".join(f"{counts[key]} {label[0].lower()}{label[1:]}" for key, label in STATUS.items() if counts[key])
    several = any(outcome.parts > 1 for outcome in outcomes)
    split = " Tệp có vẻ gồm nhiều văn bản: xem document.md, nếu đúng thì quét tách." if several else ""
    look = " (?) là chỗ máy chưa chắc, cần người xem lại." if any(outcome.unsure for outcome in outcomes) else ""
    return f"{len(outcomes)} tài liệu, {pages(outcomes)} trang: {parts}.{look}{split}"


def pages(outcomes: Iterable[Outcome]) -> int:
    """Return the pages of the documents that are in the archive now."""
    return sum(outcome.pages for outcome in outcomes if outcome.status in (Status.ARCHIVED, Status.SKIPPED))
