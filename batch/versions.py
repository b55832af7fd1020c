"""Which programs and libraries made a record, for its `versions`."""

from __future__ import annotations

import platform
import subprocess
from functools import cache
from importlib import metadata

from core.versions import __version__
from ocr.readers import tesseract

LIBRARIES = ("opencv-python-headless", "pikepdf", "pillow", "spacy", "trueocr")
"""The libraries that have a say in what is read."""


@cache
def versions() -> dict[str, str]:
    """Return name → version.

    Raises:
        MissingToolError: Tesseract is not installed.

    """
    found = {"sohoa": __version__, "python": platform.python_version(), "tesseract": tesseract.version()}
    found["poppler"] = _poppler()
    for library in LIBRARIES:
        found[library] = metadata.version(library)
    return found


def _poppler() -> str:
    """Return poppler's version; empty if it is not installed (images can be read without)."""
    try:
        answer = subprocess.run(["pdftocairo", "-v"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stderr.partition("\n")[0].rpartition(" ")[2]
