"""Incoming stamps: what the office that receives a document puts on it, filled in by hand."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from synthesis.typesetting.rows import MM
from training.stamp_detector.lettering import FACES, Lettering, Mask, face

_LABELS = ("CÔNG VĂN ĐẾN", "ĐẾN", "CV ĐẾN", "VĂN BẢN ĐẾN", "CÔNG VĂN ĐẾN", "CÔNG VĂN ĐI", "VĂN THƯ ĐẾN")
_FIELDS = ("Số:", "Ngày:", "Chuyển:", "Giờ:", "Số ĐK:", "Kính chuyển:", "Lưu hồ sơ số:", "Ý kiến:", "Ngày đến:")


@dataclass(frozen=True, slots=True)
class _Form:
    """How a stamp is laid out, lengths in pixels: `celled` with its label on the left, or with it in a band above.

    `small` is the height of print but the label's, `step` from row to row, `head` the height of the lines of `office`.
    """

    wide: float
    celled: bool
    face: str
    thin: float
    office: Sequence[str]
    label: str
    fields: Sequence[str]
    small: float
    step: float
    band: float
    rows: int

    @classmethod
    def some(cls, maker: Lettering) -> _Form:
        """Return a form by chance."""
        rng = maker.rng
        wide, celled = rng.uniform(38, 75) * MM, rng.random() < 0.5
        name, thin = rng.choice(FACES), rng.uniform(0.2, 0.7) * MM
        office = [maker.office() for _ in range(rng.choice((0, 1, 1, 1, 1, 2)))]
        label = rng.choice(_LABELS)
        fields = rng.sample(_FIELDS, rng.randint(1, 4)) if celled else list(_FIELDS[: rng.randint(1, 3)])
        small = rng.uniform(2.6, 3.8) * MM
        step = small * rng.uniform(1.35, 1.9)
        band = 0 if celled else rng.uniform(6, 9) * MM
        rows = len(fields) if celled or rng.random() < 0.5 else 1
        return cls(wide, celled, name, thin, office, label, fields, small, step, band, rows)

    @property
    def head(self) -> float:
        return len(self.office) * self.small * 1.5 + (0.8 * MM if self.office else 0)

    @property
    def high(self) -> float:
        return self.head + self.band + max(self.step * self.rows, (9 * MM if self.celled else 0)) + 2.5 * MM

    @property
    def line(self) -> int:
        """How thick its lines are."""
        return max(1, round(self.thin))


def draw(maker: Lettering) -> tuple[Mask, Mask, Mask]:
    """Draw a stamp: its ink, the ink of a pen in it, its place."""
    maker.rows = []
    form = _Form.some(maker)
    size = round(form.wide), round(form.high)
    image, pen = Image.new("L", size, 0), Image.new("L", size, 0)
    sheet, edge = ImageDraw.Draw(image), round(form.thin) + 2
    framed = maker.rng.random() < 0.9
    if framed:
        edge += _frame(sheet, form, maker.rng)
    _office(maker, sheet, form, edge)
    if form.celled:
        if form.office and framed:
            sheet.line((2, form.head + MM, form.wide - 3, form.head + MM), fill=255, width=form.line)
        corner = _label_beside(maker, sheet, form, edge, framed)
    else:
        corner = _label_above(maker, sheet, form, edge)
    _fields(maker, sheet, pen, form, corner, edge)
    return np.asarray(image), np.asarray(pen), np.full(image.size[::-1], 255, np.uint8)


def _frame(sheet: ImageDraw.ImageDraw, form: _Form, rng: random.Random) -> int:
    """Draw a frame, sometimes round or doubled; return by how much it is wider for that."""
    box = (2, 2, form.wide - 3, form.high - 3)
    if rng.random() < 0.15:
        sheet.rounded_rectangle(box, 2.5 * MM, outline=255, width=form.line)
    else:
        sheet.rectangle(box, outline=255, width=form.line)
    if rng.random() >= 0.15:
        return 0
    inset = 1.2 * MM
    inner = (inset, inset, form.wide - inset, form.high - inset)
    sheet.rectangle(inner, outline=255, width=max(1, round(form.thin / 2)))
    return round(inset)


def _office(maker: Lettering, sheet: ImageDraw.ImageDraw, form: _Form, edge: int) -> None:
    bold = maker.rng.random() < 0.5
    for number, line in enumerate(form.office):
        font = maker.fitted([line], form.wide - 2 * edge - MM, form.small * 1.15, form.face, bold)
        maker.say(sheet, (form.wide / 2, MM + form.small * 1.5 * (number + 0.5)), line, font, "mm")


def _label_beside(
    maker: Lettering, sheet: ImageDraw.ImageDraw, form: _Form, edge: int, framed: bool
) -> tuple[float, float]:
    """Print the label in a cell on the left; return the upper left corner of what is right of it."""
    rng, top = maker.rng, form.head + MM
    left = form.wide * rng.uniform(0.24, 0.4)
    if framed and rng.random() < 0.9:
        sheet.line((left, top, left, form.high - 3), fill=255, width=form.line)
    first, _, last = form.label.rpartition(" ")
    parts = [part for part in (first, last) if part]
    for number, part in enumerate(parts):
        font = maker.fitted([part], left - edge - MM, 6 * MM, form.face, True)
        y = top + (form.high - top) * (number + 1) / (len(parts) + 1)
        maker.say(sheet, ((left + edge) / 2, y), part, font, "mm")
    return left, top


def _label_above(maker: Lettering, sheet: ImageDraw.ImageDraw, form: _Form, edge: int) -> tuple[float, float]:
    """Print the label in a band of its own; return the upper left corner of what is below it."""
    top = form.head + MM
    font = maker.fitted([form.label], form.wide - 4 * edge - 4 * MM, form.band * 0.9, form.face, True)
    maker.say(sheet, (form.wide / 2, top + form.band / 2), form.label, font, "mm")
    return float(edge), top + form.band


def _fields(
    maker: Lettering,
    sheet: ImageDraw.ImageDraw,
    pen: Image.Image,
    form: _Form,
    corner: tuple[float, float],
    edge: int,
) -> None:
    """Print the fields from `corner` on, each with a leader, and fill them in."""
    rng, (left, top) = maker.rng, corner
    font, filled = face(form.face, round(form.small * 1.1), False), rng.random() < 0.85
    rows = [[field] for field in form.fields]
    if not form.celled and form.rows == 1:
        rows = [["Số:", "ngày", "tháng", "năm"][: rng.choice((4, 4, 2))]]
    for number, row in enumerate(rows):
        y, x = top + form.step * (number + 0.75), left + MM
        gap = max(4 * MM, (form.wide - edge - x - sum(font.getlength(f) for f in row)) / len(row))
        for place, field in enumerate(row):
            maker.say(sheet, (x, y), field, font, "ls", goes_on=place > 0)
            x += font.getlength(field)
            if rng.random() < 0.85:
                _leader(sheet, x, min(x + gap - MM, form.wide - edge - MM), y)
            if filled and rng.random() < 0.85:
                maker.write(pen, x + gap / 2, y - form.small * 0.4, gap)
            x += gap


def _leader(sheet: ImageDraw.ImageDraw, start: float, stop: float, y: float) -> None:
    """Draw dots on the baseline `y`."""
    while start < stop:
        sheet.ellipse((start, y - 0.3 * MM, start + 0.4 * MM, y + 0.1 * MM), fill=255)
        start += 1.1 * MM
