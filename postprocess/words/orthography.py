"""Unicode hygiene: NFC, diacritics in Vietnamese order, look-alike letters of other alphabets folded."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from ocr.elements import Page
from postprocess.elements import Correction
from postprocess.words.rewrite import Change, Place, rewrite_all

# Diacritics of the tones, in the order of the tones: huyền, sắc, hỏi, ngã, nặng.
TONE_DIACRITICS: Final = "\u0300\u0301\u0309\u0303\u0323"
# Diacritics that make another vowel: circumflex (â ê ô), breve (ă), horn (ơ ư).
SHAPE_DIACRITICS: Final = "\u0302\u0306\u031b"
_COMBINING: Final = frozenset(TONE_DIACRITICS + SHAPE_DIACRITICS)

# Always wrong in these documents: Icelandic eth and African d for đ (STANDARDS 4.3), the oi of broken font maps for ư.
_ALWAYS: Final = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "Ƣ": "Ư", "ƣ": "ư"})
# Cyrillic and Greek letters that look like Latin ones: folded only inside a word that also has Latin letters, so that a
# quoted foreign word stays as it is.
_INTRUDERS: Final = str.maketrans(
    "АВЕКМНОРСТХУІЅЈаеорсухіѕј" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικ",
    "ABEKMHOPCTXYISJaeopcyxisj" + "ABEZHIKMNOPTYXovik",
)
# No printed word is longer: only its encoding is looked at.
_LONGEST: Final = 1000
# Nobody prints these; they only break comparing and searching.
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))


def _is_latin(char: str) -> bool:
    return char.isalpha() and ("a" <= char.lower() <= "z" or "LATIN" in unicodedata.name(char, ""))


def _reorder_diacritics(text: str) -> str:
    """Set those of shape before those of tone on each letter: NFC alone leaves `á` + circumflex uncomposed."""
    out: list[str] = []
    shapes: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", text):
        if char in SHAPE_DIACRITICS:
            shapes.append(char)
        elif char in TONE_DIACRITICS:
            tones.append(char)
        else:
            out += [*shapes, *tones, char]
            shapes, tones = [], []
    return unicodedata.normalize("NFC", "".join([*out, *shapes, *tones]))


def nfc(text: str) -> str:
    """Return `text` precomposed as TCVN 6909:2001 asks, whatever order its diacritics came in."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return _reorder_diacritics(composed) if any(char in _COMBINING for char in composed) else composed


def clean(word: str) -> str:
    """Return `word` in NFC with look-alike letters folded; what a person would call the same printed word."""
    if word.isascii():
        return word
    if len(word) > _LONGEST:
        return unicodedata.normalize("NFC", word)
    word = nfc(word.translate(_INVISIBLE)).translate(_ALWAYS)
    folded = word.translate(_INTRUDERS)
    if folded != word and any(_is_latin(char) for char in word):
        return folded
    return word


def strip_diacritics(text: str) -> str:
    """Return `text` without any Vietnamese diacritic, `đ` as `d`: the coarse key that header words are matched by."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.replace("đ", "d").replace("Đ", "D")


def clean_pages(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Return `pages` with every printed word cleaned, and the record of what changed. Stamps stay as read."""
    changes: list[dict[Place, Change]] = []
    for page in pages:
        mine: dict[Place, Change] = {}
        for r, region in enumerate(page.regions):
            for n, line in enumerate(region.lines):
                for w, word in enumerate(line.words):
                    cleaned = clean(word.text)
                    if cleaned != word.text:
                        mine[r, n, w] = Change(cleaned, "same letters, another encoding")
        changes.append(mine)
    return rewrite_all(pages, changes, "unicode")
