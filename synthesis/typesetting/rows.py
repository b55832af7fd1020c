"""Rows: the unbreakable strips that a page is stacked from, and how text is broken into them.

All lengths are pixels at `fonts.DPI`, in floats; y grows downwards.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageFont

from synthesis.form import Paragraph, Style, Table
from synthesis.truth import LineKind
from synthesis.typesetting import fonts

MM = fonts.DPI / 25.4
"""A millimetre."""
POINT = fonts.DPI / 72
"""A typographic point."""
LEFT, RIGHT = 30 * MM, 195 * MM
"""Edges of the text on A4: margins 30 and 15 mm (HD05, Phụ lục 2)."""
INDENT = 10 * MM
"""First line of a paragraph."""

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Placed:
    """A word: left end `x` from the page's edge, baseline `y` from the top of its row."""

    text: str
    x: float
    y: float
    font: Font


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of words."""

    kind: LineKind
    words: tuple[Placed, ...]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A black rectangle; y from the top of its row."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Row:
    """A strip of the page. `space` is left above it but at the top of a page; `keep` binds it to the next row.

    `part` names the rows that stamps and signatures are put on: "header", "title", "body", "signature". `opens` starts
    a new page with page numbers of its own; `block` numbers the paragraphs and tables of the content.
    """

    height: float
    lines: tuple[SetLine, ...]
    rules: tuple[Rule, ...] = ()
    space: float = 0.0
    keep: bool = False
    part: str = "body"
    opens: bool = False
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """A family and size, and its styles."""

    family: str
    points: float

    def font(self, bold: bool = False, italic: bool = False) -> Font:
        """Return the face in a style."""
        return fonts.face(self.family, self.points, bold, italic)

    def sized(self, points: float) -> Face:
        """Return the same family at another size."""
        return Face(self.family, points)


def tokens(text: str, face: Face, bold: bool = False, italic: bool = False) -> Iterator[tuple[str, Font]]:
    """Split text with `**bold**` and `__italic__` into words, each with its font.

    Raises:
        MissingGlyphError: the font lacks a letter.
    """
    for token in unicodedata.normalize("NFC", text).split():
        was_bold, was_italic = bold, italic
        bold ^= token.count("**") % 2 == 1
        italic ^= token.count("__") % 2 == 1
        word = token.replace("**", "").replace("__", "")
        font = face.font(was_bold or bold, was_italic or italic)
        fonts.check(font, word)
        yield word, font


@lru_cache(maxsize=20_000)
def length(font: Font, text: str) -> float:
    """Return the advance of a word: `font.getlength`, remembered."""
    return font.getlength(text)


def width(words: Sequence[tuple[str, Font]]) -> float:
    """Return the natural width of a line of words."""
    spaces = sum(length(font, " ") for _, font in words[:-1])
    return spaces + sum(length(font, text) for text, font in words)


def wrap(words: Sequence[tuple[str, Font]], measure: float, first: float = 0.0) -> list[list[tuple[str, Font]]]:
    """Break words into lines of at most `measure`, greedily; the first is shorter by `first`."""
    lines: list[list[tuple[str, Font]]] = [[]]
    room = measure - first
    for text, font in words:
        needed = length(font, text)
        if lines[-1] and needed > room:
            lines.append([])
            room = measure
        lines[-1].append((text, font))
        room -= needed + length(font, " ")
    return lines


def balanced(words: Sequence[tuple[str, Font]], measure: float) -> list[list[tuple[str, Font]]]:
    """Break words into as few lines as `wrap` does, but of nearly the same length, as titles are set."""
    lines = wrap(words, measure)
    count, step = len(lines), measure / 40
    while measure - step > 0 and len(narrower := wrap(words, measure - step)) == count:
        lines, measure = narrower, measure - step
    return lines


def place(words: Sequence[tuple[str, Font]], x: float, y: float, stretch: float = 0.0) -> tuple[Placed, ...]:
    """Set words from `x` on, each space wider by `stretch`."""
    placed = []
    for text, font in words:
        placed.append(Placed(text, x, y, font))
        x += length(font, text) + length(font, " ") + stretch
    return tuple(placed)


def centred(words: Sequence[tuple[str, Font]], middle: float, y: float) -> tuple[Placed, ...]:
    """Set words around `middle`."""
    return place(words, middle - width(words) / 2, y)


def paragraph(block: Paragraph, face: Face, leading: float) -> Iterator[Row]:
    """Set a paragraph, a row a line; body text justified."""
    style = block.style
    bold = style in (Style.HEADING, Style.SUBHEADING, Style.CENTRED)
    baseline, space = leading * 0.78, 6 * POINT
    if style in (Style.CENTRED, Style.NOTE):
        parts = [list(tokens(part, face, bold, style is Style.NOTE)) for part in block.text.split("\n")]
        lines = [line for part in parts for line in balanced(part, (RIGHT - LEFT) * 0.9)]
        for number, line in enumerate(lines):
            placed = centred(line, (LEFT + RIGHT) / 2, baseline)
            yield Row(leading, (SetLine(LineKind.BODY, placed),), space=0 if number else space, keep=True)
        return
    lines = wrap(list(tokens(block.text, face, bold, style is Style.BASIS)), RIGHT - LEFT, INDENT)
    for number, line in enumerate(lines):
        x = LEFT if number else LEFT + INDENT
        loose = RIGHT - x - width(line)
        stretch = loose / (len(line) - 1) if number < len(lines) - 1 and len(line) > 1 else 0.0
        placed = place(line, x, baseline, stretch)
        yield Row(leading, (SetLine(LineKind.BODY, placed),), space=0 if number else space, keep=bold)


def table(block: Table, face: Face, leading: float) -> Iterator[Row]:
    """Set a ruled table, a row of the page a row of the table; head bold, cells of digits centred.

    Raises:
        ValueError: a row has not as many cells as there are widths.
    """
    face = face.sized(face.points - 1)
    leading, pad, thick = leading * 0.95, 1.5 * MM, 0.25 * MM
    edges = [LEFT]
    for share in block.widths:
        edges.append(edges[-1] + share / sum(block.widths) * (RIGHT - LEFT))
    for number, cells in enumerate(block.rows):
        if len(cells) != len(block.widths):
            raise ValueError(f"table row {number} has {len(cells)} cells for {len(block.widths)} columns")
        wrapped = [
            wrap(list(tokens(cell, face, bold=number == 0)), right - left - 2 * pad) if cell else []
            for cell, left, right in zip(cells, edges[:-1], edges[1:], strict=True)
        ]
        deepest = max(len(lines) for lines in wrapped)
        height = deepest * leading + 2 * pad
        placed: list[Placed] = []
        for cell, lines, left, right in zip(cells, wrapped, edges[:-1], edges[1:], strict=True):
            top = (height - len(lines) * leading) / 2 if number == 0 else pad
            middle = number == 0 or len(cell) < 8
            for index, line in enumerate(lines):
                y = top + index * leading + leading * 0.78
                x = (left + right - width(line)) / 2 if middle else left + pad
                placed += place(line, x, y)
        verticals = [Rule(edge - thick / 2, 0, edge + thick / 2, height) for edge in edges]
        # A rule above every row as well: any row may come to stand first on a page.
        rules = [*verticals, Rule(LEFT, 0, RIGHT, thick), Rule(LEFT, height - thick, RIGHT, height)]
        line_ = SetLine(LineKind.TABLE, tuple(placed), cells)
        yield Row(height, (line_,), tuple(rules), space=3 * MM if number == 0 else 0, keep=number == 0)
