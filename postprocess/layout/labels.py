"""The labels that headings and list items begin with, in every scheme in use (STANDARDS 1.7 and 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Scheme(IntEnum):
    """How a label counts; the order is from the outside in, where a document uses several."""

    PART = 1
    CHAPTER = 2
    SECTION = 3
    SUBSECTION = 4
    ARTICLE = 5
    CAPITAL = 6
    ROMAN = 7
    ARABIC_DASH = 8
    ARABIC = 9
    DECIMAL = 10
    DECIMALS = 11
    LETTER = 12
    BRACKET = 13
    SMALL_ROMAN = 14
    DASH = 15
    PLUS = 16
    STAR = 17


HEADING_SCHEMES: Final = frozenset(
    {Scheme.PART, Scheme.CHAPTER, Scheme.SECTION, Scheme.SUBSECTION, Scheme.ARTICLE, Scheme.CAPITAL, Scheme.ROMAN}
)
"""What is labelled so is a heading however long it is."""
LIST_SCHEMES: Final = frozenset(
    {Scheme.LETTER, Scheme.BRACKET, Scheme.SMALL_ROMAN, Scheme.DASH, Scheme.PLUS, Scheme.STAR}
)
"""What is labelled so is an item of a list."""
NAMED_BELOW: Final = frozenset({Scheme.PART, Scheme.CHAPTER, Scheme.SECTION, Scheme.SUBSECTION})
"""A label of these may stand alone, its name centred on the next lines."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, and its number: 1 for `I`, `A`, `a`, `thứ nhất`; None for what does not count."""

    scheme: Scheme
    marker: str
    ordinal: int | None = None


# H stands for II, l and 1 for I: so they are read.
_COUNTED = r"(?:[IVXLCHl1]{1,6}|\d{1,2}|[A-HĐ])"
# Signs that are read for one another stand in classes: a label must not be lost to a misread diacritic.
_FORMS: Final = (
    (Scheme.PART, rf"(?:PH[ẦẬẤÂA]N|Ph[ầậấâa]n)\s+(?:(?:th[ứưửừ]|TH[ỨƯỬỪ])\s+\w{{1,5}}|{_COUNTED})\b\s?[.:]?(?!\s?\))"),
    (Scheme.CHAPTER, rf"(?:CH[ƯU][ƠO]NG|Ch[ưu][ơo]ng)\s+(?:(?:th[ứưửừ]|TH[ỨƯỬỪ])\s+\w{{1,5}}|{_COUNTED})\b\s?[.:]?"),
    (Scheme.SUBSECTION, rf"(?:TI[ỂỀẾÊ]U M[ỤUÚ]C|Ti[ểềếê]u m[ụuú]c)\s+{_COUNTED}\b\s?[.:]?"),
    (Scheme.SECTION, rf"(?:M[ỤUÚ]C|M[ụuú]c)\s+{_COUNTED}\b\s?[.:]?"),
    (Scheme.ARTICLE, r"(?:ĐI[ỀỂẾÊ]U|Đi[ềểếê]u)\s+\d{1,3}[a-zđ]?\s?(?:[.:]|$)"),
    (Scheme.DECIMALS, r"\d{1,2}(?:\.\d{1,2}){2,3}\s?[.)]?\s(?=[^\W\d]|[\"“(])"),
    (Scheme.DECIMAL, r"\d{1,2}\.\d{1,2}(?:\s?[.)]\s?(?=[^\W\d]|[\"“(])|\s(?=[A-ZĐÀ-Ỹ]))"),
    (Scheme.CAPITAL, r"[A-HĐ]\s?[-–.)/](?=\s[A-ZĐÀ-Ỹ“\"])"),
    (Scheme.ROMAN, r"(?:[IVX][IVXLlH]{0,5}|H[IVXH]{1,4})\s?(?:[-–.)]\s?|/\s)(?=[^\W\d]|[\"“(])"),
    (Scheme.ARABIC_DASH, r"\d{1,2}(?:\s?[-–]\s?|/\s)(?=[^\W\d]|[\"“(])"),
    (Scheme.ARABIC, r"\d{1,2}\s?[.]\s?(?=[^\W\d]|[\"“(])"),
    (Scheme.BRACKET, r"(?:\d{1,2}\s?\)|\(\d{1,2}\))\s?(?=\S)"),
    (Scheme.SMALL_ROMAN, r"\([ivx]{1,5}\)\s?(?=\S)"),
    (Scheme.LETTER, r"(?:\(?[a-zđ]\s?\)\s?(?=\S)|[a-hđ]\.\s(?=[^\W\d]))"),
    (Scheme.DASH, r"[-–—•●▪]\s?(?=\w|[\"“(…])"),
    (Scheme.PLUS, r"\+(?:\s|(?=[^\W\d]))(?=\S)"),
    (Scheme.STAR, r"(?:\*{1,2}|[○◦❖➢✓])\s?(?=[^\W\d_]|[\"“(])"),
)
_PATTERNS: Final = tuple((scheme, re.compile(form)) for scheme, form in _FORMS)
# What follows a number and a hyphen in a document's symbol: `41-QĐ/TW`, `12-CTr/TU`.
_SYMBOL: Final = re.compile(r"[A-ZĐ][A-Za-zĐđ]{0,5}\s?[-/]\s?[A-ZĐƯ]")
# Characters of a line that are looked at: no label, with what must follow it, is longer.
_LONGEST: Final = 60
_ROMANS: Final = {"I": 1, "V": 5, "X": 10, "L": 50}
_LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
_WRITTEN: Final = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


def label(text: str) -> Label | None:
    """Return the label that `text` begins with; None if it begins with none."""
    head = text[:_LONGEST].lstrip("“\"' ") if text[:1] in "“\"'" else text[:_LONGEST]
    for scheme, pattern in _PATTERNS:
        match = pattern.match(head)
        if match is None:
            continue
        if scheme in (Scheme.ARABIC_DASH, Scheme.CAPITAL) and _SYMBOL.match(head, match.end()):
            continue
        marker = match.group().strip()
        ordinal = _ordinal(scheme, marker)
        if scheme is Scheme.ROMAN and ordinal is None and "H" not in marker:
            continue
        return Label(scheme, marker, ordinal)
    return None


def _ordinal(scheme: Scheme, marker: str) -> int | None:
    if scheme in (Scheme.DASH, Scheme.PLUS, Scheme.STAR):
        return None
    words = marker.strip(" .:)(-–/").split()
    if not words:
        return None
    last = words[-1].strip(".:)(-–/")
    if last.isdecimal():
        return int(last)
    if scheme in (Scheme.DECIMAL, Scheme.DECIMALS):
        digits = last.rpartition(".")[2]
        return int(digits) if digits.isdecimal() else None
    if scheme is Scheme.LETTER:
        return _LETTERS.find(last) + 1 or None
    if len(words) > 1 and words[-2].casefold().startswith("th"):
        return _WRITTEN.index(last.casefold()) + 1 if last.casefold() in _WRITTEN else None
    if scheme is Scheme.CAPITAL:
        return _LETTERS.find(last.casefold()) + 1 or None
    return roman(last.upper().replace("L", "I") if "l" in last else last.upper())


def roman(text: str) -> int | None:
    """Return the value of a Roman number up to 89 (`XIV` is 14); None if `text` is none, larger, or written wrong."""
    if not re.fullmatch(r"(L?X{0,3}|XL)(IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMANS[char] for char in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
