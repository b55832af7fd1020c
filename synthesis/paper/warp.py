"""Geometry of a worn page: a homography, then a smooth bend, for pixels and for points alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Warp:
    """Maps pixels of the flat page (at the wanted resolution) to pixels of the worn image of `size` (width, height).

    `bend` is a wave that lines follow from left to right, as on paper fed unevenly: its height in pixels, its phase
    in radians, and how many of it go across the page.
    """

    homography: NDArray[np.float64]
    size: tuple[int, int]
    bend: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @classmethod
    def turned(
        cls, size: tuple[int, int], degrees: float, shift: tuple[float, float], bend: tuple[float, float, float]
    ) -> Warp:
        """Turn about the middle, shift, and bend; the size stays."""
        middle = (size[0] / 2, size[1] / 2)
        matrix = np.vstack([cv2.getRotationMatrix2D(middle, degrees, 1.0), [0.0, 0.0, 1.0]])
        matrix[:2, 2] += shift
        return cls(matrix, size, bend)

    @classmethod
    def flat(cls, size: tuple[int, int]) -> Warp:
        """Leave all where it is."""
        return cls(np.eye(3), size)

    def _lift(self, x: Floats) -> Floats:
        height, phase, waves = self.bend
        return (height * np.sin(phase + 2 * math.pi * waves * x / self.size[0])).astype(np.float32)

    def image(self, page: Pixels, border: int | tuple[int, int, int]) -> Pixels:
        """Return `page` warped; what lies off the page gets `border`."""
        if np.array_equal(self.homography, np.eye(3)) and not self.bend[0]:
            return page
        width, height = self.size
        x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
        y = (y - self._lift(x)).astype(np.float32)
        # Pixel centres lie half a pixel in: box edges and pixel indices then agree.
        inverse = np.linalg.inv(self.homography).astype(np.float32)
        flat = np.stack([x + 0.5, y + 0.5], axis=-1).reshape(-1, 1, 2)
        source = cv2.perspectiveTransform(flat, inverse).reshape(height, width, 2) - 0.5
        border_value = (border,) * 3 if isinstance(border, int) else border
        x, y = np.ascontiguousarray(source[..., 0]), np.ascontiguousarray(source[..., 1])
        warped = cv2.remap(page, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=border_value)
        return np.asarray(warped, dtype=np.uint8)

    def points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points (n, 2) of the flat page come to lie."""
        turned = cv2.perspectiveTransform(points.reshape(-1, 1, 2).astype(np.float64), self.homography).reshape(-1, 2)
        moved = np.asarray(turned, dtype=np.float64)
        moved[:, 1] += self._lift(moved[:, 0].astype(np.float32))
        return moved
