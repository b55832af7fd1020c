"""The component `persons`: names behind a title or an office, with the office they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from postprocess.tagging.bodies import office_ends
from postprocess.tagging.spans import anchors, by_start, is_title, norm, tag, text
from postprocess.words.lexicon import lexicon

# Nguyễn Phước Bảo Quỳnh Anh; two at least: a given name alone names nobody in an archive.
_LONGEST_NAME: Final = 5
_SHORTEST_NAME: Final = 2
# So many offices are listed behind a name at most.
_MOST_OFFICES: Final = 8
_JOINS: Final = frozenset((",", "-", "–", "kiêm", "và", "("))
# Before an office that is no longer held, or not fully.
_FORMER: Final = frozenset(("nguyên", "cố", "cựu", "quyền"))
_LISTS: Final = frozenset((",", ";", "và"))
# After an office without its body (`Giám đốc công ty …` is not whole) the sentence goes on so.
_VERBS: Final = frozenset(
    ("phát", "chủ", "dự", "đã", "cho", "báo", "kết", "trình", "yêu", "đề", "nhấn", "ký", "là", "và", "được", "cùng")
)
# Family names that are common words as well: `Đoàn Thanh niên`, `Y tế`, `Kim Bảng`.
_SECOND_WORDS: Final = frozenset(("thanh niên", "chủ tịch", "trưởng", "văn phòng", "kiểm tra", "thư", "viên"))


class Persons:
    """Tags a name that a title (`đồng chí`, `ông`, `bà`) or an office stands before; bare names are left alone."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Tag PERSON: title and name, with parts `name` and `office`."""
        reader = _Reader(doc)
        done = 0
        for start, name, end, office in reader.persons():
            if start >= done:
                value = doc[name:end].text
                tag(doc, "PERSON", start, end, {"name": value, "office": office or reader.office_behind(end)})
                done = end
        return doc


class _Reader:
    """Reads names and offices at a token of one document."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.offices = office_ends(doc)
        self.ends = {end: start for start, end in self.offices.items()}
        self.heads = by_start(doc, "HEAD")
        self.levels = by_start(doc, "LEVEL")
        self.provinces = by_start(doc, "PROVINCE")
        self.bare = {span.end for span in anchors(doc, "OFFICE")}
        self.families = lexicon().family_names

    def persons(self) -> Iterator[tuple[int, int, int, str]]:
        """Yield (start, start of the name, end, office before the name) in order of the text."""
        found: list[tuple[int, int, int, str]] = []
        for title in anchors(self.doc, "HONORIFIC"):
            if norm(self.doc, title.start - 1) == "các":
                continue
            start = title.end + (text(self.doc, title.end) == ":")
            many = norm(self.doc, title.start) == "các"
            end = self.name_end(start, titled=norm(self.doc, title.start) not in ("ông", "bà"))
            if end > start:
                found.append((start if many else title.start, start, end, ""))
                if many:
                    found.extend(self._listed(end))
        for start, end in self.offices.items():
            name_end = self.name_end(end, titled=False)
            if name_end > end:
                found.append((end, end, name_end, self.doc[self._first_office(start) : end].text))
        return iter(sorted(found))

    def _listed(self, end: int) -> Iterator[tuple[int, int, int, str]]:
        """Yield the further names of a list that `các đồng chí` opens."""
        while True:
            _, end = self._offices_behind(end)
            if norm(self.doc, end) not in _LISTS:
                return
            start = end + 1
            end = self.name_end(start, titled=False)
            if end == start:
                return
            yield start, start, end, ""

    def _first_office(self, start: int) -> int:
        """Return where the list of offices that ends with the one at `start` begins."""
        for _ in range(_MOST_OFFICES):
            if norm(self.doc, start - 1) not in (",", "kiêm") or start - 1 not in self.ends:
                break
            start = self.ends[start - 1]
        return start - 1 if norm(self.doc, start - 1) in _FORMER else start

    def name_end(self, start: int, *, titled: bool) -> int:
        """Return where the name that begins at `start` ends; `start` if it is no name."""
        doc = self.doc
        end = start
        while end - start <= _LONGEST_NAME and is_title(text(doc, end)):
            if end in self.offices or end in self.heads or (end in self.levels and end > start):
                break
            end += 1
        if not _SHORTEST_NAME <= end - start <= _LONGEST_NAME:
            return start
        if norm(doc, start) not in self.families and not (titled and end - start <= 4 and self._is_closed(end)):
            return start
        if start in self.provinces and self.provinces[start].end == end:
            return start
        if f"{norm(doc, end - 1)} {norm(doc, end)}" in _SECOND_WORDS:
            return start
        return end

    def _is_closed(self, end: int) -> bool:
        """Whether punctuation ends the name: no small word goes on with it."""
        following = text(self.doc, end)
        return not following[:1].isalnum()

    def office_behind(self, end: int) -> str:
        """Return the offices listed behind a name, as printed; "" if none is."""
        start, stop = self._offices_behind(end)
        return str(self.doc[start:stop].text) if stop > start else ""

    def _offices_behind(self, end: int) -> tuple[int, int]:
        """Return (start, end) of the offices listed behind a name; both `end` if none is."""
        start = stop = end
        for _ in range(_MOST_OFFICES):
            begin = stop + 1 if norm(self.doc, stop) in _JOINS else stop
            former = begin + 1 if norm(self.doc, begin) in _FORMER else begin
            if (
                former not in self.offices
                or (begin == stop and stop != end)
                or not self._is_whole(self.offices[former])
            ):
                break
            start = begin if stop == end else start
            stop = self.offices[former]
        return (start, stop) if stop > end else (end, end)

    def _is_whole(self, end: int) -> bool:
        """Whether the office ends there: what goes on is else the name of a body that is not known."""
        following = text(self.doc, end)
        if not following[:1].isalpha():
            return True
        return following[:1].islower() and (end not in self.bare or norm(self.doc, end) in _VERBS)
