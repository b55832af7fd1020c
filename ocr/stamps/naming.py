"""Naming stamps: what was cut out (`sights`) and read is an incoming stamp, a marking, an overlay, a name, or none.

What a stamp says (`models/stamps.json`) makes sure of what it was seen as. Its own words are kept; those of print that
runs beneath it and on beside it are not.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from core.rules import decide
from models.resources import load_json
from ocr.confidence import (
    BOXED_LINE,
    BOXED_TEXT,
    COLOURED_PRINT,
    STAMP_OWN_READABLE,
    STAMP_READABLE,
    STAMPED_NAME,
)
from ocr.detectors.stamp_detector import InkClass
from ocr.elements import Box, Line, Stamp, StampKind, Word
from ocr.image.geometry import Frame
from ocr.layout import reading_order
from ocr.readers.recognise import Reading
from ocr.readers.vote import letters_key
from ocr.sources.page_image import A4_WIDTH_MM
from ocr.stamps import form
from ocr.stamps.ink import Cut
from ocr.stamps.sights import is_surely_seen, may_be_marking, may_be_overlay, mostly_in

_LARGE_MM = 12.0
"""Millimetres of height from which a stamp whose words cannot be read is an incoming one: those of urgency are 8 mm
high, the form of NĐ30 (phụ lục IV) is 35."""

_MARKING_MM = 3.2
"""Millimetres of height from which a row may be a marking of urgency or secrecy: capitals of 13 pt (NĐ30, phụ lục
I)."""

_LINE_MM = 4.5
"""Millimetres of height of a line of print at 14 pt: by so much, or more, a line sticks out of a stamp that it runs
under."""

_LINE_WORDS = 4
"""Words of a line of print in a box, or in coloured ink, at least."""

_NAME_WORDS = (2, 5)
"""Words of a stamped name or office, at least and at most."""

_PRINT_WIDTH = 0.3
"""Share of the page's width above which a line in coloured ink may be coloured print."""

_ON_LINE = 0.5
"""Share of a word's box on a line of print above which it is that line's."""


@cache
def _phrases(place: str) -> list[tuple[StampKind, re.Pattern[str]]]:
    """Patterns, over lines folded by `vote.letters_key`, with the kind that each names."""
    return [
        (StampKind(kind), re.compile(p)) for kind, patterns in load_json("stamps.json")[place].items() for p in patterns
    ]


def name_by_text(text: str) -> StampKind | None:
    """Return the kind of stamp that says `text` (lines parted by newlines), None if none is known to."""
    return next(iter(_kinds_by_text(text)), None)


def _kinds_by_text(text: str) -> list[StampKind]:
    folded = [letters_key(line) for line in text.splitlines()]
    phrases = _phrases("anywhere") + _phrases("in_a_frame")
    return [kind for kind, pattern in phrases if any(pattern.search(line) for line in folded)]


@dataclass(frozen=True, slots=True, eq=False)
class StampReading:
    """What a cut-out stamp says: all its `rows`, and of those that are worth keeping the `text` and what it names.

    `agreement` is the mean agreement of the readers on the rows worth keeping, `marking` the kind and the words of the
    marking of urgency or secrecy that a stamp nearly says, `kinds` what its words name, the surest first.
    """

    cut: Cut
    rows: tuple[Reading, ...]
    readable: tuple[Reading, ...]
    text: str
    agreement: float
    marking: tuple[str, str] | None
    kinds: tuple[StampKind, ...]

    @classmethod
    def of(cls, cut: Cut, readings: Sequence[Reading]) -> StampReading:
        """Put a stamp's readings in rows, and see what the readable ones say."""
        rows = tuple(in_rows(readings))
        readable = tuple(reading for reading in rows if reading.words and not is_poor(reading))
        if may_be_marking(cut) or (not readable and _is_marking_alone(cut, readings)):
            # A marking that is all the stamp says is one, however unsurely it was read.
            readable = rows
        text = _text(readable)
        marking = form.label_like(text) if cut.spot else None
        return cls(cut, rows, readable, text, _mean_agreement(readable), marking, tuple(_kinds_by_text(text)))

    @property
    def seen_as(self) -> InkClass | None:
        """The class that it was seen as; None for ink in which no stamp was seen."""
        return self.cut.spot.name if self.cut.spot else None


