"""Who issued the document: the bodies that the header names, their superior, and the author behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from core.rules import decide
from postprocess.elements import Field
from postprocess.fields.evidence import Rule, make_field
from postprocess.layout.page_view import Segment, joined
from postprocess.layout.patterns import AUTHORITY
from postprocess.layout.zones import Header
from postprocess.words.lexicon import fold, lexicon, starts_organisation
from postprocess.words.syllables import phrase_key

# How each field is told.
_ISSUER: Final = Rule(0.97, "khối trái trên dòng số")
_JOINT_ISSUERS: Final = Rule(0.9, "khối trái trên dòng số; nhiều cơ quan ban hành")
_SUPERIOR: Final = Rule(0.95, "dòng trên tên cơ quan ban hành")
_AUTHOR: Final = Rule(0.95, "dòng tác giả dưới tên loại")
_AUTHOR_OF_SIGNATURE: Final = "dòng thay mặt trong khối chữ ký"

# Types that several bodies issue together.
_JOINT_TYPES: Final = ("LIEN TICH", "PHOI HOP")

_Groups = Sequence[Sequence[Segment]]
"""The lines of several names."""


def issuer_and_parent(header: Header, symbol: Field | None) -> tuple[Field | None, Field | None]:
    """Return (issuer, its superior). Joint issuers are one field, their names parted by `; ` (STANDARDS 3.3)."""
    groups = _organisations(header.issuer)
    if not groups:
        return None, None
    names = [joined(group).strip(" *.,-–") for group in groups]
    first = decide(_JOINT_RULES, header, groups, symbol)
    first = len(groups) - 1 if first is None else first
    bodies = [body for name in names[first:] for body in (_several(name) or [name])]
    value = "; ".join(bodies)
    rule = _JOINT_ISSUERS if len(bodies) > 1 else _ISSUER
    issuer = make_field([line for group in groups[first:] for line in group], value, phrase_key(value), rule)
    above = [line for group in groups[:first] for line in group]
    return issuer, _superior(above, names[:first]) if above else None


def _organisations(lines: Sequence[Segment]) -> list[list[Segment]]:
    """Group the issuer's lines into names: a line that starts like an organisation starts a new one."""
    groups: list[list[Segment]] = []
    for line in lines:
        open_name = bool(groups) and joined(groups[-1]) and fold(joined(groups[-1])) in lexicon().bare_heads
        if groups and (open_name or not starts_organisation(line.key)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _joint_by_type(header: Header, groups: _Groups, symbol: Field | None) -> int | None:
    """The type says that all issue together: `NGHỊ QUYẾT LIÊN TỊCH`."""
    key = fold(header.type_name or "")
    return 0 if any(joint in key for joint in _JOINT_TYPES) else None


def _joint_by_hyphen(header: Header, groups: _Groups, symbol: Field | None) -> int | None:
    """A hyphen at a line's end joins a name to the next."""
    ends = (group[-1].text.rstrip() for group in groups[:-1])
    return next((at for at, end in enumerate(ends) if end.endswith(("-", "–"))), None)


def _joint_by_symbol(header: Header, groups: _Groups, symbol: Field | None) -> int | None:
    """A Party symbol names several bodies: `CTr/BTGTU-BDVTU`."""
    bodies = symbol.normal.partition("/")[2] if symbol and header.form == "party" else ""
    return max(0, len(groups) - 1 - bodies.count("-")) if "-" in bodies else None


_JOINT_RULES: Final[tuple[Callable[[Header, _Groups, Field | None], int | None], ...]] = (
    _joint_by_type,
    _joint_by_hyphen,
    _joint_by_symbol,
)
"""Which of the groups of lines is the first of those that issue together; where none says, the last issues alone."""


def _several(name: str) -> list[str]:
    """Return the bodies that a hyphen joins on one line: `BỘ NỘI VỤ - BỘ TÀI CHÍNH`; none if it is one body's name."""
    parts = [part.strip() for part in re.split(r"\s[-–]\s", name)]
    return parts if len(parts) > 1 and all(starts_organisation(fold(part)) for part in parts) else []


def _superior(lines: Sequence[Segment], names: Sequence[str]) -> Field:
    value = " ".join(names)
    return make_field(lines, value, phrase_key(value), _SUPERIOR)


def author(header: Header, authority: Field | None) -> Field | None:
    """Return the body that decided, where the header is shared by several (STANDARDS 1.4)."""
    return decide((_author_under_the_type, _author_in_the_signature), header, authority)


def _author_under_the_type(header: Header, authority: Field | None) -> Field | None:
    """`CỦA BAN THƯỜNG VỤ TỈNH UỶ`: the body is named behind its first word."""
    if not header.author:
        return None
    value = joined(header.author).strip(" .:*-")
    bare = value.split(maxsplit=1)[1] if " " in value else value
    return make_field(header.author, bare, phrase_key(bare), _AUTHOR)


def _author_in_the_signature(header: Header, authority: Field | None) -> Field | None:
    """`T/M BAN THƯỜNG VỤ`: who signs on behalf of a body names it."""
    match = AUTHORITY.match(authority.value) if authority else None
    if authority is None or match is None or fold(match["code"]).strip(" .").replace("/", "") != "TM":
        return None
    body = authority.value[match.end() :].strip(" .,;")
    return replace(authority, value=body, normal=phrase_key(body), evidence=_AUTHOR_OF_SIGNATURE)
