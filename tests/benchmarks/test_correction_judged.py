"""What correction does is judged word by word, and text without errors passes through it."""

import dataclasses
import random

import numpy as np
import pytest
from text_pages import page

from benchmarks.measures.correction import JudgedChange, judge, total, true_words
from benchmarks.tables import correction
from ocr.detectors.stamp_detector import CLASSES, STRIDE
from ocr.elements import Box, Line, Word
from ocr.readers.line_reader import Glyph
from postprocess.words.candidates import channel, often_mistaken
from postprocess.words.correct import correct_pages
from training import fit_marks
from training.stamp_detector import layout
from training.stamp_detector.stamps import Maker


def read(text, confidence=0.99, **doubtful):
    words = [
        Word(word, Box(60 * n, 100, 60 * n + 50, 130), doubtful.get(word, confidence))
        for n, word in enumerate(text.split())
    ]
    return page([Line(Box.hull(word.box for word in words), tuple(words))])


def test_mended_spoiled_and_left_words_are_told_apart():
    assert JudgedChange("p", "nhần", "nhân", "nhân").mended
    assert JudgedChange("p", "nhân", "nhần", "nhân").spoiled
    neither = JudgedChange("p", "nhẫn", "nhần", "nhân")
    assert not neither.mended
    assert not neither.spoiled


def test_a_page_is_judged_against_its_truth():
    truth = "nâng cao đời sống nhân dân, bảo đảm quốc phòng cho Hoà"
    one = judge("p", truth, read("nâng cao đời sống nhần dân, bảo đảm quốc phòng cho Hoả", nhần=0.5))
    assert (one.words, one.marks_before, one.marks_after, one.mended, one.spoiled) == (12, 2, 1, 1, 0)
    assert one.marks_mended == pytest.approx(0.5)
    assert total([one, one]).mended == 2


def test_words_without_a_place_in_the_truth_have_no_true_word():
    assert true_words("a b c", ["a", "x", "b", "c"]) == ["a", "", "b", "c"]
    assert true_words("a b c", ["a", "q", "c"]) == ["a", "b", "c"]


def test_verse_law_foreign_names_and_older_spelling_pass_through_untouched():
    (oddities,) = correction.clean_texts(None)
    assert oddities.syllables > 700
    assert oddities.changed == ()


def test_a_letter_known_to_be_mistaken_is_weighed_even_where_sharp():
    assert often_mistaken("để")
    assert not often_mistaken("canh")
    assert channel("để", "đề", 0.02) > channel("canh", "cạnh", 0.02)
    (fixed,), _ = correct_pages([read("giải quyết một số vấn để giữa các cơ quan nhà nước")])
    assert "vấn đề giữa" in fixed.text
    (same,), changes = correct_pages([read("các cơ quan để giải quyết công việc của nhân dân")])
    assert "để giải quyết" in same.text
    assert changes == ()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("theo khoản 1 Điểu 8 của Luật này", "Điều 8"), ("Căn cứ Luật Tổ cáo ngày 11 tháng 11", "Luật Tố cáo")],
)
def test_a_capitalised_word_that_is_no_name_is_mended(wrong, right):
    doubtful = {"Điểu": 0.8, "Tổ": 0.8}
    (fixed,), _ = correct_pages([read(wrong, **doubtful)])
    assert right in fixed.text


@pytest.mark.parametrize("text", ["đồng chí Bính đã phát biểu", "ông Nguyễn Văn Trân đã ký", "tỉnh Bình Định và huyện"])
def test_names_stay(text):
    (same,), changes = correct_pages([read(text, 0.6)])
    assert same.text == text
    assert changes == ()


def test_letters_are_paired_only_where_all_but_the_marks_is_right():
    glyphs = [Glyph(letter, 0.0, n, 0.99) for n, letter in enumerate("vấn để x")]
    found = list(fit_marks.pairs("vấn đề y", glyphs))
    assert ("ể", "ề", True) in found
    assert not any("x" in pair for pair in found)
    table = fit_marks.table({("ể", "ề", True): 1, ("ể", "ể", True): 9})  # type: ignore[arg-type]
    assert table == {"ể": {"ề": [1.0, 0.1]}}


def test_pages_for_the_stamp_finder_say_what_is_on_them():
    prose = ["Ban Thường vụ Tỉnh uỷ yêu cầu các cấp uỷ đảng tăng cường lãnh đạo công tác kiểm tra, giám sát."] * 5
    made = next(layout.pages(prose, 3))
    height, width = made.image.shape[:2]
    assert made.classes.shape == (height // STRIDE, width // STRIDE)
    assert made.classes.max() < 1 << len(CLASSES)
    assert made.image.dtype == np.uint8


@pytest.mark.parametrize("what", ["incoming", "label", "copy", "seal", "overlay", "scrawl", "person"])
def test_every_make_of_stamp_can_be_drawn(what):
    maker = Maker(["Ban Thường vụ Tỉnh uỷ yêu cầu các cấp uỷ đảng tăng cường lãnh đạo."], 1)
    for seed in range(3):
        maker.rng = random.Random(seed)
        ink, pen, place = getattr(maker, what)()
        assert ink.shape == place.shape
        assert ink.any()
        assert pen is None or pen.shape == ink.shape


def test_changes_of_a_page_are_few_words():
    one = judge("p", "nhân dân", read("nhân dân"))
    assert dataclasses.replace(one, words=0).changes == ()
