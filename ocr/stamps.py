"""Stamps, seals and overlays: what was put on the page after printing, found and named.

Coloured ones are blobs of the colour layer; the black incoming stamp of a photocopy and the overlay of an electronic
signature are known by what they say (`models/stamps.json`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from models.resources import load_json
from ocr import geometry, neural, rules
from ocr.cleanup import Grey, as_uint8
from ocr.elements import Box, Line, Stamp, StampKind
from ocr.geometry import Frame
from ocr.lines import median_height
from ocr.recognise import Reading
from ocr.vote import fold

_COLOUR_INK = 170
"""Level of the colour layer below which a pixel is coloured ink."""

_BRIDGE_MM, _SMALLEST_MM = 2.5, 7.0
"""Ink this close belongs to one stamp; a blob smaller than this is a pen stroke or a fleck. The smallest stamp in use,
KHẨN, is 20 x 8 mm (Nghị định 30/2020/NĐ-CP, phụ lục I)."""

_SEAL_MM = (18.0, 48.0)
"""Round seals are 30 to 42 mm across; printed electronic ones are often scaled down."""

A4_WIDTH_MM = 210.0


@dataclass(frozen=True, slots=True)
class Blob:
    """A patch of coloured ink: its box in pixels of the working image, and whether it is a ring."""

    box: Box
    round: bool


def find_blobs(colour: Grey) -> list[Blob]:
    """Return patches of coloured ink at least 7 mm in size; the page is taken to be A4 (its short side 210 mm)."""
    per_mm = min(colour.shape) / A4_WIDTH_MM
    scale = min(1.0, 4.0 / per_mm)
    small = cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    per_mm *= scale
    ink = as_uint8(cv2.threshold(small, _COLOUR_INK, 255, cv2.THRESH_BINARY_INV)[1])
    # Single pixels are fringes of black letters.
    ink = as_uint8(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)))
    bridge = max(3, round(_BRIDGE_MM * per_mm))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (bridge, bridge)))
    count, _labels, stats, _ = cv2.connectedComponentsWithStats(as_uint8(joined), connectivity=8)
    blobs = []
    for left, top, width, height, _area in (tuple(int(v) for v in row) for row in stats[1:count]):
        if max(width, height) < _SMALLEST_MM * per_mm or min(width, height) < 3 * per_mm:
            continue
        patch = ink[top : top + height, left : left + width]
        box = Box(round(left / scale), round(top / scale), round((left + width) / scale), round((top + height) / scale))
        blobs.append(Blob(box, _is_ring(patch, per_mm)))
    rings = [blob for blob in blobs if blob.round]
    # The emblem and the inner ring of a seal, and the signature's strokes on it, are parts of the seal.
    return [b for b in blobs if not any(b is not r and _mostly_in(b.box, r.box) for r in rings)]


def _mostly_in(box: Box, other: Box) -> bool:
    return box.intersection(other) > 0.6 * box.area and box.area <= other.area


def _is_ring(patch: Grey, per_mm: float) -> bool:
    """Whether most of the ink's outline lies on a circle: the corners of the box are bare and its rim is inked."""
    height, width = patch.shape
    if not _SEAL_MM[0] * per_mm * 0.6 < max(width, height) < _SEAL_MM[1] * per_mm * 1.3:
        return False
    if not 0.7 < width / height < 1.45:
        return False
    y, x = np.ogrid[:height, :width]
    radius = np.hypot((x - (width - 1) / 2) / (width / 2), (y - (height - 1) / 2) / (height / 2))
    rim, corner = (radius > 0.8) & (radius <= 1.0), radius > 1.12
    return bool(patch[rim].mean() > 4 * max(1.0, patch[corner].mean()) and patch[rim].mean() > 40)


@dataclass(frozen=True, slots=True, eq=False)
class BlobImage:
    """A blob cut out of the colour layer and levelled; `frame` maps pixels of the working image to its own."""

    blob: Blob
    image: Grey
    frame: Frame


