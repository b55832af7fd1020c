"""Stamps parted from print: what was cut out is named, and each word on the page is a stamp's or the text's.

What stands in a black stamp is in the page's text as well, and print may run beneath any stamp. First the stamps are
named by what is print for certain; then, of what they are believed to be, the text is freed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ocr.confidence import UNDER_STAMP
from ocr.elements import Box, Stamp, StampKind
from ocr.overlaps import own_words
from ocr.readers.recognise import Reading, Segment
from ocr.sources.page_image import A4_WIDTH_MM
from ocr.stamps import naming, sights, unseen
from ocr.stamps.ink import Cut
from ocr.stamps.sights import Sights


@dataclass(slots=True, eq=False)
class _Named:
    """The cut-outs as named: stamps, coloured print, boxes of overlays, and those that are no stamps after all."""

    stamps: list[Stamp] = field(default_factory=list)
    print_: list[Reading] = field(default_factory=list)
    overlays: list[Box] = field(default_factory=list)
    doubted: list[Cut] = field(default_factory=list)


def part(
    readings: Sequence[Reading], read: Mapping[Segment, Reading], seen: Sights, size: tuple[int, int]
) -> tuple[list[Reading], list[Stamp]]:
    """Part a page's lines from its stamps.

    Args:
        readings: the lines of the page.
        read: what was read of the segments of `seen.cuts`.
        seen: what was seen of stamps.
        size: (width, height) of the working image, in its pixels.

    Returns:
        The readings that are no stamp's, and the stamps, both in pixels of the working image.
    """
    named = _name(seen.cuts, read, _print_beneath(readings, seen), size)
    seals = [Stamp(StampKind.SEAL, spot.box, (), spot.confidence) for spot in seen.spots if spot.name == "seal"]
    frames = [frame for frame in seen.frames if frame.cut not in named.doubted]
    inside = [frame.box for frame in frames] + named.overlays
    around = [frame.cut.box for frame in frames] + named.overlays
    left = own_words.without_own_words([*readings, *named.print_], seen.seals, inside, around)
    left = own_words.without_words_beside(left, [frame.hull for frame in frames] + named.overlays)
    left, unseen_stamps = unseen.find(left, Box(0, 0, *size))
    return left, naming.without_pieces([*seals, *named.stamps, *unseen_stamps])


def _print_beneath(readings: Sequence[Reading], seen: Sights) -> list[Reading]:
    """Return the lines that are print for certain, whatever stamps lie on them."""
    outside = own_words.without_own_words(readings, seen.seals, [frame.box for frame in seen.frames])
    outside = own_words.without_words_beside(outside, [frame.hull for frame in seen.frames])
    return [reading for reading in outside if reading.agreement > UNDER_STAMP]


def _name(
    cuts: Sequence[Cut], read: Mapping[Segment, Reading], beneath: Sequence[Reading], size: tuple[int, int]
) -> _Named:
    """Name the cut-outs; `beneath` are lines of print that may run under them."""
    named = _Named()
    for cut in cuts:
        own = [read[segment] for segment in cut.segments]
        stamp = naming.name(cut, own, beneath if sights.is_black(cut) else ())
        if naming.is_emblem(stamp, named.overlays):
            continue
        if naming.is_print(stamp, cut, size[0]):
            named.print_ += naming.as_print(cut, own)
        elif naming.is_believed(stamp, cut):
            named.stamps += naming.parted(stamp, min(size) / A4_WIDTH_MM)
            # A signer's name belongs to the text, printed or stamped.
            named.print_ += naming.as_print(cut, own) if stamp.kind is StampKind.NAME else []
            named.overlays += [stamp.box] if sights.may_be_overlay(cut) else []
        else:
            named.doubted.append(cut)
    return named
