"""What reading hands on: `Page > Region > Line > Word`, the terms of ALTO and PAGE XML.

All boxes are in pixels of the page image as its source delivered it (`ocr.sources.page_image`), x to the right and y
down, right and bottom exclusive. Confidences run from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in page pixels."""

    left: int
    """First column inside."""
    top: int
    """First row inside."""
    right: int
    """First column outside."""
    bottom: int
    """First row outside."""

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Area in square pixels; 0 for an empty box."""
        return max(0, self.width) * max(0, self.height)

    def intersection(self, other: Box) -> int:
        """Area shared with `other`, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, width) * max(0, height)

    @staticmethod
    def hull(boxes: Iterable[Box]) -> Box:
        """Return the smallest box around all `boxes`.

        Raises:
            ValueError: there are no boxes.
        """
        several = list(boxes)
        if not several:
            raise ValueError("no boxes to put a hull around")
        return Box(
            min(b.left for b in several),
            min(b.top for b in several),
            max(b.right for b in several),
            max(b.bottom for b in several),
        )


class RegionKind(StrEnum):
    """What a region of the page holds, in PAGE XML's sense."""

    TEXT = "text"
    TABLE = "table"
    PAGE_NUMBER = "page_number"
    HANDWRITING = "handwriting"
    UNREAD = "unread"


class StampKind(StrEnum):
    """What was put on the page after printing; lifted off the text and kept apart."""

    INCOMING = "incoming"
    URGENCY = "urgency"
    SECRECY = "secrecy"
    SEAL = "seal"
    NAME = "name"
    COPY = "copy"
    ESIGNATURE = "esignature"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of a word's ink."""

    text: str
    """What was read."""
    confidence: float
    """The reader's own, 0 to 1."""
    reader: str
    """Who read it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line."""

    text: str
    """The word, corrected where a step was sure."""
    box: Box
    """Where it stands."""
    confidence: float
    """0 to 1."""
    alternatives: tuple[Alternative, ...] = ()
    """Other readings of the same ink."""
    raw: str | None = None
    """What the engine read, if a later step changed `text`; else None."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line."""

    box: Box
    """Where it stands."""
    words: tuple[Word, ...]
    """Its words from left to right."""
    ends: tuple[int, ...] = ()
    """Of a ruled table's row: how many words there are up to the end of each cell, empty ones too."""

    @property
    def text(self) -> str:
        """The words, a space between."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean confidence of the words; 0 without words."""
        return sum(word.confidence for word in self.words) / len(self.words) if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that belong together."""

    kind: RegionKind
    """What it holds."""
    box: Box
    """Where it lies."""
    lines: tuple[Line, ...] = ()
    """In reading order."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp, seal or electronic signature's overlay."""

    kind: StampKind
    """What it is."""
    box: Box
    """Where it lies."""
    lines: tuple[Line, ...] = ()
    """What could be read in it."""
    confidence: float = 0.0
    """That it is one, 0 to 1."""

    @property
    def text(self) -> str:
        """The lines of its reading."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class ProcessingStep:
    """One step as ALTO and PREMIS record it."""

    name: str
    """What ran."""
    seconds: float
    """How long it took."""
    settings: dict[str, Any] = field(default_factory=dict)
    """With which settings."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read."""

    number: int
    """Counted from 1."""
    width: int
    """Of the page image, in pixels."""
    height: int
    """Of the page image, in pixels."""
    dpi: int | None
    """Resolution as the source tells it, in dots per inch; None if it does not."""
    regions: tuple[Region, ...] = ()
    """In reading order; they hold no stamps."""
    stamps: tuple[Stamp, ...] = ()
    """What was put on the page after printing."""
    steps: tuple[ProcessingStep, ...] = ()
    """What was done to read it."""
    blank: bool = False
    """Whether it carries no print."""
    turn: int = 0
    """Clockwise quarter turns that set the page image upright."""
    skew: float = 0.0
    """Degrees counter-clockwise that set it straight after `turn`."""
    findings: tuple[str, ...] = ()
    """Notes for a person, in Vietnamese."""

    @property
    def lines(self) -> Iterator[Line]:
        """All printed lines in reading order."""
        for region in self.regions:
            if region.kind is not RegionKind.HANDWRITING:
                yield from region.lines

    @property
    def text(self) -> str:
        """The printed text in reading order, a line a line, without stamps and handwriting."""
        return "\n".join(line.text for line in self.lines)

    def upright(self, box: Box) -> Box:
        """Return `box` as it lies on the page after `turn`: what layout rules should look at."""
        width, height = self.width, self.height
        for _ in range(self.turn % 4):
            box = Box(height - box.bottom, box.left, height - box.top, box.right)
            width, height = height, width
        return box

    @property
    def upright_size(self) -> tuple[int, int]:
        """(width, height) of the page after `turn`, in pixels."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)
