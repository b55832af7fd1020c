"""What crosses printed lines, for teaching the line reader: seals, stamps, pens; and names and offices under them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import cv2
import numpy as np
from numpy.typing import NDArray

from models.resources import load_json
from synthesis.paper.marks import Colour
from synthesis.typesetting.rows import MM
from synthesis.typesetting.typeset import Quad
from training.stamp_detector.layout import ink_of, turn, uneven
from training.stamp_detector.lettering import Mask
from training.stamp_detector.stamps import Maker

_KINDS = ("seal", "seal", "seal", "scrawl", "scrawl", "scrawl", "incoming", "label", "overlay")
"""What crosses a block, as often as offices let it: seals and signatures lie on names, stamps on titles."""

_POOL, _SPENT = 40, 0.15
"""Marks drawn and kept, and the chance that one is drawn anew after use: drawing takes longer than laying."""

_BESIDE_MM = 9.0
"""How far a mark's middle lies beyond a line's ends, at most, and above or below it, as a standard deviation."""

_AUTHORITIES = ("T/M", "TM.", "K/T", "KT.", "T/L", "TL.", "TUQ.", "Q.")
_BODIES = (
    "BAN THƯỜNG VỤ", "BAN CHẤP HÀNH", "BỘ CHÍNH TRỊ", "BAN BÍ THƯ", "UỶ BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN", "ĐẢNG UỶ",
    "CHI BỘ", "UỶ BAN KIỂM TRA", "CHÍNH PHỦ", "BỘ TRƯỞNG", "CHỦ TỊCH", "GIÁM ĐỐC", "THỦ TRƯỞNG", "HỘI ĐỒNG NHÂN DÂN",
    "VIỆN TRƯỞNG", "CHÁNH VĂN PHÒNG", "TRƯỞNG BAN", "BAN CHẤP HÀNH TRUNG ƯƠNG", "ĐOÀN CHỦ TỊCH",
    "THƯỜNG TRỰC", "THỦ TƯỚNG CHÍNH PHỦ",
)  # fmt: skip
_NAMES, _OFFICES, _TITLED = 0.6, 0.8, 0.06
"""Up to the first share lines are names, up to the second offices, then authorities; share of names behind a title."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A mark at its place in a block: how much of its ink lies on each pixel, (H, W) 0 to 1, and its colour (RGB)."""

    cover: NDArray[np.float32]
    colour: Colour


class Signers:
    """Names and offices as signature blocks have them; the names are those that a corpus writes."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        """Gather the names of persons: what stands with capitals behind a family name."""
        self.families = [name for name in load_json("header.json")["family_names"] if len(name) > 1]
        self.positions: list[str] = load_json("header.json")["positions"]
        person = re.compile(rf"\b(?:{'|'.join(self.families)})(?=((?: [^\W\d_]{{2,7}}){{1,3}}))")
        found = (match.split() for text in paragraphs for match in person.findall(text))
        self.given = [" ".join(takewhile(str.istitle, words)) for words in found if words[0].istitle()]

    def line(self, rng: random.Random) -> str:
        """Return a line of a signature block."""
        chance = rng.random()
        if chance < _NAMES:
            # Common family names are as common here as among people; the rare ones are to be read, too.
            family = rng.choice(self.families[: rng.choice((4, 16, len(self.families)))])
            title = (
                rng.choice(("PGS.TS. ", "TS. ", "Ths. ", "Thiếu tướng ", "Đại tá ")) if rng.random() < _TITLED else ""
            )
            return f"{title}{family} {rng.choice(self.given)}"
        body, position = rng.choice(_BODIES), rng.choice(self.positions)
        if chance < _OFFICES:
            return position
        sign = rng.choice(_AUTHORITIES)
        return f"{sign} {rng.choice((body, position))}"


class Marks:
    """Lays marks over blocks of lines, drawn by the stamp finder's maker."""

    def __init__(self, paragraphs: Sequence[str], seed: int) -> None:
        """Draw words in stamps from `paragraphs`."""
        self.maker = Maker(paragraphs, seed)
        self.pool: list[tuple[str, Mask]] = []

    def lay(self, shape: tuple[int, ...], per_mm: float, line: Quad) -> Laid:
        """Return a mark near a line (left, top, right, bottom) of a block of `shape` (height, width) in pixels."""
        (height, width), rng, noise = shape, self.maker.rng, self.maker.noise
        kind, ink = self._draw()
        scale = per_mm / MM * rng.uniform(0.9, 1.1)
        small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        worn = uneven(turn(np.asarray(small, np.uint8), rng.gauss(0, 8)), noise, rng.uniform(0.3, 0.95))
        cover = np.zeros((height, width), np.float32)
        x = rng.uniform(line[0] - _BESIDE_MM * per_mm, line[2] + _BESIDE_MM * per_mm)
        y = rng.gauss((line[1] + line[3]) / 2, _BESIDE_MM * per_mm)
        left, top = round(x - worn.shape[1] / 2), round(y - worn.shape[0] / 2)
        x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + worn.shape[1]), min(height, top + worn.shape[0])
        if x1 > x0 and y1 > y0:
            cover[y0:y1, x0:x1] = worn[y0 - top : y1 - top, x0 - left : x1 - left].astype(np.float32) / 255
        strength = rng.uniform(0.45, 1.0)
        return Laid(cover * strength, ink_of(rng, {"scrawl": "handwriting", "overlay": "esignature"}.get(kind, kind)))

    def _draw(self) -> tuple[str, Mask]:
        rng = self.maker.rng
        if len(self.pool) < _POOL:
            kind = rng.choice(_KINDS)
            self.pool.append((kind, getattr(self.maker, kind)()[0]))
            return self.pool[-1]
        at = rng.randrange(len(self.pool))
        return self.pool.pop(at) if rng.random() < _SPENT else self.pool[at]
