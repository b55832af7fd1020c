"""A document's pages as a reader without faults would hand them on: the set words and boxes, no image."""

from __future__ import annotations

from itertools import accumulate, groupby

from ocr.elements import Box, Line, Page, Region, RegionKind, Stamp, Word
from synthesis.form import Document
from synthesis.paper import marks
from synthesis.truth import LineKind
from synthesis.typesetting.fonts import DPI
from synthesis.typesetting.typeset import HEIGHT, WIDTH, PrintedLine, Quad, typeset

_KINDS = {LineKind.TABLE: RegionKind.TABLE, LineKind.PAGE_NUMBER: RegionKind.PAGE_NUMBER}


def read(document: Document, seed: int = 1) -> list[Page]:
    """Return the pages of `document`, every word right and sure, stamps with all that they say.

    Raises:
        MissingGlyphError: the family lacks a letter of the text.
        ValueError: a table's row does not fit its columns.
    """
    sheets = typeset(document)
    pages = []
    for sheet in sheets:
        regions = []
        for kind, lines in groupby(sheet.lines, key=lambda line: _KINDS.get(line.kind, RegionKind.TEXT)):
            read_lines = tuple(_line(line) for line in lines)
            regions.append(Region(kind, Box.hull(line.box for line in read_lines), read_lines))
        stamped = marks.marks(document, sheet, len(sheets), marks.seed_of(document.name, sheet.number, seed))
        stamps = tuple(_stamp(mark) for mark in stamped if mark.kind and mark.text)
        pages.append(Page(sheet.number, WIDTH, HEIGHT, DPI, tuple(regions), stamps))
    return pages


def _box(quad: Quad) -> Box:
    left, top, right, bottom = quad
    return Box(int(left), int(top), int(right) + 1, int(bottom) + 1)


def _line(line: PrintedLine) -> Line:
    words = tuple(Word(word.text, _box(word.box), 0.999) for word in line.words)
    ends = tuple(accumulate(len(cell.split()) for cell in line.cells))
    return Line(Box.hull(word.box for word in words), words, ends)


def _stamp(mark: marks.Mark) -> Stamp:
    box = _box(mark.box)
    lines = tuple(Line(box, tuple(Word(word, box, 0.9) for word in text.split())) for text in mark.text.splitlines())
    assert mark.kind is not None
    return Stamp(mark.kind, box, lines, 0.95)
