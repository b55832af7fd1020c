"""Stamped pages for teaching the stamp finder: where marks are put, in what ink, and how the page is worn.

Sheets of corpus text are set as official documents and boxed tables; marks (`stamps`) are laid over them at random,
then the page is worn (`synthesis.paper.wear`). The truth of a class is where it lies, its edge drawn in by `SHRUNK_MM`
so that neighbours stay apart.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

import synthesis
from ocr.detectors.stamp_detector import CLASSES, PER_MM, SHRUNK_MM, STRIDE
from ocr.image.cleanup import as_uint8
from synthesis.form import Paragraph, Table
from synthesis.paper import wear
from synthesis.paper.marks import Colour, Mark
from synthesis.paper.warp import Warp
from synthesis.typesetting.fonts import MissingGlyphError
from synthesis.typesetting.rows import MM
from synthesis.typesetting.typeset import HEIGHT, WIDTH, Quad, Sheet, typeset
from training.stamp_detector.lettering import Mask, Said
from training.stamp_detector.stamps import Maker

_DPIS = (102, 102, 102, 130, 200)
_SPENT = 0.3
"""Chance that a sheet is not used again; setting one takes as long as wearing it."""


@dataclass(frozen=True, slots=True, eq=False)
class StampPage:
    """A worn page, RGB at `PER_MM`, and the truth: a bit a class (`CLASSES`), one value a cell of `STRIDE` pixels."""

    image: NDArray[np.uint8]
    classes: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A mark, the class it belongs to (None: a pen's values inside a stamp), and its place, drawn like its mask."""

    mark: Mark
    kind: str | None
    place: Mask


def pages(paragraphs: Sequence[str], seed: int) -> Iterator[StampPage]:
    """Yield stamped and worn pages without end."""
    maker = Maker(paragraphs, seed)
    for sheet, back in sheets(maker, _SPENT):
        yield page(maker, sheet, back)


def sheets(maker: Maker, spent: float) -> Iterator[tuple[Sheet, Sheet]]:
    """Yield sheets without end, each with one for its back; `spent` is the chance that one is not used again."""
    pool: list[Sheet] = []
    while True:
        while len(pool) < 3:
            pool += _sheets(maker)
        at = maker.rng.randrange(len(pool))
        yield pool[at], maker.rng.choice(pool)
        if maker.rng.random() < spent:
            del pool[at]


