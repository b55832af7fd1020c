"""A second look at lines that a seal, a pen or a stamp's frame crosses: read again with that ink lifted otherwise.

Cleaning the whole page takes coloured ink for paper by its chroma, which costs print beneath it and leaves dark pens
standing. Close up, print is what is dense in all three channels beside the paper around it (Beer-Lambert, as in colour
deconvolution). The surer of the two readings stays. Black seals with their rings lifted off were tried so and gained
nothing: `BÍ THƯ` became a sure `BÍ TH`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from ocr.detectors.stamp_detector import Spot
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.lines.line_boxes import crop
from ocr.prepare import Prepared
from ocr.readers.recognise import Reading, Segment
from ocr.stamps.ink import print_alone

_CROSSING = ("seal", "handwriting")
_CROSSED, _OWN = 0.12, 0.5
"""Share of a line's box on a seal or a pen's strokes from which it is looked at again; and on a stamp with words from
which it is the stamp's own."""

MARGINS = 0.5, 1.0
"""Room around a line, in its height, above and below and on its sides: paper to compare its ink with."""

_SURER, _LIKELY, _SHORTER = 0.02, 0.6, 0.75
"""By how much the second reading must be surer, in mean confidence of its letters; how sure at least; and what share
of the first one's length it must have."""


def segments(page: Prepared, grey: Grey, boxes: Sequence[Box], spots: Sequence[Spot]) -> list[tuple[int, Segment]]:
    """Return (index of the box, segment to read again) for the lines among `boxes` that coloured ink may cross."""
    if page.colour is None:
        return []
    marks = [spot for spot in spots if spot.name in _CROSSING]
    own = [spot.box for spot in spots if spot.name not in _CROSSING]
    crossed = [
        index
        for index, box in enumerate(boxes)
        if any(box.intersection(mark.box) > _CROSSED * box.area for mark in marks)
        and not any(box.intersection(stamp) > _OWN * box.area for stamp in own)
    ]
    if not crossed:
        return []
    image = grey.copy()
    for index in crossed:
        _, wide = crop(grey, boxes[index], *MARGINS)
        image[wide.top : wide.bottom, wide.left : wide.right] = print_alone(page.cut(wide))
    return [(index, Segment(image, boxes[index])) for index in crossed]


def framed(whole: Grey, boxes: Sequence[Box], frames: Sequence[Box]) -> list[tuple[int, Segment]]:
    """Return (index of the box, segment to read again) for the lines that a black frame's upright lines run through.

    With the lines lifted off the page goes what they cross: `phát` becomes `phá`. `whole` is the page with them.
    """
    return [
        (index, Segment(whole, box))
        for index, box in enumerate(boxes)
        if any(
            box.left < x < box.right and frame.top < (box.top + box.bottom) / 2 < frame.bottom
            for frame in frames
            for x in (frame.left, frame.right)
        )
    ]


def surer(first: Reading, second: Reading) -> Reading:
    """Return the reading that is surer of its letters; the first unless the second is clearly so."""
    long_enough = first.words and len(second.text) >= _SHORTER * len(first.text)
    if long_enough and confidence(second) > max(confidence(first) + _SURER, _LIKELY):
        return dataclasses.replace(second, box=first.box)
    return first


def confidence(reading: Reading) -> float:
    """Return the mean confidence of the words, each weighed by its letters; 0 without any."""
    weights = [len(word.text) for word in reading.words]
    if not sum(weights):
        return 0.0
    return float(np.average([word.confidence for word in reading.words], weights=weights))
