"""What is seen of stamps on a page before anything of them is read: where they lie, cut out in their own ink.

A network says where they lie and of what class they are (`stamp_detector`). What stands in a black stamp stands in the
page's print as well, so black seals and the frames of black stamps are known apart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.confidence import SURELY_SEEN
from ocr.detectors import stamp_detector
from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.image.specks import INK
from ocr.prepare import Prepared
from ocr.sources.page_image import A4_WIDTH_MM
from ocr.stamps import frames, ink, markings, rings
from ocr.stamps.ink import Cut

_MOSTLY = 0.6
"""Share of a box on another from which it lies in it: boxes of the detector are a millimetre or two off."""

_COLOUR_TINGE = 225
"""Level of the colour layer below which a pixel has a tinge: JPEG halves the resolution of colour and thins that of
small letters."""

_COLOURED_SHARE = 0.5
"""Share of a segment's ink that has a tinge where it is no black print: stamp letters 0.6 and more, print beside a
stamp 0.26 at the most (measured on the sample scans)."""

_STRONG_COLOUR = 170
"""Level of the colour layer below which a pixel is strong coloured ink."""

_COLOURED_SEAL = 0.02
"""Share of a seal's box that is strong coloured ink where the seal is coloured."""

_OVERLAYS = 6
"""Overlays stand in the uppermost sixth of the page's height."""

_EMBLEM_MM = 25.0
"""Height of an emblem at most, in millimetres."""

_OVERLAY_MM = 62.0
"""Millimetres that an overlay's lines reach beyond its emblem at most."""

_ABOVE = 0.15
"""How much an overlay's lines may stand out above and below its emblem, in the emblem's height."""


@dataclass(frozen=True, slots=True, eq=False)
class StampFrame:
    """A black stamp, and the box of its frame as far as the frame's lines are found."""

    box: Box
    cut: Cut

    @property
    def hull(self) -> Box:
        """The frame and the stamp as it was seen: a first row may stand above the line that was taken for the frame."""
        return Box.hull((self.box, self.cut.box))


@dataclass(frozen=True, slots=True, eq=False)
class Sights:
    """What is seen of stamps on a page, all in pixels of the working image.

    `spots` are the detector's; `cuts` what may have words, cut out in its own ink; `seals` and `frames` the seals and
    stamps that are as black as print.
    """

    spots: tuple[Spot, ...] = ()
    cuts: tuple[Cut, ...] = ()
    seals: tuple[Box, ...] = ()
    frames: tuple[StampFrame, ...] = ()

    @property
    def round_seals(self) -> list[Box]:
        """All seals: the black ones by their rings, and each as it was seen."""
        return [*self.seals, *(spot.box for spot in self.spots if spot.name is InkClass.SEAL)]


def see(page: Prepared, spots: Sequence[Spot]) -> Sights:
    """Cut out what may have words among `spots` and in coloured ink besides, and tell black seals and frames."""
    cuts = cut_out(page, spots)
    return Sights(tuple(spots), tuple(cuts), tuple(black_seals(page, spots)), tuple(black_frames(page, cuts)))


def look_for(page: Prepared) -> list[Spot]:
    """Return where stamps, seals, overlays and handwriting are seen; seals only where they are seen surely."""
    spots = stamp_detector.find(page.small, page.frame.size)
    spots = [spot for spot in spots if spot.name is not InkClass.SEAL or spot.confidence >= SURELY_SEEN]
    seals = [spot.box for spot in spots if spot.name is InkClass.SEAL]
    # Words on a seal are its own, or those of print beneath.
    spots = [s for s in spots if s.name is not InkClass.WORDS or not any(mostly_in(s.box, seal) for seal in seals)]
    return _whole(page, spots)


