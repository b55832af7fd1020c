"""Cleanup for recognition: shade and coloured ink out, printed strokes kept. The archival image is never touched.

Every function takes and returns numpy arrays; grey images are (H, W) uint8, 0 black and 255 white.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.components import connected

Grey = NDArray[np.uint8]
Pixels = NDArray[np.uint8]

_BACKGROUND_SIDE = 800
"""Long side, in pixels, of the thumbnail on which the paper's shade is estimated: text is 5 to 12 px high there."""

_BACKGROUND_KERNEL = 15
"""Closing kernel on that thumbnail: wider than any stroke, narrower than shadows and stains (about 5 mm on A4)."""

CHROMA_NOISE = 12
"""Chroma (0 to 255) above the paper's that JPEG's colour blocks and scanner fringes reach around black letters."""

_TINTED_NOISE = 22
"""The same where the paper's colour was taken out, and ink is to be lifted: print beneath red ink has a little of its
colour, and the gains that make the paper white raise that too."""

CHROMA_LIFT = 1.2
"""How much a pixel is brightened per unit of excess chroma: ink thinned by JPEG or a worn pad has little of it."""

_FRINGE = 5
"""Pixels over which the colours on either side of a black stroke cancel out."""

_LIFT_AROUND = 4.0
"""How much a pixel is brightened at most per unit of excess chroma around it."""

CHROMA_INK = 25
"""Least chroma, above paper and noise, of the strongest ink of a page that has coloured ink at all: seal and pen ink on
the real pages reach 40 to 240, pages without stay under 10."""

_STRONGEST_CHROMA = 99.9
"""Percentile of a page's chroma that is taken for its strongest ink: 0.1 % of the page."""

_COLOUR_SIDE = 400
"""Long side, in pixels, of the thumbnail on which the paper's colour is looked for."""

_COLOUR_KERNEL = 21
"""Closing kernel on that thumbnail: 16 mm on A4, wider than a seal's emblem."""

_NO_COLOUR = 8
"""Chroma of white paper at most: less than the noise of colour around black letters."""

_WHITE_PAPER = 95
"""Percentage of the page that has no more chroma than that where the paper is white."""

_MOST_GAIN = 2.0
"""Most by which a channel is raised: paper that is any more coloured is no paper."""

_GAIN_STEPS = 127
"""Steps a unit of gain, so that the most gain fits into a byte."""

WHITE_POINT = 0.95
"""Share of the way from ink to paper beyond which a pixel is paper."""

_SHEET = 90
"""Percentile of the paper's levels that is taken for the sheet's brightness."""

_NO_PAPER = 0.4
"""Share of the sheet's brightness below which there is no paper, however deep the shadow on it."""

FADING = 70
"""Grey levels by which print may be paler in one place than on the page at large."""

FADING_BESIDE_GHOSTS = 40
"""The same where the other side shines through: a pale place is more likely a ghost than faded print there."""

_DARK_GROUND = 100
"""Median level of a negative at most."""

_LIGHT_PRINT = 80
"""Levels by which a negative's print is lighter than its ground at least."""

_LIGHTEST = 99.8
"""Percentile of a page's levels that is taken for a negative's print."""

_NOT_PAPER = 200
"""Grey level, after background division, that paper does not fall below."""

_LEAST_INK = 0.0005
"""Share of the page's pixels, of which a quarter is looked at, that are ink at least; with less there is none to
stretch."""

_INK_LEVEL = 10
"""Percentile of the levels of ink that is taken for the page's own."""

_DARKENING = 20
"""Grey levels by which print may be darker in one place than on the page at large."""

_PALE_INK = 30
"""Grey levels by which ink is darker than `_NOT_PAPER` at least."""

_FAINT = 205
"""Level of the stretched, softened page that paper is above."""

_STRONG = 88
"""Level of the stretched, softened page below which each printed letter has pixels."""

_DIACRITIC = 130
"""Level below which a small pale patch may be a diacritic or a stop."""

_PALE_STROKE = 15
"""Levels above `_STRONG` below which a larger pale patch may belong to print."""

_THIN_END = 0.5
"""Size, in letter heights, of the largest pale patch that may be the thin end of a stroke."""

_SOFT = 0.7
"""Pixels of blur before levels are looked at, so that a single grain of noise makes no letter dark."""

_SPECK = 4
"""Pixels; lower patches say nothing of the height of letters."""

_GHOST_HEIGHT = (0.6, 4)
"""Height, in letter heights, of a faint patch that may be a letter of the other side."""

