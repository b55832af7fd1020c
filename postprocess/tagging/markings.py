"""The components `markings`, `header` and `overlaps`: what fills a line, the parts of a header, one tag a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final

from postprocess.elements import BlockKind
from postprocess.layout.labels import Scheme, label
from postprocess.layout.patterns import APPENDIX_LABEL_KEY
from postprocess.tagging.bodies import body_ends
from postprocess.tagging.spans import (
    ANCHORS,
    BLOCKS,
    HEADER,
    STRUCTURE,
    blocks,
    by_start,
    found,
    lines,
    norm,
    stripped,
    tag,
    text,
)
from postprocess.words.lexicon import fold

_EDGES: Final = " .,:;*-–—_~'’\"“”|/\\()[]{}<>=!"
MARKINGS: Final = ("URGENCY", "SECRECY", "CIRCULATION", "DRAFT", "COPY")
# These are printed in capitals; in small letters they are words.
_CAPITALS: Final = frozenset(("URGENCY", "SECRECY"))
# Letter by letter: MẶT (trận) and MAT are no markings of secrecy (STANDARDS 1.9).
_SECRECY: Final = frozenset(("MẬT", "TỐI MẬT", "TUYỆT MẬT"))
_ROUND: Final = re.compile(r"(?:lần\s+)?(?:thứ\s+)?(\d{1,2}|[IVX]{1,4}|nhất|hai|ba|tư|bốn|năm|cuối)", re.IGNORECASE)
_FORM_OF_COPY: Final = ("hình", "thức", "sao")


class Markings:
    """Takes as markings what fills a line: `TỐI MẬT` is one, `tài liệu mật` in a sentence is none."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Tag URGENCY, SECRECY, CIRCULATION, DRAFT (`round`) and COPY."""
        candidates = {span.start: span for span in doc.spans[ANCHORS] if span.label_ in MARKINGS}
        starts = sorted(candidates)
        for _, block in blocks(doc):
            low = bisect_right(starts, block.start - 1)
            if low < len(starts) and starts[low] < block.end:
                for line in lines(doc, block.start, block.end):
                    _tag_line(doc, *stripped(doc, *line, _EDGES), candidates)
        return doc


def _tag_line(doc: Any, start: int, end: int, candidates: dict[int, Any]) -> None:
    if tuple(norm(doc, start + index) for index in range(3)) == _FORM_OF_COPY:
        start, end = stripped(doc, start + 3, end, _EDGES)
    span = candidates.get(start)
    if span is None or span.end > end:
        return
    parts = {}
    if span.label_ == "DRAFT" and span.end < end:
        rest = doc[slice(*stripped(doc, span.end, end, _EDGES))].text
        numbered = _ROUND.fullmatch(rest)
        if numbered is None:
            return
        parts["round"] = numbered[1]
    elif span.end < end:
        return
    printed = " ".join(span.text.split())
    if span.label_ in _CAPITALS and not printed.isupper():
        return
    if span.label_ == "SECRECY" and printed not in _SECRECY:
        return
    tag(doc, span.label_, start, end, parts)


class Header:
    """Tells apart what the header and the title are made of, and how headings are numbered."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Fill `doc.spans["header"]`: MOTTO, ISSUER, NUMBER, PLACE_DATE; TYPE, AUTHOR, SUBJECT."""
        mottos, types, dates = by_start(doc, "MOTTO"), by_start(doc, "TYPE"), found(doc, "DATE")
        marked = {span.start for span in doc.spans[STRUCTURE] if span.label_ in MARKINGS}
        for kind, block in blocks(doc):
            if kind is BlockKind.HEADER:
                issuer: list[tuple[int, int]] = []
                for line in lines(doc, block.start, block.end):
                    start, end = stripped(doc, *line, _EDGES)
                    label = _header_label(doc, start, end, mottos, dates, marked)
                    if label == "ISSUER":
                        issuer.append((start, end))
                    elif label:
                        tag(doc, label, start, end, group=HEADER)
                    if label == "PLACE_DATE":
                        _tag_place(doc, start, end, dates)
                if issuer:
                    tag(doc, "ISSUER", issuer[0][0], issuer[-1][1], group=HEADER)
            elif kind is BlockKind.TITLE:
                _tag_title(doc, block, types)
        return doc


def _header_label(
    doc: Any, start: int, end: int, mottos: dict[int, Any], dates: dict[int, Any], marked: set[int]
) -> str:
    if start >= end or start in marked:
        return ""
    if start in mottos and mottos[start].end == end:
        return "MOTTO"
    if norm(doc, start) == "số":
        return "NUMBER"
    if any(index in dates and dates[index].end == end for index in range(start, end)):
        return "PLACE_DATE"
    return "ISSUER" if doc[start:end].text.isupper() else "SUBJECT"


