"""How a metadata field is declared: what it is called, how it goes wrong, what its normal form must match.

The declarations themselves stand in `postprocess.elements.Metadata`, one beside each field. Schema, routes, report,
Markdown and benchmark take from them all that they know of a field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, get_type_hints

from core.wording import t


class Kind(StrEnum):
    """Fields that go wrong alike: they share a curve of confidence (`models/routes.json`)."""

    NUMBER = "number"
    DATE = "date"
    WORD = "word"
    BODY = "body"
    SIGNATURE = "signature"
    TITLE = "title"
    STAMP = "stamp"


class NormalForm(StrEnum):
    """What the normal form of a value is; its pattern is what it must match to be sure."""

    DIGITS = "digits"
    """A whole number without leading noughts: `7`."""
    CODE = "code"
    """A symbol without white space: `NQ/TU`, `QĐ-UBND`, `2016/QĐ-TTg`."""
    DATE = "date"
    """An ISO day: `2024-11-05`."""
    PHRASE = "phrase"
    """Words in small letters, one style of spelling, single spaces between: `tỉnh uỷ lâm giang`."""
    AUTHORITY = "authority"
    """A phrase that begins with the abbreviation of an authority, spelt in one way: `tm ban thường vụ`."""
    OFFICE = "office"
    """The phrase that the lexicon has for an office: `phó bí thư`."""

    def matches(self, normal: str) -> bool:
        """Whether `normal` has this form."""
        return _PATTERNS[self].fullmatch(normal) is not None


_PHRASE: Final = re.compile(r"[^\sA-ZĐ]+( [^\sA-ZĐ]+)*")
_PATTERNS: Final = {
    NormalForm.DIGITS: re.compile(r"0|[1-9][0-9]*"),
    NormalForm.CODE: re.compile(r"[^\s/-]+([/-][^\s/-]+)+"),
    NormalForm.DATE: re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
    NormalForm.PHRASE: _PHRASE,
    NormalForm.AUTHORITY: _PHRASE,
    NormalForm.OFFICE: _PHRASE,
}


@dataclass(frozen=True, slots=True)
class Declared:
    """All that is known of a metadata field beforehand."""

    vi: str
    """Its name for clerks: in the report, and at the head of its column in registers."""
    en: str
    """The same in English."""
    kind: Kind
    """How it goes wrong."""
    normal: NormalForm = NormalForm.PHRASE
    """What its normal form must match; a value whose normal form does not is never sure."""
    required: bool = False
    """Whether every document must have it (Hướng dẫn 05-HD/VPTW, Nghị định 30/2020/NĐ-CP)."""
    by_hand: bool = False
    """Whether hands fill it in: to be flagged, not to be read."""

    @property
    def label(self) -> str:
        """Its name in the language that the environment asks for."""
        return t(self.vi, self.en)


def declarations(record: type) -> dict[str, Declared]:
    """Return the declaration of each field of a dataclass, in the order of the fields.

    Raises:
        TypeError: a field has none.
    """
    found: dict[str, Declared] = {}
    for name, hint in get_type_hints(record, include_extras=True).items():
        declared = next((note for note in getattr(hint, "__metadata__", ()) if isinstance(note, Declared)), None)
        if declared is None:
            raise TypeError(f"{record.__name__}.{name} is not declared")
        found[name] = declared
    return found
