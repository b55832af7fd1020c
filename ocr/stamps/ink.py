"""The ink of one stamp, apart from the print beneath it: cut out of the page as it was, and levelled.

Coloured stamps are unmixed by colour deconvolution (Ruifrok & Johnston 2001, "Quantification of histochemical staining
by color deconvolution"): in optical density, relative to the paper around, a pixel is so much black and so much of the
stamp's ink. The ink's colour is the stamp's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.detectors import page_networks
from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box
from ocr.image import geometry
from ocr.image.cleanup import Grey, Pixels, as_uint8, binarise, shrunk
from ocr.image.components import connected
from ocr.image.geometry import Frame
from ocr.prepare import Prepared
from ocr.readers.recognise import Segment
from ocr.sources.page_image import A4_WIDTH_MM
from ocr.stamps import frames, rows

_PAPER_SIDE = 120
"""Long side, in pixels, of the thumbnail of a stamp on which the paper's colour is looked for."""

_PAPER_KERNEL = 6
"""The closing kernel on it is a sixth of its height."""

_PAPER_BLUR = 9
"""Pixels over which the paper's colour is smoothed there."""

_INKED = 0.12
"""Optical density (base 10) from which a pixel is inked: a quarter of the light gone."""

_DENSEST = 2
"""Optical density (base 10) above which ink is taken for no denser: a hundredth of the light is left."""

_COLOURFUL = 0.35
"""Share of an ink's density that its most transparent channel lacks; black lacks nothing, seal red two thirds."""

_PRINTED = 0.3
"""Optical density from which ink without colour is print."""

_LITTLE = 0.005
"""Least share of a stamp's box that is print, for print's tint to be known."""

_RESIDUE = 0.15
"""Share of print's density that is taken off the stamp's, for blurred scans mix the two."""

_FULL_BLACK = 0.9
"""Optical density of black ink where there is none to measure."""

_BLACK_PRINT = 90
"""Percentile of print's density that is taken for black ink's."""

_DARK = 0.65
"""Share of black ink's density from which black is print."""

_COLOURED = 0.02
"""Share of a stamp's box that must be colourful ink, or it is a black one."""

_COLOUR_INK = 170
"""Level of the colour layer below which a pixel is coloured ink."""

_PATCH_PER_MM = 4.0
"""Pixels a millimetre at which patches of coloured ink are looked for."""

_BRIDGE_MM = 2.5
"""Millimetres of white over which ink belongs together."""

_SMALLEST_MM = 7.0
"""Millimetres of a patch's longer side below which it is a fleck. The smallest stamp in use, KHẨN, is 20 x 8 mm (Nghị
định 30/2020/NĐ-CP, phụ lục I)."""

_THINNEST_MM = 3
"""Millimetres of a patch's shorter side below which it is a fleck."""

_CLAIMED = 0.5
"""Share of a patch's box on stamps that were found from which it is theirs."""

_PAGE = 0.5
"""Share of a page's width, and of its height, from which ink is no stamp's: the desk around a photographed sheet."""

_HIDDEN = 3.0
"""Heights of a patch of ink that may be hidden of it on a seal."""

_DIACRITICS_MM = 0.8
"""Millimetres around a patch in which its letters' diacritics are too thin to be seen."""

_TILTED = 0.5
"""Degrees from which a stamp is turned level."""

_SKEW_SIDE = 400
"""Long side, in pixels, on which a stamp's tilt is measured by its rows."""

_BLACKEST = 97.0
"""Percentile of the ink taken for the strongest."""

_PALEST = 0.3
"""Share of the strongest ink that strong ink has at least elsewhere in the stamp."""

_UNEVEN = 0.12
"""How far around, in a stamp's shorter side, ink is compared."""

_WHITE = 0.22
"""Share of the strong ink up to which a pixel is white."""

_BLACK = 0.75
"""Share of the strong ink from which a pixel is black."""

_BLACK_LEVELS = (0.05, 0.3)
"""The same two shares for stamps without a colour: nothing else can be told from their ink, and copies thin it."""

_PRINTED_LEVELS = (0.1, 0.45)
"""The same two shares for overlays on colour scans, which are printed sharply."""


@dataclass(frozen=True, slots=True, eq=False)
class Unmixed:
    """A stamp's ink alone, dark on white, (H, W) uint8, and whether it has a colour; if not it is all ink there."""

    ink: Grey
    coloured: bool


