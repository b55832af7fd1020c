"""Tesseract, through pytesseract: the only module that knows its flags and its output."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytesseract
from PIL import Image

from ocr.cleanup import Grey
from ocr.elements import Box
from sohoa.errors import EngineError, MissingToolError

LANGUAGE = "vie"
"""The model that reads these documents best (docs/benchmarks.md)."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as an engine read it: text, box in pixels of the line image, confidence 0 to 1."""

    text: str
    box: Box
    confidence: float


@cache
def version() -> str:
    """Return Tesseract's version.

    Raises:
        MissingToolError: Tesseract is not installed.
    """
    try:
        return str(pytesseract.get_tesseract_version(cached=True))
    except pytesseract.TesseractNotFoundError as error:
        raise MissingToolError(str(error), tool="tesseract-ocr") from error


def read_lines(images: Sequence[Grey], timeout: float = 0) -> list[list[Token]]:
    """Read line images, each holding one line: one list of words per image, in the order given.

    All go through one Tesseract process as the frames of one TIFF, because loading the model costs more than a line.

    Args:
        images: grey line images, dark text on white, 30 to 60 px high.
        timeout: seconds for all together; 0 for no limit.

    Raises:
        EngineError: Tesseract failed or ran out of time.
        MissingToolError: Tesseract or its Vietnamese model is not installed.
    """
    if not images:
        return []
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        path = Path(folder) / "lines.tif"
        frames = [Image.fromarray(image) for image in images]
        frames[0].save(path, save_all=True, append_images=frames[1:], dpi=(300, 300))
        try:
            table = pytesseract.image_to_data(str(path), lang=LANGUAGE, config="--psm 7", timeout=timeout)
        except pytesseract.TesseractNotFoundError as error:
            raise MissingToolError(str(error), tool="tesseract-ocr") from error
        except pytesseract.TesseractError as error:
            if "load" in error.message and LANGUAGE in error.message:
                raise MissingToolError(error.message, tool="tesseract-ocr-vie") from error
            raise EngineError(error.message, page="?") from error
        except RuntimeError as error:  # pytesseract's time-out
            raise EngineError(str(error), page="?") from error
    return _parse(table, len(images))


def _parse(table: str, count: int) -> list[list[Token]]:
    """Read Tesseract's TSV: columns level, page, block, paragraph, line, word, left, top, width, height, conf, text."""
    lines: list[list[Token]] = [[] for _ in range(count)]
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (int(value) for value in cells[6:10])
        box = Box(left, top, left + width, top + height)
        lines[int(cells[1]) - 1].append(Token(cells[11].strip(), box, max(0.0, float(cells[10]) / 100)))
    return lines
