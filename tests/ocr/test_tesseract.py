"""The Tesseract that a process keeps answers as one started for the page does, and its end costs no page."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.errors import EngineError, MissingToolError
from ocr.readers import tesseract
from synthesis.typesetting import fonts

TEXTS = [
    *("Ban Chấp hành", "Trung ương đã", "ban hành Nghị", "quyết số 13", "ngày 16 tháng", "năm 2012 về"),
    *("xây dựng kết", "cấu hạ tầng", "đồng bộ nhằm", "đưa nước ta", "cơ bản trở", "thành nước công"),
]


def printed(text):
    font = fonts.face("tinos", 7.0)
    image = Image.new("L", (round(font.getlength(text)) + 20, 44), 255)
    ImageDraw.Draw(image).text((10, 4), text, font=font, fill=0)
    return np.asarray(image)


LINES = [printed(text) for text in TEXTS]
ODD = [np.full((44, 300), 255, np.uint8), np.zeros((30, 30), np.uint8), np.full((1, 1), 255, np.uint8)]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[tesseract._Kept]:
    one = tesseract._Kept(_pages=1)
    monkeypatch.setattr(tesseract, "_kept", one)
    yield one
    one.close()


def told(lines):
    return [" ".join(token.text for token in tokens) for tokens in lines]


def test_it_answers_as_one_of_its_own(kept):
    images = [*ODD, *LINES, *ODD]
    once = tesseract._read_once(images, 0)
    assert told(once)[3:-3] == TEXTS
    assert kept.read_lines(images, 0) == once
    assert kept.read_lines(images[4:5], 60) == once[4:5]
    assert kept.read_lines(images[5:], 0) == once[5:]


def test_pages_of_many_lines_are_told_in_parts(kept, monkeypatch):
    monkeypatch.setattr(tesseract, "_TOLD", 5)
    assert told(kept.read_lines(LINES, 0)) == TEXTS


def test_the_first_page_of_a_process_needs_none(monkeypatch):
    monkeypatch.setattr(tesseract, "_kept", one := tesseract._Kept())
    assert told(tesseract.read_lines(LINES[:2])) == TEXTS[:2]
    assert one._process is None
    assert told(tesseract.read_lines(LINES[:2])) == TEXTS[:2]
    assert one._process
    one.close()


def test_one_that_was_killed_costs_no_page(kept):
    for _ in range(2):
        assert told(tesseract.read_lines(LINES[:3])) == TEXTS[:3]
        process = kept._process
        assert process
        process.kill()
        process.wait()
        assert told(tesseract.read_lines(LINES[:3])) == TEXTS[:3]
        assert kept._process is None


def test_one_that_hangs_is_ended_when_its_time_is_over(kept):
    kept.read_lines(LINES[:1], 0)
    process = kept._process
    assert process
    process.send_signal(signal.SIGSTOP)
    with pytest.raises(EngineError):
        tesseract.read_lines(LINES[:1], 0.5)
    assert process.returncode == -signal.SIGKILL
    assert told(tesseract.read_lines(LINES[:1], 60)) == TEXTS[:1]


def test_what_is_not_installed_is_still_said(kept, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError):
        tesseract.read_lines(LINES[:1])


def test_threads_do_not_mix_their_lines(kept):
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda at: told(tesseract.read_lines(LINES[at : at + 1])), range(12)))
    assert found == [[text] for text in TEXTS]


def test_a_forked_child_leaves_it_alone(kept):
    assert told(tesseract.read_lines(LINES[:2])) == TEXTS[:2]
    with get_context("fork").Pool(1) as pool:
        assert told(pool.apply(tesseract.read_lines, (LINES[2:4],))) == TEXTS[2:4]
        assert told(pool.apply(tesseract.read_lines, (LINES[4:6],))) == TEXTS[4:6]
    process = kept._process
    assert told(tesseract.read_lines(LINES[6:8])) == TEXTS[6:8]
    assert kept._process is process


@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_it_ends_with_its_process(end):
    code = f"""
import os, numpy as np
from ocr.readers import tesseract
for _ in range(2):
    tesseract.read_lines([np.full((44, 300), 255, np.uint8)])
print(tesseract._kept._process.pid, flush=True)
{end}
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert not run.stderr
    until = time.monotonic() + 20
    while runs(int(run.stdout)):
        assert time.monotonic() < until
        time.sleep(0.05)


def runs(pid):
    """Whether a process is there and not just waiting for its parent to ask how it ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_names_the_file_of_its_model_where_it_says_where_that_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert [path.name for path in tesseract.model_files()] == ["vie.traineddata"]
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tesseract.model_files() == ()
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\necho "List of available languages (1):"\necho vie\n', encoding="utf-8")
    program.chmod(0o755)
    assert tesseract.model_files() == ()
