"""How bold correction may be: from right words that it may spoil to the doubt that a change may carry."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from models.resources import load_json

CAUTIOUS: Final = 1.0
"""Right words of 10,000 that correction may spoil, unless an archive sets otherwise."""


@lru_cache(maxsize=16)
def doubt_for(spoiled: float) -> float:
    """Return the most doubt at which, measured, correction spoils at most `spoiled` of 10,000 right words.

    `models/doubt.json` has an upper bound (95 %) for each doubt that was tried. 0 if none is as cautious
    (less than 0.47: no more can be vouched for on so many words): nothing is changed then.

    Raises:
        MissingToolError: the file is not installed.

    """
    rows: list[dict[str, Any]] = load_json("doubt.json")["all"]
    return max((float(row["doubt"]) for row in rows if row["at_most"] <= spoiled), default=0.0)
