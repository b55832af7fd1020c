"""`document.json` and its schema: the file is what the types give, all records keep to it, old records are read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from conftest import SAMPLE
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from test_package import a_document, source_of
from text_pages import document_page

from archive.record import (
    SCHEMA_VERSION,
    VIETNAM,
    DocumentRecord,
    OriginalFile,
    Quality,
    SourceRecord,
    from_json,
    head_from_json,
    record_of,
    to_json,
)
from archive.schema import SCHEMA, make_schema, to_text
from ocr.elements import (
    Alternative,
    Box,
    Line,
    Page,
    ProcessingStep,
    Region,
    RegionKind,
    Stamp,
    StampKind,
    Word,
)
from ocr.read import ReadSettings, read_page
from ocr.sources.page_image import Limits
from ocr.sources.source import open_source
from postprocess.elements import Block, BlockKind, Correction, Document, Field, Metadata, Part, Tag
from postprocess.understand import understand

VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
SOURCE = source_of((OriginalFile("a.pdf", 5, "0" * 64),))

FIRST_VERSION = """{
  "schema_version": 1,
  "created": "2026-02-03T08:00:00+07:00",
  "source": {"name": "a.pdf", "path": "/scan/a.pdf", "sha256": "00", "size": 5, "kind": "application/pdf", "pages": 1,
             "files": [{"name": "a.pdf", "size": 5, "sha256": "00"}]},
  "quality": {"words": 1, "confidence": 0.9, "low_share": 0.0, "blank_pages": 0},
  "versions": {"sohoa": "0.1.0"},
  "metadata": {
    "doc_type": {"value": "NGHỊ QUYẾT", "normal": "nghị quyết", "confidence": 0.9, "page": 1,
                 "box": {"left": 1, "top": 2, "right": 3, "bottom": 4}, "evidence": "dòng tên loại", "sure": true},
    "number": null, "symbol": null, "date": null, "place": null, "issuer": null, "issuer_parent": null, "title": null,
    "signers": [], "signer_authority": null, "signer_position": null, "urgency": null, "secrecy": null,
    "incoming_org": null, "incoming_number": null, "incoming_date": null, "incoming_transfer": null,
    "incoming_file": null},
  "pages": [{"number": 1, "width": 800, "height": 1100, "dpi": null, "regions": [
    {"kind": "text", "box": {"left": 1, "top": 2, "right": 3, "bottom": 4}, "lines": [
      {"box": {"left": 1, "top": 2, "right": 3, "bottom": 4}, "words": [
        {"text": "NGHỊ", "box": {"left": 1, "top": 2, "right": 3, "bottom": 4}, "confidence": 0.9, "alternatives": [],
         "raw": "NGHI"}]}]}],
    "stamps": [], "steps": [], "blank": false, "turn": 0, "skew": 0.0, "findings": []}],
  "blocks": [{"kind": "heading", "text": "I- TÌNH HÌNH", "page": 1,
              "box": {"left": 1, "top": 2, "right": 3, "bottom": 4}, "level": 5}],
  "corrections": [],
  "steps": [{"name": "layout", "version": "1", "seconds": 0.1, "settings": {}}]
}"""

THIRD_VERSION = json.loads(FIRST_VERSION) | {
    "schema_version": 3,
    "corrections": [
        {
            "page": 1,
            "box": {"left": 1, "top": 2, "right": 3, "bottom": 4},
            "raw": "NGHI",
            "text": "NGHỊ",
            "step": "correct",
            "version": "1",
            "reason": "1.2 nats likelier",
            "raw_score": -3.0,
            "score": -1.8,
        }
    ],
    "tags": [{"label": "DATE", "text": "3/2", "block": 0, "start": 0, "end": 3, "parts": {}}],
    "parts": [{"first": 1, "last": 2, "confidence": 0.9, "evidence": "trang đầu", "metadata": {}}],
    "separators": [3],
}
SECOND_VERSION = {name: part for name, part in THIRD_VERSION.items() if name != "separators"} | {"schema_version": 2}

texts = st.text(max_size=8)
shares = st.floats(0, 1)
counts = st.integers(0, 10**6)
boxes = st.builds(Box, counts, counts, counts, counts)


def several(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=2).map(tuple)


def maybe(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | of


alternatives = st.builds(Alternative, texts, shares, texts)
words = st.builds(Word, texts, boxes, shares, several(alternatives), maybe(texts))
lines = st.builds(Line, boxes, several(words))
regions = st.builds(Region, st.sampled_from(RegionKind), boxes, several(lines))
stamps = st.builds(Stamp, st.sampled_from(StampKind), boxes, several(lines), shares)
values = st.none() | st.booleans() | counts | shares | texts
steps = st.builds(ProcessingStep, texts, shares, st.dictionaries(texts, values, max_size=2))
pages = st.builds(
    Page,
    counts,
    counts,
    counts,
    maybe(counts),
    several(regions),
    several(stamps),
    several(steps),
    st.booleans(),
    st.integers(0, 3),
    st.floats(-45, 45),
    several(texts),
)
fields = st.builds(Field, texts, texts, shares, counts, boxes, texts, st.booleans())
metadata = st.builds(
    Metadata,
    **{name: maybe(fields) for name in Metadata.__dataclass_fields__ if name != "signers"},
    signers=several(fields),
)
blocks = st.builds(
    Block, st.sampled_from(BlockKind), texts, counts, boxes, counts, texts, maybe(counts), several(several(texts))
)
records = st.builds(
    DocumentRecord,
    st.just(SCHEMA_VERSION),
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)).map(lambda time: time.replace(tzinfo=VIETNAM)),
    st.builds(
        SourceRecord, texts, texts, texts, counts, texts, counts, several(st.builds(OriginalFile, texts, counts, texts))
    ),
    st.builds(Quality, counts, maybe(shares), shares, counts),
    st.dictionaries(texts, texts, max_size=2),
    maybe(metadata),
    several(pages),
    several(blocks),
    several(st.builds(Correction, counts, boxes, texts, texts, texts, texts, st.floats(-99, 0), shares)),
    several(steps),
    several(st.builds(Tag, texts, texts, counts, counts, counts, st.dictionaries(texts, texts, max_size=2))),
    several(st.builds(Part, counts, counts, shares, texts, metadata)),
    several(counts),
    models=st.dictionaries(texts, texts, max_size=2),
)


def test_the_file_is_what_the_types_give() -> None:
    assert SCHEMA.read_text("utf-8") == to_text(make_schema()), "run python -m archive.schema"
    Draft202012Validator.check_schema(VALIDATOR.schema)


def test_every_type_and_field_is_described() -> None:
    for name, definition in VALIDATOR.schema["$defs"].items():
        assert definition["description"], name
        for field, schema in definition.get("properties", {}).items():
            assert schema.get("description", "").endswith("."), f"{name}.{field}"


def test_the_schema_names_no_host_and_its_version() -> None:
    assert VALIDATOR.schema["$id"] == f"urn:sohoa:document:{SCHEMA_VERSION}"
    assert "title" in VALIDATOR.schema and "description" in VALIDATOR.schema


@given(records)
@settings(max_examples=examples(60))
def test_any_record_keeps_to_the_schema_and_comes_back(record: DocumentRecord) -> None:
    data = to_json(record)
    VALIDATOR.validate(json.loads(data))
    assert from_json(data) == record


def test_a_document_read_end_to_end_keeps_to_the_schema() -> None:
    source = open_source(SAMPLE, Limits())
    read = understand([read_page(source.page(1), ReadSettings())])
    page = document_page(["TỈNH UỶ A", "Số 1-NQ/TU"], ["ĐẢNG CỘNG SẢN VIỆT NAM"], ["NGHỊ QUYẾT"], [["Điều 1. Giao."]])
    for reading in (read, understand([page]), a_document(), a_document().pages, Document((), (), Metadata())):
        data = to_json(record_of(SOURCE, reading, {"sohoa": "0.1.0"}, {"reader.onnx": "0" * 64}))
        VALIDATOR.validate(json.loads(data))
        assert to_json(from_json(data)) == data
    assert read.tags


@pytest.mark.parametrize(
    ("wrong", "value"),
    [("schema_version", 1), ("schema_version", "2"), ("pages", None), ("blocks", [{}]), ("tags", {}), ("created", 5)],
)
def test_what_is_no_such_record_is_refused(wrong: str, value: object) -> None:
    data = json.loads(to_json(record_of(SOURCE, a_document(), {}, {})))
    VALIDATOR.validate(data)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(data | {wrong: value})
    del data[wrong]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(data)


def test_a_record_has_the_tags_and_the_documents_of_the_scan() -> None:
    part = Part(1, 3, 0.9, "trang đầu", Metadata())
    tag = Tag("REFERENCE", "35-NQ/TW", 0, 0, 8, {"number": "35", "symbol": "NQ/TW"})
    document = Document((), (), Metadata(), tags=(tag,), parts=(part,))
    record = from_json(to_json(record_of(SOURCE, document, {}, {})))
    assert (record.tags, record.parts) == ((tag,), (part,))


def test_records_of_the_first_version_are_read() -> None:
    record, head = from_json(FIRST_VERSION), head_from_json(FIRST_VERSION)
    assert record.schema_version == head.schema_version == 1
    assert record.metadata == head.metadata
    assert record.metadata is not None and record.metadata.doc_type is not None
    assert record.metadata.doc_type.value == "NGHỊ QUYẾT"
    assert (record.metadata.author, record.metadata.copy_number) == (None, None)
    assert (record.tags, record.parts, record.models) == ((), (), {})
    assert record.steps == (ProcessingStep("layout", 0.1),)
    (block,) = record.blocks
    assert (block.level, block.marker, block.parent, block.rows) == (5, "", None, ())
    assert record.pages[0].text == "NGHỊ"


@pytest.mark.parametrize(("old", "separators"), [(SECOND_VERSION, ()), (THIRD_VERSION, (3,))])
def test_records_of_later_versions_are_read(old: dict[str, Any], separators: tuple[int, ...]) -> None:
    record, head = from_json(json.dumps(old)), head_from_json(json.dumps(old))
    assert record.schema_version == head.schema_version == old["schema_version"]
    assert record.steps == (ProcessingStep("layout", 0.1),)
    assert record.corrections == (
        Correction(1, Box(1, 2, 3, 4), "NGHI", "NGHỊ", "correct", "1.2 nats likelier", -3.0, -1.8),
    )
    assert record.tags == (Tag("DATE", "3/2", 0, 0, 3),)
    assert record.parts == (Part(1, 2, 0.9, "trang đầu", Metadata()),)
    assert (record.separators, record.models) == (separators, {})
