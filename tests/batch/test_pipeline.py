"""The way of a batch: what becomes of each file, in order, whatever befalls the others."""

from __future__ import annotations

import json
import os
import threading
import time
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from quick_steps import DEADLY, ENGINE, FAULTY, QUICK, STUCK, TRANSIENT, TRAPS, traps
from scan_files import image_pdf, picture

from archive.aside import list_aside
from archive.package import Archive
from batch.pipeline import Outcome, Progress, Status, digitize_batch
from batch.workers import Steps, WorkerPool
from core.settings import Settings
from intake import hot_folder
from models.resources import model_path


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "raw").mkdir()
    return Settings(
        raw=tmp_path / "raw",
        clean=tmp_path / "clean",
        aside=tmp_path / "aside",
        state=tmp_path / "state",
        workers=2,
        settle_seconds=0,
    )


def run(settings: Settings, *, steps: Steps = QUICK, **options: bool) -> dict[str, Outcome]:
    return {outcome.name: outcome for outcome in digitize_batch([settings.raw], settings, steps=steps, **options)}


def scan(path: Path, width: int = 120, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture(width, 160, seed).save(path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))


def test_scans_of_all_shapes_become_packages(settings):
    scan(settings.raw / "công văn.jpg", 100)
    image_pdf(settings.raw / "nghị quyết.pdf", [picture(width, 160) for width in (101, 102, 103, 104, 105, 106, 107)])
    for number in (10, 9, 1):
        scan(settings.raw / "hồ sơ" / f"trang {number}.png", 110 + number)
    outcomes = run(settings)
    assert [(name, outcome.status, outcome.pages) for name, outcome in outcomes.items()] == [
        ("công văn.jpg", Status.ARCHIVED, 1),
        ("hồ sơ", Status.ARCHIVED, 3),
        ("nghị quyết.pdf", Status.ARCHIVED, 7),
    ]
    texts = {name: (outcome.location / "text.txt").read_text().split("\f") for name, outcome in outcomes.items()}
    assert texts["nghị quyết.pdf"] == ["101", "102", "103", "104", "105", "106", "107"]
    assert texts["hồ sơ"] == ["111", "119", "120"]
    outcome = outcomes["công văn.jpg"]
    assert (outcome.doc_type, outcome.quality, outcome.code) == ("Công văn", pytest.approx(0.8), "")
    assert outcome.seconds > 0
    for package in Archive(settings.clean).packages():
        assert package.damage() == []
    record = json.loads((outcome.location / "document.json").read_bytes())
    assert record["source"]["kind"] == "image/jpeg"
    assert record["source"]["path"] == str(settings.raw / "công văn.jpg")
    assert {"sohoa", "python", "tesseract", "poppler", "pillow"} <= record["versions"].keys()
    assert record["models"]["reader.onnx"] == sha256(model_path("reader.onnx").read_bytes()).hexdigest()
    assert {"stamp_reader.onnx", "stamps.onnx", "tones.onnx", "syllables.npz", "vote.json"} <= record["models"].keys()
    assert {"trueocr/det.onnx", "tessdata/vie.traineddata"} <= record["models"].keys()
    assert len(names(settings.raw)) == 3


def test_again_skips_what_is_archived(settings):
    scan(settings.raw / "a.png", 100), scan(settings.raw / "b.png", 101)
    first = run(settings)
    before = {path: path.stat().st_mtime_ns for path in settings.clean.rglob("*") if path.name != ".work"}
    second = run(settings)
    assert [outcome.status for outcome in second.values()] == [Status.SKIPPED] * 2
    for name, outcome in second.items():
        assert (outcome.location, outcome.pages, outcome.doc_type, outcome.quality) == (
            first[name].location,
            first[name].pages,
            first[name].doc_type,
            first[name].quality,
        )
    assert {path: path.stat().st_mtime_ns for path in settings.clean.rglob("*") if path.name != ".work"} == before
    assert not settings.aside.exists()


def test_the_same_content_a_second_time_points_to_the_first(settings):
    data = scan(settings.raw / "a.png").read_bytes()
    (settings.raw / "z.png").write_bytes(data)
    for _ in range(2):
        outcomes = run(settings)
        assert outcomes["z.png"].status is Status.SET_ASIDE
        assert outcomes["z.png"].code == "duplicate"
        assert outcomes["a.png"].location.name in outcomes["z.png"].reason
        assert "a.png" in outcomes["z.png"].reason
    assert len(list(Archive(settings.clean).packages())) == 1
    assert names(settings.aside) == ["z.png", "z.png.ly-do.txt"]
    assert names(settings.raw) == ["a.png", "z.png"]


