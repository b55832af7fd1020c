"""The fields of the signature block: signers, authority, position, each no surer than what was read of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ocr.elements import Box
from postprocess.confidence import OTHER_LETTERS
from postprocess.elements import Field
from postprocess.fields.evidence import Rule, make_field
from postprocess.fields.places import HALF_NAMES
from postprocess.layout.page_view import PageView, Segment, joined
from postprocess.layout.patterns import AUTHORITY
from postprocess.layout.signature import (
    Signature,
    bare,
    bears_family_name,
    is_authority,
    is_deputy,
    is_name,
    position_behind_scrap,
)
from postprocess.words.lexicon import fold, lexicon, nearest
from postprocess.words.syllables import phrase_key, split_tone, style_key

# How each field is told.
_SIGNER: Final = Rule(0.96, "khối chữ ký")
_DOUBTFUL_SIGNER: Final = Rule(0.7, "khối chữ ký")
_AUTHORITY: Final = Rule(0.95, "dòng quyền hạn ký")
_POSITION: Final = Rule(0.95, "dòng chức vụ trên tên người ký")
# A deputy's office that only the `KT.` above it tells; a person looks at it whatever it is.
_INFERRED_POSITION: Final = Rule(0.5, "chức vụ cấp phó suy từ «KT.», dòng chức vụ không đọc được")

# The lines of a signature are centred over one another; a word lost beside one shifts it by more, in line heights.
_OFF_CENTRE: Final = 0.75
# A name of so many words may have lost its first one to a seal: most names have three.
_SHORT_NAME: Final = 2
# Line heights left of a name in which a word was that a seal hides, and the share of that place that ink covers then.
_WORD_BEFORE: Final = 2
_HIDDEN: Final = 0.3


def signature_fields(
    signatures: Sequence[Signature], views: Sequence[PageView] = ()
) -> tuple[tuple[Field, ...], Field | None, Field | None]:
    """Return (signers, authority, position); of several signers the rightmost leads (STANDARDS 1.8)."""
    return _signers(signatures, views), _authority(signatures), _with_deputies(signatures, _position(signatures))


def _signers(signatures: Sequence[Signature], views: Sequence[PageView]) -> tuple[Field, ...]:
    """Return the names under the signatures, none sure where one could not be read."""
    signers = tuple(
        _signer(s.name, alone=len(s.segments) == 1, hidden=_hidden(s.name, views))
        for s in signatures
        if s.name is not None
    )
    if len(signers) == len(signatures):
        return signers
    missing = "; một khối chữ ký chưa đọc được tên"
    return tuple(replace(signer, sure=False, evidence=signer.evidence + missing) for signer in signers)


def _signer(line: Segment, *, alone: bool, hidden: bool) -> Field:
    """Return the signer's field: sure only below an office and with a family name that Vietnamese people bear.

    A family name that nobody bears, but one with other diacritics, was misread. A name of two words beside a seal may
    have lost its first one to it (`hidden`).
    """
    read = bare(line)
    name = _nearest_family(line, read)
    doubts = (
        (not bears_family_name(line), _strange_family(read, name)),
        (hidden, "con dấu có thể che mất họ"),
        (alone, "không đọc được chức vụ"),
        (line.stamped, "đọc từ dấu tên"),
        (not is_name(line), "tên đọc không rõ"),
    )
    note = "".join(f"; {doubt}" for holds, doubt in doubts if holds)
    rule = _DOUBTFUL_SIGNER if note else _SIGNER
    return make_field([line], name, phrase_key(name), rule, note=note, sure=not note)


def _strange_family(read: str, name: str) -> str:
    return "họ lạ, cần xem lại" if name == read else f"họ đọc là «{read.split()[0]}», không ai mang"


def _nearest_family(line: Segment, name: str) -> str:
    """Return the name with a family name that people bear, if it differs from just one in its diacritics, or tone."""
    first, _, rest = name.partition(" ")
    if line.words[0].confidence < OTHER_LETTERS:
        return name
    families = lexicon().family_names
    near = [family for family in families if fold(family) == fold(first)]
    toneless = split_tone(first.lower())[0]
    near = near if len(near) == 1 else [family for family in near if split_tone(family)[0] == toneless]
    return f"{near[0].title()} {rest}" if len(near) == 1 and style_key(first) not in families else name


def _hidden(name: Segment, views: Sequence[PageView]) -> bool:
    """Whether a name of two words begins on a seal or a pen's strokes, which may hide a word before it."""
    ink = [box for view in views if view.number == name.page for box in view.ink]
    before = Box(name.box.left - _WORD_BEFORE * name.box.height, name.box.top, name.box.left, name.box.bottom)
    covered = any(before.intersection(box) > _HIDDEN * before.area for box in ink)
    return len(bare(name).split()) <= _SHORT_NAME and covered


def _authority(signatures: Sequence[Signature]) -> Field | None:
    """Return in whose place is signed, `KT.` put before it where it was lost above a deputy's office."""
    signed = [s for s in signatures if s.authority]
    sure = all(
        is_authority(s.authority[0]) and not _off(s, s.authority) and not _cut_short(s.authority) for s in signed
    )
    authority = _lines([s.authority for s in signed], _AUTHORITY, sure=sure)
    if authority is None or len(signatures) != 1 or not _lost_sign(signatures[0]):
        return authority
    whole = f"KT. {authority.value}"
    evidence = f"{authority.evidence}; chữ KT. suy từ chức vụ cấp phó bên dưới"
    return replace(authority, value=whole, normal=phrase_key(fold_authority(whole)), evidence=evidence)


