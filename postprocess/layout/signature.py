"""The signature block: authority (T/M, KT.), position, name; one column a signer, left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from postprocess.layout.page_view import Column, PageView, Segment
from postprocess.layout.patterns import AUTHORITY, RECIPIENTS_KEY
from postprocess.words.language_model import core
from postprocess.words.lexicon import fold, lexicon, nearest, starts_organisation
from postprocess.words.syllables import style_key

# A block of authority and position has at most so many lines; the name stands within so many line heights below it.
_MOST_LINES = 7
_NAME_WITHIN = 14
# Between position and name there is room for a signature.
_SIGNING_ROOM = 3
# Letters of a position that is known behind what a seal left before it, at least, and of that scrap at most.
_LONG, _SCRAP = 8, 5
# The sign of an authority with a letter gone or misread: T. for KT., T/A for T/M; no label of an item (A. B. I.)
_WORN_SIGN = re.compile(r"^\W{0,2}(?:[KT]\.|[KT]/[A-ZĐ]\.?|[A-ZĐ]/[ML]\.?)\s+")
# Bình; Y Biêr, K'Ré and A-Ly of the highlands
_NAME_WORD = re.compile(r"^[^\W\d_][a-zà-ỹđ]*(?:['’-][^\W\d_][a-zà-ỹđ]*)?$")


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
    return len(segment.words) <= 14 and segment.capitals and AUTHORITY.match(segment.text) is not None


def _may_be_authority(segment: Segment) -> bool:
    """Whether the line is an authority whose sign lost a letter to a seal: `T. VIỆN TRƯỞNG`, `T/A BAN BÍ THƯ`."""
    match = _WORN_SIGN.match(segment.text)
    if match is None or not segment.capitals or len(segment.words) > 14:
        return False
    rest = fold(segment.text[match.end() :]).strip(" .,:*")
    return rest in lexicon().positions or starts_organisation(rest)


def _is_position(segment: Segment) -> bool:
    if len(segment.words) > 8 or not segment.capitals:
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
        if len(position) >= _LONG and 0 < scrap <= _SCRAP and Levenshtein.distance(key[scrap:], position) <= 1:
            return position
    return ""


def bare(segment: Segment) -> str:
    """Return the line without the strokes of a signature or a seal that were read as punctuation around it."""
    text = segment.text
    return text[slice(*core(text))]


def is_name(segment: Segment) -> bool:
    """Whether the line reads like a person's name: two to six words, each with a capital, no digits."""
    words = bare(segment).split()
    if not 2 <= len(words) <= 6 or any(char.isdigit() for char in segment.text):
        return False
    if segment.capitals:
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
    return _is_position(segment) and (view.column(segment) is not Column.CENTRE or len(segments) - index <= 6)


def _overlap(one: Segment, other: Segment) -> bool:
    """Whether two lines share a column: most of the narrower lies over the wider."""
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return shared > 0.4 * min(one.box.width, other.box.width)


def _column_below(view: PageView, start: Segment, below: Iterable[Segment]) -> Signature:
    authority: list[Segment] = [start] if is_authority(start) or _may_be_authority(start) else []
    position: list[Segment] = [] if authority else [start]
    name: Segment | None = None
    doubtful: Segment | None = None
    last = start
    for segment in below:
        if segment.box.top > last.box.bottom + _NAME_WITHIN * view.line_height:
            break
        if not _overlap(segment, last) or RECIPIENTS_KEY.match(segment.key):
            continue
        if is_name(segment):
            name = segment
            break
        if _may_be_name(view, start, segment):
            doubtful = doubtful or segment
        if sum(char.isalpha() for char in segment.text) < 4:
            continue  # a stroke of the signature
        if not segment.capitals or len(authority) + len(position) >= _MOST_LINES:
            break
        if is_authority(segment) and not position:
            authority.append(segment)
        elif _is_position(segment):
            position.append(segment)
        elif not position:
            authority.append(segment)  # the body's name goes on: T/M BAN CHẤP HÀNH / ĐẢNG BỘ TỈNH
        else:
            position.append(segment)
        last = segment
    if not authority and len(position) > 1 and is_deputy(position[0], position[1]):
        authority, position = position[:1], position[1:]
    return Signature(tuple(authority), tuple(position), name or doubtful)


def is_deputy(head: Segment, below: Segment) -> bool:
    """Whether a deputy signs below the office of his head: the `KT.` before it was lost (NĐ30, phụ lục I)."""
    return below.key.strip(" .,:*") == f"PHO {head.key.strip(' .,:*')}"


def _may_be_name(view: PageView, start: Segment, segment: Segment) -> bool:
    """Whether the line stands where a name should, and was a name before a seal's ring or a pen crossed it."""
    far = segment.box.top - start.box.bottom > _SIGNING_ROOM * view.line_height
    words = bare(segment).split()
    plain = not any(char.isdigit() for char in segment.text) and sum(map(str.isalpha, segment.text)) >= 5
    return far and plain and 1 < len(words) <= 6 and words[-1][:1].isupper() and not segment.capitals


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
        signed = any(
            box.top < name.box.top - view.line_height
            and box.bottom > name.box.top - view.line_height
            and min(box.right, name.box.right) - max(box.left, name.box.left) > 0.3 * name.box.width
            for box in view.ink
        )
        if not signed or view.column(name) is Column.LEFT or not (is_name(name) and bears_family_name(name)):
            continue
        top = name.box.top - _NAME_WITHIN * view.line_height
        above = [s for s in lines if s.capitals and top < s.box.top < name.box.top and _overlap(s, name)]
        offices = sorted((s for s in above if sum(map(str.isalpha, s.text)) >= 4), key=lambda s: s.box.top)[
            -_MOST_LINES:
        ]
        position = tuple(s for s in offices if _is_position(s))
        found.append(Signature(tuple(s for s in offices if s not in position), position, name))
    return found


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
        and segment.box.left > view.centre - 0.2 * view.width
        and is_name(segment)
        and bears_family_name(segment)
    ]
