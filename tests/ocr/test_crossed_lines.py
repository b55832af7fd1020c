"""Lines of print that seals and pens cross: found by reading, whole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box, Word
from ocr.overlaps import crossed_lines
from ocr.read import read_page
from ocr.readers.recognise import Reading
from ocr.sources.page_image import PageImage
from synthesis.form import Seal
from synthesis.paper import hand, marks
from synthesis.typesetting import fonts

BODY = "Các cấp uỷ, tổ chức đảng lãnh đạo, chỉ đạo thực hiện nghiêm túc nghị quyết này."


def reading(text: str, box: Box, confidence: float = 0.9) -> Reading:
    return Reading(box, tuple(Word(word, box, confidence) for word in text.split()), confidence, 0.0, ())


def signed(ink: bool = True) -> np.ndarray:
    """A page at 200 dpi: a few lines, an office, a black seal with a signature on it, a name beneath."""
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    for number in range(6):
        draw.text((236, 300 + 60 * number), BODY, fill=0, font=fonts.face("tinos", 14 * 200 / fonts.DPI))
    bold = fonts.face("tinos", 14 * 200 / fonts.DPI, True)
    draw.text((1200, 760), "PHÓ BÍ THƯ", fill=0, font=bold, anchor="mm")
    draw.text((1200, 1010), "Nguyễn Đình Thảo", fill=0, font=bold, anchor="mm")
    page = np.asarray(image).copy()
    rng = np.random.default_rng(8)
    seal = marks._seal(Seal("ĐẢNG CỘNG SẢN VIỆT NAM", ("TỈNH UỶ",)), rng)
    pen = hand.signature(rng)
    for mask, x, y in ((seal, 1010, 880), (pen, 1180, 890)) if ink else ():
        small = cv2.resize(mask, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
        top, left = y - small.shape[0] // 2, x - small.shape[1] // 2
        patch = page[top : top + small.shape[0], left : left + small.shape[1]]
        np.minimum(patch, 255 - small, out=patch)
    return page


def test_the_office_and_the_name_under_a_black_seal_are_read_whole() -> None:
    read = read_page(PageImage(1, signed(), 200, "made"))
    lines = [line.text for line in read.lines]
    assert "PHÓ BÍ THƯ" in lines and "Nguyễn Đình Thảo" in lines
    assert len(lines) == 8


def test_nothing_is_read_twice_where_ink_crosses_no_line() -> None:
    lines = [line.text for line in read_page(PageImage(1, signed(ink=False), 200, "made")).lines]
    assert lines == [BODY] * 6 + ["PHÓ BÍ THƯ", "Nguyễn Đình Thảo"]


@pytest.mark.parametrize(
    ("boxes", "more"),
    [
        ([], True),
        ([Box(300, 0, 400, 30)], True),
        ([Box(100, 0, 180, 30), Box(250, 0, 400, 30)], True),
        ([Box(100, 0, 390, 30)], False),
        ([Box(0, 0, 900, 30)], False),
        ([Box(100, 60, 400, 90)], True),
    ],
)
def test_a_line_is_more_only_than_pieces_of_it(boxes: list[Box], more: bool) -> None:
    assert crossed_lines._is_more(Box(100, 2, 400, 32), boxes, 30) is more


def test_a_crossed_line_takes_the_place_of_its_pieces_only_if_it_says_more() -> None:
    pieces = [reading("Thị", Box(200, 0, 250, 30)), reading("Bình", Box(260, 0, 330, 30))]
    above = reading("CHỦ TỊCH", Box(100, 60, 330, 90))
    whole = reading("Nguyễn Thị Bình", Box(100, 0, 330, 30))
    assert [r.text for r in crossed_lines.chosen([*pieces, above], [whole])] == ["CHỦ TỊCH", "Nguyễn Thị Bình"]
    scrawl = reading("NVVM Thị Bình", Box(100, 0, 330, 30), 0.3)
    assert [r.text for r in crossed_lines.chosen([*pieces, above], [scrawl])] == ["Thị", "Bình", "CHỦ TỊCH"]


def test_initials_and_stamps_are_no_places_to_search() -> None:
    spots = [
        Spot(InkClass.SEAL, Box(0, 0, 300, 300), 0.9),
        Spot(InkClass.HANDWRITING, Box(250, 200, 500, 320), 0.9),
        Spot(InkClass.HANDWRITING, Box(800, 800, 830, 820), 0.9),
        Spot(InkClass.WORDS, Box(600, 0, 800, 200), 0.9),
    ]
    assert crossed_lines._places(spots, 30) == [Box(0, 0, 500, 320)]
