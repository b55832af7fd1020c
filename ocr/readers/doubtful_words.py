"""What Tesseract is shown of a line that our own reader is unsure of: the words in doubt, each by itself.

Its time goes by the width of what it sees. That it sees a word without its neighbours does not make it read worse
(docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import cv2
import numpy as np

from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.lines.line_boxes import crop, resize_to_height
from ocr.readers.line_reader import Glyph, LineReading
from ocr.readers.tesseract import Token
from ocr.readers.word_boxes import spans

_MOST = 0.7
"""Share of a line's width from which all of it is shown."""

_LINE_HEIGHT = 44
"""Pixels of a line crop, margins included: capitals come out near 30 px, the size Tesseract's network was trained on.
36 to 56 read equally well (line CER 2.47 to 2.51 % on the real pages)."""

_MARGIN = 10
"""White pixels around a line crop; Tesseract drops letters that touch the edge."""

_PAD_Y = 0.15
"""Line heights above and below the detected box that a crop shows: room for stacked diacritics, none for the next
line."""

_PAD_X = 0.3
"""Line heights on either side of the detected box that a crop shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line: columns `left` to `right` of its image, glyphs `start` to `stop` of our own reading."""

    left: int
    right: int
    start: int
    stop: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left


def whole(image: Grey, box: Box, line: LineReading) -> Part:
    """Return all of a line at `box`, with white at its ends."""
    _, wide = crop(image, box, _PAD_Y, _PAD_X)
    return Part(wide.left, wide.right, 0, len(line.glyphs))


def in_doubt(
    image: Grey, box: Box, line: LineReading, boxes: Sequence[Box], is_unsure: Callable[[Sequence[Glyph]], bool]
) -> list[Part]:
    """Return the words of a line of which our own reader `is_unsure`; all of the line if they are most of it.

    `boxes` are those of its words (`ocr.readers.word_boxes`).
    """
    all_of_it = whole(image, box, line)
    parts = []
    words = list(enumerate(spans(line.glyphs)))
    for unsure, run in groupby(words, key=lambda word: is_unsure(line.glyphs[slice(*word[1])])):
        some = list(run)
        (first, (start, _)), (last, (_, stop)) = some[0], some[-1]
        left = (boxes[first - 1].right + boxes[first].left) // 2 if first else all_of_it.left
        right = (boxes[last].right + boxes[last + 1].left) // 2 if last + 1 < len(boxes) else all_of_it.right
        left = min(left, all_of_it.right - 1)
        if unsure:
            parts.append(Part(left, max(left + 1, right), start, stop))
    return parts if sum(part.width for part in parts) < _MOST * all_of_it.width else [all_of_it]


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """The image of a part, at the height that Tesseract reads best: `scale` times what lies at `box` on the page."""

    image: Grey
    box: Box
    scale: float

    def placed(self, token: Token) -> Token:
        """Return a word of this image where it stands on the page."""
        box = self.box

        def x(value: int) -> int:
            return min(box.right, max(box.left, box.left + round((value - _MARGIN) / self.scale)))

        def y(value: int) -> int:
            return min(box.bottom, max(box.top, box.top + round((value - _MARGIN) / self.scale)))

        seen = token.box
        return Token(token.text, Box(x(seen.left), y(seen.top), x(seen.right), y(seen.bottom)), token.confidence)


def cut(image: Grey, box: Box, part: Part) -> Crop:
    """Return a part of a line at `box` as Tesseract is to see it."""
    around, wide = crop(image, box, _PAD_Y, _PAD_X)
    around = around[:, part.left - wide.left : part.right - wide.left]
    scale = _LINE_HEIGHT / around.shape[0]
    around = resize_to_height(around, _LINE_HEIGHT)
    bordered = cv2.copyMakeBorder(around, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_CONSTANT, value=255)
    return Crop(np.asarray(bordered, np.uint8), Box(part.left, wide.top, part.right, wide.bottom), scale)
