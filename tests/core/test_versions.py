"""The commit of the code: told where it runs from a checkout, marked where files were changed, else not there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from core.versions import __version__, commit, versions

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run([*GIT, "-C", root, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with code and a sample in its hot folder, committed."""
    root = tmp_path / "số hoá"
    for name in ("core/a.py", "data/raw/mau.jpg"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text("1", encoding="utf-8")
    git(tmp_path, "init", "-q", str(root))
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "a")
    return root


def test_names_the_commit_of_a_checkout(checkout: Path, tmp_path: Path) -> None:
    assert commit(checkout) == git(checkout, "rev-parse", "HEAD")
    git(checkout, "pack-refs", "--all")
    git(checkout, "worktree", "add", "-q", str(tmp_path / "other"))
    assert commit(tmp_path / "other") == git(checkout, "rev-parse", "HEAD")


def test_says_that_code_was_changed_and_keeps_silent_on_scans_and_new_files(checkout: Path) -> None:
    (checkout / "data" / "raw" / "mau.jpg").unlink()
    (checkout / "notes.txt").touch()
    assert commit(checkout) == git(checkout, "rev-parse", "HEAD")
    (checkout / "core" / "a.py").write_text("2", encoding="utf-8")
    assert commit(checkout) == git(checkout, "rev-parse", "HEAD") + "-dirty"


def test_is_of_the_checkout_that_was_asked_for(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = git(checkout, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "of a hook"))
    assert commit(checkout) == head


def test_names_none_where_there_is_none(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert commit(checkout / "core") == ""  # installed within a checkout of something else
    git(tmp_path, "init", "-q", "new")
    assert commit(tmp_path / "new") == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit(checkout) == ""  # no Git


def test_versions_are_the_code_s_and_those_of_programs_and_libraries() -> None:
    found = versions()
    assert found["sohoa"] == __version__
    assert {"python", "poppler", "onnxruntime", "trueocr"} <= found.keys()
    assert re.fullmatch(r"[0-9a-f]{40,64}(-dirty)?", found.get("commit", "0" * 40))
