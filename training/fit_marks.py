"""Maker of `marks.json`: which letters the line reader takes for which others that differ in their marks alone.

    python -m training.fit_marks CORPUS [--lines 20000] [--seed 500] [--real FOLDER] [--out models/marks.json]

CORPUS is a folder of Vietnamese text (`*.txt`, `*.txt.xz`). Made lines (`training.reader.lines`, of seeds the reader
was not taught with) are read and compared with their truth, letter by letter. Typefaces of real scans set marks
otherwise than free ones do: the letters of real pages with a truth (FOLDER, as for `benchmarks.bench --real`) count
more.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click
from rapidfuzz.distance import Levenshtein

from benchmarks import pages
from benchmarks.measures.correction import true_words
from ocr.read import read_page
from ocr.readers import line_reader
from ocr.readers.line_reader import Glyph
from ocr.sources.source import open_source
from postprocess.words.orthography import clean_pages, strip_diacritics
from quality.measures import Folded
from synthesis.corpus import paragraphs_of
from training import options
from training.reader.lines import MadeLine, made_lines

_CHUNK = 200

SHARP = 0.97
"""Confidence from which a letter looks sharp."""

REAL_WEIGHT = 10
"""How often a letter of a real page counts: twelve pages have a tenth of the letters of the made lines."""


def read(lines: Sequence[MadeLine]) -> Iterator[tuple[str, tuple[Glyph, ...]]]:
    """Yield the truth of each line and the letters read."""
    readings = line_reader.read_lines([(line.image, line.box) for line in lines])
    for line, reading in zip(lines, readings, strict=True):
        yield line.text, reading.glyphs


def pairs(truth: str, glyphs: Sequence[Glyph]) -> Iterator[tuple[str, str, bool]]:
    """Yield (read, printed, sharp) for each letter that is right but for its marks."""
    text = "".join(glyph.text for glyph in glyphs)
    if len(text) != len(glyphs):
        return
    for block in Levenshtein.opcodes(text, truth):
        if block.tag == "insert" or block.tag == "delete":
            continue
        if block.src_end - block.src_start != block.dest_end - block.dest_start:
            continue
        for step in range(block.src_end - block.src_start):
            glyph, printed = glyphs[block.src_start + step], truth[block.dest_start + step]
            if glyph.text.isalpha() and strip_diacritics(glyph.text) == strip_diacritics(printed):
                yield glyph.text, printed, glyph.confidence >= SHARP


def real_pairs(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield (read, printed, sharp) for the letters of real pages."""
    for true_page in pages.real(folder):
        with closing(open_source(true_page.image)) as source:
            (page,), _ = clean_pages([read_page(source.page(1))])
        words = [word for line in page.lines for word in line.words]
        for word, printed in zip(words, true_words(true_page.text, [word.text for word in words]), strict=True):
            text = Folded(word.text).text
            if strip_diacritics(text) == strip_diacritics(printed):
                for one, other in zip(text, printed, strict=True):
                    if one.isalpha():
                        yield one, other, word.confidence >= SHARP


def table(found: Counter[tuple[str, str, bool]]) -> dict[str, dict[str, list[float]]]:
    """Return, for each letter read, the letters printed: [share of its errors, share of all its sharp readings].

    Lower case stands for both cases.
    """
    errors: Counter[str] = Counter()
    sharp: Counter[str] = Counter()
    by_pair: Counter[tuple[str, str]] = Counter()
    sharp_pair: Counter[tuple[str, str]] = Counter()
    for (seen, printed, is_sharp), count in found.items():
        one, other = seen.lower(), printed.lower()
        sharp[one] += count * is_sharp
        if one != other:
            errors[one] += count
            by_pair[one, other] += count
            sharp_pair[one, other] += count * is_sharp
    result: dict[str, dict[str, list[float]]] = {}
    for (one, other), count in sorted(by_pair.items()):
        share, joint = count / errors[one], sharp_pair[one, other] / max(1, sharp[one])
        result.setdefault(one, {})[other] = [round(share, 4), round(joint, 6)]
    return result


@options.command
@options.corpus
@click.option("--lines", default=20_000, help="lines to make and read")
@click.option("--seed", default=500, help="whatever is left to chance follows from it")
@options.real
@options.out("models/marks.json", "the table")
def main(corpus: Path, lines: int, seed: int, real: Path | None, out: Path) -> None:
    """Read made lines and write the table."""
    paragraphs = paragraphs_of(corpus)
    random.Random(seed).shuffle(paragraphs)
    made = made_lines(paragraphs, seed, line_reader.alphabet())
    found: Counter[tuple[str, str, bool]] = Counter()
    for _ in range(0, lines, _CHUNK):
        for truth, glyphs in read([line for line in itertools.islice(made, _CHUNK) if line.text]):
            found.update(pairs(truth, glyphs))
    for pair in real_pairs(real) if real else ():
        found[pair] += REAL_WEIGHT
    wrong = sum(count for (seen, printed, _), count in found.items() if seen != printed)
    click.echo(f"{sum(found.values())} letters, {wrong} with wrong marks")
    out.write_text(json.dumps(table(found), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
