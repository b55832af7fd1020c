"""Which bytes and names are scans: file formats by content, images of a folder, and what is to be passed over."""

from __future__ import annotations

from pathlib import Path

from core.errors import UnreadableError
from core.wording import Message, phrases

PDF = "application/pdf"
IMAGES = frozenset(("image/bmp", "image/jp2", "image/jpeg", "image/png", "image/tiff", "image/webp"))
"""Media types of the images that we read."""
FOLDER = "inode/directory"
"""Media type of a folder of images (shared-mime-info's name)."""

# Readers look for the mark of a PDF in the first 1024 bytes (Adobe's implementation note 13 to PDF 1.7, Annex H).
_HEAD = 1024
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),  # BigTIFF
    (b"MM\0+", "image/tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),  # bare codestream
)
# Sizes of the header that follows a BMP's file header, from OS/2 1 to Windows V5; two letters alone are no proof.
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
_NOT_SCANS: tuple[tuple[bytes, Message], ...] = (
    (b"PK\x03\x04", phrases.ZIP),
    (b"\xd0\xcf\x11\xe0", phrases.OLD_OFFICE),
    (b"Rar!", phrases.COMPRESSED),
    (b"7z\xbc\xaf", phrases.COMPRESSED),
    (b"GIF8", phrases.GIF),
    (b"<", phrases.WEB_PAGE),
    (b"{\\rtf", phrases.RTF),
)
_IMAGE_SUFFIXES = {".bmp", ".j2k", ".jp2", ".jpeg", ".jpf", ".jpg", ".jpx", ".png", ".tif", ".tiff", ".webp"}
_LITTER = {"thumbs.db", "desktop.ini", "ehthumbs.db"}
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")


def is_litter(name: str) -> bool:
    """Tell whether a file is to be passed over: hidden, a download under way, a lock file, a file manager's own."""
    lower = name.lower()
    return lower.startswith((".", "~$")) or lower in _LITTER or lower.endswith(_UNFINISHED)


def media_type(head: bytes) -> str | None:
    """Return the media type that the first 1024 bytes of a file show, None if it is no format that we read."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "image/bmp"
    return PDF if b"%PDF-" in head[:_HEAD] else None


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
    return kind != PDF if by_name else kind in IMAGES


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
