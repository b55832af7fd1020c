"""Lines that the line reader is taught on: what marks cross, and what signature blocks say."""

from __future__ import annotations

import itertools
import random
import re

import numpy as np

from ocr.readers import line_reader
from training.reader.lines import samples
from training.reader.marks import Marks, Signers
from training.reader.stamp_pages import Bodies, stamp_rows
from training.reader.stamps import stamp_lines

PROSE = [
    "Đồng chí Nguyễn Thị Ngọc Ánh, Bí thư Tỉnh uỷ, và đồng chí Trần Văn BÌNH chủ trì ngày 12 tháng 3 năm 2019.",
    "Ban Thường vụ Huyện uỷ yêu cầu các tổ chức đảng triển khai thực hiện nghiêm túc nghị quyết này.",
]


def test_names_are_those_that_the_corpus_writes_with_capitals_and_small_letters() -> None:
    signers = Signers(PROSE)
    assert {"Thị Ngọc Ánh", "Văn"} <= set(signers.given)
    assert "chí Nguyễn" not in " ".join(signers.given)
    lines = {signers.line(random.Random(seed)) for seed in range(200)}
    assert any(line.endswith("Thị Ngọc Ánh") for line in lines)
    assert any(line.startswith(("T/M ", "KT. ")) for line in lines)


def test_a_mark_lies_on_the_line_that_it_is_to_cross() -> None:
    marks = Marks(PROSE, 4)
    laid = [marks.lay((400, 1200), 200 / 25.4, (300, 180, 700, 215)) for _ in range(12)]
    assert all(mark.cover.min() >= 0 and mark.cover.max() <= 1 for mark in laid)
    on_it = [mark.cover[150:250, 200:800].any() for mark in laid]
    assert sum(on_it) > 8


def test_lines_of_stamps_are_cut_where_they_stand_in_ink_of_their_own() -> None:
    made = list(itertools.islice(stamp_lines(PROSE, 3, line_reader.alphabet()), 150))
    assert {"Số:", "ĐẾN"} <= {sample.text for sample in made}
    assert all(sample.text and sample.ink.shape[0] == 96 for sample in made)
    assert not set("".join(sample.text for sample in made)) - line_reader.alphabet()
    # A line stands in the middle of its window.
    around = [sample.ink[np.r_[0:12, 84:96]].mean() for sample in made]
    assert np.mean([sample.ink[36:60].mean() for sample in made]) > 2 * np.mean(around)


def test_rows_of_stamps_on_worn_pages_say_what_is_left_of_them() -> None:
    made = list(itertools.islice(stamp_rows(PROSE, 5, line_reader.alphabet()), 60))
    assert all(sample.text and sample.ink.shape[0] == 96 for sample in made)
    assert not set("".join(sample.text for sample in made)) - line_reader.alphabet()
    assert any("ĐẾN" in sample.text for sample in made)
    # Fields stand alone, and in a row with what a pen wrote behind them.
    assert {"Số:", "Ngày:"} & {sample.text for sample in made}
    assert any(re.fullmatch(r"\D+: \d+.*", sample.text) for sample in made)
    # No row is lost beneath print, or too pale to be seen.
    assert all((sample.ink[32:64] > 127).any() for sample in made)


def test_bodies_are_those_that_the_corpus_names() -> None:
    maker = Bodies(["Kính gửi: Văn phòng Tỉnh uỷ Đắk Lắk, theo đề nghị của Sở Nội vụ."], 3)
    assert {"VĂN PHÒNG TỈNH UỶ", "SỞ NỘI"} <= {maker.office() for _ in range(200)}


def test_crossed_lines_have_their_text_and_white_rows_under_marks_have_none() -> None:
    alphabet = line_reader.alphabet()
    made = list(itertools.islice(samples(PROSE, 7, alphabet, crossed=1.0), 150))
    assert all(sample.ink.shape[0] == 96 and sample.ink.dtype == np.uint8 for sample in made)
    assert not set("".join(sample.text for sample in made)) - alphabet
    silent = [sample for sample in made if not sample.text]
    assert 5 < len(silent) < 60
    assert np.mean([sample.ink[32:64].mean() for sample in silent]) < np.mean(
        [sample.ink[32:64].mean() for sample in made]
    )