def _says_marking(said: StampReading) -> StampKind | None:
    return StampKind(said.marking[0]) if said.marking else None


def _unseen_names_itself(said: StampReading) -> StampKind | None:
    return said.kinds[0] if not said.seen_as and said.kinds else None


def _unseen_is_a_name(said: StampReading) -> StampKind | None:
    """A person's name or an office in coloured ink, and nothing else: it was stamped."""
    short = _NAME_WORDS[0] <= len(said.text.split()) <= _NAME_WORDS[1] and "\n" not in said.text
    titled = said.text.istitle() or letters_key(said.text) in _offices()
    return StampKind.NAME if not said.seen_as and short and titled and said.agreement > STAMPED_NAME else None


def _unseen_is_other_ink(said: StampReading) -> StampKind | None:
    return None if said.seen_as else StampKind.UNKNOWN


def _seen_as_overlay(said: StampReading) -> StampKind | None:
    return StampKind.ESIGNATURE if said.seen_as is InkClass.ESIGNATURE else None


def _beside_an_emblem(said: StampReading) -> StampKind | None:
    """Beside an emblem may stand an overlay's words, or words that have nothing to do with it."""
    if not may_be_overlay(said.cut):
        return None
    overlay = said.kinds[:1] == (StampKind.ESIGNATURE,)
    return StampKind.ESIGNATURE if overlay else StampKind.UNKNOWN


def _says_incoming(said: StampReading) -> StampKind | None:
    """A marking of urgency close to an incoming stamp may be seen as one with it (`parted`), and named first."""
    return StampKind.INCOMING if StampKind.INCOMING in said.kinds else None


def _names_itself(said: StampReading) -> StampKind | None:
    return said.kinds[0] if said.kinds else None


def _as_high_as_incoming(said: StampReading) -> StampKind | None:
    per_mm = min(said.cut.frame.page_size) / A4_WIDTH_MM
    return StampKind.INCOMING if said.cut.box.height > _LARGE_MM * per_mm else None


RULES: tuple[Callable[[StampReading], StampKind | None], ...] = (
    _says_marking,
    _unseen_names_itself,
    _unseen_is_a_name,
    _unseen_is_other_ink,
    _seen_as_overlay,
    _beside_an_emblem,
    _says_incoming,
    _names_itself,
    _as_high_as_incoming,
)
"""How a stamp is named: the first rule that gives a kind decides. What it says goes before what it looks like."""


def kind_of(said: StampReading) -> StampKind:
    """Return the kind of a stamp; UNKNOWN where no rule gives one."""
    return decide(RULES, said) or StampKind.UNKNOWN


def name(cut: Cut, readings: Sequence[Reading], print_: Sequence[Reading] = ()) -> Stamp:
    """Name a stamp by what was seen and what was read; it is in pixels of the working image.

    `print_` are lines of the page's print: words on those that run under the stamp, and on beside it, are not its own.
    """
    said = StampReading.of(cut, readings)
    kind = kind_of(said)
    # An incoming stamp's form is known, so that more can be made of what is hard to read.
    kept = said.rows if kind is StampKind.INCOMING else said.readable
    if _is_boxed_text(said, kept, readings):
        kind = StampKind.UNKNOWN
    beneath = _lines_beneath(cut, print_)
    lines = [line for row in kept if (line := _own_line(row, said, kind, beneath)) is not None]
    sure, box = said.agreement, cut.box
    if cut.spot:
        sure = cut.spot.confidence
        box = Box.hull([cut.spot.box, *(line.box for line in lines)]) if may_be_overlay(cut) else box
    return Stamp(kind, box, tuple(lines), sure)


def _is_boxed_text(said: StampReading, kept: Sequence[Reading], readings: Sequence[Reading]) -> bool:
    """Whether what was seen as a stamp names none and is read well: a boxed text, or a header."""
    named = bool(said.marking) or name_by_text(_text(kept)) is not None
    return said.cut.spot is not None and not named and _mean_agreement(readings) >= BOXED_TEXT


