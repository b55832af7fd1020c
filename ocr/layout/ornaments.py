"""The ornaments of a Party document: the star under the issuer, the hyphens under the title.

Hướng dẫn 05-HD/VPTW (2026), phụ lục 1: `*` parts the issuer from the number, `-----` closes the title; the Youth Union
has `***`. They are print, though no words, and the detector overlooks them or they are read as letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.confidence import NO_STAR, NO_STARS, ORNAMENT
from ocr.elements import Box, Word
from ocr.image.cleanup import Grey
from ocr.image.components import connected
from ocr.image.specks import INK
from ocr.lines.line_boxes import median_height
from ocr.readers.recognise import Reading

STAR = "*"
"""What parts the issuer from the number."""

STARS = "***"
"""What the Youth Union has in its place."""

_STAR_SIDE = (0.25, 0.8)
"""Width and height of a star, in line heights."""

_STARS_WIDTH = (0.9, 3.0)
"""Width of three stars in a row, in line heights."""

_STARS_ALIKE = 1.6
"""Times as wide as another that one of three stars may look."""

_HYPHENS_WIDTH = (1.0, 5.0)
"""Width of the row of hyphens, in line heights."""

_HYPHENS_HEIGHT = 0.3
"""Greatest height of the row of hyphens, in line heights."""

_HYPHENS = range(3, 9)
"""How many hyphens make the row: five by the same Hướng dẫn, give or take."""

_HYPHENS_ALIKE = 1.8
"""Times as wide as the median that one of the hyphens may look."""

_SHORT_HYPHEN = 0.4
"""Share of the widest hyphen's width that the narrowest has at least."""

_AROUND = (0.3, 0.1)
"""Line heights beside, and above and below, a line of print that are its own: ink there is no ornament."""

_BRIDGE = (0.7, 0.25)
"""Line heights across and down over which ink of one ornament is joined."""

_WIDE_LINE = 0.8
"""Share of the widest line from which a line tells where the middle of the page is."""

_STAR_OFF = 2
"""Line heights that stars stand left of that middle at least: in the left block of the header."""

_HYPHENS_OFF = 0.06
"""Share of the page's width that hyphens may stand off that middle: they close the title."""

_UNDER = (-0.3, 2)
"""Line heights from the bottom of the line above to the ornament's top."""

_CENTRED = 0.8
"""Line heights that an ornament may stand off the centre of the line above."""

_WELL_WITHIN = 3
"""Line heights that the line above reaches beyond both ends of an ornament that stands off its centre."""

_STAR_HALF = 0.45
"""Line heights above and below a star's middle that a reader is shown: it stands high in its line."""

_STAR_MARGIN = 0.1
"""Line heights on either side of a star that a reader is shown."""

_COVERED = 0.5
"""Share of a reading's box on an ornament from which it is the ornament, read as letters."""


@dataclass(frozen=True, slots=True)
class Ornament:
    """What stands alone and centred under a line; `text` is stars (to be confirmed by a reader) or hyphens."""

    box: Box
    text: str


