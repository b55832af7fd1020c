"""`sohoa inspect`: one file to an HTML page that shows how it was read. Progress goes to standard error."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from core.errors import OutputError
from core.settings import load_settings
from core.wording import command_line as say
from core.wording import phrases
from ocr.elements import Page
from ocr.inspection import clean_page, on_page
from ocr.read import ReadSettings, read_page
from ocr.sources.formats import media_type, read_head
from ocr.sources.page_image import Limits, PageImage
from ocr.sources.source import open_source
from postprocess.secrecy import stop_if_secret
from postprocess.understand import understand
from quality import inspection
from sohoa.cli_read import head_page, read_pages

SUFFIX = ".inspect.html"


def run(file: Path, page: int | None, out: Path | None, allow_secret: bool = False) -> Path:
    """Read `file`, or page number `page` of it, write how it was read, and return the path of what was written.

    Raises:
        OutputError: the page cannot be written, or would take the place of a scan.
        SecretError: there is a mark of secrecy, and neither the settings nor `allow_secret` let it pass.
        SohoaError: `file` cannot be opened or read, or has no such page.

    """
    settings = load_settings(allow_secret=allow_secret or None)
    with closing(open_source(file, Limits(settings.max_pages, settings.max_megapixels))) as source:
        target = target_of(file, page, out)
        total = 1 if page else source.page_count
        with _written(target) as draft, TemporaryDirectory(prefix="sohoa-") as folder:
            read = partial(read_and_picture, folder=Path(folder), settings=ReadSettings(settings.page_timeout))
            pages: list[Page] = []
            with _progress(total) as tell:
                for seen in read_pages(file, source, page, settings, read):
                    pages.append(seen)
                    tell(seen.number)
            document = understand(pages, tag=False, spoiled=settings.spoiled)
            stop_if_secret([*document.pages, *head_page(file, source, page, settings)], settings.allow_secret)
            with _telling(target):
                inspection.write(draft, file.resolve().name, source.page_count, document, Path(folder))
    return target


def target_of(file: Path, page: int | None, out: Path | None) -> Path:
    """Return where the inspection of `file` goes: to `out`, if that is no folder, else to a name made from the scan's.

    Raises:
        OutputError: a scan is in that place.

    """
    if out is None or out.is_dir():
        scan = file.resolve()
        stem = scan.name if scan.is_dir() else scan.stem
        out = (out or Path()) / f"{stem}{f'-p{page}' if page else ''}{SUFFIX}"
    if out.is_file() and media_type(read_head(out)):
        raise OutputError("it is a scan", path=out, reason=phrases.SCAN_THERE)
    return out


def read_and_picture(image: PageImage, folder: Path, settings: ReadSettings) -> Page:
    """Read a page, and leave pictures of it, as delivered and as cleaned, in `folder`.

    Raises:
        OutputError: the pictures cannot be written.
        EngineError, MissingToolError: as `ocr.read.read_page`.

    """
    page = read_page(image, settings)
    cleaned = on_page(clean_page(image))
    with _telling(folder):
        inspection.keep_pictures(folder, page.number, image.pixels, cleaned)
    return page


@contextmanager
def _written(target: Path) -> Iterator[Path]:
    """Give a draft beside `target` that takes its place at the end, and is gone if there is no good end."""
    draft = target.with_name(f".{target.name}.tmp")
    with _telling(target):
        draft.write_bytes(b"")  # minutes of reading are not to end in "no permission"
    try:
        yield draft
        with _telling(target):
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn what the operating system says of writing `path` into our error."""
    reasons = {
        errno.EACCES: phrases.NO_PERMISSION,
        errno.EROFS: phrases.READ_ONLY,
        errno.ENOENT: phrases.NO_FOLDER,
        errno.ENOTDIR: phrases.NO_FOLDER,
        errno.ENAMETOOLONG: phrases.NAME_TOO_LONG,
        errno.ENOSPC: phrases.NO_ROOM,
    }
    try:
        yield
    except OSError as error:
        reason = reasons.get(error.errno or 0, phrases.DISK_ERROR)
        raise OutputError(str(error), path=path, reason=reason) from error


def _progress(total: int) -> AbstractContextManager[Callable[[int], None]]:
    """Tell standard error which page was read: by a bar on a terminal, else by a line a page."""
    return _bar(total) if sys.stderr.isatty() else _lines(total)


@contextmanager
def _lines(total: int) -> Iterator[Callable[[int], None]]:
    done = 0

    def tell(number: int) -> None:
        nonlocal done
        done += 1
        click.echo(f"[{done}/{total}] " + say.PAGE_READ(page=number), err=True)

    yield tell


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(str(say.BAR_PAGES)), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda number: progress.advance(task)
