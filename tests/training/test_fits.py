"""Logistic fits of the makers: the weights are those of the least loss, ridge included."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.measures.structure import Judged
from training import fit_routes, fit_vote


def sigmoid(score: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-score))


def test_weights_of_the_vote_leave_no_slope_in_the_loss() -> None:
    rng = np.random.default_rng(3)
    rows = np.column_stack([np.ones(400), rng.normal(0, 2, (400, 3))])
    labels = rng.random(400) < sigmoid(rows @ [0.5, 1.0, -2.0, 0.0])
    weights = np.array(fit_vote.fit(rows.tolist(), labels.tolist()))
    # Sum of the losses of the samples, and a ridge of strength 1 on all weights, the intercept's too.
    slope = rows.T @ (sigmoid(rows @ weights) - labels) + weights
    assert np.abs(slope).max() < 0.05
    assert weights == pytest.approx([0.5, 1.0, -2.0, 0.0], abs=0.5)


def test_curves_of_the_routes_leave_no_slope_in_the_loss() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(3, 2, 500)
    right = rng.random(500) < sigmoid(0.7 * x - 1)
    intercept, slope = fit_routes._logistic(list(zip(x.tolist(), right.tolist(), strict=True)))
    off = sigmoid(intercept + slope * x) - right
    assert abs(off.mean() + 0.02 * intercept) < 1e-3
    assert abs((off * x).mean() + 0.2 * (slope - 1)) < 1e-3


def test_a_group_without_errors_keeps_near_what_confidence_says() -> None:
    intercept, slope = fit_routes._logistic([(4.0, True)] * 50)
    assert 0 < intercept < 1 and 1 < slope < 1.5
    _, slope = fit_routes._logistic([(-4.0, True), (4.0, False)] * 50)
    assert slope == 0.05


def test_fields_of_one_confidence_are_sure_together() -> None:
    def judged(confidence: float, *rights: bool) -> list[Judged]:
        return [Judged("title", "x", "x" if right else "y", sure=True, confidence=confidence) for right in rights]

    low = judged(0.7, *[True] * 90, *[False] * 10)
    found = [*judged(0.99, *[True] * 900), *low]
    one, other = fit_routes.fit(found, 1000), fit_routes.fit([*found[:900], *reversed(low)], 1000)
    assert one == other
    confidences = [fit_routes.calibrated("title", confidence, one) for confidence in (0.99, 0.7)]
    assert confidences[0] >= one.sure > confidences[1]