def test_taking_out_empties_the_hot_folder(settings):
    data = scan(settings.raw / "a.png").read_bytes()
    (settings.raw / "z.png").write_bytes(data)
    (settings.raw / "bad.pdf").write_bytes(b"text")
    scan(settings.raw / "hồ sơ" / "1.png", 130)
    outcomes = run(settings, take_out=True)
    assert [outcome.status for outcome in outcomes.values()] == [
        Status.ARCHIVED,
        Status.SET_ASIDE,
        Status.ARCHIVED,
        Status.SET_ASIDE,
    ]
    assert names(settings.raw) == []
    assert names(settings.aside) == ["bad.pdf", "bad.pdf.ly-do.txt", "z.png", "z.png.ly-do.txt"]
    # A scan dropped again under the same name is in the archive already, and leaves.
    (settings.raw / "a.png").write_bytes(data)
    assert run(settings, take_out=True)["a.png"].status is Status.SKIPPED
    assert names(settings.raw) == []


def test_a_scan_does_not_leave_while_its_copy_in_the_archive_is_harmed(settings):
    data = scan(settings.raw / "a.png").read_bytes()
    outcome = run(settings)["a.png"]
    copy = outcome.location / "original" / "a.png"
    copy.chmod(0o644)
    copy.write_bytes(b"rotten")
    assert run(settings, take_out=True)["a.png"].status is Status.SKIPPED
    assert (settings.raw / "a.png").read_bytes() == data


def test_kept_scans_and_failures_are_not_worked_on_by_every_sweep(settings):
    keeping = msgspec.structs.replace(settings, keep_raw=True)
    scan(settings.raw / "a.png", 100), scan(settings.raw / "fails.png", ENGINE)
    assert [outcome.status for outcome in run(keeping, steps=TRAPS, take_out=True, again=False).values()] == [
        Status.ARCHIVED,
        Status.FAILED,
    ]
    assert names(settings.raw) == ["a.png", "fails.png"]
    assert run(keeping, steps=TRAPS, take_out=True, again=False) == {}
    scan(settings.raw / "fails.png", 105)  # scanned anew
    assert [outcome.status for outcome in run(keeping, steps=TRAPS, take_out=True, again=False).values()] == [
        Status.ARCHIVED
    ]
    scan(settings.raw / "fails2.png", ENGINE, seed=2)
    run(keeping, steps=TRAPS, take_out=True, again=False)
    night = run(keeping, take_out=True)  # by night the engine is in order again
    assert night["fails2.png"].status is Status.ARCHIVED
    assert {outcome.status for outcome in night.values()} == {Status.ARCHIVED, Status.SKIPPED}
    for path in settings.raw.iterdir():
        path.unlink()
    run(keeping, take_out=True)
    assert names(settings.state / "notes") == []


def test_one_bad_page_does_not_stop_the_batch(settings):
    for width in (100, DEADLY, FAULTY, ENGINE, 150):
        scan(settings.raw / f"{width}.png", width)
    image_pdf(settings.raw / "many.pdf", [picture(width, 160) for width in (100, 101, DEADLY, 103)])
    outcomes = run(settings, steps=TRAPS)
    assert {name: (outcome.status, outcome.code) for name, outcome in outcomes.items()} == {
        "100.png": (Status.ARCHIVED, ""),
        f"{DEADLY}.png": (Status.FAILED, "worker"),
        f"{FAULTY}.png": (Status.FAILED, "error"),
        f"{ENGINE}.png": (Status.FAILED, "engine"),
        "150.png": (Status.ARCHIVED, ""),
        "many.pdf": (Status.FAILED, "worker"),
    }
    assert "trang 3" in outcomes["many.pdf"].reason
    assert "trang 1" in outcomes[f"{ENGINE}.png"].reason
    assert len(list(Archive(settings.clean).packages())) == 2
    assert list((settings.clean / ".work").iterdir()) == []
    assert not settings.aside.exists()
    assert len(names(settings.raw)) == 6


