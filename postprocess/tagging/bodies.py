"""The component `organisations`: bodies with their level and place, places, and offices with the body they are of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from spacy.tokens import Span

from postprocess.tagging.spans import STOPS, anchors, by_start, is_capital, is_title, norm, tag, text
from postprocess.words.lexicon import lexicon

# Ban Thường vụ, Đảng uỷ, Công an, tỉnh …: no body is nested deeper.
_DEEPEST: Final = 6
# Bù Gia Mập, Vĩnh Hải Hoà: places have two syllables, some three.
_LONGEST_PLACE: Final = 3
# What makes a body any body of its kind: Sở Y tế các tỉnh, Uỷ ban nhân dân cấp huyện.
_GENERIC: Final = frozenset(("các", "cấp", "mỗi", "nơi", "từng", "mọi"))
# In a line of capitals a name ends where one of these begins.
SMALL: Final = frozenset(
    ("về", "và", "của", "tại", "cho", "trong", "đến", "với", "do", "theo", "lần", "số", "khoá", "nhiệm", "giai", "năm")
)
# No place's name begins with these: Đảng uỷ Cục Thi hành án, Trung ương Hội Luật gia.
_BODY_WORDS: Final = frozenset(
    (
        "cục",
        "vụ",
        "viện",
        "trường",
        "công",
        "tổng",
        "khối",
        "ban",
        "hội",
        "sở",
        "bộ",
        "chi",
        "đoàn",
        "liên",
        "học",
        "luật",
    )
)
# Holders of an office that are cited as the body: no body where a name follows.
_HOLDERS: Final = frozenset(("thủ tướng chính phủ", "chủ tịch nước"))
# Of these, some have a number for a name.
_NUMBERED: Final = frozenset(("quận", "phường"))
BODY: Final = "bodies"
OFFICES: Final = "offices"


class Organisations:
    """Builds bodies from heads (`Ban Thường vụ`), heads they are of (`Tỉnh uỷ`), levels and names."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Tag ORGANISATION and PLACE; leave bodies of any case and offices with theirs as groups of their own."""
        reader = BodyReader(doc)
        bodies: list[Any] = []
        done = 0
        for start in reader.heads:
            end = reader.body_at(start)
            if end is None or start < done or reader.is_of_office(start):
                continue
            done = end
            bodies.append(Span(doc, start, end, label="BODY"))
            if reader.is_certain(start, end):
                tag(doc, "ORGANISATION", start, end)
        doc.spans[BODY] = bodies
        doc.spans[OFFICES] = list(_offices(doc, bodies))
        for start, level in reader.levels.items():
            end = reader.name_at(level.end, levelled=True)
            if norm(doc, start - 1) == "tác":
                continue  # hợp tác xã
            if end > level.end and not is_capital(text(doc, level.end)):
                tag(doc, "PLACE", start, end)
        for span in anchors(doc, "PROVINCE"):
            if reader.is_bare_place(span):
                tag(doc, "PLACE", span.start, span.end)
        return doc


