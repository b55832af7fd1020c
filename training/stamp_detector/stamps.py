"""What is stamped and written on pages, class by class: stamps, seals, overlays and pens of many makes."""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from synthesis.paper import hand
from synthesis.paper.marks import star
from synthesis.typesetting.fonts import MissingGlyphError
from synthesis.typesetting.rows import MM
from training.stamp_detector import incoming
from training.stamp_detector.lettering import FACES, Lettering, Mask, Said, face

_URGENT = ("HỎA TỐC", "HOẢ TỐC", "THƯỢNG KHẨN", "KHẨN", "HỎA TỐC HẸN GIỜ", "MẬT", "TỐI MẬT", "TUYỆT MẬT", "HỎA TỐC")
_COPIES = (
    "SAO Y BẢN CHÍNH",
    "BẢN SAO",
    "SAO Y",
    "SAO LỤC",
    "BẢN CHÍNH",
    "TRÍCH SAO",
    "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
)
_OFFICERS = ("PHÓ GIÁM ĐỐC", "GIÁM ĐỐC", "PHÓ CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "CHỦ TỊCH", "PHÓ BÍ THƯ")
_GIVEN = "An Bình Cường Dũng Đức Giang Hà Hải Hạnh Hùng Hương Lan Long Minh Nam Nga Phúc Quang Sơn Thảo Thủy Tuấn Vân"
_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
_MIDDLE = "Văn Thị Đức Xuân Hữu Quốc Minh Thanh Ngọc Công Đình Thu"


class Maker(Lettering):
    """Draws stamps from one source of chance."""

    # Each of the following returns ink, a pen's ink in it (or None), and the place: masks of one size.

    def incoming(self) -> tuple[Mask, Mask, Mask]:
        """Draw an incoming stamp: office above, label, fields with leaders; in a frame, or cells, or bare."""
        return incoming.draw(self)

    def label(self) -> tuple[Mask, None, Mask]:
        """Draw a stamp of urgency or secrecy: capitals in a frame, doubled, an arrow, or bare."""
        return self.boxed(self.rng.choice(_URGENT), self.rng.uniform(4, 8), bare=0.08, arrow=0.1)

    def copy(self) -> tuple[Mask, None, Mask]:
        """Draw a mark of a copy, in a frame or bare."""
        return self.boxed(self.rng.choice(_COPIES), self.rng.uniform(3, 6), bare=0.35, arrow=0.0)

    def boxed(self, text: str, tall: float, bare: float, arrow: float) -> tuple[Mask, None, Mask]:
        """Draw capitals `tall` millimetres high; `bare` and `arrow` are the chances of no frame and of an arrow."""
        rng, self.rows = self.rng, []
        font = face(rng.choice(FACES), round(tall * MM), rng.random() < 0.85)
        pad = rng.uniform(1, 3.5) * MM
        wide, high = font.getlength(text) + 2 * pad, tall * MM * rng.uniform(1.05, 1.7)
        pointed = rng.random() < arrow
        image = Image.new("L", (round(wide + (high if pointed else 0)), round(high * (1.8 if pointed else 1))), 0)
        draw, thick = ImageDraw.Draw(image), max(2, round(rng.uniform(0.3, 0.9) * MM))
        if pointed:
            middle, end = image.height / 2, image.width - 2
            low, top = middle - high / 2, middle + high / 2
            outline = [(2, low), (wide, low), (wide, 2), (end, middle), (wide, image.height - 3), (wide, top), (2, top)]
            draw.line([*outline, (2, low)], fill=255, width=thick, joint="curve")
        elif rng.random() >= bare:
            draw.rectangle((1, 1, image.width - 2, image.height - 2), outline=255, width=thick)
            if rng.random() < 0.25:
                inset = thick + 0.5 * MM
                draw.rectangle((inset, inset, image.width - inset, image.height - inset), outline=255, width=thick // 2)
        self.say(draw, (wide / 2, image.height / 2), text, font, "mm")
        place = np.full(image.size[::-1], 255, np.uint8)
        return np.asarray(image), None, place

    def person(self) -> tuple[Mask, None, Mask]:
        """Draw the stamp of a name or of an office held."""
        rng = self.rng
        name = " ".join(rng.choice(names.split()) for names in (_FAMILY, _MIDDLE, _GIVEN))
        text = name if rng.random() < 0.8 else rng.choice(_OFFICERS)
        font = face(rng.choice(FACES), round(rng.uniform(4, 6) * MM), rng.random() < 0.8)
        image = Image.new("L", (round(font.getlength(text)) + 4, round(font.size * 1.3)), 0)
        ImageDraw.Draw(image).text((2, image.height / 2), text, fill=255, font=font, anchor="lm")
        ink = hand.crop(image)
        self.rows = [[Said(text, (0, 0, ink.shape[1], ink.shape[0]))]]
        return ink, None, np.full(ink.shape, 255, np.uint8)

    def seal(self) -> tuple[Mask, None, Mask]:
        """Draw a round seal: rims, words around, a star or an emblem, words in the middle."""
        rng, self.rows = self.rng, []
        size = rng.uniform(28, 44) * MM
        image = Image.new("L", (round(size), round(size)), 0)
        draw, middle = ImageDraw.Draw(image), size / 2
        rings = [(size / 2 - 2, rng.uniform(0.4, 1.1))]
        if rng.random() < 0.7:
            rings.append((size / 2 - rng.uniform(1.0, 1.8) * MM, rng.uniform(0.2, 0.5)))
        if rng.random() < 0.85:
            rings.append((size * rng.uniform(0.27, 0.33), rng.uniform(0.2, 0.6)))
        for radius, thick in rings:
            box = (middle - radius, middle - radius, middle + radius, middle + radius)
            draw.ellipse(box, outline=255, width=max(2, round(thick * MM)))
        name = rng.choice(FACES)
        around(image, f"{self.office()} * {self.office()}"[:60], size * 0.395, face(name, round(size * 0.085), True))
        if rng.random() < 0.4:
            emblem(draw, middle, middle, size * rng.uniform(0.18, 0.27), rng)
        else:
            star(draw, middle, middle - size * 0.15, size * 0.075)
            lines = [self.words(2).upper() for _ in range(rng.randint(1, 3))]
            font = self.fitted(lines, size * 0.5, size * 0.09, name, True)
            for number, line in enumerate(lines):
                draw.text((middle, middle + (0.03 + 0.1 * number) * size), line, fill=255, font=font, anchor="mm")
        place = np.zeros((image.height, image.width), np.uint8)
        cv2.circle(place, (round(middle), round(middle)), round(size / 2), 255, -1)
        return np.asarray(image), None, place

    def overlay(self) -> tuple[Mask, None, Mask]:
        """Draw the overlay of an electronic signature: small lines, often beside a logo or a small seal."""
        rng, self.rows = self.rng, []
        name, tall = (
            rng.choice(("Arimo", "Arimo", "DejaVuSans", "Tinos", "NotoSans")),
            rng.uniform(1.9, 3.0) * MM,
        )
        font = face(name, round(tall * 1.15), rng.random() < 0.1)
        who, mail = self.words(4), f"{self.words(1)}@{self.words(1)}.gov.vn"
        day, year = f"{rng.randint(1, 31):02d}.{rng.randint(1, 12):02d}", rng.randint(2010, 2026)
        date = f"{day}.{year} {rng.randint(7, 18)}:{rng.randint(10, 59)}:20 +07:00"
        lines = rng.choice(
            (
                [f"Ký bởi: {who}", f"Email: {mail}", f"Cơ quan: {self.words(4)}", f"Thời gian ký: {date}"],
                [f"Ký bởi: {who}", f"Cơ quan: {self.words(3)}", f"Thời gian ký: {date}"],
                [f"Người ký: {who}", f"Email: {mail}", f"Thời gian ký: {date}"],
                [who, mail, date],
                [who.upper(), mail, date.split(" ")[0], date.partition(" ")[2]],
                ["Signature Not Verified", f"Được ký bởi {who}", f"Ngày ký: {date}"],
            )
        )
        side = tall * len(lines) * rng.uniform(1.1, 1.7) if rng.random() < 0.5 else 0.0
        wide = max(font.getlength(line) for line in lines) + side + MM
        high = max(side, tall * 1.3 * len(lines) + MM)
        image = Image.new("L", (round(wide), round(high)), 0)
        draw = ImageDraw.Draw(image)
        if side:
            middle = side / 2
            if rng.random() < 0.5:
                for radius in (side * 0.48, side * 0.42, side * 0.28):
                    ring = (middle - radius, middle - radius, middle + radius, middle + radius)
                    draw.ellipse(ring, outline=255, width=max(2, round(0.25 * MM)))
                emblem(draw, middle, middle, side * 0.25, rng)
                around(image, self.office()[:34], side * 0.36, face(name, max(8, round(side * 0.09)), True), side)
            else:
                text = rng.choice(("VGP", "GCA", "CA", "SO"))
                font_logo = self.fitted([text], side * 0.95, side * 0.7, rng.choice(FACES), True)
                draw.text((middle, high / 2), text, fill=255, font=font_logo, anchor="mm")
        for number, line in enumerate(lines):
            y = (high - tall * 1.3 * len(lines)) / 2 + tall * 1.3 * (number + 0.8)
            self.say(draw, (side + 0.5 * MM, y), line, font, "ls")
        return np.asarray(image), None, np.full(image.size[::-1], 255, np.uint8)

    def scrawl(self) -> tuple[Mask, None, Mask]:
        """Draw a signature, initials, or a note of some words or figures."""
        rng, kind, self.rows = self.rng, self.rng.random(), []
        if kind < 0.45:
            ink = hand.signature(self.noise, rng.uniform(30, 60) * MM)
        elif kind < 0.65:
            ink = hand.initials(self.noise, rng.uniform(6, 14) * MM)
        else:
            text = rng.choice((str(rng.randint(10, 9999)), self.words(rng.randint(1, 4)).translate(_PLAIN)))
            try:
                ink = hand.written(text, rng.uniform(4, 8) * MM, self.noise)
            except MissingGlyphError:
                ink = hand.initials(self.noise)
        reach = round(2 * MM)
        place = cv2.morphologyEx(np.pad(ink, reach), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
        place = cv2.dilate(place, np.ones((reach // 2, reach // 2), np.uint8))[reach:-reach, reach:-reach]
        return ink, None, (place > 60).astype(np.uint8) * np.uint8(255)


_PLAIN = {ord(c): None for c in "“”‘’…–—"}


def around(image: Image.Image, text: str, radius: float, font: ImageFont.FreeTypeFont, side: float = 0.0) -> None:
    """Write a text around the middle of a square of `side` (the whole image) from the lower left over the top."""
    middle, total = (side or image.width) / 2, max(1.0, font.getlength(text))
    arc = min(math.radians(300), total * 1.15 / radius)
    at = -arc / 2
    for character in text:
        advance = font.getlength(character) / total * arc
        angle, at = at + advance / 2, at + advance
        cell = round(font.size * 1.6)
        tile = Image.new("L", (cell, cell), 0)
        ImageDraw.Draw(tile).text((cell / 2, cell / 2), character, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = middle + radius * math.sin(angle), middle - radius * math.cos(angle)
        image.paste(tile, (round(x - cell / 2), round(y - cell / 2)), tile)


def emblem(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, rng: random.Random) -> None:
    """Draw something as busy as the national emblem: a wreath, rays, a star, a wheel."""
    for number in range(rng.randint(16, 30)):
        angle = 2 * math.pi * number / 23
        at = (x + radius * 0.85 * math.cos(angle), y + radius * 0.85 * math.sin(angle))
        size = radius * rng.uniform(0.08, 0.2)
        draw.ellipse((at[0] - size, at[1] - size, at[0] + size, at[1] + size), fill=rng.choice((255, 255, 120)))
    star(draw, x, y - radius * 0.2, radius * 0.4)
    wheel = radius * 0.25
    draw.ellipse(
        (x - wheel, y + radius * 0.3, x + wheel, y + radius * 0.3 + 2 * wheel),
        outline=255,
        width=max(2, round(wheel / 3)),
    )
