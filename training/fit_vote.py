"""Maker of `vote.json`: which reader to believe where they differ, learnt on made pages.

    python -m training.fit_vote CORPUS [--pages 120] [--out models/vote.json]

CORPUS is a folder of Vietnamese text (`*.txt`, `*.txt.xz`, a paragraph a line). Its lines are set as documents, worn
in all kinds at 100 to 300 dpi, read by both readers, and each stretch the readers differ on is compared with the
truth.
"""

from __future__ import annotations

import dataclasses
import json
import os
import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import click
import numpy as np
from rapidfuzz.distance import Levenshtein
from sklearn.linear_model import LogisticRegression

import synthesis
from ocr.read import read_segments_of
from ocr.readers import vote
from ocr.readers.recognise import sure
from ocr.readers.vote import gap
from ocr.sources.page_image import PageImage
from training import options
from training.made_pages import corpus_lines, line_at, made_pages

_RIDGE = 1.0
"""Strength of the ridge on the weights: a few hundred samples a feature, so a light one."""
_TOLERANCE = 1e-8
"""Gradient at which the weights are found: they are written to four decimals."""


@dataclasses.dataclass(frozen=True)
class Sample:
    """A stretch of a line. `first_right` and `second_right` say who read it as printed.

    `features` are `vote.features` where the readers differ, `alone` those of our own reader as if it had read alone.
    """

    first: str
    second: str
    features: list[float]
    alone: list[float]
    sure: bool
    first_right: bool
    second_right: bool


def samples_of(page: synthesis.MadePage) -> list[Sample]:
    """Return a sample per stretch of the page that lies on a true line."""
    found: list[Sample] = []
    for box, reading in read_segments_of(PageImage(1, page.image, page.truth.dpi, "made")):
        truth = line_at(page, box)
        if truth is None or reading.line is None:
            continue
        stretches = reading.stretches
        for index, stretch in enumerate(stretches):
            texts = [s.first if s.first == s.second or not s.second else s.second for s in stretches]
            right = {}
            for text in {stretch.first, stretch.second}:
                before = " ".join(t for t in texts[:index] if t)
                after = " ".join(t for t in texts[index + 1 :] if t)
                right[text] = _stands(truth, before, text, after)
            if stretch.first == stretch.second:
                features = vote.agreed_features(stretch)
            else:
                features = vote.features(stretch, reading.agreement, gap(stretch, reading.line))
            alone = vote.agreed_features(vote.Stretch((), stretch.glyphs))
            own, other = right[stretch.first], right[stretch.second]
            found.append(Sample(stretch.first, stretch.second, features, alone, sure(reading.line), own, other))
    return found


_SAME = str.maketrans({"“": '"', "”": '"', "–": "-", "—": "-", "’": "'", "‘": "'"})


def _stands(truth: str, before: str, text: str, after: str) -> bool:
    """Whether `text` stands in the true line where the reading puts it."""
    truth = truth.translate(_SAME)
    line = " ".join(part for part in (before, text, after) if part).translate(_SAME)
    start = len(before) + 1 if before else 0
    stop = start + len(text)
    for code in Levenshtein.opcodes(line, truth):
        if code.tag == "equal":
            continue
        if code.src_start < stop and code.src_end > start:
            return False
        if code.tag == "insert" and start <= code.src_start <= stop and truth[code.dest_start : code.dest_end].strip():
            return False
    return True


def confusions(samples: Sequence[Sample]) -> dict[str, float]:
    """Return, per difference seen at least 4 times, the smoothed log-odds that the first reader is right."""
    won: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for sample in samples:
        if sample.first_right != sample.second_right:
            (won if sample.first_right else lost).update(set(vote.differences(sample.first, sample.second)))
    return {
        pair: round(float(np.log((won[pair] + 1) / (lost[pair] + 1))), 3)
        for pair in sorted(set(won) | set(lost))
        if won[pair] + lost[pair] >= 4
    }


def fit(rows: Sequence[Sequence[float]], labels: Sequence[bool]) -> list[float]:
    """Return the weights of a logistic regression with a ridge on all; the first feature, 1, stands for the intercept.

    Raises:
        ValueError: all labels are the same.
    """
    model = LogisticRegression(C=1 / _RIDGE, fit_intercept=False, solver="newton-cholesky", tol=_TOLERANCE)
    model.fit(np.asarray(rows, float), np.asarray(labels, bool))
    return [round(float(w), 4) for w in model.coef_[0]]


def learn(pages: Sequence[Sequence[Sample]]) -> tuple[dict[str, Any], str]:
    """Return the model and a line on how well it does."""
    # Table and weights are learnt on different pages, or the weights would trust the table too much.
    halves = [[s for page in pages[half::2] for s in page] for half in (0, 1)]
    everything = halves[0] + halves[1]
    disputed = [sample for sample in everything if sample.first != sample.second]
    rows, labels, either = [], [], []
    for half in (0, 1):
        table = confusions(halves[1 - half])
        for sample in halves[half]:
            if sample.first == sample.second:
                continue
            row = [*sample.features[:-1], vote.prior(sample.first, sample.second, table)]
            either.append((row, sample))
            if sample.first_right != sample.second_right:
                rows.append(row)
                labels.append(sample.first_right)
    weights = fit(rows, labels)
    scores = np.asarray([row for row, _ in either]) @ np.asarray(weights)
    right = [s.first_right if score > 0 else s.second_right for score, (_, s) in zip(scores, either, strict=True)]
    chosen = fit([[1.0, m, row[1], row[2]] for m, (row, _) in zip(np.abs(scores), either, strict=True)], right)
    same = [sample for sample in everything if sample.first == sample.second]
    lone = [sample for sample in everything if sample.sure and sample.second]
    agreed = fit(
        [s.features for s in same] + [s.alone for s in lone],
        [s.first_right for s in same] + [s.second_right for s in lone],
    )
    model = {"weights": weights, "confidence": chosen, "agreed": agreed, "confusions": confusions(everything)}
    said = (
        f"{len(disputed)} disputed of {len(everything)} stretches; agreed right "
        f"{np.mean([s.first_right for s in same]):.4f}; on lines our own reader is sure of ({len(lone)} stretches) "
        f"{np.mean([s.second_right for s in lone]):.4f}; disputed: Tesseract right "
        f"{np.mean([s.first_right for s in disputed]):.3f}, our own reader "
        f"{np.mean([s.second_right for s in disputed]):.3f}, either "
        f"{np.mean([s.first_right or s.second_right for s in disputed]):.3f}, vote {np.mean(right):.3f}"
    )
    return model, said


@options.command
@options.corpus
@click.option("--pages", default=120, help="pages to make and read")
@options.out("models/vote.json", "the table")
@click.option("--seed", default=7, help="whatever is left to chance follows from it")
@click.option("--workers", default=os.cpu_count() or 1, help="pages made and read at once")
def main(corpus: Path, pages: int, out: Path, seed: int, workers: int) -> None:
    """Make pages, read them, learn whom to believe, and write the model."""
    lines = corpus_lines(corpus, random.Random(seed), pages * 12)
    with ProcessPoolExecutor(workers) as pool:
        model, said = learn(list(pool.map(samples_of, made_pages(lines, pages, seed))))
    out.write_text(json.dumps(model, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    click.echo(said)


if __name__ == "__main__":
    main()
