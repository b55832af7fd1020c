"""The vote loses nothing of either reading and takes what both agree on."""

import unicodedata

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.elements import Box
from ocr.readers import vote
from ocr.readers.line_reader import Glyph
from ocr.readers.tesseract import Token

LETTERS = st.text("abcđêơn 1./-ỦÀ", min_size=0, max_size=30)


def tokens(text):
    return [Token(word, Box(10 * i, 0, 10 * i + 9, 20), 0.9) for i, word in enumerate(text.split())]


def glyphs(text):
    return [Glyph(c, 10 * i + 5.0, i, 0.8) for i, c in enumerate(text)]


@given(LETTERS, LETTERS)
@settings(max_examples=examples(200))
def test_every_token_and_glyph_is_in_exactly_one_stretch(first, second):
    stretches = vote.align(tokens(first), glyphs(second))
    assert [t for s in stretches for t in s.tokens] == tokens(first)
    kept = [g for s in stretches for g in s.glyphs]
    assert [g.text for g in kept if g.text != " "] == [c for c in second if c != " "]


def test_like_readings_are_cut_into_words():
    stretches = vote.align(tokens("Ban Chấp hành"), glyphs("Ban Châp hành"))
    assert [(s.first, s.second) for s in stretches] == [("Ban", "Ban"), ("Chấp", "Châp"), ("hành", "hành")]


def test_a_missing_space_keeps_both_words_in_one_stretch():
    stretches = vote.align(tokens("bản), Chủ tịch"), glyphs("bản),Chủ tịch"))
    assert [(s.first, s.second) for s in stretches] == [("bản), Chủ", "bản),Chủ"), ("tịch", "tịch")]


def test_the_reading_not_taken_stays_as_an_alternative():
    (stretch,) = vote.align(tokens("Chấp"), glyphs("Châp"))
    (word,) = vote.words(stretch, False, 0.7, [Box(0, 0, 100, 20)])
    assert (word.text, word.confidence) == ("Chấp", 0.7)
    assert [(a.text, a.reader) for a in word.alternatives] == [("Châp", vote.SECOND)]
    (word,) = vote.words(stretch, True, 0.6, [Box(0, 0, 100, 20)])
    assert word.text == "Châp"
    assert [(a.text, a.reader) for a in word.alternatives] == [("Chấp", vote.FIRST)]


def test_words_only_the_second_reader_parted_get_its_own_boxes():
    (stretch,) = vote.align(tokens("Độclập"), glyphs("Độc lập"))
    boxes = [Box(100, 0, 140, 20), Box(150, 0, 200, 20)]
    assert [(word.text, word.box) for word in vote.words(stretch, True, 0.6, boxes)] == [
        ("Độc", boxes[0]),
        ("lập", boxes[1]),
    ]


@pytest.mark.parametrize(("seen", "place"), [((90, 290), (90, 290)), ((0, 60), (100, 300))])
def test_a_mark_beside_a_word_that_the_first_reader_took_for_it_is_not_its_place(seen, place):
    token = Token("[l", Box(seen[0], 0, seen[1], 20), 0.3)
    (stretch,) = vote.align([token], glyphs("công"))
    (word,) = vote.words(stretch, True, 0.9, [Box(100, 0, 300, 20)])
    assert (word.text, word.box.left, word.box.right) == ("công", *place)


def test_folding_leaves_letters_only():
    assert vote.letters_key("Đảng ỦY 12.") == "danguy12."


@given(LETTERS, LETTERS)
def test_agreement_is_a_share(first, second):
    value = vote.agreement(tokens(first), glyphs(unicodedata.normalize("NFC", second)))
    assert 0 <= value <= 1
    if vote.letters_key(first):
        assert vote.agreement(tokens(first), glyphs(first)) == 1
