"""The title (trích yếu): the centred lines under the type, or the subject of a letter under its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise, zip_longest
from typing import Final

from core.rules import decide
from postprocess.confidence import STAMP_SCRAP
from postprocess.layout.labels import label
from postprocess.layout.margins import FLUSH, INDENT
from postprocess.layout.markings import is_marking
from postprocess.layout.page_view import Column, PageView, Segment
from postprocess.layout.patterns import ADDRESSEES_KEY, APPENDIX_KEY, AUTHOR_KEY, DASHED_LINE, PREAMBLE_KEY, SUBJECT_KEY

# No title runs longer in these documents, in lines.
_MOST_LINES: Final = 10

# Gaps in line heights. The first line stands further below the type than lines of a title below each other.
_FIRST_WITHIN: Final = 2.5
_NEXT_WITHIN: Final = 1.6
# Lines nearer than this stand in one block.
_CLOSE: Final = 0.5
# The body stands below a gap wider than this.
_BODY_GAP: Final = 0.4
# A gap that is wider by this factor than any between lines of the title is one before the body.
_WIDER_GAP: Final = 1.15

# Shares of the width of the print. The middle of a centred line is off that of the print by less than this,
_CENTRED: Final = 0.015
# by less than this even if a stamp's ink widened it,
_WIDENED: Final = 0.04
# and what is off by more than this stands beside the title.
_BESIDE: Final = 0.2
# A line that ends this far before the right margin is short of it.
_SHORT: Final = 0.03
# A paragraph's first line reaches over more than this.
_BODY_WIDTH: Final = 0.85

# Letters and figures of a speck, or of a stroke of a stamp or pen, at most.
_SPECK_CHARACTERS: Final = 2
# Words of a stamp that are left between the lines of a title, at most.
_SCRAP_WORDS: Final = 2

# A letter's subject: line heights from the number to its first line, and from line to line.
_SUBJECT_WITHIN: Final = 4.0
_SUBJECT_NEXT_WITHIN: Final = 1.0
# Share of the print's width by which a subject reaches over the middle, at most.
_OVER_MIDDLE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Title:
    """The lines of a title, and those of the author that may stand above it: `CỦA BAN THƯỜNG VỤ THÀNH UỶ`.

    It is `cut` if a line off the middle stands where its next one would: that one may have been widened by a stamp's
    ink. `of_letter` says that it is a letter's subject, under the number.
    """

    lines: tuple[Segment, ...] = ()
    author: tuple[Segment, ...] = ()
    cut: bool = False
    of_letter: bool = False


class _Part(Enum):
    """What a line under the type is."""

    TITLE = auto()
    AUTHOR = auto()
    STRAY = auto()
    """No line of the document."""
    CLIPPED = auto()
    """The start of a line of the title, among a stamp's words; the title is cut."""
    END = auto()
    """What follows the title."""
    CUT = auto()
    """What stands where a line of the title should be; the title is cut."""


@dataclass(frozen=True, slots=True)
class _Below:
    """A line under the type, and the one after it; `last` is the last line of type, author or title above."""

    view: PageView
    segment: Segment
    following: Segment | None
    last: Segment
    title: tuple[Segment, ...]
    """The lines of the title so far."""

    @property
    def gap(self) -> float:
        """Pixels below the last line."""
        return self.segment.box.top - self.last.box.bottom

    @property
    def far(self) -> bool:
        """Whether it stands too far below the last line to go on with it."""
        return self.gap > (_NEXT_WITHIN if self.title else _FIRST_WITHIN) * self.view.line_height

    @property
    def off(self) -> float:
        """How far it is off the middle, as a share of the print's width."""
        return abs(self.segment.middle - self.view.centre) / self.view.width

    @property
    def indented(self) -> bool:
        """Whether it begins right of the left margin."""
        return self.segment.box.left - self.view.left > INDENT * self.view.width

    @property
    def flush(self) -> bool:
        """Whether it ends at the right margin."""
        return self.segment.box.right > self.view.right - FLUSH * self.view.width

    @property
    def lowered(self) -> bool:
        """Whether a line of the title was in small letters."""
        return any(not line.capitals for line in self.title)


def title_below(view: PageView, doc_type: Segment) -> Title:
    """Return the centred lines under the type, up to a dashed line, a gap, a heading or the body."""
    below = sorted((s for s in view.segments if s.box.top > _level(doc_type)), key=lambda s: (s.box.top, s.box.left))
    title: list[Segment] = []
    author: list[Segment] = []
    last, cut = doc_type, False
    for segment, following in zip_longest(below[: _MOST_LINES + 1], below[1 : _MOST_LINES + 1]):
        part = decide(_RULES, _Below(view, segment, following, last, tuple(title)))
        cut |= part in (_Part.CLIPPED, _Part.CUT)
        if part in (_Part.END, _Part.CUT):
            break
        if part in (_Part.TITLE, _Part.AUTHOR):
            (title if part is _Part.TITLE else author).append(segment)
            last = segment
    return Title(tuple(title[:_MOST_LINES]), tuple(author), cut)


def _speck_in_the_margin(at: _Below) -> _Part | None:
    """A speck, or a stroke of a stamp or pen, far off the middle."""
    speck = sum(map(str.isalnum, at.segment.text)) <= _SPECK_CHARACTERS
    return _Part.STRAY if at.off > _BESIDE and speck else None


