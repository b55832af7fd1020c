"""Stamps, seals and overlays: what was put on the page after printing, found and named.

Coloured ones are blobs of the colour layer; the black incoming stamp of a photocopy and the overlay of an electronic
signature are known by what they say (`models/stamps.json`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from models.resources import load_json
from ocr import black_stamps, geometry, neural, order, rules, specks
from ocr.cleanup import Grey, as_uint8
from ocr.elements import Box, Line, Stamp, StampKind
from ocr.geometry import Frame
from ocr.lines import median_height, split_at_white
from ocr.page_image import A4_WIDTH_MM
from ocr.recognise import Reading, Segment
from ocr.specks import INK
from ocr.vote import fold

_COLOUR_INK = 170
"""Level of the colour layer below which a pixel is coloured ink."""

_COLOUR_TINGE = 225
"""Level below which a pixel has a tinge: JPEG halves the resolution of colour and thins that of small letters."""

_COLOURED_SHARE = 0.5
"""Share of a segment's ink that has a tinge where it is no black print: stamp letters 0.6 and more, print beside a
stamp 0.26 at the most (measured on the sample scans)."""

_STROKES = 5
"""Separate strokes a stamp with words has at least; a signature has fewer, and is not worth reading."""

_READABLE = 0.4
"""Agreement of the readers from which words inside a stamp are worth keeping."""

_OWN_READABLE = 0.88
"""Confidence of our own reader from which they are, whatever Tesseract saw."""

_CELL_GAP = 0.7
"""White, in line heights, that parts the cells of a stamp: its word ĐẾN, set large, from the fields beside it."""

_UNDER_STAMP = 0.85
"""Agreement of the readers from which words inside a black frame are print that runs under it."""

_ON_FACE, _POOR, _DOUBTFUL = 0.75, 0.5, 0.65
"""Share of a line on a seal from which it may be the seal's own; confidences below which print is read only where it is
worn or stamped: of Tesseract, or of our own reader's least sure character where that read alone."""

_BOXED_TEXT = 0.6
"""Mean agreement of the readers from which the words in a nameless frame are a boxed text, and no stamp."""

_BRIDGE_MM, _SMALLEST_MM = 2.5, 7.0
"""Ink this close belongs to one stamp; a blob smaller than this is a pen stroke or a fleck. The smallest stamp in use,
KHẨN, is 20 x 8 mm (Nghị định 30/2020/NĐ-CP, phụ lục I)."""

_LETTER_MM = 1.5
"""Size of the smallest letter in a stamp; leaders' dots are smaller."""

_SEAL_MM = (18.0, 48.0)
"""Round seals are 30 to 42 mm across; printed electronic ones are often scaled down."""


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """A patch of ink of one colour: its box (working pixels), whether it is a ring, its strokes, its layer."""

    box: Box
    round: bool
    strokes: int
    ink: Grey


def find_blobs(inks: Sequence[Grey]) -> list[Blob]:
    """Return patches at least 7 mm in size of the inks (layers of the page); the page is taken to be A4."""
    blobs = [blob for ink in inks for blob in _blobs(ink)]
    rings = [blob for blob in blobs if blob.round]
    # The emblem and the inner ring of a seal, and the signature's strokes on it, are parts of the seal.
    return [b for b in blobs if not any(b is not r and _mostly_in(b.box, r.box) for r in rings)]


def _blobs(colour: Grey) -> list[Blob]:
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
        strokes = int(cv2.connectedComponents(patch, connectivity=8)[0]) - 1
        blobs.append(Blob(box, _is_ring(patch, per_mm), strokes, colour))
    return blobs


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
    if not rim.any() or not corner.any():
        return False
    return bool(patch[rim].mean() > 4 * max(1.0, patch[corner].mean()) and patch[rim].mean() > 40)


@dataclass(frozen=True, slots=True, eq=False)
class BlobImage:
    """A blob cut out of the colour layer and levelled; `frame` maps pixels of the working image to its own."""

    blob: Blob
    image: Grey
    frame: Frame
    segments: tuple[Segment, ...]


