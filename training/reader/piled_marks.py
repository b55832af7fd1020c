"""Letters with a circumflex and a second mark as Times New Roman has them: the mark on the circumflex's peak.

The free typefaces with the same metrics put acute and hook beside the circumflex.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFont

_WIDE_MARK, _TALL_MARK, _ASIDE, _LIFTED = (0.5, 1.0), (0.75, 1.3), 0.2, 0.06
"""Width and height of a second mark to those of one that stands alone, from and to: Times New Roman has steeper acutes
and graves than the free typefaces. How far it stands aside, in its widths (standard deviation); how far above the peak
at most, in heights of the type."""

PILED = {
    piled: (plain, bearer)
    for plain, group in (("â", "ấầẩ"), ("ê", "ếềể"), ("ô", "ốồổ"), ("Â", "ẤẦẨ"), ("Ê", "ẾỀỂ"), ("Ô", "ỐỒỔ"))
    for piled, bearer in zip(group, "ÓÒỎ" if plain.isupper() else "óòỏ", strict=True)
}
"""Letters with circumflex and a second mark: the letter with the circumflex alone, and one with the mark alone."""


@dataclass(frozen=True, slots=True)
class Pile:
    """How a typeface piles a second mark on a circumflex (`_WIDE_MARK` and the others)."""

    wide: float
    tall: float
    aside: float
    above: float

    @classmethod
    def some(cls, rng: random.Random) -> Pile:
        """Return the way of some typeface."""
        return cls(rng.uniform(*_WIDE_MARK), rng.uniform(*_TALL_MARK), rng.gauss(0, _ASIDE), rng.uniform(0, _LIFTED))


def mask_of(font: ImageFont.FreeTypeFont, text: str) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Return the pixels (H, W) of `text`, 255 for ink, and their offset (x, y) from the pen."""
    mask, offset = font.getmask2(text, "L")
    return np.frombuffer(bytes(mask), np.uint8).reshape(mask.size[::-1]), offset


def piled(font: ImageFont.FreeTypeFont, letter: str, pile: Pile) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Return the pixels of `letter`, one of `PILED`, with its second mark piled, and their offset from the pen.

    The acute rises from the peak to the right, the grave to the left, the hook stands on it. The mark is taken from a
    letter that has it alone.
    """
    plain, bearer = PILED[letter]
    base, (left, above) = mask_of(font, plain)
    whole, (_, whole_above) = mask_of(font, bearer)
    _, (_, plain_above) = mask_of(font, "O" if letter.isupper() else "o")
    mark = whole[: max(1, plain_above - whole_above)]
    mark = mark[np.flatnonzero(mark.any(1))][:, np.flatnonzero(mark.any(0))]
    if not mark.size:
        return mask_of(font, letter)
    size = max(2, round(pile.wide * mark.shape[1])), max(2, round(pile.tall * mark.shape[0]))
    mark = np.asarray(Image.fromarray(mark).resize(size, Image.Resampling.LANCZOS))
    peak = np.flatnonzero(base[: max(1, base.shape[0] // 5)].any(0))
    middle = round(float(peak.mean())) if len(peak) else base.shape[1] // 2
    wide = mark.shape[1]
    beside = {"ỏ": 0.5, "Ỏ": 0.5, "ò": 0.8, "Ò": 0.8}.get(bearer, 0.2)
    start = round(middle - (beside + pile.aside) * wide)
    gap = max(1, round((0.03 + pile.above) * font.size)) if bearer in "ỏỎ" else round(0.5 * pile.above * font.size)
    shift = max(0, -start)
    both = np.zeros((base.shape[0] + mark.shape[0] + gap, shift + max(base.shape[1], start + wide)), np.uint8)
    both[mark.shape[0] + gap :, shift : shift + base.shape[1]] = base
    both[: mark.shape[0], shift + start : shift + start + wide] = mark
    return both, (left - shift, above - mark.shape[0] - gap)
