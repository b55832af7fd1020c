"""What the reliability of known words comes to, worked out by hand."""

from __future__ import annotations

import pytest

from benchmarks.measures.calibration import BINS, JudgedWord, calibrate, judge
from benchmarks.tables.alone import reliability
from ocr.elements import Box, Line, Page, Region, RegionKind, Word


def page(*words: tuple[str, float]) -> Page:
    """A page of one line."""
    box = Box(0, 0, 10, 10)
    line = Line(box, tuple(Word(text, box, confidence) for text, confidence in words))
    return Page(1, 100, 100, 200, (Region(RegionKind.TEXT, box, (line,)),))


def test_a_word_is_right_where_the_alignment_has_it():
    read = page(("Đảng", 0.9), ("bô", 0.4), ("tỉnh", 0.8), ("và", 0.3), ("huyện", 0.7))
    judged = judge("Đảng bộ tỉnh\nhuyện", read)
    assert [word.right for word in judged] == [True, False, True, False, True]
    assert [word.confidence for word in judged] == [0.9, 0.4, 0.8, 0.3, 0.7]


def test_quotes_and_dashes_are_folded_and_punctuation_is_not():
    assert [word.right for word in judge('"tự" - diễn', page(("“tự”", 1), ("–", 1), ("diễn,", 1)))] == [1, 1, 0]


def test_a_word_out_of_order_is_wrong():
    judged = judge("a b c d", page(("d", 0.5), ("a", 0.5), ("b", 0.5), ("c", 0.5)))
    assert [word.right for word in judged] == [False, True, True, True]


def test_the_error_weighs_bins_by_their_words():
    # 0.9-1.0: mean confidence 0.95, three of four right, off by 0.20; 0.2-0.3: mean 0.25, one of one right, 0.75 off.
    words = [JudgedWord(0.95, right) for right in (True, True, True, False)] + [JudgedWord(0.25, True)]
    found = calibrate(words)
    assert [one.words for one in found.bins] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 4]
    assert (found.bins[9].confidence, found.bins[9].accuracy) == (pytest.approx(0.95), 0.75)
    assert found.error == pytest.approx((4 * 0.20 + 1 * 0.75) / 5)


def test_errors_within_a_bin_cancel_out_and_those_of_bins_do_not():
    assert calibrate([JudgedWord(0.5, True), JudgedWord(0.5, False)]).error == 0
    assert calibrate([JudgedWord(0.75, True), JudgedWord(0.25, False)]).error == pytest.approx(0.25)


def test_borders_belong_to_the_upper_bin_and_one_to_the_last():
    found = calibrate([JudgedWord(confidence, True) for confidence in (0.0, 0.5, 1.0)])
    assert [number for number, one in enumerate(found.bins) if one.words] == [0, 5, BINS - 1]


def test_doubtful_words_are_judged_together():
    doubtful = calibrate([JudgedWord(0.59, False), JudgedWord(0.2, True), JudgedWord(0.6, True)]).doubtful
    assert (doubtful.words, doubtful.confidence, doubtful.accuracy) == (2, pytest.approx(0.395), 0.5)


def test_no_words_have_no_error():
    assert calibrate([]).error == 0
    assert judge("chữ", page()) == []


def test_the_table_has_a_row_a_bin_and_the_error_below():
    table = reliability({"made": calibrate([JudgedWord(0.95, True)]), "real": calibrate([])}).splitlines()
    assert len(table) == 2 + BINS + 2
    assert table[2] == "| 0.0–0.1 | 0 | – | – | 0 | – | – |"
    assert table[-2] == "| doubtful: under 0.6 | 0 | – | – | 0 | – | – |"
    assert table[-3] == "| 0.9–1.0 | 1 | 0.950 | 1.000 | 0 | – | – |"
    assert table[-1] == "| all | 1 | ECE | 0.0500 | 0 | ECE | 0.0000 |"


def test_the_diagram_is_a_small_file_and_the_same_every_time(tmp_path):
    from benchmarks.tables.reliability_diagram import draw

    words = [JudgedWord(at / 100, at % 3 > 0) for at in range(100)]
    for name in ("one", "two"):
        draw({"made pages": calibrate(words), "real pages": calibrate(words[::2])}, tmp_path / name / "reliability.svg")
    first, second = ((tmp_path / name / "reliability.svg").read_bytes() for name in ("one", "two"))
    assert first == second
    assert len(first) < 40_000
    assert b"made pages: 100 words" in first
