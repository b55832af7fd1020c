"""Rows of a stamp that print crosses are found by reading; strips keep what reads best."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

import synthesis
from ocr.elements import Box, StampKind
from ocr.lines import segmentation
from ocr.read import read_page
from ocr.readers import recognise, strips
from ocr.readers.line_reader import Glyph, LineReading
from ocr.readers.strips import Demands, Found
from ocr.sources.page_image import PageImage
from ocr.stamps import rows
from synthesis.typesetting import fonts

STRIP = Box(0, 0, 1000, 50)
DEMANDS = Demands(sure=0.5, mean=0.55, letters=2, room=0.3)


def word(text: str, x: float, confidence: float) -> list[Glyph]:
    return [Glyph(letter, x + 20 * number, number, confidence) for number, letter in enumerate(text)]


def stamp() -> np.ndarray:
    """A stamp's ink at 200 dpi: its name and its label, a line of bold print between them from the right."""
    image = Image.new("L", (700, 400), 255)
    draw = ImageDraw.Draw(image)
    scale = 200 / fonts.DPI
    draw.text((330, 150), "SỞ NỘI VỤ AN THỊNH", fill=0, font=fonts.face("tinos", 11 * scale), anchor="ms")
    draw.text((330, 205), "CÔNG VĂN ĐẾN", fill=0, font=fonts.face("tinos", 17 * scale, True), anchor="ms")
    draw.text(
        (450, 172), "phong trào thi đua yêu nước", fill=0, font=fonts.face("tinos", 14 * scale, True), anchor="ls"
    )
    return np.asarray(image)


def test_rows_that_a_line_of_print_crosses_are_found() -> None:
    segments = rows.find(stamp(), Box(60, 90, 640, 260), (1654, 2339), False, True)
    read = [line.text for line in recognise.own_lines(segments)]
    assert any("SỞ NỘI VỤ AN" in text for text in read), read
    assert any("CÔNG VĂN Đ" in text for text in read), read


def test_the_label_of_a_copied_stamp_is_read_between_lines_of_print() -> None:
    made = synthesis.make_page("quyet-dinh-tang-thuong", 0, wear="photocopy", dpi=300, seed=91003)
    page = read_page(PageImage(1, made.image, 300, "made"))
    (found,) = [stamp for stamp in page.stamps if stamp.kind is StampKind.INCOMING]
    assert "CÔNG VĂN ĐẾN" in found.text


@pytest.mark.parametrize("touched", [True, False])
def test_a_row_that_the_frame_touches_is_read_with_the_frames_line(touched):
    image = Image.new("L", (900, 300), 255)
    draw = ImageDraw.Draw(image)
    draw.text((450, 100), "TRUNG TÂM CÔNG BÁO VÀ TIN HỌC", fill=0, font=fonts.face("arimo", 34 * 72 / 300), anchor="ms")
    whole = np.asarray(image).copy()
    whole[(101 if touched else 150) : (105 if touched else 154), 30:870] = 0
    lifted = whole.copy()
    lifted[(94 if touched else 150) : (112 if touched else 154)] = 255
    (seen,) = rows._surest(lifted, whole, [Box(90, 60, 810, 108)], False)
    assert (seen.image is whole) == touched


def test_a_row_reaches_as_far_as_what_was_seen_on_it_but_not_into_its_neighbour() -> None:
    row, beside = Box(200, 100, 300, 130), Box(340, 105, 400, 135)
    seen = [Box(120, 98, 260, 128), Box(280, 95, 380, 132), Box(100, 60, 400, 140)]
    assert rows._reaching(row, [beside], seen, 800) == Box(120, 100, 340, 130)
    assert rows._reaching(row, [], [], 800) == row


def test_words_are_parted_at_an_upright_rule() -> None:
    upright = np.zeros((60, 1000), np.uint8)
    upright[:, 200] = 255
    words = [word("ĐẾN", 100, 0.9), word("Ngày", 260, 0.9)]
    assert rows._at_rules(words, STRIP, upright) == [[words[0]], [words[1]]]
    assert rows._at_rules(words, STRIP, 0 * upright) == [words]


def test_a_line_ends_where_its_words_are_sure() -> None:
    line = strips.as_line(STRIP, [word("xq", 10, 0.2), word("CÔNG", 200, 0.9), word("ĐẾN", 300, 0.8)], DEMANDS)
    assert line is not None
    assert line.box == Box(200 - 42, 0, 340 + 42, 50)
    assert line.score == pytest.approx(4 * 0.3 + 3 * 0.2)
    assert strips.as_line(STRIP, [word("xq", 10, 0.2)], DEMANDS) is None
    assert strips.as_line(STRIP, [], DEMANDS) is None


def test_white_parts_columns_and_spaces_words() -> None:
    glyphs = [*word("ab", 0, 1), Glyph(" ", 40, 0, 1), *word("c", 60, 1), *word("d", 400, 1)]
    parted = strips.columns(STRIP, LineReading(tuple(glyphs), np.zeros((0, 0), np.float32)))
    assert [["".join(g.text for g in w) for w in column] for column in parted] == [["ab", "c"], ["d"]]


def test_of_lines_on_one_another_the_one_that_says_most_stays() -> None:
    best, poorer, beside = Box(0, 10, 100, 40), Box(10, 20, 90, 50), Box(120, 20, 200, 50)
    assert strips.apart([Found(1, poorer), Found(3, best), Found(2, beside)]) == [best, beside]


def test_white_strips_are_passed_over() -> None:
    white = np.full((200, 400), 255, np.uint8)
    assert strips.sought(white, strips.over(Box(0, 0, 400, 200), 40), 2, lambda box, line: [Found(1, box)]) == []
    assert strips.over(Box(0, 0, 400, 30), 40) == []
    assert strips.over(Box(0, 0, 20, 20), 0) == []


def test_two_lines_that_were_taken_for_one_beside_a_stamp_stay_two() -> None:
    one, left, right, above = (
        Box(10, 100, 900, 160),
        Box(10, 95, 200, 140),
        Box(300, 110, 900, 165),
        Box(10, 20, 900, 60),
    )
    assert segmentation._parts(one, [left, right, above]) == [left, right]
    assert segmentation._parts(one, [left, above]) == [one]
