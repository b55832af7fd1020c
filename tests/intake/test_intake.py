"""Intake: what counts as a document, whether it is whole, and leaving the hot folder without loss."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from privileges import without_privileges
from scan_files import drawn_pdf, picture

from archive.manifest import format_manifest
from core.errors import (
    EmptyFileError,
    GoneError,
    NotAScanError,
    StillWritingError,
    SymlinkError,
    UnreadableError,
)
from intake import hot_folder
from intake.hot_folder import (
    CLEARED,
    Candidate,
    being_written,
    clear,
    fingerprint,
    finish_clearing,
    sweep,
    unsettled,
)


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def put(path: Path, data: bytes = b"scan") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def page(path: Path, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture(seed=seed).save(path)
    return path


def only(folder: Path) -> Candidate:
    (candidate,) = sweep([folder])
    return candidate


def test_a_hot_folder_holds_files_and_folders_of_images(raw):
    for name in ("10.pdf", "2.pdf", "Thumbs.db", ".an.pdf", "x.pdf.part", "~$bao cao.docx", "tai.crdownload", "a.txt"):
        put(raw / name)
    for number in (10, 9, 1):
        page(raw / "Hồ sơ 1" / f"trang {number}.jpg")
    drawn_pdf(raw / "Hồ sơ 1" / "kèm.pdf")
    put(raw / "Hồ sơ 1" / "ghi chú.docx")
    page(raw / "Hồ sơ 1" / "phụ lục" / "1.png")
    put(raw / "Hồ sơ 2" / "sâu" / "một.pdf")
    (raw / "rỗng").mkdir()
    (raw / ".git").mkdir()
    put(raw / ".git" / "b.pdf")
    found = list(sweep([raw]))
    assert [(candidate.name, candidate.folder) for candidate in found] == [
        ("2.pdf", False),
        ("10.pdf", False),
        ("Hồ sơ 1", True),
        ("Hồ sơ 1/ghi chú.docx", False),
        ("Hồ sơ 1/kèm.pdf", False),
        ("Hồ sơ 1/phụ lục", True),
        ("Hồ sơ 2/sâu/một.pdf", False),
        ("a.txt", False),
    ]
    folder = found[2]
    assert [path.name for path in folder.files] == ["trang 1.jpg", "trang 9.jpg", "trang 10.jpg"]
    assert folder.path == raw / "Hồ sơ 1"


def test_images_in_the_hot_folder_itself_are_documents_of_their_own(raw):
    page(raw / "a.jpg"), page(raw / "b.jpg")
    assert [candidate.files for candidate in sweep([raw])] == [(raw / "a.jpg",), (raw / "b.jpg",)]


def test_files_and_several_folders_may_be_named(raw, tmp_path):
    first, second = put(tmp_path / "one.pdf"), put(raw / "two.pdf")
    link = tmp_path / "link"
    link.symlink_to(raw)
    found = list(sweep([first, link]))
    assert [(candidate.name, candidate.path) for candidate in found] == [("one.pdf", first), ("two.pdf", second)]


def test_own_folders_below_the_hot_folder_are_not_swept(raw):
    put(raw / "aside" / "bad.pdf"), put(raw / "a.pdf")
    assert [candidate.name for candidate in sweep([raw], exclude=[raw / "aside"])] == ["a.pdf"]


def test_fingerprints_tell_content(raw):
    one, two = put(raw / "a.pdf", b"x" * 10), put(raw / "b.pdf", b"x" * 10)
    prints = [fingerprint(candidate) for candidate in sweep([raw])]
    assert prints[0].sha256 == prints[1].sha256
    assert prints[0].size == 10
    assert [candidate.path for candidate in sweep([raw])] == [one, two]
    folder = raw / "f"
    page(folder / "1.png", 1), page(folder / "2.png", 2)
    before = fingerprint(list(sweep([raw]))[-1])
    (folder / "1.png").rename(folder / "3.png")
    assert fingerprint(list(sweep([raw]))[-1]).sha256 != before.sha256


def test_links_are_refused(raw, tmp_path):
    target = put(tmp_path / "a.pdf")
    for name, where in (("file.pdf", target), ("folder", tmp_path), ("dangling.pdf", tmp_path / "none")):
        (raw / name).symlink_to(where)
        with pytest.raises(SymlinkError):
            fingerprint(only(raw))
        (raw / name).unlink()
    (raw / "named.pdf").symlink_to(target)
    with pytest.raises(SymlinkError):
        fingerprint(only(raw / "named.pdf"))
    (raw / "named.pdf").unlink()
    page(raw / "hồ sơ" / "1.jpg")
    (raw / "hồ sơ" / "2.jpg").symlink_to(target)
    with pytest.raises(SymlinkError):
        fingerprint(only(raw))


@pytest.mark.timeout(60)
def test_pipes_and_empty_files_are_refused_without_waiting(raw):
    os.mkfifo(raw / "pipe.pdf")  # who opens it waits for ever for a writer
    with pytest.raises(NotAScanError):
        fingerprint(only(raw))
    assert unsettled(sweep([raw]), 0.0) == set()
    (raw / "pipe.pdf").unlink()
    (raw / "empty.pdf").touch()
    with pytest.raises(EmptyFileError):
        fingerprint(only(raw))


def test_what_went_away_is_not_called_bad(raw):
    put(raw / "a.pdf")
    candidate = only(raw)
    (raw / "a.pdf").unlink()
    with pytest.raises(GoneError):
        fingerprint(candidate)
    with pytest.raises(GoneError):
        fingerprint(next(iter(sweep([raw / "none.pdf"]))))


def test_files_and_folders_without_permission(raw):
    put(raw / "a.pdf").chmod(0)
    page(raw / "hồ sơ" / "1.jpg").parent.chmod(0)
    script = """
