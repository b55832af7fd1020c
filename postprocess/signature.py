"""The signature block: authority (T/M, KT.), position, name; one column a signer, left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from ocr.elements import Box
from postprocess.elements import Field
from postprocess.header import make_field, starts_organisation
from postprocess.language_model import core
from postprocess.lexicon import fold, lexicon, nearest
from postprocess.patterns import AUTHORITY, RECIPIENTS_KEY
from postprocess.places import HALF_NAMES
from postprocess.segments import Column, PageView, Segment, joined
from postprocess.syllables import phrase_key, style_key

# A block of authority and position has at most so many lines; the name stands within so many line heights below it.
_MOST_LINES = 7
_NAME_WITHIN = 14
# The lines of a signature are centred over one another; a word lost beside one shifts it by more, in line heights.
_OFF_CENTRE = 0.75
# A family name read less surely than this may have other letters, too, not only other marks.
_LIKELY = 0.5
# Between position and name there is room for a signature.
_SIGNING_ROOM = 3
# Confidence in a deputy's office that only the `KT.` above it tells; a person looks at it whatever it is.
_INFERRED = 0.5
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


def _is_authority(segment: Segment) -> bool:
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
    if key in lexicon().positions or nearest(key, lexicon().positions)[0] != "" or _position_behind_scrap(key):
        return True
    # "GIÁM ĐỐC SỞ NỘI VỤ": a position and the body it is held in.
    return any(
        key.startswith(position + " ") and starts_organisation(key.removeprefix(position).strip())
        for position in lexicon().positions
    )


def _position_behind_scrap(key: str) -> str:
    """Return the position that a line is behind letters of a seal, but for one of its own: `SANPHQ BI THU`."""
    for position in lexicon().positions:
        scrap = len(key) - len(position)
        if len(position) >= _LONG and 0 < scrap <= _SCRAP and Levenshtein.distance(key[scrap:], position) <= 1:
            return position
    return ""


def _bare(segment: Segment) -> str:
    """Return the line without the strokes of a signature or a seal that were read as punctuation around it."""
    text = segment.text
    return text[slice(*core(text))]


def is_name(segment: Segment) -> bool:
    """Whether the line reads like a person's name: two to six words, each with a capital, no digits."""
    words = _bare(segment).split()
    if not 2 <= len(words) <= 6 or any(char.isdigit() for char in segment.text):
        return False
    if segment.capitals:
        return False
    return all(word[0].isupper() and _NAME_WORD.match(word) for word in words)


def _start(view: PageView, segments: Sequence[Segment], index: int) -> bool:
    """Whether a signature column starts at `index`: authority, or a position not in running text."""
    segment = segments[index]
    if _is_authority(segment) or (_may_be_authority(segment) and view.column(segment) is not Column.LEFT):
        return True
    return _is_position(segment) and (view.column(segment) is not Column.CENTRE or len(segments) - index <= 6)


def _overlap(one: Segment, other: Segment) -> bool:
    """Whether two lines share a column: most of the narrower lies over the wider."""
    shared = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
    return shared > 0.4 * min(one.box.width, other.box.width)


def _column_below(view: PageView, start: Segment, below: Iterable[Segment]) -> Signature:
    authority: list[Segment] = [start] if _is_authority(start) or _may_be_authority(start) else []
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
        if _is_authority(segment) and not position:
            authority.append(segment)
        elif _is_position(segment):
            position.append(segment)
        elif not position:
            authority.append(segment)  # the body's name goes on: T/M BAN CHẤP HÀNH / ĐẢNG BỘ TỈNH
        else:
            position.append(segment)
        last = segment
    if not authority and len(position) > 1 and _deputy(position[0], position[1]):
        authority, position = position[:1], position[1:]
    return Signature(tuple(authority), tuple(position), name or doubtful)


def _deputy(head: Segment, below: Segment) -> bool:
    """Whether a deputy signs below the office of his head: the `KT.` before it was lost (NĐ30, phụ lục I)."""
    return below.key.strip(" .,:*") == f"PHO {head.key.strip(' .,:*')}"


def _may_be_name(view: PageView, start: Segment, segment: Segment) -> bool:
    """Whether the line stands where a name should, and was a name before a seal's ring or a pen crossed it."""
    far = segment.box.top - start.box.bottom > _SIGNING_ROOM * view.line_height
    words = _bare(segment).split()
    plain = not any(char.isdigit() for char in segment.text) and sum(map(str.isalpha, segment.text)) >= 5
    return far and plain and 1 < len(words) <= 6 and words[-1][:1].isupper() and not segment.capitals


