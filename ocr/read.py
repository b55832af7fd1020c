"""The way of one page: pixels in, regions with lines and words out. No language correction here."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ocr.detectors import page_networks, stamp_detector
from ocr.detectors.stamp_detector import Spot
from ocr.elements import Box, Page, ProcessingStep, Region, RegionKind, Stamp, StampKind
from ocr.image.geometry import Frame
from ocr.layout import handwriting, ornaments, regions
from ocr.lines import line_boxes, segmentation, unread
from ocr.overlaps import crossed_lines, own_words, second_look
from ocr.prepare import bend_of, clean, prepare, set_upright
from ocr.readers import figure_one, line_reader, tesseract
from ocr.readers.recognise import Readers, Reading, Segment, read_segments
from ocr.sources.page_image import A4_WIDTH_MM, PageImage
from ocr.stamps import naming, unseen
from ocr.stamps.ink import Cut

_LOST = "Có {count} chỗ giống chữ mà chưa đọc được; hãy xem ảnh trang (các khung «chưa đọc»)."

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
    settings = settings or ReadSettings()
    without = settings.without
    clock = _Clock()
    height, width = image.pixels.shape[:2]

    cleaned = clean(image, without)
    clock.lap("cleanup", size=cleaned.frame.size)
    page = set_upright(cleaned, without)
    frame, colour = page.frame, page.colour
    clock.lap("geometry", turn=page.turn, skew=round(page.skew, 2), bend=bend_of(page))

    spots = [] if "stamps" in without else naming.look_for(page)
    cuts = naming.cut_out(page, spots)
    seals, frames = naming.black_seals(page, spots), naming.black_frames(page, cuts)
    clock.lap("stamps", finder=stamp_detector.NAME)

    layout = segmentation.find(page.grey, [frame for frame, cut in frames if naming.is_surely_seen(cut)], without)
    grey, boxes = layout.grey, layout.boxes
    if colour is not None:
        boxes = [box for box in boxes if not naming.is_coloured(grey, colour, box)]
    clock.lap("lines", detector=f"trueocr {page_networks.version()}")

    rounds = seals + [spot.box for spot in spots if spot.name == "seal"]
    marks = [
        mark
        for mark in ornaments.find_ornaments(grey, boxes)
        if not any(mark.box.intersection(seal) > 0 for seal in rounds)
    ]
    stars = [mark for mark in marks if mark.text in (ornaments.STAR, ornaments.STARS)]
    height_of_line = line_boxes.median_height(boxes)
    wanted = [Segment(grey, box) for box in boxes]
    hidden = [] if "stamps" in without else crossed_lines.find(page, grey, boxes, spots)
    wanted, boxes = wanted + [Segment(grey, box) for box in hidden], boxes + hidden
    wanted += [Segment(grey, ornaments.star_box(star, height_of_line)) for star in stars]
    wanted += [segment for cut in cuts for segment in cut.segments]
    looks = [] if "stamps" in without else second_look.segments(page, grey, boxes, spots)
    looks += second_look.framed(page.grey, boxes, [frame for frame, _ in frames])
    readings = read_segments(wanted + [segment for _, segment in looks], settings.timeout, _readers(without))
    readings, again = readings[: len(wanted)], readings[len(wanted) :]
    for (index, _), reading in zip(looks, again, strict=True):
        readings[index] = second_look.surer(readings[index], reading)
    # Asking Tesseract for its version starts a process; only a page that it read need name it.
    both = any(stretch.tokens for reading in readings for stretch in reading.stretches)
    clock.lap(
        "recognition", reader=line_reader.NAME, **({"second": f"tesseract {tesseract.version()}"} if both else {})
    )

    page_readings, rest = readings[: len(boxes)], readings[len(boxes) :]
    at = len(boxes) - len(hidden)
    page_readings = [figure_one.told(r, grey) for r in crossed_lines.chosen(page_readings[:at], page_readings[at:])]
    seen, rest = rest[: len(stars)], rest[len(stars) :]
    sure = [star for star, reading in zip(stars, seen, strict=True) if ornaments.confirmed(star, reading)]
    sure += [mark for mark in marks if mark not in stars]
    page_readings = [
        reading
        for reading in page_readings
        if not any(mark.box.intersection(reading.box) > 0.5 * reading.box.area for mark in sure)
    ]
    print_, found = _part_stamps(page_readings, rest, spots, cuts, seals, frames, frame.size)
    print_ = regions.without_doubles(print_)
    # Coloured strokes that say nothing are a pen's: signatures, initials, notes.
    pen = [stamp.box for stamp in found if stamp.kind is StampKind.UNKNOWN and not stamp.lines]
    found = [stamp for stamp in found if stamp.kind is not StampKind.UNKNOWN or stamp.lines]
    print_, scrawl = regions.part(print_, layout.cells)
    pen = handwriting.strokes(spots, found, pen + [reading.box for reading in scrawl])
    print_ = handwriting.without_strokes(print_, pen)
    accounted = [reading.box for reading in print_] + [stamp.box for stamp in found] + pen + seals
    lost = unread.find(grey, accounted, height_of_line) if print_ else []
    print_ += [ornaments.as_reading(mark, ornaments.CONFIDENCE) for mark in sure if print_]
    ordered = [
        *regions.put_in_order(print_, layout.tables, zoned="zones" not in without),
        *(Region(RegionKind.HANDWRITING, box) for box in pen),
        *(Region(RegionKind.UNREAD, box) for box in lost),
    ]
    clock.lap("reading order")
    return Page(
        number=image.number,
        width=width,
        height=height,
        dpi=image.dpi,
        regions=tuple(_on_page(region, frame) for region in ordered),
        stamps=tuple(_stamp_on_page(stamp, frame) for stamp in found),
        steps=tuple(clock.steps),
        blank=not print_,
        turn=page.turn,
        skew=page.skew,
        findings=(_LOST.format(count=len(lost)),) if lost else (),
    )


def _part_stamps(
    readings: list[Reading],
    in_cuts: list[Reading],
    spots: Sequence[Spot],
    cuts: Sequence[Cut],
    seals: Sequence[Box],
    frames: Sequence[tuple[Box, Cut]],
    size: tuple[int, int],
) -> tuple[list[Reading], list[Stamp]]:
    """Return the readings that are no stamp's, and the stamps."""
    found = [Stamp(StampKind.SEAL, spot.box, (), spot.confidence) for spot in spots if spot.name == "seal"]
    outside = own_words.without_own_words(readings, seals, [frame for frame, _ in frames])
    outside = own_words.without_words_beside(outside, [Box.hull((frame, cut.box)) for frame, cut in frames])
    beneath = [reading for reading in outside if reading.agreement > own_words.UNDER_STAMP]
    doubted: list[Cut] = []
    overlays: list[Box] = []
    for cut in cuts:
        own, in_cuts = in_cuts[: len(cut.segments)], in_cuts[len(cut.segments) :]
        stamp = naming.name(cut, own, beneath if naming.is_black(cut) else ())
        if naming.is_emblem(stamp, overlays):
            continue
        if naming.is_print(stamp, cut, size[0]):
            readings = readings + naming.as_print(cut, own)
        elif naming.is_believed(stamp, cut):
            found += naming.parted(stamp, min(size) / A4_WIDTH_MM)
            # A signer's name belongs to the text, printed or stamped.
            readings = readings + (naming.as_print(cut, own) if stamp.kind is StampKind.NAME else [])
            overlays += [stamp.box] if naming.may_be_overlay(cut) else []
        else:
            doubted.append(cut)
    believed = [(frame, cut.box) for frame, cut in frames if cut not in doubted] + [(box, box) for box in overlays]
    inside, around = [frame for frame, _ in believed], [box for _, box in believed]
    readings = own_words.without_own_words(readings, seals, inside, around)
    readings = own_words.without_words_beside(readings, [Box.hull(pair) for pair in believed])
    readings, named = unseen.find(readings, Box(0, 0, *size))
    found += named
    return readings, naming.without_pieces(found)