def level(blob: Blob) -> BlobImage:
    """Cut a blob out of its layer and turn it level, up to 45 degrees either way."""
    colour = blob.ink
    height, width = colour.shape
    margin = max(4, min(blob.box.width, blob.box.height) // 4)
    box = Box(
        max(0, blob.box.left - margin),
        max(0, blob.box.top - margin),
        min(width, blob.box.right + margin),
        min(height, blob.box.bottom + margin),
    )
    if blob.strokes < _STROKES:
        return BlobImage(blob, colour, geometry.identity(colour), ())
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
    image = specks.drop_leaders(rules.lift_rules(image, rules.find_rules(image)))
    small = _LETTER_MM * min(width, height) / A4_WIDTH_MM
    boxes = [box for box in neural.detect_lines(image) if box.height > small and box.width > small]
    boxes = [part for box in boxes for part in split_at_white(image, box, _CELL_GAP * box.height)]
    return BlobImage(blob, image, frame, tuple(Segment(image, box) for box in boxes if box.width > small))


@cache
def _phrases(place: str) -> list[tuple[StampKind, re.Pattern[str]]]:
    """Patterns, over lines folded by `vote.fold`, with the kind that each names."""
    return [
        (StampKind(kind), re.compile(p)) for kind, patterns in load_json("stamps.json")[place].items() for p in patterns
    ]


def name_by_text(text: str, coloured: bool = False) -> StampKind | None:
    """Return the kind of stamp that says `text` (lines parted by newlines), None if none is known to.

    Coloured ink is a stamp whatever it says, so there less is asked of its words.
    """
    folded = [fold(line) for line in text.splitlines()]
    phrases = _phrases("anywhere") + (_phrases("in_coloured_frame") if coloured else [])
    return next((kind for kind, pattern in phrases if any(pattern.search(line) for line in folded)), None)


def is_coloured(grey: Grey, colour: Grey, box: Box) -> bool:
    """Return whether most of a segment's ink is coloured: what is left of a stamp's own words, or pen ink."""
    inked = grey[box.top : box.bottom, box.left : box.right] < INK
    coloured = colour[box.top : box.bottom, box.left : box.right] < _COLOUR_TINGE
    return bool(inked.any()) and float(coloured[inked].mean()) > _COLOURED_SHARE


def name(cut: BlobImage, readings: Sequence[Reading]) -> Stamp:
    """Name a coloured blob by what was read in it; the stamp is in pixels of the working image."""
    readable = [
        r for r in _in_rows(readings) if r.words and (r.agreement > _READABLE or r.own_confidence > _OWN_READABLE)
    ]
    text = "\n".join(reading.text for reading in readable)
    confidence = sum(r.agreement for r in readable) / len(readable) if readable else 0.0
    kind = name_by_text(text, coloured=True)
    if kind is None and len(readable) == 1 and 2 <= len(text.split()) <= 5 and text.istitle() and confidence > 0.7:
        kind = StampKind.NAME
    on_work = tuple(_on_work(reading, cut.frame) for reading in readable)
    return Stamp(kind or StampKind.UNKNOWN, cut.blob.box, tuple(Line(r.box, r.words) for r in on_work), confidence)


def is_print(stamp: Stamp, page_width: int) -> bool:
    """Return whether a coloured blob without a known kind is a line of coloured print: wide, and read alike by both."""
    wide = any(line.box.width > 0.3 * page_width and len(line.words) > 3 for line in stamp.lines)
    return stamp.kind is StampKind.UNKNOWN and wide and stamp.confidence > 0.8


def as_print(cut: BlobImage, readings: Sequence[Reading]) -> list[Reading]:
    """Return a blob's readings as readings of the page, in pixels of the working image."""
    return [_on_work(reading, cut.frame) for reading in _in_rows(readings) if reading.words]


def black_stamp(kind: StampKind, group: Sequence[Reading]) -> Stamp:
    """Make a stamp of readings taken out of the black text."""
    found = tuple(Line(reading.box, reading.words) for reading in _in_rows(group))
    return Stamp(kind, Box.hull(line.box for line in found), found, sum(r.agreement for r in group) / len(group))


def lift_black(
    readings: Sequence[Reading], seals: Sequence[Box], frames: Sequence[Box]
) -> tuple[list[Reading], list[Stamp]]:
    """Take what stands on black seals and in black stamp frames out of the text: (what stays, stamps found).

    A frame whose words name no stamp and are read alike is a boxed text and stays. Words inside a stamp that both
    readers see alike and that go on outside of it are print under the stamp.
    """
    left, found = list(readings), []
    for seal in seals:
        left = [reading for reading in left if not _is_seals_own(reading, seal)]
        found.append(Stamp(StampKind.SEAL, seal, (), 0.8))
    for frame in frames:
        inside = [reading for reading in left if reading.words and black_stamps.in_frame(reading.box, frame)]
        own = [reading for reading in inside if not _goes_on(reading, frame, left)]
        kind = name_by_text("\n".join(reading.text for reading in own), coloured=True)
        if kind is None and own and sum(reading.agreement for reading in own) < _BOXED_TEXT * len(own):
            kind = StampKind.UNKNOWN
        if kind is not None:
            own += [reading for reading in left if kind is StampKind.INCOMING and _heads(reading, frame)]
            left = [reading for reading in left if reading not in own]
            stamp = black_stamp(kind, own)
            found.append(dataclasses.replace(stamp, box=Box.hull((frame, stamp.box))))
    return left, found


def _is_seals_own(reading: Reading, seal: Box) -> bool:
    """Whether words stand on the face of a seal; wider ones only if they were read poorly, as curved ones are."""
    box = reading.box
    inside = box.intersection(seal) > _ON_FACE * box.area
    middle = abs(box.top + box.bottom - seal.top - seal.bottom) < 0.5 * seal.height
    return black_stamps.in_seal(box, seal) or (inside and middle and reading.first_confidence < _POOR)


def _heads(reading: Reading, frame: Box) -> bool:
    """Whether a poorly read line stands just above a stamp's frame: the office's name, where its top is worn."""
    box = reading.box
    above = -0.3 * box.height < frame.top - box.bottom < 1.2 * box.height
    within = box.left > frame.left - box.height and box.right < frame.right + box.height
    return above and within and reading.first_confidence < _DOUBTFUL


def without_pieces(found: Sequence[Stamp]) -> list[Stamp]:
    """Return stamps without nameless ones inside another: its emblem, the corner of its frame, a stroke on it."""
    return [
        stamp
        for stamp in found
        if stamp.kind is not StampKind.UNKNOWN
        or not any(other is not stamp and _mostly_in(stamp.box, other.box) for other in found)
    ]


def _goes_on(reading: Reading, frame: Box, readings: Sequence[Reading]) -> bool:
    box = reading.box
    level = [r.box for r in readings if min(r.box.bottom, box.bottom) - max(r.box.top, box.top) > 0.6 * box.height]
    beside = any(
        0 <= other.left - frame.right + box.height < 3 * box.height for other in level if other.left > box.left
    )
    return reading.agreement > _UNDER_STAMP and beside and frame.right - box.right < 1.5 * box.height


def _in_rows(readings: Sequence[Reading]) -> list[Reading]:
    return [readings[i] for row in order.rows_of([r.box for r in readings]) for i in row]


def _on_work(reading: Reading, frame: Frame) -> Reading:
    """Map a reading of a cut-out back to the working image."""
    words = tuple(dataclasses.replace(word, box=frame.to_page(word.box)) for word in reading.words)
    return dataclasses.replace(reading, box=frame.to_page(reading.box), words=words)


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
            poor = reading.agreement < 0.75 or reading.first_confidence < _DOUBTFUL
            doubtful = kind is StampKind.ESIGNATURE or poor or name_by_text(reading.text) is kind
            if apart_y < reach and shared_x > 0.4 * min(box.width, hull.width) and same_size and doubtful:
                group.append(index)
                hull = Box.hull((hull, box))
                grown = True
    return group