def find_signatures(views: Sequence[PageView], copies: Mapping[int, float] | None = None) -> tuple[Signature, ...]:
    """Return the signatures of the last page that has any, left to right.

    `copies` says from which y on a page what stands there is a copier's or confirmer's (`copies.second_hands`).
    """
    for view in reversed(views):
        cut = (copies or {}).get(view.number, float("inf"))
        lines = [s for s in (*view.segments, *view.names) if s.box.top < cut]
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
        if not signed or view.column(name) is Column.LEFT or not (is_name(name) and _family(name)):
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
        and _family(segment)
    ]


def signature_fields(
    signatures: Sequence[Signature], views: Sequence[PageView] = ()
) -> tuple[tuple[Field, ...], Field | None, Field | None]:
    """Return (signers, authority, position); of several signers the rightmost leads (STANDARDS 1.8)."""
    signers = tuple(
        _signer(s.name, alone=len(s.segments) == 1, hidden=_hidden(s.name, views))
        for s in signatures
        if s.name is not None
    )
    if len(signers) < len(signatures):
        missing = "; một khối chữ ký chưa đọc được tên"
        signers = tuple(replace(signer, sure=False, evidence=signer.evidence + missing) for signer in signers)
    authority = _lines(
        [s.authority for s in signatures if s.authority],
        "dòng quyền hạn ký",
        sure=not any(
            _off(s, s.authority) or _cut_short(s.authority) or not _is_authority(s.authority[0])
            for s in signatures
            if s.authority
        ),
    )
    if authority and len(signatures) == 1 and _lost_sign(signatures[0]):
        whole = f"KT. {authority.value}"
        evidence = f"{authority.evidence}; chữ KT. suy từ chức vụ cấp phó bên dưới"
        authority = replace(authority, value=whole, normal=phrase_key(fold_authority(whole)), evidence=evidence)
    # An acting head's one line is both (`Q. TRƯỞNG BAN`).
    offices = [s.position or s.authority for s in signatures if s.position or _acting(s)]
    known = all(_known(line) for lines in offices for line in lines)
    evidence = "dòng chức vụ trên tên người ký" + ("" if known else "; chức vụ lạ, cần xem lại")
    known = known and not any(_off(s, s.position) for s in signatures)
    position = _lines(offices, evidence, sure=known)
    if position and not known:
        position = replace(position, normal=phrase_key("; ".join(_nearest_position(lines) for lines in offices)))
    return signers, authority, _with_deputies(signatures, position)


def _with_deputies(signatures: Sequence[Signature], position: Field | None) -> Field | None:
    """Return the position with that of deputies whose line was not read: who signs `KT.` a head is his deputy."""
    deputies = [None if s.position else _deputy_of(s.authority) for s in signatures]
    if not any(deputies) or any(not (s.position or name) for s, name in zip(signatures, deputies, strict=True)):
        return position
    offices = [name or joined(s.position).strip() for s, name in zip(signatures, deputies, strict=True)]
    value, evidence = "; ".join(offices), "chức vụ cấp phó suy từ «KT.», dòng chức vụ không đọc được"
    if position is None:
        return make_field(
            [s.authority[0] for s in signatures], value, phrase_key(value), _INFERRED, evidence, sure=False
        )
    read = [name or _nearest_position(s.position) for s, name in zip(signatures, deputies, strict=True)]
    return replace(
        position,
        value=value,
        normal=phrase_key("; ".join(read)),
        confidence=_INFERRED * position.confidence,
        evidence=f"{position.evidence}; {evidence}",
        sure=False,
    )


def _deputy_of(authority: Sequence[Segment]) -> str | None:
    """Return the office of the deputy who signs `KT.` his head (NĐ30, phụ lục I), None if it cannot be told."""
    match = AUTHORITY.match(authority[0].text) if authority else None
    if match is None or fold(match["code"]).strip(" .").replace("/", "").replace(" ", "") != "KT":
        return None
    head = fold(authority[0].text[match.end() :]).strip(" .,:*")
    deputy = "THU TRUONG" if head == "BO TRUONG" else f"PHO {head}"
    return lexicon().positions[deputy].upper() if deputy in lexicon().positions else None