def _clipped_start(at: _Below) -> _Part | None:
    """The start of a line whose rest stands to the right in the same row: a stamp's words parted them."""
    if at.off <= _BESIDE or at.far or at.following is None:
        return None
    beside = at.following.box.top < _level(at.segment) and at.following.box.left >= at.segment.box.right
    return _Part.CLIPPED if beside else None


def _closing_line(at: _Below) -> _Part | None:
    """A dashed line, the addressees, a legal basis, the name of an appendix, a heading."""
    return _Part.END if _closes_title(at.segment) else None


def _gap_or_margin(at: _Below) -> _Part | None:
    """A line too far below; or one off the middle that reaches the right margin: no stamp's ink only widened it."""
    aside = at.off > _WIDENED and at.segment.box.right > at.view.right - _SHORT * at.view.width
    return _Part.END if at.far or aside else None


def _out_of_line(at: _Below) -> _Part | None:
    """A line beside the middle, or capitals below small letters; close below the title, and short, it cuts it."""
    if at.off <= _BESIDE and not (at.segment.capitals and at.lowered):
        return None
    short = at.segment.box.right < at.view.right - _SHORT * at.view.width
    return _Part.CUT if at.title and short and at.gap < _CLOSE * at.view.line_height else _Part.END


def _author(at: _Below) -> _Part | None:
    """The body that decided, in capitals between type and title."""
    named = AUTHOR_KEY.search(at.segment.key) and at.segment.capitals and not at.lowered
    return _Part.AUTHOR if named else None


def _scrap_of_a_stamp(at: _Below) -> _Part | None:
    """A word or two, hardly read."""
    scrap = at.segment.confidence < STAMP_SCRAP and len(at.segment.words) <= _SCRAP_WORDS
    return _Part.STRAY if scrap else None


def _indented_to_the_margin(at: _Below) -> _Part | None:
    """A line that is set in on the left alone is the first of a paragraph."""
    return _Part.END if at.flush and at.indented and at.off > _CENTRED else None


def _first_of_the_body(at: _Below) -> _Part | None:
    """A wide line below a gap, set in before the next, as wide on the right: a centred one would be shorter there."""
    if at.following is None or at.gap <= _BODY_GAP * at.view.line_height:
        return None
    one, other = at.segment.box, at.following.box
    wide = one.right - one.left > _BODY_WIDTH * at.view.width
    indented = one.left - other.left > INDENT * at.view.width
    if not (wide and indented and other.right - one.right < FLUSH * at.view.width):
        return None
    return _Part.CUT if at.title else _Part.END


def _wider_gap(at: _Below) -> _Part | None:
    """A line that fills the width, below a gap wider than those of the title."""
    usual = max((below.box.top - above.box.bottom for above, below in pairwise(at.title)), default=float("inf"))
    return _Part.END if at.flush and at.gap > _WIDER_GAP * max(1.0, usual) else None


def _title(at: _Below) -> _Part:
    """What nothing else speaks for."""
    return _Part.TITLE


_RULES: Final = (
    _speck_in_the_margin,
    _clipped_start,
    _closing_line,
    _gap_or_margin,
    _out_of_line,
    _author,
    _scrap_of_a_stamp,
    _indented_to_the_margin,
    _first_of_the_body,
    _wider_gap,
    _title,
)
"""What a line under the type is; the last rule always answers."""


def _level(line: Segment) -> float:
    """Return the y of the middle of a line: what begins below it stands in a row below."""
    return (line.box.top + line.box.bottom) / 2


def _closes_title(segment: Segment) -> bool:
    return bool(
        DASHED_LINE.match(segment.text)
        or ADDRESSEES_KEY.match(segment.key)
        or PREAMBLE_KEY.match(segment.key)
        or APPENDIX_KEY.match(segment.key)
        or label(segment.text)
    )


def subject(view: PageView, number: Segment, lines: Sequence[Segment]) -> Title:
    """Return a letter's subject (`V/v …`, `về việc …`): of `lines`, sorted from the top, those under its number."""
    column = [s for s in lines if s.box.top > number.box.top and view.column(s) is Column.LEFT]
    start = next((at for at, s in enumerate(column) if SUBJECT_KEY.match(s.key) or _far(view, number, s)), None)
    if start is None or not SUBJECT_KEY.match(column[start].key):
        return Title()
    found = [column[start]]
    for segment in column[start + 1 :]:
        if _ends_subject(view, found[-1], segment):
            break
        found.append(segment)
    return Title(tuple(found[:_MOST_LINES]), of_letter=True)


def _far(view: PageView, number: Segment, segment: Segment) -> bool:
    """Whether the line stands too far below the number for a subject to come still."""
    return segment.box.top - number.box.bottom > _SUBJECT_WITHIN * view.line_height


def _ends_subject(view: PageView, last: Segment, segment: Segment) -> bool:
    """Whether the line is no part of the subject: far from its `last`, another zone, or wider than the left half."""
    far = segment.box.top - last.box.bottom > _SUBJECT_NEXT_WITHIN * view.line_height
    wide = segment.box.right > view.centre + _OVER_MIDDLE * view.width
    return far or wide or is_marking(segment) or _closes_title(segment)
