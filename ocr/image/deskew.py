"""How rows of text run on a page, for deskew and dewarp: skew to a few hundredths of a degree, and bend.

Both are what makes the rows' ink profile sharpest when it is undone. Sharpness is that of Postl's skew detector (US
patent 4723297, 1988), the sum of squared differences between neighbouring rows. It is measured on the page cut into
upright strips, each summed across, so that trying a slope moves a few dozen columns and not the page.
"""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.cleanup import Grey, as_uint8, shrunk
from ocr.image.geometry import STRAIGHT, Bend

_EDGE = 0.1
"""Share of the page's width and height left out at each edge: dark borders are no rows of text."""

_BLANK_INK = 0.003
"""Mean share of ink of a page without rows."""

_LEAST_SIDE = 100
"""Pixels of a thumbnail's short side below which it shows no rows."""

_SKEW_SIDE = 1280
"""Long side, in pixels, of the thumbnail on which skew is refined."""

_SKEW_STRIP = 13
"""Width, in pixels, of the strips of that thumbnail."""

_SKEW_STEPS = (0.8, 0.1), (0.08, 0.02)
"""Reach and step, in degrees, of the search, coarse then fine: the first look is at most 0.5 off one at 800 pixels,
99 % within 0.4 (360 turns of 72 pages)."""

_STEEP = 1.0
"""Degrees above which the thumbnail is levelled before it is cut into strips; a row falls by 0.3 pixels in one then."""

_GOLDEN = 0.618034
"""Strips are moved by this much more than the one before, modulo a pixel. Without it a page that is left as it is looks
sharper than one that is turned, because interpolation blurs: skews under 0.25 degrees were taken for none."""

_BEND_SIDE = 700
"""Long side, in pixels, of the thumbnail on which bends are looked for: rows of 14 pt text are 12 px apart there on
A4."""

_BEND_STRIP = 8
"""Width, in pixels, of its strips: the steepest row searched falls by a third of a pixel in one."""

_BEND_STEPS = (0.04, 4), (0.008, 3)
"""Reach, in the units of `Bend`, and steps to either side of the search, coarse then fine."""

_BEND_GAIN = 1.05
"""Gain in sharpness from which a bend is believed: straight pages stay under 1.02."""


class _Strips:
    """A page's ink in upright strips; `x` and `y` are pixels of the thumbnail from its middle, (rows, strips)."""

    def __init__(self, ink: Grey, strip: int) -> None:
        height, width = ink.shape
        edge = round(_EDGE * width)
        inner = ink[:, edge : width - edge].astype(np.float32)
        count = max(1, inner.shape[1] // strip)
        self._ink = cv2.resize(inner, (count, height), interpolation=cv2.INTER_AREA)
        self._edge = round(_EDGE * height)
        self._columns, self._rows = np.meshgrid(np.arange(count, dtype=np.float32), np.arange(height, dtype=np.float32))
        self.x = edge + (self._columns + 0.5) * inner.shape[1] / count - width / 2
        self.y = self._rows - height / 2

    def sharpness(self, drop: NDArray[np.float32]) -> float:
        """Return how sharp the profile is when each strip's rows are raised by `drop` pixels."""
        level = cv2.remap(
            self._ink, self._columns, self._rows + drop, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        profile = level[self._edge : len(level) - self._edge].sum(1, dtype=np.float64)
        return float(np.square(np.diff(profile)).sum())


def _ink(grey: Grey, side: int) -> Grey | None:
    """The page's ink at a long side of `side` pixels; None without any rows."""
    ink = as_uint8(cv2.bitwise_not(shrunk(grey, side / max(grey.shape))))
    return None if float(ink.mean()) < _BLANK_INK * 255 or min(ink.shape) < _LEAST_SIDE else ink


def refine_skew(grey: Grey, degrees: float) -> float:
    """Return the degrees, counter-clockwise, that level the rows of a page of which a first look says `degrees`."""
    ink = _ink(grey, _SKEW_SIDE)
    if ink is None:
        return degrees
    first = degrees if abs(degrees) > _STEEP else 0.0
    if first:
        height, width = ink.shape
        ink = as_uint8(
            cv2.warpAffine(ink, cv2.getRotationMatrix2D((width / 2, height / 2), first, 1.0), (width, height))
        )
    strips = _Strips(ink, _SKEW_STRIP)
    phase = (np.arange(strips.x.shape[1], dtype=np.float32) * np.float32(_GOLDEN)) % 1

    def sharpness(angle: float) -> float:
        return strips.sharpness(strips.x * np.float32(np.tan(np.radians(angle))) + phase)

    rest = degrees - first
    for reach, step in _SKEW_STEPS:
        rest = max((rest + offset for offset in np.arange(-reach, reach + step / 2, step).tolist()), key=sharpness)
    return first + rest


def find_bend(grey: Grey) -> Bend:
    """Return how the rows of a levelled page are bent, searched over fan, bow and tilt in turn, coarse then fine."""
    ink = _ink(grey, _BEND_SIDE)
    if ink is None:
        return STRAIGHT
    strips, width = _Strips(ink, _BEND_STRIP), ink.shape[1]
    u, v = strips.x / width, strips.y / width

    def sharpness(bend: Bend) -> float:
        slope = np.float32(bend.tilt) + np.float32(bend.fan) * v + np.float32(bend.bow / 2) * u
        return strips.sharpness(strips.x * slope)

    best, top = STRAIGHT, sharpness(STRAIGHT)
    first = top
    for reach, steps in _BEND_STEPS:
        for name in ("fan", "bow", "tilt"):
            centre = getattr(best, name)
            for offset in np.linspace(-reach, reach, 2 * steps + 1):
                tried = dataclasses.replace(best, **{name: centre + float(offset)})
                score = sharpness(tried)
                if score > top:
                    best, top = tried, score
        if top <= first:  # not even a coarse step gains anything
            return STRAIGHT
    return best if top > _BEND_GAIN * first else STRAIGHT
