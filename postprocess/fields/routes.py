"""Where a field goes: to the register, to a second look, or to a person; told from calibrated confidence.

A field is right if all its words are: its raw confidence is that of its rule times those of its words. What that is
worth was measured (`models/routes.md`): a logistic curve for each kind of field (Platt 1999), and two thresholds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from models.resources import load_json
from postprocess.declarations import Kind
from postprocess.elements import DECLARED, Field, Metadata, Route

GROUP_OF: Final[dict[str, str]] = {name: declared.kind for name, declared in DECLARED.items()}
"""The kind of each field: those that go wrong alike."""
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(name for name, one in GROUP_OF.items() if one == kind) for kind in Kind
}
"""The fields of each kind."""
_LEAST: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Routes:
    """`models/routes.json`: of each group of fields the curve's (intercept, slope).

    `sure` and `look` are the confidence from which a field is sure, and worth a second look.
    """

    curves: dict[str, tuple[float, float]]
    sure: float
    look: float


@cache
def routes() -> Routes:
    """Return the table, read once.

    Raises:
        MissingToolError: the file is not installed.

    """
    data = load_json("routes.json")
    curves = {group: (float(intercept), float(slope)) for group, (intercept, slope) in data["curves"].items()}
    return Routes(curves, float(data["sure"]), float(data["look"]))


def log_odds(confidence: float) -> float:
    """Return log(p / (1 - p)), `confidence` kept off 0 and 1."""
    p = min(1 - _LEAST, max(_LEAST, confidence))
    return math.log(p / (1 - p))


def calibrated(name: str, confidence: float, table: Routes) -> float:
    """Return the share of fields called `name` of this raw confidence that are right."""
    intercept, slope = table.curves.get(GROUP_OF[name], (0.0, 1.0))
    return 1 / (1 + math.exp(-(intercept + slope * log_odds(confidence))))


def routed(metadata: Metadata, table: Routes | None = None) -> Metadata:
    """Return `metadata` with the confidence of each field calibrated and its route set, by `table` or the one on disk.

    What was not sure for a reason of its own (a hand wrote it, a word looks misread) never becomes so here. What has
    not the normal form that its declaration asks for is not sure.
    """
    table = table or routes()

    def one(name: str, field: Field) -> Field:
        confidence = calibrated(name, field.confidence, table)
        sure = field.sure and confidence >= table.sure and DECLARED[name].normal.matches(field.normal)
        route = Route.SURE if sure else Route.LOOK if confidence >= table.look else Route.ASK
        return replace(field, confidence=round(confidence, 4), sure=sure, route=route)

    changed: dict[str, Field | tuple[Field, ...]] = {}
    for name in DECLARED:
        fields = tuple(one(name, field) for field in metadata.values(name))
        if fields:
            changed[name] = fields if isinstance(getattr(metadata, name), tuple) else fields[0]
    return replace(metadata, **changed)  # type: ignore[arg-type]
