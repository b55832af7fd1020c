"""A page with what was read drawn over it: for looking at, by engineers and technicians."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.cleanup import Pixels
from ocr.elements import Box, Page, RegionKind

SURE, DOUBTFUL, LOST = (30, 140, 60), (230, 150, 20), (210, 40, 40)
STAMP, TABLE, SCRAWL = (180, 40, 180), (30, 110, 210), (130, 130, 130)
"""RGB colours: words by confidence, stamps, tables and handwriting."""


def draw(pixels: Pixels, page: Page) -> NDArray[np.uint8]:
    """Return the page image, RGB, with boxes around words (by confidence), stamps, tables and handwriting.

    Green words have a confidence of 0.95 or more, orange ones 0.75, red ones less.
    """
    image = Image.fromarray(pixels).convert("RGB")
    canvas = ImageDraw.Draw(image)
    stroke = max(1, image.width // 800)

    def frame(box: Box, colour: tuple[int, int, int], width: int = stroke) -> None:
        canvas.rectangle((box.left, box.top, max(box.left, box.right), max(box.top, box.bottom)), None, colour, width)

    for region in page.regions:
        if region.kind is RegionKind.TABLE:
            frame(region.box, TABLE, 2 * stroke)
        if region.kind is RegionKind.HANDWRITING:
            frame(region.box, SCRAWL)
        for word in (word for line in region.lines for word in line.words):
            frame(word.box, SURE if word.confidence >= 0.95 else DOUBTFUL if word.confidence >= 0.75 else LOST)
    for stamp in page.stamps:
        frame(stamp.box, STAMP, 3 * stroke)
        canvas.text(
            (stamp.box.left, max(0, stamp.box.top - 14 * stroke)), stamp.kind.value, STAMP, font_size=12 * stroke
        )
    return np.asarray(image, np.uint8)
