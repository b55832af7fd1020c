"""Changing words of frozen pages: the raw reading stays with the word, and each change leaves a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ocr.elements import Line, Page, Region, Word
from postprocess.elements import Correction


@dataclass(frozen=True, slots=True)
class Change:
    """What a step makes of a word. Scores are the step's own (log-probabilities for the corrector)."""

    text: str
    reason: str
    raw_score: float = 0.0
    score: float = 0.0
    confidence: float | None = None


# Where a word is: indices of region, line and word on its page.
Place = tuple[int, int, int]


def rewrite(page: Page, changes: Mapping[Place, Change], step: str) -> tuple[Page, list[Correction]]:
    """Return `page` with `changes` made and the record of them; boxes and the number of words and lines stay."""
    if not changes:
        return page, []
    record: list[Correction] = []
    regions = list(page.regions)
    for at in sorted({place[0] for place in changes}):
        regions[at] = _region(regions[at], at, changes)
    for (r, n, w), change in sorted(changes.items()):
        word = page.regions[r].lines[n].words[w]
        record.append(
            Correction(
                page.number,
                word.box,
                word.text,
                change.text,
                step,
                change.reason,
                change.raw_score,
                change.score,
            )
        )
    return replace(page, regions=tuple(regions)), record


def _region(region: Region, at: int, changes: Mapping[Place, Change]) -> Region:
    lines: list[Line] = []
    for n, line in enumerate(region.lines):
        words = [_word(word, changes.get((at, n, w))) for w, word in enumerate(line.words)]
        lines.append(replace(line, words=tuple(words)))
    return replace(region, lines=tuple(lines))


def _word(word: Word, change: Change | None) -> Word:
    if change is None:
        return word
    confidence = word.confidence if change.confidence is None else change.confidence
    return replace(word, text=change.text, raw=word.text if word.raw is None else word.raw, confidence=confidence)


def rewrite_all(
    pages: Sequence[Page], changes: Sequence[Mapping[Place, Change]], step: str
) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Apply `rewrite` page by page; `changes` runs beside `pages`."""
    done: list[Page] = []
    record: list[Correction] = []
    for page, mine in zip(pages, changes, strict=True):
        page, made = rewrite(page, mine, step)
        done.append(page)
        record += made
    return tuple(done), tuple(record)