def _whole(page: Prepared, spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots with black stamps as large as their frames, and none that another one's frame holds."""
    grown = [
        dataclasses.replace(s, box=frames.whole_frame(page.grey, s.box)) if s.name is InkClass.WORDS else s
        for s in spots
    ]
    larger = [new.box for old, new in zip(spots, grown, strict=True) if new.box != old.box]
    return [
        s
        for s in grown
        if s.name is not InkClass.WORDS or not any(box != s.box and mostly_in(s.box, box) for box in larger)
    ]


def cut_out(page: Prepared, spots: Sequence[Spot]) -> list[Cut]:
    """Cut out what has words: what may be overlays, stamps, other coloured ink, what may be markings on stamps."""
    cuts = [ink.cut(page, box, spot) for spot, box in _overlays(spots, page.frame.size)]
    cuts += [ink.cut(page, spot.box, spot) for spot in spots if spot.name in (InkClass.WORDS, InkClass.ESIGNATURE)]
    cuts += [ink.cut(page, box) for box in ink.unclaimed(page, spots)]
    return cuts + [marking for spot in spots if spot.name is InkClass.WORDS for marking in markings.find(page, spot)]


def _overlays(spots: Sequence[Spot], size: tuple[int, int]) -> list[tuple[Spot, Box]]:
    """Return what may be overlays of which the emblem alone was seen, as a stamp's words, each with its place."""
    width, height = size
    per_mm = min(size) / A4_WIDTH_MM
    found = []
    for spot in spots:
        emblem = spot.box
        if spot.name is not InkClass.WORDS or emblem.bottom > height / _OVERLAYS or emblem.height > _EMBLEM_MM * per_mm:
            continue
        room = round(_ABOVE * emblem.height)
        beside = [
            other.box.left for other in spots if other.name is InkClass.ESIGNATURE and other.box.left > emblem.left
        ]
        right = min([width, emblem.right + round(_OVERLAY_MM * per_mm), *beside])
        place = Box(emblem.left, max(0, emblem.top - room), right, emblem.bottom + room)
        found.append((Spot(InkClass.OVERLAY, emblem, spot.confidence), place))
    return found


def may_be_overlay(cut: Cut) -> bool:
    """Whether more was cut out than an emblem that was seen, for an overlay's lines may stand beside it."""
    return cut.spot is not None and cut.spot.name is InkClass.OVERLAY


def may_be_marking(cut: Cut) -> bool:
    """Whether what was cut out is a marking of urgency or secrecy on a stamp, or nothing."""
    return cut.spot is not None and cut.spot.name is InkClass.MARKING


def is_black(cut: Cut) -> bool:
    """Whether a stamp is as black as print, so that its words stand in the page's text as well."""
    return cut.spot is not None and not may_be_overlay(cut) and not cut.coloured


def black_seals(page: Prepared, spots: Sequence[Spot]) -> list[Box]:
    """Return the seals that are as black as print."""
    boxes = [spot.box for spot in spots if spot.name is InkClass.SEAL]
    if page.colour is not None:
        patches = [(box, page.colour[box.top : box.bottom, box.left : box.right]) for box in boxes]
        boxes = [box for box, patch in patches if float((patch < _STRONG_COLOUR).mean()) < _COLOURED_SEAL]
    return [rings.fit_ring(page.grey, box) for box in boxes]


def black_frames(page: Prepared, cuts: Sequence[Cut]) -> list[StampFrame]:
    """Return the stamps that are as black as print, each with its frame."""
    return [StampFrame(frames.frame_of(page.grey, cut.box), cut) for cut in cuts if is_black(cut)]


def is_surely_seen(cut: Cut) -> bool:
    """Whether a stamp needs no words to be believed."""
    seen = cut.spot is not None and cut.spot.confidence >= SURELY_SEEN
    return seen and not may_be_overlay(cut) and not may_be_marking(cut)


def is_coloured(grey: Grey, colour: Grey, box: Box) -> bool:
    """Tell whether most of a segment's ink is coloured: what is left of a stamp's own words, or pen ink."""
    inked = grey[box.top : box.bottom, box.left : box.right] < INK
    coloured = colour[box.top : box.bottom, box.left : box.right] < _COLOUR_TINGE
    return bool(inked.any()) and float(coloured[inked].mean()) > _COLOURED_SHARE


def mostly_in(box: Box, other: Box) -> bool:
    """Whether a box lies in a larger one, or nearly."""
    return box.intersection(other) > _MOSTLY * box.area and box.area <= other.area
