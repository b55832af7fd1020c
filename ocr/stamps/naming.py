"""Stamps, seals and overlays: what was put on the page after printing, named, read, and kept out of the text.

A network says where they lie and of what class they are (`stamp_detector`); what they say makes sure of it
(`models/stamps.json`). Coloured ones are read in their own ink, so that print beneath them stays in the text; of what
stands in a black one, print is what goes on beside it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from functools import cache

from models.resources import load_json
from ocr.detectors import stamp_detector
from ocr.detectors.stamp_detector import Spot
from ocr.elements import Box, Line, Stamp, StampKind, Word
from ocr.image.cleanup import Grey
from ocr.image.geometry import Frame
from ocr.image.specks import INK
from ocr.layout import reading_order
from ocr.prepare import Prepared
from ocr.readers.recognise import Reading
from ocr.readers.vote import fold
from ocr.sources.page_image import A4_WIDTH_MM
from ocr.stamps import form, ink, rings, urgency
from ocr.stamps.ink import Cut

_COLOUR_TINGE = 225
"""Level below which a pixel has a tinge: JPEG halves the resolution of colour and thins that of small letters."""

_COLOURED_SHARE = 0.5
"""Share of a segment's ink that has a tinge where it is no black print: stamp letters 0.6 and more, print beside a
stamp 0.26 at the most (measured on the sample scans)."""

_STRONG_COLOUR, _COLOURED_SEAL = 170, 0.02
"""Level of strong coloured ink, and the share of a seal's box that has it where the seal is coloured."""

_READABLE, _OWN_READABLE = 0.4, 0.88
"""Agreement of the readers, or confidence of our own, from which words inside a stamp are worth keeping."""

_SURELY_SEEN = 0.8
"""Mean share from which what was seen is believed without a word that names it: true stamps that are found on 88 made
pages have 0.84 and more; of what is none, one on these pages and four on the 36 real ones have it."""

_BOXED_TEXT = 0.6
"""Mean agreement of the readers from which words that name no stamp are a boxed text, or a header, and none."""

_OVERLAY = "overlay"
"""What may be an overlay of which the emblem alone was seen."""

_OVERLAYS, _EMBLEM_MM, _OVERLAY_MM, _ABOVE = 6, 25.0, 62.0, 0.15
"""Part of the page's height, from above, where overlays stand; height of an emblem at most; how far an overlay's lines
reach beyond it at most; how much higher they may be than it, in its height."""

_LARGE_MM = 12.0
"""Height from which a stamp whose words cannot be read is an incoming one: those of urgency are 8 mm high, the form of
NĐ30 (phụ lục IV) is 35."""

_MARK_MM = 3.2
"""Height from which a row may be a mark of urgency or secrecy: capitals of 13 pt (NĐ30, phụ lục I) with a mark."""

_LINE_MM = 4.5
"""Height of a line of print, at 14 pt: by less, or more, a line sticks out of a stamp that it runs under."""

_LINE_WORDS = 4
"""Words of a line of print in a box, at least."""

_NAME_WORDS, _NAME_AGREED = (2, 5), 0.7
"""Words of a stamped name or office, and how alike the readers see them."""


def look_for(page: Prepared) -> list[Spot]:
    """Return where stamps, seals, overlays and handwriting are seen; seals only where they are seen surely."""
    spots = stamp_detector.find(page.small, page.frame.size)
    spots = [spot for spot in spots if spot.name != "seal" or spot.confidence >= _SURELY_SEEN]
    seals = [spot.box for spot in spots if spot.name == "seal"]
    # Words on a seal are its own, or those of print beneath.
    spots = [s for s in spots if s.name != "words" or not any(_mostly_in(s.box, seal) for seal in seals)]
    return _whole(page, spots)


def _whole(page: Prepared, spots: Sequence[Spot]) -> list[Spot]:
    """Return the spots with black stamps as large as their frames, and none that another one's frame holds."""
    grown = [dataclasses.replace(s, box=ink.whole_frame(page.grey, s.box)) if s.name == "words" else s for s in spots]
    larger = [new.box for old, new in zip(spots, grown, strict=True) if new.box != old.box]
    return [s for s in grown if s.name != "words" or not any(box != s.box and _mostly_in(s.box, box) for box in larger)]


def cut_out(page: Prepared, spots: Sequence[Spot]) -> list[Cut]:
    """Cut out what has words: what may be overlays, stamps, other coloured ink, what may be marks on stamps."""
    cuts = [ink.cut(page, box, spot) for spot, box in _overlays(spots, page.frame.size)]
    cuts += [ink.cut(page, spot.box, spot) for spot in spots if spot.name in ("words", "esignature")]
    cuts += [ink.cut(page, box) for box in ink.unclaimed(page, spots)]
    return cuts + [mark for spot in spots if spot.name == "words" for mark in urgency.find(page, spot)]


