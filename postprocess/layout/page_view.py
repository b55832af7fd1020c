"""The page as layout rules look at it: upright, its lines cut where a wide gap parts two columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from statistics import median
from typing import Final

from ocr.elements import Box, Line, Page, RegionKind, StampKind, Word
from postprocess.layout.patterns import SEPARATOR_KEY
from postprocess.words.lexicon import alike, fold, lexicon

# A gap of two line heights is no space between words, not even in a justified line: two columns meet there.
_COLUMN_GAP: Final = 2.0
# Header blocks can stand closer; before the national title so many line heights are enough.
_MOTTO_GAP: Final = 0.5
# Words of a line that two blocks of a header were read as, at least and at most.
_MERGED_WORDS: Final = range(4, 25)
# Words of a motto, at least, and characters of it that must be read rightly at its start.
_MOTTO_WORDS: Final = 3
_MOTTO_START: Final = 2
# Off the middle of the print by more than this share of its width, a line stands in a half of the page.
_OFF_CENTRE: Final = 0.08
# A page that was set upright is off by less, in degrees; more is a measurement gone wrong.
_MOST_SKEW: Final = 15.0
# No printed line has more words, and no word more characters; what goes on longer is none, and is cut. No line that
# is matched has more characters.
_MOST_WORDS: Final = 400
_LONGEST_WORD: Final = 1000
_LONGEST_KEY: Final = 400
# Letters in capitals of a line in capitals: all but so many, or this share of them, for some are misread.
_SMALL_LETTERS: Final = 2
_CAPITALS: Final = 0.85
_FEWEST_LETTERS: Final = 2
# Single words outside the print (pencilled sheet numbers, specks) must not widen it: shares of all lines that begin
# left of its left edge, and end left of its right edge.
_LEFT_EDGE: Final = 0.05
_RIGHT_EDGE: Final = 0.95
# A line of which a stamped name covers this share is that name.
_STAMPED: Final = 0.5
# A sheet between documents says what it is, and at most whose folder follows.
_SEPARATOR_WORDS: Final = 25


class Column(Enum):
    """Which part of the print's width a segment stands in."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Segment:
    """Words of one line that stand together. `box` is as on the upright page, in pixels."""

    words: tuple[Word, ...]
    page: int
    box: Box
    order: int
    kind: RegionKind = RegionKind.TEXT
    ends: tuple[int, ...] = ()
    stamped: bool = False
    """Whether it is a signer's name that was stamped."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a ruled table's row; empty where its rules are not known."""
        starts = (0, *self.ends)[: len(self.ends)]
        return tuple(
            " ".join(word.text for word in self.words[start:end]) for start, end in zip(starts, self.ends, strict=True)
        )

    @cached_property
    def text(self) -> str:
        """The words, a space between."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def key(self) -> str:
        """The text folded for matching (`lexicon.fold`)."""
        return fold(self.text[:_LONGEST_KEY])

    @property
    def source(self) -> Box:
        """Where the words lie on the page image."""
        return Box.hull(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean confidence of the words."""
        return sum(word.confidence for word in self.words) / len(self.words)

    @property
    def middle(self) -> float:
        """The x of its middle, in pixels."""
        return (self.box.left + self.box.right) / 2

    @cached_property
    def capitals(self) -> bool:
        """Whether the letters are capitals, but for one or two misread."""
        letters = [char for char in self.text if char.isalpha()]
        upper = sum(char.isupper() for char in letters)
        least = max(len(letters) - _SMALL_LETTERS, _CAPITALS * len(letters))
        return len(letters) >= _FEWEST_LETTERS and upper >= least


@dataclass(frozen=True)
class PageView:
    """A page's segments in reading order and the measures of its print, in pixels of the upright page."""

    number: int
    segments: tuple[Segment, ...]
    size: tuple[int, int]
    left: float = 0.0
    right: float = 0.0
    line_height: float = 1.0
    page_numbers: tuple[Segment, ...] = field(default=())
    separator: bool = False
    """Whether it is a sheet that parts documents: what stands on it is no text of theirs."""
    ink: tuple[Box, ...] = field(default=())
    """Boxes of seals and handwriting, as on the upright page."""

    @property
    def width(self) -> float:
        """Width of the print, at least a pixel."""
        return max(1.0, self.right - self.left)

    @property
    def centre(self) -> float:
        """The x of the middle of the print."""
        return (self.left + self.right) / 2

    def column(self, segment: Segment) -> Column:
        """Which part of the print's width `segment` stands in."""
        off = (segment.middle - self.centre) / self.width
        if off < -_OFF_CENTRE:
            return Column.LEFT
        return Column.RIGHT if off > _OFF_CENTRE else Column.CENTRE


