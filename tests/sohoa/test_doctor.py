"""`sohoa doctor`: what is there is called good, what is missing comes with what to do."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest
from conftest import Place

from core.settings import Settings
from sohoa.doctor import Finding, Verdict, examine


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(**{name: tmp_path / name for name in ("raw", "clean", "aside", "state")})


def findings(settings: Settings) -> dict[str, Finding]:
    """The quick checks: all before the one that reads a page."""
    return {
        found.name: found for found in takewhile(lambda found: found.name != "Mô hình nhận dạng", examine(settings))
    }


def test_a_machine_that_runs_these_tests_is_fit(settings: Settings) -> None:
    found = takewhile(lambda one: one.name != "Prefect", examine(settings))
    broken = [one for one in found if one.verdict is Verdict.PROBLEM]
    assert not broken


def test_missing_programs_are_problems_with_advice(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = findings(settings)
    for name, package in (("Tesseract", "tesseract-ocr-vie"), ("Poppler", "poppler-utils")):
        assert found[name].verdict is Verdict.PROBLEM
        assert package in found[name].advice


def test_missing_language_is_a_problem(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    found = findings(settings)
    assert found["Tesseract"].verdict is Verdict.OK
    assert found["Tesseract tiếng Việt"].verdict is Verdict.PROBLEM


def test_folder_that_cannot_be_written_is_a_problem(settings: Settings) -> None:
    settings.aside.write_text("no folder")
    found = findings(settings)
    assert found["Thư mục để riêng"].verdict is Verdict.PROBLEM
    assert "sohoa.toml" in found["Thư mục để riêng"].advice
    assert found["Kho"].verdict is Verdict.OK


def test_command_exits_with_one_if_prefect_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    done = Place(tmp_path).sohoa("doctor")
    assert done.returncode == 1
    assert "Prefect: không trả lời" in done.stdout
    assert "PREFECT_API_URL" in done.stdout
    assert "Có 1 chỗ cần sửa" in done.stdout


def test_command_calls_a_whole_machine_ready(place: Place) -> None:
    done = place.sohoa("doctor")
    assert done.returncode == 0, done.stdout
    assert "Máy sẵn sàng." in done.stdout
