"""Footnotes: smaller print at the foot of a page, each with the number that calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Final

from postprocess.layout.page_view import PageView, Segment

# HD05 sets text in 14 to 15 points; notes are in 10 to 12: a character is at most this share of the usual one as wide.
_SMALLER: Final = 0.9
# Notes begin below this share of the page's height.
_FOOT_SHARE: Final = 0.55
# The size of type is told from lines of so many characters, where there are so many of them.
_CHARACTERS: Final = 20
_LINES: Final = 5
_MARKER: Final = re.compile(r"^\W{0,1}(\(\d{1,2}\)|\[\d{1,2}\]|\d{1,2}(?!\d)[.)]?|\*{1,3}|[¹²³⁴⁵⁶⁷⁸⁹])\s?(?=[^\W\d])")


def footnotes(view: PageView, free: Sequence[Segment]) -> list[list[Segment]]:
    """Return the notes at the foot of the page, line by line; none where the print there is as large as elsewhere."""
    advances = [_advance(segment) for segment in free if len(segment.text) >= _CHARACTERS]
    if len(advances) < _LINES:
        return []
    usual = median(advances)
    lines = sorted(free, key=lambda segment: segment.box.top)
    large = [at for at, s in enumerate(lines) if len(s.text) >= _CHARACTERS and _advance(s) > _SMALLER * usual]
    after = large[-1] + 1 if large else 0
    for place, segment in enumerate(lines[after:], start=after):
        low = segment.box.top > _FOOT_SHARE * view.size[1]
        if low and _MARKER.match(segment.text) and _advance(segment) <= _SMALLER * usual:
            return _parted(lines[place:])
    return []


def _parted(lines: Sequence[Segment]) -> list[list[Segment]]:
    notes: list[list[Segment]] = []
    for segment in lines:
        if _MARKER.match(segment.text) or not notes:
            notes.append([segment])
        else:
            notes[-1].append(segment)
    return notes


def _advance(segment: Segment) -> float:
    """Return the mean width of a character, in pixels: what tells sizes of type apart best."""
    return segment.box.width / max(1, len(segment.text))
