"""A type of document is declared once: header lexicon, tagging patterns and made documents know it from there."""

from __future__ import annotations

import json

from models.resources import model_path
from postprocess.words.lexicon import document_types, fold, lexicon
from synthesis.content import variety
from training.make_patterns import patterns

CODES = {one.name: one.codes for one in document_types()}


def test_no_type_is_declared_twice() -> None:
    assert len(CODES) == len(document_types())
    headed = [one.name for one in document_types() if one.in_header]
    assert len({fold(name) for name in headed}) == len(headed)


def test_the_header_lexicon_knows_what_stands_in_headers() -> None:
    assert list(lexicon().types.values()) == [one.name for one in document_types() if one.in_header]


def test_the_patterns_are_what_the_declarations_give() -> None:
    made = [
        {"label": label, "pattern": pattern} | ({"id": kind} if kind else {}) for label, pattern, kind in patterns()
    ]
    kept = [json.loads(line) for line in model_path("patterns.jsonl").read_text(encoding="utf-8").splitlines()]
    assert kept == made, "run python -m training.make_patterns"
    cited = {one["pattern"] for one in kept if one["label"] == "TYPE" and one.get("id") == "cited"}
    assert cited == {one.name for one in document_types() if one.cited}


def test_made_documents_are_of_declared_types_and_codes() -> None:
    for _, name, code, *_ in variety.KINDS:
        assert not code or code in CODES[name.lower()], (name, code)
