"""Maker of `doubt.json`: how many right words correction spoils, by the doubt that a change may carry.

    python -m models.fit_doubt CORPUS [--pages 240] [--real FOLDER] [--out models/doubt.json]

CORPUS is the folder of text that the language model was made from. Pages are set from the lines that were held out of
it, worn in all kinds, and read; correction runs over them as bold as can be; each change is compared with the truth.
Real pages with a truth (FOLDER, as for `quality.bench --real`) are judged as well.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

import synthesis
from models.fit_vote import made_pages
from models.make_lm import HELD_OUT, corpus_files, lines_of
from ocr.elements import Page
from ocr.page_image import PageImage
from ocr.read import read_page
from ocr.source import open_source
from postprocess.correct import BOLDEST, Corrector
from postprocess.language_model import language_model
from postprocess.orthography import clean_pages
from quality import bench_pages
from quality.correction import true_words
from quality.measures import Folded, unmarked

DOUBTS = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
SEED = 9000
_BLOCK = 60
"""Lines for a block of pages, one of each kind of wear."""
_POISSON = (3.0, 4.75, 6.3, 7.76, 9.16, 10.52, 11.85, 13.15, 14.44, 15.71, 16.97)
"""95 % upper bounds of a Poisson mean, for 0, 1, 2 … events seen (Garwood, 1936)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A change that correction would make: its doubt, and whether it mends or spoils a word."""

    doubt: float
    mends: bool
    spoils: bool


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """Words of a page, those wrong in their marks alone, and every change."""

    words: int
    marks: int
    changes: tuple[Judged, ...]


def held_out_lines(folder: Path) -> list[str]:
    """Return the lines of the corpus that the language model was not made from, of 60 to 600 characters."""
    every = itertools.chain.from_iterable(lines_of(path) for path in corpus_files(folder))
    held = (line.strip() for number, line in enumerate(every, start=1) if number % HELD_OUT == 0)
    return [line for line in held if 60 < len(line) < 600]


def judged(page: Page, truth: str) -> JudgedPage:
    """Correct a page as boldly as can be and compare each change with the truth."""
    (page,), _ = clean_pages([page])
    places = [
        (r, n, w)
        for r, region in enumerate(page.regions)
        for n, line in enumerate(region.lines)
        for w in range(len(line.words))
    ]
    read = [Folded(page.regions[r].lines[n].words[w].text).text for r, n, w in places]
    true = true_words(truth, read)
    changes = Corrector(language_model(), BOLDEST).changes(page)
    found = []
    for place, raw, right in zip(places, read, true, strict=True):
        change = changes.get(place)
        if change and change.confidence is not None:
            text = Folded(change.text).text
            found.append(Judged(1 - change.confidence, text == right != raw, raw == right != text))
    wrong = sum(raw != right and unmarked(raw) == unmarked(right) for raw, right in zip(read, true, strict=True))
    return JudgedPage(len(places), wrong, tuple(found))


def _made(block: tuple[int, Sequence[str]]) -> list[JudgedPage]:
    """Judge the pages of a block: one of each kind of wear."""
    number, lines = block
    pages = made_pages(lines, len(synthesis.WEARS), SEED + 1000 * number)
    return [judged(read_page(PageImage(1, page.image, page.truth.dpi, "made")), page.truth.text) for page in pages]


def _real(page: bench_pages.TruePage) -> JudgedPage:
    with closing(open_source(page.image)) as source:
        return judged(read_page(source.page(1)), page.text)


def table(pages: Sequence[JudgedPage]) -> list[dict[str, Any]]:
    """Return a row for each of `DOUBTS`: words, wrong marks, words mended and spoiled, and at most how many of 10,000.

    `at_most`: the words spoiled of 10,000, with 95 % certainty (Poisson).
    """
    words, marks = sum(page.words for page in pages), sum(page.marks for page in pages)
    changes = [change for page in pages for change in page.changes]
    rows = []
    for doubt in DOUBTS:
        bold = [change for change in changes if change.doubt < doubt]
        mended, spoiled = sum(change.mends for change in bold), sum(change.spoils for change in bold)
        bound = _POISSON[spoiled] if spoiled < len(_POISSON) else spoiled + 2 * spoiled**0.5 + 2
        row = {"doubt": doubt, "words": words, "wrong_marks": marks, "mended": mended, "spoiled": spoiled}
        rows.append({**row, "at_most": round(1e4 * bound / max(1, words), 2)})
    return rows


def main(
    folder: Annotated[Path, typer.Argument(metavar="CORPUS")],
    pages: int = 240,
    real: Path | None = None,
    out: Path = Path("models/doubt.json"),
) -> None:
    """Read made pages of held-out lines, and real ones, and write the table."""
    lines = held_out_lines(folder)
    random.Random(SEED).shuffle(lines)
    blocks = [(n, lines[n * _BLOCK : (n + 1) * _BLOCK]) for n in range(pages // len(synthesis.WEARS))]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        with typer.progressbar(pool.map(_made, blocks), length=len(blocks), label="blocks of pages") as bar:
            made = list(itertools.chain.from_iterable(bar))
        seen = list(pool.map(_real, bench_pages.real(real))) if real else []
    result = {"made": table(made), "real": table(seen) if seen else [], "all": table([*made, *seen])}
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for name, rows in result.items():
        for row in rows:
            typer.echo(f"{name} {row}")


if __name__ == "__main__":
    typer.run(main)
