"""Pages from text, set where such lines stand on paper, so that understanding can be tested without OCR.

The text has the form of verified page texts: left header, right header, title, body, recipients, signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ocr.elements import Box, Line, Page, Region, RegionKind, Stamp, StampKind, Word

DPI = 200
WIDTH, HEIGHT = 1654, 2339
LEFT, RIGHT = 236, 1536
LINE = 30
PITCH = 46
CHAR = 15.5


def line_at(text: str, left: float, top: float, confidence: float = 0.97) -> Line:
    """Set `text` from `left`, words a space apart; `\\t` makes a gap as between columns."""
    words: list[Word] = []
    x = left
    for part in text.split("\t"):
        for word in part.split():
            width = max(CHAR, CHAR * len(word))
            words.append(Word(word, Box(int(x), int(top), int(x + width), int(top) + LINE), confidence))
            x += width + CHAR
        x += 10 * CHAR
    return Line(Box.hull(word.box for word in words), tuple(words))


def centred(text: str, middle: float, top: float, confidence: float = 0.97) -> Line:
    """Set `text` around `middle`."""
    width = CHAR * len(text)
    return line_at(text, middle - width / 2, top, confidence)


def stacked(texts: Iterable[str], middle: float, top: float, confidence: float = 0.97) -> list[Line]:
    """Set one centred line below the other; an empty text leaves its line empty."""
    return [centred(text, middle, top + n * PITCH, confidence) for n, text in enumerate(texts) if text]


def paragraph(texts: Sequence[str], top: float, *, indent: bool = True, justify: bool = True) -> list[Line]:
    """Set a paragraph: first line indented, all but the last stretched to the right margin."""
    lines = []
    for n, text in enumerate(texts):
        left = LEFT + (79 if n == 0 and indent else 0)
        line = line_at(text, left, top + n * PITCH)
        if justify and n < len(texts) - 1:
            line = stretched(line, RIGHT)
        lines.append(line)
    return lines


def stretched(line: Line, right: int) -> Line:
    """Scale the words of `line` so that it ends at `right`."""
    scale = (right - line.box.left) / line.box.width
    words = []
    for word in line.words:
        left = line.box.left + (word.box.left - line.box.left) * scale
        words.append(
            Word(
                word.text,
                Box(int(left), word.box.top, int(left + word.box.width * scale), word.box.bottom),
                word.confidence,
            )
        )
    return Line(Box.hull(word.box for word in words), tuple(words))


def page(
    lines: Iterable[Line], number: int = 1, stamps: Sequence[Stamp] = (), kind: RegionKind = RegionKind.TEXT
) -> Page:
    """A page of one region."""
    kept = tuple(lines)
    regions = (Region(kind, Box.hull(line.box for line in kept), kept),) if kept else ()
    return Page(number, WIDTH, HEIGHT, DPI, regions, tuple(stamps))


def stamp(kind: StampKind, texts: Sequence[str], confidence: float = 0.9) -> Stamp:
    """A stamp with its reading."""
    lines = tuple(stacked(texts, 1200, 300, confidence))
    return Stamp(kind, Box(1000, 280, 1500, 600), lines, confidence)


def document_page(
    left: Sequence[str],
    right: Sequence[str],
    title: Sequence[str],
    body: Sequence[Sequence[str]] = (),
    recipients: Sequence[str] = (),
    signature: Sequence[Sequence[str]] = (),
    *,
    addressees: Sequence[str] = (),
    merged: bool = False,
    confidence: float = 0.97,
    stamps: Sequence[Stamp] = (),
    number: int = 1,
) -> Page:
    """A whole one-page document. `merged` glues the header's columns to one line each, as a poor segmentation does."""
    third = (RIGHT - LEFT) / 4
    lefts = stacked(left, LEFT + third, 160, confidence)
    rights = stacked(right, RIGHT - third, 160, confidence)
    if merged:
        lines = []
        for top in sorted({line.box.top for line in (*lefts, *rights)}):
            row = [line for line in (*lefts, *rights) if line.box.top == top]
            lines.append(Line(Box.hull(line.box for line in row), tuple(word for line in row for word in line.words)))
    else:
        lines = [*lefts, *rights]
    top = 160 + PITCH * (max(len(left), len(right)) + 1)
    lines += stacked(title, (LEFT + RIGHT) / 2, top, confidence)
    top += PITCH * len(title) + (60 if title else 0)
    if addressees:
        lines += stacked(addressees, (LEFT + RIGHT) / 2, top)
        top += PITCH * (len(addressees) + 1)
    for texts in body:
        lines += paragraph(texts, top)
        top += PITCH * len(texts) + 12
    top += 40
    lines += [line_at(text, LEFT, top + n * PITCH) for n, text in enumerate(recipients)]
    for at, column in enumerate(signature):
        middle = RIGHT - third if len(signature) == 1 else LEFT + (RIGHT - LEFT) * (2 * at + 1) / (2 * len(signature))
        *office, name = column
        lines += stacked(office, middle, top)
        lines.append(centred(name, middle, top + PITCH * len(office) + 180))
    return page(lines, number, stamps)
