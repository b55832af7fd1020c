"""A block that lines are still added to, and what it becomes when it is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ocr.elements import Box
from postprocess.elements import LINED, Block, BlockKind
from postprocess.layout.labels import HEADING_SCHEMES, NAMED_BELOW, Label
from postprocess.layout.page_view import Segment
from postprocess.layout.tables import rows

# A heading is a line or three of so many words at most. What is longer, or ends like a sentence of so many characters,
# is a paragraph with a number.
HEADING_WORDS: Final = 40
_SENTENCE_CHARACTERS: Final = 60
# What a hyphen parts at the end of a line: `26-` `NQ/TW`.
_BROKEN_WORD: Final = re.compile(r"[^\W_]-$")


@dataclass(slots=True)
class OpenBlock:
    """A block being filled."""

    kind: BlockKind
    segments: list[Segment]
    label: Label | None = None

    @property
    def last(self) -> Segment:
        """Its latest line."""
        return self.segments[-1]

    @property
    def awaits_name(self) -> bool:
        """Whether it is a label alone (`Chương II`) so far, whose name stands below."""
        return self.label is not None and self.label.scheme in NAMED_BELOW and len(self.segments) == 1

    def closed(self) -> Block:
        """Return the block; its box is on the page where it starts."""
        first = self.segments[0]
        box = Box.hull(s.source for s in self.segments if s.page == first.page)
        lined = self.kind in LINED
        text = "\n".join(segment.text for segment in self.segments) if lined else run_on(self.segments)
        table = rows(self.segments) if self.kind is BlockKind.TABLE else ()
        kind = self.kind
        marker = self.label.marker if self.label else ""
        if self.label and kind is BlockKind.HEADING and self.label.scheme not in HEADING_SCHEMES and _is_prose(text):
            kind = BlockKind.LIST_ITEM
        return Block(kind, text, first.page, box, marker=marker, rows=table)


def _is_prose(text: str) -> bool:
    """Whether a numbered paragraph is running text, no heading."""
    bare = text.rstrip()
    sentence = bare.endswith(".") and len(bare) > _SENTENCE_CHARACTERS
    return len(text.split()) > HEADING_WORDS or bare.endswith((";", ",")) or sentence


def run_on(segments: Sequence[Segment]) -> str:
    """Return the lines as running text; what a hyphen parts at the end of a line (`26-` `NQ/TW`) is joined."""
    text = ""
    for segment in segments:
        glued = _BROKEN_WORD.search(text) is not None and segment.text[:1].isalnum()
        text += ("" if glued or not text else " ") + segment.text
    return text
