"""Write `models/patterns.jsonl`, the patterns of the tagging pipeline, from the header lexicon and the rules here.

`python -m models.make_patterns`. Patterns match style keys (`NORM`), so either tone placement and any case will do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from models.resources import load_json
from postprocess.syllables import style_key

Token = dict[str, Any]
SYMBOL: Final[Token] = {"TEXT": {"REGEX": r"^\d{1,5}[-/](\d{4}/)?[A-ZĐƯ]"}}
DAY: Final[Token] = {"TEXT": {"REGEX": r"^\d{1,2}$"}}
YEAR: Final[Token] = {"TEXT": {"REGEX": r"^(19|20)\d\d$"}}
SLASHED: Final[Token] = {"TEXT": {"REGEX": r"^\d{1,2}/\d{1,2}/\d{4}$"}}
ROMAN: Final[Token] = {"TEXT": {"REGEX": r"^[IVXL]+$"}}
NAME: Final[Token] = {"IS_TITLE": True, "OP": "{1,4}"}
DASH: Final[Token] = {"TEXT": {"IN": ["-", "–"]}}


def words(text: str) -> list[Token]:
    """Return tokens that match `text` in any case and tone placement."""
    return [{"NORM": style_key(word)} for word in text.split()]


def patterns() -> Iterator[tuple[str, list[Token]]]:
    """Yield (label, pattern)."""
    full_date = [*words("ngày"), DAY, *words("tháng"), DAY, *words("năm"), YEAR]
    yield "DATE", full_date
    yield "DATE", [*words("ngày"), SLASHED]
    yield "DATE", [SLASHED]
    yield "SYMBOL", [SYMBOL]
    for name in load_json("header.json")["types"]:
        yield "REFERENCE", [*words(name), {"NORM": "số", "OP": "?"}, SYMBOL]
    yield "PERIOD", [*words("nhiệm kỳ"), YEAR, DASH, YEAR]
    yield "PERIOD", [*words("giai đoạn"), YEAR, DASH, YEAR]
    yield "PERIOD", [*words("khoá"), ROMAN]
    for title in ("đồng chí", "ông", "bà"):
        yield "PERSON", [*words(title), {"IS_TITLE": True, "OP": "{2,5}"}]
    for level in ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu"):
        yield "PLACE", [*words(level), NAME]
    for body in (
        "Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư", "Quốc hội", "Chính phủ", "Thủ tướng Chính phủ",
        "Uỷ ban Kiểm tra Trung ương", "Văn phòng Trung ương Đảng", "Mặt trận Tổ quốc Việt Nam",
    ):  # fmt: skip
        yield "ORGANISATION", words(body)
    for body in ("Tỉnh uỷ", "Thành uỷ", "Huyện uỷ", "Quận uỷ", "Thị uỷ", "Đảng uỷ"):
        yield "ORGANISATION", [*words(body), {"IS_TITLE": True, "OP": "{0,4}"}]
        yield "ORGANISATION", [*words("Ban Thường vụ"), *words(body), {"IS_TITLE": True, "OP": "{0,4}"}]
        yield "ORGANISATION", [*words("Văn phòng"), *words(body), {"IS_TITLE": True, "OP": "{0,4}"}]
    for body in ("Uỷ ban nhân dân", "Hội đồng nhân dân"):
        for level in ("", " tỉnh", " thành phố", " huyện", " quận", " xã", " phường", " thị xã"):
            yield "ORGANISATION", [*words(body + level), {"IS_TITLE": True, "OP": "{0,4}"}]


def main() -> None:
    """Write the patterns beside this module."""
    rows = [json.dumps({"label": label, "pattern": pattern}, ensure_ascii=False) for label, pattern in patterns()]
    Path(__file__).with_name("patterns.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