def _overlays(spots: Sequence[Spot], size: tuple[int, int]) -> list[tuple[Spot, Box]]:
    """Return what may be overlays of which the emblem alone was seen, as a stamp's words, each with its place."""
    width, height = size
    per_mm = min(size) / A4_WIDTH_MM
    found = []
    for spot in spots:
        emblem = spot.box
        if spot.name != "words" or emblem.bottom > height / _OVERLAYS or emblem.height > _EMBLEM_MM * per_mm:
            continue
        room = round(_ABOVE * emblem.height)
        beside = [other.box.left for other in spots if other.name == "esignature" and other.box.left > emblem.left]
        right = min([width, emblem.right + round(_OVERLAY_MM * per_mm), *beside])
        place = Box(emblem.left, max(0, emblem.top - room), right, emblem.bottom + room)
        found.append((Spot(_OVERLAY, emblem, spot.confidence), place))
    return found


def may_be_overlay(cut: Cut) -> bool:
    """Whether more was cut out than an emblem that was seen, for an overlay's lines may stand beside it."""
    return cut.spot is not None and cut.spot.name == _OVERLAY


def may_be_mark(cut: Cut) -> bool:
    """Whether what was cut out is a mark of urgency or secrecy on a stamp, or nothing."""
    return cut.spot is not None and cut.spot.name == urgency.MARK


def is_black(cut: Cut) -> bool:
    """Whether a stamp is as black as print, so that its words stand in the page's text as well."""
    return cut.spot is not None and not may_be_overlay(cut) and not cut.coloured


def black_seals(page: Prepared, spots: Sequence[Spot]) -> list[Box]:
    """Return the seals that are as black as print."""
    boxes = [spot.box for spot in spots if spot.name == "seal"]
    if page.colour is not None:
        patches = [(box, page.colour[box.top : box.bottom, box.left : box.right]) for box in boxes]
        boxes = [box for box, patch in patches if float((patch < _STRONG_COLOUR).mean()) < _COLOURED_SEAL]
    return [rings.fit_ring(page.grey, box) for box in boxes]


def black_frames(page: Prepared, cuts: Sequence[Cut]) -> list[tuple[Box, Cut]]:
    """Return the stamps that are as black as print, each with its frame."""
    return [(ink.frame_of(page.grey, cut.box), cut) for cut in cuts if is_black(cut)]


def is_surely_seen(cut: Cut) -> bool:
    """Whether a stamp needs no words to be believed."""
    seen = cut.spot is not None and cut.spot.confidence >= _SURELY_SEEN
    return seen and not may_be_overlay(cut) and not may_be_mark(cut)


@cache
def _phrases(place: str) -> list[tuple[StampKind, re.Pattern[str]]]:
    """Patterns, over lines folded by `vote.fold`, with the kind that each names."""
    return [
        (StampKind(kind), re.compile(p)) for kind, patterns in load_json("stamps.json")[place].items() for p in patterns
    ]


def name_by_text(text: str) -> StampKind | None:
    """Return the kind of stamp that says `text` (lines parted by newlines), None if none is known to."""
    return next(iter(_kinds_by_text(text)), None)


def _kinds_by_text(text: str) -> list[StampKind]:
    folded = [fold(line) for line in text.splitlines()]
    phrases = _phrases("anywhere") + _phrases("in_a_frame")
    return [kind for kind, pattern in phrases if any(pattern.search(line) for line in folded)]


def is_coloured(grey: Grey, colour: Grey, box: Box) -> bool:
    """Return whether most of a segment's ink is coloured: what is left of a stamp's own words, or pen ink."""
    inked = grey[box.top : box.bottom, box.left : box.right] < INK
    coloured = colour[box.top : box.bottom, box.left : box.right] < _COLOUR_TINGE
    return bool(inked.any()) and float(coloured[inked].mean()) > _COLOURED_SHARE


