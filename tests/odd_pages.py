"""Pages no office prints, and one that it does, made by code: for tests of what must not fail and not be made up.

All are uint8, grey (height, width) or RGB (height, width, 3), 255 = white.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from synthesis.typesetting import fonts

Pixels = NDArray[np.uint8]

DPI = 100
HEIGHT, WIDTH = 1170, 827
"""A4 at `DPI`."""

CJK = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
"""Debian's fonts-wqy-microhei."""

LETTER = (
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Thực hiện Nghị quyết Đại hội Đảng bộ huyện nhiệm kỳ mới,",
    "Ban Chấp hành Đảng bộ xã đã họp bàn và thống nhất chủ",
    "trương tập trung phát triển kinh tế, giữ vững ổn định chính",
    "trị, bảo đảm quốc phòng, an ninh; đời sống của nhân dân",
    "từng bước được nâng lên. Tổng thu ngân sách năm 2024 đạt",
    "12,6 tỷ đồng, bằng 108% kế hoạch. Tỷ lệ hộ nghèo còn 3,45%.",
    "Yêu cầu các chi bộ trực thuộc nghiêm túc triển khai thực hiện.",
)
"""A sheet that `letter` prints, line by line."""

LETTER_DPI = 1200


def letter(lines: tuple[str, ...] = LETTER) -> Pixels:
    """Print lines in 14 pt on a sheet of 150 x 90 mm at `LETTER_DPI`, black on white."""
    scale = LETTER_DPI / 25.4
    image = Image.new("L", (round(150 * scale), round(90 * scale)), 255)
    draw = ImageDraw.Draw(image)
    font = fonts.face("tinos", 14 * LETTER_DPI / fonts.DPI)
    for row, line in enumerate(lines):
        draw.text((round(12 * scale), round((12 + 8 * row) * scale)), line, font=font, fill=0)
    return np.asarray(image)


def at_dpi(pixels: Pixels, dpi: int) -> Pixels:
    """Bring a page of `LETTER_DPI` to another resolution."""
    height, width = (round(side * dpi / LETTER_DPI) for side in pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def uniform_noise(rng: np.random.Generator) -> Pixels:
    """Every level everywhere."""
    return rng.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)


def coloured_noise(rng: np.random.Generator) -> Pixels:
    """Every colour everywhere."""
    return rng.integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def salt_and_pepper(rng: np.random.Generator) -> Pixels:
    """Two pixels in a hundred black on white, two white."""
    return np.where(rng.random((HEIGHT, WIDTH)) < 0.02, 0, 255).astype(np.uint8)


def one_bit_noise(rng: np.random.Generator) -> Pixels:
    """Black or white by the toss of a coin."""
    return (rng.integers(0, 2, (HEIGHT, WIDTH)) * 255).astype(np.uint8)


