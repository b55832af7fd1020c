"""Tesseract: the only module that knows its flags and its output.

Pytesseract starts it for the first page that a process reads. For later ones one Tesseract is kept, because its start
takes as long as the words of a page that it is shown (0.12 and 0.11 s): told the names of images (its variable
`stream_filelist`), it answers each. Whatever goes wrong with it, pytesseract reads that page, and says what it is.
"""

from __future__ import annotations

import atexit
import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pytesseract
from PIL import Image

from core.errors import EngineError, MissingToolError
from ocr.elements import Box
from ocr.image.cleanup import Grey

LANGUAGE = "vie"
"""The model that reads these documents best (docs/benchmarks.md)."""

_ONE_LINE = "--psm 7"
"""Page segmentation mode: the image is one line of text."""

_DPI = (300, 300)
"""Resolution that images are said to have, in dots per inch."""

_KEEP = ("stdbuf", "-oL", "tesseract", "-", "-", "-l", LANGUAGE, *_ONE_LINE.split(), "-c", "stream_filelist=1", "tsv")
"""A Tesseract that reads names of images and writes what it sees on each when it has seen it: `stdbuf` (coreutils) has
it write whole lines at once; it would keep back 4 KiB."""

_TOLD = 200
"""Names that it is told at once. All must fit into a pipe (64 KiB), or each would wait for the other to read."""

_SECONDS = 10
"""Longest that it may take to say where its models lie, which takes hundredths of a second."""

_WHITE = np.full((40, 40), 255, np.uint8)
"""White paper, shown after the lines to learn that they have been read."""

_COLUMNS = 12
"""Columns of Tesseract's TSV: level, page, block, paragraph, line, word, left, top, width, height, conf, text."""

_WORD = "5"
"""Level of a row that is a word."""


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


def model_files() -> tuple[Path, ...]:
    """Return the file of the model; nothing where Tesseract does not say where it lies (before version 5)."""
    command = ["tesseract", "--list-langs"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    folder = re.search(r'"(.+)"', said.stdout)
    path = Path(folder[1]) / f"{LANGUAGE}.traineddata" if folder else None
    return (path,) if path and path.is_file() else ()


def read_lines(images: Sequence[Grey], timeout: float = 0) -> list[list[Token]]:
    """Read line images, each holding one line: one list of words per image, in the order given.

    Args:
        images: grey line images, dark text on white, 30 to 60 px high.
        timeout: seconds for all together; 0 for no limit.

    Raises:
        EngineError: Tesseract failed or ran out of time.
        MissingToolError: Tesseract or its Vietnamese model is not installed.
    """
    if not images:
        return []
    return _kept.read_lines(images, timeout) or _read_once(images, timeout)


def _read_once(images: Sequence[Grey], timeout: float) -> list[list[Token]]:
    """Read line images with a Tesseract of their own, as the frames of one TIFF."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        path = Path(folder) / "lines.tif"
        frames = [Image.fromarray(image) for image in images]
        frames[0].save(path, save_all=True, append_images=frames[1:], dpi=_DPI)
        try:
            table = pytesseract.image_to_data(str(path), lang=LANGUAGE, config=_ONE_LINE, timeout=timeout)
        except pytesseract.TesseractNotFoundError as error:
            raise MissingToolError(str(error), tool="tesseract-ocr") from error
        except pytesseract.TesseractError as error:
            if "load" in error.message and LANGUAGE in error.message:
                raise MissingToolError(error.message, tool="tesseract-ocr-vie") from error
            raise EngineError(error.message, page="?") from error
        except RuntimeError as error:  # pytesseract's time-out
            raise EngineError(str(error), page="?") from error
    lines: list[list[Token]] = [[] for _ in images]
    for page, token in _rows(table.splitlines()):
        lines[page - 1] += [token] if token else []
    return lines


def _rows(table: Iterable[str]) -> Iterator[tuple[int, Token | None]]:
    """Yield the page of each row of Tesseract's TSV, and the word where it is one."""
    for row in table:
        cells = row.rstrip("\n").split("\t")
        if len(cells) != _COLUMNS or not cells[0].isdigit():
            continue
        token = None
        if cells[0] == _WORD and cells[11].strip():
            left, top, width, height = (int(value) for value in cells[6:10])
            box = Box(left, top, left + width, top + height)
            token = Token(cells[11].strip(), box, max(0.0, float(cells[10]) / 100))
        yield int(cells[1]), token


@dataclass
class _Kept:
    """A Tesseract that is kept from a process's second page on. One thread at a time has it, others do without."""

    _process: subprocess.Popen[str] | None = None
    _pages: int = 0
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read_lines(self, images: Sequence[Grey], timeout: float) -> list[list[Token]]:
        """Read as the function `read_lines`; return nothing if it is the first page, if it is in use, or if it failed.

        Raises:
            EngineError: it ran out of time.
        """
        if not self._lock.acquire(blocking=False):
            return []
        try:
            self._pages += 1
            return self._read(images, timeout) if self._pages > 1 else []
        finally:
            self._lock.release()

    def _read(self, images: Sequence[Grey], timeout: float) -> list[list[Token]]:
        start = time.monotonic()
        try:
            process = self._process = self._process or self._start()
            timer = threading.Timer(timeout, process.kill)
            if timeout:
                timer.start()
            try:
                parts = [images[at : at + _TOLD] for at in range(0, len(images), _TOLD)]
                return [line for part in parts for line in self._ask(process, part)]
            finally:
                timer.cancel()
        except (OSError, EOFError) as error:
            self.close()
            if timeout and time.monotonic() - start >= timeout:
                raise EngineError(f"Tesseract took longer than {timeout} s", page="?") from error
            return []

    def _start(self) -> subprocess.Popen[str]:
        self._seen = 0
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        return subprocess.Popen(_KEEP, stdin=pipe, stdout=pipe, stderr=nothing, encoding="utf-8", errors="replace")

    def _ask(self, process: subprocess.Popen[str], images: Sequence[Grey]) -> list[list[Token]]:
        """Show images, and white paper after them: when Tesseract comes to that, it has read the others.

        Raises:
            EOFError: it ended. OSError: it had ended before.
        """
        assert process.stdin and process.stdout
        lines: list[list[Token]] = [[] for _ in images]
        first, self._seen = self._seen + 1, self._seen + len(images) + 1
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            paths = [f"{folder}/{number}.tif" for number in range(len(images) + 1)]
            for path, image in zip(paths, [*images, _WHITE], strict=True):
                Image.fromarray(image).save(path, dpi=_DPI)
            process.stdin.write("".join(f"{path}\n" for path in paths))
            process.stdin.flush()
            for page, token in _rows(process.stdout):
                if page == self._seen:
                    return lines
                if token and page >= first:  # not what it takes the white paper for
                    lines[page - first].append(token)
        raise EOFError

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process:
            with suppress(OSError), process:  # OSError: it ended before it had read all names
                process.kill()


_kept = _Kept()


def _forget() -> None:
    """Leave the Tesseract to the process that keeps it: a child by forking has its ends of the pipes too."""
    global _kept
    _kept = _Kept()


os.register_at_fork(after_in_child=_forget)
atexit.register(lambda: _kept.close())
