"""The way of one page: pixels in, regions with lines and words out. No language correction here."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.wording import phrases
from ocr.detectors import page_networks, stamp_detector
from ocr.elements import Box, Page, ProcessingStep, Region, RegionKind, Stamp, StampKind
from ocr.image.geometry import Frame
from ocr.layout import handwriting, ornaments, regions
from ocr.layout.ornaments import Ornament
from ocr.lines import line_boxes, segmentation, unread
from ocr.lines.segmentation import Segmentation
from ocr.overlaps import crossed_lines, parting, second_look
from ocr.overlaps.second_look import Look
from ocr.prepare import Prepared, bend_of, clean, prepare, set_upright
from ocr.readers import figure_one, line_reader, tesseract
from ocr.readers.recognise import Readers, Reading, Segment, read_each, read_segments
from ocr.sources.page_image import PageImage
from ocr.stamps import sights
from ocr.stamps.ink import Cut
from ocr.stamps.sights import Sights

STEPS = ("background", "colour", "geometry", "stamps", "rules", "zones", "tesseract", "network")
"""Steps that can be left out, to measure what each brings."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """`timeout`: seconds Tesseract may spend on a page, 0 for no limit. `without`: names of `STEPS` to leave out."""

    timeout: float = 0.0
    without: frozenset[str] = frozenset()


def read_page(image: PageImage, settings: ReadSettings | None = None) -> Page:
    """Read one page.

    Raises:
        EngineError: the OCR engine failed or ran out of time.
        MissingToolError: an engine or a model is not installed.
    """
    settings, clock = settings or ReadSettings(), _Clock()
    page = _prepare(image, settings, clock)
    seen = _see_stamps(page, settings, clock)
    lines = _find_lines(page, seen, settings, clock)
    asked = _ask(page, lines, seen)
    read = _recognise(asked, settings, clock)
    found = _confirm_ornaments(asked, read)
    printed = _without_ornaments(_choose_lines(asked, read, lines), found)
    printed, stamps = parting.part(printed, read, seen, page.frame.size)
    content = _tell_print_from_pen(printed, stamps, lines, seen)
    lost = _find_unread(content, lines, seen)
    ordered = _put_in_order(content, found, lost, lines, settings)
    clock.lap("reading order")
    return _on_page(image, page, ordered, content.stamps, clock)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Where lines of print are. `height` is the median of theirs, in pixels of the working image."""

    layout: Segmentation
    segments: tuple[Segment, ...]
    height: float

    @property
    def boxes(self) -> list[Box]:
        return [segment.box for segment in self.segments]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """What the readers are asked, each segment with what it is asked for.

    `lines` are those that the detector found, `crossed` those that seals and pens cross. `stars` are ornaments to be
    confirmed, `hyphens` need no reader. `looks` show some of the lines once more.
    """

    lines: tuple[Segment, ...]
    crossed: tuple[Segment, ...]
    stars: tuple[tuple[Ornament, Segment], ...]
    hyphens: tuple[Ornament, ...]
    cuts: tuple[Cut, ...]
    looks: tuple[Look, ...]

    @property
    def segments(self) -> list[Segment]:
        """All segments, but for second looks."""
        stars = [segment for _, segment in self.stars]
        return [*self.lines, *self.crossed, *stars, *(segment for cut in self.cuts for segment in cut.segments)]


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    """What is on a page: print, stamps, and boxes of what a pen wrote; in pixels of the working image."""

    print_: list[Reading]
    stamps: list[Stamp]
    pen: list[Box]


def _prepare(image: PageImage, settings: ReadSettings, clock: _Clock) -> Prepared:
    """Clean the page and set it upright."""
    cleaned = clean(image, settings.without)
    clock.lap("cleanup", size=cleaned.frame.size)
    page = set_upright(cleaned, settings.without)
    clock.lap("geometry", turn=page.turn, skew=round(page.skew, 2), bend=bend_of(page))
    return page


