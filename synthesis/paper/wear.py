"""Six kinds of wear, after what scanners, copiers, fax machines, years and phones did to real documents.

Every kind is a function of the flat page at the wanted resolution and of a random generator. Lengths are in
millimetres of paper, so that a kind looks alike at any resolution.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from synthesis.paper.marks import Colour, Mark
from synthesis.paper.warp import Floats, Pixels, Warp


@dataclass(frozen=True, slots=True)
class Flat:
    """A page not worn yet, at `dpi`: ink of its print and of the print on its back (0 to 1), and its marks' colours.

    `marks` is what the coloured inks let through, (height, width, 3), 0 to 1.
    """

    dpi: int
    ink: Floats
    verso: Floats
    marks: Floats

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.ink.shape[1], self.ink.shape[0]

    def mm(self, length: float) -> float:
        """Return a length on paper in pixels."""
        return length * self.dpi / 25.4

    def on(self, paper: Floats | Colour, black: Colour = (16, 16, 18), strength: Floats | float = 1.0) -> Floats:
        """Print on `paper` (a colour or an image, 0 to 255) with `black` at `strength`, and lay the marks over it."""
        cover = (self.ink * strength)[..., None]
        printed = np.asarray(paper, dtype=np.float32) * (1 - cover) + np.asarray(black, dtype=np.float32) * cover
        return np.asarray(printed * self.marks, dtype=np.float32)


def scaled(mask: NDArray[np.uint8], size: tuple[int, int]) -> Floats:
    """Return a mask of ink at another size (width, height), 0 to 1."""
    small = mask if mask.shape == size[::-1] else cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32) / np.float32(255)


def transmitted(marks: list[Mark], shape: tuple[int, int], size: tuple[int, int]) -> Floats:
    """Return what the inks of all marks let through on a page of `shape` (height, width), at `size` (width, height)."""
    through = np.full((size[1], size[0], 3), 1.0, dtype=np.float32)
    scale = size[0] / shape[1], size[1] / shape[0]
    for mark in marks:
        # Only the strip of the small page that the mark covers, at the mark's own offset within a pixel.
        left, top, right, bottom = mark.box
        near = [max(0, math.floor(left * scale[0])), max(0, math.floor(top * scale[1]))]
        far = [min(size[0], math.ceil(right * scale[0])), min(size[1], math.ceil(bottom * scale[1]))]
        if far[0] <= near[0] or far[1] <= near[1]:
            continue
        spot = (far[0] - near[0], far[1] - near[1])
        matrix = np.asarray(
            [[scale[0], 0, mark.left * scale[0] - near[0]], [0, scale[1], mark.top * scale[1] - near[1]]]
        )
        # Smoothed first: warpAffine samples points and would skip thin strokes when it shrinks.
        soft = cv2.blur(mark.mask, (max(1, round(1 / scale[0])), max(1, round(1 / scale[1]))))
        cover = cv2.warpAffine(soft, matrix, spot, flags=cv2.INTER_LINEAR).astype(np.float32)[..., None] / 255
        window = through[near[1] : far[1], near[0] : far[0]]
        window *= 1 - cover * (1 - np.asarray(mark.colour, dtype=np.float32) / 255)
    return through


def _cloud(rng: Generator, size: tuple[int, int], cells: int) -> Floats:
    """Return smooth noise, 0 to 1, about `cells` hills down the page."""
    width, height = size
    coarse = rng.random((cells, max(2, cells * width // height)), dtype=np.float32)
    return np.clip(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), 0, 1)


def _blur(image: NDArray[np.floating[Any]], sigma: float) -> Floats:
    soft = cv2.GaussianBlur(image, (0, 0), sigma) if sigma >= 0.15 else image
    return np.asarray(soft, dtype=np.float32)


def _grain(rng: Generator, image: Floats, sigma: float) -> Floats:
    noise = rng.standard_normal(image.shape[:2], dtype=np.float32) * sigma
    return image + (noise[..., None] if image.ndim == 3 else noise)


def _bytes(image: Floats) -> Pixels:
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def _jpeg(image: Pixels, quality: int) -> Pixels:
    _, packed = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR))[..., ::-1], dtype=np.uint8)


def _grey(image: Floats) -> Floats:
    return np.asarray(image @ np.asarray([0.3, 0.59, 0.11], dtype=np.float32), dtype=np.float32)


def _rgb(grey: Pixels) -> Pixels:
    return np.repeat(grey[..., None], 3, axis=2)


def clean(flat: Flat, rng: Generator) -> tuple[Pixels, Warp]:
    """Leave it as an office program exports it: white, straight, sharp."""
    return _bytes(flat.on((255, 255, 255))), Warp.flat(flat.size)


def office(flat: Flat, rng: Generator) -> tuple[Pixels, Warp]:
    """Scan it in an office: slightly skewed and grey, a shaded edge, sometimes punch holes, JPEG."""
    width, height = flat.size
    shade = 250 - 6 * _cloud(rng, flat.size, 3)
    tint = np.asarray([1, rng.uniform(0.985, 1), rng.uniform(0.98, 1.01)], dtype=np.float32)
    page = flat.on(shade[..., None] * tint, (38, 38, 42), 0.9 + 0.1 * _cloud(rng, flat.size, 6))
    if rng.random() < 0.4:
        for y in (0.36, 0.64):
            spot = (round(flat.mm(rng.uniform(8, 11))), round(height * y))
            cv2.circle(page, spot, round(flat.mm(2.8)), (132, 134, 140), -1, cv2.LINE_AA)
    shift = (rng.normal(0, flat.mm(1)), rng.normal(0, flat.mm(1)))
    warp = Warp.turned(flat.size, rng.uniform(-0.8, 0.8), shift, (0, 0, 0))
    image = warp.image(_bytes(page), (246, 246, 247)).astype(np.float32)
    edge = 1 - 0.18 * np.exp(-np.arange(width, dtype=np.float32) / flat.mm(rng.uniform(1.5, 4)))
    image *= (edge if rng.random() < 0.5 else edge[::-1])[None, :, None]
    image = _grain(rng, _blur(image, 0.25 * flat.dpi / 100), 3.0)
    return _jpeg(_bytes(image), int(rng.integers(70, 88))), warp


def _specks(rng: Generator, ink: Floats, flat: Flat, count: int) -> None:
    """Throw toner on the page: single specks, and one or two swarms near an edge."""
    width, height = flat.size
    spots = rng.random((count, 2)) * (width, height)
    for _ in range(int(rng.integers(1, 4))):
        corner = rng.random(2) * (width, height * 0.08) + (0, rng.integers(2) * height * 0.9)
        spots = np.vstack([spots, rng.normal(corner, flat.mm(7), (count // 5, 2))])
    for x, y in spots:
        radius = flat.mm(float(np.clip(rng.lognormal(-2.3, 0.55), 0.03, 0.6)))
        axes = (max(1, round(radius * 16)), max(1, round(radius * 16 * rng.uniform(0.5, 1.2))))
        cv2.ellipse(ink, (round(x * 16), round(y * 16)), axes, rng.uniform(0, 180), 0, 360, 1.0, -1, cv2.LINE_AA, 4)


def _dark_edges(rng: Generator, flat: Flat) -> Floats:
    """Darkness (0 to 1) that a lid left open burns along one or two edges, with a ragged border."""
    width, height = flat.size
    dark = np.zeros((height, width), dtype=np.float32)
    for side in rng.permutation(4)[: int(rng.integers(1, 4))]:
        length, across = (height, width) if side < 2 else (width, height)
        depth = flat.mm(rng.uniform(2, 9))
        ragged = cv2.resize(rng.random((1, 40), dtype=np.float32), (length, 1), interpolation=cv2.INTER_CUBIC)[0]
        slope = np.linspace(rng.uniform(0.3, 1), rng.uniform(0.3, 1), length, dtype=np.float32)
        reach = depth * slope + flat.mm(1.2) * ragged
        distance = np.arange(across, dtype=np.float32)[None, :]
        band = 1 / (1 + np.exp(np.clip((distance - reach[:, None]) / flat.mm(0.35), -30, 30)))
        band = band if side % 2 == 0 else band[:, ::-1]
        dark = np.maximum(dark, band if side < 2 else band.T)
    return dark


def photocopy(flat: Flat, rng: Generator) -> tuple[Pixels, Warp]:
    """Copy a copy: black alone, skewed and slightly bent, uneven toner, specks, streaks, dark edges."""
    width, height = flat.size
    bend = (flat.mm(rng.uniform(0.3, 1.3)), rng.uniform(0, 6.28), rng.uniform(0.3, 0.7))
    warp = Warp.turned(flat.size, rng.uniform(-1.6, 1.6), (rng.normal(0, flat.mm(2)), rng.normal(0, flat.mm(2))), bend)
    grey = _grey(warp.image(_bytes(flat.on((255, 255, 255))), 255).astype(np.float32))
    ink = 1 - grey / 255
    toner = 0.6 + 0.58 * _cloud(rng, flat.size, 5)
    fine = _blur(rng.standard_normal((height, width), dtype=np.float32), flat.mm(0.07))
    ink = _blur(ink, flat.dpi / 300) * toner
    ghost = _blur(warp.image(_bytes(255 * flat.verso), 0).astype(np.float32) / 255, flat.dpi / 150)
    # Where the lid or the drum let light astray, the ground greys until grains of toner stand on it.
    shade = rng.uniform(0.18, 0.4) * np.clip(2.2 * _cloud(rng, flat.size, 4) - 1.1, 0, 1)
    ink = ink + shade + 0.08 * ghost + fine / fine.std() * rng.uniform(0.07, 0.13)
    for _ in range(int(rng.integers(1, 5))):
        x, thick = rng.uniform(0.02, 0.98) * width, flat.mm(rng.uniform(0.1, 0.35))
        column = np.exp(-(((np.arange(width) - x) / thick) ** 2)).astype(np.float32)
        ink += column[None, :] * rng.uniform(0.3, 0.8) * _cloud(rng, flat.size, 12)
    ink = np.maximum(ink, _dark_edges(rng, flat))
    threshold = rng.uniform(0.38, 0.46)
    bitonal = rng.random() < 0.5
    out = np.clip((ink - threshold) * 3.2 + 0.5, 0, 1).astype(np.float32)
    _specks(rng, out, flat, int(rng.integers(300, 1400)))
    if bitonal:
        return _rgb(_bytes(255 * (out < 0.5).astype(np.float32))), warp
    return _jpeg(_rgb(_bytes(252 - 236 * out)), int(rng.integers(55, 80))), warp


def fax(flat: Flat, rng: Generator) -> tuple[Pixels, Warp]:
    """Fax it, one bit a pixel: coarse edges of letters, a few specks, a line where the sensor is dirty."""
    width, height = flat.size
    warp = Warp.turned(flat.size, rng.uniform(-0.5, 0.5), (0, rng.normal(0, flat.mm(1))), (0, 0, 0))
    ink = 1 - _grey(warp.image(_bytes(flat.on((255, 255, 255))), 255).astype(np.float32)) / 255
    black = (_grain(rng, _blur(ink, flat.dpi / 280), 0.06) > rng.uniform(0.36, 0.5)).astype(np.float32)
    _specks(rng, black, flat, int(rng.integers(10, 60)))
    for _ in range(int(rng.integers(0, 3))):
        column = int(rng.uniform(0.02, 0.98) * width)
        black[rng.random(height) < rng.uniform(0.02, 0.15), column] = 1
    return _rgb(_bytes(255 * (1 - (black > 0.5)).astype(np.float32))), warp


def aged(flat: Flat, rng: Generator) -> tuple[Pixels, Warp]:
    """Keep it for decades: yellow paper, brown edges, stains, a fold, print faded, the verso showing through."""
    width, height = flat.size
    paper = np.asarray([rng.uniform(222, 238), rng.uniform(204, 218), rng.uniform(160, 182)], dtype=np.float32)
    tone = 0.86 + 0.14 * _cloud(rng, flat.size, 4) + 0.05 * (_cloud(rng, flat.size, 40) - 0.5)
    x = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)[None, :]
    y = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    tone = tone * (1 - 0.22 * np.exp(-np.minimum(x, y) / flat.mm(12)))
    for _ in range(int(rng.integers(2, 6))):
        _stain(rng, tone, flat)
    ghost = _blur(flat.verso, flat.mm(0.17)) * (0.3 + 0.7 * _cloud(rng, flat.size, 3))
    tone = tone * (1 - rng.uniform(0.12, 0.32) * ghost)
    fold = height * rng.uniform(0.45, 0.55)
    crease = np.exp(-(((np.arange(height) - fold) / flat.mm(0.35)) ** 2)).astype(np.float32)
    tone = tone * (1 - 0.16 * crease[:, None])
    strength = np.clip(rng.uniform(0.55, 0.7) + 0.4 * (_cloud(rng, flat.size, 5) - 0.3), 0.36, 0.95)
    fibres = 0.86 + 0.28 * _blur(rng.random((height, width), dtype=np.float32), flat.dpi / 220)
    page = flat.on(tone[..., None] * paper, (58, 48, 42), strength * np.clip(fibres, 0, 1.05))
    bend = (flat.mm(rng.uniform(0, 0.6)), rng.uniform(0, 6.28), 0.5)
    warp = Warp.turned(flat.size, rng.uniform(-1.0, 1.0), (rng.normal(0, flat.mm(1)), rng.normal(0, flat.mm(1))), bend)
    edge = (int(paper[0] * 0.8), int(paper[1] * 0.78), int(paper[2] * 0.72))
    image = _blur(warp.image(_bytes(page), edge).astype(np.float32), flat.dpi / 330)
    return _jpeg(_bytes(_grain(rng, image, 6)), int(rng.integers(62, 82))), warp


def _stain(rng: Generator, tone: Floats, flat: Flat) -> None:
    """Darken `tone` by a blot, or by the ring that a dried drop leaves."""
    width, height = flat.size
    size = flat.mm(rng.uniform(8, 30))
    x = (np.arange(width, dtype=np.float32) - rng.uniform(0, width))[None, :]
    y = (np.arange(height, dtype=np.float32) - rng.uniform(0, height))[:, None]
    reach = np.hypot(x, y * rng.uniform(0.8, 1.3)) / size + 0.35 * (_cloud(rng, flat.size, 14) - 0.5)
    inside = 1 / (1 + np.exp(np.clip((reach - 1) * 18, -30, 30)))
    rim = np.exp(-(((reach - 1) / 0.06) ** 2))
    tone *= 1 - rng.uniform(0.04, 0.12) * inside - rng.uniform(0.03, 0.14) * rim


def phone(flat: Flat, rng: Generator) -> tuple[Pixels, Warp]:
    """Take a photo of it: perspective, paper slightly curled, a hand's shadow, soft focus, a colour cast, noise."""
    width, height = flat.size
    border = flat.mm(rng.uniform(6, 14))
    size = (round(width + 2 * border), round(height + 2 * border))
    corners = np.asarray([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    moved = corners + border + rng.uniform(-0.6, 0.6, (4, 2)).astype(np.float32) * border
    homography = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    bend = (flat.mm(rng.uniform(0.2, 1.2)), rng.uniform(0, 6.28), rng.uniform(0.4, 0.6))
    warp = Warp(np.asarray(homography, dtype=np.float64), size, bend)
    desk = tuple(int(level) for level in np.asarray([92, 74, 58]) * rng.uniform(0.5, 1.3))
    flat_page = _bytes(flat.on((244, 243, 240), (34, 33, 36)))
    image = warp.image(flat_page, (desk[0], desk[1], desk[2])).astype(np.float32)
    x, y = np.meshgrid(np.linspace(-1, 1, size[0], dtype=np.float32), np.linspace(-1, 1, size[1], dtype=np.float32))
    angle = rng.uniform(0, 6.28)
    along = x * np.cos(angle) + y * np.sin(angle)
    light = 1 - rng.uniform(0.12, 0.25) * (along + 1) / 2
    wavy = along + 0.35 * (_cloud(rng, size, 4) - 0.5)
    shadow = 1 / (1 + np.exp(np.clip(-(wavy - rng.uniform(-0.1, 0.5)) / rng.uniform(0.05, 0.2), -30, 30)))
    light = light * (1 - rng.uniform(0.22, 0.42) * shadow)
    cast = np.asarray([rng.uniform(0.96, 1.02), rng.uniform(0.95, 0.98), rng.uniform(0.84, 0.96)], dtype=np.float32)
    image = _blur(image * light[..., None] * cast, rng.uniform(0.45, 0.75) * flat.dpi / 150)
    return _jpeg(_bytes(_grain(rng, image, 5)), int(rng.integers(68, 86))), warp


KINDS: dict[str, Callable[[Flat, Generator], tuple[Pixels, Warp]]] = {
    "clean": clean,
    "office": office,
    "photocopy": photocopy,
    "fax": fax,
    "aged": aged,
    "phone": phone,
}
"""Name of a kind of wear to its function."""
