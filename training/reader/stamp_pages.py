"""Lines of stamps for teaching the stamps' reader, cut out of whole worn pages.

A sheet of corpus text is stamped all over, mostly with incoming stamps, and copied, faxed, scanned or photographed
(`synthesis.paper.wear`). Each stamp is cut out and its ink parted from print as `ocr.stamps.ink` does it; its rows are
cut as the detector and strips cut them: a field, fields with what a pen wrote between them, or a whole row.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image import geometry, specks
from ocr.image.cleanup import Grey, Pixels, as_uint8
from ocr.lines import ruling_lines
from ocr.prepare import working_side
from ocr.sources.page_image import A4_WIDTH_MM, PageImage
from ocr.stamps.ink import unmix
from synthesis.paper import wear
from synthesis.typesetting.typeset import HEIGHT, WIDTH, Quad, Sheet
from training.reader.lines import LineSample
from training.stamp_detector.layout import Placed, put, sheets, turning
from training.stamp_detector.lettering import Mask, Said
from training.stamp_detector.stamps import Maker

_WEARS = ("photocopy",) * 6 + ("fax",) * 4 + ("office", "office", "phone", "aged", "clean")
_DPIS = (100, 150, 150, 150, 200, 200, 300)

_KINDS = ("incoming",) * 8 + ("label", "label", "copy", "person", "overlay")

_CELLS = 2, 5
"""Stamps across a page and down it."""

_ROOM_MM = 2.0
"""How much of the page around a stamp is cut out with it, at most."""

_OUT_OF_LEVEL = 0.5
"""Degrees by which a stamp is out of level once it is turned by its frame: a standard deviation."""

_SMALLEST = 7.0
"""Pixels of a line's height below which nobody could read it."""

_SEEN, _SEEN_POINTS, _NEAR = 0.25, 12, 9
"""How much more of a row's ink than of the white in it is dark, at least, where it can be seen; on how many points; how
close to print, in pixels of the sheet, ink is not looked at."""

_BARE = 0.25
"""Share of pages without print beneath the stamps."""

_ALONE, _PART, _STRIP = 0.4, 0.4, 0.35
"""Share of rows whose fields are cut out each for itself; of the others, at either end, that are cut in part; and of
cuts as high and wide as a strip."""

Points = NDArray[np.float64]
"""(n, 2): x, y."""

_UNRULED = 0.75
"""Share of stamps whose frame is lifted off."""

_SPENT = 0.2
"""Chance that a sheet is not used again."""

_BODY = re.compile(
    r"\b(?:Văn phòng|Sở|Ban|(?:Đảng|Huyện|Tỉnh|Thành) [uủ][ỷy]|[UỦ][ỷy] ban nhân dân|Bộ|Cục|Trung tâm|"
    r"Tỉnh|Huyện|Hội|Liên đoàn|Thanh tra|Công an|Viện|Hội đồng nhân dân|Mặt trận)(?: [^\W\d_]+){1,6}"
)


class Bodies(Maker):
    """Draws stamps of the bodies that a corpus names, half of the time."""

    def __init__(self, paragraphs: Sequence[str], seed: int) -> None:
        """Gather the names out of `paragraphs`."""
        super().__init__(paragraphs, seed)
        self.bodies = [name for text in paragraphs for name in _BODY.findall(text)]

    def office(self) -> str:
        """Return the name of an office, in capitals."""
        if not self.bodies or self.rng.random() < 0.4:
            return super().office()
        words = self.rng.choice(self.bodies).split()
        return " ".join(words[: self.rng.randint(2, 7)]).upper()


def stamp_rows(paragraphs: Sequence[str], seed: int, alphabet: frozenset[str]) -> Iterator[LineSample]:
    """Yield the rows of stamps without end, each of characters of `alphabet` alone."""
    maker = Bodies(paragraphs, seed)
    for sheet, back in sheets(maker, _SPENT):
        yield from _page(maker, sheet, back, alphabet)


