"""Where a field goes: to the register, to a second look, or to a person; told from calibrated confidence.

A field is right if all its words are: its raw confidence is that of its rule times those of its words. What that is
worth was measured (`models/routes.md`): a logistic curve for each kind of field (Platt 1999), and two thresholds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Final

from models.resources import load_json
from postprocess.elements import Field, Metadata, Route

GROUPS: Final = {
    "number": ("number", "symbol", "copy_number", "copy_symbol"),
    "date": ("date", "copy_date"),
    "word": ("doc_type", "place", "urgency", "secrecy", "circulation", "draft", "term", "copy_type"),
    "body": ("issuer", "issuer_parent", "author", "copy_org"),
    "signature": ("signers", "signer_position", "signer_authority", "copy_signer"),
    "title": ("title",),
    "stamp": ("incoming_org", "incoming_number", "incoming_date", "incoming_transfer", "incoming_file"),
}
"""Kinds of fields that go wrong alike, and the fields of each."""
GROUP_OF: Final = {name: group for group, names in GROUPS.items() for name in names}
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
    intercept, slope = table.curves.get(GROUP_OF.get(name, ""), (0.0, 1.0))
    return 1 / (1 + math.exp(-(intercept + slope * log_odds(confidence))))


def routed(metadata: Metadata, table: Routes | None = None) -> Metadata:
    """Return `metadata` with the confidence of each field calibrated and its route set, by `table` or the one on disk.

    What was not sure for a reason of its own (a hand wrote it, a word looks misread) never becomes so here.
    """
    table = table or routes()

    def one(name: str, field: Field) -> Field:
        confidence = calibrated(name, field.confidence, table)
        sure = field.sure and confidence >= table.sure
        route = Route.SURE if sure else Route.LOOK if confidence >= table.look else Route.ASK
        return replace(field, confidence=round(confidence, 4), sure=sure, route=route)

    changed: dict[str, Field | tuple[Field, ...]] = {}
    for spot in fields(metadata):
        value = getattr(metadata, spot.name)
        if isinstance(value, tuple):
            changed[spot.name] = tuple(one(spot.name, field) for field in value)
        elif value is not None:
            changed[spot.name] = one(spot.name, value)
    return replace(metadata, **changed)  # type: ignore[arg-type]