def _lines_beneath(cut: Cut, print_: Sequence[Reading]) -> list[Reading]:
    """Return the lines of print that stick out of a stamp."""
    reach = _LINE_MM * min(cut.frame.page_size) / A4_WIDTH_MM
    return [line for line in print_ if max(cut.box.left - line.box.left, line.box.right - cut.box.right) > reach]


def _own_line(row: Reading, said: StampReading, kind: StampKind, beneath: Sequence[Reading]) -> Line | None:
    """Return a row of a stamp without the words of print that runs `beneath`, on the page; None if none is its own."""
    words = row.words
    if said.marking:
        words = form.said(words, said.marking[1])
    elif kind is StampKind.INCOMING:
        words = form.filled(words)
    placed = [dataclasses.replace(word, box=said.cut.frame.to_page(word.box)) for word in words]
    names_it = name_by_text(row.text) is kind
    others = [] if names_it else [line.box for line in beneath if _alike(row, line)]
    own = tuple(word for word in placed if not any(_lies_on(word, line) for line in others))
    return Line(Box.hull(word.box for word in own), own) if own else None


def _text(rows: Sequence[Reading]) -> str:
    return "\n".join(reading.text for reading in rows)


def _mean_agreement(readings: Sequence[Reading]) -> float:
    read = [reading.agreement for reading in readings if reading.words]
    return sum(read) / len(read) if read else 0.0


def is_believed(stamp: Stamp, cut: Cut) -> bool:
    """Tell whether what looks like a stamp is one: by its words, or surely seen and not read as something else.

    Print in ruled boxes may look like a stamp, a few small lines like an overlay.
    """
    if may_be_overlay(cut):
        return stamp.kind is StampKind.ESIGNATURE
    if may_be_marking(cut):
        return _is_marking(stamp)
    if cut.spot is None or name_by_text(stamp.text) is not None:
        return True
    if not cut.coloured and (stamp.kind is StampKind.UNKNOWN or not stamp.lines):
        return False
    boxed = stamp.kind is StampKind.INCOMING and any(map(_is_print, stamp.lines))
    return is_surely_seen(cut) and not boxed


def _is_marking(stamp: Stamp) -> bool:
    """Whether a stamp says a marking. What is only like one of secrecy stays a suspicion (`postprocess.secrecy`)."""
    read = " ".join(word.raw or word.text for line in stamp.lines for word in line.words)
    return marking_of(read) is not None or (stamp.kind is StampKind.SECRECY and read.isupper())


def _is_print(line: Line) -> bool:
    """Whether a line where no label and no field was read is print: it can be read, and is in small letters."""
    sure = sum(word.confidence for word in line.words) / len(line.words)
    return len(line.words) >= _LINE_WORDS and sure > BOXED_LINE and not line.text.isupper()


def _alike(row: Reading, line: Reading) -> bool:
    """Whether a stamp's row may be the line of print that lies there; an office's name is in capitals."""
    return not row.text.isupper() or 2 * sum(map(str.isupper, line.text)) > sum(map(str.isalpha, line.text))


def _lies_on(word: Word, line: Box) -> bool:
    return word.box.intersection(line) > _ON_LINE * word.box.area


@cache
def _offices() -> frozenset[str]:
    """What offices held are called (`models/header.json`), folded: they are stamped as names are."""
    return frozenset(letters_key(office) for office in load_json("header.json")["positions"])


def is_print(stamp: Stamp, cut: Cut, page_width: int) -> bool:
    """Return whether coloured ink without a known kind is a line of coloured print: wide, and read alike by both."""
    wide = any(line.box.width > _PRINT_WIDTH * page_width and len(line.words) >= _LINE_WORDS for line in stamp.lines)
    return cut.spot is None and stamp.kind is StampKind.UNKNOWN and wide and stamp.confidence > COLOURED_PRINT


