"""What is drawn on a page, and the boxes around it, find their way through any chain of transforms and back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from effort import examples
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ocr.elements import Box, Page
from ocr.image import geometry
from ocr.image.cleanup import Grey
from ocr.image.geometry import Bend, Frame

REACH = 48
"""What `find_bend` can return at most of each, in thousandths: 40 by its coarse search and 8 by its fine one."""

SLACK = 2.0
"""Pixels of the working image by which a place may come back off its own."""

sides = st.integers(8, 4000)
small_sides = st.integers(8, 900)
paper_sides = st.integers(200, 4000)
steps = st.one_of(
    st.tuples(st.just("shrink"), st.integers(60, 4000)),
    st.tuples(st.just("turn"), st.integers(0, 5)),
    st.tuples(st.just("rotate"), st.integers(-450, 450).map(lambda tenths: tenths / 10)),
)
chains = st.lists(steps, max_size=4)
# Whole numbers are drawn evenly, floats are not.
thousandths = st.integers(-REACH, REACH)
bends = st.one_of(
    st.just(geometry.STRAIGHT),
    st.builds(lambda *slopes: Bend(*(slope / 1000 for slope in slopes)), thousandths, thousandths, thousandths),
)
modest = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
many = settings(max_examples=examples(150))


@dataclass(frozen=True)
class Spot:
    """A square of ink: its middle, in pixels, and how much of it there is, as pixels full black."""

    x: float
    y: float
    amount: float


def run(grey: Grey, chain: list[tuple[str, float]], bend: Bend = geometry.STRAIGHT) -> tuple[Grey, Frame]:
    """Send an image through the steps, dewarping last."""
    frame = geometry.identity(grey)
    for name, value in chain:
        if name == "shrink":
            grey, frame = geometry.shrink(grey, frame, int(value))
        elif name == "turn":
            grey, frame = geometry.turn_clockwise(grey, frame, int(value))
        else:
            grey, frame = geometry.rotate(grey, frame, value)
    return geometry.dewarp(grey, frame, bend)


def frame_of(width: int, height: int, chain: list[tuple[str, float]], bend: Bend = geometry.STRAIGHT) -> Frame:
    """The frame after the steps, from an image whose pixels cost nothing: one byte, seen as a page."""
    paper = np.broadcast_to(np.uint8(255), (height, width))
    frame = geometry.identity(paper)
    for name, value in chain:
        width, height = frame.size
        if name == "shrink":
            scale = value / max(width, height)
            if scale < 1:
                size = (max(1, round(width * scale)), max(1, round(height * scale)))
                frame = frame.then(np.diag([size[0] / width, size[1] / height, 1.0]), size)
        elif name == "turn":
            frame = geometry.turn_clockwise(np.zeros((1, 1), np.uint8), frame, int(value))[1]
        else:
            turn = cv2.getRotationMatrix2D((width / 2, height / 2), value, 1.0)
            frame = frame.then(np.vstack([turn, [0.0, 0.0, 1.0]]), (width, height))
    return Frame(frame.matrix, frame.size, frame.page_size, bend)


def shrunk(frame: Frame) -> float:
    """How many pixels of the page make one of the working image."""
    return max(1.0, 1 / float(np.sqrt(abs(np.linalg.det(frame.matrix[:2, :2])))))


def spot(grey: Grey) -> Spot | None:
    """The centroid of the ink on an image; None without any."""
    ink = 255.0 - grey
    amount = float(ink.sum())
    if amount < 255:
        return None
    x = float(ink.sum(0) @ np.arange(grey.shape[1])) / amount + 0.5
    y = float(ink.sum(1) @ np.arange(grey.shape[0])) / amount + 0.5
    return Spot(x, y, amount / 255)


def box_at(place: Spot) -> Box:
    """The pixel a centroid lies in, and those beside it."""
    return Box(round(place.x) - 1, round(place.y) - 1, round(place.x) + 1, round(place.y) + 1)


def middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def boxes_on(width: int, height: int, draw: st.DrawFn) -> Box:
    """A box of at least one pixel on a page."""
    left, top = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    return Box(left, top, draw(st.integers(left + 1, width)), draw(st.integers(top + 1, height)))


@given(width=small_sides, height=small_sides, chain=chains, bend=bends, data=st.data())
@modest
def test_a_drawn_spot_is_where_the_frame_says(width, height, chain, bend, data):
    probe = frame_of(width, height, chain)
    half = int(np.ceil(2 * shrunk(probe))) + 2
    assume(width > 2 * half + 2 and height > 2 * half + 2)
    x = data.draw(st.integers(half, width - half - 1))
    y = data.draw(st.integers(half, height - half - 1))
    page = np.full((height, width), 255, np.uint8)
    page[y - half : y + half, x - half : x + half] = 0
    work, frame = run(page, chain, bend)
    assert work.shape[::-1] == frame.size
    for image in (work, geometry.warp(page, frame, geometry.identity(page))):
        found = spot(image)
        # A spot that a rotation carried off the canvas, or half off it, has no middle to look for.
        whole = (2 * half / shrunk(frame)) ** 2
        assume(found is not None and found.amount > 0.9 * whole)
        back = middle(frame.to_page(box_at(found)))
        slack = SLACK * shrunk(frame)
        assert abs(back[0] - x) <= slack and abs(back[1] - y) <= slack
        there = middle(frame.to_work(Box(x - 1, y - 1, x + 1, y + 1)))
        assert abs(there[0] - found.x) <= SLACK and abs(there[1] - found.y) <= SLACK


@given(width=sides, height=sides, chain=chains, data=st.data())
@many
def test_a_box_comes_back_around_itself_and_no_wider_than_the_turns_make_it(width, height, chain, data):
    frame = frame_of(width, height, chain)
    box = boxes_on(width, height, data.draw)
    back = frame.to_page(frame.to_work(box))
    assert back.left <= box.left and back.top <= box.top and back.right >= box.right and back.bottom >= box.bottom
    # The hull of the turned box, turned back: each rotation by a widens (w, h) to (w cos a + h sin a, …).
    linear = np.abs(frame.matrix[:2, :2])
    wide, high = np.abs(np.linalg.inv(frame.matrix[:2, :2])) @ linear @ (box.width, box.height)
    x, y = middle(box)
    hull = np.clip([x - wide / 2, x + wide / 2], 0, width), np.clip([y - high / 2, y + high / 2], 0, height)
    # The way there rounds outwards by up to a pixel of the working image each way, the way back by one of the page.
    across, down = np.abs(np.linalg.inv(frame.matrix[:2, :2])) @ (1, 1) + 1
    assert np.abs(np.subtract(hull[0], (back.left, back.right))).max() <= across
    assert np.abs(np.subtract(hull[1], (back.top, back.bottom))).max() <= down


@given(width=sides, height=sides, turns=st.lists(st.integers(0, 5), max_size=4), data=st.data())
@many
def test_a_box_comes_back_the_same_through_turns(width, height, turns, data):
    frame = frame_of(width, height, [("turn", turn) for turn in turns])
    box = boxes_on(width, height, data.draw)
    work = frame.to_work(box)
    assert work.area == box.area
    assert frame.to_page(work) == box
    page = Page(1, width, height, None, turn=sum(turns) % 4)
    assert page.upright(box) == work
    assert page.upright_size == frame.size


@given(width=sides, height=sides, turn=st.integers(0, 3), data=st.data())
@many
def test_four_times_upright_is_the_page_as_it_was(width, height, turn, data):
    box = boxes_on(width, height, data.draw)
    once = Page(1, width, height, None, turn=turn)
    size = once.upright_size
    back = Page(1, *size, None, turn=(4 - turn) % 4)
    assert back.upright(once.upright(box)) == box
    assert back.upright_size == (width, height)
    upright = once.upright(box)
    assert 0 <= upright.left < upright.right <= size[0] and 0 <= upright.top < upright.bottom <= size[1]


@given(width=sides, height=sides, chain=chains, bend=bends, data=st.data())
@many
def test_boxes_are_always_on_the_page(width, height, chain, bend, data):
    frame = frame_of(width, height, chain, bend)
    corners = st.integers(-5000, 9000)
    left, top = data.draw(corners), data.draw(corners)
    box = Box(left, top, left + data.draw(st.integers(1, 5000)), top + data.draw(st.integers(1, 5000)))
    page = frame.to_page(box)
    assert 0 <= page.left <= page.right <= width
    assert 0 <= page.top <= page.bottom <= height


@given(width=paper_sides, height=paper_sides, fan=thousandths, bow=thousandths, data=st.data())
@many
def test_what_lies_in_a_line_lies_in_its_box_on_the_page(width, height, fan, bow, data):
    """A dewarped line is bowed on the page: its box there is that of all of it, not of its ends alone."""
    frame = frame_of(width, height, [], Bend(0.0, fan / 1000, bow / 1000))
    left, right = data.draw(st.integers(0, width // 3)), data.draw(st.integers(width // 2, width))
    top = data.draw(st.integers(0, height - 40))
    around = frame.to_page(Box(left, top, right, top + 40))
    for x in np.linspace(left, right - 1, 5).astype(int).tolist():
        for y in (top, top + 39):
            inside = frame.to_page(Box(x, y, x + 1, y + 1))
            assert around.left - SLACK <= inside.left and inside.right <= around.right + SLACK
            assert around.top - SLACK <= inside.top and inside.bottom <= around.bottom + SLACK
