"""How hard the tests look: `make test` a little and the same every time, `make soak` long and each time elsewhere."""

from __future__ import annotations

import os

import pytest
from _pytest.mark import ParameterSet

SOAK = os.environ.get("SOAK") == "1"

LONGER = 20
"""How many times more examples a property is tried on by `make soak`: minutes instead of seconds in all."""


def soak(*values: object) -> ParameterSet:
    """Return values of a parametrized test that `make soak` alone tries: more of what others stand for."""
    return pytest.param(*values, marks=pytest.mark.soak)


def processor_seconds() -> float:
    """Return what this process and its children that have ended took so far, on a busy machine as on a free one."""
    return sum(os.times()[:4])


def examples(count: int) -> int:
    """Return the number of examples to try for a property that `make test` tries on `count`."""
    return count * LONGER if SOAK else count
