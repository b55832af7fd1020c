"""Images as page sources, through Pillow: one file (TIFF: all its frames) or the images of a folder."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import DamagedError, UnreadableError
from ocr.sources.formats import DECODERS, FOLDER, TIFF
from ocr.sources.page_image import Limits, PageImage, Pixels, plausible_dpi

# Every size is checked against `Limits` before its pixels are decoded; Pillow's own guard knows only one limit.
Image.MAX_IMAGE_PIXELS = None

# What Pillow's decoders raise on broken data, beside OSError.
_BROKEN = (
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
    AttributeError,
    MemoryError,
)

_SUBFILE_TYPE = 254
"""TIFF 6.0's tag NewSubfileType."""

_REDUCED = 1
"""Bit of that tag for a reduced copy (thumbnail) of another frame."""

_EXIF_ORIENTATION = 274
"""EXIF's tag Orientation."""

_TURNED = (5, 6, 7, 8)
"""Values of that tag for images that lie on their side."""

_FEW_BITS = 12
"""Bits that cameras keep, at most, in samples of 16 (10 or 12): a page whose white is under a sixteenth of full scale
comes from one."""

_SQUARE_ENOUGH = 1.1
"""Times as fine across as down, or the other way about, that pixels are taken for square: fax machines scan twice as
fine across (204 x 98 dpi); scanners that differ by a few dpi mean nothing by it."""

_FLATTEST = 4.2
"""Times as fine across as down, or the other way about, that is believed. No fax mode is flatter than 2.1 to 1 (ITU-T
T.4). What claims twice that was never measured; believed, it would make a page of any size of a small file."""


class ImageSource:
    """One image file. A TIFF's frames are its pages; of other formats the first frame is the only page."""

    def __init__(self, path: Path, kind: str, limits: Limits) -> None:
        """Read the headers of `path`.

        Raises:
            DamagedError, TooManyPagesError, TooManyPixelsError, UnreadableError: as `ocr.sources.source.open_source`.

        """
        self._path = path
        self._kind = kind
        with _decoding(path):
            self._file: BinaryIO = path.open("rb")
            try:
                self._image = Image.open(self._file, formats=[DECODERS[kind]])
                self._frames = self._page_frames(limits)
            except BaseException:
                self._file.close()
                raise

    def _page_frames(self, limits: Limits) -> list[int]:
        if self._kind != TIFF:
            limits.check_pixels(1, *_square_size(self._image.size, *_resolution(self._image)))
            return [0]
        frames: list[int] = []
        for frame in range(count_directories(self._file, limits)):
            self._image.seek(frame)
            if not _tag(self._image, _SUBFILE_TYPE) & _REDUCED:
                frames.append(frame)
                limits.check_pages(len(frames))
                limits.check_pixels(len(frames), *_square_size(self._image.size, *_resolution(self._image)))
        return frames or [0]

    @property
    def kind(self) -> str:
        """Media type."""
        return self._kind

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self._frames)

    def page(self, number: int) -> PageImage:
        """Decode page `number`; see `Source.page`."""
        if not 1 <= number <= len(self._frames):
            raise IndexError(f"no page {number} in {self._path.name}")
        with _decoding(self._path):
            if self._kind == TIFF:
                self._image.seek(self._frames[number - 1])
                image = self._image
            else:
                # A fresh image each time: Pillow keeps the decoded pixels of the one it has opened.
                self._file.seek(0)
                image = Image.open(self._file, formats=[DECODERS[self._kind]])
            pixels, dpi = decode(image)
        return PageImage(number, pixels, dpi, self._path.name)

    def pages(self, first: int = 1, last: int | None = None) -> Iterator[PageImage]:
        """Decode pages one by one; see `Source.pages`."""
        for number in range(first, (last or self.page_count) + 1):
            yield self.page(number)

    def close(self) -> None:
        """Let go of the file."""
        self._image.close()
        self._file.close()


class FolderSource:
    """The images of a folder, in the order given, as one document."""

    def __init__(self, path: Path, files: Sequence[tuple[Path, str]], limits: Limits) -> None:
        """Read the headers of all `files` (path and media type).

        Raises:
            DamagedError, TooManyPagesError, TooManyPixelsError, UnreadableError: as `ocr.sources.source.open_source`.

        """
        self._path = path
        self._limits = limits
        self._pages: list[tuple[Path, str, int]] = []
        for file, kind in files:
            source = ImageSource(file, kind, limits)
            self._pages += [(file, kind, number) for number in range(1, source.page_count + 1)]
            source.close()
            limits.check_pages(len(self._pages))

    @property
    def kind(self) -> str:
        """Media type of a folder."""
        return FOLDER

    @property
    def page_count(self) -> int:
        """Number of pages over all images."""
        return len(self._pages)

    def page(self, number: int) -> PageImage:
        """Decode page `number`; see `Source.page`."""
        if not 1 <= number <= len(self._pages):
            raise IndexError(f"no page {number} in {self._path.name}")
        file, kind, within = self._pages[number - 1]
        source = ImageSource(file, kind, self._limits)
        try:
            page = source.page(within)
        finally:
            source.close()
        return PageImage(number, page.pixels, page.dpi, f"{self._path.name}/{file.name}")

    def pages(self, first: int = 1, last: int | None = None) -> Iterator[PageImage]:
        """Decode pages one by one; see `Source.pages`."""
        for number in range(first, (last or self.page_count) + 1):
            yield self.page(number)

    def close(self) -> None:
        """Do nothing: files are open only while a page is decoded."""


