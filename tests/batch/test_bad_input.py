"""Every kind of bad input is set aside with its reason in Vietnamese and a code, and the batch goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from privileges import without_privileges
from quick_steps import QUICK
from scan_files import (
    drawn_pdf,
    endless_tree_pdf,
    huge_png,
    image_pdf,
    jpeg,
    many_pages_pdf,
    picture,
    pixel_bomb_pdf,
    repeated_page_pdf,
)

from archive.aside import list_aside
from archive.package import Archive
from batch.pipeline import Status, digitize_batch
from core.settings import Settings

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "raw").mkdir()
    folders = {name: tmp_path / name for name in ("raw", "clean", "aside", "state")}
    return Settings(**folders, workers=2, settle_seconds=0)


def make_bad_files(raw: Path, elsewhere: Path) -> dict[str, str]:
    """Put one file of every bad kind into `raw` and return the code that each must get."""
    elsewhere.mkdir()
    target = elsewhere / "a.png"
    picture(seed=77).save(target)
    image_pdf(raw / "khoá.pdf", [picture()], password="bí mật")
    whole = image_pdf(elsewhere / "whole.pdf", [picture(seed=seed) for seed in range(3)]).read_bytes()
    (raw / "cụt.pdf").write_bytes(whole[: len(whole) * 2 // 3])
    (raw / "cụt.jpg").write_bytes(jpeg(picture())[:-200])
    many_pages_pdf(raw / "nhiều trang.pdf", 5000)
    repeated_page_pdf(raw / "nhiều trang giấu.pdf", times=3000, claimed=2)
    endless_tree_pdf(raw / "vòng tròn.pdf")
    pixel_bomb_pdf(raw / "ảnh bom.pdf")
    drawn_pdf(raw / "khổ bom.pdf", page_size=(14_400, 14_400))
    huge_png(raw / "khổng lồ.png")
    (raw / "rỗng.pdf").touch()
    (raw / "chữ.pdf").write_text("Biên bản họp chi bộ, gõ bằng máy rồi đổi đuôi.")
    (raw / "bảng.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    (raw / "liên kết.png").symlink_to(target)
    (raw / "liên kết hỏng.pdf").symlink_to(elsewhere / "không có")
    (raw / "liên kết thư mục").symlink_to(elsewhere)
    os.mkfifo(raw / "ống.pdf")
    (raw / "hồ sơ").mkdir()
    picture(seed=1).save(raw / "hồ sơ" / "1.png")
    (raw / "hồ sơ" / "2.png").touch()
    picture(seed=2).save(raw / "a tốt.png")
    (raw / "lần hai.png").write_bytes((raw / "a tốt.png").read_bytes())
    return {
        "khoá.pdf": "encrypted-pdf",
        "cụt.pdf": "damaged",
        "cụt.jpg": "damaged",
        "nhiều trang.pdf": "too-many-pages",
        "nhiều trang giấu.pdf": "too-many-pages",
        "vòng tròn.pdf": "damaged",
        "ảnh bom.pdf": "too-many-pixels",
        "khổ bom.pdf": "too-many-pixels",
        "khổng lồ.png": "too-many-pixels",
        "rỗng.pdf": "empty-file",
        "chữ.pdf": "not-a-scan",
        "bảng.xlsx": "not-a-scan",
        "liên kết.png": "symlink",
        "liên kết hỏng.pdf": "symlink",
        "liên kết thư mục": "symlink",
        "ống.pdf": "not-a-scan",
        "hồ sơ": "empty-file",
        "lần hai.png": "duplicate",
    }


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.lstat().st_size)
        for path in folder.rglob("*")
        if path.name != ".lock"
    }


@pytest.mark.parametrize("take_out", [False, True])
def test_every_kind_is_set_aside_with_its_reason(settings, tmp_path, take_out):
    codes = make_bad_files(settings.raw, tmp_path / "elsewhere")
    before = tree(settings.raw)
    outcomes = {
        outcome.name: outcome for outcome in digitize_batch([settings.raw], settings, take_out=take_out, steps=QUICK)
    }
    assert outcomes.pop("a tốt.png").status is Status.ARCHIVED
    assert {name: outcome.code for name, outcome in outcomes.items()} == codes
    assert {outcome.status for outcome in outcomes.values()} == {Status.SET_ASIDE}
    reasons = {reason.name: reason for reason in list_aside(settings.aside)}
    assert {name: reason.code for name, reason in reasons.items()} == codes
    for name, reason in reasons.items():
        assert reason.message == outcomes[name].reason
        assert "Hãy" in reason.message or reason.code == "duplicate"
        assert reason.origin == str(settings.raw / name)
    (package,) = Archive(settings.clean).packages()
    assert package.name in reasons["lần hai.png"].message
    assert (tmp_path / "elsewhere" / "a.png").exists()
    if take_out:
        assert tree(settings.raw) == {}
        kept = {name: (settings.aside / name).lstat() for name in codes}
        assert {name: (status.st_mode, status.st_size) for name, status in kept.items() if name != "hồ sơ"} == {
            name: before[name] for name in codes if name != "hồ sơ"
        }
        assert sorted(path.name for path in (settings.aside / "hồ sơ").iterdir()) == ["1.png", "2.png"]
    else:
        assert tree(settings.raw) == before
        set_aside = tree(settings.aside)
        digitize_batch([settings.raw], settings, steps=QUICK)
        assert tree(settings.aside) == set_aside


def test_a_file_still_being_written_is_left_until_it_is_whole(settings):
    """A scanner that writes page after page to one file, slowly, as seen by sweeps that follow each other."""
    data = jpeg(picture(400, 500), quality=100)
    path = settings.raw / "đang quét.jpg"

    def swept() -> tuple[Status, str]:
        (outcome,) = digitize_batch([settings.raw], settings, take_out=True, steps=QUICK)
        return outcome.status, outcome.code

    with path.open("wb") as file:
        for start in range(0, len(data), len(data) // 4):
            file.write(data[start : start + len(data) // 4])
            file.flush()
            assert swept() == (Status.LATER, "still-writing")
    assert swept() == (Status.ARCHIVED, "")
    assert not settings.aside.exists()
    (package,) = Archive(settings.clean).packages()
    assert package.originals[0].read_bytes() == data


def test_a_file_without_permission(settings):
    picture(seed=1).save(settings.raw / "đọc được.png")
    picture(seed=2).save(settings.raw / "cấm.png")
    (settings.raw / "cấm.png").chmod(0)
    script = settings.raw.parent / "unprivileged.py"
    script.write_text(UNPRIVILEGED_BATCH)
    run = subprocess.run(
        [*without_privileges(), sys.executable, str(script), str(script.parent)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}"},
    )
    assert [json.loads(line) for line in run.stdout.splitlines()] == [
        ["cấm.png", "set_aside", "unreadable"],
        ["đọc được.png", "archived", ""],
    ], run.stderr
    (reason,) = list_aside(settings.aside)
    assert (reason.name, reason.code) == ("cấm.png", "unreadable")
    assert (settings.raw / "cấm.png").exists()


UNPRIVILEGED_BATCH = """
import json, sys
from pathlib import Path

from privileges import without_privileges
from quick_steps import QUICK
from batch.pipeline import digitize_batch
from core.settings import Settings

if __name__ == "__main__":
    folders = {name: Path(sys.argv[1]) / name for name in ("raw", "clean", "aside", "state")}
    settings = Settings(**folders, workers=1, settle_seconds=0)
    for outcome in digitize_batch([settings.raw], settings, steps=QUICK):
        print(json.dumps([outcome.name, outcome.status, outcome.code]))
"""