def _hidden(name: Segment, views: Sequence[PageView]) -> bool:
    """Whether a name of two words begins on a seal or a pen's strokes, which may hide a word before it."""
    ink = [box for view in views if view.number == name.page for box in view.ink]
    before = Box(name.box.left - 2 * name.box.height, name.box.top, name.box.left, name.box.bottom)
    return len(_bare(name).split()) <= 2 and any(before.intersection(box) > 0.3 * before.area for box in ink)


def _lost_sign(signature: Signature) -> bool:
    """Whether an authority is the head's office alone, above his deputy's: its `KT.` was lost."""
    lines, below = signature.authority, signature.position
    return bool(lines and below) and not _is_authority(lines[0]) and _deputy(lines[-1], below[0])


def _off(signature: Signature, lines: Sequence[Segment]) -> bool:
    """Whether one of `lines` is not centred under the widest of its column: a seal may have taken words beside it."""
    widest = max(signature.segments, key=lambda segment: segment.box.width)
    return any(abs(line.middle - widest.middle) > _OFF_CENTRE * widest.box.height for line in lines)


def _cut_short(lines: Sequence[Segment]) -> bool:
    """Whether an authority names only the head of a body's name: `T/M UỶ BAN`."""
    match = AUTHORITY.match(lines[0].text) if lines else None
    return match is not None and len(lines) == 1 and fold(lines[0].text[match.end() :]).strip(" .") in HALF_NAMES


def _nearest_position(lines: Sequence[Segment]) -> str:
    """Return the position that the lines are most like, as the lexicon has it: what a seal took is no other office."""
    text = joined(lines).strip(" .,:*")
    name = nearest(fold(text), lexicon().positions)[0] or _position_behind_scrap(fold(text))
    return lexicon().positions[name] if name else text


def _acting(signature: Signature) -> bool:
    match = AUTHORITY.match(signature.authority[0].text) if signature.authority else None
    return match is not None and fold(match["code"]).strip(" .") in ("Q", "QUYEN")


def _known(line: Segment) -> bool:
    """Whether the line is a position of the lexicon, to the letter, acting or not."""
    match = AUTHORITY.match(line.text)
    bare = line.text[match.end() :] if match else line.text
    return phrase_key(bare.strip(" .,:*")) in lexicon().exact_positions


def _family(line: Segment) -> bool:
    """Whether the name begins with a family name that Vietnamese people bear."""
    return style_key(_bare(line).split()[0]) in lexicon().family_names


def _nearest_family(line: Segment, name: str) -> str:
    """Return the name with a family name that people bear, where it differs from just one in its marks."""
    first, _, rest = name.partition(" ")
    if line.words[0].confidence < _LIKELY:
        return name
    families = lexicon().family_names
    near = [family for family in families if fold(family) == fold(first)]
    return f"{near[0].title()} {rest}" if len(near) == 1 and style_key(first) not in families else name


def _signer(line: Segment, *, alone: bool, hidden: bool) -> Field:
    """Return the signer's field: sure only below an office and with a family name that Vietnamese people bear.

    A family name that nobody bears, but one with other marks, was misread. A name of two words beside a seal may have
    lost its first one to it (`hidden`).
    """
    read = _bare(line)
    name = _nearest_family(line, read)
    family = _family(line)
    notes = (
        (not family, "họ lạ, cần xem lại" if name == read else f"họ đọc là «{read.split()[0]}», không ai mang"),
        (hidden, "con dấu có thể che mất họ"),
        (alone, "không đọc được chức vụ"),
        (line.order < 0, "đọc từ dấu tên"),
        (not is_name(line), "tên đọc không rõ"),
    )
    said = [note for holds, note in notes if holds]
    evidence = "; ".join(["khối chữ ký", *said])
    sure = not said
    return make_field([line], name, phrase_key(name), 0.96 if sure else 0.7, evidence, sure=sure)


def _lines(columns: Sequence[tuple[Segment, ...]], evidence: str, *, sure: bool = True) -> Field | None:
    if not columns:
        return None
    value = "; ".join(joined(column).strip() for column in columns)
    segments = [segment for column in columns for segment in column]
    return make_field(segments, value, phrase_key(fold_authority(value)), 0.95, evidence, sure=sure)


def fold_authority(value: str) -> str:
    """Return the authority with one spelling of its abbreviation: `T/M`, `TM.` and `TM` are one."""
    match = AUTHORITY.match(value)
    if match is None:
        return value
    code = fold(match["code"]).replace("/", "").replace(".", "").replace(" ", "")
    return f"{code} {value[match.end() :]}"
