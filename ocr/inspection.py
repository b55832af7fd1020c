"""The page as recognition saw it, for people to look at: reading itself keeps no image."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.cleanup import Grey, as_uint8
from ocr.image.geometry import STRAIGHT, Frame
from ocr.lines import ruling_lines
from ocr.prepare import prepare
from ocr.sources.page_image import PageImage

_STRIP = 256
"""Rows mapped at a time: the coordinates of a whole page would take ten times the memory of its pixels."""

_ROUNDS = 4
"""Fixed-point rounds from a levelled to a working pixel; slopes are under 0.1, so that it errs by under 0.1 px."""


@dataclass(frozen=True, slots=True, eq=False)
class CleanedPage:
    """What the readers get their lines from: cleaned, upright, levelled, without ruling lines.

    `grey` is (H, W) uint8; `frame` says how it lies on the page.
    """

    grey: Grey
    frame: Frame


def clean_page(image: PageImage) -> CleanedPage:
    """Prepare a page and lift its ruling lines off, as `ocr.read.read_page` does before it looks for lines.

    Raises:
        MissingToolError: a model is not installed.
    """
    prepared = prepare(image)
    return CleanedPage(ruling_lines.lift(prepared.grey, ruling_lines.find(prepared.grey)), prepared.frame)


def on_page(cleaned: CleanedPage) -> Grey:
    """Return the cleaned image as it lies on the page as delivered, so that the boxes of `Page` fit it.

    The result has the page's shape and the working image's scale; it is white where nothing was kept.
    """
    frame = cleaned.frame
    width, height = frame.page_size
    scale = max(frame.size) / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if frame.bend == STRAIGHT and np.array_equal(frame.matrix, np.eye(3)):
        return cleaned.grey
    to_page = np.diag([width / size[0], height / size[1], 1.0])
    strips = [
        _look_up(cleaned.grey, frame, frame.matrix @ to_page, size[0], range(top, min(top + _STRIP, size[1])))
        for top in range(0, size[1], _STRIP)
    ]
    return np.concatenate(strips)


def _look_up(grey: Grey, frame: Frame, to_level: NDArray[np.float64], width: int, rows: range) -> Grey:
    """Return `rows` of the target; `to_level` maps its pixels to those of the levelled image."""
    down, across = np.mgrid[rows.start : rows.stop, 0:width] + 0.5
    x, level, w = (to_level @ np.stack([across.ravel(), down.ravel(), np.ones(down.size)])).reshape(3, *down.shape)
    x, level = x / w, level / w
    y = level
    if frame.bend != STRAIGHT:
        for _ in range(_ROUNDS):
            y = level - frame.bend.drop(x, y, frame.size)
    map_x, map_y = (x - 0.5).astype(np.float32), (y - 0.5).astype(np.float32)
    found = cv2.remap(grey, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return as_uint8(found)
