"""How the outcomes of a batch are told to a clerk: one row a document, one sentence a batch, in Vietnamese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from core.outcome import Outcome, Status
from core.wording import UNSURE, full_number, near, percent

HEADINGS = ("Tài liệu", "Trang", "Loại", "Số, ký hiệu", "Chất lượng", "Kết quả", "Nơi lưu hoặc lý do")

STATUS = {
    Status.ARCHIVED: "Vào kho",
    Status.SKIPPED: "Đã có trong kho",
    Status.SET_ASIDE: "Để riêng",
    Status.LATER: "Đang ghi dở",
    Status.FAILED: "Lỗi, sẽ thử lại",
}


NOTHING = "Không có tài liệu nào để xử lý."


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
