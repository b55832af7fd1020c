"""Which code is at work: this package's version and commit, and the programs and libraries beside it."""

from __future__ import annotations

import os
import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

__version__ = "0.1.0"
"""The version of this code; `pyproject.toml` takes it from here."""

LIBRARIES = ("numpy", "onnxruntime", "opencv-python-headless", "pikepdf", "pillow", "spacy", "trueocr")
"""The libraries that have a say in what is read."""

_CHECKOUT = Path(__file__).parent.parent
_SECONDS = 10
"""Longest that a program may take to answer; Git and Poppler take hundredths of a second."""
_HEAD = "# branch.oid "
"""What stands before the commit in `git status --porcelain=v2 --branch`."""


@cache
def versions() -> dict[str, str]:
    """Return the versions of sohoa, Python, Poppler and the libraries, by name, and the `commit` where there is one.

    Poppler's is empty if it is not installed: images can be read without.
    """
    code = {"sohoa": __version__}
    if hexadecimal := commit(_CHECKOUT):
        code["commit"] = hexadecimal
    libraries = {library: metadata.version(library) for library in LIBRARIES}
    return {**code, "python": platform.python_version(), "poppler": _poppler(), **libraries}


def commit(root: Path) -> str:
    """Return the commit of the Git checkout at `root`, in hexadecimal; empty if there is none, or no Git.

    `-dirty` follows where tracked files were changed, but for those of `data/`: samples may leave the hot folder.
    """
    if not (root / ".git").exists():  # installed from a wheel, perhaps somewhere within another project's checkout
        return ""
    # Git refuses another user's checkout, whose code is being run here anyway.
    command = ["git", "--no-optional-locks", "-c", "safe.directory=*", "-C", str(root)]
    command += ["status", "--porcelain=v2", "--branch", "--untracked-files=no", "--", ".", ":(exclude)data"]
    # A Git hook's environment names the repository that the hook runs for.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    head, *rest = _run(command, environment).stdout.splitlines() or [""]
    hexadecimal = head.removeprefix(_HEAD)
    if head == hexadecimal or hexadecimal == "(initial)":
        return ""
    return hexadecimal if all(line.startswith("#") for line in rest) else f"{hexadecimal}-dirty"


def _poppler() -> str:
    return _run(["pdftocairo", "-v"]).stderr.partition("\n")[0].rpartition(" ")[2]


def _run(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program; what it says is empty if it is not installed or does not answer."""
    try:
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return subprocess.CompletedProcess(command, 1, "", "")
