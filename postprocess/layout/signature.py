"""The signature block: authority (T/M, KT.), position, name; one column a signer, left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from rapidfuzz.distance import Levenshtein

from core.rules import decide
from postprocess.layout.page_view import Column, PageView, Segment
from postprocess.layout.patterns import AUTHORITY, RECIPIENTS_KEY
from postprocess.words.language_model import core
from postprocess.words.lexicon import fold, lexicon, nearest, starts_organisation
from postprocess.words.syllables import style_key

# Lines of authority and position together, at most.
_MOST_LINES: Final = 7
# Words of such lines, and of a name (Nguyễn Thị Minh Khai has four; Y Biêr two), at most.
_AUTHORITY_WORDS: Final = 14
_POSITION_WORDS: Final = 8
_NAME_WORDS: Final = range(2, 7)
# Line heights between a line of the column and the next, or the name, at most.
_NAME_WITHIN: Final = 14
# Line heights between the column's first line and a name, at least: there is room for a signature.
_SIGNING_ROOM: Final = 3
# A position in the middle of the page is none of running text if so few lines, itself included, are left on the page.
_LAST_LINES: Final = 6
# Two lines share a column where they share this much of the narrower one's width.
_SHARED: Final = 0.4
# A name is signed where ink lies over this much of its width.
_UNDER_INK: Final = 0.3
# A name that stands alone begins no further left of the middle, as a share of the print's width.
_LEFT_OF_MIDDLE: Final = 0.2
# Fewer letters are a stroke of the signature; so many at least are left of a name that a seal's ring or a pen crossed.
_LINE_LETTERS: Final = 4
_NAME_LETTERS: Final = 5
# Letters of a position that is known behind what a seal left before it, at least, and of that scrap at most.
_LONG, _SCRAP = 8, 5
# Letters that may be misread in such a position.
_MISREAD: Final = 1
# The sign of an authority with a letter gone or misread: T. for KT., T/A for T/M; no label of an item (A. B. I.)
_WORN_SIGN: Final = re.compile(r"^\W{0,2}(?:[KT]\.|[KT]/[A-ZĐ]\.?|[A-ZĐ]/[ML]\.?)\s+")
# Bình; Y Biêr, K'Ré and A-Ly of the highlands
_NAME_WORD: Final = re.compile(r"^[^\W\d_][a-zà-ỹđ]*(?:['’-][^\W\d_][a-zà-ỹđ]*)?$")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signer's column: the lines of authority, of position, and the name.

    `body` stands above a position alone where several bodies sign (`BAN DÂN VẬN TỈNH UỶ`).
    """

    authority: tuple[Segment, ...]
    position: tuple[Segment, ...]
    name: Segment | None
    body: tuple[Segment, ...] = ()

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All its lines."""
        return (*self.body, *self.authority, *self.position, *((self.name,) if self.name else ()))


def is_authority(segment: Segment) -> bool:
    """Whether the line says for whom is signed: `T/M BAN THƯỜNG VỤ`, `KT. CHỦ TỊCH`."""
    return len(segment.words) <= _AUTHORITY_WORDS and segment.capitals and AUTHORITY.match(segment.text) is not None


def _may_be_authority(segment: Segment) -> bool:
    """Whether the line is an authority whose sign lost a letter to a seal: `T. VIỆN TRƯỞNG`, `T/A BAN BÍ THƯ`."""
    match = _WORN_SIGN.match(segment.text)
    if match is None or not segment.capitals or len(segment.words) > _AUTHORITY_WORDS:
        return False
    rest = fold(segment.text[match.end() :]).strip(" .,:*")
    return rest in lexicon().positions or starts_organisation(rest)


def _is_position(segment: Segment) -> bool:
    if len(segment.words) > _POSITION_WORDS or not segment.capitals:
        return False
    key = segment.key.strip(" .,:*")
    if key in lexicon().positions or nearest(key, lexicon().positions)[0] != "" or position_behind_scrap(key):
        return True
    # "GIÁM ĐỐC SỞ NỘI VỤ": a position and the body it is held in.
    return any(
        key.startswith(position + " ") and starts_organisation(key.removeprefix(position).strip())
        for position in lexicon().positions
    )


def position_behind_scrap(key: str) -> str:
    """Return the position that a line is behind letters of a seal, but for one of its own: `SANPHQ BI THU`."""
    for position in lexicon().positions:
        scrap = len(key) - len(position)
        if len(position) >= _LONG and 0 < scrap <= _SCRAP and Levenshtein.distance(key[scrap:], position) <= _MISREAD:
            return position
    return ""


def bare(segment: Segment) -> str:
    """Return the line without the strokes of a signature or a seal that were read as punctuation around it."""
    text = segment.text
    return text[slice(*core(text))]


def is_name(segment: Segment) -> bool:
    """Whether the line reads like a person's name: two to six words, each with a capital, no digits."""
    words = bare(segment).split()
    if len(words) not in _NAME_WORDS or segment.capitals or any(map(str.isdigit, segment.text)):
        return False
    return all(word[0].isupper() and _NAME_WORD.match(word) for word in words)


