"""Boxes find their way back to the page through every transform."""

import numpy as np
import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.detectors import page_networks
from ocr.elements import Box, Line, Page, Word
from ocr.image import deskew, geometry


@given(
    width=st.integers(200, 1200),
    height=st.integers(200, 1200),
    turns=st.integers(0, 3),
    degrees=st.floats(-5, 5),
    long_side=st.integers(150, 1500),
    data=st.data(),
)
@settings(max_examples=examples(40))
def test_a_point_comes_back_within_two_pixels(width, height, turns, degrees, long_side, data):
    grey = np.full((height, width), 255, np.uint8)
    grey, frame = geometry.shrink(grey, geometry.identity(grey), long_side)
    grey, frame = geometry.turn_clockwise(grey, frame, turns)
    grey, frame = geometry.rotate(grey, frame, degrees)
    assert grey.shape[::-1] == frame.size
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    spot = Box(x, y, x + 1, y + 1)
    back = frame.to_page(frame.to_work(spot))
    scale = max(width, height) / max(frame.size)
    slack = 2 * max(1.0, scale)
    assert abs((back.left + back.right) / 2 - x) <= slack
    assert abs((back.top + back.bottom) / 2 - y) <= slack


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_ink_lies_where_the_frame_says(turns):
    grey = np.full((300, 200), 255, np.uint8)
    grey[40:60, 30:90] = 0
    turned, frame = geometry.turn_clockwise(grey, geometry.identity(grey), turns)
    box = frame.to_work(Box(30, 40, 90, 60))
    assert (turned[box.top : box.bottom, box.left : box.right] == 0).all()
    assert (turned == 0).sum() == 20 * 60
    page = Page(1, 200, 300, None, turn=turns)
    assert page.upright(Box(30, 40, 90, 60)) == box
    assert page.upright_size == frame.size


def test_a_layer_is_warped_like_the_page():
    grey = np.full((400, 300), 255, np.uint8)
    grey[100:140, 50:250] = 0
    work, frame = geometry.shrink(grey, geometry.identity(grey), 200)
    work, frame = geometry.rotate(work, frame, 2.0)
    layer = geometry.warp(grey, frame, geometry.identity(grey))
    assert layer.shape == work.shape
    assert np.abs(layer.astype(int) - work.astype(int)).mean() < 3


def bent_page(bend):
    """Rows of blocks that slope as `bend` says."""
    grey = np.full((1400, 1000), 255, np.uint8)
    for top in range(150, 1250, 40):
        grey[top : top + 18, 120:880:1] = np.where(np.arange(760) % 22 < 15, 0, 255)
    frame = geometry.identity(grey)
    opposite = geometry.Bend(-bend.tilt, -bend.fan, -bend.bow)
    return geometry.dewarp(grey, frame, opposite)[0]


@pytest.mark.parametrize("bend", [geometry.Bend(fan=0.03), geometry.Bend(bow=0.05), geometry.Bend(fan=-0.03, bow=0.04)])
def test_bent_rows_are_found_and_dewarped(bend):
    page = bent_page(bend)
    found = deskew.find_bend(page)
    assert found.fan == pytest.approx(bend.fan, abs=0.008)
    assert found.bow == pytest.approx(bend.bow, abs=0.008)


@pytest.mark.parametrize("degrees", [0.0, 0.05, 0.12, 0.2, -0.25, 0.4, -1.3, 4.0])
def test_skew_is_seen_to_a_few_hundredths_of_a_degree(degrees):
    page = bent_page(geometry.STRAIGHT)
    turned = geometry.rotate(page, geometry.identity(page), -degrees)[0]
    assert deskew.refine_skew(turned, page_networks.skew(turned)) == pytest.approx(degrees, abs=0.05)


def test_a_page_without_rows_keeps_what_the_first_look_said():
    assert deskew.refine_skew(np.full((900, 600), 255, np.uint8), 0.3) == 0.3
    assert deskew.refine_skew(np.full((60, 600), 0, np.uint8), 0.3) == 0.3


def test_many_boxes_find_their_way_as_one_does():
    grey = np.full((1400, 1000), 255, np.uint8)
    level, frame = geometry.rotate(grey, geometry.identity(grey), 2.0)
    frame = geometry.dewarp(level, frame, geometry.Bend(0.01, 0.02, 0.03))[1]
    boxes = [Box(x, y, x + 90, y + 30) for x in range(0, 1000, 190) for y in range(0, 1400, 210)]
    assert frame.all_to_page(boxes) == [frame.to_page(box) for box in boxes]
    assert frame.all_to_page([]) == []
    line = Line(boxes[0], tuple(Word("a", box, 0.5) for box in boxes[1:3]), (1, 2))
    mapped = frame.line_to_page(line)
    assert (mapped.box, [word.box for word in mapped.words]) == (
        frame.to_page(line.box),
        [frame.to_page(word.box) for word in line.words],
    )
    assert (mapped.text, mapped.ends) == (line.text, line.ends)


def test_straight_rows_are_left_alone():
    assert deskew.find_bend(bent_page(geometry.STRAIGHT)) == geometry.STRAIGHT
    assert deskew.find_bend(np.full((900, 600), 255, np.uint8)) == geometry.STRAIGHT


@given(
    st.floats(-0.05, 0.05), st.floats(-0.05, 0.05), st.floats(-0.02, 0.02), st.integers(0, 999), st.integers(0, 1399)
)
def test_a_point_comes_back_through_a_bend(fan, bow, tilt, x, y):
    frame = geometry.Frame(np.eye(3), (1000, 1400), (1000, 1400), geometry.Bend(tilt, fan, bow))
    work = frame.to_work(Box(x, y, x + 1, y + 1))
    back = frame.to_page(work)
    if back.top > 0 and back.bottom < 1400:
        assert abs((back.top + back.bottom) / 2 - y) <= 2
        assert abs((back.left + back.right) / 2 - x) <= 2