def as_print(cut: Cut, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings of a cut as readings of the page, in pixels of the working image."""
    return [_on_work(reading, cut.frame) for reading in in_rows(readings) if reading.words]


def is_poor(reading: Reading) -> bool:
    """Whether a row is read too poorly to be worth keeping as a stamp's words."""
    return reading.agreement <= STAMP_READABLE and reading.own_confidence <= STAMP_OWN_READABLE


def parted(stamp: Stamp, per_mm: float) -> list[Stamp]:
    """Return an incoming stamp and the markings of urgency or secrecy close to it, where they were seen as one.

    `per_mm`: pixels a millimetre. A stamp's small rows may be read as something like a marking.
    """
    if stamp.kind is not StampKind.INCOMING:
        return [stamp]
    labels = [_label_in(line, per_mm) for line in stamp.lines]
    rest = tuple(line for line, label in zip(stamp.lines, labels, strict=True) if not label)
    if not rest or not any(labels):
        return [stamp]
    own = [
        Stamp(StampKind(label[0]), line.box, (Line(line.box, form.said(line.words, label[1])),), stamp.confidence)
        for line, label in zip(stamp.lines, labels, strict=True)
        if label
    ]
    return [dataclasses.replace(stamp, lines=rest, box=Box.hull(line.box for line in rest)), *own]


def _label_in(line: Line, per_mm: float) -> tuple[str, str] | None:
    """Return the kind and words of the marking that a row of an incoming stamp nearly says; None if none."""
    large = line.text.isupper() and line.box.height > _MARKING_MM * per_mm
    return form.label_like(line.text) if large else None


def marking_of(text: str) -> tuple[StampKind, str] | None:
    """Return kind and words of the marking of urgency or secrecy that a line is, but for diacritics, in capitals."""
    label = form.label_like(text) if text.isupper() else None
    if label is None or letters_key(label[1]) != letters_key("".join(filter(str.isalpha, text))):
        return None
    return StampKind(label[0]), label[1]


def _is_marking_alone(cut: Cut, readings: Sequence[Reading]) -> bool:
    """Whether a marking is all that was read in a stamp: to the letter, unless it was surely seen."""
    text = " ".join(reading.text for reading in readings)
    if is_surely_seen(cut):
        return marking_of(text.upper()) is not None
    marking = marking_of(text)
    return cut.spot is not None and cut.spot.name is InkClass.WORDS and marking is not None and marking[1] == text


def without_pieces(found: Sequence[Stamp]) -> list[Stamp]:
    """Return stamps without nameless ones inside another, and without those that were seen there as the same already.

    A nameless one is another's emblem, the corner of its frame, a stroke on it. Words of a marking that was seen may be
    left among the page's lines, and a stamp's, as well.
    """
    return [
        stamp
        for at, stamp in enumerate(found)
        if not any(
            other is not stamp
            and mostly_in(stamp.box, other.box)
            and (stamp.kind is StampKind.UNKNOWN or _is_again(stamp, other, place < at))
            for place, other in enumerate(found)
        )
    ]


def _is_again(stamp: Stamp, other: Stamp, later: bool) -> bool:
    """Whether what lies in `other` is the same once more: the larger has its frame."""
    return stamp.kind is other.kind and (later or stamp.box.area < other.box.area)


def is_emblem(stamp: Stamp, overlays: Sequence[Box]) -> bool:
    """Whether what was seen as a stamp is part of an overlay, and no marking of urgency or secrecy beside one."""
    marking = stamp.kind in (StampKind.URGENCY, StampKind.SECRECY)
    return not marking and any(mostly_in(stamp.box, overlay) for overlay in overlays)


def in_rows(readings: Sequence[Reading]) -> list[Reading]:
    """Return a stamp's readings row by row, each from left to right."""
    return [readings[i] for row in reading_order.rows_of([r.box for r in readings]) for i in row]


def _on_work(reading: Reading, frame: Frame) -> Reading:
    """Map a reading of a cut-out back to the working image."""
    line = frame.line_to_page(Line(reading.box, reading.words))
    return dataclasses.replace(reading, box=line.box, words=line.words)
