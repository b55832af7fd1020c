"""Lines of stamps for teaching the line reader: in the stamp's own ink, parted from print by `ocr.stamps.ink`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.image import specks
from ocr.lines import ruling_lines
from ocr.stamps.ink import unmix
from synthesis.typesetting import fonts
from synthesis.typesetting.rows import MM
from training.reader.lines import BASE, LineSample, mapped, wear
from training.reader.marks import Laid
from training.stamp_detector.layout import ink_of, uneven
from training.stamp_detector.lettering import Mask, Said
from training.stamp_detector.stamps import Maker

_KINDS = ("incoming",) * 6 + ("label", "copy", "person", "overlay")
"""What stamps say is known in advance but for the office on incoming ones."""

_BLACK, _PRINT, _LEAST = 0.3, 0.6, 0.3
"""Share of stamps as black as print; of those on print; how much ink is left where a pad printed least."""

_TAUGHT_LEVELS = 0.1, 0.45
"""Levels of black stamps' ink that the shipped reader was taught with; the pipeline shows them darker since, and with
their leaders. To be set to its own when the reader is taught anew."""

_TURNED, _LEVELLED = 2.5, 0.5
"""Degrees by which stamps are turned, and by which they are out of level once turned back: standard deviations."""

_DPIS = (100, 150, 150, 200, 200, 200)
_SMALLEST = 7.0
"""Pixels of a line's height below which nobody could read it."""

_MARGIN_MM, _PAGE_MM, _LEADING_MM = 4.0, 210.0, 6.5


def stamp_lines(paragraphs: Sequence[str], seed: int, alphabet: frozenset[str]) -> Iterator[LineSample]:
    """Yield the level lines of stamps without end, each of characters of `alphabet` alone."""
    maker = Maker(paragraphs, seed)
    while True:
        ink, pen, _ = getattr(maker, kind := maker.rng.choice(_KINDS))()
        said = [line for line in maker.said if line.text.strip() and not set(line.text) - alphabet]
        if said:
            yield from _lines(maker, kind, ink, pen, said)


def _lines(
    maker: Maker,
    kind: str,
    ink: Mask,
    pen: Mask | None,
    said: Sequence[Said],
) -> Iterator[LineSample]:
    rng, noise = maker.rng, maker.noise
    per_mm = BASE / 25.4
    margin, scale, degrees = round(_MARGIN_MM * per_mm), per_mm / MM * rng.uniform(0.85, 1.1), rng.gauss(0, _TURNED)
    high, wide = (round(scale * side) for side in ink.shape)
    size = wide + 2 * margin, high + 2 * margin
    laying = _turn(degrees, (size[0] / 2, size[1] / 2)) @ np.array([[scale, 0, margin], [0, scale, margin], [0, 0, 1]])

    def laid(mask: Mask) -> NDArray[np.float32]:
        soft = cv2.GaussianBlur(mask, (0, 0), 0.5 / scale)
        return np.asarray(cv2.warpAffine(soft, laying[:2], size), np.float32) / np.float32(255)

    cover = laid(uneven(ink, noise, rng.uniform(_LEAST, 0.95))) * rng.uniform(0.5, 1.0)
    written = laid(pen) if pen is not None else None
    print_ = _print(maker, size, per_mm) if rng.random() < _PRINT else np.zeros(size[::-1], np.float32)
    marks: list[Laid] = []
    if rng.random() < _BLACK:
        print_ = np.maximum(print_, cover if written is None else np.maximum(cover, written))
    else:
        marks = [Laid(cover, ink_of(rng, "esignature" if kind == "overlay" else kind))]
        if written is not None:
            marks.append(Laid(written * rng.uniform(0.6, 1.0), ink_of(rng, "handwriting")))
    dpi = rng.choice(_DPIS)
    pixels, matrix = wear(print_, dpi, rng, noise, marks)
    image = unmix(pixels, all_inks=kind == "overlay", levels=_TAUGHT_LEVELS).ink
    # Turned level again, as well as its frame and its lines tell.
    back = _turn(-degrees + rng.gauss(0, _LEVELLED), (image.shape[1] / 2, image.shape[0] / 2))
    image = np.asarray(cv2.warpAffine(image, back[:2], image.shape[::-1], borderValue=255), np.uint8)
    image = ruling_lines.lift(image, ruling_lines.find(image, round(_PAGE_MM * dpi / 25.4)))
    image = specks.drop_leaders(image)
    to_image = back @ matrix @ laying
    for line in said:
        x0, y0, x1, y1 = mapped(line.box, to_image)
        tall = y1 - y0
        if tall < _SMALLEST:
            continue
        x0, x1 = x0 + rng.gauss(-0.06, 0.08) * tall, x1 + rng.gauss(0.02, 0.08) * tall
        y0, y1 = y0 + rng.gauss(0, 0.06) * tall, y1 + rng.gauss(0, 0.06) * tall
        yield LineSample.cut(image, (x0, y0, x1, y1), line.text.strip())


def _turn(degrees: float, middle: tuple[float, float]) -> NDArray[np.float64]:
    return np.vstack((cv2.getRotationMatrix2D(middle, degrees, 1.0), (0, 0, 1)))


def _print(maker: Maker, size: tuple[int, int], per_mm: float) -> NDArray[np.float32]:
    """Return lines of running print, (height, width) 0 to 1, for a stamp to lie on."""
    rng = maker.rng
    canvas = Image.new("L", size, 0)
    draw, font = ImageDraw.Draw(canvas), fonts.face("tinos", rng.uniform(11, 14) * BASE / fonts.DPI, rng.random() < 0.4)
    y = rng.uniform(-5, 5) * per_mm
    while y < size[1]:
        if rng.random() < 0.6:
            draw.text((rng.uniform(-1, 0.6) * size[0], y), maker.words(rng.randint(3, 14)), fill=255, font=font)
        y += _LEADING_MM * per_mm
    return np.asarray(canvas, np.float32) / np.float32(255)