_GHOST_WIDTH = 6
"""Greatest width, in letter heights, of such a patch."""

_FAINT_LETTERS = 40
"""So many faint letters are bleed-through; fewer may be worn print."""

_FAINT_SHARE = 0.04
"""Share of the printed letters that the faint ones must come to besides."""

_LEASH = 0.12
"""How far from dark ink, in letter heights, paler ink still belongs to it: the soft edge of a stroke."""

_INK_CELLS = 64
"""Cells across the page on which the ink's level is pooled: 3.3 mm on A4, a line of text."""


def as_uint8(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Narrow OpenCV's loosely typed result."""
    return np.asarray(array, dtype=np.uint8)


def binarise(grey: Grey, level: int) -> Grey:
    """Return the ink of a page, (H, W): 255 where it is no lighter than `level`, 0 elsewhere."""
    return as_uint8(cv2.threshold(grey, level, 255, cv2.THRESH_BINARY_INV)[1])


def plain(pixels: Pixels) -> Grey:
    """Return a page in grey, its colours as bright as the eye has them; a grey image comes back as it is."""
    return pixels if pixels.ndim == 2 else as_uint8(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def shrunk(image: Pixels, scale: float) -> Pixels:
    """Shrink an image, grey or RGB, to `scale` of its sides by the mean of each pixel's area; never enlarge it.

    Halved first, as often as fits: OpenCV does that many times faster than by a broken factor. An odd row or column at
    the far edge is left out in halving.
    """
    if scale >= 1:
        return image
    height, width = (max(1, round(side * scale)) for side in image.shape[:2])
    while image.shape[0] >= 2 * height and image.shape[1] >= 2 * width:
        half = image.shape[0] // 2, image.shape[1] // 2
        image = as_uint8(cv2.resize(image[: 2 * half[0], : 2 * half[1]], half[::-1], interpolation=cv2.INTER_AREA))
    if image.shape[:2] == (height, width):
        return image
    return as_uint8(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))


def neutral(pixels: Pixels) -> tuple[Pixels, int]:
    """Return the page as if its paper had no colour, and the chroma that is noise when ink is lifted off it.

    Each channel is raised to the paper's brightest (von Kries 1902): on paper that has yellowed, or under warm light,
    blue ink has no more chroma than the paper, and would be print. The paper's colour is that of each place, for light
    falls unevenly. A grey image comes back as it is.
    """
    if pixels.ndim == 2:
        return pixels, CHROMA_NOISE
    height, width = pixels.shape[:2]
    paper = _paper(shrunk(pixels, _COLOUR_SIDE / max(height, width)), _COLOUR_KERNEL).astype(np.float32)
    if np.percentile(np.ptp(paper, axis=2), _WHITE_PAPER) < _NO_COLOUR:
        return pixels, CHROMA_NOISE
    gains = np.minimum(paper.max(axis=2, keepdims=True) / np.maximum(paper, 1.0), _MOST_GAIN)
    steps = as_uint8(np.rint(gains * _GAIN_STEPS))
    steps = as_uint8(cv2.resize(steps, (width, height), interpolation=cv2.INTER_LINEAR))
    return as_uint8(cv2.multiply(pixels, steps, scale=1 / _GAIN_STEPS)), _TINTED_NOISE


def _channels(pixels: Pixels, noise: int = CHROMA_NOISE) -> tuple[Grey, Grey]:
    """Return the brightest channel and the chroma (brightest minus darkest) beyond that of paper and noise."""
    red, green, blue = cv2.split(pixels)
    brightest = cv2.max(cv2.max(red, green), blue)
    chroma = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    paper = int(np.median(chroma[::8, ::8]))
    excess = cv2.subtract(chroma, np.full_like(chroma, min(255, paper + noise)))
    return as_uint8(brightest), as_uint8(excess)


def lift_colour(pixels: Pixels, noise: int = CHROMA_NOISE) -> Grey:
    """Return the page in grey with coloured ink faded out and black print kept.

    Coloured ink is the brightest channel, raised by the chroma beyond the paper's: red seal ink and blue stamp ink are
    bright in one channel and so turn to paper, black print under them is dark in all three and stays. What has a colour
    at single pixels only, as the fringes of black strokes have where a scanner's channels lie apart, is no such ink:
    lifted, it would take thin strokes along. A grey image comes back as it is.
    """
    if pixels.ndim == 2:
        return pixels
    brightest, excess = _channels(pixels, noise)
    grey = plain(pixels)
    lifted = cv2.addWeighted(brightest, 1.0, excess, CHROMA_LIFT, 0.0)
    _, around = _channels(as_uint8(cv2.blur(pixels, (_FRINGE, _FRINGE))))
    most = cv2.addWeighted(grey, 1.0, around, _LIFT_AROUND, 0.0)
    return as_uint8(cv2.min(lifted, cv2.max(most, grey)))


def colour_layer(pixels: Pixels) -> Grey | None:
    """Return the page's coloured ink alone, dark on white; None for a page without any.

    Ink is darker the more its chroma exceeds that of the paper around it, so that tinted paper and a scanner's colour
    cast drop out and the threshold is each page's own.
    """
    if pixels.ndim == 2:
        return None
    _, excess = _channels(pixels)
    strong = float(np.percentile(excess[::4, ::4], _STRONGEST_CHROMA))
    if strong < CHROMA_INK:
        return None
    return as_uint8(cv2.bitwise_not(cv2.convertScaleAbs(excess, alpha=255 / strong)))


def warm_ink(pixels: Pixels) -> NDArray[np.bool_]:
    """Return where coloured ink is red rather than blue: (H, W), meaningful on coloured ink alone.

    A seal is red and the signature on it blue; ink of one violet pad, neither clearly, is all taken as one.
    """
    red, _, blue = cv2.split(pixels)
    lean = red.astype(np.int16) - blue.astype(np.int16)
    # Smoothed over a stroke's width: JPEG keeps colour at half the resolution.
    return np.asarray(cv2.blur(lean, (3, 3)) > 0)


def _thumbnail(grey: Grey) -> Grey:
    """Shrink a page to a long side of `_BACKGROUND_SIDE` pixels, on which paper and ground are looked at."""
    return shrunk(grey, _BACKGROUND_SIDE / max(grey.shape))


def _paper(small: Pixels, side: int) -> Pixels:
    """Return a thumbnail without what is narrower than `side` pixels: its paper."""
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return as_uint8(cv2.medianBlur(closed, side))


def divide_background(grey: Grey, unlifted: Grey) -> Grey:
    """Return the page on even white: each pixel over the paper's local brightness.

    Where coloured ink was lifted a page may be brighter than its paper, which is therefore looked for on the page as it
    was before, `unlifted`: a grey closing followed by a median on a thumbnail, the usual background division (e.g.
    Shi & Govindaraju 2004, "Historical document image enhancement using background light intensity normalization").
    """
    height, width = grey.shape
    thumbnail = _paper(_thumbnail(unlifted), _BACKGROUND_KERNEL)
    dark = thumbnail < _NO_PAPER * np.percentile(thumbnail, _SHEET)
    paper = cv2.resize(thumbnail, (width, height), interpolation=cv2.INTER_LINEAR)
    even = as_uint8(cv2.divide(grey, paper, scale=255))
    if dark.any():
        # What lies beside the sheet has nothing to read, and its noise would look like print.
        even[cv2.resize(as_uint8(dark), (width, height), interpolation=cv2.INTER_NEAREST) > 0] = 255
    return even


def stretch_ink(grey: Grey, fading: int = FADING) -> Grey:
    """Stretch an evenly lit page so that its print is black and what is much fainter than print around it is paper.

    Faded print becomes dark; bleed-through and stains, which are lighter than the print beside them, go. The ink's
    level is the darkest of a neighbourhood of about 25 mm, held within `fading` grey levels of the page's own.
    """
    dark = grey[::2, ::2]
    dark = dark[dark < _NOT_PAPER]
    if dark.size < _LEAST_INK * grey.size:
        return grey
    level = float(np.percentile(dark, _INK_LEVEL))
    height, width = grey.shape
    cell = max(1, round(min(height, width) / _INK_CELLS))
    size = (max(1, width // cell), max(1, height // cell))
    # The mean of the darkest third of a stroke, not a single black speck: blur before looking for the darkest.
    soft = cv2.blur(grey, (3, 3))
    pooled = cv2.erode(soft, np.ones((cell, cell), np.uint8))
    local = cv2.resize(pooled, size, interpolation=cv2.INTER_NEAREST)
    local = cv2.blur(cv2.erode(local, np.ones((3, 3), np.uint8)), (5, 5))
    local = as_uint8(np.clip(local, level - _DARKENING, min(level + fading, _NOT_PAPER - _PALE_INK)))
    white = as_uint8(local + WHITE_POINT * (255 - local.astype(np.float32)))
    span = cv2.resize(cv2.subtract(white, local), (width, height), interpolation=cv2.INTER_LINEAR)
    ink = cv2.resize(local, (width, height), interpolation=cv2.INTER_LINEAR)
    return as_uint8(cv2.divide(cv2.subtract(grey, ink), span, scale=255))


def drop_bleed_through(evened: Grey, stretched: Grey) -> Grey:
    """Return the stretched page without the letters of its other side; `evened` is the page before the stretch.

    Every printed letter is somewhere as dark as print is; a letter that shines through nowhere is, and between the two
    lies a gap (on 48 pages with and without bleed-through: print below 64, bleed-through above 96). Where a page has
    enough such letters, only what is dark, or lies within a stroke's reach of it, is kept: hysteresis with a leash, so
    that a ghost does not stay because it touches print. A page with few faint letters stays as it is, they may be worn.
    """
    if not _bleeds_through(stretched):
        return stretched
    grey = stretch_ink(evened, FADING_BESIDE_GHOSTS)
    soft = as_uint8(cv2.GaussianBlur(grey, (0, 0), _SOFT))
    strong = binarise(soft, _STRONG)
    letter = _letter_height(strong)
    reach = 2 * max(1, round(_LEASH * letter)) + 1
    near = cv2.dilate(strong, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    off = as_uint8((soft < _FAINT) & (near == 0))
    pieces = connected(off)
    levels, stats = pieces.lowest(soft), pieces.stats
    extent = np.maximum(stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH])
    # Off the dark ink, thin ends of strokes, diacritics and stops are small or fairly dark; ghosts are neither.
    gone = (levels >= _DIACRITIC) | (extent > _THIN_END * letter) & (levels >= _STRONG + _PALE_STROKE)
    cleaned = grey.copy()
    cleaned[(pieces.mask(gone) > 0) | ((near == 0) & (soft >= _FAINT))] = 255
    return cleaned


def _letter_height(strong: Grey) -> float:
    """Median height of the patches of dark ink, in pixels; 0 without any."""
    heights = connected(strong).stats[1:, cv2.CC_STAT_HEIGHT]
    heights = heights[heights > _SPECK]
    return float(np.median(heights)) if len(heights) else 0.0


def _bleeds_through(grey: Grey) -> bool:
    """Whether the page has more than a few patches of a letter's size that are nowhere dark."""
    soft = as_uint8(cv2.GaussianBlur(grey, (0, 0), _SOFT))
    strong = binarise(soft, _STRONG)
    weak = binarise(soft, _FAINT)
    patches = connected(weak)
    printed, stats = patches.touching(strong), patches.stats
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    print_heights = heights[printed & (heights > _SPECK)]
    letter = float(np.median(print_heights)) if len(print_heights) else 0.0
    low, high = (share * letter for share in _GHOST_HEIGHT)
    ghosts = ~printed & (heights > low) & (heights < high) & (widths < _GHOST_WIDTH * letter)
    ghosts[0] = False
    letters = len(print_heights)
    return letters > 0 and int(ghosts.sum()) >= max(_FAINT_LETTERS, _FAINT_SHARE * letters)


def is_negative(grey: Grey) -> bool:
    """Whether a page is light print on a dark ground (a microfilm negative, a blueprint): nowhere is light an area."""
    small = _thumbnail(grey)
    ground, light = (float(np.percentile(small, share)) for share in (50, _LIGHTEST))
    if ground > _DARK_GROUND or light - ground < _LIGHT_PRINT:
        return False
    bright = as_uint8(cv2.threshold(small, (ground + light) / 2, 255, cv2.THRESH_BINARY)[1])
    return not cv2.erode(bright, np.ones((_BACKGROUND_KERNEL, _BACKGROUND_KERNEL), np.uint8)).any()


def clean(pixels: Pixels, noise: int = CHROMA_NOISE) -> Grey:
    """Return the page as recognition wants it: grey, even white paper, no coloured ink, no print of the other side.

    Args:
        pixels: (H, W) grey or (H, W, 3) RGB, uint8.
        noise: chroma beyond the paper's that is no coloured ink.
    """
    lifted, grey = lift_colour(pixels, noise), plain(pixels)
    if is_negative(lifted):
        lifted, grey = as_uint8(cv2.bitwise_not(lifted)), as_uint8(cv2.bitwise_not(grey))
    evened = divide_background(lifted, grey)
    return drop_bleed_through(evened, stretch_ink(evened))
