"""Lost text is noticed: ink of the shape of letters that no word, stamp or handwriting accounts for."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from ocr.elements import Box
from ocr.image.cleanup import Grey, as_uint8, binarise, shrunk
from ocr.image.components import connected
from ocr.image.specks import INK

_AROUND = 0.2
"""Line heights around what was read that belong to it: diacritics, and the soft ends of strokes."""

_LETTER = (0.3, 1.3)
"""Height of a letter, in line heights; ruling lines and specks are outside of it."""

_LETTER_WIDTH = (0.1, 3)
"""Width of a letter, or of letters that touch, in line heights."""

_LETTERS = 4
"""So many letters side by side may be a word; fewer are more often dirt."""

_WORD_GAP = 0.9
"""White between letters of a word at most, in line heights."""

_LONG = 1.5
"""Times as wide as it is high that a row of letters is at least."""

_LINE = 20
"""Pixels of a line's height that are enough to tell letters from ruling lines and specks."""


def find(grey: Grey, read: Iterable[Box], line_height: float) -> list[Box]:
    """Return boxes, in pixels of `grey`, of rows of letter-like ink outside of the boxes `read`."""
    shrink = max(1, int(line_height // _LINE))
    if shrink > 1:
        small = shrunk(grey, 1 / shrink)
        found = find(small, [_scaled(box, 1 / shrink) for box in read], line_height / shrink)
        return [_scaled(box, shrink) for box in found]
    ink = binarise(grey, INK)
    margin = round(_AROUND * line_height)
    for box in read:
        ink[max(0, box.top - margin) : box.bottom + margin, max(0, box.left - margin) : box.right + margin] = 0
    patches = connected(ink)
    labels, stats = patches.labels, patches.stats
    heights, widths = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    low, high = (share * line_height for share in _LETTER)
    narrow, wide = (share * line_height for share in _LETTER_WIDTH)
    letters = (heights > low) & (heights < high) & (widths < wide) & (widths > narrow)
    letters[0] = False
    if letters.sum() < _LETTERS:
        return []
    # An odd width: an even one closes off centre, and a letter's first column would lie outside.
    gap = max(3, round(_WORD_GAP * line_height)) | 1
    joined = cv2.morphologyEx(patches.mask(letters), cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    groups = connected(as_uint8(joined))
    inside = np.zeros(len(groups.stats), int)
    for label in np.flatnonzero(letters):
        left, top, width, height = (int(v) for v in stats[label][:4])
        patch = groups.labels[top : top + height, left : left + width]
        inside[int(patch[labels[top : top + height, left : left + width] == label][0])] += 1
    return [
        Box(left, top, left + width, top + height)
        for group, (left, top, width, height) in enumerate(groups.stats[:, :4].tolist())
        if group and inside[group] >= _LETTERS and width > _LONG * height
    ]


def _scaled(box: Box, scale: float) -> Box:
    return Box(round(box.left * scale), round(box.top * scale), round(box.right * scale), round(box.bottom * scale))