def _sheets(maker: Maker) -> list[Sheet]:
    """Set a document of corpus text under the header of one of the project's own texts."""
    rng = maker.rng
    document = synthesis.load(rng.choice(synthesis.documents()))
    body: list[Paragraph | Table] = []
    for _ in range(rng.randint(1, 14)):
        if rng.random() < 0.18:
            columns = rng.randint(2, 7)
            rows = tuple(
                tuple(maker.words(rng.randint(1, 5))[: 150 // columns] for _ in range(columns))
                for _ in range(rng.randint(2, 12))
            )
            body.append(Table(rows, (1.0,) * columns))
        else:
            body.append(Paragraph(rng.choice(maker.paragraphs)[: rng.randint(60, 700)]))
    size = rng.choice((11.0, 12.0, 13.0, 14.0, 14.0))
    title = maker.words(rng.randint(6, 30)) if rng.random() < 0.5 else document.title
    leading = size * rng.uniform(1.2, 1.6)
    font = rng.choice(("tinos", "tinos", "termes", "noto-serif", "arimo"))
    document = dataclasses.replace(document, body=tuple(body), size=size, leading=leading, title=title)
    try:
        return list(typeset(document, font))
    except (MissingGlyphError, ValueError, IndexError):
        return []


def page(maker: Maker, sheet: Sheet, back: Sheet) -> StampPage:
    """Stamp and wear a sheet."""
    rng, noise = maker.rng, maker.noise
    laid = _lay(maker, sheet)
    dpi = rng.choice(_DPIS)
    size = round(WIDTH * dpi / 300), round(HEIGHT * dpi / 300)
    flat = wear.Flat(
        dpi=dpi,
        ink=wear.scaled(sheet.ink, size),
        verso=wear.scaled(back.ink, size)[:, ::-1],
        marks=wear.transmitted([one.mark for one in laid], (HEIGHT, WIDTH), size),
    )
    image, warp = wear.KINDS[rng.choice(synthesis.WEARS)](flat, noise)
    image = _finish(image, rng, noise)
    classes = _truth(laid, size, warp)
    target = round(210 * PER_MM * image.shape[1] / size[0]), round(297 * PER_MM * image.shape[0] / size[1])
    cells = target[0] // STRIDE, target[1] // STRIDE
    seen = cv2.resize(image, (cells[0] * STRIDE, cells[1] * STRIDE), interpolation=cv2.INTER_AREA)
    bits = np.zeros(cells[::-1], np.uint8)
    for number, layer in enumerate(classes):
        shrunk = cv2.resize(layer, cells, interpolation=cv2.INTER_AREA) > 127
        bits |= shrunk.astype(np.uint8) << np.uint8(number)
    return StampPage(as_uint8(seen), bits)


def _finish(image: NDArray[np.uint8], rng: random.Random, noise: Generator) -> NDArray[np.uint8]:
    """Scan in grey at times, in one bit at times, or with poor colours."""
    chance = rng.random()
    if chance < 0.2:
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        if chance < 0.1:
            soft = cv2.GaussianBlur(grey, (0, 0), 12)
            grey = ((grey < soft.astype(np.float32) * rng.uniform(0.7, 0.92)) == 0).astype(np.uint8) * np.uint8(255)
        return np.repeat(grey[..., None], 3, axis=2)
    gain = np.asarray([rng.gauss(1, 0.04) for _ in range(3)], np.float32) * rng.uniform(0.8, 1.05)
    return np.asarray(np.clip(image * gain + rng.uniform(-12, 12), 0, 255), np.uint8)


def _truth(laid: Sequence[Laid], size: tuple[int, int], warp: Warp) -> list[Mask]:
    """Return where each class lies on the worn page."""
    scale = size[0] / WIDTH
    layers = np.zeros((len(CLASSES), size[1], size[0]), np.uint8)
    for one in laid:
        if one.kind is None:
            continue
        inner = one.place
        if one.kind != "handwriting":
            reach = 2 * round(SHRUNK_MM * MM) + 1
            inner = as_uint8(cv2.erode(np.pad(inner, 1), np.ones((reach, reach), np.uint8)))[1:-1, 1:-1]
        small = cv2.resize(
            inner,
            (max(1, round(inner.shape[1] * scale)), max(1, round(inner.shape[0] * scale))),
            interpolation=cv2.INTER_AREA,
        )
        left, top = round(one.mark.left * scale), round(one.mark.top * scale)
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(size[0], left + small.shape[1]), min(size[1], top + small.shape[0])
        if x1 > x0 and y1 > y0:
            layer = layers[CLASSES.index(one.kind)]
            part = small[y0 - top : y1 - top, x0 - left : x1 - left]
            layer[y0:y1, x0:x1] = np.maximum(layer[y0:y1, x0:x1], part)
    worn: list[Mask] = []
    for start in range(0, len(CLASSES), 3):
        three = np.stack([layers[min(i, len(CLASSES) - 1)] for i in range(start, start + 3)], axis=2)
        moved = warp.image(three, 0)
        worn += [moved[..., i] for i in range(3)]
    return worn[: len(CLASSES)]


def _lay(maker: Maker, sheet: Sheet) -> list[Laid]:
    """Choose what is put on a sheet, and where: near where offices put it, now and then anywhere."""
    rng = maker.rng
    chances = (
        (0.18, 0.05, _anywhere, "scrawl", "handwriting"),
        (0.12, 0.05, lambda r: (r.uniform(120, 205), r.uniform(4, 25)), "scrawl", "handwriting"),
        (0.1, 0.0, lambda r: (r.uniform(185, 205), r.uniform(265, 292)), "scrawl", "handwriting"),
        (0.45, 0.15, lambda r: (r.uniform(25, 85), r.uniform(45, 130)), "incoming", "words"),
        (0.06, 0.2, _anywhere, "incoming", "words"),
        (0.22, 0.1, lambda r: (r.uniform(25, 90), r.uniform(45, 110)), "label", "words"),
        (0.12, 0.1, _anywhere, "copy", "words"),
        (0.35, 0.3, lambda r: (r.uniform(25, 190), r.uniform(5, 24)), "overlay", "esignature"),
        (0.05, 0.1, _anywhere, "overlay", "esignature"),
    )
    found: list[Laid] = []
    for chance, again, spot, draw, kind in chances:
        while rng.random() < chance:
            x, y = spot(rng)
            found += put(maker, draw, kind, x, y).laid
            chance = again
    rooms = [(x / MM, y / MM) for x, y in sheet.signing_rooms]
    if not rooms and rng.random() < 0.3:
        rooms = [_anywhere(rng)]
    for x, y in rooms:
        if rng.random() < 0.85:
            found += put(maker, "scrawl", "handwriting", x + rng.gauss(0, 6), y + rng.gauss(0, 4)).laid
        if rng.random() < 0.7:
            found += put(maker, "seal", "seal", x - rng.uniform(8, 22), y + rng.gauss(0, 4)).laid
        if rng.random() < 0.3:
            found += put(maker, "person", "name", x + rng.gauss(0, 6), y + rng.uniform(8, 20)).laid
    if rng.random() < 0.2:
        found += put(
            maker, "seal", "seal", rng.choice((rng.gauss(0, 5), 210 + rng.gauss(0, 5))), rng.uniform(30, 270)
        ).laid
    if rng.random() < 0.12:
        found += put(maker, "seal", "seal", *_anywhere(rng)).laid
    return found


def _anywhere(rng: random.Random) -> tuple[float, float]:
    return rng.uniform(12, 198), rng.uniform(12, 285)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A mark laid on a sheet, with what a pen wrote in it: its rows and its ink as drawn, and how these lie."""

    laid: tuple[Laid, ...]
    rows: tuple[tuple[Said, ...], ...]
    ink: Mask
    matrix: NDArray[np.float64]

    @property
    def whole(self) -> Quad:
        """The mask's own box."""
        return 0, 0, self.ink.shape[1], self.ink.shape[0]

    def on_sheet(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points (n, 2) of the mask lie on the sheet."""
        return np.asarray(points @ self.matrix[:, :2].T + self.matrix[:, 2], np.float64)


def put(maker: Maker, draw: str, kind: str, x: float, y: float) -> Placed:
    """Draw a mark and lay it with its middle at x, y (millimetres)."""
    rng, noise = maker.rng, maker.noise
    ink, pen, place = getattr(maker, draw)()
    tilt = {
        "seal": rng.uniform(-25, 25),
        "esignature": 0.0,
        "handwriting": rng.gauss(0, 6),
        "name": rng.gauss(0, 1.5),
    }.get(kind, rng.gauss(0, 4) if rng.random() < 0.9 else rng.uniform(-45, 45))
    turned = [turn(mask, tilt) for mask in (ink, place, *([pen] if pen is not None else []))]
    colour = ink_of(rng, kind)
    printed = kind not in ("esignature", "handwriting")
    inked = uneven(turned[0], noise, rng.uniform(0.15, 0.9)) if printed else turned[0]
    inked = np.asarray(inked * (rng.uniform(0.35, 1.0) if rng.random() < 0.5 else 1.0), np.uint8)
    left, top = round(x * MM - inked.shape[1] / 2), round(y * MM - inked.shape[0] / 2)
    if kind == "esignature":
        left = min(max(left, round(2 * MM)), max(0, WIDTH - inked.shape[1] - round(2 * MM)))
    # A name in ink of a pad is no class of its own: in black ink it is print.
    found = [Laid(Mark(inked, left, top, colour), None if kind == "name" else kind, turned[1])]
    if pen is not None:
        found.append(Laid(Mark(turned[2], left, top, ink_of(rng, "handwriting")), None, turned[1]))
    matrix = turning(ink.shape, tilt)[0]
    matrix[:, 2] += left, top
    rows = tuple(tuple(row) for row in maker.rows)
    return Placed(tuple(found), rows, ink, matrix)


def turning(shape: tuple[int, ...], degrees: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return the matrix (2 x 3) that turns a mask of `shape` counter-clockwise, and the size of what it becomes."""
    height, width = shape
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = round(height * sin + width * cos), round(height * cos + width * sin)
    matrix[:, 2] += size[0] / 2 - width / 2, size[1] / 2 - height / 2
    return matrix, size


def turn(mask: Mask, degrees: float) -> Mask:
    """Return a mask turned counter-clockwise, whole."""
    if not degrees:
        return mask
    matrix, size = turning(mask.shape, degrees)
    return np.asarray(cv2.warpAffine(mask, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def uneven(mask: Mask, noise: Generator, least: float) -> Mask:
    """Let the ink vary over some millimetres, and lack in pinholes."""
    height, width = mask.shape
    coarse = noise.uniform(least, 1.1, (height // 90 + 2, width // 90 + 2)).astype(np.float32)
    cover = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    small = noise.random((height // 3 + 1, width // 3 + 1), dtype=np.float32)
    fine = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    cover = np.where(fine < noise.uniform(0, 0.45), cover * 0.4, cover)
    return np.asarray(np.clip(mask * np.clip(cover, 0, 1), 0, 255), np.uint8)


def ink_of(rng: random.Random, kind: str) -> Colour:
    """Return an ink: mostly red for stamps, blue or black for pens, black for overlays."""
    n = rng.randint
    red, blue = (n(170, 250), n(20, 110), n(30, 120)), (n(20, 80), n(40, 100), n(120, 210))
    violet, black = (n(90, 150), n(40, 90), n(130, 190)), (n(5, 50),) * 3
    if kind == "handwriting":
        return rng.choice((blue, blue, black, red, violet))
    if kind == "esignature":
        return rng.choice((black, black, black, red, blue))
    return rng.choice((red, red, red, blue, violet, black, black) if kind != "name" else (red, red, blue, violet))
