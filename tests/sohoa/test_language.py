"""`SOHOA_LANG`: screens are whole in Vietnamese and in English; what is kept in files is Vietnamese."""

from __future__ import annotations

import re
import shutil

import pytest
from conftest import SAMPLE, SAMPLE_NUMBER, Place
from wording_catalogue import QUOTED, VIETNAMESE, messages

from sohoa.cli import app

# Words that an English sentence hardly does without, and that are none of Vietnamese.
ENGLISH = re.compile(r"\b(the|is|are|not|of|for|and|with|Usage|Options|Error|Commands)\b")
WRONG_USAGE = (
    ("read",),
    ("raed",),
    ("read", "a.pdf", "b.pdf"),
    ("read", "a.pdf", "--format", "html"),
    ("read", "a.pdf", "--formt", "text"),
    ("read", "a.pdf", "--page", "0"),
    ("read", "a.pdf", "--page", "two"),
    ("read", "a.pdf", "--page"),
    ("read", "a.pdf", "--raw=1"),
    ("digitize", "nowhere"),
)


@pytest.fixture
def bare(tmp_path) -> Place:
    """A working directory for commands that do not meet Prefect, with a file that is no scan."""
    made = Place(tmp_path)
    (tmp_path / "word.pdf").write_bytes(b"PK\x03\x04 and more")
    (tmp_path / "a.pdf").write_bytes(b"")
    return made


def vietnamese_in(said: str, *data: str) -> list[str]:
    """The lines with Vietnamese letters, outside `data`: file names, types and numbers of documents."""
    for known in (*QUOTED, *data):
        said = said.replace(known, "")
    return [line for line in said.splitlines() if VIETNAMESE.search(line)]


def english_in(said: str) -> list[str]:
    """The lines with English words, and the English pieces of the catalogue that stand in what was said."""
    said = re.sub(r"\[[a-z-]+\]$", "", said, flags=re.MULTILINE)  # the code of an error
    lines = [line for line in said.splitlines() if ENGLISH.search(line) and "SOHOA_LANG=en" not in line]
    pieces = {
        piece.strip(" .,:;()“”\n")
        for _, message in messages()
        if message.en != message.vi
        for piece in re.split(r"\{[^}]*\}", message.en)
    }
    return lines + [piece for piece in pieces if " " in piece and piece in said and not piece.startswith("Help in")]


def test_help_is_english_throughout(bare: Place) -> None:
    for command in ((), *((name,) for name in app.commands)):
        said = bare.sohoa(*command, "--help", lang="en").stdout
        assert "Usage: sohoa" in said
        assert vietnamese_in(said) == []


def test_help_is_vietnamese_throughout(bare: Place) -> None:
    for command in ((), *((name,) for name in app.commands)):
        said = bare.sohoa(*command, "--help", lang="vi").stdout
        assert "Cách dùng: sohoa" in said
        assert english_in(said) == []


@pytest.mark.parametrize("arguments", [*WRONG_USAGE, ("read", "word.pdf"), ("read", "a.pdf"), ("inspect", "none.pdf")])
def test_what_goes_wrong_is_told_in_one_language(bare: Place, arguments: tuple[str, ...]) -> None:
    english, vietnamese = (bare.sohoa(*arguments, lang=language) for language in ("en", "vi"))
    assert english.returncode == vietnamese.returncode > 0
    assert english.stderr and vietnamese_in(english.stderr) == []
    assert vietnamese.stderr and english_in(vietnamese.stderr) == []


def test_a_batch_and_its_report_are_told_in_english_and_kept_in_vietnamese(
    bare: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    shutil.copy(SAMPLE, bare.raw)
    (bare.raw / "empty.png").write_bytes(b"")
    (bare.raw / "word.pdf").write_bytes(b"PK\x03\x04 and more")
    done = bare.sohoa("digitize", lang="en")
    assert done.returncode == 3, done.stderr
    assert vietnamese_in(done.stdout + done.stderr, "CÔNG VĂN", SAMPLE_NUMBER) == []
    assert "3 documents, 1 page: 1 archived, 2 set aside." in done.stdout
    assert "/3] mau-cong-van.jpg: Archived." in done.stderr
    assert "Prefect has no record of this run: " in done.stderr
    assert "Lý do: Tệp rỗng (0 byte)." in (bare.aside / "empty.png.ly-do.txt").read_text("utf-8")

    report = bare.sohoa("report", lang="en")
    assert vietnamese_in(report.stdout) == []
    assert "In the archive: 1 document, 1 page, " in report.stdout


def test_doctor_is_told_in_english(bare: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    bare.aside.write_text("no folder")
    done = bare.sohoa("doctor", lang="en")
    assert done.returncode == 1
    assert vietnamese_in(done.stdout) == []
    assert "There are 2 things to put right first." in done.stdout
