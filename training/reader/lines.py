"""Printed lines for teaching the line reader: set, worn, cleaned as a page is, and cut as the detector cuts them.

A block of a few lines is set, so that each line has real neighbours above and below, then worn at a resolution of its
own and cleaned by `ocr.image.cleanup`. Some samples are no print (mirrored lines): their text is empty, so that the
reader learns to keep silent. Seals, stamps and pens cross some blocks (`training.reader.marks`), in colours or, as on
copies, in black.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFont

from ocr.elements import Box
from ocr.image import cleanup
from ocr.image.cleanup import Grey, Pixels
from ocr.lines.line_boxes import crop
from ocr.overlaps.second_look import MARGINS
from ocr.readers.line_reader import MAX_WIDTH, WINDOW
from ocr.stamps.ink import print_alone
from ocr.trueocr_parts import crop_line
from synthesis.typesetting import fonts
from training.reader.marks import Laid, Marks, Signers
from training.reader.piled_marks import PILED, Pile, mask_of, piled

FAMILIES = ("tinos", "tinos", "tinos", "tinos", "termes", "arimo", "noto-serif")
"""Typefaces as often as offices use their like: Times first."""

RARE_SIGNS = '"–…?![]=°‘‰×≥≤•§'
"""Signs the trueocr package's recogniser cannot write."""

RARE = '–…?![]=°‘‰×≥≤•§%&+*;:"“”()/@'
"""Signs a corpus of prose has too few of."""

DPIS = (100, 100, 150, 150, 200, 200, 200)
BASE = 200
"""Dots per inch at which blocks are set: the reader sees a line 32 px high, 14 pt come out at 23 px of them."""
_MM = BASE / 25.4
_LINES = 6
_SILENT = 0.03

_CELL, _ALONE = (
    0.16,
    ("-", "%", "‰", "X", "x", "*", "+", "I", "II", "III", "IV", "V", "a)", "b)", "Ha", "Tấn", "Km", "1."),
)
"""Share of what stands alone in the cell of a table, and signs that do."""

_CROSSED, _COPIED, _SIGNED, _AGAIN = 0.35, 0.5, 0.45, 0.6
"""Share of blocks that marks cross; of those, in black as the print; share of their lines that say what signature
blocks do, a tenth of that elsewhere; and of lines under coloured ink that are cut as for a second look."""

_ROOM, _WIDE = 0.15, 0.3
"""Share of rows left white where marks are, for the reader to see nothing there; and of lines that are cut too wide, as
where lines are looked for by reading (`ocr.overlaps.crossed_lines`)."""

_MARKS = (1, 1, 2, 2, 3)
"""Marks over a block, as often as so many."""

_STACKED = 0.6
"""Share of blocks set with the second mark on the circumflex's peak, as most offices' Times New Roman has it."""

Quad = tuple[int, int, int, int]
"""left, top, right, bottom in pixels."""

Corners = tuple[float, float, float, float]
"""left, top, right, bottom in pixels and parts of such."""


@dataclass(frozen=True, slots=True, eq=False)
class MadeLine:
    """A line that lies at `corners` of the cleaned `image`; `text` as printed, "" for no print."""

    image: Grey
    corners: Corners
    text: str

    @property
    def box(self) -> Box:
        """The whole pixels that hold the corners."""
        left, top, right, bottom = self.corners
        return Box(math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))


@dataclass(frozen=True, slots=True, eq=False)
class LineSample:
    """A line as the reader gets it: `ink` (96, W) uint8, 255 = ink; `text` as printed, "" for no print."""

    ink: NDArray[np.uint8]
    text: str

    @classmethod
    def cut(cls, image: Grey, corners: Corners, text: str) -> LineSample:
        """Cut the line at `corners` out of `image`, as the reader does."""
        ink = crop_line(image, corners, window=WINDOW, max_width=MAX_WIDTH)
        return cls(np.asarray(ink * 255, np.uint8), text)


