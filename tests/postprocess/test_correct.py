"""Correction mends what was misread and touches nothing else."""

from __future__ import annotations

import dataclasses

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from text_pages import page

from ocr.elements import Alternative, Box, Line, Page, Word
from postprocess.understand import understand
from postprocess.words.boldness import CAUTIOUS, doubt_for
from postprocess.words.correct import BOLDEST, correct_pages
from postprocess.words.orthography import clean, clean_pages

PROSE = (
    "Ban Thường vụ Tỉnh uỷ yêu cầu các cấp uỷ đảng tăng cường lãnh đạo, chỉ đạo công tác kiểm tra, giám sát; nâng cao "
    "đời sống nhân dân, bảo đảm quốc phòng, an ninh và phát triển kinh tế - xã hội của địa phương trong nhiệm kỳ mới."
)


def set_words(words: list[Word]) -> Page:
    boxed = [dataclasses.replace(word, box=Box(60 * n, 100, 60 * n + 50, 130)) for n, word in enumerate(words)]
    return page([Line(Box.hull(word.box for word in boxed), tuple(boxed))])


def read(text: str, confidence: float = 0.99, **doubtful: float) -> Page:
    nowhere = Box(0, 0, 1, 1)
    return set_words([Word(word, nowhere, doubtful.get(word.strip(",.;"), confidence)) for word in text.split()])


def corrected(*pages: Page) -> str:
    return " ".join(page.text for page in correct_pages(pages)[0])


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("nâng cao đời sống nhần dân, bảo đảm quốc phòng", "nhân"),
        ("phát triền kinh tế xã hội", "triển"),
        ("hệ thống kết cấu hạ tẳng kinh tế", "tầng"),
        ("chưa đáp ứng dược yêu cầu", "được"),
        ("cán bộ chuyền trách công tác đảng", "chuyên"),
    ],
)
def test_marks_that_the_phrase_cannot_bear_are_mended(wrong: str, right: str) -> None:
    doubtful = next(w for w in wrong.replace(",", "").split() if w in ["nhần", "triền", "tẳng", "dược", "chuyền"])
    (fixed,), (change,) = correct_pages([read(wrong, **{doubtful: 0.6})])
    assert right in fixed.text.split()
    assert (change.raw, change.text, change.step) == (doubtful, right, "correct")
    assert change.score > change.raw_score
    (word,) = [word for line in fixed.lines for word in line.words if word.raw]
    assert (word.text, word.raw) == (right, doubtful)


def test_the_other_readers_word_is_a_candidate() -> None:
    words = [Word(w, Box(0, 0, 1, 1), 0.99) for w in ["các", "cơ", "quai", "báo", "chí", "tuyên", "truyền"]]
    words[2] = dataclasses.replace(words[2], confidence=0.5, alternatives=(Alternative("quan", 0.9, "other"),))
    assert "cơ quan báo chí" in corrected(set_words(words))


def test_a_sharp_image_outweighs_a_likely_phrase() -> None:
    assert corrected(read("năng lực canh tranh của tỉnh")) == "năng lực canh tranh của tỉnh"


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 12/QĐ-UBND ngày 03/4/2018",
        "UBND, HĐND và UBMTTQ tỉnh",
        "đồng chí Nguyễn Văn Bính và ông Trân Thuỷ",
        "thủ đô London, hãng Siemens, Müller",
        "tăng 10,5% so với năm 2019",
    ],
)
def test_digits_symbols_abbreviations_and_names_are_never_touched(text: str) -> None:
    assert corrected(read(text, 0.3)) == text


def test_right_prose_passes_however_faint_it_was_read() -> None:
    for confidence in (0.3, 0.6, 0.9):
        assert corrected(read(PROSE, confidence)) == PROSE


def test_either_tone_placement_and_spelling_stays_as_printed() -> None:
    for text in (
        "công nghiệp hóa, hiện đại hóa đất nước",
        "công nghiệp hoá, hiện đại hoá đất nước",
        "quản lí nhà nước",
    ):
        assert corrected(read(text, 0.5)) == text
    assert "hóa đất" in corrected(read("hiện đại hòa đất nước, thủy lợi, công nghiệp hóa", hòa=0.4))


def test_correcting_twice_changes_nothing_more() -> None:
    once, _ = correct_pages([read("nâng cao đời sống nhần dân và phát triền kinh tế", nhần=0.6, triền=0.6)])
    twice, changes = correct_pages(once)
    assert twice == once
    assert not changes


