"""The engines that are measured, each behind one small class that alone knows how it is called.

An engine that is not installed says so by its `version`, which is None.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from benchmarks.pages import TruePage
from benchmarks.processes import seconds_of_children
from core.errors import SohoaError
from core.versions import __version__
from ocr.elements import Page
from ocr.read import read_page
from ocr.sources.source import open_source
from postprocess.understand import understand

if TYPE_CHECKING:
    from trueocr import TrueOCR

# Engines that hang are no use to anyone; a page takes a hundredth of this.
_TIMEOUT = 600
_LANGUAGE = "vie"

RAW = "sohoa --raw"
"""The column of sohoa's reading before correction."""

ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Environment of every engine: Tesseract and numpy start as many threads as there are cores, and are slower for it on
one."""


class EngineFailedError(Exception):
    """An engine gave up on a page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine made of a page: a text for each of its `columns`, wall-clock and processor seconds.

    `page` is the whole reading before correction, from sohoa alone.
    """

    texts: dict[str, str]
    seconds: float
    processor_seconds: float
    page: Page | None = None


class Engine(Protocol):
    """What reads a page."""

    @property
    def name(self) -> str:
        """Name in the tables of speed."""

    @property
    def command(self) -> str:
        """How the engine is called."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its readings in the tables of accuracy; none if it is measured for its speed alone."""

    def version(self) -> str | None:
        """Return the version; None if the engine is not installed."""

    def read(self, page: TruePage) -> Reading:
        """Read a page.

        Raises:
            EngineFailedError: the engine gave up.
        """


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process and those it starts on one core, so that no engine is faster by taking more of the machine."""
    before, found = os.sched_getaffinity(0), {name: os.environ.get(name) for name in ONE_THREAD}
    os.sched_setaffinity(0, {max(before)})
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
        for name, value in found.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@dataclass
class Stopwatch:
    """Measures what runs inside its `with`: seconds on the wall, and of processor, here and in children."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    _since: tuple[float, float] = field(default=(0.0, 0.0), repr=False)

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter(), sum(os.times()[:4]) + seconds_of_children()

    def __enter__(self) -> Stopwatch:
        """Start."""
        self._since = self._now()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        wall, processor = self._now()
        self.seconds, self.processor_seconds = wall - self._since[0], processor - self._since[1]


class Sohoa:
    """sohoa within this process, its models loaded: what a page costs in a batch. Before and after correction."""

    name = "sohoa, in a batch"
    command = "read_page, understand"
    columns = (RAW, "sohoa")

    def version(self) -> str | None:
        """Return the version."""
        return __version__

    def read(self, page: TruePage) -> Reading:
        """Read a page; the reading before correction costs no time of its own."""
        try:
            with Stopwatch() as watch, closing(open_source(page.image)) as source:
                read = read_page(source.page(1))
                corrected = understand([read]).text
            raw = understand([read], correct=False, tag=False).text
        except SohoaError as error:
            raise EngineFailedError(str(error)) from error
        texts = dict(zip(self.columns, (raw, corrected), strict=True))
        return Reading(texts, watch.seconds, watch.processor_seconds, read)


class SohoaCommand:
    """The command `sohoa read`, for its speed: it loads Python and the models for each page anew."""

    name = "sohoa read"
    command = "sohoa read IMAGE"
    columns = ()

    def version(self) -> str | None:
        """Return the version; None if the package is not installed with its commands."""
        return __version__ if _find("sohoa") else None

    def read(self, page: TruePage) -> Reading:
        """Read a page; the text is that of `Sohoa` and not measured twice."""
        _, watch = _run([str(_find("sohoa")), "read", str(page.image)])
        return Reading({}, watch.seconds, watch.processor_seconds)


