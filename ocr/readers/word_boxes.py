"""The words of a line as our own reader saw them, and where on the page they stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.image.specks import INK
from ocr.readers.line_reader import Glyph, LineReading


def spans(glyphs: Sequence[Glyph]) -> list[tuple[int, int]]:
    """Return where the words among glyphs start and stop."""
    spaces = [-1, *(at for at, glyph in enumerate(glyphs) if glyph.text.isspace()), len(glyphs)]
    return [(before + 1, after) for before, after in pairwise(spaces) if after > before + 1]


def words_of(glyphs: Sequence[Glyph]) -> list[tuple[Glyph, ...]]:
    """Return the words among glyphs."""
    return [tuple(glyphs[start:stop]) for start, stop in spans(glyphs)]


def word_boxes(image: Grey, box: Box, line: LineReading) -> list[Box]:
    """Return the boxes of the words on a line at `box`: cut at the widest white between letters, trimmed to the ink."""
    words = [[glyph.x for glyph in word] for word in words_of(line.glyphs)]
    patch = image[box.top : box.bottom, box.left : box.right]
    inked = [*np.asarray((patch < INK).any(axis=0)).tolist(), *[False] * (box.width - patch.shape[1])]
    cuts = [box.left]
    for before, after in pairwise(words):
        cuts.append(box.left + _white(inked, before[-1] - box.left, after[0] - box.left))
    cuts.append(box.right)
    boxes = []
    for left, right in pairwise(cuts):
        columns = [column for column in range(left, right) if inked[column - box.left]]
        start, stop = (columns[0], columns[-1] + 1) if columns else (left, max(right, left + 1))
        boxes.append(Box(start, box.top, stop, box.bottom))
    return boxes[: len(words)]


def _white(inked: Sequence[bool], left: float, right: float) -> int:
    """The middle of the widest white between two columns."""
    low, high = sorted(min(max(int(side), 0), len(inked)) for side in (left, right))
    inks = [low - 1, *(column for column in range(low, high) if inked[column]), high]
    before, after = max(pairwise(inks), key=lambda pair: pair[1] - pair[0])
    return (before + after) // 2 + 1
