"""Lines the detector merged: where a stamp's slanted row bridges two lines of print, it draws one box between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.detectors import page_networks
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.image.specks import INK

_HOLLOW = 0.3
"""Ink in the middle of a box over that at its upper and lower edge, below which the box lies between two lines: a
line's middle, its small letters, is where it has most ink."""

_INKED = 0.03
"""Share of ink from which an edge has print."""

_WINDOW = 2.0
"""Width of the windows in which this is looked at, in box heights."""

_SPAN = 4
"""So many windows in a row must be hollow."""

_HOLLOW_SHARE = 0.6
"""Share of the windows from the first hollow one to the last that must be hollow."""

_EDGE = 0.3
"""Share of a box's height, at the top and at the bottom, that is its edge."""

_MIDDLE = (0.4, 0.6)
"""Where the middle of a box begins and ends, in its height."""

_LOWEST = 8
"""Pixels of height below which a box is not looked at."""

_SAME = 0.4
"""Share of the smaller of two boxes from which a line that was looked for again is one that was found."""

_REACH = 1.3
"""Box heights above and below a merged box in which its lines lie."""


def mend(grey: Grey, boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with those that lie between two lines replaced by the lines themselves, looked for again."""
    merged = [(box, span) for box in boxes if (span := _hollow_span(grey, box))]
    if not merged:
        return list(boxes)
    good = [box for box in boxes if not any(box is bad for bad, _ in merged)]
    between, beside = np.full_like(grey, 255), np.full_like(grey, 255)
    for box, (left, right) in merged:
        top = max(0, round(box.top - _REACH * box.height))
        bottom = min(grey.shape[0], round(box.bottom + _REACH * box.height))
        between[top:bottom, left:right] = grey[top:bottom, left:right]
        for start, stop in ((box.left, left), (right, box.right)):
            beside[top:bottom, start:stop] = grey[top:bottom, start:stop]
    found: list[Box] = []
    for box in page_networks.detect_lines(between) + page_networks.detect_lines(beside):
        if not any(box.intersection(other) > _SAME * min(box.area, other.area) for other in good):
            found.append(box)
    return good + found


def _hollow_span(grey: Grey, box: Box) -> tuple[int, int] | None:
    """The columns in which a box holds the lower half of one line and the upper half of another; None if in none."""
    if box.width < _SPAN * _WINDOW * box.height or box.height < _LOWEST:
        return None
    ink = grey[box.top : box.bottom, box.left : box.right] < INK
    step = max(1, round(_WINDOW * box.height))
    count = ink.shape[1] // step
    cells = ink[:, : count * step].reshape(box.height, count, step).mean(axis=2)
    edge = max(1, round(_EDGE * box.height))
    low, high = (round(share * box.height) for share in _MIDDLE)
    upper, middle, lower = cells[:edge].mean(0), cells[low:high].mean(0), cells[-edge:].mean(0)
    hollow = (np.minimum(upper, lower) > _INKED) & (middle < _HOLLOW * np.minimum(upper, lower))
    places = np.flatnonzero(hollow)
    if len(places) < _SPAN or len(places) < _HOLLOW_SHARE * (places[-1] - places[0] + 1):
        return None
    left = box.left + int(places[0]) * step
    return (left, box.right) if places[-1] >= count - 2 else (left, box.left + int(places[-1] + 1) * step)
