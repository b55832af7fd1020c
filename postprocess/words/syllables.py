"""The closed set of Vietnamese syllables: onset, rime, tone. It flags and ranks; it never rewrites.

Onsets and rimes are those of the primary-school tables (STANDARDS 4.1). Both placements of the tone mark (hoá, hóa) and
both i and y (lí, lý) are right as printed; `style_key` folds them for comparing and counting.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from postprocess.words.orthography import TONE_DIACRITICS, nfc

LEVEL, HUYEN, SAC, HOI, NGA, NANG = range(6)
# Instead of the place of the tone mark, where there are several.
SEVERAL: Final = -2

# Longest first, so that `ngh` is not read as `n`.
_ONSETS = "ngh ng nh gh gi kh ph th tr ch qu b c d đ g h k l m n p r s t v x"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y ych ynh yt yêm yên yêng yêt yêu
o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
oe oem oen oeo oet oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêu uơ uy uya uych uyên uyêt uynh uyp uyt uyu
uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
"""
ONSETS: Final = tuple(_ONSETS.split())
RIMES: Final = frozenset(_RIMES.split())
# Rimes spelt with y for i or yê for iê: without an onset, or after qu.
_ONLY_BARE: Final = frozenset(("yêm", "yên", "yêng", "yêt", "yêu", "ych", "ynh", "yt"))
_FRONT: Final = "ieêy"
_VOWELS: Final = "aăâeêioôơuưy"
_STOPS: Final = ("p", "t", "c", "ch")
# QĐ 1989/QĐ-BGDĐT, điều 9: i or y alone after these onsets is style, not spelling (qui, quy likewise).
_I_OR_Y: Final = frozenset(("h", "k", "l", "m", "qu", "s", "t", "v"))


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable taken apart. `rime` has no tone mark; `tone` is 0 level, 1 huyền, 2 sắc, 3 hỏi, 4 ngã, 5 nặng."""

    onset: str
    rime: str
    tone: int
    tone_at: int


def split_tone(word: str) -> tuple[str, int, int]:
    """Return (`word` without its tone marks, tone, index of the letter that bore it; -1 for none), lower case.

    Of several tone marks the last counts; `SEVERAL` as index says that there were several, which no syllable has.
    """
    letters: list[str] = []
    tone, at = LEVEL, -1
    for char in unicodedata.normalize("NFD", nfc(word).lower()):
        found = TONE_DIACRITICS.find(char)
        if found >= 0:
            at = len(unicodedata.normalize("NFC", "".join(letters))) - 1 if at == -1 else SEVERAL
            tone = found + 1
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone, at


def _tone_places(rime: str) -> tuple[int, int]:
    """Return the index in `rime` that bears the tone mark, (new style, old style)."""
    for shaped in "ăâêôơ":
        if shaped in rime:
            return rime.index(shaped), rime.index(shaped)
    if "ư" in rime:
        return rime.index("ư"), rime.index("ư")
    vowels = sum(char in _VOWELS for char in rime)
    if vowels < len(rime) and vowels > 1:
        return vowels - 1, vowels - 1
    if vowels >= 3:
        return 1, 1
    return (1, 0) if rime in ("oa", "oe", "uy") else (0, 0)


def _split_onset(bare: str) -> tuple[str, str]:
    for onset in ONSETS:
        if bare.startswith(onset):
            rest = bare[len(onset) :]
            if onset == "gi" and (not rest or rest[0] not in _VOWELS):
                return "gi", "i" + rest  # gì, gìn: one letter i for both
            if onset == "gi" and rest[0] == "ê" and "i" + rest in RIMES:
                return "gi", "i" + rest  # giếng: gi + iêng
            return onset, rest
    return "", bare


def _fits(onset: str, rime: str) -> bool:
    """Whether the spelling rules let `onset` stand before `rime` (k/c, gh/g, ngh/ng, q+u, y/i)."""
    front = rime[:1] in tuple(_FRONT)
    if onset in ("c", "g", "ng") and front:
        return False
    if onset in ("k", "gh", "ngh") and not front:
        return False
    if rime in _ONLY_BARE:
        return onset in ("", "qu")
    if onset == "" and rime.startswith("iê"):
        return False
    return not (onset == "qu" and rime[:1] in ("u", "o"))


@lru_cache(maxsize=65536)
def parse(word: str) -> Syllable | None:
    """Take `word` apart, any case; None if it is no Vietnamese syllable."""
    if not 0 < len(word) <= 16:
        return None
    bare, tone, at = split_tone(word)
    onset, rime = _split_onset(bare)
    if rime not in RIMES or not _fits(onset, rime):
        return None
    if rime.endswith(_STOPS) and tone not in (SAC, NANG):
        return None
    if tone:
        offset = len(bare) - len(rime)
        if at - offset not in _tone_places(rime):
            return None
    return Syllable(onset, rime, tone, at)


def is_syllable(word: str) -> bool:
    """Whether `word`, in any case, is spelt as a Vietnamese syllable can be."""
    return parse(word) is not None


@lru_cache(maxsize=65536)
def style_key(word: str) -> str:
    """Return the key under which hoá and hóa, lí and lý are one: lower case, tone where the new style sets it, i for y.

    What is no syllable is only lower-cased; so is what has several tone marks (trìển).
    """
    if len(word) > 16:
        return nfc(word).lower()
    bare, tone, place = split_tone(word)
    onset, rime = _split_onset(bare)
    if rime not in RIMES or place == SEVERAL:
        return nfc(word).lower()
    start = len(bare) - len(rime)
    if rime == "y" and onset in _I_OR_Y:
        bare = bare[:-1] + "i"
    if not tone:
        return bare
    at = start + _tone_places(rime)[0]
    return unicodedata.normalize("NFC", bare[: at + 1] + TONE_DIACRITICS[tone - 1] + bare[at + 1 :])


def has_several_tones(word: str) -> bool:
    """Whether `word` bears more than one tone mark: nobody prints that, a reader saw it."""
    return len(word) <= 16 and split_tone(word)[2] == SEVERAL


def phrase_key(text: str) -> str:
    """Return `style_key` of each word of `text`, single spaces between."""
    return " ".join(style_key(word) for word in text.split())
