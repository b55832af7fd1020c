"""Pieces of Markdown (CommonMark with GFM's tables) that show text just as it was printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BREAK = "  \n"
"""A line's end that is meant."""

RULE = "---"

# What can open or close a span, a link, HTML, an entity, a cell or a heading's end, wherever it stands.
_SPECIAL = re.compile(r"[\\`*_\[<|~]|(?<!\S)#|&(?=#?\w+;)")
# What opens a list, a quotation, a rule, a heading's underline or a table's second line at the start of a line.
_OPENING = re.compile(r"^(?:(?=[-+=>:])|([0-9]{1,9})(?=[.)](?:\s|$)))")


def inline(text: str) -> str:
    """Return `text` with a single space for each gap, and whatever means something to Markdown escaped."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def line(text: str) -> str:
    """Return `text` as `inline`, safe at the start of a line: `1. …` stays what it is and is not numbered anew."""
    return _OPENING.sub(r"\1\\", inline(text))


def lines(texts: Iterable[str]) -> str:
    """Return a paragraph that keeps its lines."""
    return BREAK.join(line(text) for text in texts)


def heading(text: str, depth: int) -> str:
    """Return a heading; there are six depths."""
    return f"{'#' * min(6, depth)} {inline(text)}"


def emphasis(text: str) -> str:
    """Return a paragraph in italics: what the machine adds to the printed text."""
    return f"*{text}*"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table, its first row as the head; missing cells are empty."""
    width = max(len(row) for row in rows)
    cells = [[inline(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    head, *body = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join((head, f"|{' --- |' * width}", *body))


def indent(text: str, width: int) -> str:
    """Return `text` set in by `width` spaces: as a part of a list item whose bullet is that wide."""
    return "\n".join(" " * width + part for part in text.split("\n"))