def _see_stamps(page: Prepared, settings: ReadSettings, clock: _Clock) -> Sights:
    """See stamps, seals, overlays and pen strokes, and cut out what may have words."""
    seen = sights.see(page, [] if "stamps" in settings.without else sights.look_for(page))
    clock.lap("stamps", finder=stamp_detector.NAME)
    return seen


def _find_lines(page: Prepared, seen: Sights, settings: ReadSettings, clock: _Clock) -> _Lines:
    """Find the lines of print. What stands in coloured ink is a stamp's or a pen's."""
    frames = [frame.box for frame in seen.frames if sights.is_surely_seen(frame.cut)]
    layout = segmentation.find(page.grey, frames, settings.without)
    boxes, colour = layout.boxes, page.colour
    if colour is not None:
        boxes = [box for box in boxes if not sights.is_coloured(layout.grey, colour, box)]
    clock.lap("lines", detector=f"trueocr {page_networks.version()}")
    return _Lines(layout, tuple(Segment(layout.grey, box) for box in boxes), line_boxes.median_height(boxes))


def _ask(page: Prepared, lines: _Lines, seen: Sights) -> _Asked:
    """Put together what is to be read: one call of Tesseract for the whole page."""
    grey = lines.layout.grey
    crossed = tuple(Segment(grey, box) for box in crossed_lines.find(page, grey, lines.boxes, seen.spots))
    ornament = [
        one
        for one in ornaments.find_ornaments(grey, lines.boxes)
        if not any(one.box.intersection(seal) > 0 for seal in seen.round_seals)
    ]
    stars = [one for one in ornament if one.text in (ornaments.STAR, ornaments.STARS)]
    looks = second_look.under_colour(page, [*lines.segments, *crossed], seen.spots)
    looks += second_look.through_frames(page.grey, [*lines.segments, *crossed], [frame.box for frame in seen.frames])
    return _Asked(
        lines.segments,
        crossed,
        tuple((star, Segment(grey, ornaments.star_box(star, lines.height))) for star in stars),
        tuple(one for one in ornament if one not in stars),
        seen.cuts,
        tuple(looks),
    )


def _recognise(asked: _Asked, settings: ReadSettings, clock: _Clock) -> Mapping[Segment, Reading]:
    """Read all that is asked; of a line that was looked at twice the surer reading stays."""
    wanted = asked.segments + [look.second for look in asked.looks]
    read = second_look.surest(read_each(wanted, settings.timeout, _readers(settings)), asked.looks)
    # Asking Tesseract for its version starts a process; only a page that it read need name it.
    both = any(stretch.tokens for segment in asked.segments for stretch in read[segment].stretches)
    second = {"second": f"tesseract {tesseract.version()}"} if both else {}
    clock.lap("recognition", reader=line_reader.NAME, **second)
    return read


def _readers(settings: ReadSettings) -> Readers:
    if "tesseract" in settings.without:
        return Readers.NETWORK
    return Readers.TESSERACT if "network" in settings.without else Readers.BOTH


def _choose_lines(asked: _Asked, read: Mapping[Segment, Reading], lines: _Lines) -> list[Reading]:
    """Take the crossed lines that say more than their pieces, and tell the figure 1 alone from strokes."""
    pieces, crossed = [read[line] for line in asked.lines], [read[line] for line in asked.crossed]
    return [figure_one.told(reading, lines.layout.grey) for reading in crossed_lines.chosen(pieces, crossed)]


def _confirm_ornaments(asked: _Asked, read: Mapping[Segment, Reading]) -> list[Ornament]:
    """Return the ornaments in whose place no letter was read."""
    return [star for star, segment in asked.stars if ornaments.confirmed(star, read[segment])] + list(asked.hyphens)


def _without_ornaments(readings: Sequence[Reading], found: Sequence[Ornament]) -> list[Reading]:
    return [reading for reading in readings if not any(ornaments.covers(one, reading) for one in found)]


