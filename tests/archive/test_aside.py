"""Files set aside: beside their reason, never lost, never replaced, and not piled up by running again."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from archive.aside import list_aside, set_aside
from core.errors import DamagedError, DuplicateError, EncryptedError, SymlinkError, UnreadableError


@pytest.fixture
def aside(tmp_path):
    return tmp_path / "aside"


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    return folder


def make(path: Path, data: bytes = b"bad") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))


def test_a_reason_says_what_happened_and_comes_back(aside, raw):
    path = make(raw / "công văn.pdf")
    reason = set_aside(aside, path, DuplicateError("same", first="bao-cao-123"), move=False)
    text = reason.path.read_text("utf-8")
    assert "Nội dung này đã có trong kho: bao-cao-123" in text
    assert "Mã lỗi: duplicate" in text
    assert str(path) in text
    assert list_aside(aside) == [reason]
    assert (reason.name, reason.code, reason.origin) == ("công văn.pdf", "duplicate", str(path))
    assert reason.time.utcoffset().total_seconds() == 7 * 3600
    assert reason.file.read_bytes() == b"bad"


def test_moving_takes_the_file_and_leaving_leaves_it(aside, raw):
    moved, left = make(raw / "a.pdf"), make(raw / "b.pdf")
    set_aside(aside, moved, EncryptedError(), move=True)
    set_aside(aside, left, EncryptedError(), move=False)
    assert names(raw) == ["b.pdf"]
    assert names(aside) == ["a.pdf", "a.pdf.ly-do.txt", "b.pdf", "b.pdf.ly-do.txt"]


def test_again_changes_nothing(aside, raw):
    path = make(raw / "a.pdf")
    folder = raw / "hồ sơ"
    page = make(folder / "1.png")
    first = set_aside(aside, path, DamagedError(), move=False)
    set_aside(aside, folder, DamagedError(), move=False, files=[page])
    before = {name: (aside / name).stat().st_mtime_ns for name in names(aside)}
    assert set_aside(aside, path, DamagedError(), move=False) == first
    set_aside(aside, folder, DamagedError(), move=False, files=[page])
    assert {name: (aside / name).stat().st_mtime_ns for name in names(aside)} == before
    assert names(aside) == ["a.pdf", "a.pdf.ly-do.txt", "hồ sơ", "hồ sơ.ly-do.txt"]


def test_nothing_is_ever_replaced(aside, raw):
    for content in (b"one", b"two", b"three"):
        set_aside(aside, make(raw / "a.pdf", content), DamagedError(), move=True)
    make(raw / "sub" / "a.pdf", b"four")
    set_aside(aside, raw / "sub" / "a.pdf", DamagedError(), move=False)
    make(aside / "b.pdf", b"put here by hand")
    set_aside(aside, make(raw / "b.pdf", b"five"), DamagedError(), move=True)
    contents = {name: (aside / name).read_bytes() for name in names(aside) if not name.endswith(".txt")}
    assert contents == {
        "a.pdf": b"one",
        "a~2.pdf": b"two",
        "a~3.pdf": b"three",
        "a~4.pdf": b"four",
        "b.pdf": b"put here by hand",
        "b~2.pdf": b"five",
    }
    assert len(list_aside(aside)) == 5


def test_a_file_with_new_content_or_a_new_reason_is_a_new_case(aside, raw):
    path = make(raw / "a.pdf", b"first")
    set_aside(aside, path, DamagedError(), move=False)
    path.unlink()
    make(path, b"second, longer")
    set_aside(aside, path, DamagedError(), move=False)
    set_aside(aside, path, EncryptedError(), move=False)
    assert [(reason.file.read_bytes(), reason.code) for reason in list_aside(aside)] == [
        (b"first", "damaged"),
        (b"second, longer", "damaged"),
        (b"second, longer", "encrypted-pdf"),
    ]


def test_links_are_never_followed(aside, raw, tmp_path):
    target = make(tmp_path / "elsewhere" / "secret.pdf", b"secret")
    (raw / "link.pdf").symlink_to(target)
    (raw / "folder").symlink_to(target.parent)
    (raw / "dangling.pdf").symlink_to(tmp_path / "none")
    for name in ("link.pdf", "folder", "dangling.pdf"):
        reason = set_aside(aside, raw / name, SymlinkError(), move=False)
        assert not os.path.lexists(reason.file)
        assert set_aside(aside, raw / name, SymlinkError(), move=False) == reason
    assert len(names(aside)) == 3
    for name in ("link.pdf", "folder", "dangling.pdf"):
        assert set_aside(aside, raw / name, SymlinkError(), move=True).file.is_symlink()
    assert names(raw) == []
    assert len(names(aside)) == 6
    assert target.read_bytes() == b"secret"


def test_a_pipe_is_not_read(aside, raw):
    os.mkfifo(raw / "pipe.pdf")
    reason = set_aside(aside, raw / "pipe.pdf", UnreadableError(), move=False)
    assert not os.path.lexists(reason.file)
    reason = set_aside(aside, raw / "pipe.pdf", UnreadableError(), move=True)
    assert stat.S_ISFIFO(reason.file.stat().st_mode)


def test_a_folder_moves_whole_or_not_at_all(aside, raw):
    pure, mixed = raw / "pure", raw / "mixed"
    for folder in (pure, mixed):
        make(folder / "1.png"), make(folder / "2.png"), make(folder / ".DS_Store")
    make(mixed / "other.pdf")
    for folder in (pure, mixed):
        set_aside(aside, folder, DamagedError(), move=True, files=[folder / "1.png", folder / "2.png"])
    assert names(raw) == ["mixed"]
    assert names(mixed) == ["1.png", "2.png", "other.pdf"]
    assert names(aside / "pure") == names(aside / "mixed") == ["1.png", "2.png"]


def test_killed_between_reason_and_file_it_is_finished_the_next_time(aside, raw):
    path = make(raw / "a.pdf")
    reason = set_aside(aside, path, DamagedError(), move=False)
    reason.file.unlink()  # as if killed before
    assert set_aside(aside, path, DamagedError(), move=True) == reason
    assert names(raw) == []
    assert names(aside) == ["a.pdf", "a.pdf.ly-do.txt"]


def test_odd_and_long_names(aside, raw):
    long = make(raw / ("văn bản " * 16 + ".pdf"))
    odd = make(raw / "a\nMã lỗi: ok.pdf")
    hostile = make(raw / os.fsdecode(b"\xff\xfe.pdf"))
    for path in (long, odd, hostile):
        for _ in range(2):
            reason = set_aside(aside, path, DamagedError(), move=False)
            assert reason.file.read_bytes() == b"bad"
    assert len(list_aside(aside)) == 3
    assert {reason.code for reason in list_aside(aside)} == {"damaged"}


def test_other_files_in_the_folder_are_no_reasons(aside):
    make(aside / "note.ly-do.txt", b"\xff")
    make(aside / "note2.ly-do.txt", "không có gì".encode())
    assert list_aside(aside) == []
    assert list_aside(aside / "none") == []
