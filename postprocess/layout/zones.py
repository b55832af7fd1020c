"""The zones of the first page (STANDARDS 1.2, 2.1): which segments are header, type, title, and the addressees' line.

Positions are told by geometry, words by a lexicon that bears misread marks; neither is asked for more than it can know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from postprocess.layout.labels import label
from postprocess.layout.page_view import Column, PageView, Segment
from postprocess.layout.patterns import (
    ADDRESSEES_KEY,
    APPENDIX_KEY,
    AUTHOR_KEY,
    BARE_NUMBER,
    DATE_KEY,
    DRAFT_KEY,
    HAND_NUMBER_LINE,
    NUMBER_LINE,
    PREAMBLE_KEY,
    RULE,
    SCRAWLED_NUMBER_LINE,
    STARS,
    SUBJECT_KEY,
)
from postprocess.words.lexicon import fold, lexicon, nearest
from postprocess.words.secrecy_words import Sight, said

# The header is over before the middle of the page, whatever follows.
_HEADER_SHARE = 0.5
# A mark of circulation stands 10 mm from the upper or lower edge of A4 (HD05); a stamped one somewhat further in.
_EDGE_SHARE = 0.16
# No title runs longer in these documents.
_MOST_TITLE_LINES = 10


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the content of a document's first page; None or empty where not found."""

    page: int
    form: str | None = None
    mottos: tuple[Segment, ...] = ()
    issuer: tuple[Segment, ...] = ()
    number: Segment | None = None
    date: Segment | None = None
    marks: tuple[Segment, ...] = ()
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


def _top(view: PageView) -> list[Segment]:
    limit = _HEADER_SHARE * view.size[1]
    return sorted((s for s in view.segments if s.box.top < limit), key=lambda s: (s.box.top, s.box.left))


def _find_date(view: PageView, top: Sequence[Segment]) -> Segment | None:
    """Return the place-and-date line: alone on its line, `place, ngày … tháng … năm …`."""
    for segment in top:
        match = DATE_KEY.search(segment.key)
        if match is None or len(segment.words) > 16:
            continue
        before, after = segment.key[: match.start()], segment.key[match.end() :]
        # Nothing but a place before it and nothing behind it: a citation ("Quyết định số … ngày …") has both.
        if len(before.split()) <= 7 and len(after.strip(" .,;:")) <= 3 and not PREAMBLE_KEY.match(segment.key):
            return segment
    return None


def _find_number(view: PageView, top: Sequence[Segment]) -> Segment | None:
    for segment in top:
        if view.column(segment) is Column.RIGHT or len(segment.text) > 90:
            continue
        if any(form.match(segment.text) for form in (NUMBER_LINE, HAND_NUMBER_LINE, BARE_NUMBER, SCRAWLED_NUMBER_LINE)):
            return segment
    return None


def _find_type(view: PageView, top: Sequence[Segment], below: float) -> tuple[Segment, str, float] | None:
    """Return the line that names the type of document, alone, centred, in capitals; its name and how alike."""
    for segment in top:
        if segment.box.top < below or not segment.capitals or len(segment.words) > 6:
            continue
        if view.column(segment) is not Column.CENTRE:
            continue
        name, score = nearest(segment.key.strip(" .:*-"), lexicon().types)
        if name:
            return segment, lexicon().types[name], score
    return None


def _ends_title(segment: Segment) -> bool:
    text = segment.text
    return bool(
        RULE.match(text)
        or ADDRESSEES_KEY.match(segment.key)
        or PREAMBLE_KEY.match(segment.key)
        or APPENDIX_KEY.match(segment.key)
        or label(text)
    )