def name(cut: Cut, readings: Sequence[Reading], print_: Sequence[Reading] = ()) -> Stamp:
    """Name a stamp by what was seen and what was read; it is in pixels of the working image.

    `print_` are lines of the page's print: words on those that run under the stamp, and on beside it, are not its own.
    """
    reach = _LINE_MM * min(cut.frame.page_size) / A4_WIDTH_MM
    print_ = [line for line in print_ if max(cut.box.left - line.box.left, line.box.right - cut.box.right) > reach]
    readable = [reading for reading in in_rows(readings) if reading.words and not is_poor(reading)]
    said = " ".join(reading.text for reading in readings)
    alone = label_of(said.upper()) if is_surely_seen(cut) else _is_label(cut, said)
    if may_be_mark(cut) or (alone and not readable):
        # A mark that is all the stamp says is a mark, however unsurely it was read.
        readable = in_rows(readings)
    text = "\n".join(reading.text for reading in readable)
    agreed = _mean_agreement(readable)
    label = form.label_like(text) if cut.spot else None
    kind = StampKind(label[0]) if label else _kind(cut, text, agreed)
    if kind is StampKind.INCOMING:
        # The form is known, so that more can be made of what is hard to read.
        readable = list(in_rows(readings))
    lines = []
    named = name_by_text("\n".join(reading.text for reading in readable)) is not None
    if cut.spot and not label and not named and _mean_agreement(readings) >= _BOXED_TEXT:
        kind = None
    for reading in readable:
        words = reading.words
        if label:
            words = form.said(words, label[1])
        elif kind is StampKind.INCOMING:
            words = form.filled(words)
        placed = tuple(dataclasses.replace(word, box=cut.frame.to_page(word.box)) for word in words)
        naming = kind is not None and name_by_text(reading.text) is kind
        beneath = [] if naming else [line.box for line in print_ if _alike(reading, line)]
        own = tuple(word for word in placed if not any(_lies_on(word, line) for line in beneath))
        if own:
            lines.append(Line(Box.hull(word.box for word in own), own))
    sure = cut.spot.confidence if cut.spot else agreed
    box = cut.box
    if cut.spot and may_be_overlay(cut):
        box = Box.hull([cut.spot.box, *(line.box for line in lines)])
    return Stamp(kind or StampKind.UNKNOWN, box, tuple(lines), sure)


def _mean_agreement(readings: Sequence[Reading]) -> float:
    read = [reading.agreement for reading in readings if reading.words]
    return sum(read) / len(read) if read else 0.0


def is_believed(stamp: Stamp, cut: Cut) -> bool:
    """Return whether what looks like a stamp is one: by its words, or surely seen and not read as something else.

    Print in ruled boxes may look like a stamp, a few small lines like an overlay.
    """
    if may_be_overlay(cut):
        return stamp.kind is StampKind.ESIGNATURE
    if may_be_mark(cut):
        # What is only like a mark of secrecy stays a suspicion (`postprocess.secrecy`); of urgency there is none.
        read = " ".join(word.raw or word.text for line in stamp.lines for word in line.words)
        return label_of(read) is not None or (stamp.kind is StampKind.SECRECY and read.isupper())
    if cut.spot is None or name_by_text(stamp.text) is not None:
        return True
    if not cut.coloured and (stamp.kind is StampKind.UNKNOWN or not stamp.lines):
        return False
    boxed = stamp.kind is StampKind.INCOMING and any(map(_is_print, stamp.lines))
    return is_surely_seen(cut) and not boxed


def _is_print(line: Line) -> bool:
    """Whether a line where no label and no field was read is print: it can be read, and is in small letters."""
    sure = sum(word.confidence for word in line.words) / len(line.words)
    return len(line.words) >= _LINE_WORDS and sure > _READABLE and not line.text.isupper()


def _alike(row: Reading, line: Reading) -> bool:
    """Whether a stamp's row may be the line of print that lies there; an office's name is in capitals."""
    return not row.text.isupper() or 2 * sum(map(str.isupper, line.text)) > sum(map(str.isalpha, line.text))


def _lies_on(word: Word, line: Box) -> bool:
    return word.box.intersection(line) > 0.5 * word.box.area


def _kind(cut: Cut, text: str, agreed: float) -> StampKind | None:
    if cut.spot is None:
        words = text.split()
        titled = text.istitle() or fold(text) in _offices()
        named = _NAME_WORDS[0] <= len(words) <= _NAME_WORDS[1] and "\n" not in text and titled
        return name_by_text(text) or (StampKind.NAME if named and agreed > _NAME_AGREED else None)
    if cut.spot.name == "esignature":
        return StampKind.ESIGNATURE
    if may_be_overlay(cut):
        return kind if (kind := name_by_text(text)) is StampKind.ESIGNATURE else None
    per_mm = min(cut.frame.page_size) / A4_WIDTH_MM
    said = _kinds_by_text(text)
    if StampKind.INCOMING in said:
        # A mark of urgency close to an incoming stamp may be seen as one with it (`parted`).
        return StampKind.INCOMING
    return next(iter(said), None) or (StampKind.INCOMING if cut.box.height > _LARGE_MM * per_mm else None)


