"""Reading order of line segments on Vietnamese official pages.

Such a page is one column, but for zones where blocks stand side by side: the header (issuer left, national or Party
title right) and the signatures (Nơi nhận left, signature right, or several signatures). A zone is read block by
block, left to right; everything else row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ocr.elements import Box
from ocr.lines.line_boxes import median_height

_JOIN_GAP = 0.8
"""Line heights of white above a row with text on one side only, up to which it still belongs to the zone above."""

_COLUMN_WIDTH = 2.5
"""Line heights a left segment must be wide to begin a column; a bullet or a number is narrower."""

_BULLET_GAP = 3
"""Line heights of white behind a bullet or a number up to which it belongs to the text behind it."""

_ROWS_APART = 12
"""Line heights of white above a row with text on both sides, up to which it still belongs to the zone above."""

_LEVEL = 0.5
"""Share of the lower of two segments that both have in common, in height, where they stand in one row."""

_ROWS_BACK = 3
"""Rows, of those found last, in which a segment may stand."""

_GUTTER = 0.4
"""Line heights of white that must stay clear through all rows of a zone."""


def rows_of(boxes: Sequence[Box]) -> list[list[int]]:
    """Group segments into rows, top to bottom, each left to right: a row's segments overlap by half their height."""
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda i: (boxes[i].top + boxes[i].bottom, boxes[i].left)):
        box = boxes[index]
        for row in reversed(rows[-_ROWS_BACK:]):
            last = boxes[row[-1]]
            shared = min(box.bottom, last.bottom) - max(box.top, last.top)
            apart = all(box.left >= boxes[i].right - box.height or boxes[i].left >= box.right - box.height for i in row)
            if shared > _LEVEL * min(box.height, last.height) and apart:
                row.append(index)
                break
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: boxes[i].left) for row in rows]


def reading_order(boxes: Sequence[Box]) -> list[list[list[int]]]:
    """Return zones in reading order; a zone is a list of blocks (columns), a block a list of indices of `boxes`.

    A zone outside of side-by-side blocks is one row with one block.
    """
    height = median_height(boxes)
    rows = rows_of(boxes)
    zones: list[list[list[int]]] = []
    at = 0
    while at < len(rows):
        gutters = _gutters(boxes, rows[at], height)
        if not gutters:
            zones.append([rows[at]])
            at += 1
            continue
        members, gutters, end = _grow(boxes, rows, at, gutters, height)
        while zones and len(zones[-1]) == 1 and _hangs_above(boxes, zones[-1][0], members, gutters, height):
            members = zones.pop()[0] + members
        zones.append(_columns(boxes, members, gutters))
        at = end
    return zones


def _gutters(boxes: Sequence[Box], row: Sequence[int], height: float) -> list[tuple[int, int]]:
    """White intervals between segments of a row that are wide enough to part columns."""
    found = []
    for before, after in pairwise(row):
        left, right = boxes[before].right, boxes[after].left
        bullet = boxes[before].width < _COLUMN_WIDTH * height and right - left < _BULLET_GAP * height
        if right - left > _GUTTER * height and not bullet:
            found.append((left, right))
    return found


def _grow(
    boxes: Sequence[Box], rows: Sequence[Sequence[int]], start: int, gutters: list[tuple[int, int]], height: float
) -> tuple[list[int], list[tuple[int, int]], int]:
    """Take following rows into the zone while a gutter stays clear."""
    members = list(rows[start])
    bottom = max(boxes[i].bottom for i in members)
    at = start + 1
    while at < len(rows):
        row = rows[at]
        narrowed = _narrow(gutters, [boxes[i] for i in row], height)
        top = min(boxes[i].top for i in row)
        beside = len(row) > 1 and bool(_gutters(boxes, row, height))
        if not narrowed or (not beside and top - bottom > _JOIN_GAP * height):
            break
        if beside and top - bottom > _ROWS_APART * height:
            break
        gutters = narrowed
        members.extend(row)
        bottom = max(bottom, *(boxes[i].bottom for i in row))
        at += 1
    return members, gutters, at


def _narrow(gutters: Sequence[tuple[int, int]], row: Sequence[Box], height: float) -> list[tuple[int, int]]:
    """Cut the gutters back to what a further row leaves white."""
    left_over = []
    for left, right in gutters:
        middle = (left + right) / 2
        for box in row:
            if box.left <= middle < box.right:
                # The segment may only stick out a little: keep the wider white side.
                left, right = (box.right, right) if right - box.right > box.left - left else (left, box.left)
            elif box.right <= middle:
                left = max(left, box.right)
            else:
                right = min(right, box.left)
        if right - left > _GUTTER * height:
            left_over.append((left, right))
    return left_over


def _hangs_above(
    boxes: Sequence[Box], row: Sequence[int], members: Sequence[int], gutters: Sequence[tuple[int, int]], height: float
) -> bool:
    """Whether a lone row just above the zone begins one of its columns."""
    top = min(boxes[i].top for i in members)
    clear = _narrow(gutters, [boxes[i] for i in row], height)
    return len(clear) == len(gutters) and top - max(boxes[i].bottom for i in row) < _JOIN_GAP * height


def _columns(boxes: Sequence[Box], members: Sequence[int], gutters: Sequence[tuple[int, int]]) -> list[list[int]]:
    edges = sorted((left + right) / 2 for left, right in gutters)
    columns: list[list[int]] = [[] for _ in range(len(edges) + 1)]
    for index in members:
        centre = (boxes[index].left + boxes[index].right) / 2
        columns[sum(centre > edge for edge in edges)].append(index)
    ordered = []
    for column in columns:
        picked = [boxes[i] for i in column]
        ordered.append([column[k] for row in rows_of(picked) for k in row])
    return [column for column in ordered if column]
