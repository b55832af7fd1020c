"""Numbers of a ruled table's rows: `I` over 2 is 1, `II` between 10 and 12 is 11. Alone in a cell they look alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ocr.elements import Line, Page, Region, RegionKind
from postprocess.elements import Correction
from postprocess.words.rewrite import Change, Place, rewrite_all

_LOOKS_LIKE: Final = str.maketrans({"I": "1", "l": "1", "|": "1", "O": "0", "o": "0"})
_LONGEST: Final = 3
_CONFIDENCE: Final = 0.9
"""Of a number that its neighbours tell: as of any word that one of two readers saw."""


def number_rows(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Return `pages` with the numbers of tables' rows put right where the rows before and after tell them."""
    return rewrite_all(pages, [_changes(page) for page in pages], "row numbers")


def _changes(page: Page) -> dict[Place, Change]:
    return {
        (r, n, 0): Change(number, "the rows before and after count so", confidence=_CONFIDENCE)
        for r, region in enumerate(page.regions)
        if region.kind is RegionKind.TABLE
        for n, number in _misread(region)
    }


def _misread(region: Region) -> list[tuple[int, str]]:
    """Return the rows whose number was misread, and what it is."""
    firsts = [_first(line) for line in region.lines]
    found = []
    for n, text in enumerate(firsts):
        number = text.translate(_LOOKS_LIKE)
        if number == text or not _is_number(number):
            continue
        before, after = (firsts[at] if 0 <= at < len(firsts) else "" for at in (n - 1, n + 1))
        counts = [int(other) == int(number) + step for other, step in ((before, -1), (after, 1)) if _is_number(other)]
        if counts and all(counts):
            found.append((n, number))
    return found


def _first(line: Line) -> str:
    """Return the word that stands alone in a row's first cell; "" if there is none."""
    if not line.ends or line.ends[0] != 1:
        return ""
    return line.words[0].text


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST and not text.startswith("0")
