"""The component `signature`: authority, position and name in blocks of signatures and of copiers."""

from __future__ import annotations

from typing import Any, Final

from postprocess.elements import BlockKind
from postprocess.tagging.spans import anchors, blocks, by_start, is_title, lines, norm, stripped, tag, text
from postprocess.words.lexicon import lexicon

# Strokes of a signature or a seal are read as punctuation around the name.
_EDGES: Final = " .,:;*-–—_~'’\"“”|/\\()[]{}<>=+^`"
_LONGEST_NAME: Final = 6
# Lines that a copy's form prints before its values: not part of whom it is signed by.
_FORM: Final = frozenset(("số", "ngày", "nơi", "hình", "cơ", "địa", "sao", "xác"))


class Signatures:
    """Reads a signature's lines from the top: T/M and the body, the position, the name."""

    def __init__(self, nlp: Any) -> None:
        """Take the pipeline."""

    def __call__(self, doc: Any) -> Any:
        """Tag AUTHORITY (`code`, `body`), POSITION and SIGNER."""
        reader = _Reader(doc)
        for kind, block in blocks(doc):
            if kind in (BlockKind.SIGNATURE, BlockKind.COPY):
                reader.read([stripped(doc, *line, _EDGES) for line in lines(doc, block.start, block.end)])
        return doc


class _Reader:
    """Reads the lines of one block after another."""

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.codes = by_start(doc, "CODE")
        self.ranks = by_start(doc, "RANK")
        self.positions: dict[int, int] = {}
        for label in ("POSITION", "OFFICE"):
            for span in anchors(doc, label):
                self.positions[span.start] = max(span.end, self.positions.get(span.start, 0))
        self.families = lexicon().family_names

    def read(self, rows: list[tuple[int, int]]) -> None:
        """Tag the lines; a body or a position may go on over several."""
        open_label, begin, last = "", 0, 0
        for start, end in rows:
            if start >= end:
                continue
            label = self._label(start, end, open_label)
            name = self._name(start, end) if label == "SIGNER" else start
            if open_label and (label != open_label or label == "SIGNER" or start in self.codes):
                self._tag(open_label, begin, last)
                open_label = ""
            if label == "SIGNER":
                self._tag(label, name, end)
            elif label:
                begin = begin if open_label else start
                open_label, last = label, end
        if open_label:
            self._tag(open_label, begin, last)

    def _label(self, start: int, end: int, before: str) -> str:
        capitals = self.doc[start:end].text.isupper()
        if start in self.codes and capitals:
            return "AUTHORITY"
        if self.positions.get(start, 0) == end and (capitals or self.doc[start].is_title):
            return "POSITION"
        if self._name(start, end) >= 0:
            return "SIGNER"
        if capitals and before and norm(self.doc, start) not in _FORM:
            return "POSITION" if before == "POSITION" or start in self.positions else "AUTHORITY"
        if norm(self.doc, start) == "kiêm" and end - start == 1:
            return "POSITION"
        if capitals and start in self.positions:
            return "POSITION"
        return ""

    def _name(self, start: int, end: int) -> int:
        """Return where the name on the line begins, a rank before it aside; -1 if the line is no name."""
        if start in self.ranks:
            start = self.ranks[start].end
        words = [self.doc[index].text for index in range(start, end)]
        if not 2 <= len(words) <= _LONGEST_NAME:
            return -1
        if all(is_title(word) for word in words) and start not in self.positions:
            return start
        known = norm(self.doc, start) in self.families and start not in self.positions and start not in self.codes
        return start if known and len(words) <= 4 and all(word.isalpha() and word.isupper() for word in words) else -1

    def _tag(self, label: str, start: int, end: int) -> None:
        parts: dict[str, str] = {}
        if label == "AUTHORITY":
            code = self.codes[start].end if start in self.codes else start
            parts = {"code": self.doc[start:code].text, "body": " ".join(self.doc[code:end].text.split())}
        if label == "SIGNER" and norm(self.doc, start) not in self.families:
            parts = {"doubt": "họ lạ"}
        if end > start and text(self.doc, start):
            tag(self.doc, label, start, end, parts)
