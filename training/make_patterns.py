"""Write `models/patterns.jsonl`, the tagging patterns, from `types.json`, `structure.json` and the rules here.

`python -m training.make_patterns`. Patterns match style keys (`NORM`), so either tone placement and any case will do. A
pattern that is a string is a phrase, one that is a list goes token by token; `id` is the kind within the label.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from models.resources import load_json
from postprocess.words.lexicon import document_types
from postprocess.words.syllables import style_key

Token = dict[str, Any]
Pattern = tuple[str, list[Token] | str, str]
# 35-NQ/TW, 30/2020/NĐ-CP, 77/2015/QH13: a code and a body, or a year and a code; `1-A` (a road) is none.
SYMBOL: Final[Token] = {"TEXT": {"REGEX": r"^\d{1,5}[a-zA-ZĐ]?[-/](\d{4}/[A-ZĐƯ]|[A-ZĐƯ][^-/]*[-/])"}}
DAY: Final[Token] = {"TEXT": {"REGEX": r"^\d{1,2}$"}}
YEAR: Final[Token] = {"TEXT": {"REGEX": r"^(19|20)\d\d$"}}
SLASHED: Final[Token] = {"TEXT": {"REGEX": r"^\d{1,2}[/.]\d{1,2}[/.](19|20)\d\d$"}}
ROMAN: Final[Token] = {"TEXT": {"REGEX": r"^[IVXL]{1,6}$"}}
DASH: Final[Token] = {"TEXT": {"IN": ["-", "–", "—"]}}
MARK: Final[Token] = {"TEXT": {"IN": ["-", "/", "–"]}}
COMMA: Final[Token] = {"TEXT": ",", "OP": "?"}


def words(text: str) -> list[Token]:
    """Return tokens that match `text` in any case and tone placement."""
    return [{"NORM": style_key(word)} for word in text.split()]


def dates() -> Iterator[Pattern]:
    """Yield the forms of a date and of a month of a year; a year alone is none."""
    early: Token = {"NORM": {"IN": ["mồng", "mùng"]}, "OP": "?"}
    yield "DATE", [*words("ngày"), early, DAY, *words("tháng"), DAY, *words("năm"), YEAR], ""
    yield "DATE", [DAY, *words("tháng"), DAY, *words("năm"), YEAR], ""
    yield "DATE", [*words("ngày"), DAY, *words("tháng"), DAY, MARK, YEAR], ""
    for start in ([], words("ngày")):
        yield "DATE", [*start, SLASHED], ""
        yield "DATE", [*start, DAY, {"TEXT": "-"}, DAY, {"TEXT": "-"}, YEAR], ""
        yield "DATE", [*start, DAY, {"TEXT": "/"}, DAY, {"TEXT": "/"}, YEAR], ""
    yield "DATE", [*words("tháng"), DAY, *words("năm"), YEAR], "month"
    yield "DATE", [*words("tháng"), DAY, MARK, YEAR], "month"


def periods() -> Iterator[Pattern]:
    """Yield the forms of a term or a span of years."""
    years = [YEAR, DASH, YEAR]
    for name in ("nhiệm kỳ", "giai đoạn", "thời kỳ", "nhiệm kỳ đại hội"):
        yield "PERIOD", [*words(name), *years], ""
    yield "PERIOD", [*words("khoá"), ROMAN], ""
    yield "PERIOD", [*words("nhiệm kỳ"), {"NORM": {"IN": ["khoá"]}, "OP": "?"}, ROMAN], ""
    yield "PERIOD", [*words("nhiệm kỳ đại hội"), ROMAN], ""
    yield "PERIOD", [*words("khoá"), ROMAN, COMMA, {"TEXT": "(", "OP": "?"}, *words("nhiệm kỳ"), *years], ""


def bodies(data: dict[str, Any]) -> Iterator[Pattern]:
    """Yield the names of bodies that end there (`whole`), may go on (`body`) or must (`part`)."""
    for kind, names in data["bodies"].items():
        for name in names:
            yield "HEAD", name, kind
    for kind, heads in data["sector_heads"].items():
        for head in heads:
            for sector in data["sectors"]:
                yield "HEAD", f"{head} {sector}", kind


def patterns() -> Iterator[Pattern]:
    """Yield (label, pattern, kind)."""
    data = load_json("structure.json")
    yield from dates()
    yield from periods()
    yield "SYMBOL", [SYMBOL], ""
    for one in sorted(document_types(), key=lambda one: one.name):
        yield "TYPE", one.name, "cited" if one.cited else ""
    for name in data["named"]:
        yield "NAMED", name, ""
    for kind, names in data["laws"].items():
        for name in names:
            yield "LAW", f"{kind} {name}", kind
    yield from bodies(data)
    ambiguous = set(data["ambiguous_provinces"])
    for name in data["provinces"]:
        yield "PROVINCE", name, "ambiguous" if name in ambiguous else ""
    for label, key in (
        ("LEVEL", "levels"), ("HONORIFIC", "honorifics"), ("OFFICE", "offices"), ("RANK", "ranks"),
        ("CODE", "authorities"), ("URGENCY", "urgency"), ("SECRECY", "secrecy"), ("CIRCULATION", "circulation"),
        ("DRAFT", "drafts"), ("COPY", "copies"),
    ):  # fmt: skip
        for name in data[key]:
            yield label, name, ""
    mottos = load_json("header.json")["mottos"]
    for motto in (motto for group in mottos.values() for motto in group):
        yield "MOTTO", motto, ""
    for office in load_json("header.json")["positions"]:
        yield "POSITION", office, ""


@click.command()
def main() -> None:
    """Write the patterns into `models/`."""
    rows = [
        json.dumps({"label": label, "pattern": pattern} | ({"id": kind} if kind else {}), ensure_ascii=False)
        for label, pattern, kind in patterns()
    ]
    Path("models/patterns.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
