"""The content of made documents: each scheme of headings in use, from Phần to điểm (STANDARDS 1.7, 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from synthesis.content.stock import prose, words
from synthesis.form import Paragraph, Style

ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LETTERS: Final = "abcdđeghi"
WRITTEN: Final = ("thứ nhất", "thứ hai", "thứ ba", "thứ tư")

Scheme = Callable[["_Draw"], Iterator[Paragraph]]


class _Draw:
    """Draws words, headings and prose; what is taken once is not drawn again soon."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._left: dict[str, list[str]] = {}

    def one(self, name: str) -> str:
        """Return one of the words called `name` in variety.toml, or of `prose`."""
        if not self._left.get(name):
            choices = list(prose() if name == "prose" else words()[name])
            self.random.shuffle(choices)
            self._left[name] = choices
        return self._left[name].pop()

    def few(self, least: int, most: int) -> range:
        """Return a range of so many, from 1."""
        return range(1, self.random.randint(least, most) + 1)

    def text(self) -> Paragraph:
        """Return a paragraph of running text."""
        return Paragraph(self.one("prose"))

    def item(self, marker: str, depth: int) -> Paragraph:
        """Return a list item or a numbered paragraph."""
        text = self.one("items")
        text = text[0].upper() + text[1:] if self.random.random() < 0.7 else text
        return Paragraph(f"{marker} {text}", depth=depth)


def content(scheme: str, random: Random, doc_type: str, party: bool) -> Iterator[Paragraph]:
    """Yield the paragraphs of a document's content, headings and items with their depth."""
    draw = _Draw(random)
    if (
        doc_type in ("QUYẾT ĐỊNH", "NGHỊ QUYẾT", "NGHỊ ĐỊNH", "THÔNG TƯ", "THÔNG TƯ LIÊN TỊCH", "QUY CHẾ")
        and scheme != "plain"
    ):
        yield from _bases(draw, party)
        if scheme == "articles":
            yield Paragraph("QUYẾT ĐỊNH:" if doc_type != "NGHỊ QUYẾT" else "QUYẾT NGHỊ:", Style.CENTRED)
    elif draw.random.random() < 0.8:
        yield draw.text()
    yield from SCHEMES[scheme](draw)
    yield Paragraph(
        draw.random.choice(
            ["Văn bản này có hiệu lực kể từ ngày ký.", "Trân trọng đề nghị các đồng chí quan tâm, phối hợp thực hiện."]
        )
    )


def _bases(draw: _Draw, party: bool) -> Iterator[Paragraph]:
    style, dash = (Style.BODY, "- ") if party else (Style.BASIS, "")
    bases = [words()["bases"]["party" if party else "state"], draw.one("cited"), draw.one("proposed")]
    for number, base in enumerate(bases):
        end = ";" if number < len(bases) - 1 else "." if party else ","
        yield Paragraph(f"{dash}{base}{end}", style)


def _roman(draw: _Draw) -> Iterator[Paragraph]:
    mark = draw.random.choice(["-", ".", "-"])
    for chapter in draw.few(2, 4):
        yield Paragraph(f"{ROMAN[chapter - 1]}{mark} {draw.one('headings')}", Style.HEADING, 1)
        if draw.random.random() < 0.4:
            yield draw.text()
        for section in draw.few(1, 3):
            yield Paragraph(f"{section}. {draw.one('subheadings')}", Style.SUBHEADING, 2)
            yield draw.text()
            if draw.random.random() < 0.35:
                for point in draw.few(2, 4):
                    yield draw.item(f"{LETTERS[point - 1]})", 3)
                    if draw.random.random() < 0.2:
                        for _ in draw.few(2, 3):
                            yield draw.item("-", 4)
            elif draw.random.random() < 0.3:
                for _ in draw.few(2, 4):
                    yield draw.item("-", 3)


def _parts(draw: _Draw) -> Iterator[Paragraph]:
    written = draw.random.random() < 0.5
    for part in draw.few(2, 3):
        label = f"Phần {WRITTEN[part - 1]}" if written else f"PHẦN {ROMAN[part - 1]}"
        yield Paragraph(f"{label}\n{draw.one('headings')}", Style.CENTRED, 1)
        for chapter in draw.few(1, 3):
            yield Paragraph(f"{ROMAN[chapter - 1]}. {draw.one('headings')}", Style.HEADING, 2)
            for section in draw.few(1, 2):
                yield Paragraph(f"{section}. {draw.one('subheadings')}", Style.SUBHEADING, 3)
                if draw.random.random() < 0.5:
                    for sub in draw.few(2, 3):
                        yield Paragraph(f"{section}.{sub}. {draw.one('prose')}", depth=4)
                        if draw.random.random() < 0.3:
                            for _ in draw.few(2, 3):
                                yield draw.item("-", 5)
                                if draw.random.random() < 0.2:
                                    yield draw.item("+", 6)
                                    yield draw.item("+", 6)
                else:
                    yield draw.text()