def _readers(without: Collection[str]) -> Readers:
    if "tesseract" in without:
        return Readers.NETWORK
    return Readers.TESSERACT if "network" in without else Readers.BOTH


def read_segments_of(image: PageImage) -> list[tuple[Box, Reading]]:
    """Return a page's segments with the stretches the readers were compared on: what the vote is learnt from.

    The boxes are in pixels of the page.
    """
    page = prepare(image)
    layout = segmentation.find(page.grey)
    readings = read_segments([Segment(layout.grey, box) for box in layout.boxes], readers=Readers.ALWAYS_BOTH)
    return [(page.frame.to_page(reading.box), reading) for reading in readings]


def _stamp_on_page(stamp: Stamp, frame: Frame) -> Stamp:
    lines_on_page = tuple(frame.line_to_page(line) for line in stamp.lines)
    return dataclasses.replace(stamp, box=frame.to_page(stamp.box), lines=lines_on_page)


def _on_page(region: Region, frame: Frame) -> Region:
    """Map a region with all it holds to pixels of the page."""
    return Region(region.kind, frame.to_page(region.box), tuple(frame.line_to_page(line) for line in region.lines))


class _Clock:
    """Collects the steps of a page with their durations."""

    def __init__(self) -> None:
        self.steps: list[ProcessingStep] = []
        self._since = time.perf_counter()

    def lap(self, name: str, **settings: object) -> None:
        now = time.perf_counter()
        self.steps.append(ProcessingStep(name, round(now - self._since, 3), dict(settings)))
        self._since = now
