"""The catalogue of wording: whole in both languages, used as it stands, and the only place for what people are told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import jinja2
import pytest
from conftest import ROOT
from jinja2 import nodes
from wording_catalogue import CATALOGUE, QUOTED, VIETNAMESE, messages, places

from archive.markdown import to_markdown
from archive.record import SourceRecord, record_of, to_json
from core import errors
from core.wording import Counted, Message, click_words, decimal, grouped, percent, phrases
from ocr.elements import Box, Line, Page, Region, RegionKind, StampKind, Word
from postprocess.elements import Document, Field, Metadata

# The rooms that talk to people, and the templates of what they show.
TALKING = ("sohoa", "flows", "batch", "intake", "quality")
TEMPLATES = sorted((ROOT / "quality").glob("*.html"))


def test_every_message_has_both_languages_and_the_same_places() -> None:
    found = list(messages())
    assert len(found) > 250
    for name, message in found:
        assert message.vi.strip() and message.en.strip(), name
        assert places(message.vi) == places(message.en), name
        english = message.en
        for quoted in QUOTED:
            english = english.replace(quoted, "")
        assert not VIETNAMESE.search(english), name


def test_every_kind_of_region_and_stamp_has_a_name() -> None:
    assert set(CATALOGUE["inspection"].REGION) == set(RegionKind)
    assert set(CATALOGUE["inspection"].STAMP) == set(StampKind)


def test_click_asks_for_the_words_that_it_is_given() -> None:
    asked = {
        node.value
        for path in Path(click.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert [message.en for message in click_words.WORDS if message.en not in asked] == []


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in (*TALKING, "core", "models", "ocr", "postprocess", "archive", "synthesis"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def called(tree: ast.Module) -> Iterator[tuple[str, Message | Counted, set[str]]]:
    """Messages of the catalogue that a module fills in, and the names of what it fills in."""
    aliases = {
        name.asname or name.name: CATALOGUE[name.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "core.wording"
        for name in node.names
        if name.name in CATALOGUE
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        said = node.func.value if node.func.attr == "filled" else node.func
        if isinstance(said, ast.Attribute) and isinstance(said.value, ast.Name) and said.value.id in aliases:
            value = getattr(aliases[said.value.id], said.attr)
            if isinstance(value, Message | Counted):
                yield said.attr, value, {keyword.arg or "" for keyword in node.keywords}


def fills(message: Message | Counted, given: set[str]) -> bool:
    return places(message.vi) - ({"count"} if isinstance(message, Counted) else set()) == given - {"count"} or (
        isinstance(message, Message) and places(message.vi) == given
    )


def test_messages_are_filled_in_with_what_they_have_places_for() -> None:
    found = 0
    for path, tree in sources():
        for name, message, given in called(tree):
            assert fills(message, given), f"{path}: {name}"
            found += 1
    for path in TEMPLATES:
        for call in jinja2.Environment().parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Getattr) and getattr(call.node.node, "name", "") == "say":
                message = getattr(CATALOGUE[path.stem], call.node.attr)
                assert fills(message, {keyword.key for keyword in call.kwargs}), f"{path}: {call.node.attr}"
                found += 1
    assert found > 60


def test_errors_are_raised_with_what_their_sentences_need() -> None:
    kinds = {kind.__name__: kind for kind in errors.kinds()}
    found = 0
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                needed = places(kinds[node.func.id].says.vi)
                assert {keyword.arg for keyword in node.keywords} == needed, f"{path}:{node.lineno}"
                found += 1
    assert found > 40


def test_nothing_is_told_past_the_catalogue() -> None:
    """Vietnamese in a room that talks to people stands in comments and docstrings only; so do texts in templates."""
    for room in TALKING:
        for path in (ROOT / room).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            documented = ast.Module | ast.ClassDef | ast.FunctionDef
            docstrings = {
                id(node.body[0].value)
                for node in ast.walk(tree)
                if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                    # Single letters are what words are compared by.
                    assert len(node.value) <= 2 or not VIETNAMESE.search(node.value), f"{path}:{node.lineno}"
    for path in TEMPLATES:
        assert not VIETNAMESE.search(path.read_text("utf-8")), path


@pytest.mark.parametrize(
    ("language", "expected"),
    [("vi", ("97,3 %", "–", "12.345", "−1,3")), ("en", ("97.3%", "–", "12,345", "−1.3"))],
)
def test_numbers_are_written_as_the_language_does(
    monkeypatch: pytest.MonkeyPatch, language: str, expected: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SOHOA_LANG", language)
    assert (percent(0.9734), percent(None), grouped(12345), decimal(-1.26)) == expected


def test_one_thing_is_not_told_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    things = Counted("{count} tệp", "{count} file", "{count} files")
    assert [things(number) for number in (0, 1, 2)] == ["0 tệp", "1 tệp", "2 tệp"]
    monkeypatch.setenv("SOHOA_LANG", "en")
    assert [things(number) for number in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    assert things(1000, count=grouped(1000)) == "1,000 files"


SEEN = phrases.SECRET_AND.filled(
    seen=phrases.SECRET.filled(mark="TỐI MẬT"), page=7, other=phrases.DECLASSIFIED.filled(mark="GIẢI MẬT")
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.EmptyFileError(), "The file is empty"),
        (errors.NotAScanError(found=phrases.GIF), "a scanned image (a GIF image)."),
        (errors.TooManyPagesError(pages=3, limit=2), "has 3 pages, more than the limit of 2."),
        (errors.DuplicateError(first="tờ {1} («x.pdf»)"), "in the archive already: tờ {1} («x.pdf»)."),
        (errors.SecretError(page=2, seen=SEEN), "Page 2 bears the secrecy mark “TỐI MẬT”; page 7 bears “GIẢI MẬT”"),
    ],
)
def test_what_a_file_keeps_in_vietnamese_is_told_in_english(
    monkeypatch: pytest.MonkeyPatch, error: errors.SohoaError, expected: str
) -> None:
    kept = error.sentence.vi
    sentences = [kind.says for kind in errors.kinds()]
    assert phrases.told(kept, sentences) == kept == error.message
    monkeypatch.setenv("SOHOA_LANG", "en")
    assert error.sentence.vi == kept
    assert expected in error.message
    assert phrases.told(kept, sentences) == error.message


def test_other_words_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_LANG", "en")
    assert phrases.told("Lời của một phiên bản cũ.") == "Lời của một phiên bản cũ."


def test_records_and_packages_do_not_depend_on_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(0, 0, 100, 20)
    line = Line(box, (Word("Điều", box, 0.4),))
    page = Page(1, 100, 100, 200, (Region(RegionKind.TEXT, box, (line,)),), findings=(phrases.UNREAD_INK.vi,))
    number = Field("35", "35", 0.3, 1, box, "", sure=False)
    document = Document((page,), (), Metadata(number=number))
    source = SourceRecord("a.pdf", "/a.pdf", "0" * 64, 1, "application/pdf", 1, ())

    def kept() -> tuple[bytes, str]:
        return to_json(record_of(source, document, {}, {})), to_markdown(document)

    before = kept()
    monkeypatch.setenv("SOHOA_LANG", "en")
    assert kept() == before