def _chapters(draw: _Draw) -> Iterator[Paragraph]:
    article = 0
    for chapter in draw.few(2, 3):
        yield Paragraph(f"Chương {ROMAN[chapter - 1]}\n{draw.one('chapters')}", Style.CENTRED, 1)
        sections = draw.few(2, 2) if draw.random.random() < 0.4 else range(1)
        for section in sections:
            if section:
                yield Paragraph(f"Mục {section}\n{draw.one('sections')}", Style.CENTRED, 2)
            for _ in draw.few(1, 3):
                article += 1
                depth = 3 if section else 2
                yield Paragraph(f"Điều {article}. {draw.one('articles')}", Style.SUBHEADING, depth)
                if draw.random.random() < 0.4:
                    yield draw.text()
                    continue
                for clause in draw.few(2, 4):
                    yield Paragraph(f"{clause}. {draw.one('prose')}", depth=depth + 1)
                    if draw.random.random() < 0.3:
                        for point in draw.few(2, 5):
                            yield draw.item(f"{LETTERS[point - 1]})", depth + 2)


def _articles(draw: _Draw) -> Iterator[Paragraph]:
    for article in draw.few(3, 4):
        yield Paragraph(f"**Điều {article}.** {draw.one('prose')}", depth=1)
        if draw.random.random() < 0.5:
            for clause in draw.few(2, 3):
                yield draw.item(f"{clause}.", 2)
                if draw.random.random() < 0.3:
                    for point in draw.few(2, 3):
                        yield draw.item(f"{LETTERS[point - 1]})", 3)


def _numbers(draw: _Draw) -> Iterator[Paragraph]:
    mark = draw.random.choice([".", ".", "-"])
    for number in draw.few(3, 6):
        yield Paragraph(f"{number}{mark} {draw.one('prose')}", depth=1)
        if draw.random.random() < 0.3:
            for _ in draw.few(2, 3):
                yield draw.item("-", 2)


def _decimal(draw: _Draw) -> Iterator[Paragraph]:
    for chapter in draw.few(2, 4):
        yield Paragraph(f"{chapter}. {draw.one('subheadings')}", Style.SUBHEADING, 1)
        for section in draw.few(1, 3):
            yield Paragraph(f"{chapter}.{section}. {draw.one('prose')}", depth=2)
            if draw.random.random() < 0.4:
                for sub in draw.few(2, 2):
                    yield Paragraph(f"{chapter}.{section}.{sub}. {draw.one('prose')}", depth=3)
            elif draw.random.random() < 0.4:
                for _ in draw.few(2, 4):
                    yield draw.item("-", 3)


def _letters(draw: _Draw) -> Iterator[Paragraph]:
    for part in draw.few(2, 3):
        yield Paragraph(f"{'ABC'[part - 1]}. {draw.one('headings')}", Style.HEADING, 1)
        for chapter in draw.few(1, 2):
            yield Paragraph(f"{ROMAN[chapter - 1]}. {draw.one('headings')}", Style.HEADING, 2)
            for section in draw.few(1, 3):
                yield Paragraph(f"{section}. {draw.one('subheadings')}", Style.SUBHEADING, 3)
                yield draw.text()
                if draw.random.random() < 0.3:
                    for number in draw.few(2, 3):
                        yield draw.item(f"({ROMAN[number - 1].lower()})", 4)


def _bullets(draw: _Draw) -> Iterator[Paragraph]:
    yield draw.text()
    for _ in draw.few(3, 6):
        yield draw.item("-", 1)


def _plain(draw: _Draw) -> Iterator[Paragraph]:
    for _ in draw.few(3, 6):
        yield draw.text()


SCHEMES: Final[dict[str, Scheme]] = {
    "roman": _roman,
    "parts": _parts,
    "chapters": _chapters,
    "articles": _articles,
    "numbers": _numbers,
    "decimal": _decimal,
    "letters": _letters,
    "bullets": _bullets,
    "plain": _plain,
}
