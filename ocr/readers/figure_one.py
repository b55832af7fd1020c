"""The figure 1 alone: a page's number, a row's. A reader takes it for the letter I, which stands alone more seldom.

The figure has a flag to the left of its head and nothing to the right; the letter has serifs on both sides, or on none.
"""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.confidence import ONES_SEEN, ONES_TOLD
from ocr.elements import Alternative, Box, Word
from ocr.image.cleanup import Grey
from ocr.image.components import connected
from ocr.image.specks import INK
from ocr.readers.recognise import Reading
from ocr.readers.vote import SECOND

_LIKE_ONE = frozenset("1Il|")
"""What a stroke alone is read as."""

_LONGEST = 3
"""Strokes at most that are told by their shape."""

_FLAG = 0.06
"""How much farther a stroke's head reaches to the left than to the right, at least, in its height. Of made strokes,
four typefaces, worn, 74 % of 1 and 4 % of I pass this and `_SERIF`; I is what Tesseract must not have read besides."""

_SERIF = 0.05
"""How far a stroke's head reaches to the right at most, in its height."""

_HEAD = (0.02, 0.36)
"""Rows of a stroke, in its height, where its head is."""

_STEM = (0.42, 0.72)
"""Rows of a stroke, in its height, where its stem alone is."""

_LEAST = 8
"""Pixels of height that a stroke has at least."""

_TALL = 0.6
"""Share of the tallest stroke's height that a stroke has at least."""

_BESIDE = 8
"""An eighth of a line's height, on either side of its box, is looked at for a stroke's flag and serif."""


def told(reading: Reading, grey: Grey) -> Reading:
    """Return `reading` as figures if both readers saw strokes alone and their shape is that of ones; else as it is."""
    if reading.line is None:
        return reading
    own = "".join(glyph.text for glyph in reading.line.letters)
    other = "".join(stretch.first for stretch in reading.stretches).replace(" ", "")
    strokes = 1 <= len(own) <= _LONGEST and len(own) == len(other) and set(own) | set(other) <= _LIKE_ONE
    if not strokes or "I" in other or set(own) == {"1"}:
        return reading
    heads = _heads(grey, reading.box)
    said = set(other) == {"1"} and reading.first_confidence >= ONES_SEEN
    flagged = all(right <= _SERIF and (said or left - right >= _FLAG) for left, right in heads)
    if len(heads) != len(own) or not flagged:
        return reading
    box = Box.hull(word.box for word in reading.words) if reading.words else reading.box
    word = Word("1" * len(own), box, ONES_TOLD, (Alternative(own, reading.line.sureness, SECOND),))
    return dataclasses.replace(reading, words=(word,), agreement=1.0)


def _heads(grey: Grey, box: Box) -> list[tuple[float, float]]:
    """Return for each stroke in `box` how far its head reaches beyond its stem, left and right, in its height."""
    left = max(0, box.left - box.height // _BESIDE)
    ink = np.asarray(grey[box.top : box.bottom, left : box.right + box.height // _BESIDE] < INK, np.uint8)
    if not ink.any():
        return []
    strokes = connected(ink)
    labels, stats = strokes.labels, strokes.stats
    least = max(_LEAST, _TALL * int(stats[1:, cv2.CC_STAT_HEIGHT].max()))
    places = [at for at in range(1, len(stats)) if stats[at][cv2.CC_STAT_HEIGHT] >= least]
    found = []
    for at in sorted(places, key=lambda at: int(stats[at][0])):
        x, y, width, height = (int(value) for value in stats[at][:4])
        found.append(_head(labels[y : y + height, x : x + width] == at))
    return found


def _head(stroke: NDArray[np.bool_]) -> tuple[float, float]:
    height = len(stroke)
    head, stem = (
        [np.flatnonzero(row) for row in stroke[round(low * height) : round(high * height)]]
        for low, high in (_HEAD, _STEM)
    )
    left, right = (float(np.median([row[end] for row in stem])) for end in (0, -1))
    reach_left, reach_right = min(row[0] for row in head), max(row[-1] for row in head)
    return (left - float(reach_left)) / height, (float(reach_right) - right) / height