def find_ornaments(grey: Grey, boxes: Sequence[Box]) -> list[Ornament]:
    """Return ink of an ornament's size, alone and centred under a segment, in the upper half of the page."""
    if not boxes:
        return []
    height = median_height(boxes)
    x, y = (round(share * height) for share in _AROUND)
    upper = np.asarray(grey[: grey.shape[0] // 2] < INK, np.uint8)
    whole = upper.copy()
    for box in boxes:
        if _text(whole, _inked(whole, box), height) == STARS:
            continue
        upper[max(0, box.top - y) : box.bottom + y, max(0, box.left - x) : box.right + x] = 0
    across, down = (max(3, round(share * height)) for share in _BRIDGE)
    kernel = np.ones((down, across), np.uint8)
    joined = np.asarray(cv2.morphologyEx(upper, cv2.MORPH_CLOSE, kernel), np.uint8)
    widest = max(box.width for box in boxes)
    middle = float(np.median([(box.left + box.right) / 2 for box in boxes if box.width > _WIDE_LINE * widest]))
    found = []
    for left, top, width, tall in connected(joined).stats[1:, :4].tolist():
        box = Box(left, top, left + width, top + tall)
        text = _text(upper, box, height)
        off = (box.left + box.right) / 2 - middle
        starry = text in (STAR, STARS)
        placed = off < -_STAR_OFF * height if starry else abs(off) < _HYPHENS_OFF * grey.shape[1]
        if text and placed and any(_hangs_under(box, above, height) for above in boxes if not above.intersection(box)):
            found.append(Ornament(box, text))
    return found


def _text(ink: Grey, box: Box, height: float) -> str:
    low, high = (side * height for side in _STAR_SIDE)
    if low < box.width < high and low < box.height < high:
        return STAR
    columns = np.any(ink[box.top : box.bottom, box.left : box.right], axis=0).astype(np.int8)
    edges = np.diff(np.concatenate(([0], columns, [0])))
    lengths = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    narrow, wide = (side * height for side in _STARS_WIDTH)
    if narrow < box.width < wide and low < box.height < high and len(lengths) == len(STARS):
        return STARS if low < lengths.min() and lengths.max() < min(high, _STARS_ALIKE * lengths.min()) else ""
    narrow, wide = (side * height for side in _HYPHENS_WIDTH)
    if (
        narrow < box.width < wide
        and box.height < _HYPHENS_HEIGHT * height
        and len(lengths) in _HYPHENS
        and lengths.max() < _HYPHENS_ALIKE * np.median(lengths)
        and lengths.min() > _SHORT_HYPHEN * lengths.max()
    ):
        return "-" * len(lengths)
    return ""


def _inked(ink: Grey, box: Box) -> Box:
    """Return a box shrunk to the ink in it; as it is without any."""
    inside = ink[box.top : box.bottom, box.left : box.right]
    if not inside.any():
        return box
    left, top, width, height = cv2.boundingRect(inside)
    return Box(box.left + left, box.top + top, box.left + left + width, box.top + top + height)


def _hangs_under(box: Box, above: Box, height: float) -> bool:
    """Whether `above` ends less than two lines higher, and is centred over the box or well over both its ends."""
    highest, lowest = (share * height for share in _UNDER)
    if not highest < box.top - above.bottom < lowest:
        return False
    off_centre = abs((box.left + box.right) - (above.left + above.right)) / 2
    beyond = _WELL_WITHIN * height
    return off_centre < _CENTRED * height or (above.left < box.left - beyond and above.right > box.right + beyond)


def star_box(ornament: Ornament, height: float) -> Box:
    """Return the box a reader should be shown: the star stands high, so a line's height is put around it."""
    middle = (ornament.box.top + ornament.box.bottom) / 2
    half, margin = _STAR_HALF * height, round(_STAR_MARGIN * height)
    top, left = max(0, round(middle - half)), max(0, ornament.box.left - margin)
    return Box(left, top, ornament.box.right + margin, round(middle + half))


def as_reading(ornament: Ornament) -> Reading:
    """Return an ornament as a reading of one word."""
    return Reading(ornament.box, (Word(ornament.text, ornament.box, ORNAMENT),), 1.0, ORNAMENT, ())


def covers(ornament: Ornament, reading: Reading) -> bool:
    """Whether what was read is the ornament itself."""
    return ornament.box.intersection(reading.box) > _COVERED * reading.box.area


def confirmed(ornament: Ornament, reading: Reading) -> bool:
    """Return whether what stands in the place of stars is so: a reader sees one, or our own reader no letter there."""
    if any(STAR in stretch.first or STAR in stretch.second for stretch in reading.stretches):
        return True
    least = NO_STARS if ornament.text == STARS else NO_STAR
    glyphs = [glyph for stretch in reading.stretches for glyph in stretch.glyphs]
    return not any(glyph.text.isalnum() and glyph.confidence > least for glyph in glyphs)