def _tell_print_from_pen(printed: Sequence[Reading], stamps: Sequence[Stamp], lines: _Lines, seen: Sights) -> _Content:
    """Tell print from what a pen wrote. Coloured strokes that say nothing are a pen's: signatures, initials, notes."""
    strokes = [stamp for stamp in stamps if stamp.kind is StampKind.UNKNOWN and not stamp.lines]
    named = [stamp for stamp in stamps if stamp not in strokes]
    print_, scrawl = regions.part(regions.without_doubles(printed), lines.layout.cells)
    written = [stamp.box for stamp in strokes] + [reading.box for reading in scrawl]
    pen = handwriting.strokes(seen.spots, named, written)
    return _Content(handwriting.without_strokes(print_, pen), named, pen)


def _find_unread(content: _Content, lines: _Lines, seen: Sights) -> list[Box]:
    """Return rows of letters that nothing accounts for."""
    if not content.print_:
        return []
    read = [reading.box for reading in content.print_] + [stamp.box for stamp in content.stamps]
    return unread.find(lines.layout.grey, [*read, *content.pen, *seen.seals], lines.height)


def _put_in_order(
    content: _Content, found: Sequence[Ornament], lost: Sequence[Box], lines: _Lines, settings: ReadSettings
) -> list[Region]:
    """Put print into regions in reading order, then handwriting and what is unread. Ornaments alone are no print."""
    print_ = content.print_ + [ornaments.as_reading(one) for one in found if content.print_]
    return [
        *regions.put_in_order(print_, lines.layout.tables, zoned="zones" not in settings.without),
        *(Region(RegionKind.HANDWRITING, box) for box in content.pen),
        *(Region(RegionKind.UNREAD, box) for box in lost),
    ]


def _on_page(image: PageImage, page: Prepared, ordered: list[Region], stamps: list[Stamp], clock: _Clock) -> Page:
    """Map what was read to pixels of the page as it was delivered."""
    height, width = image.pixels.shape[:2]
    lost = sum(region.kind is RegionKind.UNREAD for region in ordered)
    return Page(
        number=image.number,
        width=width,
        height=height,
        dpi=image.dpi,
        regions=tuple(_region_on_page(region, page.frame) for region in ordered),
        stamps=tuple(_stamp_on_page(stamp, page.frame) for stamp in stamps),
        steps=tuple(clock.steps),
        blank=not any(region.lines for region in ordered),
        turn=page.turn,
        skew=page.skew,
        findings=(phrases.UNREAD_INK.filled(count=lost).vi,) if lost else (),
    )


def _stamp_on_page(stamp: Stamp, frame: Frame) -> Stamp:
    lines = tuple(frame.line_to_page(line) for line in stamp.lines)
    return dataclasses.replace(stamp, box=frame.to_page(stamp.box), lines=lines)


def _region_on_page(region: Region, frame: Frame) -> Region:
    return Region(region.kind, frame.to_page(region.box), tuple(frame.line_to_page(line) for line in region.lines))


def read_segments_of(image: PageImage) -> list[tuple[Box, Reading]]:
    """Return a page's segments with the stretches the readers were compared on: what the vote is learnt from.

    The boxes are in pixels of the page.
    """
    page = prepare(image)
    layout = segmentation.find(page.grey)
    readings = read_segments([Segment(layout.grey, box) for box in layout.boxes], readers=Readers.ALWAYS_BOTH)
    return [(page.frame.to_page(reading.box), reading) for reading in readings]


class _Clock:
    """Collects the steps of a page with their durations."""

    def __init__(self) -> None:
        self.steps: list[ProcessingStep] = []
        self._since = time.perf_counter()

    def lap(self, name: str, **settings: object) -> None:
        now = time.perf_counter()
        self.steps.append(ProcessingStep(name, round(now - self._since, 3), dict(settings)))
        self._since = now
