"""The zones of the first page (STANDARDS 1.2, 2.1): which segments are header, type, title, and the addressees' line.

Positions are told by geometry, words by a lexicon that bears misread diacritics; neither is asked for more than it can
know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from postprocess.layout.markings import is_marking
from postprocess.layout.page_view import Column, PageView, Segment
from postprocess.layout.patterns import (
    ADDRESSEES_KEY,
    BARE_NUMBER,
    DATE_KEY,
    DRAFT_KEY,
    HAND_NUMBER_LINE,
    NUMBER_LINE,
    PREAMBLE_KEY,
    SCRAWLED_NUMBER_LINE,
    STARS,
)
from postprocess.layout.title import Title, subject, title_below
from postprocess.words.lexicon import lexicon, nearest

# Shares of the height of the page. The header is over before its middle, whatever follows.
_HEADER_SHARE: Final = 0.5
# A limit of circulation stands 10 mm from the upper or lower edge of A4 (HD05); a stamped one somewhat further in.
_EDGE_SHARE: Final = 0.16

# How long lines of the header run at most, and where they are looked for: what is longer or further down is text.
_NUMBER_CHARACTERS: Final = 90
_DATE_WORDS: Final = 16
_PLACE_WORDS: Final = 7
_TYPE_WORDS: Final = 6
_CIRCULATION_WORDS: Final = 12
_MOTTO_AMONG: Final = 16
_ADDRESSEES_AMONG: Final = 60
# Characters behind a date that are specks, and no sentence that goes on.
_BEHIND_DATE: Final = 3
# Letters that a line of the issuer's name has at least.
_NAME_LETTERS: Final = 2

# Line heights by which a type may begin above the foot of the header, an issuer end below the top of the number.
_TYPE_LEVEL: Final = 0.5
_ISSUER_LEVEL: Final = 0.3

_NOWHERE: Final = float("inf")
"""The y of what was not found: below all that is on the page."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the content of a document's first page; None or empty where not found."""

    page: int
    form: str | None = None
    mottos: tuple[Segment, ...] = ()
    issuer: tuple[Segment, ...] = ()
    number: Segment | None = None
    date: Segment | None = None
    markings: tuple[Segment, ...] = ()
    """Lines of urgency or secrecy."""
    doc_type: Segment | None = None
    type_name: str | None = None
    type_likeness: float = 0.0
    title: tuple[Segment, ...] = ()
    title_cut: bool = False
    author: tuple[Segment, ...] = ()
    letter_title: bool = False
    addressees: Segment | None = None
    draft: Segment | None = None
    circulation: Segment | None = None


@dataclass(frozen=True, slots=True)
class _TypeLine:
    """The line of the type, the type's name in the lexicon, and how alike they are, 0 to 1."""

    segment: Segment
    name: str
    likeness: float


def find_header(view: PageView) -> Header:
    """Find the header zones of `view`; a page that has none gives an empty header."""
    top = _top(view)
    form, mottos = _mottos(top)
    number, date = _find_number(view, top), _find_date(top)
    addressees = next((s for s in view.segments[:_ADDRESSEES_AMONG] if ADDRESSEES_KEY.match(s.key)), None)
    type_line = _find_type(view, top, _lowest(view, (number, date, *mottos)))
    # A citation far down is neither number nor date of the document: both stand above type and addressees.
    floor = type_line.segment.box.top if type_line else addressees.box.top if addressees else _NOWHERE
    number, date = _above(floor, number), _above(floor, date)
    if not (number or mottos or type_line):
        return Header(view.number, form=form, date=date, addressees=addressees)
    markings = tuple(s for s in top if is_marking(s) and s.box.top < floor)
    doc_type = type_line.segment if type_line else None
    named = {s.order for s in (number, date, *mottos, doc_type) if s is not None}
    ceiling = number.box.top if number else min(floor, date.box.bottom if date else _NOWHERE)
    issuer = _issuer(view, [s for s in top if s.order not in named], ceiling)
    title = _title(view, top, number, type_line)
    return Header(
        page=view.number,
        form=form,
        mottos=mottos,
        issuer=tuple(s for s in issuer if s not in markings),
        number=number,
        date=date,
        markings=markings,
        doc_type=doc_type,
        type_name=type_line.name if type_line else None,
        type_likeness=type_line.likeness if type_line else 0.0,
        title=title.lines,
        title_cut=title.cut,
        author=title.author,
        letter_title=title.of_letter,
        addressees=addressees,
        draft=next((s for s in top if DRAFT_KEY.match(s.key)), None),
        circulation=find_circulation(view),
    )


