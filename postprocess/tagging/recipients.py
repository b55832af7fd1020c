"""The component `recipients`: whom a document goes to, and what for (`Nơi nhận:`, `Kính gửi:`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from postprocess.elements import BlockKind
from postprocess.tagging.spans import blocks, lines, norm, starts_with, stripped, tag, text

_DASHES: Final = frozenset(("-", "–", "—", "+", "•"))
_EDGES: Final = " -–—+•,;.:}{)]|*\"'“”"
# What a brace that joins lines is read as, if it is read at all.
_BRACES: Final = frozenset(("}", "]", "|", ")", "{"))
# Before one of these `để` is the purpose; elsewhere it may be a word of a name.
_OPENINGS: Final = (("nơi", "nhận"), ("kính", "gửi"), ("kính", "trình"), ("đồng", "kính", "gửi"))
KEPT: Final = "lưu"


@dataclass(slots=True)
class _Item:
    """One recipient: its tokens, its purpose, and on which line it begins."""

    start: int
    end: int
    purpose: str
    line: int
    kept: bool = False


class Recipients:
    """Tags each line of a list of recipients, with the purpose that stands behind it in brackets or beside a brace."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Tag RECIPIENT with its `purpose`, and ADDRESSEE."""
        for kind, block in blocks(doc):
            if kind not in (BlockKind.RECIPIENTS, BlockKind.ADDRESSEES):
                continue
            addressed = kind is BlockKind.ADDRESSEES or starts_with(block, "kính", "gửi")
            label = "ADDRESSEE" if addressed else "RECIPIENT"
            for item in _Reader(doc, block).items:
                tag(doc, label, item.start, item.end, {"purpose": item.purpose})
        return doc


class _Reader:
    """Reads one block line by line."""

    def __init__(self, doc: Any, block: Any) -> None:
        self.doc = doc
        self.items: list[_Item] = []
        # Purposes that no bracket ties to their line: (line, purpose, whether a recipient stands on that line).
        self.loose: list[tuple[float, str]] = []
        rows = [self._opened(*row) for row in lines(doc, block.start, block.end)]
        dashed = any(norm(doc, start) in _DASHES for start, end in rows if end > start)
        for line, (start, end) in enumerate(rows):
            if end > start:
                self._read(line, start, end, goes_on=dashed and norm(doc, start) not in _DASHES)
        for place, purpose in self.loose:
            self._spread(place, purpose)

    def _opened(self, start: int, end: int) -> tuple[int, int]:
        """Return the line without `Nơi nhận:` before it."""
        for words in _OPENINGS:
            if all(norm(self.doc, start + index) == word for index, word in enumerate(words)):
                start += len(words)
                while start < end and text(self.doc, start) in (":", "."):
                    start += 1
        return start, max(start, end)

    def _read(self, line: int, start: int, end: int, *, goes_on: bool) -> None:
        cut, purpose, tied = self._purpose(start, end)
        kept = next((i for i in range(start, min(start + 2, end)) if norm(self.doc, i) == KEPT), None)
        if kept is not None and (kept == start or norm(self.doc, start) in _DASHES):
            purpose, tied = KEPT, True
            inner = stripped(self.doc, kept + 1, end, _EDGES)
            start = kept if inner[0] >= inner[1] else kept + 1
            cut = end
        first, last = stripped(self.doc, start, cut, _EDGES)
        if first >= last:
            if purpose and self.items:
                self._loosen(line - 0.5, purpose, tied)
            return
        if goes_on and self.items and self.items[-1].line + 1 >= line and not self._is_whole(self.items[-1].end):
            self.items[-1].end = last
            item = self.items[-1]
        else:
            item = _Item(first, last, "", line, kept is not None)
            self.items.append(item)
        if purpose and tied:
            item.purpose = purpose
        elif purpose:
            item.purpose = purpose
            self.loose.append((line, purpose))

    def _loosen(self, line: float, purpose: str, tied: bool) -> None:
        """Take a purpose on a line of its own: it is the last recipient's, and beside a brace perhaps of others too."""
        self.items[-1].purpose = self.items[-1].purpose or purpose
        if not tied:
            self.loose.append((line, purpose))

    def _purpose(self, start: int, end: int) -> tuple[int, str, bool]:
        """Return (where it begins, purpose, whether brackets tie it to this line); (`end`, "", False) if none."""
        doc = self.doc
        for index in range(start, end):
            if norm(doc, index) != "để" or not norm(doc, index + 1)[:1].isalpha():
                continue
            first, last = stripped(doc, index, end, _EDGES)
            before = text(doc, index - 1) if index > start else ""
            if before == "(":
                return index - 1, doc[first:last].text, True
            if before == "" or before in _BRACES or before in (",", ";"):
                return index, doc[first:last].text, False
        return end, "", False

    def _is_whole(self, end: int) -> bool:
        """Whether punctuation closes the recipient that ends there."""
        return text(self.doc, end) in (";", ".") or (text(self.doc, end) == "," and text(self.doc, end + 1) == "\n")

    def _spread(self, line: float, purpose: str) -> None:
        """Give a brace's purpose to the lines it spans: those without their own, if it stands in their middle."""
        free = [item for item in self.items if not item.kept and item.purpose in ("", purpose)]
        if (
            len(self.loose) != 1
            or not free
            or any(item.purpose not in ("", purpose) for item in self.items if not item.kept)
        ):
            return
        lines_of = [item.line for item in free if not self._says_nothing(item)]
        if lines_of and abs((lines_of[0] + lines_of[-1]) / 2 - line) <= 0.5:
            for item in free:
                if item.line >= lines_of[0]:
                    item.purpose = purpose

    def _says_nothing(self, item: _Item) -> bool:
        """Whether the line is `Như trên`, which a brace never spans."""
        return norm(self.doc, item.start) == "như" and norm(self.doc, item.start + 1) == "trên"
