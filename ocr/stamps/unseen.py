"""Stamps that nobody saw, and that name themselves among the page's lines: small overlays, markings of urgency."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.elements import Box, Line, Stamp, StampKind
from ocr.lines.line_boxes import median_height
from ocr.readers.recognise import Reading
from ocr.stamps import form, naming

_CLOSE = 1.2
"""Line heights between the lines of an overlay at most."""

_OVERLAYS = 6
"""Overlays stand in the uppermost or the lowest sixth of the page's height."""

_OVERLAY_WIDTH = 0.45
"""Share of the page's width that the line which names an overlay is wide at most."""

_AS_HIGH = (0.6, 1.6)
"""Height of an overlay's lines, in that of the one which names it."""

_AS_WIDE = 2.2
"""Times as wide as the lines above that a line of an overlay is at most."""

_NARROW = 6
"""Heights of the line which names an overlay that its lines are taken to be wide at least."""

_BENEATH = 0.4
"""Share of the narrower one's width that two lines of an overlay have in common."""

_FRAME = 0.4
"""Line heights from the words of a marking of urgency or secrecy to its frame."""


def find(readings: Sequence[Reading], page: Box) -> tuple[list[Reading], list[Stamp]]:
    """Take stamps that nobody saw, and that name themselves, out of the text: (what stays, stamps).

    On a page that was shrunk overlays of electronic signatures are too small to be seen. They stand in its top or
    bottom sixth, and pull in lines of their own size set close by. Markings of urgency and secrecy stand alone.
    """
    height = median_height([reading.box for reading in readings])
    left, found = list(readings), []
    for anchor in readings:
        kind = naming.name_by_text(anchor.text) if anchor in left else None
        marking = naming.marking_of(anchor.text)
        said = ""
        if kind is StampKind.ESIGNATURE and _can_be_overlay(anchor.box, page):
            group = _pull(left, anchor, _CLOSE * height)
        elif marking is not None:
            kind, group, said = marking[0], [anchor], marking[1]
        else:
            continue
        left = [reading for reading in left if reading not in group]
        rows = [
            (reading, form.said(reading.words, said) if said else reading.words) for reading in naming.in_rows(group)
        ]
        lines = tuple(Line(reading.box, words) for reading, words in rows)
        box = Box.hull(line.box for line in lines)
        if said:
            box = _framed(box, page)
        agreed = sum(reading.agreement for reading in group) / len(group)
        found.append(Stamp(kind, box, lines, agreed))
    return left, found


def _framed(label: Box, page: Box) -> Box:
    """Return the box of a marking's frame, which stands around its words."""
    room = round(_FRAME * label.height)
    left, top = max(page.left, label.left - room), max(page.top, label.top - room)
    return Box(left, top, min(page.right, label.right + room), min(page.bottom, label.bottom + room))


def _can_be_overlay(box: Box, page: Box) -> bool:
    at_edge = box.bottom < page.top + page.height / _OVERLAYS or box.top > page.bottom - page.height / _OVERLAYS
    return box.width < _OVERLAY_WIDTH * page.width and at_edge


def _pull(readings: Sequence[Reading], anchor: Reading, reach: float) -> list[Reading]:
    """Grow a group from its anchor over neighbouring lines of the same block."""
    group, hull, start = [anchor], anchor.box, anchor.box
    grown = True
    while grown:
        grown = False
        for reading in readings:
            box = reading.box
            apart = max(box.top - hull.bottom, hull.top - box.bottom)
            shared = min(box.right, hull.right) - max(box.left, hull.left)
            as_high = _AS_HIGH[0] < box.height / start.height < _AS_HIGH[1]
            alike = as_high and box.width <= _AS_WIDE * max(hull.width, _NARROW * start.height)
            if reading not in group and alike and apart < reach and shared > _BENEATH * min(box.width, hull.width):
                group.append(reading)
                hull = Box.hull((hull, box))
                grown = True
    return group