def test_a_worker_that_dies_once_costs_nothing(settings, tmp_path):
    widths = (100, 101, TRANSIENT, 103, 104)
    image_pdf(settings.raw / "a.pdf", [picture(width, 160) for width in widths])
    outcome = run(settings, steps=traps(tmp_path / "mark"))["a.pdf"]
    assert (tmp_path / "mark").exists()
    assert (outcome.location / "text.txt").read_text() == "\f".join(map(str, widths))


def test_a_page_that_hangs_is_given_up(settings):
    scan(settings.raw / "a.png", 100), scan(settings.raw / "b.png", STUCK)
    original = WorkerPool.of.__func__

    def hasty(cls, *arguments):
        pool = original(cls, *arguments)
        pool.task_seconds = 3.0
        return pool

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WorkerPool, "of", classmethod(hasty))
        outcomes = run(settings, steps=TRAPS)
    assert outcomes["a.png"].status is Status.ARCHIVED
    assert (outcomes["b.png"].status, outcomes["b.png"].code) == (Status.FAILED, "worker")


def test_a_file_being_written_waits(settings):
    path = scan(settings.raw / "a.png")
    with path.open("ab"):
        outcome = run(settings)["a.png"]
    assert (outcome.status, outcome.code) == (Status.LATER, "still-writing")
    assert not settings.aside.exists()
    assert run(settings)["a.png"].status is Status.ARCHIVED


def test_a_file_that_grows_meanwhile_waits(settings, monkeypatch):
    path = scan(settings.raw / "a.png")

    def grow(seconds: float) -> None:
        assert seconds == 60
        with path.open("ab") as file:
            file.write(b"more")

    monkeypatch.setattr(hot_folder, "time", SimpleNamespace(time=time.time, sleep=grow))
    patient = msgspec.structs.replace(settings, settle_seconds=60)
    assert run(patient, take_out=True)["a.png"].status is Status.LATER
    assert path.exists()


def test_an_archive_that_cannot_be_written_costs_no_scan(settings):
    scan(settings.raw / "a.png")
    settings.clean.mkdir()
    (settings.clean / ".work").write_text("in the way")
    outcome = run(settings, take_out=True)["a.png"]
    assert (outcome.status, outcome.code) == (Status.FAILED, "storage")
    assert names(settings.raw) == ["a.png"]


def test_progress_counts_documents_and_pages(settings):
    image_pdf(settings.raw / "a.pdf", [picture(width, 160) for width in (100, 101, 102)])
    scan(settings.raw / "b.png", 103)
    (settings.raw / "c.pdf").write_bytes(b"no scan")
    told: list[Progress] = []
    busy = threading.Lock()

    def listen(progress: Progress) -> None:
        assert busy.acquire(blocking=False), "called by two threads at a time"
        told.append(progress)
        busy.release()

    outcomes = digitize_batch([settings.raw], settings, listen, steps=QUICK)
    assert [progress.outcome.name for progress in told if progress.outcome] != []
    assert {progress.outcome for progress in told if progress.outcome} == set(outcomes)
    last = told[-1]
    assert (last.documents_done, last.documents_total) == (3, 3)
    assert (last.pages_done, last.pages_expected) == (4, 4)
    assert [progress.pages_done for progress in told] == sorted(progress.pages_done for progress in told)


def test_files_and_odd_names_are_taken_as_given(settings, tmp_path):
    path = scan(tmp_path / "x.png")
    odd = tmp_path / os.fsdecode(b"sc\xffn\n.png")
    scan(tmp_path / "y.png", 140).rename(odd)
    outcomes = digitize_batch([path, odd, path], settings, steps=QUICK)
    assert [outcome.status for outcome in outcomes] == [Status.ARCHIVED] * 2
    again = digitize_batch([path, odd], settings, steps=QUICK)
    assert [outcome.status for outcome in again] == [Status.SKIPPED] * 2
    assert all(package.damage() == [] for package in Archive(settings.clean).packages())


def test_an_empty_folder_is_an_empty_batch(settings):
    assert run(settings) == {}
    assert list_aside(settings.aside) == []


def test_two_batches_at_a_time_archive_each_document_once(settings):
    for number in range(8):
        scan(settings.raw / f"{number}.png", 100 + number)
    results: list[dict[str, Outcome]] = []
    threads = [threading.Thread(target=lambda: results.append(run(settings))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in results[0]:
        assert sorted(outcome[name].status for outcome in results) == [Status.ARCHIVED, Status.SKIPPED]
    assert len(list(Archive(settings.clean).packages())) == 8