def _tag_place(doc: Any, start: int, end: int, dates: dict[int, Any]) -> None:
    """Tag the place before the day, which needs no level there."""
    day = next(index for index in range(start, end) if index in dates and dates[index].end == end)
    begin, stop = stripped(doc, start, day, _EDGES)
    if stop > begin and text(doc, begin)[:1].isupper() and stop - begin <= 6:
        tag(doc, "PLACE", begin, stop)


def _tag_title(doc: Any, block: Any, types: dict[int, Any]) -> None:
    start, end = stripped(doc, block.start, block.end, _EDGES)
    at = start
    if start in types:
        at = types[start].end
        tag(doc, "TYPE", start, at, {"type": types[start].text.lower()}, group=HEADER)
    begin = stripped(doc, at, end, _EDGES)[0]
    body = body_ends(doc).get(begin + 1, 0)
    if norm(doc, begin) == "của" and begin < body <= end:
        tag(doc, "AUTHOR", begin + 1, body, group=HEADER)
        begin = body
    begin, end = stripped(doc, begin, end, _EDGES)
    if begin < end:
        tag(doc, "SUBJECT", begin, end, group=HEADER)


# What the schemes of headings and items are called.
_SCHEMES: Final = {
    Scheme.PART: "phần",
    Scheme.CHAPTER: "chương",
    Scheme.SECTION: "mục",
    Scheme.SUBSECTION: "mục",
    Scheme.ARTICLE: "điều",
    Scheme.CAPITAL: "A",
    Scheme.ROMAN: "I",
    Scheme.ARABIC_DASH: "1",
    Scheme.ARABIC: "1",
    Scheme.DECIMAL: "1.1",
    Scheme.DECIMALS: "1.1.1",
    Scheme.LETTER: "a",
    Scheme.BRACKET: "(1)",
    Scheme.SMALL_ROMAN: "(i)",
    Scheme.DASH: "-",
    Scheme.PLUS: "-",
    Scheme.STAR: "-",
}


def scheme_of(printed: str) -> str:
    """Return by which scheme a heading or an item is numbered; "" if by none."""
    if APPENDIX_LABEL_KEY.match(fold(printed[:40])):
        return "phụ lục"
    found = label(printed.lstrip())
    return _SCHEMES[found.scheme] if found else ""


class Overlaps:
    """Lets one tag stand at a place: a line's own before those within, else the longer, else the former."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Keep of `doc.spans["structure"]` what overlaps with nothing before it, in order of the text."""
        begins = [span.start for span in doc.spans[BLOCKS]] if BLOCKS in doc.spans else []
        kinds = [BlockKind(span.label_) for span in doc.spans[BLOCKS]] if BLOCKS in doc.spans else []
        kept: list[Any] = []
        taken: set[int] = set()
        spans = [span for span in doc.spans[STRUCTURE] if _belongs(span, begins, kinds)]
        for span in sorted(spans, key=lambda s: (s.label_ not in _LINES, s.start - s.end, s.start)):
            places = range(span.start, span.end)
            if taken.isdisjoint(places):
                taken.update(places)
                kept.append(span)
        doc.spans[STRUCTURE] = sorted(kept, key=lambda span: int(span.start))
        return doc


_LINES: Final = frozenset(("RECIPIENT", "ADDRESSEE", "AUTHORITY", "POSITION", "SIGNER", *MARKINGS))
# In tables words of one row stand beside each other without being one sentence; there names are not looked for.
_EVERYWHERE: Final = frozenset(("REFERENCE", "SYMBOL", "DATE", "PERIOD"))
_NOT_PROSE: Final = frozenset(
    (BlockKind.SIGNATURE, BlockKind.RECIPIENTS, BlockKind.ADDRESSEES, BlockKind.PAGE_NUMBER, BlockKind.RUNNING)
)


def _belongs(span: Any, begins: list[int], kinds: list[BlockKind]) -> bool:
    """Whether a tag of this label is looked for in the block where the span stands."""
    if span.label_ in _LINES or not begins:
        return True
    kind = kinds[bisect_right(begins, span.start) - 1]
    if kind in _NOT_PROSE:
        return False
    if kind is BlockKind.HEADER and span.label_ == "ORGANISATION":
        return False  # the motto names the Party; the issuer is a part of the header
    return kind is not BlockKind.TABLE or span.label_ in _EVERYWHERE
