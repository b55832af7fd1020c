"""What the measures say of known readings, and what must hold for any."""

from __future__ import annotations

import unicodedata

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.measures import BagScore, ErrorRate, Folded, Measures, measure, total, unmarked

# Syllables that differ by letters, by marks alone, and by punctuation alone; some more than once.
SYLLABLES = ["nhân", "nhần", "nhan", "dân", "Đảng", "đảng", "bộ", "bộ,", "bô", "35-NQ/TW", "–", "“tự", "2024", "uỷ"]
texts = st.lists(st.sampled_from(SYLLABLES), max_size=30).map(" ".join)
any_text = st.one_of(texts, st.text(max_size=80))


def test_letters_marks_and_words_are_counted_apart():
    measures = measure("Đảng bộ tỉnh An Thịnh", "Đảng bô tỉnh An Thinh 12")
    assert measures.cer == ErrorRate(5, 21)
    assert measures.wer == ErrorRate(3, 5)
    assert measures.marks == ErrorRate(2, 5)
    assert measures.bag == BagScore(shared=3, true=5, found=6)
    assert measures.bag.f1 == pytest.approx(6 / 11)


def test_a_word_with_wrong_letters_is_no_wrong_mark():
    assert measure("chuyên trách", "chuyen trạch").marks == ErrorRate(2, 2)
    assert measure("chuyên trách", "chuyêm trách").marks == ErrorRate(0, 1)


def test_punctuation_beside_a_word_is_no_wrong_mark():
    assert measure("nhân dân, nhân dân.", "nhân dân. nhân dân").marks == ErrorRate(0, 4)
    assert measure("nhân dân,", "nhân dần.").marks == ErrorRate(1, 2)


def test_a_lost_line_does_not_make_marks_wrong():
    truth = "một hai ba\nbốn năm sáu\nbảy tám chín"
    assert measure(truth, "một hai ba\nbảy tám chin").marks == ErrorRate(1, 6)


def test_a_wrong_mark_does_not_shift_the_alignment():
    assert measure("cá ca cà", "ca cà").marks.count == 2
    assert measure("của của của", "cua của").marks == ErrorRate(1, 2)


def test_the_stroke_of_d_and_the_case_are_told_apart():
    assert unmarked("Đường") == "Duong"
    assert measure("đi", "di").marks == ErrorRate(1, 1)
    assert measure("Đi", "đi").marks == ErrorRate(0, 0)


def test_word_order_is_all_the_same_to_the_bag():
    measures = measure("trái phải trái", "phải trái trái")
    assert measures.bag.f1 == 1
    assert measures.cer.errors > 0


def test_typographic_signs_and_white_space_are_folded():
    folded = Folded("“Tự\u00a0 diễn biến” ‘a’\t–\n— … «b»\f")
    assert folded.text == '"Tự diễn biến" \'a\' - - ... "b"'


def test_nothing_else_is_folded():
    assert measure("hoá", "hóa").cer == ErrorRate(2, 3)
    assert measure("số 1.", "Số 1,").cer == ErrorRate(2, 5)


def test_decomposed_letters_are_the_same_letters():
    assert measure("Thường vụ", unicodedata.normalize("NFD", "Thường vụ")) == measure("Thường vụ", "Thường vụ")


def test_nothing_read_is_all_wrong():
    measures = measure("hai từ", "")
    assert (measures.cer.rate, measures.wer.rate, measures.bag.f1) == (1, 1, 0)
    assert measures.marks == ErrorRate(0, 0)


def test_text_read_off_an_empty_page_is_infinitely_wrong():
    assert measure("", "bóng chữ").cer.rate == float("inf")
    assert measure("", "").cer.rate == 0
    assert measure("", " \n").bag.f1 == 1


def test_pages_add_up_by_their_counts():
    pages = [measure("mười ký tự", "mười ký tu"), measure("a", "b"), measure("", "")]
    over = total(pages)
    assert over.cer == ErrorRate(2, 11)
    assert over.bag.true == 4
    assert total([]) == Measures()


def test_a_long_page_is_measured_in_no_time():
    truth = " ".join(SYLLABLES * 700)
    assert measure(truth, truth.replace("nhân", "nhần")).marks.errors == 700


@given(any_text)
def test_a_text_has_no_errors_against_itself(text):
    measures = measure(text, text)
    assert measures.cer.errors == measures.wer.errors == measures.marks.errors == 0
    assert measures.bag.f1 == 1


@given(any_text, any_text)
def test_errors_are_the_same_both_ways(one, other):
    there, back = measure(one, other), measure(other, one)
    assert there.cer.errors == back.cer.errors
    assert there.wer.errors == back.wer.errors
    assert there.bag.f1 == back.bag.f1
    assert (there.bag.shared, there.bag.true, there.bag.found) == (back.bag.shared, back.bag.found, back.bag.true)


@given(any_text, any_text)
def test_counts_are_within_their_bounds(truth, reading):
    measures = measure(truth, reading)
    longest = max(len(Folded(truth).text), len(Folded(reading).text))
    assert abs(len(Folded(truth).text) - len(Folded(reading).text)) <= measures.cer.errors <= longest
    assert 0 <= measures.marks.errors <= measures.marks.count <= len(Folded(truth).letter_runs)
    assert 0 <= measures.bag.f1 <= 1
    assert 0 <= measures.bag.shared <= min(measures.bag.true, measures.bag.found)


@given(texts.filter(bool), texts)
def test_jiwer_counts_the_same(truth, reading):
    measures = measure(truth, reading)
    true, read = Folded(truth).text, Folded(reading).text
    assert measures.cer.rate == pytest.approx(jiwer.cer(true, read))
    assert measures.wer.rate == pytest.approx(jiwer.wer(true, read))


@given(any_text)
def test_folding_twice_is_folding_once(text):
    assert Folded(Folded(text).text) == Folded(text)
