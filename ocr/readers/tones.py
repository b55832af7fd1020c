"""A second look at the tones above vowels, at the page's own resolution.

The line reader sees a line 32 pixels high: of a tone on top of a circumflex three are left, and a sắc there is easily a
hỏi. A small network (`models/tones.onnx`, see `models/tones.md`) looks at each such vowel by itself, twice as large.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.resources import model_path
from ocr.elements import Box
from ocr.image.cleanup import Grey
from ocr.trueocr_parts import is_dark_line, session

HEIGHT = 44
"""Pixels of height of what the network sees of a vowel."""

WIDTH = 48
"""Pixels of width of what the network sees of a vowel."""

_LINE = 44
"""Pixels that a line's height comes to in it."""

_ABOVE = 0.3
"""Line heights of the page above the line that are seen."""

_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
"""None, huyền, sắc, hỏi, ngã, nặng. The network tells the first five; nặng, below, is none above."""

ABOVE = 5
"""Classes of the network."""

READER = 0.5
"""Weight of the reader's log-probabilities beside the network's."""

NETWORK = 0.5
"""Weight of the network's. With both at 0.5 real and made pages are read with 169 and 220 errors; with 186 and 228 at
0.63 and 0.31, where the tones of made lines are likeliest; with 171 and 220 at 0.45 and 0.7."""


@dataclass(frozen=True, slots=True)
class Vowel:
    """A vowel as the line reader saw it: time steps `start` to `stop`, surest at `peak`; `x`, pixels of the page.

    `columns` are where the log-probabilities of the letter and its kin stand, in the order of `families`.
    """

    start: int
    stop: int
    peak: int
    x: float
    columns: tuple[int, ...]


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Return for each vowel its kin: itself with each of `_TONES`."""
    found = {}
    for plain in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY":
        kin = tuple(unicodedata.normalize("NFC", plain + tone) for tone in _TONES)
        found.update(dict.fromkeys(kin, kin))
    return found


def tone(vowel: str) -> int:
    """Return which of the network's classes stands above `vowel`."""
    return families()[vowel].index(vowel) % ABOVE


def is_piled(vowel: str) -> bool:
    """Return whether a tone stands above another diacritic, where the reader errs and is sure."""
    return tone(vowel) > 0 and families()[vowel][0] not in "aeiouyAEIOUY"


def windows(grey: Grey, box: Box, middles: Sequence[float]) -> NDArray[np.uint8]:
    """Return what the network sees (N, `HEIGHT`, `WIDTH`) of the letters of a line at `middles`, pixels of `grey`."""
    scale = _LINE / max(1, box.height)
    top, bottom = box.top - _ABOVE * box.height, box.top - _ABOVE * box.height + HEIGHT / scale
    left, right = min(middles) - WIDTH / scale, max(middles) + WIDTH / scale
    height, width = grey.shape
    dark = is_dark_line(grey, (box.left, box.top, box.right, box.bottom))
    y0, y1, x0, x1 = round(top), round(bottom), round(left), round(right)
    seen = grey[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]
    strip = cv2.copyMakeBorder(
        seen,
        max(0, -y0),
        max(0, y1 - max(height, y0)),
        max(0, -x0),
        max(0, x1 - max(width, x0)),
        cv2.BORDER_CONSTANT,
        value=0 if dark else 255,
    )
    size = (max(WIDTH, round(strip.shape[1] * scale)), HEIGHT)
    small = cv2.resize(strip, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    if dark:
        small = 255 - small
    starts = [min(max(0, round((middle - x0) * scale - WIDTH / 2)), size[0] - WIDTH) for middle in middles]
    return np.stack([small[:, start : start + WIDTH] for start in starts])


@cache
def _session() -> Any:
    return session(model_path("tones.onnx"), 1)


def as_input(seen: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return `windows` as the network gets them: (N, 1, `HEIGHT`, `WIDTH`), 0 for paper, 1 for ink."""
    return (1.0 - seen[:, None].astype(np.float32) / 255.0).astype(np.float32)


def settle(log_probs: NDArray[np.float32], grey: Grey, box: Box, vowels: Sequence[Vowel]) -> NDArray[np.float32]:
    """Return the reader's log-probabilities (T, C) of a line with those of `vowels` parted anew among their kin.

    What all kin have together stays; the network's view of the tone above is weighed with the reader's own. Level and
    nặng, which differ below, share as the reader has them.
    """
    logits = _session().run(None, {"x": as_input(windows(grey, box, [vowel.x for vowel in vowels]))})[0]
    settled = log_probs.copy()
    for vowel, row in zip(vowels, logits, strict=True):
        columns = list(vowel.columns)
        own = log_probs[vowel.peak, columns].astype(np.float64)
        seen = row.astype(np.float64)
        shares = READER * own + NETWORK * np.append(seen, seen[0])
        shares -= np.logaddexp.reduce(shares)
        whole = np.logaddexp.reduce(log_probs[vowel.start : vowel.stop, columns].astype(np.float64), axis=1)
        settled[vowel.start : vowel.stop, columns] = whole[:, None] + shares
    return settled
