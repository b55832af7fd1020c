"""The project's own texts (`synthesis/content/texts/*.toml`): offices, people and events in them are invented."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from synthesis.form import Block, Document, Paragraph, Style, Table

TEXTS = Path(__file__).parent / "texts"

_MARKS = {
    "## ": Style.SUBHEADING,
    "# ": Style.HEADING,
    "@ ": Style.CENTRED,
    "~ ": Style.BASIS,
    "% ": Style.NOTE,
}
_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)


def documents() -> tuple[str, ...]:
    """Return the names of all texts, sorted."""
    return tuple(sorted(path.stem for path in TEXTS.glob("*.toml")))


@cache
def load(name: str) -> Document:
    """Read the text called `name`.

    Raises:
        KeyError: there is no such text.
        pydantic.ValidationError: the file lacks a field or has one too many.
    """
    if name not in documents():
        raise KeyError(f"no text called {name!r}; there are {', '.join(documents())}")
    return parse(name, (TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


def parse(name: str, toml: str) -> Document:
    """Read a document from TOML whose `body` is marked up as `blocks` says."""
    fields: dict[str, Any] = tomllib.loads(unicodedata.normalize("NFC", toml))
    return _DOCUMENT.validate_python({**fields, "name": name, "body": blocks(fields["body"])})


def blocks(body: str) -> tuple[Block, ...]:
    """Read a body: one paragraph a line, its style by what it starts with.

    `#` heading, `##` subheading, `@` centred bold, `~` italic (legal basis), `%` centred italic, nothing: body text.
    Lines from `|` to `|` are rows of a table, cells between bars, the first its head; a line `|: 1 4 2 :|` before
    them gives the columns' shares of the width.
    """
    found: list[Block] = []
    rows: list[tuple[str, ...]] = []
    shares: tuple[float, ...] = ()

    def close() -> None:
        if rows:
            found.append(Table(tuple(rows), shares or (1.0,) * len(rows[0])))
            rows.clear()

    for line in filter(None, map(str.strip, body.splitlines())):
        if line.startswith("|:"):
            close()
            shares = tuple(float(share) for share in line.strip("|: ").split())
        elif line.startswith("|"):
            rows.append(tuple(" ".join(cell.split()) for cell in line.strip("|").split("|")))
        else:
            close()
            shares = ()
            mark = next((mark for mark in _MARKS if line.startswith(mark)), "")
            found.append(Paragraph(line.removeprefix(mark), _MARKS.get(mark, Style.BODY)))
    close()
    return tuple(found)
