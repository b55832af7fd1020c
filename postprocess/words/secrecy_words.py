"""What a line says of secrecy, whatever page it stands on: MẬT, TỐI MẬT, TUYỆT MẬT, or something read nearly so.

The marking must carry its own diacritics to be one: MẶT is the first word of Mặt trận Tổ quốc. What is like one but for
its diacritics is a suspicion, never nothing: a secret must not get through for a reader's mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import Levenshtein

from postprocess.words.lexicon import fold, lexicon
from postprocess.words.orthography import clean, strip_diacritics

# A marking with all that may stand beside it (urgency, circulation) is no longer.
_LONGEST: Final = 90
_LEVELS: Final = {"MẬT": "mật", "TỐIMẬT": "tối mật", "TUYỆTMẬT": "tuyệt mật"}
# Letters by which each level may be misread and still be suspected; a short word is like too many others.
_ASTRAY: Final = {"MAT": 0, "TOIMAT": 1, "TUYETMAT": 2}
# T whose bar is lost in a frame or underline; no Vietnamese syllable is written so.
_LOST_BAR: Final = re.compile(r"(.*M[ẬÂ])[IJLF17]?$")
# The first word of TUYỆT MẬT begins nothing else in these documents.
_HALF: Final = re.compile(r"TUYỆTM?$")
# What the sides of a frame are read as.
_SIDES: Final = "IJL1|ÌÍỈĨỊ"
# Words before a marking that name the thing marked ("TÀI LIỆU MẬT"): a marking, or the end of a heading.
_THINGS: Final = re.compile(r"^(TÀI LIỆU|VĂN BẢN|CÔNG VĂN|HỒ SƠ|ĐIỆN|LOẠI|BÍ)\s+(?=\S)")
# Words that stand in one line with the marking (STANDARDS 1.9).
_COMPANIONS: Final = (
    "LƯU HÀNH NỘI BỘ",
    "TÀI LIỆU THU HỒI",
    "TÀI LIỆU HỘI NGHỊ",
    "XEM XONG TRẢ LẠI",
    "XONG HỘI NGHỊ TRẢ LẠI",
    "KHÔNG SAO CHỤP",
)
# Thông tư 24/2020/TT-BCA: stamps that lift or change a degree; a date or a decision may follow.
_CHANGE_KEY: Final = re.compile(
    r"^\W*(DA )?(?P<what>GIAI|GIAM|TANG) MAT(\W+(TU|NGAY|THEO|SO|XUONG|LEN|\d).*|\W*)$|^\W*DIEU CHINH DO MAT\W*$"
)
_CHANGES: Final = {"GIAI": "giải mật", "GIAM": "giảm mật", "TANG": "tăng mật", None: "điều chỉnh độ mật"}
# "Độ mật: Tối mật", the label's diacritics read as they may.
_LABEL: Final = r"(?:M[ỨƯÚU]C\s+)?[ĐD][ỘÔỌO]\s+M[ẬÂẠẶĂẤA]T\s*[:.]\s*"
_VALUE: Final = r"(?P<value>(?:T\w{1,3}\s+|T\w{3,5}\s+)?M\w[TIJ])"
_LABELLED: Final = re.compile(rf"^\W*{_LABEL}\W*{_VALUE}\W*$", re.IGNORECASE)
_LABELLED_CELL: Final = re.compile(rf"(?:^|\W){_LABEL}\W*{_VALUE}(?:\W|$)", re.IGNORECASE)
# "Số 12-BC/TU (MẬT)": the marking closes the number's line.
_BEHIND_NUMBER: Final = re.compile(r"^\W{0,2}S\S{1,2}\s?\S.{0,50}?[\s(]\W*(?P<value>((TUYỆT|TỐI)\s+)?MẬT)\W*$")


class Sight(StrEnum):
    """What was seen: a marking, what may be one, or the stamp of its lifting or change."""

    MARKING = "mark"
    SUSPICION = "suspicion"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says. `normal` is the degree (`mật`, `tối mật`, `tuyệt mật`), or the change (`giải mật`)."""

    sight: Sight
    normal: str


def said(text: str) -> Said | None:
    """Return what `text`, a line or stamp by itself, says of secrecy; None if nothing.

    In running text the same words say nothing: `bí mật nhà nước`, `bảo mật`, `mật khẩu`, `Mặt trận`.
    """
    if len(text) > _LONGEST:
        return None
    text = " ".join(clean(word) for word in text.split())
    labelled = _LABELLED.match(text)
    if labelled:
        return _level(labelled["value"].upper())
    if not text.isupper():
        # A letter or two among capitals may be taken for small ones: a misreading.
        raised = text.upper()
        mostly = text[-1:].isupper() and 2 * _capitals(text) > _letters(text)
        # Some letters have no capital (ª): then raising them changes nothing.
        misread = said(raised) if mostly and raised.isupper() and raised != text else None
        return _behind_number(text) or (Said(Sight.SUSPICION, misread.normal) if misread else None)
    change = _CHANGE_KEY.match(fold(text))
    if change:
        return Said(Sight.CHANGE, _CHANGES[change["what"]])
    alone = _without_companions(text)
    thing = _THINGS.match(alone)
    if thing:
        found = _level(alone[thing.end() :])
        return Said(Sight.SUSPICION, found.normal) if found and found.sight is Sight.MARKING else None
    return _level(alone) or _behind_number(text)


def said_in_table(text: str) -> Said | None:
    """Return what a cell of a table's row says under its label: `Độ mật: Mật`."""
    found = _LABELLED_CELL.search(text[:400])
    return _level(found["value"].upper()) if found else None


def said_small(text: str) -> Said | None:
    """Return what `text` in small letters says (`Mật`, `Tối mật`): never more than a suspicion."""
    bare = clean(text).strip(" .:*-–()[]|_")
    level = _LEVELS.get("".join(bare.split()).upper()) if bare[:1].isupper() and not bare.isupper() else None
    return Said(Sight.SUSPICION, level) if level else None


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


def _capitals(text: str) -> int:
    return sum(char.isupper() for char in text)


def _level(text: str) -> Said | None:
    """Return the degree that capitals say, spaced or not, once what a frame adds is off."""
    letters = "".join(char for char in text if char.isalnum() or char == "|")
    for bare in (letters, letters.strip(_SIDES)):
        if bare in _LEVELS:
            return Said(Sight.MARKING, _LEVELS[bare])
    bare = _LOST_BAR.sub(r"\1T", letters.strip("|1")) if _LOST_BAR.match(letters) else letters.strip(_SIDES)
    if _HALF.match(bare):
        return Said(Sight.SUSPICION, "tuyệt mật")
    key = strip_diacritics(bare)
    if not key.endswith("MAT"):
        return None
    for level, normal in _LEVELS.items():
        plain = strip_diacritics(level)
        if Levenshtein.distance(key, plain) <= _ASTRAY[plain]:
            return Said(Sight.SUSPICION, normal)
    return None


def _behind_number(text: str) -> Said | None:
    found = _BEHIND_NUMBER.match(text)
    return _level(found["value"]) if found else None


def _without_companions(text: str) -> str:
    """Take urgency and circulation that stand in one line with it off a marking's ends."""
    for companion in (*_COMPANIONS, *lexicon().urgency.values()):
        for pattern in (rf"^\W*{companion}\b\W*(?=\w)", rf"(?<=\w)\W+{companion}\W*$"):
            text = re.sub(pattern, "", text)
    return text