def bears_family_name(line: Segment) -> bool:
    """Whether the name begins with a family name that Vietnamese people bear."""
    return style_key(bare(line).split()[0]) in lexicon().family_names


def _start(view: PageView, segments: Sequence[Segment], index: int) -> bool:
    """Whether a signature column starts at `index`: authority, or a position not in running text."""
    segment = segments[index]
    if is_authority(segment) or (_may_be_authority(segment) and view.column(segment) is not Column.LEFT):
        return True
    return _is_position(segment) and (view.column(segment) is not Column.CENTRE or len(segments) - index <= _LAST_LINES)


def _overlap(one: Segment, other: Segment) -> bool:
    """Whether two lines share a column: most of the narrower lies over the wider."""
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return shared > _SHARED * min(one.box.width, other.box.width)


class _Part(Enum):
    """What a line below the start of a signature's column is."""

    AUTHORITY = auto()
    POSITION = auto()
    NAME = auto()
    """The signer's name, which ends the column."""
    STRAY = auto()
    """No line of the column."""
    END = auto()
    """The first line of something else."""


@dataclass(frozen=True, slots=True)
class _Below:
    """A line below the start of a column, and the lines that the column has so far."""

    view: PageView
    segment: Segment
    authority: Sequence[Segment]
    position: Sequence[Segment]
    last: Segment
    start: Segment


def _column_below(view: PageView, start: Segment, below: Iterable[Segment]) -> Signature:
    """Return the column that begins with `start`; what `below` it belongs there is told line by line."""
    authority: list[Segment] = [start] if is_authority(start) or _may_be_authority(start) else []
    position: list[Segment] = [] if authority else [start]
    name: Segment | None = None
    last = start
    for segment in below:
        part = decide(_RULES, _Below(view, segment, authority, position, last, start))
        if part is _Part.STRAY:
            continue
        if part is _Part.NAME:
            name = segment
        if part in (_Part.NAME, _Part.END):
            break
        (authority if part is _Part.AUTHORITY else position).append(segment)
        last = segment
    if not authority and len(position) > 1 and is_deputy(position[0], position[1]):
        authority, position = position[:1], position[1:]
    return Signature(tuple(authority), tuple(position), name)


def _far_below(at: _Below) -> _Part | None:
    """Further below the last line than a signature is high."""
    far = at.segment.box.top > at.last.box.bottom + _NAME_WITHIN * at.view.line_height
    return _Part.END if far else None


def _beside(at: _Below) -> _Part | None:
    """A line of another column, or `Nơi nhận` over the left one."""
    return _Part.STRAY if not _overlap(at.segment, at.last) or RECIPIENTS_KEY.match(at.segment.key) else None


def _name(at: _Below) -> _Part | None:
    """A person's name, or where it should stand what was one before a seal's ring or a pen crossed it."""
    named = is_name(at.segment) or _may_be_name(at.view, at.start, at.segment)
    return _Part.NAME if named else None


def _stroke(at: _Below) -> _Part | None:
    """A letter or two: a stroke of the signature."""
    return _Part.STRAY if _letters(at.segment) < _LINE_LETTERS else None


def _other_text(at: _Below) -> _Part | None:
    """Small letters, or more lines than a signature has."""
    full = len(at.authority) + len(at.position) >= _MOST_LINES
    return _Part.END if full or not at.segment.capitals else None


def _authority(at: _Below) -> _Part | None:
    """`KT. CHỦ TỊCH` below `TM. UỶ BAN NHÂN DÂN`, before any position."""
    return _Part.AUTHORITY if is_authority(at.segment) and not at.position else None


def _position(at: _Below) -> _Part | None:
    """A position that is known."""
    return _Part.POSITION if _is_position(at.segment) else None


def _goes_on(at: _Below) -> _Part:
    """The body's name goes on (`T/M BAN CHẤP HÀNH` / `ĐẢNG BỘ TỈNH`), or the position that was begun."""
    return _Part.POSITION if at.position else _Part.AUTHORITY


_RULES: Final = (_far_below, _beside, _name, _stroke, _other_text, _authority, _position, _goes_on)
"""What a line below the start of a column is; the last rule always answers."""


