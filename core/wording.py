"""The language of help and messages on the command line: Vietnamese, or English where the environment asks for it."""

from __future__ import annotations

import os
from pathlib import Path

# Looked at in this order; the first that is set decides (POSIX's own order after ours).
VARIABLES = ("SOHOA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def english() -> bool:
    """Say whether the environment asks for English (`en`, `en_US.UTF-8`); Vietnamese is for all others."""
    return next((value for name in VARIABLES if (value := os.environ.get(name))), "").startswith("en")


def t(vi: str, en: str) -> str:
    """Return the text in the language that the environment asks for."""
    return en if english() else vi


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share of 1 as Vietnamese per cent (`97,3 %`); a dash for None."""
    return "–" if share is None else f"{share * 100:.{digits}f} %".replace(".", ",")


UNSURE = " (?)"
"""Behind a value that a person should look at: handwriting, a misread word."""


def full_number(number: str, symbol: str) -> str:
    """Join number and symbol as they are printed: `35-NQ/TW` for the Party, `12/QĐ-UBND` for the State.

    The form tells itself: a Party symbol has its stroke inside, a State symbol its dash, or the year first
    (Hướng dẫn 05-HD/VPTW, Nghị định 30/2020/NĐ-CP). A missing number shows as `…`.
    """
    if not symbol:
        return number
    party = "/" in symbol and not symbol[0].isdigit()
    return f"{number or '…'}{'-' if party else '/'}{symbol}"


def near(path: Path) -> str:
    """Return `path` relative to the working directory where it lies below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
