"""Where stamps lie on a page, and of what kind: a small network's view of the whole page (`models/stamps.md`).

The network sees the page in colour at 4 pixels a millimetre and says for each cell of 1 mm whether it belongs to a
stamp of some class. Neighbouring cells are a stamp. The page is taken to be A4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.resources import model_path
from ocr.confidence import CELL_OF_CLASS
from ocr.elements import Box
from ocr.image.cleanup import Pixels, as_uint8
from ocr.image.components import connected
from ocr.trueocr_parts import session

NAME = "sohoa stamps"
"""What the detector is called in a page's record."""

PER_MM = 4.0
"""Pixels a millimetre of the page as the network sees it."""

STRIDE = 4
"""Such pixels a cell of its answer: 1 mm."""

SHRUNK_MM = 1.5
"""How far within its stamp's edge the network was taught to draw, so that neighbours stay apart."""


class InkClass(StrEnum):
    """What was put on a page after printing: the classes that the network tells apart, and two within them.

    WORDS are stamps that say what they are: of receipt, urgency, secrecy, copies. The network does not know the last
    two: an OVERLAY may lie beside an emblem that was seen as words, a MARKING on a stamp (`ocr.stamps.sights`).
    """

    SEAL = "seal"
    WORDS = "words"
    ESIGNATURE = "esignature"
    HANDWRITING = "handwriting"
    OVERLAY = "overlay"
    MARKING = "marking"


CLASSES = (InkClass.SEAL, InkClass.WORDS, InkClass.ESIGNATURE, InkClass.HANDWRITING)
"""The classes of the network's maps, in their order."""

_SIDES = 32
"""Pixels that the network's sides are multiples of."""

_LEAST_MM2 = {InkClass.SEAL: 40, InkClass.WORDS: 30, InkClass.ESIGNATURE: 30, InkClass.HANDWRITING: 12}
"""Least area, in square millimetres, of what is believed, within its drawn-in edge: of a seal at the page's edge half
may be there."""

_LARGER = 0.25
"""Power of its area by which a larger find is surer than a smaller one."""

_SAME = 0.5
"""Share of the smaller of two boxes from which two finds are one stamp: the surer one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that looks like ink of class `name`, and how sure the network is of it on average (0 to 1)."""

    name: InkClass
    box: Box
    confidence: float


def find(page: Pixels, size: tuple[int, int]) -> list[Spot]:
    """Find what is stamped and written on an upright page.

    Args:
        page: the page at `PER_MM`, (h, w, 3) or grey (h, w), uint8.
        size: width and height of the image that boxes are wanted in.
    """
    maps = _maps(page)
    spots = [spot for name, layer in zip(CLASSES, maps, strict=True) for spot in _spots(name, layer)]
    spots = _surest([s for s in spots if s.name is not InkClass.HANDWRITING]) + [
        s for s in spots if s.name is InkClass.HANDWRITING
    ]
    height, width = page.shape[:2]
    across, down = size[0] / width, size[1] / height
    return [Spot(spot.name, _scaled(spot.box, across, down, size), spot.confidence) for spot in spots]


@cache
def _session() -> Any:
    return session(model_path("stamps.onnx"), 1)


def _maps(page: Pixels) -> NDArray[np.float32]:
    """Return the share of each class in each cell, (classes, rows, columns)."""
    rgb = page if page.ndim == 3 else np.repeat(page[..., None], 3, axis=2)
    height, width = rgb.shape[:2]
    padded = cv2.copyMakeBorder(rgb, 0, -height % _SIDES, 0, -width % _SIDES, cv2.BORDER_REPLICATE)
    planes = np.ascontiguousarray(padded.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
    shares = _session().run(None, {"page": planes})[0][0]
    return np.asarray(shares[:, : -(-height // STRIDE), : -(-width // STRIDE)], np.float32)


def _spots(name: InkClass, shares: NDArray[np.float32]) -> list[Spot]:
    """Return the patches of sure cells, in pixels of the network's page."""
    patches = connected(as_uint8(shares > CELL_OF_CLASS))
    cell = STRIDE / PER_MM
    grown = 0.0 if name is InkClass.HANDWRITING else SHRUNK_MM
    found = []
    for number, (left, top, width, height, area) in enumerate(patches.stats.tolist()):
        if number == 0 or area * cell * cell < _LEAST_MM2[name]:
            continue
        reach = round(grown * PER_MM)
        box = Box(
            left * STRIDE - reach,
            top * STRIDE - reach,
            (left + width) * STRIDE + reach,
            (top + height) * STRIDE + reach,
        )
        patch = patches.labels[top : top + height, left : left + width] == number
        found.append(Spot(name, box, float(shares[top : top + height, left : left + width][patch].mean())))
    return found


def _surest(spots: Sequence[Spot]) -> list[Spot]:
    """Of finds that lie on one another, the surest; a seal and what it is stamped over are two."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: -spot.confidence * spot.box.area**_LARGER):
        rivals = [other for other in kept if (InkClass.SEAL in (spot.name, other.name)) == (spot.name == other.name)]
        if not any(spot.box.intersection(o.box) > _SAME * min(spot.box.area, o.box.area) for o in rivals):
            kept.append(spot)
    return kept


def _scaled(box: Box, across: float, down: float, size: tuple[int, int]) -> Box:
    return Box(
        max(0, round(box.left * across)),
        max(0, round(box.top * down)),
        min(size[0], round(box.right * across)),
        min(size[1], round(box.bottom * down)),
    )