class Tesseract:
    """Tesseract alone, with the Vietnamese model."""

    name = "tesseract"
    command = f"tesseract IMAGE - -l {_LANGUAGE} --psm 3"
    columns = ("tesseract",)

    def version(self) -> str | None:
        """Return the version; None if Tesseract or its Vietnamese model is not installed."""
        if not _find("tesseract") or _LANGUAGE not in _run(["tesseract", "--list-langs"])[0].split():
            return None
        return _first_number(_run(["tesseract", "--version"])[0])

    def read(self, page: TruePage) -> Reading:
        """Read a page."""
        text, watch = _run(["tesseract", str(page.image), "-", "-l", _LANGUAGE, "--psm", "3"])
        return Reading({self.name: text}, watch.seconds, watch.processor_seconds)


class OcrMyPdf:
    """OCRmyPDF with all its cleaning, and without the costs of PDF/A and of making images smaller."""

    name = "OCRmyPDF"
    cleaning = ("--deskew", "--clean", "--rotate-pages")
    options = (*cleaning, "-l", _LANGUAGE, "--jobs", "1", "--output-type", "pdf", "--optimize", "0")
    command = f"ocrmypdf {' '.join(options)} --image-dpi DPI --sidecar TEXT IMAGE PDF"
    columns = ("OCRmyPDF",)

    def version(self) -> str | None:
        """Return the version; None if it, or unpaper for its cleaning, is not installed."""
        return _first_number(_run([str(_find("ocrmypdf")), "--version"])[0]) if self._installed() else None

    @staticmethod
    def _installed() -> bool:
        return all(map(_find, ("ocrmypdf", "unpaper", "gs", "tesseract")))

    def read(self, page: TruePage) -> Reading:
        """Read a page, alone on a PDF."""
        with TemporaryDirectory(prefix="bench-") as folder:
            text, pdf = Path(folder) / "text.txt", Path(folder) / "page.pdf"
            arguments = [*self.options, "--image-dpi", str(page.dpi), "--sidecar", str(text), "--quiet"]
            _, watch = _run([str(_find("ocrmypdf")), *arguments, str(page.image), str(pdf)])
            reading = text.read_text(encoding="utf-8")
        return Reading({self.name: reading}, watch.seconds, watch.processor_seconds)


class TrueOcr:
    """The package trueocr by itself, within this process, its models loaded."""

    name = "trueocr"
    command = "TrueOCR().predict(IMAGE)"
    columns = ("trueocr",)

    def version(self) -> str | None:
        """Return the version; None if it is not installed."""
        try:
            return metadata.version("trueocr")
        except metadata.PackageNotFoundError:
            return None

    @staticmethod
    @cache
    def _model() -> TrueOCR:
        from trueocr import OCRConfig, TrueOCR

        return TrueOCR(OCRConfig(threads=1))

    def read(self, page: TruePage) -> Reading:
        """Read a page."""
        with Stopwatch() as watch:
            text = str(self._model().predict(page.image).text)
        return Reading({self.name: text}, watch.seconds, watch.processor_seconds)


REFERENCE = Tesseract.name
"""The engine that the speed of all others is told in."""

ENGINES: tuple[Engine, ...] = (Tesseract(), OcrMyPdf(), TrueOcr(), Sohoa(), SohoaCommand())
"""All engines, in the order of the tables."""


def _find(program: str) -> str | None:
    """Return where `program` is: beside this Python first (its own environment), then in the search path."""
    return shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)


def _run(arguments: Sequence[str]) -> tuple[str, Stopwatch]:
    """Run a program; return what it wrote to standard output, and how long it took.

    Raises:
        EngineFailedError: it could not start, failed, or took too long.
    """
    try:
        with Stopwatch() as watch:
            done = subprocess.run(arguments, capture_output=True, timeout=_TIMEOUT, check=True)
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise EngineFailedError(f"exit status {error.returncode}: {last}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailedError(str(error)) from error
    return done.stdout.decode(errors="replace"), watch


def _first_number(text: str) -> str:
    """Return the first version number in `text`."""
    found = re.search(r"\d+(\.\d+)+", text)
    return found.group() if found else "?"
