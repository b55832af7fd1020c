"""Large files are refused in Git, but for weights, samples and pictures, which have limits of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT


def check(root: Path, sizes: dict[str, int]) -> subprocess.CompletedProcess[str]:
    """Run the check on a checkout at `root` of files with so many bytes; `-` before a name: Git does not track it."""
    subprocess.run(["git", "init", "-q", root], check=True)
    for name, size in sizes.items():
        path = root / name.removeprefix("-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.truncate(path, size)
        if not name.startswith("-"):
            subprocess.run(["git", "-C", root, "add", name], check=True)
    command = [sys.executable, ROOT / "tools" / "check_sizes.py", root]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("a.bin", 500_001),
        ("core/văn bản.txt", 500_001),
        ("models/new.onnx", 6_000_001),
        ("data/raw/mau-a.pdf", 1_000_001),
    ],
)
def test_refuses_a_large_file_by_name(tmp_path: Path, name: str, size: int) -> None:
    done = check(tmp_path, {"small.py": 10, name: size})
    assert done.returncode == 1
    (message, advice) = done.stderr.splitlines()
    assert message.startswith(f"{name}: {size:,} bytes")
    assert "tools/check_sizes.py" in advice


def test_lets_pass_what_may_be_large_and_what_git_does_not_track(tmp_path: Path) -> None:
    sizes = {"a.bin": 500_000, "models/reader.onnx": 5_100_000, "docs/anh/a.png": 600_000, "-scan.pdf": 9_000_000}
    done = check(tmp_path, sizes)
    assert (done.returncode, done.stderr) == (0, "")


def test_lets_pass_a_file_that_is_gone_and_a_folder_that_is_no_checkout(tmp_path: Path) -> None:
    check(tmp_path / "a", {"a.bin": 500_001})
    (tmp_path / "a" / "a.bin").unlink()
    assert check(tmp_path / "a", {}).returncode == 0
    (tmp_path / "b").mkdir()
    command = [sys.executable, ROOT / "tools" / "check_sizes.py", tmp_path / "b"]
    assert subprocess.run(command, check=False).returncode == 0
