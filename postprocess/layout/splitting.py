"""The documents that one scan holds: a new one begins where another header stands at the head of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from postprocess.confidence import NEW_DOCUMENT
from postprocess.layout.page_view import PageView
from postprocess.layout.patterns import APPENDIX_KEY, FORM_KEY
from postprocess.layout.zones import Header, find_header

# What speaks for a document's first page, and how much; all of it makes 0.98. Weights were set by hand: a header has
# its motto and its number line, the others confirm. How well they tell is in docs/benchmarks.md (column `starts`).
_MOTTO: Final = 0.4
_NUMBER: Final = 0.3
_DATE: Final = 0.18
_ISSUER: Final = 0.1
# Forms in an appendix have headers, but their blanks are not filled in: what the header then counts for.
_OF_A_FORM: Final = 0.5
# How surely a document begins behind a sheet that was put there to say so.
_PARTED: Final = 0.95
# A header begins within this share of the page's height.
_HEAD_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Start:
    """A page on which a document begins, how surely, and why."""

    page: int
    confidence: float
    evidence: str
    header: Header | None


def starts(views: Sequence[PageView]) -> tuple[Start, ...]:
    """Return where documents begin: on the first page that carries print, and where another header is likely.

    Blank pages and separator sheets belong to the document before them; what follows a separator sheet is another one.
    """
    found: list[Start] = []
    parted = False
    for view in views:
        parted |= view.separator
        if not view.segments:
            continue
        header = find_header(view)
        if not found:
            found.append(Start(views[0].number, 1.0, "trang đầu", header))
            parted = False
            continue
        confidence, evidence = likely(view, header)
        if parted:
            confidence, evidence = max(confidence, _PARTED), "; ".join(filter(None, ("sau tờ ngăn", evidence)))
        parted = False
        if confidence >= NEW_DOCUMENT:
            found.append(Start(view.number, confidence, evidence, header))
    if not found and views:
        found.append(Start(views[0].number, 1.0, "trang đầu", None))
    return tuple(found)


def likely(view: PageView, header: Header) -> tuple[float, str]:
    """Return how surely a document begins on the page, and the parts of its header that say so."""
    height = view.size[1]
    head = [s for s in view.segments if s.box.top < _HEAD_SHARE * height]
    form = any(APPENDIX_KEY.match(s.key) or FORM_KEY.match(s.key) for s in head)
    copied = header.number is not None and "BS" in header.number.key
    parts = (
        (_MOTTO, bool(header.mottos) and header.mottos[0] in head, "quốc hiệu hoặc tiêu đề"),
        (_NUMBER, header.number in head and not copied, "số, ký hiệu"),
        (_DATE, header.date in head, "địa danh, ngày"),
        (_ISSUER, bool(header.issuer), "cơ quan ban hành"),
    )
    confidence = sum(weight for weight, seen, _ in parts if seen) * (_OF_A_FORM if form else 1.0)
    return confidence, "; ".join(name for _, seen, name in parts if seen)