def level(colour: Grey, blob: Blob) -> BlobImage:
    """Cut a blob out of the colour layer and turn it level, up to 45 degrees either way."""
    height, width = colour.shape
    margin = max(4, min(blob.box.width, blob.box.height) // 4)
    box = Box(
        max(0, blob.box.left - margin),
        max(0, blob.box.top - margin),
        min(width, blob.box.right + margin),
        min(height, blob.box.bottom + margin),
    )
    # The canvas is square, so that nothing is cut off by the turn.
    side = int(np.ceil(np.hypot(box.width, box.height)))
    image = np.full((side, side), 255, np.uint8)
    x, y = (side - box.width) // 2, (side - box.height) // 2
    image[y : y + box.height, x : x + box.width] = colour[box.top : box.bottom, box.left : box.right]
    shift = np.array([[1.0, 0.0, x - box.left], [0.0, 1.0, y - box.top], [0.0, 0.0, 1.0]])
    frame = Frame(shift, (side, side), (width, height))
    tilt = neural.skew(image)
    if abs(tilt) >= 0.5:
        image, frame = geometry.rotate(image, frame, tilt)
    return BlobImage(blob, rules.lift_rules(image, rules.find_rules(image)), frame)


@cache
def _phrases() -> dict[StampKind, list[re.Pattern[str]]]:
    """Per kind the patterns, over text folded by `vote.fold`, that name it."""
    return {StampKind(kind): [re.compile(p) for p in patterns] for kind, patterns in load_json("stamps.json").items()}


def name_by_text(text: str) -> StampKind | None:
    """Return the kind of stamp that says `text` (lines parted by newlines), None if none is known to."""
    folded = "\n".join(fold(line) for line in text.splitlines())
    for kind, patterns in _phrases().items():
        if any(pattern.search(folded) for pattern in patterns):
            return kind
    return None


def make_stamp(blob: Blob, readings: Sequence[Reading]) -> Stamp:
    """Name a coloured blob from its shape and from what was read in it."""
    readable = [r for r in readings if r.words and r.agreement > 0.4]
    text = "\n".join(r.text for r in readable)
    confidence = sum(r.agreement for r in readable) / len(readable) if readable else 0.0
    lines = tuple(Line(r.box, r.words) for r in readable)
    if blob.round:
        return Stamp(StampKind.SEAL, blob.box, (), 0.9)
    kind = name_by_text(text)
    if kind is None and len(readable) == 1 and 2 <= len(text.split()) <= 5 and text.istitle() and confidence > 0.7:
        kind = StampKind.NAME
    return Stamp(kind or StampKind.UNKNOWN, blob.box, lines, confidence)


def gather_by_text(readings: Sequence[Reading], page: Box) -> list[tuple[StampKind, list[Reading]]]:
    """Find stamps printed in the black layer by what they say: groups of readings to be taken out of the text.

    An electronic signature's overlay stands in the top or bottom eighth of a page; its lines name themselves and pull
    in lines of their own size set close above and below. A black incoming stamp is anchored by its word ĐẾN.
    """
    height = median_height([r.box for r in readings])
    groups: list[tuple[StampKind, list[Reading]]] = []
    taken: set[int] = set()
    for kind, reach in ((StampKind.ESIGNATURE, 1.2), (StampKind.INCOMING, 1.6)):
        anchors = [i for i, r in enumerate(readings) if i not in taken and name_by_text(r.text) is kind]
        for anchor in anchors:
            if anchor in taken or not _can_be(kind, readings[anchor].box, page):
                continue
            group = _pull(readings, anchor, taken, reach * height, kind)
            taken.update(group)
            groups.append((kind, [readings[i] for i in group]))
    return groups


def _can_be(kind: StampKind, box: Box, page: Box) -> bool:
    """An overlay stands near the top or bottom edge; neither it nor a stamp is as wide as half the page."""
    at_edge = box.bottom < page.top + page.height / 6 or box.top > page.bottom - page.height / 6
    return box.width < 0.45 * page.width and (at_edge or kind is not StampKind.ESIGNATURE)


def _pull(readings: Sequence[Reading], anchor: int, taken: set[int], reach: float, kind: StampKind) -> list[int]:
    """Grow a group from its anchor over neighbouring lines of the same block."""
    group = [anchor]
    hull = readings[anchor].box
    limit = 4.5 if kind is StampKind.INCOMING else 6.0
    start = readings[anchor].box
    grown = True
    while grown:
        grown = False
        for index, reading in enumerate(readings):
            box = reading.box
            if index in group or index in taken or box.width > 2.2 * max(hull.width, start.height * limit):
                continue
            apart_y = max(box.top - hull.bottom, hull.top - box.bottom)
            shared_x = min(box.right, hull.right) - max(box.left, hull.left)
            same_size = kind is StampKind.INCOMING or 0.6 < box.height / start.height < 1.6
            doubtful = kind is StampKind.ESIGNATURE or reading.agreement < 0.75 or name_by_text(reading.text) is kind
            if apart_y < reach and shared_x > 0.4 * min(box.width, hull.width) and same_size and doubtful:
                group.append(index)
                hull = Box.hull((hull, box))
                grown = True
    return group
