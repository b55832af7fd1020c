"""Page geometry: quarter turns, deskew, dewarp, size, and the way back to the pixels of the page as delivered."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.elements import Box, Line
from ocr.image.cleanup import Grey, Pixels, as_uint8

_WHITE = (255, 255, 255)
"""What lies beyond the page's edges."""

SKEW_MIN = 0.1
"""Degrees; below, a rotation costs sharpness and moves the end of a full line by less than a third of its height."""

_INVERSION_ROUNDS = 4
"""Fixed-point rounds that find a working pixel from a levelled one; slopes are under 0.1: it errs by under 1e-3 px."""

_EDGE_POINTS = 9
"""Points of an edge whose hull is taken: of a bow's height they miss a 64th."""

_ROUNDING = 1e-6
"""Pixels by which a corner may lie off a whole pixel because floating point rounds."""


@dataclass(frozen=True, slots=True)
class Bend:
    """How rows of text still run after levelling: what perspective and the moving original of a copier leave.

    With u and v the distances from the image's middle, in image widths, to the right and down, a row at (u, v) slopes
    by `tilt + fan * v + bow * u` (pixels down per pixel to the right).
    """

    tilt: float = 0.0
    fan: float = 0.0
    bow: float = 0.0

    def drop(self, x: NDArray[np.float64], y: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
        """Return, in pixels, how far below its dewarped place (x, y) a pixel lies: the integral of the slope."""
        width, height = size
        u, v = (x - width / 2) / width, (y - height / 2) / width
        return np.asarray(width * u * (self.tilt + self.fan * v + self.bow * u / 2), np.float64)


STRAIGHT = Bend()
"""Rows that run straight and level."""


@dataclass(frozen=True)
class Frame:
    """How the working image lies on the page.

    `matrix` (3 x 3, homogeneous) maps page pixels to those of the levelled image, from which undoing `bend` makes
    working pixels. `size` is (width, height) of the working image; `page_size` that of the page.
    """

    matrix: NDArray[np.float64]
    size: tuple[int, int]
    page_size: tuple[int, int]
    bend: Bend = STRAIGHT

    def to_page(self, box: Box) -> Box:
        """Return the hull, on the page, of a box of the working image, clipped to the page."""
        return self.all_to_page([box])[0]

    def all_to_page(self, boxes: Sequence[Box]) -> list[Box]:
        """Return what `to_page` does of each of many boxes, in a fraction of the time."""
        outlines = self._outlines(boxes)
        outlines[..., 1] += self.bend.drop(outlines[..., 0], outlines[..., 1], self.size)
        width, height = self.page_size
        corners = np.clip(_corners(_transform(self._inverse, outlines)), 0, [width, height, width, height])
        return [Box(*corner) for corner in corners.tolist()]

    def line_to_page(self, line: Line) -> Line:
        """Return a line of the working image with its box and its words' boxes on the page."""
        whole, *boxes = self.all_to_page([line.box, *(word.box for word in line.words)])
        words = tuple(dataclasses.replace(word, box=box) for word, box in zip(line.words, boxes, strict=True))
        return dataclasses.replace(line, box=whole, words=words)

    @cached_property
    def _inverse(self) -> NDArray[np.float64]:
        return np.asarray(np.linalg.inv(self.matrix), np.float64)

    def _outlines(self, boxes: Sequence[Box]) -> NDArray[np.float64]:
        """Corners (N, points, 2) of boxes; where rows are bent also points between them, for edges are bows there."""
        steps = 1 if self.bend == STRAIGHT else _EDGE_POINTS - 1
        sides = np.array([(box.left, box.top, box.right, box.bottom) for box in boxes], np.float64).reshape(-1, 4, 1)
        left, top, right, bottom = (sides[:, side] for side in range(4))
        across = left + (right - left) * np.arange(steps + 1) / steps
        edges = [np.stack([across, np.broadcast_to(y, across.shape)], axis=-1) for y in (top, bottom)]
        return np.concatenate(edges, axis=1)

    def to_work(self, box: Box) -> Box:
        """Return the hull, on the working image, of a box of the page (not clipped)."""
        points = _transform(self.matrix, self._outlines([box]))
        level = points[..., 1].copy()
        for _ in range(_INVERSION_ROUNDS):
            points[..., 1] = level - self.bend.drop(points[..., 0], points[..., 1], self.size)
        return Box(*_corners(points)[0].tolist())

    def then(self, step: NDArray[np.float64], size: tuple[int, int]) -> Frame:
        """Return the frame after a further transform `step` (3 x 3) to an image of `size` (width, height).

        Raises:
            ValueError: the frame is bent; dewarping comes last.
        """
        if self.bend != STRAIGHT:
            raise ValueError("a bent frame takes no further transform")
        return Frame(step @ self.matrix, size, self.page_size)


def _corners(outlines: NDArray[np.float64]) -> NDArray[np.int64]:
    """Left, top, right and bottom (N, 4) of the least boxes around `outlines` (N, points, 2)."""
    least, most = np.floor(outlines.min(1) + _ROUNDING), np.ceil(outlines.max(1) - _ROUNDING)
    return np.concatenate([least, most], axis=1).astype(np.int64)


def _transform(matrix: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map points (..., 2) by a homogeneous matrix (3 x 3)."""
    mapped = points @ matrix[:, :2].T + matrix[:, 2]
    return np.asarray(mapped[..., :2] / mapped[..., 2:], dtype=np.float64)


def identity(grey: Grey) -> Frame:
    """Return the frame of an image that is the page itself."""
    height, width = grey.shape[:2]
    return Frame(np.eye(3), (width, height), (width, height))


def shrink(grey: Grey, frame: Frame, long_side: int) -> tuple[Grey, Frame]:
    """Shrink an image, grey or RGB, whose long side exceeds `long_side` pixels."""
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


def dewarp(grey: Grey, frame: Frame, bend: Bend) -> tuple[Grey, Frame]:
    """Dewarp a levelled image, so that bent rows are straight: same size, white where the page ends."""
    if bend == STRAIGHT:
        return grey, frame
    return _dewarped(grey, bend), dataclasses.replace(frame, bend=bend)


def _dewarped(image: Grey, bend: Bend) -> Grey:
    height, width = image.shape[:2]
    columns = np.arange(width, dtype=np.float32)[None, :]
    rows = np.arange(height, dtype=np.float32)[:, None]
    u, v = (columns - width / 2) / width, (rows - height / 2) / width
    source_y = rows + width * u * (np.float32(bend.tilt) + np.float32(bend.fan) * v + np.float32(bend.bow / 2) * u)
    source_x = np.broadcast_to(columns, source_y.shape)
    return as_uint8(
        cv2.remap(
            image,
            np.ascontiguousarray(source_x),
            source_y.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=_WHITE,
        )
    )


def scaled(frame: Frame, scale: float) -> Frame:
    """Return the frame of the working image shrunk by `scale` (bends are in image widths, and stay)."""
    width, height = frame.size
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    matrix = np.diag([size[0] / width, size[1] / height, 1.0]) @ frame.matrix
    return dataclasses.replace(frame, matrix=matrix, size=size)


def warp(image: Pixels, frame: Frame, start: Frame) -> Pixels:
    """Bring another layer of the page, grey or RGB, which lies on it as `start` says, into `frame`."""
    step = frame.matrix @ np.linalg.inv(start.matrix)
    if not np.allclose(step, np.eye(3)):
        image = as_uint8(
            cv2.warpPerspective(
                image, step, frame.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=_WHITE
            )
        )
    return image if frame.bend == STRAIGHT else _dewarped(image, frame.bend)


def cut(image: Pixels, frame: Frame, start: Frame, box: Box) -> Pixels:
    """Return a box of the working image (`frame`) out of another layer, which lies on the page as `start` says."""
    x, y = np.meshgrid(
        np.arange(box.left, box.right, dtype=np.float64), np.arange(box.top, box.bottom, dtype=np.float64)
    )
    y += frame.bend.drop(x, y, frame.size)
    back = start.matrix @ np.linalg.inv(frame.matrix)
    across, down, depth = (back @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])).reshape(3, *x.shape)
    return as_uint8(
        cv2.remap(
            image,
            (across / depth).astype(np.float32),
            (down / depth).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=_WHITE,
        )
    )