def _letters(segment: Segment) -> int:
    return sum(map(str.isalpha, segment.text))


def is_deputy(head: Segment, below: Segment) -> bool:
    """Whether a deputy signs below the office of his head: the `KT.` before it was lost (NĐ30, phụ lục I)."""
    return below.key.strip(" .,:*") == f"PHO {head.key.strip(' .,:*')}"


def _may_be_name(view: PageView, start: Segment, segment: Segment) -> bool:
    """Whether the line stands where a name should, and was a name before a seal's ring or a pen crossed it."""
    far = segment.box.top - start.box.bottom > _SIGNING_ROOM * view.line_height
    words = bare(segment).split()
    plain = not any(map(str.isdigit, segment.text)) and _letters(segment) >= _NAME_LETTERS
    return far and plain and len(words) in _NAME_WORDS and words[-1][:1].isupper() and not segment.capitals


def find_signatures(views: Sequence[PageView], copies: Mapping[int, float] | None = None) -> tuple[Signature, ...]:
    """Return the signatures of the last page that has any, left to right.

    `copies` says from which y on a page what stands there is a copier's or confirmer's (`copies.second_hands`).
    """
    for view in reversed(views):
        cut = (copies or {}).get(view.number, float("inf"))
        lines = [s for s in view.segments if s.box.top < cut]
        found = signatures_of(view, lines)
        if not any(signature.name for signature in found):
            found = _below_ink(view, lines) or _bare_names(view, cut) or found
        if found:
            return tuple(sorted(found, key=lambda s: s.segments[0].box.left))
    return ()


def signatures_of(view: PageView, among: Iterable[Segment]) -> list[Signature]:
    """Return the signatures that stand in the lines `among` of a page, from the top.

    One whose name could not be read has none: the others are then not all.
    """
    segments = sorted(among, key=lambda s: (s.box.top, s.box.left))
    found: list[Signature] = []
    used: set[int] = set()
    for index, segment in enumerate(segments):
        if segment.order in used or not _start(view, segments, index):
            continue
        signature = _column_below(view, segment, segments[index + 1 :])
        if signature.name is not None or (signature.authority and view.column(segment) is not Column.CENTRE):
            if not signature.authority:
                signature = replace(signature, body=_body_above(view, segment, segments[:index]))
            found.append(signature)
            used.update(s.order for s in signature.segments)
    return found


def _body_above(view: PageView, position: Segment, above: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the line right above a position that names the body the signer signs for."""
    for segment in reversed(above):
        near = position.box.top - segment.box.bottom < view.line_height and segment.box.bottom <= position.box.top
        if near and segment.capitals and _overlap(segment, position) and starts_organisation(segment.key):
            return (segment,)
    return ()


def _below_ink(view: PageView, lines: Sequence[Segment]) -> list[Signature]:
    """Return names in the right half that stand under a seal or a signature, with the lines in capitals above them.

    Authority or position were misread there, so that they do not say what they are: `T/A BAN BÍ THƯ`.
    """
    found: list[Signature] = []
    for name in lines:
        if view.column(name) is Column.LEFT or not _under_ink(view, name):
            continue
        if not (is_name(name) and bears_family_name(name)):
            continue
        top = name.box.top - _NAME_WITHIN * view.line_height
        above = [s for s in lines if s.capitals and top < s.box.top < name.box.top and _overlap(s, name)]
        offices = sorted((s for s in above if _letters(s) >= _LINE_LETTERS), key=lambda s: s.box.top)[-_MOST_LINES:]
        position = tuple(s for s in offices if _is_position(s))
        found.append(Signature(tuple(s for s in offices if s not in position), position, name))
    return found


def _under_ink(view: PageView, name: Segment) -> bool:
    """Whether ink begins above the name and reaches down to it, over some of its width."""
    near = name.box.top - view.line_height
    return any(
        box.top < near < box.bottom
        and min(box.right, name.box.right) - max(box.left, name.box.left) > _UNDER_INK * name.box.width
        for box in view.ink
    )


def _bare_names(view: PageView, cut: float) -> list[Signature]:
    """Return names that stand alone beside or above `Nơi nhận` where a seal hides authority and position."""
    anchor = next((s for s in view.segments if RECIPIENTS_KEY.match(s.key)), None)
    if anchor is None:
        return []
    top = anchor.box.top - _NAME_WITHIN * view.line_height
    return [
        Signature((), (), segment)
        for segment in view.segments
        if top < segment.box.top < cut
        and segment.box.left > view.centre - _LEFT_OF_MIDDLE * view.width
        and is_name(segment)
        and bears_family_name(segment)
    ]
