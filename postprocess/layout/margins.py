"""Where the print of a page begins and ends near each line, and what a line's place between these margins says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from postprocess.layout.labels import Label, label
from postprocess.layout.page_view import PageView, Segment

# Shares of the width of the print.
# A first line is set in by 10 mm of 165 mm (HD05, appendix 2): 0.06 of the width. Half of that is an indent.
INDENT: Final = 0.03
# Set in by more, a line is no first line of a paragraph: it is centred, or stands in a column of its own.
_DEEPEST_INDENT: Final = 0.2
# A line that ends this far before the right margin is the last of its paragraph, where lines are justified or not.
_SHORT_JUSTIFIED: Final = 0.03
_SHORT_RAGGED: Final = 0.12
# The middle of a centred line is no further from that of the margins.
_CENTRED: Final = 0.03
# A line wider than this reaches from margin to margin, or nearly: margins are told from such lines.
_WIDE: Final = 0.6
# A line that ends no further before the right margin ends at it.
FLUSH: Final = 0.015

# Lines are justified where this share of the wide ones ends at the right margin.
_MOSTLY_FLUSH: Final = 0.55
# First lines are set in where more than one line in so many is.
_LINES_AN_INDENT: Final = 10
# Margins are told from so many wide lines, near a line or on its page.
_NEIGHBOURS: Final = 8
_ENOUGH: Final = 5
# One line in so many may begin left of the left margin, or end right of the right one: strays.
_LINES_A_STRAY: Final = 8
# The usual gap is that of the lower quarter: within paragraphs, not between them.
_LINES_A_NARROW_GAP: Final = 4
# Lines of one paragraph stand within this many line heights of each other.
SAME_PARAGRAPH: Final = 1.6
# What a line ends with that nothing goes on behind.
_SENTENCE_ENDS: Final = (".", ";", ":", "!", "?", "./.", "”", '"', "…")

Edges = tuple[float, float]
"""The x of a left and a right margin, in pixels."""


@dataclass(slots=True)
class Margins:
    """The margins near each line of a page, by its `order`: pages are bent, and lines stand in columns.

    All in pixels. `justified` and `indents` say how paragraphs are set; `gap` is the usual one between lines.
    """

    left: dict[int, float] = field(default_factory=dict)
    right: dict[int, float] = field(default_factory=dict)
    justified: bool = True
    indents: bool = False
    gap: float = 0.0

    @classmethod
    def of(cls, view: PageView, lines: Sequence[Segment], usual: Edges | None) -> Margins:
        """Measure the lines of the content; where wide ones are few, the `usual` margins of other pages hold."""
        found = cls()
        if not lines:
            return found
        wide = _wide(view, lines)
        page = _edges(wide) if len(wide) >= _ENOUGH else usual or _edges(wide or lines)
        for place, segment in enumerate(lines):
            near = _wide(view, lines[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1])
            found.left[segment.order], found.right[segment.order] = _edges(near) if len(near) >= _ENOUGH else page
        flush = [s for s in wide if s.box.right > found.right[s.order] - FLUSH * view.width]
        found.justified = len(flush) >= _MOSTLY_FLUSH * len(wide)
        leads = [(s.box.left - found.left[s.order]) / view.width for s in lines]
        found.indents = sum(map(_is_indent, leads)) > len(lines) // _LINES_AN_INDENT
        found.gap = _usual_gap(view, lines)
        return found


def usual_margins(views: Sequence[PageView], lines_of: Sequence[Sequence[Segment]]) -> dict[tuple[int, int], Edges]:
    """Return the margins of most pages, by the pages' size in pixels; `lines_of` has the content's lines of each."""
    found: dict[tuple[int, int], list[Edges]] = {}
    for view, lines in zip(views, lines_of, strict=True):
        wide = _wide(view, lines)
        if len(wide) >= _ENOUGH:
            found.setdefault(view.size, []).append(_edges(wide))
    return {
        size: (median(left for left, _ in edges), median(right for _, right in edges)) for size, edges in found.items()
    }


def _wide(view: PageView, lines: Sequence[Segment]) -> list[Segment]:
    """Return the lines that reach over most of the page's print."""
    return [s for s in lines if s.box.width > _WIDE * view.width]


def _edges(lines: Sequence[Segment]) -> Edges:
    """Return (left, right): where most lines begin and end. First lines are set in, strays stand out."""
    lefts, rights = sorted(s.box.left for s in lines), sorted(s.box.right for s in lines)
    return lefts[len(lefts) // _LINES_A_STRAY], rights[-1 - len(rights) // _LINES_A_STRAY]


def _usual_gap(view: PageView, lines: Sequence[Segment]) -> float:
    """Return the gap between lines of a paragraph; 0 where no two stand so near."""
    gaps = sorted(
        gap
        for above, below in pairwise(lines)
        if 0 <= (gap := below.box.top - above.box.bottom) < SAME_PARAGRAPH * view.line_height
    )
    return gaps[len(gaps) // _LINES_A_NARROW_GAP] if gaps else 0.0


def _is_indent(lead: float) -> bool:
    """Whether a line that begins so far right of the margin, in widths of the print, is set in like a first line."""
    return INDENT < lead < _DEEPEST_INDENT


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of the content, and what its place between the margins says."""

    segment: Segment
    indented: bool
    """It is set in like the first line of a paragraph."""
    short: bool
    """It ends before the right margin."""
    centred: bool
    label: Label | None

    @classmethod
    def of(cls, margins: Margins, segment: Segment) -> PlacedLine:
        """Return `segment` as it stands between `margins`."""
        left, right = margins.left[segment.order], margins.right[segment.order]
        width = max(1.0, right - left)
        lead, trail = (segment.box.left - left) / width, (right - segment.box.right) / width
        middle = (segment.middle - (left + right) / 2) / width
        centred = abs(middle) < _CENTRED and min(lead, trail) > INDENT
        short = trail > (_SHORT_JUSTIFIED if margins.justified else _SHORT_RAGGED)
        return cls(segment, _is_indent(lead), short, centred, label(segment.text))

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends like a sentence, or a clause that a new line follows."""
        return self.segment.text.rstrip().endswith(_SENTENCE_ENDS)

    @property
    def begins_sentence(self) -> bool:
        """Whether it begins with a capital."""
        return self.segment.text.lstrip("“\"'(")[:1].isupper()
