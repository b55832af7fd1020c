"""Number and symbol as they are cited: `35-NQ/TW`, `30/2020/NĐ-CP`, `73/CP`, `36 -HD/VPTW`."""

from __future__ import annotations

import re
from typing import Any, Final

from postprocess.tagging.spans import text

_NUMBER: Final = re.compile(r"(\d{1,5}[a-zA-ZĐ]?)[-/](.+)")
DIGITS: Final = re.compile(r"\d{1,5}[a-zA-ZĐ]?")
# The form of decrees until the nineties: `Nghị định số 73/CP`.
SHORT_SYMBOL: Final = re.compile(r"\d{1,5}[a-zA-ZĐ]?[-/][A-ZĐƯ][A-Za-zĐđƯư]{0,7}")
# NQ/TW, QĐ-UBND, 2020/NĐ-CP where blanks stand between number and symbol
_CODE: Final = re.compile(r"(?:\d{4}[-/])?[A-ZĐƯ][A-Za-zĐđƯư0-9]{0,7}(?:[-/][A-ZĐƯ][A-Za-zĐđƯư0-9]{0,14}){1,3}")
# TW, TTg, QUTW: two capitals at least
_BODY: Final = re.compile(r"[A-ZĐƯ]{2}[A-Za-zĐđƯư0-9]{0,12}")
_CODE_TOKENS: Final = 7


def split_symbol(printed: str) -> tuple[str, str]:
    """Return (number, symbol) of `35-NQ/TW`: 35 and NQ/TW."""
    match = _NUMBER.fullmatch(printed)
    return (match[1], match[2]) if match else ("", printed)


def whole_symbol(doc: Any, at: int) -> tuple[str, int]:
    """Return (symbol, end) of a symbol whose last part blanks or a long dash set off (`58/QĐ - TTg`)."""
    printed = text(doc, at)
    if text(doc, at + 1) in ("-", "–", "/") and _BODY.fullmatch(text(doc, at + 2)):
        return f"{printed}{text(doc, at + 1)}{text(doc, at + 2)}".replace("–", "-"), at + 3
    return printed, at + 1


def code_at(doc: Any, at: int) -> tuple[str, int]:
    """Return (symbol, end) of a symbol that blanks part from its number (`35 -NQ/TW`); ("", `at`) if none."""
    first = at + 1 if text(doc, at) in ("-", "/", "–") else at
    best, end = "", at
    code = ""
    for index in range(first, min(len(doc), first + _CODE_TOKENS)):
        code += text(doc, index).replace("–", "-")
        if _CODE.fullmatch(code):
            best, end = code, index + 1
    return best, end
