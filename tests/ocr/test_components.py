"""Components of ink have the labels and statistics that OpenCV gives them."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.image.components import connected


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_statistics_are_opencvs(height: int, width: int, share: float, seed: int) -> None:
    ink = np.uint8(255) * (np.random.default_rng(seed).random((height, width)) < share)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = connected(ink)
    assert len(found.stats) == count
    assert np.array_equal(found.labels, labels)
    assert np.array_equal(found.stats[1:], stats[1:])
    assert np.allclose(found.centres()[1:], centres[1:])


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_asked_of_each_component(turned: bool) -> None:
    ink = np.array([[0, 1, 1, 0, 0], [0, 0, 0, 0, 7], [9, 0, 0, 0, 7]], np.uint8)
    levels = np.arange(15, dtype=np.uint8).reshape(3, 5)
    mask = np.zeros((3, 5), bool)
    mask[1, 4] = mask[0, 0] = True
    if turned:
        ink, levels, mask = ink.T, levels.T, mask.T
    found = connected(ink)
    assert found.stats[0].tolist() == [0, 0, *ink.shape[::-1], 10]
    assert sorted(found.lowest(levels)[1:].tolist()) == [1, 9, 10]
    at = int(np.flatnonzero(found.touching(mask))[0])
    assert found.touching(mask).sum() == 1
    assert found.lowest(levels)[at] == 9
    chosen = np.arange(len(found.stats)) != at
    assert np.array_equal(found.mask(chosen) > 0, (ink > 0) & (found.labels != at))
