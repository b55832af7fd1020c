"""What stamps say and how it is drawn: words and offices out of a corpus, in print and by hand, and note kept of it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from synthesis.paper import hand
from synthesis.typesetting import fonts
from synthesis.typesetting.rows import MM
from synthesis.typesetting.typeset import Quad

Mask = NDArray[np.uint8]

FACES = ("Tinos", "Arimo", "NotoSerif", "NotoSans", "DejaVuSans", "DejaVuSerif")
"""Typefaces with all letters of Vietnamese: the Liberation ones have half of them."""

_OFFICES = (
    "UBND", "VĂN PHÒNG", "SỞ", "TỈNH ỦY", "HUYỆN ỦY", "ĐẢNG ỦY XÃ", "THANH TRA HUYỆN", "TRUNG TÂM", "PHÒNG", "BỘ",
    "ỦY BAN NHÂN DÂN HUYỆN", "CỔNG THÔNG TIN ĐIỆN TỬ", "HĐND TỈNH", "BAN TỔ CHỨC", "CỤC", "VP", "TRƯỜNG", "CHI CỤC",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a row of a stamp, the box of its ink in pixels of the mask, and whether a pen wrote it."""

    text: str
    box: Quad
    written: bool = False


@cache
def _file(name: str, bold: bool) -> Path | None:
    for suffix in ("-Bold", "") if bold else ("-Regular", ""):
        for directory in fonts.DIRECTORIES:
            found = sorted(directory.rglob(f"{name}{suffix}.ttf"))
            if found:
                return found[0]
    return None


@cache
def face(name: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    """Return the typeface `name` (one of `FACES`) at `size` pixels."""
    path = _file(name, bold) or fonts._file("Tinos-Bold.ttf" if bold else "Tinos-Regular.ttf")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


class Lettering:
    """Words and the drawing of them, from one source of chance."""

    def __init__(self, paragraphs: Sequence[str], seed: int) -> None:
        """Draw words from `paragraphs` of text."""
        self.rng, self.noise, self.paragraphs = random.Random(seed), np.random.default_rng(seed), paragraphs
        self.rows: list[list[Said]] = []
        """Level rows of the stamp drawn last: what is printed, and what a pen wrote, from left to right."""

    @property
    def said(self) -> list[Said]:
        """What is printed in the stamp drawn last."""
        return [said for row in self.rows for said in row if not said.written]

    def words(self, count: int) -> str:
        """Return a few words in a row out of the corpus."""
        words = self.rng.choice(self.paragraphs).split()
        start = self.rng.randrange(max(1, len(words) - count))
        return " ".join(words[start : start + count])

    def office(self) -> str:
        """Return something like the name of an office, in capitals."""
        return f"{self.rng.choice(_OFFICES)} {self.words(self.rng.randint(1, 4)).upper()}"

    def fitted(self, texts: Sequence[str], room: float, tall: float, name: str, bold: bool) -> ImageFont.FreeTypeFont:
        """Return the largest face up to `tall` pixels in which all texts fit into `room`."""
        size = max(8, round(tall))
        while size > 8 and max(face(name, size, bold).getlength(text) for text in texts) > room:
            size = int(size * 0.93)
        return face(name, size, bold)

    def say(
        self,
        draw: ImageDraw.ImageDraw,
        at: tuple[float, float],
        text: str,
        font: ImageFont.FreeTypeFont,
        anchor: str,
        goes_on: bool = False,
    ) -> None:
        """Print a row, or what goes on in the last one, and note what it says and where."""
        draw.text(at, text, fill=255, font=font, anchor=anchor)
        left, top, right, bottom = draw.textbbox(at, text, font=font, anchor=anchor)
        said = Said(text, (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)))
        if goes_on:
            self.rows[-1].append(said)
        else:
            self.rows.append([said])

    def write(self, pen: Image.Image, x: float, y: float, room: float) -> None:
        """Write a figure or a date by hand, its middle near x, y, in the row printed last."""
        rng = self.rng
        text = rng.choice(
            (str(rng.randint(1, 9999)), f"{rng.randint(1, 31)}/{rng.randint(1, 12)}", str(rng.randint(1, 31)))
        )
        mask = hand.written(text, rng.uniform(3, 6) * MM, self.noise)
        if mask.shape[1] > 1.4 * room:
            mask = np.asarray(Image.fromarray(mask).resize((max(4, round(1.2 * room)), mask.shape[0])))
        image = Image.fromarray(mask)
        left, top = round(x - image.width / 2), round(y - image.height / 2 + rng.gauss(0, 0.8) * MM)
        pen.paste(image, (left, top), image)
        self.rows[-1].append(Said(text, (left, top, left + image.width, top + image.height), written=True))
