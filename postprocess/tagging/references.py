"""The component `references`: citations of other documents, joined from type, number, symbol, date, issuer and title.

The form is STANDARDS 1.7: `Quy định số 399-QĐ/TW, ngày 09/01/2026 của …, về …`; the comma, the date, the issuer and the
title may be missing, and a list may share one type (`các Nghị quyết số 12-NQ/TW và 13-NQ/TW`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final

from postprocess.tagging.bodies import SMALL, body_ends, office_ends
from postprocess.tagging.citations import assembly_end, period_end, title_end
from postprocess.tagging.spans import (
    MOST_LISTED,
    STOPS,
    blocks,
    by_start,
    found,
    is_capital,
    is_title,
    norm,
    tag,
    text,
)
from postprocess.tagging.symbols import DIGITS, SHORT_SYMBOL, code_at, split_symbol, whole_symbol

# Before a number these name a form to fill in, not a document.
_FORMS: Final = frozenset(("mẫu", "biểu"))
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_AND: Final = frozenset((",", "và", "hoặc", ";"))
# Types cited by their number alone (`Nghị quyết 18`, `Kết luận 118`); of others it is an amount: `Kế hoạch 5 năm`.
_BY_NUMBER: Final = frozenset(("nghị quyết", "chỉ thị", "kết luận", "quyết định", "quy định", "nghị định", "thông tư"))
_AFTER_NUMBER: Final = frozenset(
    ("", "\n", ",", ".", ";", ")", "(", ":", "của", "về", "ngày", "khoá", "và", "đã", "tại", "được")
)
_BY_ASSEMBLY: Final = frozenset(("nghị quyết", "văn kiện", "báo cáo chính trị", "kết luận", "chương trình hành động"))
# After the name of a law that is known; before any other word the name may be a longer one.
_AFTER_LAW: Final = frozenset(
    [
        "này",
        "năm",
        "số",
        "ngày",
        "và",
        "của",
        "thì",
        "có",
        "được",
        "đã",
        "quy",
        "qui",
        "là",
        "để",
        "hoặc",
        "theo",
        "với",
        "tại",
        "do",
        "trong",
        "cho",
        "sửa",
        "hiện",
        "mới",
        "khi",
        "về",
        "phải",
        "không",
        "cũng",
        "đến",
        "từ",
        "quốc",
        "các",
        "nêu",
        "như",
        "chưa",
        "nhưng",
        "sẽ",
        "ban",
    ]
)
# Luật gia, luật sư, luật học
_NO_LAWS: Final = frozenset(("gia", "sư", "học"))
_LONGEST_LAW: Final = 34
# Before a citation at the beginning of a sentence or of an item.
_LEADS: Final = frozenset(
    [
        "căn",
        "cứ",
        "thực",
        "hiện",
        "theo",
        "quán",
        "triệt",
        "triển",
        "khai",
        "tiếp",
        "tục",
        "xét",
        "các",
        "-",
        "–",
        "+",
        "*",
        "học",
        "tập",
    ]
)
_MOST_LEADS: Final = 8


class References:
    """Joins what stands behind the name of a type to one REFERENCE; symbols without a type stay SYMBOL."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Tag REFERENCE with its parts, and SYMBOL with `number` and `symbol`."""
        _Reader(doc).tag_all()
        return doc


