"""What a pen leaves: figures, words, initials and signatures, drawn as jittered curves on masks of ink."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from synthesis.typesetting import fonts
from synthesis.typesetting.rows import MM

Mask = NDArray[np.uint8]
Points = list[tuple[float, float]]

_STEPS = 12
"""Pieces of a spline between two points."""

#: Strokes of the figures and signs of a date, in a box one wide and two high, y downwards, and the advance.
_STROKES: dict[str, tuple[list[Points], float]] = {
    "0": ([[(0.6, 0.1), (0.1, 0.6), (0.1, 1.5), (0.5, 1.95), (0.9, 1.4), (0.9, 0.5), (0.55, 0.1)]], 1.15),
    "1": ([[(0.2, 0.55), (0.6, 0.1), (0.5, 1.0), (0.45, 1.95)]], 0.85),
    "2": ([[(0.1, 0.5), (0.45, 0.1), (0.85, 0.5), (0.5, 1.2), (0.05, 1.9), (0.5, 1.8), (1.0, 1.9)]], 1.2),
    "3": ([[(0.15, 0.3), (0.55, 0.1), (0.85, 0.5), (0.4, 0.95), (0.9, 1.4), (0.5, 1.95), (0.05, 1.7)]], 1.1),
    "4": ([[(0.5, 0.1), (0.1, 1.2), (0.95, 1.2)], [(0.75, 0.7), (0.65, 2.0)]], 1.15),
    "5": ([[(0.85, 0.15), (0.3, 0.15), (0.2, 0.9), (0.7, 0.95), (0.8, 1.6), (0.1, 1.9)]], 1.1),
    "6": ([[(0.75, 0.1), (0.25, 0.8), (0.1, 1.6), (0.5, 1.95), (0.85, 1.5), (0.5, 1.1), (0.15, 1.45)]], 1.1),
    "7": ([[(0.1, 0.25), (0.9, 0.15), (0.6, 1.0), (0.35, 1.95)], [(0.3, 1.05), (0.85, 1.0)]], 1.1),
    "8": ([[(0.8, 0.4), (0.4, 0.1), (0.2, 0.5), (0.8, 1.3), (0.5, 1.9), (0.1, 1.5), (0.75, 0.6)]], 1.1),
    "9": ([[(0.85, 0.5), (0.4, 0.15), (0.15, 0.6), (0.5, 1.0), (0.85, 0.5), (0.75, 1.3), (0.45, 1.95)]], 1.1),
    "/": ([[(0.9, -0.1), (0.5, 1.0), (0.0, 2.2)]], 0.95),
    "-": ([[(0.1, 1.05), (0.7, 1.0)]], 0.9),
}


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    """Return the Catmull-Rom value between b (t = 0) and c (t = 1)."""
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def curve(points: Points) -> Points:
    """Return points on the Catmull-Rom spline through `points`."""
    ends = [points[0], *points, points[-1]]
    smooth: Points = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for t in np.linspace(0, 1, _STEPS, endpoint=False):
            smooth.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return [*smooth, points[-1]]


def _stroke(draw: ImageDraw.ImageDraw, points: Points, pen: float) -> None:
    smooth = curve(points)
    draw.line(smooth, fill=255, width=max(1, round(pen)), joint="curve")
    radius = pen / 2
    for x, y in (smooth[0], smooth[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def crop(mask: Image.Image) -> Mask:
    """Cut a drawing to its ink."""
    box = mask.getbbox()
    return np.asarray(mask.crop(box) if box else mask)


def written(text: str, height: float, rng: Generator, pen: float = 0.42 * MM) -> Mask:
    """Write a word or number by hand, figures `height` pixels high; letters in a chancery hand."""
    unit = height / 2
    image = Image.new("L", (round(unit * (1.6 * len(text) + 4)), round(height * 2.2)), 0)
    draw = ImageDraw.Draw(image)
    x, slant = unit, rng.uniform(0.12, 0.3)
    letters = fonts.face("hand", round(height / fonts.DPI * 72 * 1.25, 2))
    for character in text:
        jump = rng.normal(0, 0.06) * unit
        if character in _STROKES:
            strokes, advance = _STROKES[character]
            for stroke in strokes:
                moved = [
                    (
                        x + (px + slant * (1.6 - py) + rng.normal(0, 0.04)) * unit,
                        height * 0.5 + jump + (py + rng.normal(0, 0.04)) * unit,
                    )
                    for px, py in stroke
                ]
                _stroke(draw, moved, pen * rng.uniform(0.9, 1.15))
            x += unit * (advance + rng.uniform(0.0, 0.15))
        else:
            fonts.check(letters, character)
            draw.text((x, height * 1.5 + jump), character, fill=255, font=letters, anchor="ls")
            x += letters.getlength(character) * rng.uniform(0.95, 1.05)
    return crop(image)


def signature(rng: Generator, breadth: float = 46 * MM) -> Mask:
    """Sign: a tall loop or two, a run of small waves that dies away, and a flourish under it."""
    tall = breadth * 0.42
    image = Image.new("L", (round(breadth * 1.5), round(tall * 2.4)), 0)
    draw = ImageDraw.Draw(image)
    base, x = tall * 1.4, breadth * 0.15
    points: Points = [(x, base)]
    for _ in range(int(rng.integers(2, 4))):
        up, across = tall * rng.uniform(0.7, 1.2), breadth * rng.uniform(0.09, 0.16)
        points += [
            (x + across * 0.9, base - up),
            (x + across * 0.35, base - up * 0.8),
            (x + across * 0.3, base + tall * 0.2),
        ]
        x += across
    for number in range(int(rng.integers(5, 9))):
        step = breadth * rng.uniform(0.04, 0.09)
        size = tall * 0.22 * math.exp(-number / 4) * rng.uniform(0.6, 1.3)
        points += [(x + step / 2, base - size), (x + step, base + size * 0.3)]
        x += step
    points += [(x + breadth * 0.2, base - tall * rng.uniform(-0.1, 0.25))]
    pen = rng.uniform(0.45, 0.8) * MM
    _stroke(draw, points, pen)
    if rng.random() < 0.7:
        start = (x + breadth * 0.1, base + tall * 0.15)
        back = [start, (breadth * 0.5, base + tall * 0.35), (breadth * 0.2, base + tall * rng.uniform(0.3, 0.5))]
        _stroke(draw, back, pen * 0.8)
    return crop(image)


def initials(rng: Generator, size: float = 9 * MM) -> Mask:
    """Draw initials: a few bends of the pen."""
    image = Image.new("L", (round(size * 2), round(size * 2)), 0)
    draw = ImageDraw.Draw(image)
    points: Points = [(size * 0.5, size * 1.5)]
    for number in range(int(rng.integers(4, 7))):
        up = number % 2 == 0
        x, y = 0.5 + 0.18 * number + rng.normal(0, 0.06), (0.6 if up else 1.3) + rng.normal(0, 0.1)
        points.append((size * x, size * y))
    points.append((size * 1.8, size * rng.uniform(0.9, 1.3)))
    _stroke(draw, points, 0.45 * MM)
    return crop(image)
