"""A second look at lines that a seal, a pen or a stamp's frame crosses: read again with that ink lifted otherwise.

Cleaning the whole page takes coloured ink for paper by its chroma, which costs print beneath it and leaves dark pens
standing. Close up, print is what is dense in all three channels beside the paper around it (Beer-Lambert, as in colour
deconvolution). The surer of the two readings stays. Black seals with their rings lifted off were tried so and gained
nothing: `BÍ THƯ` became a sure `BÍ TH`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ocr.confidence import SECOND_LIKELY, SECOND_SURER
from ocr.detectors.stamp_detector import Spot
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.lines.line_boxes import crop
from ocr.overlaps.crossed_lines import CROSSING
from ocr.prepare import Prepared
from ocr.readers.recognise import Reading, Segment
from ocr.stamps.ink import print_alone

_CROSSED = 0.12
"""Share of a line's box on a seal or a pen's strokes from which it is looked at again."""

_OWN = 0.5
"""Share of a line's box on a stamp with words from which it is the stamp's own."""

MARGINS = 0.5, 1.0
"""Room around a line, in its height, above and below and on its sides: paper to compare its ink with."""

_SHORTER = 0.75
"""Share of the first reading's characters that the second must have."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A line as it is read first, and as it is read once more, with other ink lifted."""

    first: Segment
    second: Segment


def under_colour(page: Prepared, lines: Sequence[Segment], spots: Sequence[Spot]) -> list[Look]:
    """Return looks at those of `lines` that coloured ink may cross."""
    if page.colour is None:
        return []
    crossing = [spot.box for spot in spots if spot.name in CROSSING]
    own = [spot.box for spot in spots if spot.name not in CROSSING]
    crossed = [
        line
        for line in lines
        if any(line.box.intersection(box) > _CROSSED * line.box.area for box in crossing)
        and not any(line.box.intersection(stamp) > _OWN * line.box.area for stamp in own)
    ]
    if not crossed:
        return []
    image = crossed[0].image.copy()
    for line in crossed:
        _, wide = crop(line.image, line.box, *MARGINS)
        image[wide.top : wide.bottom, wide.left : wide.right] = print_alone(page.cut(wide))
    return [Look(line, Segment(image, line.box)) for line in crossed]


def through_frames(whole: Grey, lines: Sequence[Segment], frames: Sequence[Box]) -> list[Look]:
    """Return looks at the lines that a black frame's upright lines run through.

    With the lines lifted off the page goes what they cross: `phát` becomes `phá`. `whole` is the page with them.
    """
    return [Look(line, Segment(whole, line.box)) for line in lines if any(_cuts(frame, line.box) for frame in frames)]


def _cuts(frame: Box, line: Box) -> bool:
    """Whether a side of a frame runs through a line."""
    level = frame.top < (line.top + line.bottom) / 2 < frame.bottom
    return level and any(line.left < x < line.right for x in (frame.left, frame.right))


def surest(read: Mapping[Segment, Reading], looks: Sequence[Look]) -> dict[Segment, Reading]:
    """Return what was read, of the lines that were looked at again the surer reading."""
    chosen = dict(read)
    for look in looks:
        chosen[look.first] = surer(chosen[look.first], read[look.second])
    return chosen


def surer(first: Reading, second: Reading) -> Reading:
    """Return the reading that is surer of its letters; the first unless the second is clearly so."""
    long_enough = first.words and len(second.text) >= _SHORTER * len(first.text)
    if long_enough and confidence(second) > max(confidence(first) + SECOND_SURER, SECOND_LIKELY):
        return dataclasses.replace(second, box=first.box)
    return first


def confidence(reading: Reading) -> float:
    """Return the mean confidence of the words, each weighed by its letters; 0 without any."""
    weights = [len(word.text) for word in reading.words]
    if not sum(weights):
        return 0.0
    return float(np.average([word.confidence for word in reading.words], weights=weights))
