"""Tables of what correction does to what was read, and to text without errors, in Markdown."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.markdown import markdown
from benchmarks.measures.correction import JudgedChange, JudgedCorrection, judge, total
from benchmarks.results import Result
from ocr.elements import Box, Line, Page, Region, RegionKind, Word
from postprocess.words.correct import correct_pages
from postprocess.words.orthography import clean_pages
from synthesis.corpus import held_out

ODDITIES = Path(__file__).with_name("oddities.txt")
"""Text without errors that official prose of today does not prepare for: verse, law, foreign names, older spelling."""

CLEAN_CONFIDENCE, SHARP_CONFIDENCE = 0.9, 0.995
"""Confidence of a word of a text without errors that is open to correction, and of one that vouches for it."""

PASSES = 4
"""Passes over a text without errors. A word in so many is open in each, every word in one: where all are doubtful at
once, correction decides nothing, and nothing would be measured."""

_LINE, _PAGE_LINES, _SYLLABLES = 12, 30, 250_000


@dataclass(frozen=True, slots=True)
class CleanText:
    """What correction did to a text without errors: syllables, and the words it changed as `right > wrong`."""

    name: str
    syllables: int
    changed: tuple[str, ...]


def judged(results: Sequence[Result]) -> dict[str, JudgedCorrection]:
    """Return the judgement by kind of wear, of all made pages, and of the real ones, as far as sohoa read some."""
    groups: dict[str, list[JudgedCorrection]] = {}
    for result in results:
        if result.read:
            one = judge(result.page.name, result.page.text, result.read)
            for group in (result.page.wear, "made pages") if result.page.wear else ("real pages",):
                groups.setdefault(str(group), []).append(one)
    order = sorted(groups, key=lambda name: (name.endswith("pages"), name == "real pages"))
    return {name: total(groups[name]) for name in order}


def by_group(groups: Mapping[str, JudgedCorrection]) -> str:
    """Return a row a group: words, wrong marks before and after, words mended and spoiled."""
    rows = []
    for name, one in groups.items():
        share = f"{100 * one.marks_mended:.1f}" if one.marks_before else "–"
        others = len(one.changes) - one.mended - one.spoiled
        counts = (one.words, one.marks_before, one.marks_after)
        rows.append([name, *map(str, counts), share, str(one.mended), str(one.spoiled), str(others)])
    head = ["", "words", "wrong marks before", "after", "mended %", "words mended", "spoiled", "changed, wrong still"]
    return markdown(head, rows)


def spoiled(groups: Mapping[str, JudgedCorrection]) -> list[str]:
    """Return each word that was right and is wrong now."""
    every = (groups[name].changes for name in ("made pages", "real pages") if name in groups)
    return [_said(change) for change in itertools.chain(*every) if change.spoiled]


def calibration(groups: Mapping[str, JudgedCorrection]) -> str:
    """Return a row for made and real pages: changed words, their mean confidence, the share that is right."""
    rows = []
    for name in ("made pages", "real pages"):
        if name in groups and groups[name].changes:
            sure, right = groups[name].calibration
            rows.append([name, str(len(groups[name].changes)), f"{100 * sure:.1f}", f"{100 * right:.1f}"])
    return markdown(["", "changed words", "mean confidence %", "right %"], rows)


def _said(change: JudgedChange) -> str:
    return f"{change.page}: {change.raw} > {change.text}"


def seconds_a_page(results: Sequence[Result]) -> float:
    """Return the seconds that correction takes, a page of the median."""
    taken = []
    for page in (result.read for result in results if result.read):
        cleaned, _ = clean_pages([page])
        start = time.perf_counter()
        correct_pages(cleaned)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2] if taken else 0.0


def clean_texts(corpus: Path | None) -> Iterator[CleanText]:
    """Yield what correction does to the oddities, and to the lines of `corpus` that the model was not made from."""
    yield _untouched("oddities.txt", ODDITIES.read_text(encoding="utf-8").splitlines())
    if corpus:
        yield _untouched("held-out lines of the corpus", held_out(corpus))


def _untouched(name: str, lines: Iterator[str] | Sequence[str]) -> CleanText:
    count, changed = 0, []
    words = (word for line in lines for word in line.replace("**", "").replace("__", "").split())
    while count < _SYLLABLES and (some := list(itertools.islice(words, _LINE * _PAGE_LINES))):
        count += len(some)
        for turn in range(PASSES):
            cleaned, _ = clean_pages([_page(some, turn)])
            changed += [f"{one.raw} > {one.text}" for one in correct_pages(cleaned)[1]]
    return CleanText(name, count, tuple(changed))


def _page(words: Sequence[str], turn: int) -> Page:
    """Set words as a page of one region, sharp but for those of pass `turn`."""
    set_words = [
        Word(
            word,
            Box(100 * (n % _LINE), 40 * (n // _LINE), 100 * (n % _LINE) + 90, 40 * (n // _LINE) + 30),
            CLEAN_CONFIDENCE if n % PASSES == turn else SHARP_CONFIDENCE,
        )
        for n, word in enumerate(words)
    ]
    rows = [tuple(set_words[start : start + _LINE]) for start in range(0, len(set_words), _LINE)]
    lines = tuple(Line(Box.hull(word.box for word in row), row) for row in rows)
    region = Region(RegionKind.TEXT, Box.hull(line.box for line in lines), lines)
    return Page(1, 100 * _LINE, 40 * len(rows), 200, (region,))


def clean_table(texts: Sequence[CleanText]) -> str:
    """Return a row a text: its syllables, changes, and what they were."""
    rows = [[one.name, str(one.syllables), str(len(one.changed)), "; ".join(one.changed[:20]) or "–"] for one in texts]
    return markdown(["text", "syllables", "changes", "which"], rows)
