"""The fields of the signature block: signers, authority, position, each no surer than what was read of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr.elements import Box
from postprocess.elements import Field
from postprocess.fields.header import make_field
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

# The lines of a signature are centred over one another; a word lost beside one shifts it by more, in line heights.
_OFF_CENTRE = 0.75
# A family name read less surely than this may have other letters, too, not only other marks.
_LIKELY = 0.3
# Confidence in a deputy's office that only the `KT.` above it tells; a person looks at it whatever it is.
_INFERRED = 0.5


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
            _off(s, s.authority) or _cut_short(s.authority) or not is_authority(s.authority[0])
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
    # A seal may hide the first word of one that is stamped.
    stamped = any(line.stamped for lines in offices for line in lines)
    evidence += "; đọc từ dấu chức danh" if stamped else ""
    known = known and not stamped and not any(_off(s, s.position) for s in signatures)
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
    if match is None or _code(match) != "KT":
        return None
    head = fold(authority[0].text[match.end() :]).strip(" .,:*")
    deputy = "THU TRUONG" if head == "BO TRUONG" else f"PHO {head}"
    return lexicon().positions[deputy].upper() if deputy in lexicon().positions else None


def _hidden(name: Segment, views: Sequence[PageView]) -> bool:
    """Whether a name of two words begins on a seal or a pen's strokes, which may hide a word before it."""
    ink = [box for view in views if view.number == name.page for box in view.ink]
    before = Box(name.box.left - 2 * name.box.height, name.box.top, name.box.left, name.box.bottom)
    return len(bare(name).split()) <= 2 and any(before.intersection(box) > 0.3 * before.area for box in ink)


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


def _nearest_position(lines: Sequence[Segment]) -> str:
    """Return the position that the lines are most like, as the lexicon has it: what a seal took is no other office."""
    text = joined(lines).strip(" .,:*")
    name = nearest(fold(text), lexicon().positions)[0] or position_behind_scrap(fold(text))
    return lexicon().positions[name] if name else text


def _acting(signature: Signature) -> bool:
    match = AUTHORITY.match(signature.authority[0].text) if signature.authority else None
    return match is not None and _code(match) in ("Q", "QUYEN")


def _known(line: Segment) -> bool:
    """Whether the line is a position of the lexicon, to the letter, acting or not."""
    match = AUTHORITY.match(line.text)
    bare = line.text[match.end() :] if match else line.text
    return phrase_key(bare.strip(" .,:*")) in lexicon().exact_positions


def _nearest_family(line: Segment, name: str) -> str:
    """Return the name with a family name that people bear, where it differs from just one in its marks, or its tone."""
    first, _, rest = name.partition(" ")
    if line.words[0].confidence < _LIKELY:
        return name
    families = lexicon().family_names
    near = [family for family in families if fold(family) == fold(first)]
    toneless = split_tone(first.lower())[0]
    near = near if len(near) == 1 else [family for family in near if split_tone(family)[0] == toneless]
    return f"{near[0].title()} {rest}" if len(near) == 1 and style_key(first) not in families else name


def _signer(line: Segment, *, alone: bool, hidden: bool) -> Field:
    """Return the signer's field: sure only below an office and with a family name that Vietnamese people bear.

    A family name that nobody bears, but one with other marks, was misread. A name of two words beside a seal may have
    lost its first one to it (`hidden`).
    """
    read = bare(line)
    name = _nearest_family(line, read)
    family = bears_family_name(line)
    notes = (
        (not family, "họ lạ, cần xem lại" if name == read else f"họ đọc là «{read.split()[0]}», không ai mang"),
        (hidden, "con dấu có thể che mất họ"),
        (alone, "không đọc được chức vụ"),
        (line.stamped, "đọc từ dấu tên"),
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
    return f"{_code(match)} {value[match.end() :]}"


def _code(match: re.Match[str]) -> str:
    return re.sub(r"[/. ]", "", fold(match["code"]))
