"""From the pixels of a page to what is read: cleaned, upright, level, at a size the readers like."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.confidence import TURN_CERTAIN, TURN_LIKELY, TURN_MARGIN, TURN_READABLE
from ocr.detectors import page_networks, stamp_detector
from ocr.elements import Box
from ocr.image import cleanup, deskew, geometry, grain, specks
from ocr.image.cleanup import Grey, Pixels, as_uint8
from ocr.image.geometry import Frame
from ocr.readers import line_reader
from ocr.sources.page_image import A4_WIDTH_MM, MM_PER_INCH, PageImage

WORK_DPI = 220
"""Dots per inch at which pages are read; the readers' line images are 32 and 44 px high, which 14 pt print at 220 dpi
fills. Twice the resolution costs twice the time for the same text."""

_A4_LONG = round(297 / MM_PER_INCH * WORK_DPI)
"""Long side of A4, 297 mm, in pixels at `WORK_DPI`."""

_STRONG_INK = 170
"""Level of the colour layer below which ink says what colour it has."""

_LITTLE = 0.02
"""Share of the coloured ink that may be of another colour without being another ink."""

_TURN_LINES = 3
"""Lines that are read both ways, the widest, to tell a page from one on its head."""

_TURN_LETTERS = 4
"""Letters of these lines, at least, that tell: of so few an A may be a V on its head."""

_LONGEST = 4400
"""Pixels of the working image's long side: A3 and larger sheets are read at less than `WORK_DPI`."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """`grey` is the cleaned page, `colour` its coloured ink alone (both (H, W), dark on white), `frame` how they lie.

    `inks` is the coloured ink once more, each of its colours for itself; empty without coloured ink. `turn` is the
    number of clockwise quarter turns, `skew` the degrees counter-clockwise that set the page upright. `small` is the
    page before cleaning in the same frame, at `stamp_detector.PER_MM` pixels a millimetre of A4. `pixels` is the page
    before cleaning at working size, not turned; it lies on the page as `start` says.
    """

    grey: Grey
    colour: Grey | None
    inks: tuple[Grey, ...]
    frame: Frame
    turn: int
    skew: float
    small: Pixels
    pixels: Pixels
    start: Frame

    def cut(self, box: Box) -> Pixels:
        """Return a box of the working image, upright, as the page was before cleaning."""
        return geometry.cut(self.pixels, self.frame, self.start, box)


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """The layers of `Prepared` before the page is set upright; `frame` is that of their size alone.

    `small` lies on the page as `geometry.scaled(frame, shrunk)` says.
    """

    grey: Grey
    colour: Grey | None
    inks: tuple[Grey, ...]
    frame: Frame
    pixels: Pixels
    small: Pixels
    shrunk: float


def prepare(image: PageImage, without: Collection[str] = ()) -> Prepared:
    """Clean a page and set it upright; steps named in `without` are left out (`ocr.read.STEPS`)."""
    return set_upright(clean(image, without), without)


def clean(image: PageImage, without: Collection[str] = ()) -> Cleaned:
    """Bring a page to working size and clean it."""
    pixels, frame = geometry.shrink(image.pixels, geometry.identity(image.pixels), working_side(image))
    inked, noise = cleanup.neutral(cleanup.plain(pixels) if "colour" in without else pixels)
    colour = cleanup.colour_layer(inked)
    lift = cleanup.lift_colour if "background" in without else _clean
    grey = lift(inked, noise)
    grey = specks.drop_specks(specks.drop_edges(grey))
    inks = () if colour is None else _inks(inked, colour)
    shrunk = min(1.0, stamp_detector.PER_MM * A4_WIDTH_MM / min(frame.size))
    small = cleanup.shrunk(pixels, shrunk)
    if cleanup.is_negative(cleanup.plain(small)):
        small, pixels = as_uint8(cv2.bitwise_not(small)), as_uint8(cv2.bitwise_not(pixels))
    return Cleaned(grey, colour, inks, frame, pixels, small, shrunk)


def _clean(pixels: Pixels, noise: int) -> Grey:
    return cleanup.clean(grain.smoothed(pixels), noise)


def set_upright(page: Cleaned, without: Collection[str] = ()) -> Prepared:
    """Set a cleaned page upright, deskew and dewarp it."""
    if "geometry" in without:
        return Prepared(page.grey, page.colour, page.inks, page.frame, 0, 0.0, page.small, page.pixels, page.frame)
    grey, frame, turn, skew = _set_upright(page.grey, page.frame)
    small = geometry.warp(page.small, *(geometry.scaled(f, page.shrunk) for f in (frame, page.frame)))
    if page.colour is None:
        return Prepared(grey, None, (), frame, turn, skew, small, page.pixels, page.frame)
    colour = geometry.warp(page.colour, frame, page.frame)
    # A single ink is the colour layer itself.
    inks = tuple(geometry.warp(ink, frame, page.frame) for ink in page.inks) if len(page.inks) > 1 else (colour,)
    return Prepared(grey, colour, inks, frame, turn, skew, small, page.pixels, page.frame)


def _inks(pixels: Pixels, colour: Grey) -> tuple[Grey, ...]:
    warm = cleanup.warm_ink(pixels)
    inked = colour < _STRONG_INK
    share = float(warm[inked].mean()) if inked.any() else 1.0
    if not _LITTLE < share < 1 - _LITTLE:
        return (colour,)
    return tuple(as_uint8(np.where(side, colour, 255)) for side in (warm, ~warm))


def working_side(image: PageImage) -> int:
    """Return the long side, in pixels, that a page is read at: never larger than it is, never less than A4's.

    A resolution that the file states may be wrong, so that it is trusted only as far as the page stays legible.
    """
    long_side = int(max(image.pixels.shape[:2]))
    wanted = round(long_side * WORK_DPI / image.dpi) if image.dpi else 0
    return min(long_side, _LONGEST, max(wanted, _A4_LONG))


def _set_upright(grey: Grey, frame: Frame) -> tuple[Grey, Frame, int, float]:
    skew = page_networks.skew(grey)
    levelled = geometry.rotate(grey, frame, skew)[0] if abs(skew) >= geometry.SKEW_MIN else grey
    turn = _quarter_turns(levelled)
    if turn:
        grey, frame = geometry.turn_clockwise(grey, frame, turn)
        skew = page_networks.skew(grey)
    skew = deskew.refine_skew(grey, skew)
    if abs(skew) >= geometry.SKEW_MIN:
        grey, frame = geometry.rotate(grey, frame, skew)
    grey, frame = geometry.dewarp(grey, frame, deskew.find_bend(grey))
    return grey, frame, turn, skew


def _quarter_turns(level: Grey) -> int:
    """Return the clockwise quarter turns that set a levelled page upright; 0 when in doubt.

    The network sees which way rows run on any page, but one of few lines it often takes for one on its head. There the
    widest lines are read both ways: of letters on their heads the reader is much less sure.
    """
    turns, share, down = page_networks.quarter_turns(level)
    if share > TURN_CERTAIN:
        return turns
    standing = np.ascontiguousarray(np.rot90(level, -down))
    boxes = sorted(page_networks.detect_lines(standing), key=lambda box: -box.width)[:_TURN_LINES]
    height, width = standing.shape
    on_head = np.ascontiguousarray(np.rot90(standing, 2))
    heads = [Box(width - b.right, height - b.bottom, width - b.left, height - b.top) for b in boxes]
    sure, sure_on_head = _sureness(standing, boxes), _sureness(on_head, heads)
    if max(sure, sure_on_head) > TURN_READABLE and abs(sure - sure_on_head) > TURN_MARGIN:
        return down if sure > sure_on_head else down + 2
    return turns if share > TURN_LIKELY else 0


def _sureness(grey: Grey, boxes: Sequence[Box]) -> float:
    """Mean confidence of the letters in lines; 0 for fewer than `_TURN_LETTERS`."""
    lines = line_reader.read_lines([(grey, box) for box in boxes], look=False)
    sure = [glyph.confidence for line in lines for glyph in line.letters]
    return sum(sure) / len(sure) if len(sure) >= _TURN_LETTERS else 0.0


def bend_of(prepared: Prepared) -> dict[str, float]:
    """Return the bend that dewarping undid, rounded, for the record."""
    return {name: round(value, 4) for name, value in dataclasses.asdict(prepared.frame.bend).items()}
