"""Page sources: a file or a folder of images becomes pages, by what its bytes are and not by its suffix."""

from __future__ import annotations

import stat
from pathlib import Path

from core.errors import DamagedError, EmptyFileError, NoSuchFileError, NotAScanError, UnreadableError
from core.wording import phrases
from ocr.sources.formats import DECODERS, PDF, describe, folder_images, media_type, read_head
from ocr.sources.images import FolderSource, ImageSource
from ocr.sources.page_image import Limits, PageImage, Source

__all__ = ["Limits", "PageImage", "Source", "open_source"]


def open_source(path: Path, limits: Limits | None = None) -> Source:
    """Open `path`, a PDF, an image or a folder of images, as pages; decode none of them yet.

    Limits are checked here, from headers alone. Use `contextlib.closing` or call `close()` when done.

    Raises:
        NoSuchFileError: there is nothing at `path`.
        EmptyFileError: zero bytes.
        NotAScanError: neither PDF nor an image format that we read, or a folder without images.
        EncryptedError: the PDF needs a password.
        DamagedError: the structure is broken or cut short.
        TooManyPagesError: more pages than the limit.
        TooManyPixelsError: a page, or an image in it, is larger than the limit.
        UnreadableError: the operating system refuses to read the file.
        MissingToolError: poppler is not installed.
        EngineError: poppler took too long to look at the file.

    """
    limits = limits or Limits()
    if _is_folder(path):
        images = folder_images(path)
        if not images:
            raise NotAScanError("no images in the folder", found=phrases.NO_IMAGES)
        limits.check_pages(len(images))
        return FolderSource(path, [(image, _image_kind(image)) for image in images], limits)
    kind = _kind(path)
    if kind == PDF:
        from ocr.sources.pdf import PdfSource  # costs a twentieth of a second, which an image need not wait for

        return PdfSource(path, limits)
    return ImageSource(path, kind, limits)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoSuchFileError(str(error), path=path) from error
    except OSError as error:
        raise UnreadableError(str(error)) from error


def _image_kind(path: Path) -> str:
    kind = _kind(path)
    if kind not in DECODERS:
        raise DamagedError(f"{path.name} is {kind}, not an image")
    return kind


def _kind(path: Path) -> str:
    head = read_head(path)
    if not head:
        raise EmptyFileError(path.name)
    kind = media_type(head)
    if kind is None:
        raise NotAScanError(path.name, found=describe(head))
    return kind
