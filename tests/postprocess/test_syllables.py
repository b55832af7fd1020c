from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postprocess.words.orthography import TONE_DIACRITICS
from postprocess.words.syllables import RIMES, is_syllable, parse, phrase_key, style_key


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "giếng",
        "gì",
        "giữa",
        "quyết",
        "quốc",
        "khuỷu",
        "yêu",
        "thuở",
        "hoá",
        "hóa",
        "thuỷ",
        "thủy",
        "khoẻ",
        "quý",
        "kỹ",
        "lí",
        "UỶ",
        "Nghị",
    ],
)
def test_syllables_of_both_styles_are_right(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    [
        "nghành",
        "kủa",
        "gẻ",
        "ngiêng",
        "cếp",
        "bac",
        "thich",
        "tấc̀",
        "hoăc",
        "tòan",
        "quơ2",
        "fax",
        "w",
        "zô",
        "ghà",
        "iên",
        "đđ",
    ],
)
def test_what_breaks_the_spelling_rules_is_flagged(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("stop", ["ac", "ach", "ôp", "iêt"])
def test_stops_take_only_sac_or_nang(stop: str) -> None:
    at = max(i for i, char in enumerate(stop) if char in "aôê")
    for tone, mark in enumerate(["", *TONE_DIACRITICS]):
        word = unicodedata.normalize("NFC", "t" + stop[: at + 1] + mark + stop[at + 1 :])
        assert is_syllable(word) == (tone in (2, 5)), word


def test_parts_of_a_syllable() -> None:
    syllable = parse("Nghiệp")
    assert syllable is not None
    assert (syllable.onset, syllable.rime, syllable.tone) == ("ngh", "iêp", 5)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoá", "hóa"), ("UỶ", "ủy"), ("khoẻ", "Khỏe"), ("kỹ", "kĩ"), ("lý", "lí"), ("quý", "quí"), ("tòan", "toàn")],
)
def test_style_is_folded(one: str, other: str) -> None:
    assert style_key(one) == style_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ban", "bàn"), ("ay", "ai"), ("thuý", "thúi"), ("tai", "tay"), ("dân", "đân")]
)
def test_what_is_another_word_stays_another(one: str, other: str) -> None:
    assert style_key(one) != style_key(other)


def test_phrases_fold_word_by_word() -> None:
    assert phrase_key("Đảng  Uỷ xã Quý Hoà") == phrase_key("ĐẢNG ỦY XÃ QUÍ HÒA")


@given(st.text(max_size=40))
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    assert style_key(style_key(text)) == style_key(text)


@given(st.sampled_from(sorted(RIMES)), st.sampled_from(["", "b", "ng", "ngh", "k", "qu", "gi", "đ"]))
def test_keys_of_syllables_are_syllables_themselves(rime: str, onset: str) -> None:
    word = onset + rime
    if is_syllable(word):
        assert is_syllable(style_key(word))