def phrase(paragraphs: Sequence[str], rng: random.Random, length: int) -> str:
    """Return some `length` characters of running text, figures, rare signs between words, or what a cell holds."""
    if rng.random() < _CELL:
        return rng.choice((*_ALONE, str(rng.randint(0, 40)), _figures(rng), _figures(rng)))
    paragraph = rng.choice(paragraphs)
    start = 0 if rng.random() < 0.3 else rng.randrange(max(1, len(paragraph) - length))
    words = paragraph[start : start + length + 8].split()[1 if start else 0 :]
    kind = rng.random()
    if kind < 0.10:
        for _ in range(rng.randint(1, 3)):
            at, sign = rng.randint(0, len(words)), rng.choice(RARE)
            words.insert(at, sign if rng.random() < 0.5 else sign + _figures(rng))
    elif kind < 0.20:
        words = [_figures(rng) for _ in range(max(1, length // 8))]
    elif kind < 0.34:
        words.insert(rng.randint(0, len(words)), _figures(rng))
    text = " ".join(words)
    if rng.random() < 0.14:
        text = text.upper()
    elif rng.random() < 0.03:
        text = text.title()
    return text[:length].strip()


def _figures(rng: random.Random) -> str:
    n = rng.randint
    year, month, day = n(1954, 2027), n(1, 12), n(1, 31)
    code = rng.choice(("NQ", "QĐ", "CT", "KL", "BC", "CV", "TB", "KH", "TTr", "HD", "BB", "UBND", "SYT", "BTC"))
    body = rng.choice(("TW", "TU", "ĐU", "HU", "UBND", "BTCTU", "HĐND", "TTg", "VPTU", "NĐ-CP", "CP"))
    return rng.choice(
        (
            f"{day:02d}/{month}/{year}",
            f"{n(1, 999):02d}-{code}/{body}",
            f"{n(1, 9999)}/{code}-{body}",
            f"{n(1, 200)}/{year}/{code}-{body}",
            f"{n(1, 200)}/{year}/QH{n(1, 15)}",
            f"{n(1, 999)}.{n(0, 999):03d}",
            f"{n(0, 99)},{n(0, 99):02d}%",
            f"{n(1, 999)}.{n(0, 999):03d}.{n(0, 999):03d}",
            str(n(0, 10 ** n(1, 5))),
            f"{rng.choice(('I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'))}{rng.choice(('.', '-', ''))}",
            f"{n(1, 20)}.{n(1, 9)}.",
            f"{rng.choice('abcdđeghik')})",
            f"0{n(10, 99)}.{n(100, 999)}.{n(100, 999)}",
            f"({n(1, 99):02d}",
            f"{n(1, 30)})",
        )
    )


def samples(
    paragraphs: Sequence[str], seed: int, alphabet: frozenset[str], crossed: float = _CROSSED
) -> Iterator[LineSample]:
    """Yield lines without end as the reader gets them, each of characters of `alphabet` alone."""
    for line in made_lines(paragraphs, seed, alphabet, crossed):
        yield LineSample.cut(line.image, line.corners, line.text)


def made_lines(
    paragraphs: Sequence[str], seed: int, alphabet: frozenset[str], crossed: float = _CROSSED
) -> Iterator[MadeLine]:
    """Yield lines without end, each of characters of `alphabet` alone; marks cross a share of `crossed`."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    signers, marks = Signers(paragraphs), Marks(paragraphs, seed)
    while True:
        laid = marks if rng.random() < crossed else None
        yield from block(paragraphs, signers, laid, rng, noise, alphabet)


def block(
    paragraphs: Sequence[str],
    signers: Signers,
    marks: Marks | None,
    rng: random.Random,
    noise: Generator,
    alphabet: frozenset[str],
) -> Iterator[MadeLine]:
    """Yield the lines of one block, crossed by marks if there are `marks`."""
    canvas, placed = _set(paragraphs, signers, bool(marks), rng, alphabet)
    if not placed:
        return
    ink_map = np.asarray(canvas, np.float32) / 255
    mirrored = rng.random() < _SILENT
    if mirrored:
        ink_map = np.ascontiguousarray(ink_map[:, ::-1])
    laid = [marks.lay(ink_map.shape, _MM, rng.choice(placed)[1]) for _ in range(rng.choice(_MARKS))] if marks else []
    if rng.random() < _COPIED:
        for mark in laid:
            ink_map = np.maximum(ink_map, mark.cover)
        laid = []
    pixels, matrix = wear(np.asarray(ink_map, np.float32), rng.choice(DPIS), rng, noise, laid)
    grey = cleanup.clean(*cleanup.neutral(pixels))
    for text, (left, top, right, bottom) in placed:
        if mirrored:
            left, right, text = canvas.width - right, canvas.width - left, ""
        corners = _detected(mapped((left, top, right, bottom), matrix), grey.shape[1], bool(marks), rng)
        seen = _again(pixels, grey, corners) if pixels.ndim == 3 and rng.random() < _AGAIN else grey
        yield MadeLine(seen, corners, text)


def _set(
    paragraphs: Sequence[str], signers: Signers, crossed: bool, rng: random.Random, alphabet: frozenset[str]
) -> tuple[Image.Image, list[tuple[str, Quad]]]:
    """Set a block; return its ink (L, 255 = ink) and its lines where they stand, "" for rows left white."""
    family = rng.choice(FAMILIES)
    known = fonts.face(family, 14.0)
    pile = Pile.some(rng) if family != "arimo" and rng.random() < _STACKED else None
    points = rng.choice((9.0, 10.0, 11.0, 12.0, 13.0, 13.0, 14.0, 14.0, 14.0, 15.0))
    width = round(rng.uniform(60, 168) * _MM) if rng.random() < 0.35 else round(165 * _MM)
    leading = round(points * rng.uniform(1.15, 1.6) * BASE / 72)
    margin = leading
    canvas = Image.new("L", (width + 2 * margin, leading * _LINES + 2 * margin), 0)
    placed: list[tuple[str, Quad]] = []
    for row in range(_LINES):
        y = margin + row * leading
        if crossed and rng.random() < _ROOM:
            x, wide = rng.uniform(0, 0.8) * width, rng.uniform(0.1, 0.5) * width
            placed.append(("", (margin + round(x), y, margin + round(min(width, x + wide)), y + round(0.7 * leading))))
            continue
        font = fonts.face(family, points * BASE / fonts.DPI, rng.random() < 0.22, rng.random() < 0.14)
        room = width if rng.random() < 0.7 else round(width * rng.uniform(0.05, 0.9))
        signed = rng.random() < (_SIGNED if crossed else 0.1 * _SIGNED)
        text = signers.line(rng) if signed else phrase(paragraphs, rng, rng.randint(60, 110))
        text = _fit(text, font, room)
        if not text or set(text) - alphabet or any(fonts.lacks(known, c) for c in set(text)):
            continue
        left = 0 if rng.random() < 0.7 else (width - round(font.getlength(text))) // 2
        justify = room if not left and rng.random() < 0.5 else 0
        placed.append((text, _write(canvas, text, font, margin + left, y, justify, pile)))
    return canvas, placed


def _detected(corners: Corners, width: int, crossed: bool, rng: random.Random) -> Corners:
    """Return the corners of a line as the detector draws them in an image so wide; some too wide where marks cross.

    Its edges lie within a twelfth of a line of the ink (measured on made pages).
    """
    x0, y0, x1, y1 = corners
    tall = y1 - y0
    y0, y1 = y0 + rng.gauss(0, 0.05) * tall, y1 + rng.gauss(0, 0.045) * tall
    x0, x1 = x0 + rng.gauss(-0.04, 0.06) * tall, x1 + rng.gauss(0, 0.06) * tall
    if crossed and rng.random() < _WIDE:
        x0, x1 = max(0, x0 - rng.uniform(0, 6) * tall), min(width, x1 + rng.uniform(0, 6) * tall)
    return x0, y0, x1, y1


def mapped(corners: Corners, matrix: NDArray[np.float64]) -> Corners:
    """Return the hull (left, top, right, bottom) of a box brought elsewhere by a 3 x 3 matrix."""
    left, top, right, bottom = corners
    points = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]) @ matrix.T
    (x0, y0), (x1, y1) = points[:, :2].min(0), points[:, :2].max(0)
    return x0, y0, x1, y1


def _again(pixels: Pixels, grey: Grey, corners: Corners) -> Grey:
    """Return a block with one line's ink lifted as for a second look (`ocr.overlaps.second_look`)."""
    left, top = (max(0, round(edge)) for edge in corners[:2])
    _, wide = crop(grey, Box(left, top, max(left + 1, round(corners[2])), max(top + 1, round(corners[3]))), *MARGINS)
    image = grey.copy()
    image[wide.top : wide.bottom, wide.left : wide.right] = print_alone(
        pixels[wide.top : wide.bottom, wide.left : wide.right]
    )
    return image


def _fit(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    long = font.getlength(text)
    return text if long <= room else text[: int(len(text) * 0.97 * room / long)].rpartition(" ")[0].strip()


def _write(
    canvas: Image.Image, text: str, font: ImageFont.FreeTypeFont, x: int, y: int, justify: int, pile: Pile | None
) -> Quad:
    """Write a line at its upper left corner, justified to `justify` pixels where given; return its ink's box."""
    spare = justify - font.getlength(text) if justify else 0.0
    words = text.split(" ") if spare > 0 else [text]
    gap = font.getlength(" ") + spare / (len(words) - 1) if len(words) >= 4 and spare < 0.25 * justify else 0.0
    at, top, bottom, end = float(x), y + 10_000, 0, x
    for word in words if gap else [text]:
        for piece in re.split(f"([{''.join(PILED)}])", word) if pile else (word,):
            if not piece:
                continue
            mask, (left, above) = piled(font, piece, pile) if pile and piece in PILED else mask_of(font, piece)
            place = round(at) + left, y + above
            end, top, bottom = place[0] + mask.shape[1], min(top, place[1]), max(bottom, place[1] + mask.shape[0])
            if mask.size:
                canvas.paste(255, place, Image.fromarray(mask))
            at += font.getlength(piece)
        at += gap
    return x, top, end, bottom


def wear(
    ink: NDArray[np.float32], dpi: int, rng: random.Random, noise: Generator, laid: Sequence[Laid] = ()
) -> tuple[Pixels, NDArray[np.float64]]:
    """Return a block (ink 0 to 1) as a scan at `dpi`, and the 3 x 3 matrix that brings its pixels there.

    The scan is grey (H, W), or RGB (H, W, 3) where marks of colour are `laid` over the block.
    """
    height, width = ink.shape
    ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.4, 1.4)), np.float32)
    # Toner spreads or thins, and unevenly so.
    threshold = rng.gauss(0.44, 0.08)
    patches = cv2.resize(
        noise.normal(0, rng.uniform(0, 0.08), (max(2, height // 40), max(2, width // 40))).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    ink = 1 / (1 + np.exp(-(ink - np.clip(threshold, 0.22, 0.62) - patches) / rng.uniform(0.03, 0.12)))
    if rng.random() < 0.3:
        grain = cv2.GaussianBlur(noise.random(ink.shape, np.float32), (0, 0), rng.uniform(0.5, 1.2))
        ink = ink * (grain > np.quantile(grain[::7, ::7], rng.uniform(0, 0.12)))
    scale = dpi / BASE
    slope = rng.gauss(0, 0.004)
    matrix = np.array(
        [[scale, 0, rng.random()], [slope * scale, scale * rng.uniform(0.97, 1.03), rng.random()], [0, 0, 1]],
        np.float64,
    )
    size = (round(width * scale), round(height * scale))
    soft = cv2.GaussianBlur(np.asarray(ink, np.float32), (0, 0), max(0.1, 0.4 / scale * rng.uniform(0.7, 1.6)))
    small = cv2.warpAffine(soft, matrix[:2], size, flags=cv2.INTER_LINEAR)
    if not laid and rng.random() < 0.35:
        # A copier, a fax, a 1-bit scan.
        level = small + np.asarray(noise.normal(0, rng.uniform(0.02, 0.14), small.shape), np.float32)
        small = np.asarray(level > rng.uniform(0.33, 0.62), np.float32)
        if rng.random() < 0.5:
            specks = noise.random(small.shape, np.float32) < rng.uniform(0, 0.004)
            small = np.maximum(small, cv2.dilate(specks.astype(np.float32), np.ones((rng.choice((1, 2)),) * 2)))
        page = 255 * (1 - small)
    else:
        paper, black = rng.uniform(170, 255), rng.uniform(0, 110)
        page = paper + (black - paper) * small
        if rng.random() < 0.12:
            # The print of the other side shows through.
            page -= (paper - black) * rng.uniform(0.05, 0.3) * cv2.GaussianBlur(small[::-1, ::-1], (0, 0), 1.2)
        if laid:
            tint = np.asarray([rng.uniform(0.94, 1), rng.uniform(0.92, 1), rng.uniform(0.84, 1)])
            page = page[..., None] * tint
        for mark in laid:
            # Ink lets light through that it has the colour of (Beer-Lambert).
            cover = cv2.GaussianBlur(mark.cover, (0, 0), rng.uniform(0.4, 1.2))
            cover = cv2.warpAffine(cover, matrix[:2], size, flags=cv2.INTER_AREA)
            page = page * (np.maximum(np.asarray(mark.colour), 8) / 255) ** cover[..., None]
        page = page + noise.normal(0, rng.uniform(0, 14), page.shape)
    pixels = np.asarray(np.clip(page, 0, 255), np.uint8)
    if rng.random() < 0.5:
        quality = [int(cv2.IMWRITE_JPEG_QUALITY), rng.randint(25, 85)]
        # OpenCV takes the channels for blue, green, red; turned round there and back, JPEG sees them as they are.
        coded = cv2.imencode(".jpg", pixels[..., ::-1] if laid else pixels, quality)[1]
        pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR if laid else cv2.IMREAD_GRAYSCALE), np.uint8)
        pixels = np.ascontiguousarray(pixels[..., ::-1]) if laid else pixels
    return pixels, matrix
