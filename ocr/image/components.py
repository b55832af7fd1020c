"""Connected components of ink: OpenCV's labels, with statistics taken of ink alone.

OpenCV's own statistics visit every pixel of the paper as well, and take most of the time (page of 2361 x 1661 pixels:
29 ms, of which labels 5; here 11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """`labels` (H, W) int32: 0 for paper, from 1 for what hangs together, diagonally too.

    `stats` (count, 5) int32, as OpenCV's `connectedComponentsWithStats` has them (`cv2.CC_STAT_*`): left, top, width,
    height and area in pixels; row 0 is paper, its box the whole image.
    """

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    _places: NDArray[np.intp]
    _owners: NDArray[np.int32]

    def centres(self) -> NDArray[np.float64]:
        """Return the centres of gravity, x and y, (count, 2); row 0 says nothing."""
        count, width = len(self.stats), self.labels.shape[1]
        rows, columns = np.divmod(self._places, width)
        area = np.maximum(np.bincount(self._owners, minlength=count), 1)
        sums = [np.bincount(self._owners, weights=side, minlength=count) for side in (columns, rows)]
        return np.stack([sums[0] / area, sums[1] / area], axis=1)

    def mask(self, chosen: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Return the pixels of the `chosen` components (count,): (H, W), 255 on them, 0 elsewhere and on paper."""
        found = np.zeros(self.labels.shape, np.uint8)
        found.ravel()[self._places[chosen[self._owners]]] = 255
        return found

    def lowest(self, levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the lowest of `levels` (H, W) in each component; row 0 says nothing."""
        found = np.full(len(self.stats), 255, np.uint8)
        np.minimum.at(found, self._owners, levels.ravel()[self._places])
        return found

    def touching(self, mask: NDArray[Any]) -> NDArray[np.bool_]:
        """Return which components have a pixel in `mask` (H, W), (count,); never paper."""
        found = np.zeros(len(self.stats), bool)
        found[self._owners[mask.ravel()[self._places] > 0]] = True
        return found


def connected(ink: NDArray[np.uint8]) -> Components:
    """Return the components of what is not 0 in `ink` (H, W)."""
    count, labelled = cv2.connectedComponents(ink, connectivity=8)
    labels: NDArray[np.int32] = np.asarray(labelled, np.int32)
    height, width = labels.shape
    places = np.flatnonzero(ink > 0)
    owners = labels.ravel()[places]
    rows, columns = np.divmod(places.astype(np.int32), np.int32(width))
    stats = np.zeros((count, 5), np.int32)
    stats[:, cv2.CC_STAT_AREA] = np.bincount(owners, minlength=count)
    left, right = np.full(count, width, np.int32), np.zeros(count, np.int32)
    np.minimum.at(left, owners, columns)
    np.maximum.at(right, owners, columns)
    # Places run row by row: what is written first stays when written in reverse, what is written last as they run.
    top, bottom = np.zeros(count, np.int32), np.zeros(count, np.int32)
    top[owners[::-1]], bottom[owners] = rows[::-1], rows
    stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP] = left, top
    stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT] = right + 1 - left, bottom + 1 - top
    stats[0] = 0, 0, width, height, labels.size - len(places)
    return Components(labels, stats, places, owners)