class BodyReader:
    """Reads bodies and names of places at a token of one document."""

    def __init__(self, doc: Any) -> None:
        """Look up the anchors of `doc`."""
        self.doc = doc
        self.heads: Mapping[int, Any] = by_start(doc, "HEAD")
        self.levels: Mapping[int, Any] = by_start(doc, "LEVEL")
        self.provinces: Mapping[int, Any] = by_start(doc, "PROVINCE")
        self.starts = {span.start for label in ("OFFICE", "HONORIFIC", "TYPE") for span in anchors(doc, label)}
        self.within = {i for span in anchors(doc, "OFFICE") for i in range(span.start + 1, span.end)}
        self.families = lexicon().family_names

    def is_of_office(self, start: int) -> bool:
        """Whether `Thường trực` belongs to the office before it: Phó Bí thư Thường trực Tỉnh uỷ."""
        return norm(self.doc, start) == "thường" and start in self.within

    def body_at(self, start: int) -> int | None:
        """Return where the body that begins with the head at `start` ends; None if it is left open."""
        end, kind = self.heads[start].end, self.heads[start].id_
        capitals = is_capital(text(self.doc, start))
        for _ in range(_DEEPEST):
            if kind == "whole":
                break
            if end in self.heads:
                end, kind = self.heads[end].end, self.heads[end].id_
                continue
            level = self.levels.get(end)
            if level is not None:
                named = self.name_at(level.end, levelled=True)
                if named == level.end and is_title(text(self.doc, named)) and not self._is_other(named):
                    return None
                return self._closed(named, capitals)
            named = self.name_at(end, levelled=False)
            if named > end:
                return self._closed(named, capitals)
            if norm(self.doc, end) == "trung" and norm(self.doc, end + 1) == "ương":
                end += 2
                kind = "whole"
                continue
            break
        if kind == "part" and end == self.heads[start].end:
            return None
        return self._closed(end, capitals)

    def _closed(self, end: int, capitals: bool) -> int | None:
        """Return `end` unless the name may go on there: a line of capitals says nothing of where it does."""
        following = text(self.doc, end)
        if capitals:
            if is_capital(following) and norm(self.doc, end) not in SMALL and not self._is_other(end):
                return None
            return end
        if (
            norm(self.doc, end) in _GENERIC
            or norm(self.doc, end) in ("viên", "khối")
            or (norm(self.doc, end), norm(self.doc, end + 1)) == ("cùng", "cấp")
        ):
            return None
        if (is_title(following) or is_capital(following)) and not self._is_other(end):
            return None
        return end

    def _is_other(self, index: int) -> bool:
        """Whether another thing begins at the token: an office, a type, a body, a person of that family name."""
        if index in self.starts or index in self.heads:
            return True
        return norm(self.doc, index) in self.families and is_title(text(self.doc, index + 1))

    def is_certain(self, start: int, end: int) -> bool:
        """Whether the body is one that is meant by name: it begins with a capital; no name of its holder follows."""
        first = text(self.doc, start)
        if not first[:1].isupper():
            return False
        phrase = " ".join(norm(self.doc, index) for index in range(start, end))
        if norm(self.doc, start - 1) == "phó" or (phrase in _HOLDERS and is_title(text(self.doc, end))):
            return False
        return not (norm(self.doc, start - 1) == "luật" and norm(self.doc, start) == "mặt")

    def name_at(self, start: int, *, levelled: bool) -> int:
        """Return where the name of a place that begins at `start` ends; `start` if there is none that is sure."""
        doc = self.doc
        province = self.provinces.get(start)
        if province is not None and self._is_named(province) and not self._goes_on(province.end):
            return int(province.end)
        if levelled and text(doc, start).isdigit() and len(text(doc, start)) < 3:
            return start + 1 if norm(doc, start - 1) in _NUMBERED else start
        if is_capital(text(doc, start)):
            return self._capital_name(start) if levelled else start
        end = start
        while end - start <= _LONGEST_PLACE and is_title(text(doc, end)):
            if end in self.starts or end in self.heads or (end == start and norm(doc, end) in _BODY_WORDS):
                break
            if end > start and end in self.provinces and self._is_named(self.provinces[end]) and end - start >= 2:
                break
            end += 1
        if end - start > _LONGEST_PLACE:
            return start + 2 if norm(doc, start + 2) in self.families else start
        if end - start < 2 or (end - start > 2 and norm(doc, start) in self.families):
            return start
        return end

    def _goes_on(self, index: int) -> bool:
        """Whether one more syllable belongs to the name: Điện Biên Phủ begins with a province and is none."""
        return is_title(text(self.doc, index)) and not self._is_other(index) and not is_title(text(self.doc, index + 1))

    def _capital_name(self, start: int) -> int:
        end = start
        while end - start <= _LONGEST_PLACE and is_capital(text(self.doc, end)) and norm(self.doc, end) not in SMALL:
            end += 1
        return end if 2 <= end - start <= _LONGEST_PLACE else start

    def _is_named(self, province: Any) -> bool:
        words = [token.text for token in province if token.is_alpha]
        return all(is_title(word) for word in words) or all(is_capital(word) for word in words)

    def is_bare_place(self, span: Any) -> bool:
        """Whether a province stands without its level, and between no other words with capitals: no part of a name."""
        if span.id_ == "ambiguous" or not all(is_title(token.text) for token in span if token.is_alpha):
            return False
        before, after = text(self.doc, span.start - 1), text(self.doc, span.end)
        return (
            not before[:1].isupper()
            and not after[:1].isupper()
            and before not in ("-", "–")
            and after not in ("-", "–")
        )


def _offices(doc: Any, bodies: list[Any]) -> list[Any]:
    """Return offices, each with the body that it is of: `Trưởng ban` and `ban Tổ chức Tỉnh uỷ` share a word."""
    reach = {index: body for body in bodies for index in range(body.start, min(body.end, body.start + 3))}
    offices: list[Any] = []
    for span in anchors(doc, "OFFICE"):
        if not span.text[:1].isalpha() or (offices and span.start < offices[-1].end):
            continue
        body = reach.get(span.end) if span.end < len(doc) else None
        if body is None or not span.start < body.start <= span.end or text(doc, span.end) in STOPS:
            body = next((b for b in (reach.get(span.end - 1),) if b is not None and b.start > span.start), None)
        end = max(span.end, body.end) if body is not None else span.end
        offices.append(Span(doc, span.start, end, label="OFFICE"))
    return offices


def body_ends(doc: Any) -> dict[int, int]:
    """Return where each body that begins at a token ends."""
    return {span.start: span.end for span in doc.spans[BODY]}


def office_ends(doc: Any) -> dict[int, int]:
    """Return where each office that begins at a token ends, its body included."""
    return {span.start: span.end for span in doc.spans[OFFICES]}
