"""The command `sohoa` as a user meets it: what it prints where, and how it exits."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import SAMPLE, SAMPLE_NUMBER, Place
from PIL import Image

from core.errors import SettingsError
from core.settings import load_settings
from core.wording import full_number

HEAVY = ("prefect", "spacy", "cv2", "onnxruntime", "rich")


@pytest.fixture
def bare(tmp_path: Path) -> Place:
    """A working directory for commands that do not meet Prefect."""
    return Place(tmp_path)


@pytest.fixture
def unrecorded(bare: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A working directory for batches whose Prefect server is gone: they do their work without it."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    return bare


def loaded_after(code: str) -> set[str]:
    """Which of the heavy libraries a fresh Python holds after `code`."""
    report = f"import sys\n{code}\nprint(*(name for name in {HEAVY} if name in sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True, cwd=SAMPLE.parents[2]
    )
    return set(done.stderr.split())


def test_help_comes_without_the_heavy_libraries() -> None:
    assert loaded_after("import sohoa.cli") == set()


def test_reading_needs_no_prefect(letterhead: Path) -> None:
    read = (
        "from pathlib import Path; from sohoa import cli_read; "
        f"cli_read.run(Path({str(letterhead)!r}), None, False, 'text')"
    )
    assert "prefect" not in loaded_after(read)


def test_core_needs_no_prefect() -> None:
    assert "prefect" not in loaded_after("import batch.pipeline, intake.hot_folder, quality.report")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"SOHOA_LANG": "vi", "LANG": "en_US.UTF-8"}, "Số hoá"),
        ({"SOHOA_LANG": "", "LC_ALL": "", "LANG": "vi_VN.UTF-8"}, "Số hoá"),
        ({"SOHOA_LANG": "", "LC_ALL": "", "LANG": "C.UTF-8"}, "Số hoá"),
        ({"SOHOA_LANG": "en"}, "Digitize"),
        ({"SOHOA_LANG": "", "LC_ALL": "en_GB.UTF-8"}, "Số hoá"),  # a clerk's machine may have any locale
    ],
)
def test_help_speaks_the_language_asked_for(bare: Place, environment: dict[str, str], expected: str) -> None:
    done = subprocess.run(
        bare.command("--help"), env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    assert expected in done.stdout


@pytest.mark.parametrize("command", ["digitize", "read", "inspect", "serve", "report", "doctor"])
def test_every_command_explains_itself(bare: Place, command: str) -> None:
    assert command in bare.sohoa("--help").stdout
    assert f"Cách dùng: sohoa {command}" in bare.sohoa(command, "--help").stdout


def test_read_prints_the_text_and_archives_nothing(bare: Place, letterhead: Path) -> None:
    done = bare.sohoa("read", letterhead)
    assert done.returncode == 0, done.stderr
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in done.stdout
    assert f"Số {SAMPLE_NUMBER}" in done.stdout.replace("Số:", "Số")
    assert not bare.clean.exists()


def test_read_as_json_has_pages_words_stamps_and_steps(bare: Place, letterhead: Path) -> None:
    done = bare.sohoa("read", letterhead, "--format", "json", "--raw")
    record = json.loads(done.stdout)
    (page,) = record["pages"]
    assert {"width", "height", "regions", "stamps", "steps", "blank", "turn"} <= page.keys()
    assert page["steps"]
    words = [word for region in page["regions"] for line in region["lines"] for word in line["words"]]
    assert "NAM" in [word["text"] for word in words]
    for word in words:
        box = word["box"]
        assert 0 <= box["left"] < box["right"] <= page["width"]
        assert 0 <= box["top"] < box["bottom"] <= page["height"]
        assert 0 <= word["confidence"] <= 1
    assert "correct" not in [step["name"] for step in record["steps"]]
    assert record["source"]["name"] == SAMPLE.name


def test_read_as_markdown_has_the_form_of_the_document(bare: Place) -> None:
    lines = bare.sohoa("read", SAMPLE, "--format", "md").stdout.splitlines()
    assert f"Số {SAMPLE_NUMBER}" in [line.strip() for line in lines]
    assert "Nơi nhận:" in lines
    assert [line for line in lines if line.startswith("- Lưu ")]


def test_read_takes_one_page_or_all_in_order(bare: Place, letterhead: Path) -> None:
    sample = Image.open(letterhead)
    blank = Image.new("L", (800, 1100), 255)
    blank.save(bare.root / "ba.tif", save_all=True, append_images=[sample.convert("L"), blank], dpi=(100, 100))
    pages = bare.sohoa("read", "ba.tif").stdout.removesuffix("\n").split("\f")
    assert len(pages) == 3
    assert (pages[0], pages[2]) == ("", "")
    assert bare.sohoa("read", "ba.tif", "--page", "2").stdout.removesuffix("\n") == pages[1]
    beyond = bare.sohoa("read", "ba.tif", "--page", "4")
    assert (beyond.returncode, beyond.stdout) == (1, "")
    assert "chỉ có 3 trang" in beyond.stderr


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("a.pdf", b"", "empty-file"), ("b.pdf", b"no scan at all", "not-a-scan"), (None, None, "no-such-file")],
)
def test_read_tells_in_vietnamese_what_is_wrong(
    bare: Place, name: str | None, content: bytes | None, code: str
) -> None:
    if name and content is not None:
        (bare.root / name).write_bytes(content)
    done = bare.sohoa_here("read", name or "nowhere.pdf")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"[{code}]" in done.stderr
    assert "Hãy" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["read", "inspect"])
def test_a_file_that_is_not_there_is_said_to_be_missing(bare: Place, command: str) -> None:
    done = bare.sohoa_here(command, "không có.pdf")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "sohoa: Không có tệp «không có.pdf». Hãy kiểm tra lại tên tệp và đường dẫn. [no-such-file]\n"


def test_wrong_usage_and_wrong_settings_have_their_own_status(bare: Place) -> None:
    assert bare.sohoa("digitize", "nowhere").returncode == 2
    wrong = bare.sohoa("report", workers=0)
    assert wrong.returncode == 1
    assert "workers" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_digitize_archives_and_leaves_the_scans_and_report_tells_of_it(place: Place, letterhead: Path) -> None:
    shutil.copy(letterhead, place.raw)
    first = place.sohoa("digitize")
    assert first.returncode == 0, first.stderr
    (package,) = place.archived()
    assert SAMPLE_NUMBER in first.stdout
    assert package in first.stdout
    assert "[1/1] mau-cong-van.jpg" in first.stderr
    assert (place.raw / SAMPLE.name).read_bytes() == letterhead.read_bytes()

    second = place.sohoa("digitize", "--json")
    assert second.returncode == 0, second.stderr
    (outcome,) = map(json.loads, second.stdout.splitlines())
    assert (outcome["status"], outcome["pages"]) == ("skipped", 1)
    assert Path(outcome["location"]).samefile(place.clean / package)
    assert place.archived() == [package]

    report = place.sohoa("report")
    assert report.returncode == 0, report.stderr
    assert "Trong kho: 1 tài liệu, 1 trang" in report.stdout
    (page,) = (place.root / "data" / "reports").glob("bao-cao-*.html")
    assert page.name in report.stdout


def test_digitize_says_by_its_status_that_something_was_set_aside(unrecorded: Place) -> None:
    (unrecorded.root / "thư mục").mkdir()
    (unrecorded.root / "thư mục" / "hỏng.pdf").write_bytes(b"%PDF-1.7 and no more")
    done = unrecorded.sohoa("digitize", "thư mục", "--out", "kho", "--json")
    assert done.returncode == 3, done.stderr
    (outcome,) = map(json.loads, done.stdout.splitlines())
    assert (outcome["name"], outcome["status"], outcome["code"]) == ("hỏng.pdf", "set_aside", "damaged")
    assert "bị hỏng" in outcome["reason"]
    assert (unrecorded.aside / "hỏng.pdf.ly-do.txt").exists()


def test_digitize_does_its_work_though_prefect_is_gone(unrecorded: Place, letterhead: Path) -> None:
    shutil.copy(letterhead, unrecorded.raw)
    done = unrecorded.sohoa("digitize")
    assert done.returncode == 0, done.stderr
    assert len(unrecorded.archived()) == 1
    assert "Prefect không ghi lại" in done.stderr


def test_digitize_shows_progress_on_a_terminal(unrecorded: Place, letterhead: Path) -> None:
    shutil.copy(letterhead, unrecorded.raw)
    master, terminal = pty.openpty()
    shown = b""
    with subprocess.Popen(
        unrecorded.command("digitize"),
        cwd=unrecorded.root,
        env=unrecorded.environment(),
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        with suppress(OSError):  # how Linux says that nobody writes there any more
            while part := os.read(master, 4096):
                shown += part
    os.close(master)
    assert process.returncode == 0, shown.decode()
    assert "1/1 trang" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert "Traceback" not in shown.decode()


def test_numbers_are_joined_as_each_form_prints_them() -> None:
    assert full_number("35", "NQ/TW") == "35-NQ/TW"
    assert full_number("12", "QĐ-UBND") == "12/QĐ-UBND"
    assert full_number("30", "2020/NĐ-CP") == "30/2020/NĐ-CP"
    assert full_number("", "NQ/TU") == "…-NQ/TU"
    assert full_number("7", "") == "7"


def test_help_is_quick(bare: Place) -> None:
    bare.sohoa("--help")
    start = time.process_time(), os.times().children_user
    bare.sohoa("--help")
    assert os.times().children_user - start[1] < 1.0


def test_settings_come_from_arguments_then_environment_then_file(bare: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bare.root)
    (bare.root / "sohoa.toml").write_text('raw = "thư mục nhận"\nworkers = 3\nmax_pages = 7\nspoiled = 0\n', "utf-8")
    monkeypatch.setenv("SOHOA_WORKERS", "4")
    monkeypatch.setenv("SOHOA_MAX_PAGES", "8")
    monkeypatch.setenv("SOHOA_KEEP_RAW", "1")
    found = load_settings(workers=5, clean=None)
    assert (found.raw, found.workers, found.max_pages) == (Path("thư mục nhận"), 5, 8)
    assert (found.spoiled, found.keep_raw, found.clean) == (0.0, True, Path("data/clean"))


@pytest.mark.parametrize(
    ("line", "named"),
    [("worker = 2", "worker"), ('night_at = "7:00"', "night_at"), ("raw = 5", "raw"), ("workers = ", "sohoa.toml")],
)
def test_a_setting_that_cannot_be_is_named(bare: Place, monkeypatch: pytest.MonkeyPatch, line: str, named: str) -> None:
    monkeypatch.chdir(bare.root)
    (bare.root / "sohoa.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert named in raised.value.message


def test_one_worker_reads_all_pages_as_several_do(bare: Place, letterhead: Path) -> None:
    sample = Image.open(letterhead).convert("L")
    sample.save(bare.root / "hai.tif", save_all=True, append_images=[sample.rotate(1, fillcolor=255)], dpi=(100, 100))
    alone = bare.sohoa("read", "hai.tif", workers=1)
    assert (alone.returncode, alone.stdout.count("\f")) == (0, 1)
    assert alone.stdout == bare.sohoa("read", "hai.tif", workers=2).stdout
