"""A metadata field is declared once; schema, routes, report, Markdown and benchmark know it from there."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import pytest

from archive.markdown import to_markdown
from archive.schema import SCHEMA
from benchmarks.tables.structure import fields_table
from core.wording import UNSURE
from ocr.elements import Box
from postprocess.declarations import Declared, Kind, NormalForm, declarations
from postprocess.elements import DECLARED, Block, BlockKind, Document, Field, Metadata
from postprocess.fields.routes import GROUPS, Routes, routed, routes
from postprocess.understand import understand
from quality import report
from synthesis import perfect
from synthesis.content import variety

BOX = Box(0, 0, 10, 10)
ALWAYS_SURE = Routes({}, sure=0.0, look=0.0)
SOUND = {
    NormalForm.DIGITS: "7",
    NormalForm.CODE: "NQ/TU",
    NormalForm.DATE: "2024-11-05",
    NormalForm.PHRASE: "tỉnh uỷ lâm giang",
    NormalForm.AUTHORITY: "tm ban thường vụ",
    NormalForm.OFFICE: "phó bí thư",
}
UNSOUND = {
    NormalForm.DIGITS: ("", "07", "7a"),
    NormalForm.CODE: ("", "NQ", "NQ /TU", "NQ/"),
    NormalForm.DATE: ("", "2024-11", "2024-13-05", "5/11/2024"),
    NormalForm.PHRASE: ("", "Tỉnh uỷ", "tỉnh  uỷ", " tỉnh uỷ"),
    NormalForm.AUTHORITY: ("", "TM ban thường vụ"),
    NormalForm.OFFICE: ("", "PHÓ BÍ THƯ"),
}


def one(name: str, **changes: object) -> Metadata:
    """Return metadata that has this field alone."""
    field = replace(Field("x", SOUND[DECLARED[name].normal], 1.0, 1, BOX, ""), **changes)  # type: ignore[arg-type]
    several = isinstance(getattr(Metadata(), name), tuple)
    return replace(Metadata(), **{name: (field,) if several else field})  # type: ignore[arg-type]


def test_no_field_goes_undeclared() -> None:
    @dataclass
    class Record:
        told: Annotated[str, Declared("Có", "Told", Kind.WORD)]
        untold: str

    with pytest.raises(TypeError, match="untold"):
        declarations(Record)
    assert list(DECLARED) == [field.name for field in dataclasses.fields(Metadata)]


def test_names_of_fields_are_told_apart() -> None:
    for language in ("vi", "en"):
        names = [getattr(declared, language) for declared in DECLARED.values()]
        assert all(names) and len(set(names)) == len(names)


def test_the_schema_knows_every_field() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert list(schema["$defs"]["Metadata"]["properties"]) == list(DECLARED)


def test_every_kind_has_fields_and_a_curve_of_confidence() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(DECLARED)
    assert set(routes().curves) == {kind for kind in Kind if GROUPS[kind]} == set(Kind)


@pytest.mark.parametrize("name", DECLARED)
def test_a_field_gets_a_route_and_is_sure_only_in_its_normal_form(name: str) -> None:
    [(told, field)] = routed(one(name), ALWAYS_SURE).found
    assert (told, field.sure) == (name, True)
    for normal in UNSOUND[DECLARED[name].normal]:
        [(_, field)] = routed(one(name, normal=normal), ALWAYS_SURE).found
        assert not field.sure, normal


def test_what_made_documents_say_has_the_normal_form_declared() -> None:
    for made in islice(variety.documents(), 0, 60, 6):
        for name, field in understand(perfect.read(made), correct=False, tag=False).metadata.found:
            assert DECLARED[name].normal.matches(field.normal), (made.name, name, field.normal)


@pytest.mark.parametrize("name", DECLARED)
def test_markdown_marks_it_where_it_is_unsure(name: str) -> None:
    block = Block(BlockKind.PARAGRAPH, "x", 1, BOX)
    assert UNSURE in to_markdown(Document((), (block,), one(name, sure=False)))
    assert UNSURE not in to_markdown(Document((), (block,), one(name)))


def test_the_report_tells_what_is_missing_of_the_required() -> None:
    labels = [declared.label for declared in DECLARED.values() if declared.required]
    empty = report.Survey(datetime.now(), Path(), (), (), 0, (), ())
    assert [label for label, _, _ in empty.missing] == labels


def test_the_benchmark_has_a_row_for_every_field() -> None:
    rows = [line.split("|")[1].strip() for line in fields_table((), ()).splitlines()]
    assert [row for row in rows if row in DECLARED] == list(DECLARED)
