"""Black rings and tilted black frames are found; tables, boxed text, letters and underlines are not taken for them."""

import math

import cv2
import numpy as np
import pytest

from ocr.black_stamps import find, in_frame, in_seal
from ocr.elements import Box

SIZE = (2339, 1654)  # A4 at 200 dpi


def page():
    sheet = np.full(SIZE, 255, np.uint8)
    for top in range(300, 2000, 60):
        cv2.putText(sheet, "Uy ban nhan dan tinh quy dinh ve viec", (200, top), cv2.FONT_HERSHEY_COMPLEX, 1.4, 0, 2)
    return sheet


def frame_on(sheet, left, top, width, height, tilt):
    turn = math.radians(tilt)
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    points = [
        (left + x * math.cos(turn) - y * math.sin(turn), top + x * math.sin(turn) + y * math.cos(turn))
        for x, y in corners
    ]
    cv2.polylines(sheet, [np.rint(points).astype(np.int32)], True, 0, 3)
    return Box(left, top, left + width, top + height)


@pytest.mark.parametrize("tilt", [0, -3, 4])
def test_a_stamp_frame_over_text_is_found(tilt):
    sheet = page()
    true = frame_on(sheet, 120, 420, 400, 260, tilt)
    (found,) = find(sheet)[1]
    assert found.intersection(true) > 0.75 * max(found.area, true.area)


def test_text_and_underlines_make_no_frame():
    sheet = page()
    cv2.line(sheet, (200, 320), (700, 320), 0, 3)
    cv2.line(sheet, (200, 500), (700, 500), 0, 3)
    assert find(sheet)[1] == []
    assert find(np.full(SIZE, 255, np.uint8)) == ([], [])


@pytest.mark.parametrize("radius_mm", [15, 18])
def test_a_seal_over_text_is_found(radius_mm):
    sheet = page()
    radius = round(radius_mm / 25.4 * 200)
    cv2.circle(sheet, (1000, 1500), radius, 0, 5)
    cv2.circle(sheet, (1000, 1500), round(radius * 0.7), 0, 2)
    (found,) = find(sheet)[0]
    assert abs((found.left + found.right) / 2 - 1000) < 8
    assert abs(found.width / 2 - radius) < 8


def test_text_alone_has_no_seal():
    assert find(page())[0] == []


def test_what_crosses_a_seal_is_not_on_it():
    seal = Box(900, 1400, 1100, 1600)
    assert in_seal(Box(950, 1480, 1050, 1510), seal)
    assert not in_seal(Box(850, 1480, 1250, 1510), seal)
    assert not in_seal(Box(950, 1590, 1050, 1620), seal)
    assert in_frame(Box(910, 1410, 1000, 1440), seal)
    assert not in_frame(Box(1000, 1410, 1400, 1440), seal)
