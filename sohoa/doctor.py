"""`sohoa doctor`: is all there that the work needs, and what to do about what is not."""

from __future__ import annotations

import locale
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata

from core.errors import SohoaError
from core.settings import Settings
from core.wording import decimal
from core.wording import doctor as say

# What these pages were measured with works on every later one too.
OLDEST_TESSERACT = (5, 0)
# pdftoppm answers within a second; a machine that swaps may take longer.
TOOL_SECONDS = 30
GIGABYTE = 1_000_000_000
# A page of 300 dpi in colour is some 25 MB while it is worked on, and a night's batch has thousands in the archive.
LEAST_FREE = 1 * GIGABYTE
EASY_FREE = 10 * GIGABYTE


class Verdict(StrEnum):
    """How a check ended. Only PROBLEM keeps the main job from running."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: what was looked at, what was seen, and what to do (empty if all is well)."""

    name: str
    verdict: Verdict
    seen: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Run all checks, each when asked for: the later ones take seconds."""
    for check in CHECKS:
        yield from check(settings)


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    yield Finding("Python", _good(ok), version, "" if ok else str(say.PYTHON_ADVICE))


def _locale(settings: Settings) -> Iterator[Finding]:
    seen = say.ENCODING_SEEN(locale=locale.setlocale(locale.LC_CTYPE), names=sys.getfilesystemencoding())
    ok = sys.getfilesystemencoding() == "utf-8" and locale.getencoding().lower() in ("utf-8", "utf8")
    yield Finding(str(say.ENCODING), Verdict.OK if ok else Verdict.NOTE, seen, "" if ok else str(say.ENCODING_ADVICE))


def _tesseract(settings: Settings) -> Iterator[Finding]:
    install = str(say.TESSERACT_ADVICE)
    try:
        said = _output("tesseract", "--version")
        languages = _output("tesseract", "--list-langs").split()
    except (OSError, subprocess.SubprocessError) as error:
        yield Finding("Tesseract", Verdict.PROBLEM, say.NO_START(error=error), install)
        return
    found = re.search(r"(\d+)\.(\d+)[.\d]*", said)
    ok = found is not None and (int(found[1]), int(found[2])) >= OLDEST_TESSERACT
    yield Finding("Tesseract", _good(ok), found[0] if found else said.strip(), "" if ok else install)
    ok = "vie" in languages
    seen = str(say.HAS_VIE if ok else say.LACKS_VIE)
    yield Finding(str(say.TESSERACT_VIETNAMESE), _good(ok), seen, "" if ok else install)


def _poppler(settings: Settings) -> Iterator[Finding]:
    try:
        found = re.search(r"version ([\d.]+)", _output("pdftoppm", "-v"))
    except (OSError, subprocess.SubprocessError) as error:
        yield Finding("Poppler", Verdict.PROBLEM, say.NO_START(error=error), str(say.POPPLER_ADVICE))
        return
    yield Finding("Poppler", Verdict.OK, found[1] if found else str(say.POPPLER_SEEN))


def _reading(settings: Settings) -> Iterator[Finding]:
    """Read a drawn page and understand it: needs every engine and model the real work needs."""
    name = str(say.MODELS)
    start = time.monotonic()
    try:
        import numpy as np

        from ocr.read import ReadSettings, read_page
        from ocr.sources.page_image import PageImage
        from postprocess.understand import understand

        page = np.full((1100, 800), 255, np.uint8)
        for left in range(100, 700, 30):  # a row of strokes is enough to wake line finder and both readers
            page[100:130, left : left + 6] = 0
        understand([read_page(PageImage(1, page, 100, "doctor"), ReadSettings(timeout=settings.page_timeout))])
    except (SohoaError, ImportError) as error:
        message = error.message if isinstance(error, SohoaError) else str(error)
        yield Finding(name, Verdict.PROBLEM, message, str(say.SETUP_AGAIN))
        return
    yield Finding(name, Verdict.OK, say.MODELS_SEEN(seconds=decimal(time.monotonic() - start)))


def _folders(settings: Settings) -> Iterator[Finding]:
    folders = (
        (say.RAW, settings.raw),
        (say.CLEAN, settings.clean),
        (say.ASIDE, settings.aside),
        (say.STATE, settings.state),
    )
    for name, folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            seen = say.FOLDER_SHUT(folder=folder, error=error.strerror)
            yield Finding(str(name), Verdict.PROBLEM, seen, say.FOLDER_ADVICE(folder=folder))
            continue
        yield Finding(str(name), Verdict.OK, str(folder))


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next(path for path in (settings.clean.absolute(), *settings.clean.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    seen = say.DISK_SEEN(free=decimal(free / GIGABYTE))
    if free >= EASY_FREE:
        yield Finding(str(say.DISK), Verdict.OK, seen)
    else:
        verdict = Verdict.NOTE if free >= LEAST_FREE else Verdict.PROBLEM
        yield Finding(str(say.DISK), verdict, seen, str(say.DISK_ADVICE))


def _prefect(settings: Settings) -> Iterator[Finding]:
    """Import Prefect and ask a server; the embedded one builds its database here, if that was not done before."""
    start = time.monotonic()
    try:
        from flows.server import connected

        with connected(settings) as url:
            seen = say.PREFECT_SEEN(version=metadata.version("prefect"), url=url, seconds=time.monotonic() - start)
    except (SohoaError, ImportError, OSError) as error:
        yield Finding("Prefect", Verdict.PROBLEM, say.PREFECT_SILENT(error=error), str(say.PREFECT_ADVICE))
        return
    yield Finding("Prefect", Verdict.OK, seen)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _locale,
    _tesseract,
    _poppler,
    _folders,
    _disk,
    _reading,
    _prefect,
)


def _good(ok: bool) -> Verdict:
    return Verdict.OK if ok else Verdict.PROBLEM


def _output(*command: str) -> str:
    """Run a program and return what it says on both channels.

    Raises:
        OSError: it is not installed.
        subprocess.SubprocessError: it failed or did not answer.

    """
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TOOL_SECONDS, check=True)
    return done.stdout.decode(errors="replace")