def _page(maker: Maker, sheet: Sheet, back: Sheet, alphabet: frozenset[str]) -> Iterator[LineSample]:
    rng = maker.rng
    across, down = _CELLS
    stamps: list[tuple[str, Placed]] = []
    for number in range(across * down):
        x = (number % across + rng.uniform(0.3, 0.7)) * 210 / across
        y = (number // across + rng.uniform(0.35, 0.65)) * 297 / down
        kind = rng.choice(_KINDS)
        stamps.append((kind, put(maker, kind, {"overlay": "esignature"}.get(kind, kind), x, y)))
    dpi = rng.choice(_DPIS)
    size = round(WIDTH * dpi / 300), round(HEIGHT * dpi / 300)
    printed = sheet.ink if rng.random() >= _BARE else np.zeros_like(sheet.ink)
    marks = [laid.mark for _, placed in stamps for laid in placed.laid]
    flat = wear.Flat(
        dpi=dpi,
        ink=wear.scaled(printed, size),
        verso=wear.scaled(back.ink, size)[:, ::-1],
        marks=wear.transmitted(marks, (HEIGHT, WIDTH), size),
    )
    image, warp = wear.KINDS[rng.choice(_WEARS)](flat, maker.noise)
    pixels, frame = geometry.shrink(image, geometry.identity(image), working_side(PageImage(1, image, dpi, "made")))
    beneath = as_uint8(cv2.dilate(printed, np.ones((_NEAR, _NEAR), np.uint8)))
    for kind, placed in stamps:

        def to_work(points: Points, placed: Placed = placed) -> Points:
            worn = warp.points(placed.on_sheet(points) * (dpi / 300))
            return np.asarray(cv2.perspectiveTransform(worn.reshape(-1, 1, 2), frame.matrix).reshape(-1, 2), np.float64)

        yield from _Stamp(placed, kind == "overlay", to_work, beneath).rows(pixels, alphabet, rng)


@dataclass(frozen=True, slots=True, eq=False)
class _Stamp:
    """A stamp on a worn page: `to_work` says where on the working image its mask lies, `beneath` the sheet's print."""

    placed: Placed
    overlay: bool
    to_work: Callable[[Points], Points]
    beneath: Mask

    def rows(self, pixels: Pixels, alphabet: frozenset[str], rng: random.Random) -> Iterator[LineSample]:
        """Yield the stamp's rows, cut out of the working image as the page was before cleaning."""
        rows = [[said for said in row if said.text.strip()] for row in self.placed.rows]
        rows = [row for row in rows if row and not set("".join(said.text for said in row)) - alphabet]
        size = pixels.shape[1], pixels.shape[0]
        outline = self.to_work(_corners(self.placed.whole))
        near, far = outline.min(0), outline.max(0)
        if not rows or near.min() < 0 or (far >= size).any():
            return
        room = _ROOM_MM * min(size) / A4_WIDTH_MM
        left, top = (max(0, round(edge - rng.uniform(0, room))) for edge in near)
        right, bottom = (min(most, round(edge + rng.uniform(0, room))) for edge, most in zip(far, size, strict=True))
        unmixed = unmix(pixels[top:bottom, left:right], all_inks=self.overlay)
        along = outline[1] - outline[0]
        degrees = float(np.degrees(np.arctan2(along[1], along[0]))) + rng.gauss(0, _OUT_OF_LEVEL)
        turned, canvas = turning(unmixed.ink.shape, degrees)
        image = as_uint8(cv2.warpAffine(unmixed.ink, turned, canvas, borderValue=255))

        def level(points: Points) -> Points:
            return np.asarray((self.to_work(points) - (left, top)) @ turned[:, :2].T + turned[:, 2], np.float64)

        if rng.random() < _UNRULED:
            image = ruling_lines.lift(image, ruling_lines.find(image, min(size)))
        if unmixed.coloured:
            image = specks.drop_leaders(image)
        whole = _upright(level(_corners(self.placed.whole)))
        for row in rows:
            seen = [(said, _upright(level(_corners(said.box)))) for said in row]
            for group, corners in _cuts(seen, whole, rng):
                if corners[3] - corners[1] >= _SMALLEST and all(
                    said.written or self._is_seen(said.box, image, level) for said in group
                ):
                    yield LineSample.cut(image, corners, " ".join(said.text.strip() for said in group))

    def _is_seen(self, box: Quad, image: Grey, level: Callable[[Points], Points]) -> bool:
        """Whether ink of what stands in a box of the mask is left, beside the print beneath it."""
        height, width = self.placed.ink.shape
        left, top, right, bottom = (round(edge) for edge in box)
        x, y = np.meshgrid(
            np.arange(max(0, left), min(width, right), 3), np.arange(max(0, top), min(height, bottom), 3)
        )
        points = np.column_stack([x.ravel(), y.ravel()]).astype(np.float64)
        if not len(points):
            return False
        on_sheet = np.rint(self.placed.on_sheet(points)).astype(int)
        at = np.rint(level(points)).astype(int)
        inside = (on_sheet >= 0).all(1) & (on_sheet < self.beneath.shape[::-1]).all(1)
        inside &= (at >= 0).all(1) & (at < image.shape[::-1]).all(1)
        points, on_sheet, at = points.astype(int)[inside], on_sheet[inside], at[inside]
        free = self.beneath[on_sheet[:, 1], on_sheet[:, 0]] < 100
        inked = self.placed.ink[points[:, 1], points[:, 0]] > 127
        dark = image[at[:, 1], at[:, 0]] < specks.INK
        if (free & inked).sum() < _SEEN_POINTS or not (free & ~inked).any():
            return False
        return bool(dark[free & inked].mean() - dark[free & ~inked].mean() > _SEEN)


def _corners(box: Quad) -> Points:
    """Return the corners (4, 2) of a box: upper left and right, lower right and left."""
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


def _upright(corners: Points) -> Quad:
    """Return the upright box of the same size as a box that is a little out of level; its hull would be higher."""
    x, y = corners.mean(0)
    wide = (corners[1] + corners[2] - corners[0] - corners[3])[0] / 4
    high = (corners[2] + corners[3] - corners[0] - corners[1])[1] / 4
    return x - wide, y - high, x + wide, y + high


def _cuts(row: Sequence[tuple[Said, Quad]], whole: Quad, rng: random.Random) -> Iterator[tuple[list[Said], Quad]]:
    """Yield what is cut out of a row of the stamp at `whole`, and where."""
    if rng.random() < _ALONE:
        groups = [[one] for one in row if not one[0].written]
    else:
        first = rng.randrange(len(row)) if rng.random() < _PART else 0
        groups = [list(row[first : rng.randint(first + 1, len(row)) if rng.random() < _PART else len(row)])]
    for group in groups:
        boxes = [box for _, box in group]
        # A pen's figures are higher than the row.
        level = [box for said, box in group if not said.written] or boxes
        tall = max(bottom - top for _, top, _, bottom in level)
        middle = sum(top + bottom for _, top, _, bottom in level) / (2 * len(level))
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        if rng.random() < _STRIP:
            tall *= rng.uniform(0.95, 1.3)
            middle += rng.gauss(0, 0.1) * tall
            left = max(whole[0], left - rng.uniform(0, 4) * tall) if len(row) == 1 else left - 0.1 * tall
            right = min(whole[2], right + rng.uniform(0, 6) * tall) if group[-1] is row[-1] else right + 0.1 * tall
        else:
            tall *= rng.gauss(1.04, 0.08)
            middle += rng.gauss(0, 0.04) * tall
            left, right = left - rng.gauss(0.08, 0.1) * tall, right + rng.gauss(0.05, 0.1) * tall
        yield [said for said, _ in group], (left, middle - tall / 2, right, middle + tall / 2)