def _motto_start(words: Sequence[Word]) -> int:
    """Return where in a merged header line the title of the state or the Party starts; 0 if nowhere or at the start."""
    # A speck between the columns may be read as a dash before the first word.
    keys = [fold(word.text.lstrip("-–—.,'*")) for word in words]
    for start in range(1, len(words) - _MOTTO_WORDS + 1):
        rest = " ".join(keys[start:])
        if any(rest[:_MOTTO_START] == motto[:_MOTTO_START] and alike(rest, motto) for motto in lexicon().mottos):
            return start
    return 0


def _cut(words: Sequence[Word], boxes: Sequence[Box], height: float) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the runs of words that stand together."""
    motto = _motto_start(words) if len(words) in _MERGED_WORDS else 0
    start = 0
    # A speck between the two columns was read as a sign: it stands alone.
    speck = motto - 1 if motto > 1 and not any(map(str.isalnum, words[motto - 1].text)) else 0
    apart = boxes[motto].left - boxes[(speck or motto) - 1].right > _MOTTO_GAP * height if motto else False
    for at in range(1, len(boxes)):
        gap = boxes[at].left - boxes[at - 1].right
        if gap > _COLUMN_GAP * height or (apart and at in (motto, speck)) or at - start >= _MOST_WORDS:
            yield start, at
            start = at
    if start < len(boxes):
        yield start, len(boxes)


def _printable(word: Word) -> Word:
    """Return `word`, cut where no printed word goes on; the page's own text keeps it whole."""
    return word if len(word.text) <= _LONGEST_WORD else replace(word, text=word.text[:_LONGEST_WORD])


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def view(page: Page) -> PageView:
    """Return `page` as layout rules look at it; handwriting and blank pages give no segments."""
    lines = _lines(page)
    if page.blank or not lines:
        return PageView(page.number, (), page.upright_size)
    height = max(1.0, median(page.upright(line.box).height for _, line in lines))
    skew = math.tan(math.radians(page.skew)) if abs(page.skew) < _MOST_SKEW else 0.0
    segments: list[Segment] = []
    numbers: list[Segment] = []
    for kind, line in lines:
        found = numbers if kind is RegionKind.PAGE_NUMBER else segments
        for segment in _parted(page, kind, line, height, skew):
            found.append(replace(segment, order=len(segments)))
    if _is_separator(segments):
        return PageView(page.number, (), page.upright_size, separator=True)
    measured = segments or numbers
    left = _percentile([segment.box.left for segment in measured], _LEFT_EDGE)
    right = _percentile([segment.box.right for segment in measured], _RIGHT_EDGE)
    ink = tuple(_level(page.upright(box), skew) for box in _ink(page))
    return PageView(page.number, tuple(segments), page.upright_size, left, right, height, tuple(numbers), ink=ink)


def _lines(page: Page) -> list[tuple[RegionKind, Line]]:
    """Return what was printed on the page, with the kind of its region."""
    return [
        (region.kind, line)
        for region in page.regions
        if region.kind is not RegionKind.HANDWRITING
        for line in region.lines
        if any(word.text.strip() for word in line.words)
    ]


def _ink(page: Page) -> list[Box]:
    """Return where seals and handwriting lie on the page."""
    seals = [stamp.box for stamp in page.stamps if stamp.kind is StampKind.SEAL]
    return seals + [region.box for region in page.regions if region.kind is RegionKind.HANDWRITING]


def _parted(page: Page, kind: RegionKind, line: Line, height: float, skew: float) -> Iterator[Segment]:
    """Yield the segments of a line, not yet in order. A table's row is one, however wide its gaps."""
    words = tuple(_printable(word) for word in line.words if word.text.strip())
    boxes = [_level(page.upright(word.box), skew) for word in words]
    row = kind is RegionKind.TABLE
    ends = line.ends if row and len(words) == len(line.words) else ()
    names = (stamp.box for stamp in page.stamps if stamp.kind is StampKind.NAME)
    stamped = any(name.intersection(line.box) > _STAMPED * line.box.area for name in names)
    for start, end in [(0, len(words))] if row else _cut(words, boxes, height):
        yield Segment(words[start:end], page.number, Box.hull(boxes[start:end]), 0, kind, ends, stamped)


def _is_separator(segments: Sequence[Segment]) -> bool:
    """Whether a page says that it parts documents, and little else."""
    few = sum(len(segment.words) for segment in segments) <= _SEPARATOR_WORDS
    return few and any(SEPARATOR_KEY.match(segment.key) for segment in segments)


def _level(box: Box, skew: float) -> Box:
    """Return `box` as it lies on the page set level: each point moved by the page's skew, `skew` its tangent."""
    if not skew:
        return box
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    right, down = round(y * skew), round(-x * skew)
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)


def joined(segments: Iterable[Segment]) -> str:
    """Return the texts of `segments`, a space between; a word broken by a hyphen at the end of a line stays so."""
    return " ".join(segment.text for segment in segments)