def test_switched_off_the_words_stay_as_read() -> None:
    faint = read("nâng cao đời sống nhần dân", nhần=0.5)
    assert understand([faint], correct=False, tag=False).pages == (faint,)
    assert "nhân" in understand([faint], tag=False).text


def test_unicode_is_folded_with_a_record() -> None:
    faint = read("Ðảng uỷ")
    (fixed,), (change,) = clean_pages([faint])
    assert (fixed.text, change.raw, change.step) == ("Đảng uỷ", "Ðảng", "unicode")


@pytest.mark.parametrize(
    ("raw", "right"),
    [("ấ", "ấ"), ("ấ", "ấ"), ("cао", "cao"), ("Москва", "Москва"), ("nướс", "nước"[:-1] + "c"), ("za\u200blo", "zalo")],
)
def test_look_alikes(raw: str, right: str) -> None:
    assert clean(raw) == right


words = st.builds(
    Word,
    st.one_of(st.text(max_size=12), st.sampled_from([*PROSE.split(), "nhần", "12/QĐ-UBND", "2019", "hòa", "ỦY"])),
    st.just(Box(0, 0, 10, 10)),
    st.floats(0, 1),
    st.lists(st.builds(Alternative, st.text(max_size=8), st.floats(0, 1), st.just("x")), max_size=2).map(tuple),
)


@settings(max_examples=examples(150))
@given(st.lists(st.lists(words, min_size=1, max_size=12), max_size=6))
def test_boxes_lines_and_digits_survive_anything(rows: list[list[Word]]) -> None:
    before = page([Line(Box(0, 0, 10, 10), tuple(row)) for row in rows])
    (after,), _ = correct_pages([before])
    assert [[w.box for w in line.words] for line in after.lines] == [
        [w.box for w in line.words] for line in before.lines
    ]
    for old, new in zip(before.lines, after.lines, strict=True):
        for one, other in zip(old.words, new.words, strict=True):
            assert [c for c in one.text if c.isdigit()] == [c for c in other.text if c.isdigit()]


def test_what_bears_two_tones_was_never_printed() -> None:
    (fixed,), (change,) = correct_pages([read("phát trìển hệ thống kết cấu hạ tầng")])
    assert "phát triển hệ" in fixed.text
    assert (change.raw, change.text) == ("trìển", "triển")


def test_an_archive_says_how_many_right_words_may_be_spoiled() -> None:
    faint = read("nâng cao đời sống nhần dân", nhần=0.5)
    assert doubt_for(0) == 0
    assert 0 < doubt_for(CAUTIOUS) <= doubt_for(10) <= BOLDEST
    off, cautious = understand([faint], tag=False, spoiled=0), understand([faint], tag=False)
    assert off.pages == (faint,)
    assert "correct" not in [step.name for step in off.steps]
    (step,) = [step for step in cautious.steps if step.name == "correct"]
    assert step.settings == {"spoiled": CAUTIOUS, "doubt": doubt_for(CAUTIOUS)}


def test_a_bold_setting_changes_no_less() -> None:
    faint = read("nâng cao đời sống nhần dân và phát triền kinh tế, vừa là quyển lợi", nhần=0.6, triền=0.6, quyển=0.9)
    cautious, bold = (understand([faint], tag=False, spoiled=bound).corrections for bound in (CAUTIOUS, 50))
    assert set(cautious) <= set(bold)


def test_nothing_and_very_much_are_corrected() -> None:
    assert correct_pages([]) == ((), ())
    assert correct_pages([page([])])[1] == ()
    many = read(" ".join([PROSE] * 400), 0.6)
    (same,), changes = correct_pages([many])
    assert same.text == many.text
    assert not changes


@settings(max_examples=examples(60))
@given(st.lists(st.sampled_from([*PROSE.split(), "nhần", "triền", "trìển", "dược", "12/NQ"]), min_size=1, max_size=40))
def test_correcting_any_phrase_twice_is_correcting_it_once(phrase: list[str]) -> None:
    once, _ = correct_pages([read(" ".join(phrase), 0.6)])
    assert correct_pages(once)[0] == once


@pytest.mark.parametrize("turn", range(4))
def test_right_prose_passes_where_a_word_in_four_is_faint(turn: int) -> None:
    words = [Word(w, Box(0, 0, 1, 1), 0.6 if n % 4 == turn else 0.995) for n, w in enumerate(PROSE.split())]
    assert corrected(set_words(words)) == PROSE
