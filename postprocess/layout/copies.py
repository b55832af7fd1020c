"""What a copier or confirmer adds to a document: a lower header with number, date and signer of its own.

Their values stand beside the original's, never in their place (STANDARDS 1.8, 1.9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from postprocess.layout.page_view import Column, PageView, Segment
from postprocess.layout.patterns import (
    COPY_NUMBER_KEY,
    COPY_TYPE_KEY,
    SECOND_HAND_KEY,
    STARS,
)

# On a first page such words in the upper part, a share of its height, are the document's own, or a stamp's.
_UPPER: Final = 0.3
# No line that begins a second hand has more words.
_MOST_WORDS: Final = 16
# The copier's name stands above the number by fewer line heights.
_NAME_WITHIN: Final = 1.3


@dataclass(frozen=True, slots=True)
class SecondHand:
    """Where on a page a copier's or confirmer's lines begin, in pixels, and these lines."""

    page: int
    top: float
    segments: tuple[Segment, ...]


def second_hands(views: Sequence[PageView]) -> tuple[SecondHand, ...]:
    """Return the second hands of a document's pages, in order."""
    return tuple(found for place, view in enumerate(views) if (found := _second_hand(view, first=place == 0)))


def _second_hand(view: PageView, *, first: bool) -> SecondHand | None:
    limit = _UPPER * view.size[1] if first else -1.0
    keys = [
        s
        for s in view.segments
        if s.box.top > limit
        and len(s.words) <= _MOST_WORDS
        and (SECOND_HAND_KEY.match(s.key) or COPY_NUMBER_KEY.match(s.key))
    ]
    if not keys:
        return None
    top = min(segment.box.top for segment in keys)
    # The copier's name stands above the number, in capitals on the left.
    numbered = COPY_NUMBER_KEY.match(keys[0].key)
    for segment in sorted(view.segments, key=lambda s: -s.box.bottom) if numbered else ():
        near = 0 <= top - segment.box.bottom < _NAME_WITHIN * view.line_height
        named = segment.capitals and view.column(segment) is Column.LEFT and not COPY_TYPE_KEY.match(segment.key)
        if near and (named or STARS.match(segment.text)):
            top = segment.box.top
    lines = tuple(s for s in view.segments if (s.box.top + s.box.bottom) / 2 > top)
    return SecondHand(view.number, top, lines)
