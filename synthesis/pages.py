"""From a document to worn pages with their truth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.elements import Box
from synthesis.content import library
from synthesis.form import Document
from synthesis.paper import marks, wear
from synthesis.paper.warp import Warp
from synthesis.truth import LineKind, PageTruth, TrueLine, TrueMetadata, TrueStamp, TrueWord
from synthesis.typesetting.typeset import HEIGHT, WIDTH, PrintedLine, Quad, Sheet, hull, typeset

WEARS: tuple[str, ...] = tuple(wear.KINDS)
"""The kinds of wear, from the mildest to the phone's."""


@dataclass(frozen=True, slots=True)
class MadePage:
    """A worn page: RGB image, uint8, (height, width, 3), and what it says."""

    image: NDArray[np.uint8]
    truth: PageTruth


def make(
    document: Document | str, *, wear: str = "clean", dpi: int = 200, seed: int = 1, font: str | None = None
) -> list[MadePage]:
    """Set a document (or the project's own text of that name) on A4 pages and wear them.

    The text, its lines and its stamps hang on document, font and seed alone, so kinds and resolutions can be compared;
    the wear hangs on all. Same arguments, same pixels.

    Args:
        document: the document, or a name out of `documents()`.
        wear: one of `WEARS`.
        dpi: resolution of the images, 50 to 300 dots per inch.
        seed: whatever is left to chance follows from it.
        font: a family out of `fonts.FAMILIES`; the document's own by default.

    Raises:
        KeyError: no such text, kind of wear or family.
        ValueError: resolution out of range, or a table's row does not fit its columns.
        MissingGlyphError: the family lacks a letter of the text.
    """
    document, sheets = _set(document, dpi, font)
    return [_page(document, sheets, index, wear, dpi, seed) for index in range(len(sheets))]


def make_page(
    document: Document | str, index: int, *, wear: str = "clean", dpi: int = 200, seed: int = 1, font: str | None = None
) -> MadePage:
    """Return page `index` of what `make` gives, made alone; as in a list, 0 is the first and -1 the last.

    Raises:
        IndexError: no such page.
        KeyError, ValueError, MissingGlyphError: as `make`.

    """
    document, sheets = _set(document, dpi, font)
    return _page(document, sheets, range(len(sheets))[index], wear, dpi, seed)


def _set(document: Document | str, dpi: int, font: str | None) -> tuple[Document, tuple[Sheet, ...]]:
    if not 50 <= dpi <= 300:
        raise ValueError(f"resolution {dpi} is not within 50 to 300 dpi")
    if isinstance(document, str):
        document = library.load(document)
    return document, typeset(document, font)


def _page(document: Document, sheets: tuple[Sheet, ...], index: int, kind: str, dpi: int, seed: int) -> MadePage:
    sheet = sheets[index]
    size = round(WIDTH * dpi / 300), round(HEIGHT * dpi / 300)
    stamped = marks.marks(document, sheet, len(sheets), marks.seed_of(document.name, sheet.number, seed))
    back = sheets[index + 1 if index + 1 < len(sheets) else index - 1]
    flat = wear.Flat(
        dpi=dpi,
        ink=wear.scaled(sheet.ink, size),
        verso=wear.scaled(back.ink, size)[:, ::-1],
        marks=wear.transmitted(stamped, (HEIGHT, WIDTH), size),
    )
    image, warp = wear.KINDS[kind](flat, marks.seed_of(document.name, sheet.number, seed, kind, dpi))
    truth = PageTruth(
        document=document.name,
        page=sheet.number,
        pages=len(sheets),
        wear=kind,
        dpi=dpi,
        seed=seed,
        width=image.shape[1],
        height=image.shape[0],
        lines=tuple(_line(line, warp, dpi) for line in sheet.lines),
        stamps=tuple(_stamps(stamped, warp, dpi)),
        handwriting=tuple(_box(mark.box, warp, dpi) for mark in stamped if mark.kind is None),
        metadata=TrueMetadata.of(document),
    )
    return MadePage(image, truth)


def _box(quad: Quad, warp: Warp, dpi: int) -> Box:
    """Return the upright hull of a box of the set page in the worn image, cut to the image."""
    left, top, right, bottom = (edge * dpi / 300 for edge in quad)
    # A bend may be highest between the corners: follow the upper and lower edge.
    along = np.linspace(left, right, 9)
    edges = [np.column_stack([along, np.full_like(along, y)]) for y in (top, bottom)]
    points = warp.points(np.vstack(edges))
    width, height = warp.size
    return Box(
        max(0, math.floor(points[:, 0].min())),
        max(0, math.floor(points[:, 1].min())),
        min(width, math.ceil(points[:, 0].max())),
        min(height, math.ceil(points[:, 1].max())),
    )


def _line(line: PrintedLine, warp: Warp, dpi: int) -> TrueLine:
    words = tuple(TrueWord(word.text, _box(word.box, warp, dpi)) for word in line.words)
    return TrueLine(
        line.text, _box(hull([word.box for word in line.words]), warp, dpi), line.kind, words, line.cells, line.block
    )


def _stamps(stamped: list[marks.Mark], warp: Warp, dpi: int) -> list[TrueStamp]:
    """Return the stamps; the pen's values in an incoming stamp belong to its box."""
    found: list[TrueStamp] = []
    for mark in stamped:
        if mark.kind is None:
            continue
        box = _box(mark.box, warp, dpi)
        if found and not mark.text and found[-1].kind is mark.kind and mark.kind is not None:
            continue
        found.append(TrueStamp(mark.kind, box, mark.text, mark.printed))
    return found


__all__ = ["WEARS", "LineKind", "MadePage", "make", "make_page"]