def unmix(patch: Pixels, all_inks: bool = False, levels: tuple[float, float] = _BLACK_LEVELS) -> Unmixed:
    """Part the ink of a stamp from black print.

    Args:
        patch: the stamp's box on the page as it was, (H, W, 3) RGB or (H, W) grey, uint8.
        all_inks: part nothing, as where logos and words are printed in several colours.
        levels: shares of the strong ink up to which a pixel of a black stamp is white, and from which it is black.
    """
    if patch.ndim == 2:
        return Unmixed(_contrast(_density(patch[..., None])[..., 0], *levels), False)
    density = _density(patch)
    strongest, colourful = _strongest(density)
    if all_inks or colourful.mean() < _COLOURED:
        return Unmixed(_contrast(strongest, *(_PRINTED_LEVELS if all_inks else levels)), False)
    ink = _direction(density[colourful])
    printed = (strongest > _PRINTED) & ~cv2.dilate(colourful.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    black = _direction(density[printed]) if printed.mean() > _LITTLE else np.full(3, 3**-0.5, np.float32)
    # Least squares on the two inks, then each alone where the other would be negative.
    overlap = float(ink @ black)
    on_ink, on_black = density @ ink, density @ black
    stamp = (on_ink - overlap * on_black) / (1 - overlap**2)
    alone = (on_black - overlap * on_ink) < 0
    blackness = np.where(alone, 0, (on_black - overlap * on_ink) / (1 - overlap**2))
    stamp = np.where(alone, on_ink, stamp - _RESIDUE * blackness)
    # Thin strokes of worn scans have little colour left: away from black print all ink is the stamp's.
    full = float(np.percentile(blackness[printed], _BLACK_PRINT)) if printed.mean() > _LITTLE else _FULL_BLACK
    print_ = cv2.dilate((blackness > _DARK * full).astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    stamp = np.where(print_, stamp, np.maximum(stamp, on_ink))
    return Unmixed(_contrast(np.asarray(stamp, np.float32)), True)


def _strongest(density: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the density of the channel that lacks most light, and where ink is colourful."""
    strongest, weakest = density.max(axis=2), density.min(axis=2)
    return strongest, (strongest > _INKED) & (strongest - weakest > _COLOURFUL * strongest)


def red_alone(patch: Pixels) -> Grey:
    """Return red ink alone, dark on white.

    Args:
        patch: a box on the page as it was, (H, W, 3) RGB or (H, W) grey, uint8.
    """
    if patch.ndim == 2:
        return np.full(patch.shape, 255, np.uint8)
    density = _density(patch)
    strongest, colourful = _strongest(density)
    # Red ink swallows blue light. Smoothed over a stroke's width: JPEG keeps colour at half the resolution.
    red = colourful & (cv2.blur(density[..., 2] - density[..., 0], (3, 3)) > 0)
    return _contrast(np.where(red, strongest, np.float32(0)))


def print_alone(patch: Pixels) -> Grey:
    """Return black print alone, dark on white: what is dense in all channels beside the paper around it.

    Args:
        patch: a box on the page as it was, (H, W, 3) RGB or (H, W) grey, uint8.
    """
    density = _density(patch if patch.ndim == 3 else patch[..., None])
    return _contrast(np.asarray(density.min(axis=2), np.float32))


def _direction(densities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the colour of most of the ink, as a unit vector of densities: the median of what each pixel says."""
    lengths = np.linalg.norm(densities, axis=1, keepdims=True)
    middle = np.median(densities / lengths, axis=0)
    return np.asarray(middle / np.linalg.norm(middle), np.float32)


def _density(patch: Pixels) -> NDArray[np.float32]:
    """Return optical density relative to the paper around, (H, W, channels)."""
    height, width = patch.shape[:2]
    scale = min(1.0, _PAPER_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(patch, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], -1)
    side = max(3, size[1] // _PAPER_KERNEL) | 1
    kernel, blur = np.ones((side, side), np.uint8), (_PAPER_BLUR, _PAPER_BLUR)
    planes = [cv2.blur(cv2.morphologyEx(small[..., i], cv2.MORPH_CLOSE, kernel), blur) for i in range(small.shape[2])]
    paper = cv2.resize(np.dstack(planes), (width, height), interpolation=cv2.INTER_LINEAR).reshape(patch.shape)
    light = (patch.astype(np.float32) + 1) / (paper.astype(np.float32) + 1)
    return np.asarray(np.clip(-np.log10(np.clip(light, 1e-3, 1)), 0, _DENSEST), np.float32)


def _contrast(density: NDArray[np.float32], white: float = _WHITE, black: float = _BLACK) -> Grey:
    """Return densities as levels: strong ink black, what is much weaker than the ink around it white.

    A pad prints unevenly, so that strong is what is strong within a neighbourhood of a few letters.
    """
    inked = density[density > _INKED / 2]
    if not inked.size:
        return np.full(density.shape, 255, np.uint8)
    full = float(np.percentile(inked, _BLACKEST))
    reach = max(3, round(_UNEVEN * min(density.shape))) | 1
    strong = cv2.dilate(cv2.blur(density, (3, 3)), np.ones((reach, reach), np.uint8))
    strong = np.clip(cv2.blur(strong, (reach, reach)), _PALEST * full, full)
    return as_uint8(np.clip(255 * (1 - (density / strong - white) / (black - white)), 0, 255))


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A stamp cut out of the page (`box`, working pixels), and the segments of words in its levelled ink.

    `frame` maps working pixels to those of the segments; `spot` is what was seen there, None for ink that nobody named;
    its box is a part of the cut's where more was cut out than was seen.
    """

    box: Box
    frame: Frame
    segments: tuple[Segment, ...]
    coloured: bool
    spot: Spot | None = None


def cut(page: Prepared, box: Box, spot: Spot | None = None, ink: Grey | None = None) -> Cut:
    """Cut a stamp out, as its `ink` alone (dark on white) if that is given, and turn it level, up to 45 degrees."""
    width, height = page.frame.size
    if ink is None:
        unmixed = unmix(page.cut(box), all_inks=spot is not None and spot.name is not InkClass.WORDS)
    else:
        unmixed = Unmixed(ink, True)
    # The canvas is square, so that nothing is cut off by the turn.
    side = int(np.ceil(np.hypot(box.width, box.height)))
    image = np.full((side, side), 255, np.uint8)
    x, y = (side - box.width) // 2, (side - box.height) // 2
    image[y : y + box.height, x : x + box.width] = unmixed.ink
    shift = np.array([[1.0, 0.0, x - box.left], [0.0, 1.0, y - box.top], [0.0, 0.0, 1.0]])
    frame = Frame(shift, (side, side), (width, height))
    tilt = frames.tilt(image, box.width)
    if tilt is None:
        tilt = page_networks.skew(image, _SKEW_SIDE)
    if abs(tilt) >= _TILTED:
        image, frame = geometry.rotate(image, frame, tilt)
    place = Box(x, y, x + box.width, y + box.height)
    crossed = spot is not None and (spot.name is InkClass.WORDS or ink is not None)
    segments = rows.find(image, place, (width, height), unmixed.coloured, crossed)
    return Cut(box, frame, segments, unmixed.coloured, spot)


def unclaimed(page: Prepared, spots: Sequence[Spot]) -> list[Box]:
    """Return patches of coloured ink, 7 mm and larger, that lie on no spot: pen strokes, unknown stamps, print."""
    seals = [spot.box for spot in spots if spot.name is InkClass.SEAL]
    found = [box for ink in page.inks for box in _patches(ink, seals)]
    return [
        _whole(box, seals, page.frame.size)
        for box in found
        if sum(box.intersection(spot.box) for spot in spots) < _CLAIMED * box.area
        and not any(other is not box and rows.within(box, other) for other in found)
    ]


def _whole(box: Box, seals: Sequence[Box], size: tuple[int, int]) -> Box:
    """Return a patch with its letters' diacritics, and with what a seal that it touches may have taken of a name."""
    room = round(_HIDDEN * box.height)
    edge = round(_DIACRITICS_MM * min(size) / A4_WIDTH_MM)
    for seal in seals:
        if box.intersection(seal):
            left = min(box.left, max(box.left - room, seal.left)) if seal.left < box.left else box.left
            right = max(box.right, min(box.right + room, seal.right)) if seal.right > box.right else box.right
            box = replace(box, left=left, right=right)
    width, height = size
    return Box(
        max(0, box.left - edge), max(0, box.top - edge), min(width, box.right + edge), min(height, box.bottom + edge)
    )


def _patches(colour: Grey, seals: Sequence[Box]) -> list[Box]:
    """Return the patches of ink, without what stands on `seals`, in pixels of `colour`."""
    per_mm = min(colour.shape) / A4_WIDTH_MM
    scale = min(1.0, _PATCH_PER_MM / per_mm)
    small = shrunk(colour, scale)
    per_mm *= scale
    ink = binarise(small, _COLOUR_INK)
    for seal in seals:
        middle = round(scale * (seal.left + seal.right) / 2), round(scale * (seal.top + seal.bottom) / 2)
        cv2.ellipse(ink, middle, (round(scale * seal.width / 2), round(scale * seal.height / 2)), 0, 0, 360, 0, -1)
    # Single pixels are fringes of black letters.
    ink = as_uint8(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)))
    return [
        Box(*(round(edge / scale) for edge in (box.left, box.top, box.right, box.bottom)))
        for box in joined(ink, per_mm)
        if max(box.width, box.height) >= _SMALLEST_MM * per_mm
        and min(box.width, box.height) >= _THINNEST_MM * per_mm
        and min(box.width / small.shape[1], box.height / small.shape[0]) < _PAGE
    ]


def joined(ink: Grey, per_mm: float) -> list[Box]:
    """Return the boxes of ink (not 0) that belongs together."""
    bridge = max(3, round(_BRIDGE_MM * per_mm))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (bridge, bridge))
    return components(as_uint8(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel)))


def components(mask: Grey) -> list[Box]:
    """Return the boxes of what hangs together in a mask (not 0)."""
    places = connected(mask).stats[1:, :4].tolist()
    return [Box(left, top, left + width, top + height) for left, top, width, height in places]