class _Reader:
    """Reads the citations of one document, first to last."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.dates = found(doc, "DATE")
        self.periods = found(doc, "PERIOD")
        self.bodies = body_ends(doc)
        self.offices = office_ends(doc)
        self.symbols = by_start(doc, "SYMBOL")
        self.types = by_start(doc, "TYPE")
        self.starts = [span.start for _, span in blocks(doc)]
        # Where the last citation ended, and whether it was the beginning of its sentence.
        self.last = (0, False)

    def tag_all(self) -> None:
        """Tag what is cited; a law that is known by its name goes before the bare type."""
        laws, named = by_start(self.doc, "LAW"), by_start(self.doc, "NAMED")
        done = 0
        for start in sorted({*self.types, *laws, *named, *self.symbols}):
            if start < done:
                continue
            ends = (
                self._law(laws[start]) if start in laws else start,
                self._named(named[start]) if start in named else start,
            )
            done = max(ends)
            if done == start and start in self.types:
                done = self._cited(self.types[start])
            if done == start and start in self.symbols and self._is_cited(start):
                number, symbol = split_symbol(text(self.doc, start))
                tag(self.doc, "SYMBOL", start, start + 1, {"number": number, "symbol": symbol})
                done = start + 1

    def _is_cited(self, at: int) -> bool:
        """Whether a symbol without a type is a document's: no form's (`Mẫu số 04/SS-HĐĐT`), no end of a longer one."""
        doc = self.doc
        before = at - 2 if norm(doc, at - 1) == "số" else at - 1
        return norm(doc, before) not in _FORMS and text(doc, at - 1) not in ("-", "/")

    def _cited(self, span: Any) -> int:
        """Tag the citations that a type opens and return where they end; its start if it opens none."""
        start, at = span.start, span.end
        parts = {"type": span.text.lower()}
        if span.id_ != "cited":
            return int(start)
        if norm(self.doc, at) == "của":
            issuer = self._issuer_end(at + 1)
            if issuer > at + 1 and norm(self.doc, issuer) == "số":
                parts["issuer"] = self.doc[at + 1 : issuer].text
                at = issuer
        numbered = self._numbers(start, at, parts)
        if numbered > start:
            return numbered
        if parts["type"] == "luật" and text(self.doc, start)[:1].isupper():
            return self._unknown_law(start, at)
        return self._unnumbered(span, parts)

    def _numbers(self, start: int, at: int, parts: dict[str, str]) -> int:
        """Tag the one or several numbers that stand behind a type; return where the last ends, `start` if none."""
        said = norm(self.doc, at) == "số"
        at += said
        at += said and text(self.doc, at) == ":"
        begin, end = start, start
        for _ in range(MOST_LISTED):
            number = self._number_at(at, parts, said=said or begin > start)
            if number is None:
                break
            own, at = number
            end = self._finish(begin, at, parts | own)
            following = end + 1 if norm(self.doc, end) in _AND else end
            following += norm(self.doc, following) == "số"
            if following == end or self._number_at(following, {}, said=False) is None:
                break
            begin = at = following
            parts = {"type": parts["type"]}
        return end

    def _number_at(self, at: int, parts: dict[str, str], *, said: bool) -> tuple[dict[str, str], int] | None:
        """Return ({number, symbol}, end) of the number at `at`; a bare one where `số` was `said` or the type allows."""
        doc = self.doc
        if at in self.symbols:
            number, symbol = split_symbol(text(doc, at))
            return {"number": number, "symbol": symbol}, at + 1
        if SHORT_SYMBOL.fullmatch(text(doc, at)):
            printed, end = whole_symbol(doc, at)
            number, symbol = split_symbol(printed)
            return {"number": number, "symbol": symbol}, end
        if not DIGITS.fullmatch(text(doc, at)):
            return None
        number = text(doc, at)
        code, end = code_at(doc, at + 1)
        if code:
            return {"number": number, "symbol": code}, end
        follower = at + 2 if norm(doc, at + 1) in _AND else at + 1
        if said and follower in self.symbols and follower > at + 1:
            return {"number": number, "symbol": split_symbol(text(doc, follower))[1]}, at + 1
        sure = norm(doc, at + 1) in _AFTER_NUMBER
        if said or (parts.get("type") in _BY_NUMBER and sure and len(number) > 1 and self._is_title_before(at)):
            return {"number": number, "symbol": ""}, at + 1
        return None

    def _is_title_before(self, at: int) -> bool:
        """Whether the type before the number begins with a capital."""
        return text(self.doc, at - 2)[:1].isupper()

    def _finish(self, start: int, at: int, parts: dict[str, str]) -> int:
        """Join date, issuer, term and title behind the number, tag the citation, and return where it ends."""
        at = self._tail(at, parts)
        led = self._is_led(start)
        title = title_end(self.doc, at, led, self.types)
        if title is not None:
            parts["title"] = self.doc[title[0] : title[1]].text
            at = title[1]
        tag(self.doc, "REFERENCE", start, at, parts)
        self.last = (at, led)
        return at

    def _tail(self, at: int, parts: dict[str, str]) -> int:
        """Add date, issuer and term as they stand behind `at`; return where they end."""
        doc = self.doc
        for _ in range(4):
            after = at + 1 if text(doc, at) == "," else at
            opened = text(doc, after) == "("
            inner = after + opened
            if "date" not in parts and self._is_day(inner):
                end = self.dates[inner].end
                if opened and text(doc, end) != ")":
                    return at
                parts["date"] = self.dates[inner]._.parts["iso"]
                at = end + opened
                continue
            if "issuer" not in parts and norm(doc, after) == "của":
                end = self._issuer_end(after + 1)
                if "liên tịch" in parts["type"]:
                    end = self._joint_end(end)
                if end > after + 1:
                    parts["issuer"] = doc[after + 1 : end].text
                    at = end
                    continue
            end = period_end(doc, at, self.periods)
            if end > at and "term" not in parts and text(doc, at) != ",":
                parts["term"] = doc[at:end].text.strip("()")
                at = end
                continue
            break
        return at

    def _is_day(self, at: int) -> bool:
        """Whether a whole date stands at `at`: no document is dated by its month."""
        return at in self.dates and len(self.dates[at]._.parts["iso"]) == len("2020-03-05")

    def _issuer_end(self, at: int) -> int:
        """Return where the issuer named at `at` ends; `at` if none is named there for certain."""
        doc = self.doc
        if not text(doc, at)[:1].isupper():
            return at
        end = assembly_end(doc, at, self.bodies, self.periods)
        if end == at:
            end = max(self.bodies.get(at, at), self.offices.get(at, at))
        if end == at and text(doc, at) == "Đảng":
            end = at + 1
        if end == at and (norm(doc, at), norm(doc, at + 1)) == ("trung", "ương"):
            end = at + 2
        following = text(doc, end)
        is_open = is_title(following) or (is_capital(following) and norm(doc, end) not in SMALL)
        is_open = is_open and end not in self.types
        return at if is_open else end

    def _joint_end(self, end: int) -> int:
        """Return where the last of several issuers ends."""
        for _ in range(MOST_LISTED):
            following = end + 1 if norm(self.doc, end) in (",", "-", "–", "và") else end
            further = self._issuer_end(following)
            if following == end or further == following:
                break
            end = further
        return end

    def _unnumbered(self, span: Any, parts: dict[str, str]) -> int:
        """Tag what is cited by the assembly that adopted it, or by its day and its issuer."""
        doc, start, at = self.doc, int(span.start), int(span.end)
        if not text(doc, start)[:1].isupper():
            return start
        if parts["type"] in _BY_ASSEMBLY:
            named = at + 1 if norm(doc, at) == "của" else at
            end = assembly_end(doc, named, self.bodies, self.periods)
            if end > named:
                parts["issuer"] = doc[named:end].text
                return self._finish(start, end, parts)
        if self._is_day(at):
            known = dict(parts)
            self._tail(at, known)
            if "issuer" in known:
                return self._finish(start, at, parts)
        return start

    def _law(self, span: Any) -> int:
        """Tag a law that is known by its name; return where it ends, its start if the name may go on."""
        doc, start, end = self.doc, int(span.start), int(span.end)
        if not text(doc, start)[:1].isupper():
            return start
        following = text(doc, end)
        if following[:1].isalpha() and norm(doc, end) not in _AFTER_LAW:
            return self._unknown_law(start, start + 1)
        words = len(span.id_.split())
        parts = {"type": span.id_.lower(), "title": doc[start + words : end].text}
        return self._finish_law(start, end, parts)

    def _finish_law(self, start: int, end: int, parts: dict[str, str]) -> int:
        doc = self.doc
        said = norm(doc, end) == "số"
        number = self._number_at(end + said, {}, said=False)
        if number is not None:
            parts, end = parts | number[0], number[1]
        else:
            end = self._year(end, parts)
        if "number" in parts or text(doc, end) != ",":
            end = self._tail(end, parts)
        tag(doc, "REFERENCE", start, end, parts)
        self.last = (end, self._is_led(start))
        return end

    def _unknown_law(self, start: int, at: int) -> int:
        """Tag a law of another name whose day or number closes it; return where it ends, `start` if nothing does."""
        doc = self.doc
        amends = norm(doc, at) == "sửa"
        if norm(doc, at) in _NO_LAWS:
            return start
        for index in range(at + 1, min(len(doc), at + _LONGEST_LAW)):
            if text(doc, index) in STOPS or (norm(doc, index) in ("luật", "nghị") and not amends):
                return start
            numbered = norm(doc, index) == "số" and index + 1 in self.symbols
            if numbered or index in self.dates:
                return self._finish_law(start, index, {"type": "luật", "title": doc[at:index].text})
        return start

    def _named(self, span: Any) -> int:
        """Tag what is cited by a name of its own (`Điều lệ Đảng`, `Hiến pháp năm 2013`)."""
        doc, start, end = self.doc, int(span.start), int(span.end)
        if not text(doc, start)[:1].isupper() or is_title(text(doc, end)) or norm(doc, start - 1) in ("các", "những"):
            return start
        if norm(doc, end)[:1].isalpha() and norm(doc, end) not in _AFTER_LAW:
            return start
        parts = {"type": " ".join(doc[start : start + 2].text.lower().split()), "title": span.text}
        end = self._year(end, parts)
        if text(doc, end) != ",":
            end = self._tail(end, parts)
        tag(doc, "REFERENCE", start, end, parts)
        return end

    def _year(self, at: int, parts: dict[str, str]) -> int:
        """Add the year that tells a law from those of its name (`Hiến pháp năm 2013`); return where it ends."""
        said = norm(self.doc, at) == "năm"
        if not _YEAR.fullmatch(text(self.doc, at + said)):
            return at
        parts["date"] = text(self.doc, at + said)
        return at + said + 1

    def _is_led(self, start: int) -> bool:
        """Whether words such as `Căn cứ`, or a dash, and no more stand before it, or before the one it goes on from.

        Where a citation is the first word, it may be the subject, and what follows its title the verb.
        """
        end, led = self.last
        if led and 0 <= start - end <= 2:
            return True
        begin = self.starts[bisect_right(self.starts, start) - 1] if self.starts else 0
        for index in range(start - 1, max(begin, start - _MOST_LEADS) - 1, -1):
            if text(self.doc, index) in STOPS:
                return index < start - 1
            if norm(self.doc, index) not in _LEADS:
                return False
        return begin < start <= begin + _MOST_LEADS