def count_directories(file: BinaryIO, limits: Limits) -> int:
    """Count the image directories (frames) of a TIFF or BigTIFF.

    Pillow takes a chain of directories that leads out of the file for its end, and a cut file loses pages in silence.

    Raises:
        DamagedError: the chain leads out of the file.
        TooManyPagesError: it is longer than any file within the limits needs.

    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    header = file.read(16)
    order = "<" if header[:2] == b"II" else ">"
    big = header[2:4] in (b"+\0", b"\0+")
    count_format, entry_size, link_format = ("Q", 20, "Q") if big else ("H", 12, "I")
    (place,) = struct.unpack_from(order + link_format, header, 8 if big else 4)
    seen: set[int] = set()
    while place and place not in seen:
        seen.add(place)
        limits.check_pages(len(seen) // 2)  # a thumbnail a page is the most that makes sense
        file.seek(place)
        (entries,) = struct.unpack(order + count_format, file.read(struct.calcsize(count_format)))
        link = place + struct.calcsize(count_format) + entries * entry_size
        if link + struct.calcsize(link_format) > size:
            raise DamagedError(f"TIFF directory {len(seen)} leads out of the file")
        file.seek(link)
        (place,) = struct.unpack(order + link_format, file.read(struct.calcsize(link_format)))
    file.seek(0)
    return len(seen)


@contextmanager
def _decoding(path: Path) -> Iterator[None]:
    """Turn what Pillow and the operating system raise into our errors."""
    try:
        yield
    except UnidentifiedImageError as error:
        raise DamagedError(f"{path.name}: {error}") from error
    except OSError as error:
        # The operating system's errors carry a number, Pillow's ("image file is truncated") do not.
        if error.errno is not None:
            raise UnreadableError(str(error)) from error
        raise DamagedError(f"{path.name}: {error}") from error
    except _BROKEN as error:
        raise DamagedError(f"{path.name}: {type(error).__name__}: {error}") from error


def decode(image: Image.Image) -> tuple[Pixels, int | None]:
    """Decode an opened image into 8-bit grey or RGB pixels, upright by its EXIF, with square pixels, and its dpi.

    Transparency falls on white, CMYK and other colour spaces become RGB, 16-bit and float samples become 8-bit.
    """
    across, down = _resolution(image)
    image.load()
    if _tag(image, _EXIF_ORIENTATION) in _TURNED:
        across, down = down, across
    image = ImageOps.exif_transpose(image)
    pixels = _to_grey_or_rgb(image)
    height, width = pixels.shape[:2]
    size = _square_size((width, height), across, down)
    if size != (width, height):
        pixels = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))
        across = max(across, down)
    return pixels, plausible_dpi(across or None, *size)


def _square_size(size: tuple[int, int], across: float, down: float) -> tuple[int, int]:
    """Return the size that gives an image of `size`, of so many dpi across and down, square pixels."""
    if not across or max(across, down) / min(across, down) <= _SQUARE_ENOUGH:
        return size
    finest = max(across, down)
    return round(size[0] * finest / across), round(size[1] * finest / down)


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Return dpi across and down; zeros where the file does not say, or says what cannot be."""
    try:
        across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    if not (np.isfinite(across) and np.isfinite(down) and across > 0 and down > 0):
        return 0.0, 0.0
    return (across, down) if max(across, down) / min(across, down) <= _FLATTEST else (0.0, 0.0)


def _tag(image: Image.Image, tag: int) -> int:
    """Return an integer EXIF or TIFF tag; 0 if absent or of another type."""
    value = image.getexif().get(tag, 0)
    return value if isinstance(value, int) else 0


def _to_grey_or_rgb(image: Image.Image) -> Pixels:
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _to_eight_bits(np.asarray(image))
    if mode == "LAB":
        from PIL import ImageCms  # rare, and not free

        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        converted = ImageCms.applyTransform(image, ImageCms.buildTransform(lab, srgb, "LAB", "RGB"))
        return np.array(converted, dtype=np.uint8)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image).convert("RGB")
    elif mode in ("1", "L"):
        image = image.convert("L")
    elif mode != "RGB":
        image = image.convert("RGB")
    return collapse_grey(np.asarray(image, dtype=np.uint8))


def _to_eight_bits(samples: npt.NDArray[Any]) -> Pixels:
    """Bring grey samples of 16 or more bits, or floats, to 8 bits."""
    if samples.dtype == np.uint16:
        bits = max(8, int(samples.max(initial=0)).bit_length())
        return (samples >> (bits - 8 if bits <= _FEW_BITS else 8)).astype(np.uint8)
    values = np.nan_to_num(samples.astype(np.float32))
    low, high = float(values.min(initial=0)), float(values.max(initial=0))
    if low >= 0 and high > 255:
        # 32-bit integers in the wild hold 16-bit grey (that is how Pillow opens 16-bit PNG).
        high = max(high, 65535.0)
    elif low >= 0 and high > 1:
        high = 255.0
    else:
        high = max(high, 1.0)
    eight: Pixels = np.clip(values * (255.0 / high), 0, 255).astype(np.uint8)
    return eight


def collapse_grey(pixels: Pixels) -> Pixels:
    """Return one channel if all three are equal everywhere (a grey scan kept as RGB), else `pixels`."""
    if pixels.ndim == 2:
        return pixels
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    if np.array_equal(red, green) and np.array_equal(green, blue):
        return np.ascontiguousarray(green)
    return pixels