def _top(view: PageView) -> list[Segment]:
    """Return what stands where a header may, from the top."""
    limit = _HEADER_SHARE * view.size[1]
    return sorted((s for s in view.segments if s.box.top < limit), key=lambda s: (s.box.top, s.box.left))


def _lowest(view: PageView, header: Sequence[Segment | None]) -> float:
    """Return the y under which the type stands: at the foot of the lowest line of the header, 0 if there is none."""
    bottoms = [s.box.bottom for s in header if s is not None]
    return max(bottoms) - _TYPE_LEVEL * view.line_height if bottoms else 0.0


def _above(floor: float, segment: Segment | None) -> Segment | None:
    return segment if segment is not None and segment.box.top < floor else None


def _mottos(top: Sequence[Segment]) -> tuple[str | None, tuple[Segment, ...]]:
    """Return the form that the first motto tells (`party`, `state`), and the lines of the mottos."""
    known = [(nearest(segment.key, lexicon().mottos)[0], segment) for segment in top[:_MOTTO_AMONG]]
    found = [(lexicon().mottos[name], segment) for name, segment in known if name]
    return (found[0][0] if found else None), tuple(segment for _, segment in found)


def _find_number(view: PageView, top: Sequence[Segment]) -> Segment | None:
    """Return the number line: in the left half or the middle, in any form that was printed, written or scrawled."""
    for segment in top:
        if view.column(segment) is Column.RIGHT or len(segment.text) > _NUMBER_CHARACTERS:
            continue
        if any(form.match(segment.text) for form in (NUMBER_LINE, HAND_NUMBER_LINE, BARE_NUMBER, SCRAWLED_NUMBER_LINE)):
            return segment
    return None


def _find_date(top: Sequence[Segment]) -> Segment | None:
    """Return the place-and-date line: alone on its line, `place, ngày … tháng … năm …`."""
    for segment in top:
        match = DATE_KEY.search(segment.key)
        if match is None or len(segment.words) > _DATE_WORDS or PREAMBLE_KEY.match(segment.key):
            continue
        before, after = segment.key[: match.start()], segment.key[match.end() :]
        # Nothing but a place before it and nothing behind it: a citation ("Quyết định số … ngày …") has both.
        if len(before.split()) <= _PLACE_WORDS and len(after.strip(" .,;:")) <= _BEHIND_DATE:
            return segment
    return None


def _find_type(view: PageView, top: Sequence[Segment], below: float) -> _TypeLine | None:
    """Return the line that names the type of document, alone, centred, in capitals."""
    for segment in top:
        if segment.box.top < below or not segment.capitals or len(segment.words) > _TYPE_WORDS:
            continue
        if view.column(segment) is not Column.CENTRE:
            continue
        key, likeness = nearest(segment.key.strip(" .:*-"), lexicon().types)
        if key:
            return _TypeLine(segment, lexicon().types[key], likeness)
    return None


def _title(view: PageView, top: Sequence[Segment], number: Segment | None, type_line: _TypeLine | None) -> Title:
    """Return what stands under the type; where none is printed, what stands under the number, as in a letter."""
    if type_line is not None:
        return title_below(view, type_line.segment)
    return subject(view, number, top) if number is not None else Title()


def _issuer(view: PageView, lines: Sequence[Segment], ceiling: float) -> tuple[Segment, ...]:
    """Return the lines of the issuer's name: in the left half, in capitals, above the `ceiling` of the zones below."""
    if ceiling == _NOWHERE:
        return ()
    return tuple(
        segment
        for segment in lines
        if segment.box.bottom <= ceiling + _ISSUER_LEVEL * view.line_height
        and view.column(segment) is Column.LEFT
        and segment.box.left < view.centre
        and segment.capitals
        and sum(map(str.isalpha, segment.text)) >= _NAME_LETTERS
        and not STARS.match(segment.text)
    )


def find_circulation(view: PageView) -> Segment | None:
    """Return the line that says how far the document may go (`LƯU HÀNH NỘI BỘ`), alone at the page's head or foot."""
    height = view.size[1]
    for segment in view.segments:
        edge = segment.box.top < _EDGE_SHARE * height or segment.box.top > (1 - _EDGE_SHARE) * height
        if not edge or len(segment.words) > _CIRCULATION_WORDS:
            continue
        if nearest(segment.key.strip(" .:*()"), lexicon().circulation)[0]:
            return segment
    return None
