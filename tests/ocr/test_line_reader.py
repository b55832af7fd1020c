"""The line reader: CTC's arithmetic, and lines of print read by the real network."""

import itertools
import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.elements import Box
from ocr.readers import line_reader
from ocr.readers.recognise import Readers, Segment, read_segments
from ocr.readers.word_boxes import word_boxes
from synthesis.typesetting import fonts


def brute_force(log_probs, labels):
    total = -math.inf
    for path in itertools.product(range(log_probs.shape[1]), repeat=len(log_probs)):
        runs = [label for label, _ in itertools.groupby(path) if label]
        if runs == list(labels):
            total = np.logaddexp(total, sum(log_probs[step, label] for step, label in enumerate(path)))
    return total


@pytest.mark.parametrize("labels", [[], [1], [1, 2], [1, 1], [2, 1, 2], [1, 1, 1]])
def test_the_forward_pass_sums_all_paths(labels):
    rows = np.random.default_rng(3).normal(size=(4, 3))
    log_probs = rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)
    got = line_reader.ctc_forward(log_probs, labels)
    want = brute_force(log_probs, labels)
    assert got == pytest.approx(want) if math.isfinite(want) else got == -math.inf


def printed(text, size=14.0, family="tinos"):
    font = fonts.face(family, size)
    image = Image.new("L", (2200, 160), 255)
    ImageDraw.Draw(image).text((60, 50), text, fill=0, font=font)
    left, top, right, bottom = ImageDraw.Draw(image).textbbox((60, 50), text, font=font)
    return Segment(np.asarray(image), Box(int(left), int(top), int(right), int(bottom)))


LINES = [
    "Nghị quyết số 35-NQ/TW, ngày 22 tháng 10 năm 2018",
    "ĐẢNG UỶ KHỐI CÁC CƠ QUAN TỈNH",
    "- Đồng chí Nguyễn Thị Ngọc Ánh, Uỷ viên Ban Thường vụ;",
    "Điều 3. Chánh Văn phòng; các ông (bà) có tên tại Điều 1 – Điều 2.",
]


@pytest.mark.parametrize("text", LINES)
def test_clean_lines_are_read_letter_by_letter(text):
    segment = printed(text)
    (line,) = line_reader.read_lines([(segment.image, segment.box)])
    assert line.text == text


def test_a_reading_scores_above_what_looks_like_it():
    segment = printed("kiểm điểm tập thể")
    (line,) = line_reader.read_lines([(segment.image, segment.box)])
    steps = len(line.log_probs)
    own = line.score("kiểm điểm tập thể", 0, steps)
    assert own > line.score("kiểm điểm tập thế", 0, steps)
    assert own > line.score("kiếm điểm tập thể", 0, steps)
    assert line.score("漢字", 0, steps) == -math.inf


def test_word_boxes_lie_on_their_words():
    segment = printed("Uỷ ban Kiểm tra Tỉnh uỷ")
    (line,) = line_reader.read_lines([(segment.image, segment.box)])
    boxes = word_boxes(segment.image, segment.box, line)
    font = fonts.face("tinos", 14.0)
    at = 60.0
    for word, box in zip(["Uỷ", "ban", "Kiểm", "tra", "Tỉnh", "uỷ"], boxes, strict=True):
        end = at + font.getlength(word)
        assert abs(box.left - at) < 8
        assert abs(box.right - end) < 8
        at = end + font.getlength(" ")


@pytest.mark.parametrize("readers", list(Readers))
def test_every_way_of_reading_gives_words_with_boxes(readers):
    (reading,) = read_segments([printed("Ban Chấp hành Trung ương")], readers=readers)
    assert reading.text == "Ban Chấp hành Trung ương"
    assert all(0 < word.confidence <= 1 and word.box.area for word in reading.words)


def test_paper_alone_says_nothing():
    paper = np.full((120, 900), 255, np.uint8)
    (line,) = line_reader.read_lines([(paper, Box(100, 30, 800, 80))])
    assert line.glyphs == ()
