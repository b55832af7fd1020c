"""What a pen wrote: signatures, initials, notes in the margin (bút phê). A place on the page, never text."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.confidence import PEN_AGREEMENT, PEN_SEEN
from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box, Stamp, StampKind
from ocr.readers.recognise import Reading

_ON_IT = 0.75
"""Share of a reading, or of a smaller box, from which it lies on another."""

_LETTERS = 2
"""Letters up to which what is read on a pen's strokes is a stroke of it, unless the readers agree (`PEN_AGREEMENT`)."""


def strokes(spots: Sequence[Spot], found: Sequence[Stamp], others: Sequence[Box]) -> list[Box]:
    """Return the boxes of handwriting: what the detector saw, and `others`; those that lie on one another as one.

    What is written into a stamp stays the stamp's own: it is no note on the page.
    """
    forms = [stamp.box for stamp in found if stamp.kind is not StampKind.SEAL]
    seen = [spot.box for spot in spots if spot.name is InkClass.HANDWRITING and spot.confidence >= PEN_SEEN]
    boxes = [box for box in seen if not any(_lies_on(box, form) for form in forms)]
    kept: list[Box] = []
    for box in sorted([*boxes, *others], key=lambda box: -box.area):
        on = next((n for n, other in enumerate(kept) if _lies_on(box, other)), None)
        if on is None:
            kept.append(box)
        else:
            kept[on] = Box.hull((kept[on], box))
    return kept


def without_strokes(readings: Sequence[Reading], written: Sequence[Box]) -> list[Reading]:
    """Return `readings` without those of a letter or two that are strokes of handwriting."""
    return [
        reading
        for reading in readings
        if sum(char.isalnum() for char in reading.text) > _LETTERS
        or reading.agreement > PEN_AGREEMENT
        or not any(_lies_on(reading.box, box) for box in written)
    ]


def _lies_on(box: Box, other: Box) -> bool:
    return box.intersection(other) > _ON_IT * box.area
