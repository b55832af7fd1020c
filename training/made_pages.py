"""Worn pages of a corpus's lines, for the makers that read what they learn from, and what lies where on them."""

from __future__ import annotations

import dataclasses
import io
import lzma
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import synthesis
from ocr.elements import Box
from synthesis.form import Paragraph
from synthesis.typesetting.fonts import FAMILIES, MissingGlyphError

RESOLUTIONS = (100, 150, 200, 300)
FONTS = tuple(FAMILIES)


def corpus_lines(folder: Path, rng: random.Random, count: int) -> list[str]:
    """Return `count` random lines of 60 to 600 characters out of the texts in `folder`."""
    pool: list[str] = []
    for path in sorted(folder.glob("*.txt*")):
        data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        with io.StringIO(data.decode("utf-8")) as lines:
            pool.extend(line.strip() for number, line in enumerate(lines) if number < 60_000 and 60 < len(line) < 600)
    return rng.sample(pool, min(count, len(pool)))


def made_pages(lines: Sequence[str], pages: int, seed: int) -> Iterator[synthesis.MadePage]:
    """Yield worn pages of the lines, each of another kind, resolution, font and header."""
    rng = random.Random(seed)
    names = synthesis.documents()
    at = 0
    for number in range(pages):
        document = synthesis.load(names[number % len(names)])
        body: list[Paragraph] = []
        while sum(len(paragraph.text) for paragraph in body) < 1500 and at < len(lines):
            body.append(Paragraph(lines[at].replace("**", "").replace("__", "")))
            at += 1
        document = dataclasses.replace(document, body=tuple(body), size=rng.choice([12.0, 13.0, 14.0, 14.0]))
        wear = synthesis.WEARS[number % len(synthesis.WEARS)]
        dpi = 200 if wear == "fax" else rng.choice(RESOLUTIONS)
        try:
            made = synthesis.make(document, wear=wear, dpi=dpi, seed=seed + number, font=rng.choice(FONTS))
        except (MissingGlyphError, KeyError):
            continue
        yield made[0]


def line_at(page: synthesis.MadePage, box: Box) -> str | None:
    """Return the true line under a box, if one line and no other lies there and the box covers its full length."""
    hits = [line for line in page.truth.lines if line.box.intersection(box) > 0.5 * min(line.box.area, box.area)]
    if len(hits) != 1 or hits[0].box.width > 1.15 * box.width or box.width > 1.15 * hits[0].box.width:
        return None
    return str(hits[0].text)
