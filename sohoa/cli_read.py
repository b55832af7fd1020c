"""`sohoa read`: one file to bytes, nothing archived. What outside measurements call: keep its output stable."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import EngineError, NoSuchPageError
from core.settings import Settings, load_settings
from ocr.elements import Page
from ocr.read import ReadSettings, read_page
from ocr.sources.formats import folder_images
from ocr.sources.page_image import Limits, PageImage
from ocr.sources.source import Source, open_source
from postprocess.secrecy import stop_if_secret
from postprocess.understand import understand

if TYPE_CHECKING:
    from archive.record import SourceRecord

# What a single page's text does not need is imported where it is used: it would take as long as a tenth of the reading.


def run(file: Path, page: int | None, raw: bool, form: str, allow_secret: bool = False) -> bytes:
    """Return `file` in UTF-8, of page number `page` alone if that is given; `form` is that of the package's files.

    "text" is the text, "md" Markdown, "json" the record.

    Raises:
        SecretError: there is a mark of secrecy, and neither the settings nor `allow_secret` let it pass.
        SohoaError: `file` cannot be opened or read, or has no such page.

    """
    settings = load_settings(allow_secret=allow_secret or None)
    with closing(open_source(file, Limits(settings.max_pages, settings.max_megapixels))) as source:
        pages = list(read_pages(file, source, page, settings))
        document = understand(pages, correct=not raw, tag=form == "json", spoiled=settings.spoiled)
        stop_if_secret([*document.pages, *head_page(file, source, page, settings)], settings.allow_secret)
        if form == "md":
            from archive.markdown import to_markdown

            return to_markdown(document).encode()
        if form == "json":
            from archive.record import record_of, to_json
            from batch.provenance import models, versions

            record = record_of(_describe(file, source), document, versions(), models())
            return to_json(record) + b"\n"
        return f"{document.text}\n".encode()


def read_pages(
    file: Path,
    source: Source,
    page: int | None,
    settings: Settings,
    read: Callable[[PageImage], Page] | None = None,
) -> Iterator[Page]:
    """Read all pages of `source`, which is `file` opened, or page number `page` alone, and yield them in order.

    One page is read here, and so are all where there is one worker; else as many worker processes as the settings allow
    read them. `read` takes the place of reading as the settings have it; a function of a module, or a partial of such,
    since it is sent by name.

    Raises:
        NoSuchPageError: there is no such page.
        DamagedError, EngineError, MissingToolError, WorkerError: a page cannot be decoded or read.

    """
    if page and page > source.page_count:
        raise NoSuchPageError(f"page {page} of {source.page_count}", page=page, pages=source.page_count)
    wanted = [page] if page else range(1, source.page_count + 1)
    if len(wanted) == 1 or settings.workers == 1:
        for image in map(source.page, wanted):
            try:
                yield read(image) if read else read_page(image, ReadSettings(timeout=settings.page_timeout))
            except EngineError as error:  # the engine does not know which page it has in hand
                raise EngineError(error.detail, page=image.number) from error
        return
    from batch.workers import WorkerPool, default_steps

    steps = default_steps(settings)
    if read:
        steps = dataclasses.replace(steps, read=read)
    with closing(WorkerPool.of(settings, steps)) as pool:
        yield from pool.read_pages(file, source.page_count)


def head_page(file: Path, source: Source, page: int | None, settings: Settings) -> list[Page]:
    """Return the first page, read, if another one alone was asked for: a mark of secrecy stands there.

    Raises:
        DamagedError, EngineError, MissingToolError: it cannot be decoded or read.

    """
    if not page or page == 1 or settings.allow_secret:
        return []
    return list(read_pages(file, source, 1, settings))


def _describe(file: Path, source: Source) -> SourceRecord:
    from archive.record import SourceRecord
    from intake.hot_folder import Candidate, fingerprint

    path = file.resolve()
    files = tuple(folder_images(path)) if path.is_dir() else (path,)
    taken = fingerprint(Candidate(path, path.name, files, path.is_dir()))
    return SourceRecord(path.name, str(path), taken.sha256, taken.size, source.kind, source.page_count, taken.files)
