"""Lines that a seal or a pen crosses, read again with that ink lifted."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import synthesis
from ocr.elements import Box, Word
from ocr.overlaps import second_look
from ocr.read import read_page
from ocr.readers.recognise import Reading, Segment
from ocr.sources.page_image import PageImage
from ocr.stamps.ink import print_alone
from synthesis.content import library

BOX = Box(0, 0, 100, 30)


def reading(text: str, confidence: float) -> Reading:
    words = tuple(Word(word, BOX, confidence) for word in text.split())
    return Reading(BOX, words, confidence, 0.0, ())


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        (reading("Phạu Thị Tuyết", 0.79), reading("Phạm Thị Tuyết", 0.99), "Phạm Thị Tuyết"),
        (reading("Lê Dinh Tuyết", 0.97), reading("Lệ Đinh Tuyết", 0.98), "Lê Dinh Tuyết"),
        (reading("PHÓ BÍ THƯ", 0.5), reading("THƯ", 0.99), "PHÓ BÍ THƯ"),
        (reading("", 0.0), reading("CÔNG VĂN ĐẾN", 0.99), ""),
        (reading("Nguyễn", 0.2), reading("Ngayễu", 0.5), "Nguyễn"),
    ],
)
def test_the_surer_reading_stays_if_it_is_clearly_so(first: Reading, second: Reading, stays: str) -> None:
    assert second_look.surer(first, second).text == stays


def test_coloured_ink_goes_and_black_print_beneath_it_stays() -> None:
    patch = np.full((60, 200, 3), 240, np.uint8)
    patch[20:40, 60:70] = 20
    patch[25:30, :] = np.minimum(patch[25:30, :], (214, 40, 52))
    print_ = print_alone(patch)
    assert print_[22, 65] < 60 and print_[27, 65] < 60
    assert print_[27, 30] > 200 and print_[27, 150] > 200
    assert print_alone(np.full((30, 80), 255, np.uint8)).min() == 255


def test_a_name_that_seal_and_pen_cross_is_read() -> None:
    document = dataclasses.replace(library.load("ket-luan-kinh-te-nong-nghiep"), recipients=())
    page = synthesis.make_page(document, -1, wear="office", dpi=200, seed=5)
    read = read_page(PageImage(1, page.image, 200, "made"))
    assert document.signers[0].name in [line.text for line in read.lines]


def test_lines_that_a_black_frames_sides_cross_are_looked_at_again() -> None:
    whole = np.full((400, 600), 255, np.uint8)
    frame = Box(100, 100, 300, 200)
    boxes = [Box(250, 150, 500, 180), Box(310, 150, 500, 180), Box(250, 190, 500, 220), Box(120, 120, 280, 150)]
    lines = [Segment(whole, box) for box in boxes]
    (look,) = second_look.through_frames(whole, lines, [frame])
    assert look.first is lines[0] and look.second.box == boxes[0]


def test_a_letter_that_goes_with_a_frames_line_is_read() -> None:
    made = synthesis.make_page("ket-luan-kinh-te-nong-nghiep", 0, wear="photocopy", dpi=150, seed=91000)
    assert "phát triển kinh tế nông nghiệp" in read_page(PageImage(1, made.image, 150, "made")).text
