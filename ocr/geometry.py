"""Page geometry: quarter turns, skew and size, with the way back to the pixels of the page as it was delivered."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cleanup import Grey, as_uint8
from ocr.elements import Box

LONG_SIDE_MAX = 4400
"""Pixels; larger pages are shrunk for reading. A4 at 360 dpi: Tesseract gains nothing above 300."""

SKEW_MIN = 0.1
"""Degrees; below, a rotation costs sharpness and moves the end of a full line by less than a third of its height."""


@dataclass(frozen=True)
class Frame:
    """How the working image lies on the page: `matrix` (3 x 3, homogeneous) maps page pixels to working pixels.

    `size` is (width, height) of the working image; `page_size` that of the page.
    """

    matrix: NDArray[np.float64]
    size: tuple[int, int]
    page_size: tuple[int, int]

    def to_page(self, box: Box) -> Box:
        """Return the hull, on the page, of a box of the working image, clipped to the page."""
        corners = np.array(
            [[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]], np.float64
        )
        points = _transform(np.asarray(np.linalg.inv(self.matrix), np.float64), corners)
        width, height = self.page_size
        left, top = np.floor(points.min(0) + 1e-6)
        right, bottom = np.ceil(points.max(0) - 1e-6)
        return Box(
            int(np.clip(left, 0, width)),
            int(np.clip(top, 0, height)),
            int(np.clip(right, 0, width)),
            int(np.clip(bottom, 0, height)),
        )

    def to_work(self, box: Box) -> Box:
        """Return the hull, on the working image, of a box of the page (not clipped)."""
        corners = np.array(
            [[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]], np.float64
        )
        points = _transform(self.matrix, corners)
        left, top = np.floor(points.min(0) + 1e-6)
        right, bottom = np.ceil(points.max(0) - 1e-6)
        return Box(int(left), int(top), int(right), int(bottom))

    def then(self, step: NDArray[np.float64], size: tuple[int, int]) -> Frame:
        """Return the frame after a further transform `step` (3 x 3) to an image of `size` (width, height)."""
        return Frame(step @ self.matrix, size, self.page_size)


def _transform(matrix: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    homogeneous = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:], dtype=np.float64)


def identity(grey: Grey) -> Frame:
    """Return the frame of an image that is the page itself."""
    height, width = grey.shape[:2]
    return Frame(np.eye(3), (width, height), (width, height))


def shrink(grey: Grey, frame: Frame, long_side: int = LONG_SIDE_MAX) -> tuple[Grey, Frame]:
    """Shrink an image whose long side exceeds `long_side` pixels."""
    width, height = frame.size
    scale = long_side / max(width, height)
    if scale >= 1:
        return grey, frame
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    matrix = np.diag([size[0] / width, size[1] / height, 1.0])
    return as_uint8(cv2.resize(grey, size, interpolation=cv2.INTER_AREA)), frame.then(matrix, size)


def turn_clockwise(grey: Grey, frame: Frame, turns: int) -> tuple[Grey, Frame]:
    """Turn by `turns` clockwise quarter turns, without resampling."""
    for _ in range(turns % 4):
        width, height = frame.size
        matrix = np.array([[0.0, -1.0, height], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        grey, frame = as_uint8(np.rot90(grey, -1)), frame.then(matrix, (height, width))
    return np.ascontiguousarray(grey), frame


def rotate(grey: Grey, frame: Frame, degrees: float) -> tuple[Grey, Frame]:
    """Rotate by `degrees` counter-clockwise about the centre, same size, white where the page ends."""
    width, height = frame.size
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), [0.0, 0.0, 1.0]])
    turned = cv2.warpAffine(
        grey, matrix[:2], (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return as_uint8(turned), frame.then(matrix.astype(np.float64), (width, height))


def warp(image: Grey, frame: Frame) -> Grey:
    """Bring another layer of the page (same pixels as the page itself) into the working image's frame."""
    if np.array_equal(frame.matrix, np.eye(3)):
        return image
    shrinking = abs(np.linalg.det(frame.matrix[:2, :2])) < 0.5
    flags = cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR
    return as_uint8(
        cv2.warpPerspective(
            image, frame.matrix, frame.size, flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=255
        )
    )
