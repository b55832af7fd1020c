"""Page sources: a file or a folder of images becomes pages, by what its bytes are and not by its suffix."""

from __future__ import annotations

from pathlib import Path

from ocr.page_image import Limits, PageImage, Source

__all__ = ["Limits", "PageImage", "Source", "open_source"]


def open_source(path: Path, limits: Limits | None = None) -> Source:
    """Open `path`, a PDF, an image or a folder of images, as pages; decode none of them yet.

    Limits are checked here, from headers alone. Use `contextlib.closing` or call `close()` when done.

    Raises:
        EmptyFileError: zero bytes.
        NotAScanError: neither PDF nor an image format that we read, or a folder without images.
        EncryptedError: the PDF needs a password.
        DamagedError: the structure is broken or cut short.
        TooManyPagesError: more pages than the limit.
        TooManyPixelsError: a page, or an image in it, is larger than the limit.
        UnreadableError: the operating system refuses to read the file.
        MissingToolError: poppler is not installed.
    """
    raise NotImplementedError
