"""What a page source hands to reading: one page image at a time, and the limits no page may pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from core.errors import TooManyPagesError, TooManyPixelsError

Pixels = npt.NDArray[np.uint8]

MILLION = 1_000_000
"""Pixels of a megapixel."""

MM_PER_INCH = 25.4
"""Millimetres of an inch."""

A4_WIDTH_MM = 210.0
"""Width of an A4 sheet in millimetres (ISO 216)."""

SHORTEST_MM = 50
"""Long side of a page, in millimetres, at least: a small card. A resolution that makes the page smaller was not
measured but left at a camera's or program's default."""

LONGEST_MM = 1300
"""Long side of a page, in millimetres, at most: A0 (1189 mm), with some margin. The same holds of a larger page."""


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """One page as its source delivers it, upright by its own account (EXIF, /Rotate), never cleaned.

    `pixels` is (height, width) grey or (height, width, 3) RGB, 8 bits a channel, 255 = white. `number` counts from 1.
    `dpi` is None where the source does not say, or says what cannot be. `origin` names the file for messages.
    """

    number: int
    pixels: Pixels
    dpi: int | None
    origin: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may ask of the machine; checked before anything is decoded. `render_seconds` is for one PDF page."""

    max_pages: int = 2000
    max_megapixels: int = 200
    render_seconds: float = 60.0

    def check_pages(self, pages: int) -> None:
        """Raise TooManyPagesError if a file has more `pages` than allowed."""
        if pages > self.max_pages:
            raise TooManyPagesError(f"{pages} pages", pages=pages, limit=self.max_pages)

    def check_pixels(self, page: int, width: float, height: float) -> None:
        """Raise TooManyPixelsError if page number `page`, `width` by `height` pixels, is larger than allowed."""
        if width * height > self.max_megapixels * MILLION:
            raise TooManyPixelsError(
                f"page {page}: {width:.0f} x {height:.0f} pixels",
                page=page,
                width=round(width),
                height=round(height),
                limit=self.max_megapixels,
            )


class Source(Protocol):
    """A file or folder opened as pages. Pages are decoded one at a time, each when asked for."""

    @property
    def kind(self) -> str:
        """Media type (`application/pdf`, `image/tiff`, …); `inode/directory` for a folder of images."""

    @property
    def page_count(self) -> int:
        """Number of pages."""

    def page(self, number: int) -> PageImage:
        """Decode page `number` (from 1).

        Raises:
            DamagedError: the page cannot be decoded to its end.
            EngineError: rendering took longer than the limit.
            IndexError: there is no such page.

        """

    def pages(self, first: int = 1, last: int | None = None) -> Iterator[PageImage]:
        """Decode the pages from `first` to `last` (both included; default all), each when asked for."""

    def close(self) -> None:
        """Let go of the file."""


def plausible_dpi(dpi: float | None, width: int, height: int) -> int | None:
    """Return `dpi` rounded if a page of `width` by `height` pixels comes out as a sheet of paper, else None."""
    if dpi is None or not dpi > 0:
        return None
    longest = max(width, height) / dpi * MM_PER_INCH
    return round(dpi) if SHORTEST_MM <= longest <= LONGEST_MM else None
