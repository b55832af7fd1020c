"""What offices leave on a printed page: stamps, seals, an electronic signature's overlay, and handwriting."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ocr.elements import StampKind
from synthesis.form import Document, Incoming, Ink, Over, Seal, StampFrame
from synthesis.paper import hand
from synthesis.typesetting import fonts
from synthesis.typesetting.rows import LEFT, MM, RIGHT
from synthesis.typesetting.typeset import HEIGHT, WIDTH, Quad, Sheet

Colour = tuple[int, int, int]

INKS: dict[Ink, Colour] = {Ink.RED: (214, 40, 52), Ink.BLUE: (38, 62, 176), Ink.BLACK: (24, 24, 30)}
PENS: tuple[Colour, ...] = ((28, 48, 150), (36, 64, 180), (20, 30, 110), (18, 18, 24))
"""Colours of ball pens; the last is black."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Ink laid over the print: a mask (0 none, 255 full) at `left`, `top` in a colour.

    `kind` is None for handwriting. `box` is the ink's own.
    """

    mask: NDArray[np.uint8]
    left: int
    top: int
    colour: Colour
    kind: StampKind | None = None
    text: str = ""
    printed: str = ""

    @property
    def box(self) -> Quad:
        """left, top, right, bottom in pixels of the set page, cut to the page."""
        height, width = self.mask.shape
        right, bottom = min(self.left + width, WIDTH), min(self.top + height, HEIGHT)
        return max(0, self.left), max(0, self.top), right, bottom


def marks(document: Document, sheet: Sheet, pages: int, rng: Generator) -> list[Mark]:
    """Return all that is stamped and written on a page of `document`, in the order it was put there."""
    found: list[Mark] = []
    if sheet.number == 1:
        if document.esignature:
            found.append(_esignature(document.esignature))
        labels = [(document.secrecy, StampKind.SECRECY), (document.urgency, StampKind.URGENCY)]
        for place, (label, kind) in enumerate((label, kind) for label, kind in labels if label):
            found.append(_label(label, kind, place, document.letter, sheet, rng))
        if document.incoming:
            found += _incoming(document.incoming, sheet, rng)
        if document.margin_note:
            note = hand.written(str(rng.integers(100, 9999)), rng.uniform(6, 8) * MM, rng)
            found.append(_at(note, RIGHT - rng.uniform(5, 15) * MM, rng.uniform(8, 13) * MM, _pen(rng)))
    if document.initials and sheet.number < pages:
        found.append(_at(hand.initials(rng), RIGHT - rng.uniform(0, 8) * MM, rng.uniform(279, 285) * MM, _pen(rng)))
    for number, (x, y) in enumerate(sheet.signing_rooms):
        mask = hand.signature(rng)
        found.append(_at(mask, x + rng.uniform(-2, 8) * MM, y, _pen(rng)))
        if document.seal and number == len(sheet.signing_rooms) - 1:
            seal = _seal(document.seal, rng)
            spot = x - rng.uniform(14, 19) * MM, y + rng.uniform(-2, 2) * MM
            found.append(_at(seal, *spot, INKS[document.seal.ink], StampKind.SEAL))
    return found


def _pen(rng: Generator) -> Colour:
    return PENS[int(rng.integers(len(PENS)))]


def _at(
    mask: NDArray[np.uint8], x: float, y: float, colour: Colour, kind: StampKind | None = None, **text: str
) -> Mark:
    """Put a mask with its middle at x, y."""
    height, width = mask.shape
    return Mark(mask, round(x - width / 2), round(y - height / 2), colour, kind, **text)


def _uneven(mask: NDArray[np.uint8], rng: Generator, least: float) -> NDArray[np.uint8]:
    """Let a rubber stamp's ink vary between `least` and full over some millimetres, and lack in pinholes."""
    height, width = mask.shape
    coarse = rng.uniform(least, 1.05, (height // 90 + 2, width // 90 + 2)).astype(np.float32)
    cover = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    fine = cv2.GaussianBlur(rng.random((height, width), dtype=np.float32), (0, 0), 1.6)
    cover = cover * np.where(fine < 0.36, 0.55, 1.0)
    return np.clip(mask * np.clip(cover, 0, 1), 0, 255).astype(np.uint8)


def _turned(image: Image.Image, degrees: float) -> NDArray[np.uint8]:
    return hand.crop(image.rotate(degrees, Image.Resampling.BICUBIC, expand=True))


def _font(points: float, bold: bool = False, serif: bool = False) -> Any:
    return fonts.face("tinos" if serif else "arimo", points, bold)


def _fitting(lines: tuple[str, ...], room: float, points: float, bold: bool, serif: bool) -> Any:
    """Return the largest face up to `points` in which every line fits into `room`."""
    while points > 5 and max(_font(points, bold, serif).getlength(line) for line in lines) > room:
        points -= 0.5
    font = _font(points, bold, serif)
    for line in lines:
        fonts.check(font, line)
    return font


def _dots(draw: ImageDraw.ImageDraw, left: float, right: float, y: float) -> None:
    x = left
    while x < right:
        draw.ellipse((x, y - 0.2 * MM, x + 0.4 * MM, y + 0.2 * MM), fill=255)
        x += 1.1 * MM


def _incoming(stamp: Incoming, sheet: Sheet, rng: Generator) -> list[Mark]:
    """Draw stamp and handwritten values, tilted together, over the part of the page that `stamp.over` names."""
    draw_stamp = _framed if stamp.frame is StampFrame.BOX else _celled
    printed, pen, text, words = draw_stamp(stamp, rng)
    angle = float(np.clip(rng.normal(3, 2.5), -6, 9))
    turned, turned_pen = (image.rotate(angle, Image.Resampling.BICUBIC, expand=True) for image in (printed, pen))
    part = {Over.HEADER: "header", Over.TITLE: "title", Over.BODY: "body"}[stamp.over]
    left, top, _, bottom = sheet.parts.get(part) or sheet.parts["header"]
    x = LEFT - rng.uniform(14, 20) * MM
    if stamp.over is Over.HEADER:
        y = bottom - turned.height * rng.uniform(0.12, 0.25)
    elif stamp.over is Over.TITLE:
        x = min(LEFT - 8 * MM, left - turned.width * 0.72)
        y = (top + bottom) / 2 - turned.height * rng.uniform(0.3, 0.7)
    else:
        y = top - turned.height * rng.uniform(0.5, 0.7)
    at = max(4 * MM, x), y
    mask = _uneven(np.asarray(turned), rng, 0.6)
    ink = Mark(mask, round(at[0]), round(at[1]), INKS[stamp.ink], StampKind.INCOMING, text, words)
    colour = PENS[-1] if stamp.ink is Ink.BLACK else _pen(rng)
    return [ink, Mark(np.asarray(turned_pen), round(at[0]), round(at[1]), colour, StampKind.INCOMING)]


def _framed(stamp: Incoming, rng: Generator) -> tuple[Image.Image, Image.Image, str, str]:
    """Draw organisation, large label and one line of number and date, in a frame of about 62 by 24 mm."""
    wide, high, edge = 62 * MM, (19 + 4.5 * len(stamp.org)) * MM, 2 * MM
    printed = Image.new("L", (round(wide), round(high)), 0)
    pen = Image.new("L", printed.size, 0)
    draw = ImageDraw.Draw(printed)
    draw.rectangle((3, 3, wide - 4, high - 4), outline=255, width=round(0.55 * MM))
    font, y = _fitting(stamp.org, wide - 2 * edge, 11, False, True), 6 * MM
    for line in stamp.org:
        draw.text((wide / 2, y), line, fill=255, font=font, anchor="ms")
        y += 4.5 * MM
    font = _fitting((stamp.label,), wide - 4 * edge, 17, True, True)
    draw.text((wide / 2, y + 2.6 * MM), stamp.label, fill=255, font=font, anchor="ms")
    small = _font(10, serif=True)
    x, y = edge, high - 3 * MM
    values = (stamp.number, str(stamp.date.day), str(stamp.date.month), str(stamp.date.year))
    gaps = (0.34, 0.2, 0.2, 0.26)
    labels = ("Số:", "ngày", "tháng", "năm")
    free = wide - 2 * edge - sum(small.getlength(label) for label in labels)
    for label, value, share in zip(labels, values, gaps, strict=True):
        draw.text((x, y), label, fill=255, font=small, anchor="ls")
        x += small.getlength(label)
        gap = free * share
        _dots(draw, x + 2, x + gap - 4, y)
        _write(pen, value, x + gap / 2, y - 1.4 * MM, gap, rng)
        x += gap
    words = [*stamp.org, stamp.label]
    text = f"Số: {values[0]} ngày {values[1]} tháng {values[2]} năm {values[3]}"
    return printed, pen, "\n".join([*words, text]), "\n".join([*words, "Số: ngày tháng năm"])


def _celled(stamp: Incoming, rng: Generator) -> tuple[Image.Image, Image.Image, str, str]:
    """Draw the form of NĐ30, phụ lục IV: 50 by about 35 mm, organisation above, label left, three lines right."""
    wide, head, foot = 54 * MM, (2 + 4.6 * len(stamp.org)) * MM, 21 * MM
    printed = Image.new("L", (round(wide), round(head + foot)), 0)
    pen = Image.new("L", printed.size, 0)
    draw, thick = ImageDraw.Draw(printed), round(0.5 * MM)
    # "CÔNG VĂN ĐẾN" stands in two lines, as "CV / ĐẾN" does.
    first, _, last = stamp.label.rpartition(" ")
    label = tuple(part for part in (first, last) if part)
    split = wide * (0.29 if len(label) == 1 else 0.36)
    draw.rectangle((3, 3, wide - 4, head + foot - 4), outline=255, width=thick)
    draw.line((3, head, wide - 4, head), fill=255, width=thick)
    draw.line((split, head, split, head + foot - 4), fill=255, width=thick)
    font = _fitting(stamp.org, wide - 3 * MM, 10, False, False)
    for number, line in enumerate(stamp.org):
        draw.text((wide / 2, (4.4 + 4.6 * number) * MM), line, fill=255, font=font, anchor="ms")
    for number, line in enumerate(label):
        font = _fitting((line,), split - 2.5 * MM, 15, True, False)
        y = head + foot / 2 + (2 + 6 * number - 3 * (len(label) - 1)) * MM
        draw.text((split / 2 + 2, y), line, fill=255, font=font, anchor="ms")
    small = _font(9.5)
    date = f"{stamp.date.day}/{stamp.date.month}/{stamp.date.year}"
    fields = (("Số:", stamp.number), ("Ngày:", date), ("Chuyển:", stamp.transfer))
    for number, (name, value) in enumerate(fields):
        y = head + (6.2 + 6 * number) * MM
        draw.text((split + 1.5 * MM, y), name, fill=255, font=small, anchor="ls")
        x = split + 2 * MM + small.getlength(name)
        _dots(draw, x, wide - 2 * MM, y)
        if value:
            _write(pen, value, (x + wide - 2 * MM) / 2, y - 1.6 * MM, wide - x - 2 * MM, rng)
    words = [*stamp.org, stamp.label]
    text = "\n".join([*words, *(f"{name} {value}".strip() for name, value in fields)])
    return printed, pen, text, "\n".join([*words, *(name for name, _ in fields)])


def _write(pen: Image.Image, value: str, x: float, y: float, room: float, rng: Generator) -> None:
    """Write a value by hand with its middle near x, y, small enough for the room."""
    height = 4.4 * MM
    mask = hand.written(value, height, rng)
    if mask.shape[1] > room * 1.1:
        mask = hand.written(value, max(2.6 * MM, height * room * 1.1 / mask.shape[1]), rng)
    image = Image.fromarray(mask)
    pen.paste(image, (round(x - image.width / 2), round(y - image.height / 2 + rng.normal(0, 0.4) * MM)), image)


def _label(label: str, kind: StampKind, place: int, letter: bool, sheet: Sheet, rng: Generator) -> Mark:
    """Draw MẬT, HOẢ TỐC or their like, 8 mm high (NĐ30, phụ lục I), red, under the number; `place` counts downwards."""
    font = _font(15, bold=True, serif=True)
    fonts.check(font, label)
    wide = font.getlength(label) + 5 * MM
    image = Image.new("L", (round(wide), round(8.5 * MM)), 0)
    draw = ImageDraw.Draw(image)
    draw.rectangle((2, 2, image.width - 3, image.height - 3), outline=255, width=round(0.6 * MM))
    draw.text((wide / 2, image.height / 2), label, fill=255, font=font, anchor="mm")
    mask = _uneven(_turned(image, rng.normal(0, 2)), rng, 0.7)
    _, _, _, bottom = sheet.parts["header"]
    # A letter's addressees stand beside it, a title below it.
    spot = LEFT + rng.uniform(14, 20) * MM, bottom + (6 if letter else 5) * MM + place * 10 * MM
    return _at(mask, *spot, INKS[Ink.RED], kind, text=label, printed=label)


def _seal(seal: Seal, rng: Generator) -> NDArray[np.uint8]:
    """Draw a round seal of 36 mm: double rim, words around, name and a star in the middle."""
    size = 36 * MM
    image = Image.new("L", (round(size), round(size)), 0)
    draw, middle = ImageDraw.Draw(image), size / 2
    for radius, thick in ((size / 2 - 2, 0.7 * MM), (size / 2 - 1.3 * MM, 0.25 * MM), (size * 0.3, 0.3 * MM)):
        box = (middle - radius, middle - radius, middle + radius, middle + radius)
        draw.ellipse(box, outline=255, width=round(thick))
    _around(image, seal.rim, size * 0.395, _font(9, bold=True))
    star(draw, middle, middle - size * 0.15, size * 0.075)
    font = _fitting(seal.centre, size * 0.5, 9, True, False)
    for number, line in enumerate(seal.centre):
        draw.text((middle, middle + (0.03 + 0.1 * number) * size), line, fill=255, font=font, anchor="mm")
    return _uneven(_turned(image, rng.uniform(-12, 12)), rng, 0.55)


def _around(image: Image.Image, text: str, radius: float, font: Any) -> None:
    """Write a text around the middle, from the lower left over the top to the lower right."""
    fonts.check(font, text)
    middle, total = image.width / 2, font.getlength(text)
    arc = min(math.radians(290), total * 1.15 / radius)
    at = -arc / 2
    for character in text:
        advance = font.getlength(character) / total * arc
        angle = at + advance / 2
        at += advance
        tile = Image.new("L", (round(6 * MM), round(6 * MM)), 0)
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), character, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = middle + radius * math.sin(angle), middle - radius * math.cos(angle)
        image.paste(tile, (round(x - tile.width / 2), round(y - tile.height / 2)), tile)


def star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    """Draw a five-pointed star, full, with its middle at x, y."""
    points = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.4
        angle = math.pi * number / 5
        points.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    draw.polygon(points, fill=255)


def _esignature(lines: tuple[str, ...]) -> Mark:
    """Draw the overlay that signing software puts at the head of page one: small sans serif lines."""
    font = _font(7.5)
    image = Image.new("L", (round(72 * MM), round((3.2 * len(lines) + 2) * MM)), 0)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        fonts.check(font, line)
        draw.text((0, (2.8 + 3.2 * number) * MM), line, fill=255, font=font, anchor="ls")
    text = "\n".join(lines)
    mask = hand.crop(image)
    return Mark(mask, round(RIGHT - 66 * MM), round(3 * MM), (20, 20, 40), StampKind.ESIGNATURE, text, text)


def seed_of(*parts: object) -> Generator:
    """Return a random generator that hangs on `parts` alone: the same on every machine and in every run."""
    return np.random.default_rng(zlib.crc32("\x1f".join(map(str, parts)).encode()))