def coarse_noise(rng: np.random.Generator) -> Pixels:
    """Blots as large as letters."""
    small = rng.integers(0, 256, (HEIGHT // 12, WIDTH // 12), dtype=np.uint8)
    soft = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    return np.where(soft < 100, 0, 255).astype(np.uint8)


def gradient(_: np.random.Generator) -> Pixels:
    """Black at the left edge, white at the right."""
    return np.tile(np.linspace(0, 255, WIDTH), (HEIGHT, 1)).astype(np.uint8)


def photograph(rng: np.random.Generator) -> Pixels:
    """Smooth fields of colour with edges between them, as of a landscape."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    for size, weight in ((3, 120.0), (9, 60.0), (40, 25.0)):
        field = rng.normal(size=(size, size, 3)).astype(np.float32)
        image += weight * cv2.resize(field, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    image += 128
    for _ in range(25):
        corners = rng.integers(0, (WIDTH, HEIGHT), (int(rng.integers(3, 7)), 2)).astype(np.int32)
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        cv2.fillPoly(mask, [corners], 1)
        image[mask > 0] = 0.5 * image[mask > 0] + rng.normal(64, 40, 3)
    image += rng.normal(0, 6, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def grey_photograph(rng: np.random.Generator) -> Pixels:
    """The same without colour."""
    return np.asarray(cv2.cvtColor(photograph(rng), cv2.COLOR_RGB2GRAY), np.uint8)


def land_map(rng: np.random.Generator) -> Pixels:
    """Winding lines, contours and hatched plots, no labels."""
    image = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for _ in range(40):
        steps = rng.normal(0, 22, (60, 2)).cumsum(0) + rng.integers(0, (WIDTH, HEIGHT))
        cv2.polylines(image, [steps.astype(np.int32)], False, int(rng.integers(0, 90)), int(rng.integers(1, 4)))
    terrain = cv2.resize(rng.normal(size=(9, 7)).astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    for level in np.linspace(-1.5, 1.5, 12):
        contours, _ = cv2.findContours((terrain > level).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(image, contours, -1, 60, 1)
    for _ in range(12):
        left, top = (int(v) for v in rng.integers(0, (WIDTH - 150, HEIGHT - 150)))
        for offset in range(0, 120, 8):
            cv2.line(image, (left + offset, top), (left, top + offset), 0, 1)
    return image


def checkerboard(_: np.random.Generator) -> Pixels:
    """Squares of 20 px on half a sheet."""
    y, x = np.mgrid[: HEIGHT // 2, :WIDTH]
    return np.where((y // 20 + x // 20) % 2, 255, 0).astype(np.uint8)


def halftone(rng: np.random.Generator) -> Pixels:
    """A printed photograph: dots of a screen at 45 degrees, larger where it is darker."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    screen = (np.cos((x + y) * 0.7) + np.cos((x - y) * 0.7)) / 4 + 0.5
    return np.where(grey_photograph(rng) / 255.0 < screen, 0, 255).astype(np.uint8)


def stripes(_: np.random.Generator) -> Pixels:
    """Level bars as high and as far apart as lines of text."""
    return np.where(np.arange(HEIGHT)[:, None] % 30 < 14, 0, 255).repeat(WIDTH, 1).astype(np.uint8)


def dashes(rng: np.random.Generator) -> Pixels:
    """Rows of bars as long as words."""
    image = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for top in range(80, HEIGHT - 80, 30):
        left = 80
        while left < WIDTH - 160:
            right = left + int(rng.integers(15, 80))
            image[top : top + 14, left:right] = 0
            left = right + 10
    return image


def scribble(rng: np.random.Generator) -> Pixels:
    """Pen strokes all over the sheet."""
    image = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for _ in range(60):
        points = rng.normal(0, 14, (25, 2)).cumsum(0) + rng.integers(80, (WIDTH - 80, HEIGHT - 80))
        cv2.polylines(image, [points.astype(np.int32)], False, 30, 2, cv2.LINE_AA)
    return image


def chinese(rng: np.random.Generator) -> Pixels:
    """Half a page of Chinese characters, chosen by chance among the common ones."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(CJK, 22)
    drawn = (char for char in map(chr, rng.permutation(np.arange(0x4E00, 0x9FA5))) if not fonts.lacks(font, char))
    for top in range(90, HEIGHT // 2, 38):
        draw.text((80, top), "".join(islice(drawn, 30)), font=font, fill=0)
    return np.asarray(image)


NO_PRINT: tuple[Callable[[np.random.Generator], Pixels], ...] = (
    uniform_noise,
    coloured_noise,
    salt_and_pepper,
    one_bit_noise,
    coarse_noise,
    gradient,
    photograph,
    grey_photograph,
    land_map,
    checkerboard,
    halftone,
    stripes,
    dashes,
    scribble,
)
"""Pages that hold no letter."""


def digits(rng: np.random.Generator) -> tuple[Pixels, str]:
    """Print digits in a grid, A4 at 200 dpi: the page and its text."""
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    font = fonts.face("tinos", 14 * 200 / fonts.DPI)
    rows = rng.integers(0, 10, (28, 20)).astype(str)
    for row, numbers in enumerate(rows):
        for column, number in enumerate(numbers):
            draw.text((150 + 68 * column, 150 + 70 * row), str(number), font=font, fill=0)
    return np.asarray(image), "\n".join(" ".join(numbers) for numbers in rows)
