"""Dirt that copiers add: specks, dark edges. It is dropped for recognition alone; the archival image keeps it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.cleanup import Grey, as_uint8, binarise, shrunk
from ocr.image.components import connected
from ocr.sources.page_image import A4_WIDTH_MM

INK = 160
"""Grey level below which a pixel of the cleaned image counts as ink (paper is about 255 after background division)."""

_SPECK = 0.3
"""Largest side of a speck, in letter heights. A full stop and the dot below are 0.15 to 0.25 high."""

_GRAIN = 0.1
"""Largest side of a grain, in letter heights: no stop and no dot below is as small."""

_LETTER = 0.5
"""Side, in letter heights, from which a patch is print that specks may belong to."""

_ALONE = 0.7
"""Letter heights around print within which a speck may be a diacritic, a stop or a leader's dot."""

_SPECKS = 150
"""So many lone specks make a dirty page; on a clean one they may be dotted lines, and stay."""

_LEADER_DOTS = 4
"""Dots that make a leader, at least."""

_LEADER_GAP = 1.2
"""Letter heights from one dot of a leader to the next, at most."""

_LEADER_DROP = 0.15
"""Letter heights that a dot of a leader may lie off the level of the one before."""

_COLON = 0.2
"""Letter heights that a colon's upper dot may lie off to the side, and must lie above the lower one."""

_LONG = 8
"""Times as long as it is wide, or the other way about: such a patch is a ruling line, and no letter."""

_LOWEST = 4
"""Pixels; a patch that is no higher is no letter."""

_HEAVY = 4
"""Median patches of ink, and as many pixels, beyond which a patch's ink does not count for the height of letters."""

_EDGE_MM = 1.5
"""Thickness from which darkness that touches the edge of the page is no letter: no stroke of print is as thick."""

_EDGE_PIXELS = 3
"""That thickness on the thumbnail on which edges are looked for."""

_EDGE_LONG = 0.1
"""Share of the page's side that a dark edge is at least long."""

_EDGE_MOST = 0.5
"""Share of the page above which what is dark and touches its edge is no edge, and stays."""

_DARK = 100
"""Level of the cleaned page below which an edge is dark."""


def drop_specks(grey: Grey) -> Grey:
    """Return the page without specks that stand alone, if it has many, and without single grains."""
    found = connected(binarise(grey, INK))
    stats = found.stats
    letter = letter_height(stats[1:])
    side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    small = side <= _SPECK * letter
    if not letter or small.sum() < _SPECKS:
        return grey
    print_ = side > _LETTER * letter
    reach = 2 * round(_ALONE * letter) + 1
    near = cv2.dilate(found.mask(print_), np.ones((reach, reach), np.uint8))
    x, y = found.centres().astype(int).T
    lone = small & (near[y, x] == 0)
    if lone.sum() < _SPECKS:
        return grey
    dirt = found.mask(lone | (side <= _GRAIN * letter))
    cleaned = grey.copy()
    cleaned[(cv2.dilate(dirt, np.ones((3, 3), np.uint8)) > 0) & (near == 0) | (dirt > 0)] = 255
    return cleaned


def letter_height(stats: NDArray[Any]) -> float:
    """Return the height of letters in pixels, 0 without any: the median over patches, each as heavy as its ink.

    `stats` are OpenCV's of connected components, without the background. Specks are many, but have little ink; ruling
    lines and pictures are left out by their shape.
    """
    heights, widths, areas = (stats[:, i] for i in (cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_AREA))
    like = (widths < _LONG * heights) & (heights < _LONG * widths) & (heights > _LOWEST)
    if not like.any():
        return 0.0
    heights, areas = heights[like], areas[like]
    order = np.argsort(heights)
    # A seal or a dark corner weighs as much as a paragraph: no patch counts for more than a few letters.
    weights = np.minimum(areas[order], _HEAVY * np.median(areas) + _HEAVY).astype(np.float64)
    middle = np.searchsorted(np.cumsum(weights), weights.sum() / 2)
    return float(heights[order][min(int(middle), len(order) - 1)])


def drop_leaders(grey: Grey) -> Grey:
    """Return an image without leaders: dots in a row, where a form or a stamp wants something filled in."""
    found = connected(binarise(grey, INK))
    stats, centres = found.stats, found.centres()
    letter = letter_height(stats[1:])
    side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    dots = [int(label) for label in np.flatnonzero(side <= _SPECK * letter) if label]
    leaders = np.zeros(len(stats), bool)
    rows: list[list[int]] = []
    for dot in sorted(dots, key=lambda label: centres[label, 0]):
        x, y = centres[dot]
        row = next(
            (
                row
                for row in rows
                if 0 < x - centres[row[-1], 0] < _LEADER_GAP * letter
                and abs(y - centres[row[-1], 1]) < _LEADER_DROP * letter
            ),
            None,
        )
        if row is None:
            rows.append([dot])
        else:
            row.append(dot)
    for row in rows:
        if len(row) >= _LEADER_DOTS:
            leaders[row[1:] if _is_colon(row[0], dots, centres, letter) else row] = True
    if not leaders.any():
        return grey
    cleaned = grey.copy()
    cleaned[cv2.dilate(found.mask(leaders), np.ones((3, 3), np.uint8)) > 0] = 255
    return cleaned


def _is_colon(dot: int, dots: list[int], centres: NDArray[Any], letter: float) -> bool:
    """Whether a dot has another one straight above it."""
    across, above = np.abs(centres[dots, 0] - centres[dot, 0]), centres[dot, 1] - centres[dots, 1]
    return bool(((across < _COLON * letter) & (above > _COLON * letter) & (above < letter)).any())


def drop_edges(grey: Grey) -> Grey:
    """Return the page without dark bars along its edges: the copier's lid, the table under a photographed sheet."""
    height, width = grey.shape
    scale = _EDGE_PIXELS / (_EDGE_MM * min(height, width) / A4_WIDTH_MM)
    small = shrunk(grey, scale)
    dark = binarise(small, _DARK)
    # The bar goes on beyond the image: pad, so that what is left of it at the edge is thick enough to be found.
    pad, kernel = _EDGE_PIXELS, np.ones((_EDGE_PIXELS, _EDGE_PIXELS), np.uint8)
    padded = cv2.copyMakeBorder(dark, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    _count, labels, stats, _ = cv2.connectedComponentsWithStats(
        as_uint8(cv2.morphologyEx(padded, cv2.MORPH_OPEN, kernel)), connectivity=4
    )
    tall, wide = padded.shape
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    right, bottom = left + stats[:, cv2.CC_STAT_WIDTH], top + stats[:, cv2.CC_STAT_HEIGHT]
    touches = (left < pad) | (top < pad) | (right > wide - pad) | (bottom > tall - pad)
    bars = touches & ((right - left > _EDGE_LONG * wide) | (bottom - top > _EDGE_LONG * tall))
    bars[0] = False
    mask = as_uint8(bars[labels])[pad:-pad, pad:-pad]
    if not mask.any() or mask.mean() > _EDGE_MOST:
        return grey
    mask = as_uint8(cv2.dilate(mask, kernel))
    cleaned = grey.copy()
    cleaned[cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST) > 0] = 255
    return cleaned
