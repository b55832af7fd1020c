"""The stock that made documents are put together from: `variety.toml`, and the prose of the project's own texts."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from synthesis.content import library
from synthesis.form import Paragraph, Style

_WORDS: Final = Path(__file__).with_name("variety.toml")
_SHORTEST: Final = 150


@cache
def words() -> dict[str, Any]:
    """Return `variety.toml`."""
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


@cache
def prose() -> tuple[str, ...]:
    """Return the paragraphs of running text in the project's own texts: none that is a heading or an item."""
    return tuple(
        block.text
        for name in library.documents()
        for block in library.load(name).body
        if isinstance(block, Paragraph) and block.style is Style.BODY and _running(block.text)
    )


def _running(text: str) -> bool:
    """Whether a paragraph is prose: long, plainly set, and without a label at its start."""
    head = text[:12]
    plain = "**" not in text and "__" not in text
    return len(text) > _SHORTEST and plain and head[0].isupper() and ")" not in head and "." not in head
