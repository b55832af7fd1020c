"""Set a document on A4 pages: rows stacked to pages, and each page's print as a mask of ink."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from synthesis.form import Block, Document, Table
from synthesis.truth import LineKind
from synthesis.typesetting import parts
from synthesis.typesetting.rows import (
    LEFT,
    MM,
    POINT,
    RIGHT,
    Face,
    Placed,
    Row,
    SetLine,
    centred,
    paragraph,
    place,
    table,
    tokens,
    width,
)

WIDTH, HEIGHT = round(210 * MM), round(297 * MM)
"""A4 in pixels."""
TOP, BOTTOM = 20 * MM, 277 * MM

Quad = tuple[float, float, float, float]
"""left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A word on a page, and the box of its ink."""

    text: str
    box: Quad


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line on a page."""

    kind: LineKind
    words: tuple[PrintedWord, ...]
    cells: tuple[str, ...] = ()
    block: int | None = None

    @property
    def text(self) -> str:
        """The words (of a table row: the cells), a space between."""
        return " ".join(cell for cell in self.cells if cell) if self.cells else " ".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A set page. `ink` is 0 (paper) to 255 (black), (HEIGHT, WIDTH). `parts` are the boxes of its named parts."""

    number: int
    ink: NDArray[np.uint8]
    lines: tuple[PrintedLine, ...]
    parts: dict[str, Quad]
    signing_rooms: tuple[tuple[float, float], ...]


@lru_cache(maxsize=4)
def typeset(document: Document, font: str | None = None) -> tuple[Sheet, ...]:
    """Set `document`, in the family `font` if given. Remembered: the same pages are often worn several ways.

    Raises:
        MissingGlyphError: the family lacks a letter of the text.
        ValueError: a table's row does not fit its columns.
    """
    face = Face(font or document.font, document.size)
    leading = document.leading * POINT
    content = 0

    def body(blocks: tuple[Block, ...]) -> Iterator[Row]:
        nonlocal content
        for block in blocks:
            made = table(block, face, leading) if isinstance(block, Table) else paragraph(block, face, leading)
            yield from (replace(row, block=content) for row in made)
            content += 1

    rows = [parts.header(document, face), *parts.title(document, face), *body(document.body)]
    signature, rooms = parts.signing(document, face)
    rows.append(signature)
    if document.confirmation:
        rows.append(parts.second_hand(document.confirmation, face))
    if document.copy:
        rows += parts.copied(document.copy, face)
    for appendix in document.appendices:
        rows += [*parts.appendix(appendix, face), *body(appendix.body)]
    sheets, printed = [], 0
    for number, page in enumerate(_paginate(rows), start=1):
        printed = 1 if page[0].opens else printed + 1
        signed = rooms if any(row is signature for row in page) else ()
        sheets.append(_paint(document, face, number, page, signed, printed))
    return tuple(sheets)


def _paginate(rows: list[Row]) -> Iterator[list[Row]]:
    """Fill pages from the top; what must not end a page goes with its follower, a signature with the lines before."""
    start = 0
    while start < len(rows):
        used, end = 0.0, start
        while end < len(rows) and not (rows[end].opens and end > start):
            more = rows[end].height + (rows[end].space if end > start else 0)
            if used + more > BOTTOM - TOP:
                break
            used += more
            end += 1
        if end < len(rows) and not rows[end].opens:
            if rows[end].part == "signature":
                end -= 2
            while end - 1 > start and rows[end - 1].keep:
                end -= 1
        end = max(end, start + 1)
        yield rows[start:end]
        start = end


def _number(document: Document, face: Face, number: int) -> SetLine:
    words = list(tokens(str(number), face.sized(14)))
    y = 288 * MM if document.bottom_numbers else 14 * MM
    if document.bottom_numbers:
        return SetLine(LineKind.PAGE_NUMBER, place(words, RIGHT - width(words), y))
    return SetLine(LineKind.PAGE_NUMBER, centred(words, (LEFT + RIGHT) / 2, y))


def _paint(
    document: Document, face: Face, number: int, rows: list[Row], rooms: tuple[tuple[float, float], ...], printed: int
) -> Sheet:
    """Paint sheet `number` of the document, which bears the page number `printed`, if that is not 1."""
    image = Image.new("L", (WIDTH, HEIGHT), 0)
    draw = ImageDraw.Draw(image)
    lines: list[PrintedLine] = []
    boxes: dict[str, list[Quad]] = {}
    y = TOP
    room_top = 0.0
    for index, row in enumerate(rows):
        y += row.space if index else 0
        if row.part == "signature":
            room_top = y
        for line in row.lines:
            lines.append(_line(draw, line, y, row.block))
            boxes.setdefault(row.part, []).extend(word.box for word in lines[-1].words)
        for rule in row.rules:
            draw.rectangle(
                (round(rule.left), round(y + rule.top), round(rule.right) - 1, round(y + rule.bottom) - 1), fill=255
            )
        y += row.height
    if printed > 1:
        page_number = _line(draw, _number(document, face, printed), 0)
        lines = [*lines, page_number] if document.bottom_numbers else [page_number, *lines]
    if number == 1 and document.circulation:
        words = list(tokens(document.circulation, face.sized(12), bold=True))
        lines.insert(0, _line(draw, SetLine(LineKind.MARK, place(words, RIGHT - width(words), 13 * MM)), 0))
    if document.file_tag:
        words = list(tokens(document.file_tag, face.sized(9)))
        lines.append(_line(draw, SetLine(LineKind.MARK, place(words, LEFT, 286 * MM)), 0))
    return Sheet(
        number=number,
        ink=np.asarray(image),
        lines=tuple(lines),
        parts={part: hull(found) for part, found in boxes.items()},
        signing_rooms=tuple((x, room_top + y) for x, y in rooms),
    )


def hull(boxes: list[Quad]) -> Quad:
    """Return the smallest box around all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _line(draw: ImageDraw.ImageDraw, line: SetLine, top: float, block: int | None = None) -> PrintedLine:
    return PrintedLine(line.kind, tuple(_word(draw, word, top) for word in line.words), line.cells, block)


def _word(draw: ImageDraw.ImageDraw, word: Placed, top: float) -> PrintedWord:
    at = (word.x, round(top + word.y))
    draw.text(at, word.text, fill=255, font=word.font, anchor="ls")
    left, upper, right, lower = draw.textbbox(at, word.text, font=word.font, anchor="ls")
    return PrintedWord(word.text, (left, upper, right, lower))
