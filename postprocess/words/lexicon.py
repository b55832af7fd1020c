"""The header lexicon (`models/header.json`, `models/types.json`), and matching that bears a few misread diacritics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from models.resources import load_json
from postprocess.words.orthography import strip_diacritics
from postprocess.words.syllables import phrase_key, style_key

# Two capitals in ten may be misread under a stamp; below this, words of the same length in the lexicon are as near.
ALIKE: Final = 0.84
# No header line is longer; hostile lines are not compared at all.
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document (tên loại) as `models/types.json` declares it."""

    name: str
    """As printed, in small letters."""
    codes: tuple[str, ...]
    """What stands for it in symbols; empty where none is known or it has no symbol."""
    in_header: bool
    """Whether a document bears it under its header; citations may speak of types that no document bears."""
    cited: bool
    """Whether citations name it before a number, a date or an issuer."""


@cache
def document_types() -> tuple[DocumentType, ...]:
    """Return all types of documents, in the order of the file.

    Raises:
        MissingToolError: the file is not installed.

    """
    return tuple(DocumentType(**{**row, "codes": tuple(row["codes"])}) for row in load_json("types.json"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`models/header.json` and the types that stand in headers, as typed sets; keys are folded by `fold`."""

    types: dict[str, str]
    codes: dict[str, tuple[str, ...]]
    mottos: dict[str, str]
    organisation_heads: tuple[str, ...]
    bare_heads: frozenset[str]
    positions: dict[str, str]
    exact_positions: frozenset[str]
    urgency: dict[str, str]
    circulation: dict[str, str]
    family_names: frozenset[str]


def fold(text: str) -> str:
    """Return `text` in capitals without diacritics, single spaces between: what header lines are compared by."""
    return " ".join(strip_diacritics(text).upper().split())


def alike(one: str, other: str) -> float:
    """Return how alike two folded texts are, 0 to 1, spaces aside (Ratcliff and Obershelp, as in `difflib`)."""
    if max(len(one), len(other)) > _LONGEST:
        return 0.0
    one, other = one.replace(" ", ""), other.replace(" ", "")
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def nearest(folded: str, choices: Iterable[str]) -> tuple[str, float]:
    """Return the choice most like `folded` and how alike they are; ("", 0.0) if none is alike enough."""
    best, score = "", 0.0
    for choice in choices:
        ratio = 1.0 if choice == folded else alike(folded, choice)
        if ratio > score:
            best, score = choice, ratio
    return (best, score) if score >= ALIKE else ("", 0.0)


@cache
def lexicon() -> Lexicon:
    """Return the header lexicon, read once.

    Raises:
        MissingToolError: the file is not installed.

    """
    data = load_json("header.json")
    types = [one for one in document_types() if one.in_header]
    return Lexicon(
        types={fold(one.name): one.name for one in types},
        codes={one.name: one.codes for one in types},
        mottos={fold(motto): form for form, mottos in data["mottos"].items() for motto in mottos},
        organisation_heads=tuple(sorted((fold(head) for head in data["organisation_heads"]), key=len, reverse=True)),
        bare_heads=frozenset(fold(head) for head in data["bare_heads"]),
        positions={fold(position): position for position in data["positions"]},
        exact_positions=frozenset(phrase_key(position) for position in data["positions"]),
        urgency={fold(degree): degree for degree in data["urgency"]},
        circulation={fold(limit): limit for limit in data["circulation"]},
        family_names=frozenset(style_key(name) for name in data["family_names"]),
    )


def starts_organisation(key: str) -> bool:
    """Whether a folded text begins like the name of a body."""
    return any(key == head or key.startswith(head + " ") for head in lexicon().organisation_heads)
