"""Fit what a field's confidence is worth: `models/routes.json`, from made documents, worn, read and understood.

`python -m training.fit_routes` reads 120 documents (about 350 pages) that the benchmark does not: other texts and wear.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks import pool
from benchmarks.measures.structure import BY_HAND, Judged
from benchmarks.progress import cores, watched
from benchmarks.tables import structure
from ocr.read import read_page
from postprocess.fields.routes import GROUP_OF, GROUPS, Routes, calibrated, log_odds
from synthesis.content import variety
from training import options

SILENT: Final = 0.0025
"""Share of all fields that may be wrong and called sure: half of what is asked, for the pages that are not these."""
BENCHMARK: Final = len(variety.KINDS)
"""So many documents, the first, are the benchmark's."""
_SEED = 510_000
_RIDGE_INTERCEPT, _RIDGE_SLOPE = 0.02, 0.2
"""Strengths of the ridge on each, beside the mean loss of a field; the table on disk was fitted with these."""
_LEAST_SLOPE = 0.05
"""More confidence is never worth less."""


@options.command
@click.option("--documents", default=2 * BENCHMARK, help="made documents to read")
@options.out("models/routes.json", "the table")
def main(documents: int, out: Path) -> None:
    """Read, fit, write the table, and print what the card says."""
    rounds = 2 + documents // BENCHMARK
    made = list(islice(variety.documents(rounds), BENCHMARK, BENCHMARK + documents))
    with pool.readers(cores(), read_page) as read:
        raw = Routes({}, 0.0, 0.0)
        measured = list(watched(structure.of_pages(made, read, _SEED, raw), len(made), "documents"))
    fields = [one for document in measured for one in document.fields if one.name not in BY_HAND and one.found]
    everything = sum(len(document.fields) for document in measured)
    table = fit(fields, everything)
    out.write_text(json.dumps(as_json(table), indent=1) + "\n", encoding="utf-8")
    click.echo(report(fields, everything, table))


def fit(found: Sequence[Judged], everything: int) -> Routes:
    """Return the curves of each group and the thresholds; `everything` counts all fields, the missing ones too."""
    curves = {}
    for group, names in GROUPS.items():
        some = [(log_odds(one.confidence), one.right) for one in found if one.name in names]
        if some:
            curves[group] = _logistic(some)
    bare = Routes(curves, 0.0, 0.0)
    at = sorted(((calibrated(one.name, one.confidence, bare), one) for one in found), key=lambda pair: -pair[0])
    sure, wrong = 1.0, 0
    # Fields of one confidence are sure together or not at all.
    for confidence, alike in groupby(at, key=lambda pair: pair[0]):
        wrong += sum(one.sure and not one.right for _, one in alike)
        if wrong > SILENT * everything:
            break
        sure = confidence
    return Routes(curves, math.floor(sure * 1e4) / 1e4, 0.5)


def _logistic(some: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Return (intercept, slope) of the curve with a ridge towards (0, 1): the words' own confidence.

    By scipy itself: scikit-learn's regression has its ridge towards 0 alone, and refuses a group that is all right.
    """
    x, right = np.array([x for x, _ in some]), np.array([right for _, right in some])

    def loss(curve: NDArray[np.float64]) -> float:
        intercept, slope = curve
        score = intercept + slope * x
        ridge = _RIDGE_INTERCEPT * intercept**2 + _RIDGE_SLOPE * (slope - 1) ** 2
        return float(np.mean(np.logaddexp(0, score) - right * score) + ridge / 2)

    intercept, slope = minimize(loss, (0.0, 1.0)).x
    return round(float(intercept), 4), round(max(_LEAST_SLOPE, float(slope)), 4)


def as_json(table: Routes) -> dict[str, object]:
    """Return the table as `postprocess.fields.routes` reads it."""
    return {"curves": table.curves, "sure": table.sure, "look": table.look}


def report(found: Sequence[Judged], everything: int, table: Routes) -> str:
    """Return the figures of the card: by route, how many fields and how many of them right."""
    lines = [f"fields: {everything}, found: {len(found)}, sure from {table.sure}, second look from {table.look}"]
    routes: dict[str, list[bool]] = {"sure": [], "look again": [], "ask a person": []}
    for one in found:
        confidence = calibrated(one.name, one.confidence, table)
        sure = one.sure and confidence >= table.sure
        routes["sure" if sure else "look again" if confidence >= table.look else "ask a person"].append(one.right)
    lines += [f"{name}: {len(some)}, right {sum(some)}" for name, some in routes.items()]
    for group in GROUPS:
        some = [one for one in found if GROUP_OF[one.name] == group]
        lines.append(f"{group}: {len(some)}, right {sum(one.right for one in some)}, curve {table.curves.get(group)}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