def _lost_sign(signature: Signature) -> bool:
    """Whether an authority is the head's office alone, above his deputy's: its `KT.` was lost."""
    lines, below = signature.authority, signature.position
    return bool(lines and below) and not is_authority(lines[0]) and is_deputy(lines[-1], below[0])


def _off(signature: Signature, lines: Sequence[Segment]) -> bool:
    """Whether one of `lines` is not centred under the widest of its column: a seal may have taken words beside it."""
    widest = max(signature.segments, key=lambda segment: segment.box.width)
    return any(abs(line.middle - widest.middle) > _OFF_CENTRE * widest.box.height for line in lines)


def _cut_short(lines: Sequence[Segment]) -> bool:
    """Whether an authority names only the head of a body's name: `T/M UỶ BAN`."""
    match = AUTHORITY.match(lines[0].text) if lines else None
    return match is not None and len(lines) == 1 and fold(lines[0].text[match.end() :]).strip(" .") in HALF_NAMES


def _position(signatures: Sequence[Signature]) -> Field | None:
    """Return the offices of the signers; that of an acting head stands in the line of authority (`Q. TRƯỞNG BAN`)."""
    offices = [s.position or s.authority for s in signatures if s.position or _acting(s)]
    lines = [line for office in offices for line in office]
    known = all(map(_known, lines))
    # A seal may hide the first word of an office that is stamped.
    stamped = any(line.stamped for line in lines)
    note = "" if known else "; chức vụ lạ, cần xem lại"
    note += "; đọc từ dấu chức danh" if stamped else ""
    sure = known and not stamped and not any(_off(s, s.position) for s in signatures)
    position = _lines(offices, _POSITION, note=note, sure=sure)
    if position is None or sure:
        return position
    return replace(position, normal=phrase_key("; ".join(_nearest_position(office) for office in offices)))


def _acting(signature: Signature) -> bool:
    match = AUTHORITY.match(signature.authority[0].text) if signature.authority else None
    return match is not None and _code(match) in ("Q", "QUYEN")


def _known(line: Segment) -> bool:
    """Whether the line is a position of the lexicon, to the letter, acting or not."""
    match = AUTHORITY.match(line.text)
    office = line.text[match.end() :] if match else line.text
    return phrase_key(office.strip(" .,:*")) in lexicon().exact_positions


def _nearest_position(lines: Sequence[Segment]) -> str:
    """Return the position that the lines are most like, as the lexicon has it: what a seal took is no other office."""
    text = joined(lines).strip(" .,:*")
    name = nearest(fold(text), lexicon().positions)[0] or position_behind_scrap(fold(text))
    return lexicon().positions[name] if name else text


def _with_deputies(signatures: Sequence[Signature], position: Field | None) -> Field | None:
    """Return the position with that of deputies whose line was not read: who signs `KT.` a head is his deputy."""
    deputies = [None if s.position else _deputy_of(s.authority) for s in signatures]
    if not any(deputies) or any(not (s.position or name) for s, name in zip(signatures, deputies, strict=True)):
        return position
    value = "; ".join(name or joined(s.position).strip() for s, name in zip(signatures, deputies, strict=True))
    if position is None:
        lines = [s.authority[0] for s in signatures]
        return make_field(lines, value, phrase_key(value), _INFERRED_POSITION, sure=False)
    read = [name or _nearest_position(s.position) for s, name in zip(signatures, deputies, strict=True)]
    return replace(
        position,
        value=value,
        normal=phrase_key("; ".join(read)),
        confidence=_INFERRED_POSITION.confidence * position.confidence,
        evidence=f"{position.evidence}; {_INFERRED_POSITION.evidence}",
        sure=False,
    )


def _deputy_of(authority: Sequence[Segment]) -> str | None:
    """Return the office of the deputy who signs `KT.` his head (NĐ30, phụ lục I), None if it cannot be told."""
    match = AUTHORITY.match(authority[0].text) if authority else None
    if match is None or _code(match) != "KT":
        return None
    head = fold(authority[0].text[match.end() :]).strip(" .,:*")
    deputy = "THU TRUONG" if head == "BO TRUONG" else f"PHO {head}"
    return lexicon().positions[deputy].upper() if deputy in lexicon().positions else None


def _lines(columns: Sequence[tuple[Segment, ...]], rule: Rule, *, note: str = "", sure: bool) -> Field | None:
    """Return the field that the lines of one or several columns are."""
    if not columns:
        return None
    value = "; ".join(joined(column).strip() for column in columns)
    segments = [segment for column in columns for segment in column]
    return make_field(segments, value, phrase_key(fold_authority(value)), rule, note=note, sure=sure)


def fold_authority(value: str) -> str:
    """Return the authority with one spelling of its abbreviation: `T/M`, `TM.` and `TM` are one."""
    match = AUTHORITY.match(value)
    if match is None:
        return value
    return f"{_code(match)} {value[match.end() :]}"


def _code(match: re.Match[str]) -> str:
    return re.sub(r"[/. ]", "", fold(match["code"]))