import sys
from pathlib import Path
from intake.hot_folder import fingerprint, sweep
from core.errors import SohoaError

for candidate in sweep([Path(sys.argv[1])]):
    try:
        fingerprint(candidate)
    except SohoaError as error:
        print(candidate.name, error.code)
"""
    command = [*without_privileges(), sys.executable, "-c", script, str(raw)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=Path(__file__).resolve().parents[2])
    (raw / "hồ sơ").chmod(0o755)
    assert run.stdout.splitlines() == ["a.pdf unreadable", "hồ sơ unreadable"], run.stderr


def test_a_file_open_for_writing_is_still_being_written(raw):
    path = put(raw / "a.pdf")
    os.utime(path, (1, 1))
    assert not being_written(path)
    with path.open("ab"):
        assert being_written(path)
        with pytest.raises(StillWritingError):
            fingerprint(only(raw))
    assert not being_written(path)
    with path.open("rb"):
        fingerprint(only(raw))


class Clock:
    """A stand-in for the module `time`: waiting takes no time, and `meanwhile` is done in it."""

    def __init__(self, now: float, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.now, self.waited, self._meanwhile = now, 0.0, meanwhile

    def time(self) -> float:
        return self.now + self.waited

    def sleep(self, seconds: float) -> None:
        self.waited += seconds
        self._meanwhile()


def test_a_file_that_grows_is_not_settled_and_one_just_copied_in_is(raw, monkeypatch):
    put(raw / "copied.pdf"), put(raw / "growing.pdf")

    def grow() -> None:
        with (raw / "growing.pdf").open("ab") as file:
            file.write(b"more")

    clock = Clock(time.time(), grow)
    monkeypatch.setattr(hot_folder, "time", clock)
    assert [candidate.name for candidate in unsettled(sweep([raw]), 60)] == ["growing.pdf"]
    assert clock.waited == 60


def test_old_files_are_not_waited_for(raw, monkeypatch):
    touched = put(raw / "a.pdf").stat().st_ctime
    for passed, waited in ((0.11, 0), (0.09, 0.1)):
        clock = Clock(touched + passed)
        monkeypatch.setattr(hot_folder, "time", clock)
        assert unsettled(sweep([raw]), 0.1) == set()
        assert clock.waited == waited


def test_a_folder_that_gains_a_page_is_not_settled(raw, monkeypatch):
    page(raw / "hồ sơ" / "1.png")
    monkeypatch.setattr(hot_folder, "time", Clock(time.time(), lambda: page(raw / "hồ sơ" / "2.png")))
    assert len(unsettled(sweep([raw]), 60)) == 1
    candidate = only(raw)
    page(raw / "hồ sơ" / "3.png")
    with pytest.raises(StillWritingError):
        fingerprint(candidate)


def test_clearing_takes_what_was_archived_and_nothing_else(raw):
    path = put(raw / "a.pdf")
    candidate = only(raw)
    taken = fingerprint(candidate)
    path.write_bytes(b"new scan under the old name")
    assert not clear(candidate, taken)
    assert path.exists()
    path.write_bytes(b"scan")
    assert clear(candidate, taken)
    assert not path.exists()
    assert clear(candidate, taken)  # gone is gone


def test_clearing_a_folder(raw):
    folder = raw / "hồ sơ"
    page(folder / "1.png", 1), page(folder / "2.png", 2), put(folder / "Thumbs.db")
    candidate = only(raw)
    assert clear(candidate, fingerprint(candidate))
    assert not folder.exists()
    page(folder / "1.png", 1), put(folder / "kèm.txt")
    candidate = next(iter(sweep([raw])))
    assert clear(candidate, fingerprint(candidate))
    assert [entry.name for entry in folder.iterdir()] == ["kèm.txt"]


def test_a_folder_half_cleared_is_no_new_document(raw, monkeypatch):
    folder = raw / "hồ sơ"
    for number in range(4):
        page(folder / f"{number}.png", number)
    candidate = only(raw)
    taken = fingerprint(candidate)
    unlink, removed = Path.unlink, []

    def unlink_two(path: Path, missing_ok: bool = False) -> None:
        if len(removed) == 2:
            raise KeyboardInterrupt
        removed.append(path)
        unlink(path, missing_ok)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "unlink", unlink_two)
        clear(candidate, taken)
    assert len(list(folder.glob("*.png"))) == 2
    assert list(sweep([raw])) == []
    late = page(folder / "late.png", 9)
    finish_clearing([raw])
    assert [entry.name for entry in folder.iterdir()] == [late.name]
    assert not (folder / CLEARED).exists()
    assert [candidate.files for candidate in sweep([raw])] == [(late,)]


def test_intake_needs_no_prefect_and_loads_no_engine():
    heavy = ("prefect", "cv2", "spacy", "PIL", "pikepdf")
    code = f"import sys, intake.hot_folder; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_unlistable_root_is_told(tmp_path):
    candidate = Candidate(tmp_path, tmp_path.name, (), folder=True)
    with pytest.raises(UnreadableError):
        fingerprint(candidate)


def test_a_folder_that_goes_away_whole_does_not_stop_the_clearing(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for name in ("a", "b"):
        folder = raw / name
        folder.mkdir(parents=True)
        scan = folder / "1.png"
        scan.write_bytes(name.encode())
        os.utime(scan, (1, 1))
        checksum = hashlib.sha256(name.encode()).hexdigest()
        (folder / CLEARED).write_bytes(format_manifest({"1.png": checksum}))
    finish_clearing([raw, tmp_path / "none"])
    assert list(raw.iterdir()) == []
