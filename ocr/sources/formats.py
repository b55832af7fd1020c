"""Which bytes and names are scans: the formats, declared once; images of a folder; and what is to be passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.errors import UnreadableError
from core.wording import Message, phrases

PDF: Final = "application/pdf"
TIFF: Final = "image/tiff"
FOLDER: Final = "inode/directory"
"""Media type of a folder of images (shared-mime-info's name)."""

_HEAD = 1024
"""Bytes of a file that are looked at for what it is: readers look for a PDF's header in so many (Adobe's implementation
note 13 to PDF 1.7, Annex H)."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format that we read. A new image format is one more of these; Pillow decodes it."""

    name: str
    """What people call it, in any language."""
    media_type: str
    """What records call it (IANA)."""
    suffixes: tuple[str, ...]
    """What its files may end in, in small letters."""
    head: bytes
    """What its first 1024 bytes begin with: a regular expression in which a dot is any byte."""
    pillow: str = ""
    """Pillow's name of its decoder; empty for what is no image."""


FORMATS: Final = (
    # BigTIFF has a plus sign.
    Format("TIFF", TIFF, (".tif", ".tiff"), rb"II[*+]\0|MM\0[*+]", "TIFF"),
    Format("JPEG", "image/jpeg", (".jpg", ".jpeg"), rb"\xff\xd8\xff", "JPEG"),
    Format("PNG", "image/png", (".png",), rb"\x89PNG\r\n\x1a\n", "PNG"),
    # Two letters alone are no proof: the size of the header after the file's is one from OS/2 1 to Windows V5.
    Format("BMP", "image/bmp", (".bmp",), rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0{3}", "BMP"),
    Format("WebP", "image/webp", (".webp",), rb"RIFF.{4}WEBP", "WEBP"),
    # A file of boxes, or a bare codestream.
    Format(
        "JPEG 2000",
        "image/jp2",
        (".jp2", ".j2k", ".jpf", ".jpx"),
        rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51",
        "JPEG2000",
    ),
    # Last, for its header may stand anywhere in the head, in that of an image too.
    Format("PDF", PDF, (".pdf",), rb".*%PDF-"),
)
"""What we read, in the order in which it is looked for."""

DECODERS: Final = {one.media_type: one.pillow for one in FORMATS if one.pillow}
"""Pillow's decoder of each image format, by media type."""
_HEADS: Final = tuple((re.compile(one.head, re.DOTALL), one.media_type) for one in FORMATS)
_IMAGE_SUFFIXES: Final = frozenset(suffix for one in FORMATS if one.pillow for suffix in one.suffixes)
_NOT_SCANS: tuple[tuple[bytes, Message], ...] = (
    (b"PK\x03\x04", phrases.ZIP),
    (b"\xd0\xcf\x11\xe0", phrases.OLD_OFFICE),
    (b"Rar!", phrases.COMPRESSED),
    (b"7z\xbc\xaf", phrases.COMPRESSED),
    (b"GIF8", phrases.GIF),
    (b"<", phrases.WEB_PAGE),
    (b"{\\rtf", phrases.RTF),
)
_LITTER = {"thumbs.db", "desktop.ini", "ehthumbs.db"}
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")


def is_litter(name: str) -> bool:
    """Tell whether a file is to be passed over: hidden, a download under way, a lock file, a file manager's own."""
    lower = name.lower()
    return lower.startswith((".", "~$")) or lower in _LITTER or lower.endswith(_UNFINISHED)


def media_type(head: bytes) -> str | None:
    """Return the media type that the first 1024 bytes of a file show, None if it is no format that we read."""
    return next((kind for pattern, kind in _HEADS if pattern.match(head[:_HEAD])), None)


def folder_images(folder: Path) -> list[Path]:
    """Return the images in `folder` itself, in natural order of their names: 2.jpg before 10.jpg.

    An image is what shows itself as one, or carries an image's suffix: a damaged page must not go missing in silence.

    Raises:
        UnreadableError: the folder cannot be listed.

    """
    # One image needs no order, and the import takes as long as a fiftieth of its reading.
    from natsort import natsorted

    try:
        entries = [entry for entry in folder.iterdir() if not is_litter(entry.name)]
    except OSError as error:
        raise UnreadableError(str(error)) from error
    images = [entry for entry in entries if _looks_like_image(entry)]
    return natsorted(images, key=lambda entry: entry.name)


def _looks_like_image(path: Path) -> bool:
    by_name = path.suffix.lower() in _IMAGE_SUFFIXES
    if path.is_symlink() or not path.is_file():
        return by_name and not path.is_dir()
    try:
        kind = media_type(read_head(path))
    except UnreadableError:
        return by_name
    return kind != PDF if by_name else kind in DECODERS


def read_head(path: Path) -> bytes:
    """Return the first 1024 bytes of a file.

    Raises:
        UnreadableError: the operating system refuses.

    """
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise UnreadableError(str(error)) from error


def describe(head: bytes) -> Message:
    """Say what the bytes seem to be."""
    for magic, name in _NOT_SCANS:
        if head.startswith(magic):
            return name
    try:
        head[:-3].decode("utf-8")  # the last letter may be cut
    except UnicodeDecodeError:
        return phrases.UNKNOWN_FORMAT
    return phrases.UNKNOWN_FORMAT if b"\0" in head else phrases.PLAIN_TEXT
