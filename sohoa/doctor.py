"""`sohoa doctor`: is all there that the work needs, and what to do about what is not. In Vietnamese, for the clerk."""

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

from core.errors import SohoaError
from core.settings import Settings

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

    OK = "tốt"
    NOTE = "lưu ý"
    PROBLEM = "hỏng"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: what was looked at, what was seen, and what to do (empty if all is well); Vietnamese."""

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
    yield Finding("Python", _good(ok), version, "" if ok else "Cài Python 3.11 trở lên.")


def _locale(settings: Settings) -> Iterator[Finding]:
    seen = f"{locale.setlocale(locale.LC_CTYPE)}, tên tệp {sys.getfilesystemencoding()}"
    ok = sys.getfilesystemencoding() == "utf-8" and locale.getencoding().lower() in ("utf-8", "utf8")
    advice = "Đặt «export LANG=C.UTF-8» (hoặc vi_VN.UTF-8) để tên tệp tiếng Việt không bị sai dấu."
    yield Finding("Bảng mã", Verdict.OK if ok else Verdict.NOTE, seen, "" if ok else advice)


def _tesseract(settings: Settings) -> Iterator[Finding]:
    install = "Chạy «sudo apt-get install tesseract-ocr tesseract-ocr-vie»."
    try:
        said = _output("tesseract", "--version")
        languages = _output("tesseract", "--list-langs").split()
    except (OSError, subprocess.SubprocessError) as error:
        yield Finding("Tesseract", Verdict.PROBLEM, f"không chạy được ({error})", install)
        return
    found = re.search(r"(\d+)\.(\d+)[.\d]*", said)
    ok = found is not None and (int(found[1]), int(found[2])) >= OLDEST_TESSERACT
    yield Finding("Tesseract", _good(ok), found[0] if found else said.strip(), "" if ok else install)
    ok = "vie" in languages
    seen = "có vie" if ok else "thiếu vie"
    yield Finding("Tesseract tiếng Việt", _good(ok), seen, "" if ok else install)


def _poppler(settings: Settings) -> Iterator[Finding]:
    try:
        found = re.search(r"version ([\d.]+)", _output("pdftoppm", "-v"))
    except (OSError, subprocess.SubprocessError) as error:
        advice = "Chạy «sudo apt-get install poppler-utils»; thiếu nó thì không mở được PDF."
        yield Finding("Poppler", Verdict.PROBLEM, f"không chạy được ({error})", advice)
        return
    yield Finding("Poppler", Verdict.OK, found[1] if found else "có")


def _reading(settings: Settings) -> Iterator[Finding]:
    """Read a drawn page and understand it: needs every engine and model the real work needs."""
    name = "Mô hình nhận dạng"
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
        yield Finding(name, Verdict.PROBLEM, message, "Chạy lại «make setup».")
        return
    yield Finding(name, Verdict.OK, f"đọc thử một trang hết {time.monotonic() - start:.1f} giây".replace(".", ","))


def _folders(settings: Settings) -> Iterator[Finding]:
    folders = (
        ("Thư mục nhận", settings.raw),
        ("Kho", settings.clean),
        ("Thư mục để riêng", settings.aside),
        ("Thư mục làm việc", settings.state),
    )
    for name, folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            advice = f"Cho người dùng này quyền ghi vào {folder}, hoặc đặt thư mục khác trong sohoa.toml."
            yield Finding(name, Verdict.PROBLEM, f"{folder}: không ghi được ({error.strerror})", advice)
            continue
        yield Finding(name, Verdict.OK, str(folder))


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = next(path for path in (settings.clean.absolute(), *settings.clean.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    seen = f"còn trống {free / GIGABYTE:.1f} GB".replace(".", ",")
    if free >= EASY_FREE:
        yield Finding("Ổ đĩa của kho", Verdict.OK, seen)
    else:
        verdict = Verdict.NOTE if free >= LEAST_FREE else Verdict.PROBLEM
        yield Finding("Ổ đĩa của kho", verdict, seen, "Giải phóng dung lượng hoặc chuyển kho sang ổ lớn hơn.")


def _prefect(settings: Settings) -> Iterator[Finding]:
    """Import Prefect and ask a server; the embedded one builds its database here, if that was not done before."""
    start = time.monotonic()
    try:
        from flows.server import connected

        with connected(settings) as url:
            import prefect

            seen = f"{prefect.__version__}, máy chủ {url} trả lời sau {time.monotonic() - start:.0f} giây"
    except (SohoaError, ImportError, OSError) as error:
        advice = "Chạy lại «make setup»; nếu có đặt PREFECT_API_URL, kiểm tra máy chủ ở địa chỉ đó."
        yield Finding("Prefect", Verdict.PROBLEM, f"không trả lời ({error})", advice)
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