def _title_below(view: PageView, doc_type: Segment) -> tuple[tuple[Segment, ...], tuple[Segment, ...], bool]:
    """Return (title, author, cut): the centred lines under the type, up to a rule, a gap, a heading or the body.

    The author is in capitals, between type and title: `CỦA BAN THƯỜNG VỤ THÀNH UỶ`. The title is cut if a line off the
    middle stands where its next one would: that one may have been widened by a stamp's ink.
    """
    cut = clipped = False
    lines: list[Segment] = []
    author: list[Segment] = []
    last = doc_type
    below = sorted(
        (s for s in view.segments if s.box.top > doc_type.box.top + 0.5 * doc_type.box.height),
        key=lambda s: (s.box.top, s.box.left),
    )
    for segment, following in zip_longest(below[: _MOST_TITLE_LINES + 1], below[1 : _MOST_TITLE_LINES + 1]):
        gap = segment.box.top - last.box.bottom
        off = abs(segment.middle - view.centre) / view.width
        far = gap > (2.5 if not lines else 1.6) * view.line_height
        lowered = any(not line.capitals for line in lines)
        # Off the middle, but short of the right margin: a stamp's ink widened a centred line.
        aside = off > 0.04 and segment.box.right > view.right - 0.03 * view.width
        if off > 0.2 and sum(map(str.isalnum, segment.text)) <= 2:
            continue  # a speck, or a stroke of a stamp or pen, in the margin
        if off > 0.2 and not far and following and _goes_on_beside(segment, following):
            clipped = True  # The line's start, among a stamp's words.
            continue
        if _ends_title(segment) or far or aside or off > 0.2 or (segment.capitals and lowered):
            short = segment.box.right < view.right - 0.03 * view.width
            cut = bool(lines) and short and gap < 0.5 * view.line_height and not _ends_title(segment)
            break
        # A line flush left and right that follows a gap, or starts indented, is the body.
        if AUTHOR_KEY.search(segment.key) and segment.capitals and not lowered:
            author.append(segment)
            last = segment
            continue
        if segment.confidence < 0.7 and len(segment.words) <= 2:
            continue  # what is left of a stamp
        flush_right = segment.box.right > view.right - 0.015 * view.width
        indented = segment.box.left - view.left > 0.03 * view.width
        if flush_right and indented and off > 0.015:
            break
        if gap > 0.4 * view.line_height and following and _starts_body(view, segment, following):
            cut = bool(lines)
            break
        if lines and flush_right and gap > 1.15 * max(1.0, _pitch(doc_type, lines)):
            break
        lines.append(segment)
        last = segment
    return tuple(lines[:_MOST_TITLE_LINES]), tuple(author), cut or clipped


def _goes_on_beside(segment: Segment, following: Segment) -> bool:
    """Whether the next segment stands in the same row, to the right."""
    return following.box.top < segment.box.bottom - 0.5 * segment.box.height and (
        following.box.left >= segment.box.right
    )


def _starts_body(view: PageView, segment: Segment, following: Segment) -> bool:
    """Whether a wide line is indented before the next: a centred one would be shorter at both ends."""
    wide = segment.box.right - segment.box.left > 0.85 * view.width
    indented = segment.box.left - following.box.left > 0.03 * view.width
    return wide and indented and following.box.right - segment.box.right < 0.015 * view.width


def _pitch(doc_type: Segment, lines: Sequence[Segment]) -> float:
    """Return the largest gap between title lines so far, in pixels."""
    tops = [doc_type, *lines]
    return max((b.box.top - a.box.bottom for a, b in pairwise(tops[1:])), default=float("inf"))


