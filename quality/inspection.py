"""The inspection page: one HTML file, all in it, that shows a technician how each page of a document was read.

Boxes are drawn over the pictures in page pixels; the picture is turned upright together with them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from archive.confidence import HIGH_CONFIDENCE, LOW_CONFIDENCE
from archive.record import VIETNAM
from core.versions import __version__
from core.wording import decimal, english, grouped, percent, phrases
from core.wording import inspection as say
from ocr.elements import Box, Line, Page, Region, RegionKind, Stamp, Word
from ocr.image.cleanup import Pixels
from postprocess.elements import Document

# Long side, in pixels, of the pictures: A4 at 200 dpi, where every letter can be told. A page takes half a megabyte.
PICTURE_SIDE = 2340
# WebP's quality, 0 to 100: at 60 no ringing is seen around letters at three times the size.
PICTURE_QUALITY = 60
DELIVERED, CLEANED = "delivered", "cleaned"
# Classes of word confidence by their lower edge, best first; the last is what the quality report calls doubtful.
LEVELS = ((HIGH_CONFIDENCE, "sure"), (LOW_CONFIDENCE, "fair"), (0.0, "doubt"))
# Regions that are named on screen; text is what needs no name.
LABELLED = (RegionKind.TABLE, RegionKind.PAGE_NUMBER, RegionKind.HANDWRITING, RegionKind.UNREAD)


@dataclass(frozen=True, slots=True)
class WordView:
    """A word with its place in the page's count of words, its line's in that of lines, and its class of confidence."""

    index: int
    line: int
    word: Word
    level: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with its place in the page's count of lines, stamps' lines behind the others."""

    index: int
    line: Line
    words: tuple[WordView, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """A region, or a stamp, with its lines and its name on screen.

    `label_at` is where the name's baseline starts on the upright page, in pixels.
    """

    part: Region | Stamp
    label: str
    lines: tuple[LineView, ...]
    label_at: tuple[int, int]


@dataclass(slots=True)
class PageView:
    """A page as the template shows it. The pictures are read from `folder` when they are asked for."""

    page: Page
    folder: Path
    regions: list[BlockView] = field(default_factory=list)
    stamps: list[BlockView] = field(default_factory=list)

    @property
    def words(self) -> list[WordView]:
        """All words, those of stamps last."""
        return [word for block in (*self.regions, *self.stamps) for line in block.lines for word in line.words]

    @property
    def printed(self) -> list[Word]:
        """The words of the page's text."""
        return [word for line in self.page.lines for word in line.words]

    @property
    def confidence(self) -> float | None:
        """Mean confidence of the printed words; None without words."""
        return sum(word.confidence for word in self.printed) / len(self.printed) if self.printed else None

    @property
    def doubtful(self) -> int:
        """Number of printed words below `LOW_CONFIDENCE`."""
        return sum(word.confidence < LOW_CONFIDENCE for word in self.printed)

    @property
    def label_size(self) -> int:
        """Height of labels in page pixels: 10 pt on A4."""
        return max(1, self.page.upright_size[0] // 58)

    @property
    def upright(self) -> str:
        """The SVG transform that sets page pixels upright."""
        width, height = self.page.width, self.page.height
        return (
            "",
            f"matrix(0 1 -1 0 {height} 0)",
            f"matrix(-1 0 0 -1 {width} {height})",
            f"matrix(0 -1 1 0 0 {width})",
        )[self.page.turn % 4]

    @property
    def data(self) -> list[dict[str, Any]]:
        """What is shown of each word when a person points at it."""
        return [
            {
                "line": view.line,
                "box": [view.word.box.left, view.word.box.top, view.word.box.width, view.word.box.height],
                "text": view.word.text,
                "confidence": percent(view.word.confidence),
                "level": view.level,
                "alternatives": [[a.reader, a.text, percent(a.confidence)] for a in view.word.alternatives],
                "raw": view.word.raw,
            }
            for view in self.words
        ]

    def picture(self, name: str) -> str:
        """Return a picture, `DELIVERED` or `CLEANED`, as a data URI."""
        content = _picture_path(self.folder, self.page.number, name).read_bytes()
        return "data:image/webp;base64," + base64.b64encode(content).decode("ascii")


def keep_pictures(folder: Path, number: int, delivered: Pixels, cleaned: Pixels) -> None:
    """Write both pictures of page `number` into `folder`, for `write` to find.

    Args:
        folder: an existing folder.
        number: the page's number.
        delivered: (H, W) grey or (H, W, 3) RGB, uint8.
        cleaned: the same page after cleanup, in any size.

    Raises:
        OSError: they cannot be written.
    """
    for name, pixels in ((DELIVERED, delivered), (CLEANED, cleaned)):
        height, width = pixels.shape[:2]
        scale = PICTURE_SIDE / max(height, width)
        if scale < 1:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        Image.fromarray(pixels).save(_picture_path(folder, number, name), "WEBP", quality=PICTURE_QUALITY, method=2)


def write(target: Path, name: str, page_count: int, document: Document, folder: Path) -> None:
    """Write the inspection of `document`, in the language that the environment asks for.

    Args:
        target: the HTML file; replaced.
        name: of the scan, for the heading.
        page_count: number of pages of the scan, of which `document` may have one only.
        document: what was read.
        folder: where `keep_pictures` left the pictures of its pages.

    Raises:
        OSError: the file cannot be written.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, decimal=decimal, grouped=grouped)
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    stream = environment.get_template("inspection.html").stream(
        say=say,
        told=phrases.told,
        language="en" if english() else "vi",
        name=name,
        page_count=page_count,
        version=__version__,
        time=datetime.now(VIETNAM),
        numbers=[page.number for page in document.pages],
        # One page at a time: the pictures of a long document would fill the memory.
        views=(view_of(page, folder) for page in document.pages),
        document_steps=document.steps,
        step_name=step_name,
        delivered=DELIVERED,
        cleaned=CLEANED,
        table=RegionKind.TABLE,
        handwriting=RegionKind.HANDWRITING,
        unread=RegionKind.UNREAD,
        low=LOW_CONFIDENCE,
        sure=LEVELS[0][0],
    )
    with target.open("w", encoding="utf-8") as file:
        file.writelines(stream)


def view_of(page: Page, folder: Path) -> PageView:
    """Number the words and lines of a page, and name its parts."""
    view = PageView(page, folder)
    words = lines = 0

    def number(parts: Iterable[Line]) -> tuple[LineView, ...]:
        nonlocal words, lines
        numbered = []
        for line in parts:
            views = tuple(
                WordView(words + place, lines, word, level(word.confidence)) for place, word in enumerate(line.words)
            )
            numbered.append(LineView(lines, line, views))
            words, lines = words + len(views), lines + 1
        return tuple(numbered)

    taken: list[Box] = []

    def block(part: Region | Stamp, label: str) -> BlockView:
        drawn = label if isinstance(part, Stamp) or part.kind is RegionKind.TABLE else ""
        at = _free_place(page.upright(part.box), drawn, view.label_size, page.upright_size[0], taken)
        return BlockView(part, label, number(part.lines), at)

    view.regions.extend(
        block(region, str(say.REGION[region.kind]) if region.kind in LABELLED else "") for region in page.regions
    )
    view.stamps.extend(block(stamp, f"{place}. {say.STAMP[stamp.kind]}") for place, stamp in enumerate(page.stamps, 1))
    return view


def level(confidence: float) -> str:
    """Return the class of a word's confidence: `sure`, `fair` or `doubt`."""
    return next(name for edge, name in LEVELS if confidence >= edge)


def step_name(name: str) -> str:
    """Return what a step is called on screen; its own name if it has none."""
    return str(say.STEP_NAME.get(name, name))


def _free_place(box: Box, label: str, size: int, page_width: int, taken: list[Box]) -> tuple[int, int]:
    """Return where a label of letters `size` px high starts: over its box, else under it, clear of those `taken`."""
    gap = size // 3
    width = round(0.6 * size * len(label))  # letters are about 0.6 times as wide as high
    left = max(0, min(box.left, page_width - width))
    places = [Box(left, bottom - size, left + width, bottom) for bottom in (box.top - gap, box.bottom + size)]
    free = [place for place in places if place.top > 0 and not any(place.intersection(other) for other in taken)]
    place = (free or places)[0]
    taken.append(place)
    return left, max(size, place.bottom)


def _picture_path(folder: Path, number: int, name: str) -> Path:
    return folder / f"{number}-{name}.webp"