@cache
def _offices() -> frozenset[str]:
    """What offices held are called (`models/header.json`), folded: they are stamped as names are."""
    return frozenset(fold(office) for office in load_json("header.json")["positions"])


def is_print(stamp: Stamp, cut: Cut, page_width: int) -> bool:
    """Return whether coloured ink without a known kind is a line of coloured print: wide, and read alike by both."""
    wide = any(line.box.width > 0.3 * page_width and len(line.words) > 3 for line in stamp.lines)
    return cut.spot is None and stamp.kind is StampKind.UNKNOWN and wide and stamp.confidence > 0.8


def as_print(cut: Cut, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings of a cut as readings of the page, in pixels of the working image."""
    return [_on_work(reading, cut.frame) for reading in in_rows(readings) if reading.words]


def is_poor(reading: Reading) -> bool:
    """Whether a row is read too poorly to be worth keeping as a stamp's words."""
    return reading.agreement <= _READABLE and reading.own_confidence <= _OWN_READABLE


def parted(stamp: Stamp, per_mm: float) -> list[Stamp]:
    """Return an incoming stamp and the mark of urgency or secrecy close to it, where both were seen as one.

    `per_mm`: pixels a millimetre. A stamp's small rows may be read as something like a mark.
    """
    labels = [
        (
            line,
            form.label_like(line.text) if line.text.isupper() and line.box.height > _MARK_MM * per_mm else None,
        )
        for line in stamp.lines
    ]
    marks = [(line, label) for line, label in labels if label] if stamp.kind is StampKind.INCOMING else []
    rest = tuple(line for line, label in labels if not label)
    if not marks or not rest:
        return [stamp]
    own = [
        Stamp(StampKind(kind), line.box, (Line(line.box, form.said(line.words, said)),), stamp.confidence)
        for line, (kind, said) in marks
    ]
    return [dataclasses.replace(stamp, lines=rest, box=Box.hull(line.box for line in rest)), *own]


def label_of(text: str) -> tuple[StampKind, str] | None:
    """Return kind and words of the mark of urgency or secrecy that a line is, but for its marks, in capitals."""
    label = form.label_like(text) if text.isupper() else None
    if label is None or fold(label[1]) != fold("".join(filter(str.isalpha, text))):
        return None
    return StampKind(label[0]), label[1]


def _is_label(cut: Cut, text: str) -> bool:
    """Whether what was seen as a stamp, however surely, says a mark and nothing else, to the letter."""
    label = label_of(text)
    return cut.spot is not None and cut.spot.name == "words" and label is not None and label[1] == text


def without_pieces(found: Sequence[Stamp]) -> list[Stamp]:
    """Return stamps without nameless ones inside another, and without those that were seen there as the same already.

    A nameless one is another's emblem, the corner of its frame, a stroke on it. Words of a mark that was seen may be
    left among the page's lines, and a stamp's, as well.
    """
    return [
        stamp
        for at, stamp in enumerate(found)
        if not any(
            other is not stamp
            and _mostly_in(stamp.box, other.box)
            and (stamp.kind is StampKind.UNKNOWN or _is_again(stamp, other, place < at))
            for place, other in enumerate(found)
        )
    ]


def _is_again(stamp: Stamp, other: Stamp, later: bool) -> bool:
    """Whether what lies in `other` is the same once more: the larger has its frame."""
    return stamp.kind is other.kind and (later or stamp.box.area < other.box.area)


def _mostly_in(box: Box, other: Box) -> bool:
    return box.intersection(other) > 0.6 * box.area and box.area <= other.area


def is_emblem(stamp: Stamp, overlays: Sequence[Box]) -> bool:
    """Whether what was seen as a stamp is part of an overlay, and no mark of urgency or secrecy beside one."""
    mark = stamp.kind in (StampKind.URGENCY, StampKind.SECRECY)
    return not mark and any(_mostly_in(stamp.box, overlay) for overlay in overlays)


def in_rows(readings: Sequence[Reading]) -> list[Reading]:
    """Return a stamp's readings row by row, each from left to right."""
    return [readings[i] for row in reading_order.rows_of([r.box for r in readings]) for i in row]


def _on_work(reading: Reading, frame: Frame) -> Reading:
    """Map a reading of a cut-out back to the working image."""
    line = frame.line_to_page(Line(reading.box, reading.words))
    return dataclasses.replace(reading, box=line.box, words=line.words)
