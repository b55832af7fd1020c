"""Maker of `doubt.json`: how many right words correction spoils, by the doubt that a change may carry.

    python -m training.fit_doubt CORPUS [--pages 150] [--real FOLDER] [--out models/doubt.json]

CORPUS is the folder of text that the language model was made from. Pages are set from the lines that were held out of
it, worn in all kinds, and read; correction runs over them as bold as can be; each change is compared with the truth.
Real pages with a truth (FOLDER, as for `benchmarks.bench --real`) are judged as well.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import click

import synthesis
from benchmarks import pages as bench_pages
from benchmarks.measures.correction import JudgedCorrection, judge, total
from ocr.read import read_page
from ocr.sources.page_image import PageImage
from ocr.sources.source import open_source
from postprocess.words.correct import BOLDEST
from synthesis.corpus import held_out
from training import options
from training.made_pages import made_pages

DOUBTS = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
SEED = 9000
_MADE = "made"
_SHORT, _LONG = 60, 600
"""Characters of a line that is set on a page: a title is shorter, a table longer."""

_BLOCK = 60
"""Lines for a block of pages, one of each kind of wear."""
_POISSON = (3.0, 4.75, 6.3, 7.76, 9.16, 10.52, 11.85, 13.15, 14.44, 15.71, 16.97)
"""95 % upper bounds of a Poisson mean, for 0, 1, 2 … events seen (Garwood, 1936); beyond, a bound that is above it."""


def _made(block: tuple[int, Sequence[str]]) -> list[JudgedCorrection]:
    """Judge the pages of a block: one of each kind of wear."""
    number, lines = block
    pages = made_pages(lines, len(synthesis.WEARS), SEED + 1000 * number)
    images = ((PageImage(1, page.image, page.truth.dpi, "made"), page.truth.text) for page in pages)
    return [judge(_MADE, text, read_page(image), BOLDEST) for image, text in images]


def _real(page: bench_pages.TruePage) -> JudgedCorrection:
    with closing(open_source(page.image)) as source:
        return judge(page.name, page.text, read_page(source.page(1)), BOLDEST)


def table(pages: Sequence[JudgedCorrection]) -> list[dict[str, Any]]:
    """Return a row for each of `DOUBTS`: words, wrong marks, words mended and spoiled, and at most how many of 10,000.

    `at_most`: the words spoiled of 10,000, with 95 % certainty (Poisson).
    """
    whole = total(pages)
    rows = []
    for doubt in DOUBTS:
        bold = [change for change in whole.changes if 1 - change.confidence < doubt]
        mended, spoiled = sum(change.mended for change in bold), sum(change.spoiled for change in bold)
        bound = _POISSON[spoiled] if spoiled < len(_POISSON) else spoiled + 2 * spoiled**0.5 + 2
        row = {"doubt": doubt, "words": whole.words, "wrong_marks": whole.marks_before}
        row |= {"mended": mended, "spoiled": spoiled, "at_most": round(1e4 * bound / max(1, whole.words), 2)}
        rows.append(row)
    return rows


@options.command
@options.corpus
@click.option("--pages", default=150, help="pages to make and read")
@options.real
@options.out("models/doubt.json", "the table")
def main(corpus: Path, pages: int, real: Path | None, out: Path) -> None:
    """Read made pages of held-out lines, and real ones, and write the table."""
    lines = [line.strip() for line in held_out(corpus) if _SHORT < len(line) < _LONG]
    random.Random(SEED).shuffle(lines)
    blocks = [(n, lines[n * _BLOCK : (n + 1) * _BLOCK]) for n in range(pages // len(synthesis.WEARS))]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        with click.progressbar(pool.map(_made, blocks), length=len(blocks), label="blocks of pages") as bar:
            made = list(itertools.chain.from_iterable(bar))
        seen = list(pool.map(_real, bench_pages.real(real))) if real else []
    result = {"made": table(made), "real": table(seen) if seen else [], "all": table([*made, *seen])}
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for name, rows in result.items():
        for row in rows:
            click.echo(f"{name} {row}")


if __name__ == "__main__":
    main()
