"""Which words of the page's lines are a black stamp's or seal's own, and which are print that runs under it.

What is as black as print stands in the page's text as well, and is taken out of it here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from ocr.confidence import SEAL_POOR, UNDER_STAMP
from ocr.elements import Box, StampKind, Word
from ocr.readers.recognise import Reading
from ocr.stamps import rings
from ocr.stamps.naming import is_poor, name_by_text

_ON_FACE = 0.75
"""Share of a line on a seal from which it may be the seal's own."""

_MIDDLE = 0.5
"""Share of a seal's height, about its middle, in which the middle of its own words lies."""

_COLUMN_LINE = 0.6
"""Share of the widest line from which a line tells where the column of print is."""

_COLUMN_LINES = 5
"""Lines that must tell where the column of print is."""

_COLUMN_EDGE = 10
"""Percentile of the ends of these lines that is the column's edge."""

_IN_FRAME = 0.5
"""Share of a word's box in a stamp's frame above which it is the stamp's, if it stands outside of the column."""

_LEVEL = 0.6
"""Share of a line's height that what goes on beside it has in common with it."""

_GOES_ON = 3
"""Heights of a line from a frame's right side to where print goes on, at most; a height short of it at the least."""

_AT_EDGE = 1.5
"""Heights of a line from its end to a frame's right side, at most, where print goes on beyond it."""


def without_own_words(
    readings: Sequence[Reading], seals: Sequence[Box], frames: Sequence[Box], around: Sequence[Box] = ()
) -> list[Reading]:
    """Take what stands on black seals and in black stamps out of the page's readings.

    Words inside a stamp that both readers see alike and that go on beside it are print under the stamp. `around` are
    the stamps as they were seen: a first row may stand above the line that was taken for the frame, and what is read
    poorly there is a stamp's own.
    """
    left = [reading for reading in readings if not any(_is_seals_own(reading, seal) for seal in seals)]
    return [
        reading
        for reading in left
        if not any(rings.in_frame(reading.box, frame) and not _goes_on(reading, frame, left) for frame in frames)
        and not (is_poor(reading) and any(rings.in_frame(reading.box, box) for box in around))
    ]


def without_words_beside(readings: Sequence[Reading], frames: Sequence[Box]) -> list[Reading]:
    """Take words of black stamps off the lines of print that run into them: those outside of the print's column."""
    clear = [reading.box for reading in readings if not any(reading.box.intersection(frame) for frame in frames)]
    widest = max((box.width for box in clear), default=0)
    column = [box for box in clear if box.width > _COLUMN_LINE * widest]
    if not frames or len(column) < _COLUMN_LINES:
        return list(readings)
    first = float(np.percentile([box.left for box in column], _COLUMN_EDGE))
    last = float(np.percentile([box.right for box in column], 100 - _COLUMN_EDGE))

    def is_print(word: Word) -> bool:
        beside = word.box.right < first or word.box.left > last
        return not beside or not any(word.box.intersection(frame) > _IN_FRAME * word.box.area for frame in frames)

    trimmed = []
    for reading in readings:
        words = tuple(word for word in reading.words if is_print(word))
        if len(words) == len(reading.words):
            trimmed.append(reading)
        elif words:
            box = dataclasses.replace(reading.box, left=words[0].box.left, right=words[-1].box.right)
            trimmed.append(dataclasses.replace(reading, box=box, words=words))
    return trimmed


def _is_seals_own(reading: Reading, seal: Box) -> bool:
    """Whether words stand on the face of a seal; wider ones only if they were read poorly, as curved ones are."""
    box = reading.box
    inside = box.intersection(seal) > _ON_FACE * box.area
    middle = abs(box.top + box.bottom - seal.top - seal.bottom) < _MIDDLE * seal.height
    return rings.in_seal(box, seal) or (inside and middle and reading.first_confidence < SEAL_POOR)


def _goes_on(reading: Reading, frame: Box, readings: Sequence[Reading]) -> bool:
    if name_by_text(reading.text) is StampKind.INCOMING:
        return False  # CÔNG VĂN ĐẾN, whatever print stands beside the stamp
    box = reading.box
    level = [r.box for r in readings if min(r.box.bottom, box.bottom) - max(r.box.top, box.top) > _LEVEL * box.height]
    beside = any(
        0 <= other.left - frame.right + box.height < _GOES_ON * box.height for other in level if other.left > box.left
    )
    return reading.agreement > UNDER_STAMP and beside and frame.right - box.right < _AT_EDGE * box.height