def _letter_title(view: PageView, number: Segment, below: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the lines of a letter's subject (`V/v …`, `về việc …`) under its number, in the left half."""
    lines: list[Segment] = []
    for segment in below:
        if segment.box.top <= number.box.top or view.column(segment) is not Column.LEFT:
            continue
        starts = SUBJECT_KEY.match(segment.key) is not None
        if not lines:
            if starts:
                lines.append(segment)
            elif segment.box.top - number.box.bottom > 4 * view.line_height:
                break
            continue
        far = segment.box.top - lines[-1].box.bottom > 1.0 * view.line_height
        if far or _is_mark(segment) or _ends_title(segment) or segment.box.right > view.centre + 0.1 * view.width:
            break
        lines.append(segment)
    return tuple(lines[:_MOST_TITLE_LINES])


def _mottos(top: Sequence[Segment]) -> tuple[str | None, tuple[Segment, ...]]:
    found: list[Segment] = []
    form: str | None = None
    for segment in top[:16]:
        name, _ = nearest(segment.key, lexicon().mottos)
        if name:
            found.append(segment)
            form = form or lexicon().mottos[name]
    return form, tuple(found)


def _issuer(view: PageView, top: Sequence[Segment], floor: float, taken: set[int]) -> tuple[Segment, ...]:
    """Return the lines of the issuer's name: in the left half, above the number (or the type)."""
    lines = []
    for segment in top:
        if segment.box.bottom > floor + 0.3 * view.line_height or segment.order in taken:
            continue
        left_half = view.column(segment) is Column.LEFT and segment.box.left < view.centre
        letters = sum(char.isalpha() for char in segment.text)
        if left_half and letters >= 2 and not STARS.match(segment.text) and segment.capitals:
            lines.append(segment)
    return tuple(lines)


def bare_text(text: str) -> str:
    """Return `text` without what is no letter at its ends."""
    return text[:200].strip(" .,:;*-–|_'\"“”[]()/\\!¡")


def _is_mark(segment: Segment) -> bool:
    """Whether the line is a mark of urgency or secrecy standing alone (secrecy with its own marks: never MẶT)."""
    secrecy = said(segment.text)
    return fold(bare_text(segment.text)) in lexicon().urgency or (
        secrecy is not None and secrecy.sight is not Sight.SUSPICION
    )


def find_header(view: PageView) -> Header:
    """Find the header zones of `view`; a page that has none gives an empty header."""
    top = _top(view)
    form, mottos = _mottos(top)
    number = _find_number(view, top)
    date = _find_date(view, top)
    addressees = next((s for s in view.segments[:60] if ADDRESSEES_KEY.match(s.key)), None)
    anchors = [s for s in (number, date, *mottos) if s is not None]
    below = max((s.box.bottom for s in anchors), default=0) - 0.5 * view.line_height if anchors else 0.0
    found = _find_type(view, top, below)
    # A citation far down is neither number nor date of the document: both stand above type and addressees.
    floor = found[0].box.top if found else (addressees.box.top if addressees else float("inf"))
    number = number if number is not None and number.box.top < floor else None
    date = date if date is not None and date.box.top < floor else None
    if not (number or mottos or found):
        return Header(view.number, form=form, date=date, addressees=addressees)
    taken = {s.order for s in (number, date, *mottos, found[0] if found else None) if s is not None}
    ceiling = number.box.top if number else min(floor, date.box.bottom if date else float("inf"))
    issuer = _issuer(view, top, ceiling, taken) if ceiling != float("inf") else ()
    marks = tuple(s for s in top if _is_mark(s) and s.box.top < floor)
    letter = _letter_title(view, number, top) if number else ()
    below_type = _title_below(view, found[0]) if found else ((), (), False)
    title, author, cut = (letter, (), False) if letter and not found else below_type
    draft = next((s for s in top if DRAFT_KEY.match(s.key)), None)
    return Header(
        page=view.number,
        form=form,
        mottos=mottos,
        issuer=tuple(s for s in issuer if s not in marks),
        number=number,
        date=date,
        marks=marks,
        doc_type=found[0] if found else None,
        type_name=found[1] if found else None,
        type_likeness=found[2] if found else 0.0,
        title=title,
        title_cut=cut,
        author=author,
        letter_title=bool(letter) and not found,
        addressees=addressees,
        draft=draft,
        circulation=find_circulation(view),
    )


def find_circulation(view: PageView) -> Segment | None:
    """Return the line that says how far the document may go (`LƯU HÀNH NỘI BỘ`), alone at the page's head or foot."""
    height = view.size[1]
    for segment in view.segments:
        edge = segment.box.top < _EDGE_SHARE * height or segment.box.top > (1 - _EDGE_SHARE) * height
        if edge and len(segment.words) <= 12 and nearest(segment.key.strip(" .:*()"), lexicon().circulation)[0]:
            return segment
    return None
