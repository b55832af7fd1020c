"""What made a record: the code, programs and libraries by their versions, the models by their checksums."""

from __future__ import annotations

from functools import cache

from archive.manifest import hash_file
from core import versions as code
from models.resources import data_files
from ocr.readers import tesseract
from ocr.trueocr_parts import MODEL_FILES


@cache
def versions() -> dict[str, str]:
    """Return name → version.

    Raises:
        MissingToolError: Tesseract is not installed.

    """
    return code.versions() | {"tesseract": tesseract.version()}


@cache
def models() -> dict[str, str]:
    """Return name → SHA-256, in hexadecimal, of all weights and tables that a page may be read with.

    All, not those that a page needed: pages are read in other processes, and 17 MB are hashed once a process. Names
    are those of `models/`; those of other programs have their owner before them.

    Raises:
        OSError: one cannot be read.

    """
    files = {path.name: path for path in data_files()}
    files |= {f"trueocr/{path.name}": path for path in MODEL_FILES}
    files |= {f"tessdata/{path.name}": path for path in tesseract.model_files()}
    return {name: hash_file(path.resolve()) for name, path in files.items()}
