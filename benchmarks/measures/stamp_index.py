"""What the index of the real pages says is stamped on them, by simple keywords.

`INDEX.tsv` has a column of free words ("two black seals side by side; name stamp"). What shows through from the other
side is no stamp of the page; giáp lai is the part of a seal that runs over a page's edge.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ocr.elements import StampKind

INDEX = "INDEX.tsv"
_COLUMN = "stamps_seals_handwriting"

_NUMBERS = {"two": 2, "three": 3}
_NUMBER = r"(?:\b(?P<number>\d|two|three)\s+)?"
_KEYWORDS = {
    StampKind.SEAL: (rf"{_NUMBER}(?:(?:red|black|faint|photocopied|Party|round)\s+)*seal(?P<plural>s?)\b", r"giáp lai"),
    StampKind.INCOMING: (r"ĐẾN",),
    StampKind.URGENCY: (r"HỎA TỐC",),
    StampKind.ESIGNATURE: (rf"{_NUMBER}(?:VGP |e-sign )+overlay(?P<plural>s?)",),
    StampKind.NAME: (r"name stamp",),
    StampKind.UNKNOWN: (r"corner stamp", r"\bstamped over"),
}
_SHOW_THROUGH = re.compile(r"show-through[^;,]*seal[^;,]*|seal[^;,]*show-through", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IndexedPage:
    """A real page: what its index says in words, and the number of stamps of each kind that this means."""

    said: str
    expected: Counter[StampKind]


def load(folder: Path) -> dict[str, IndexedPage]:
    """Return the index of the real pages in `folder`, by the names of their image files; empty if there is none."""
    path = folder / INDEX
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row["file"]: IndexedPage(row[_COLUMN], expected(row[_COLUMN])) for row in rows}


def expected(said: str) -> Counter[StampKind]:
    """Return how many stamps of each kind the words of the index mean; a plural without a number means two."""
    said = _SHOW_THROUGH.sub("", said)
    counts: Counter[StampKind] = Counter()
    for kind, patterns in _KEYWORDS.items():
        for found in (one for pattern in patterns for one in re.finditer(pattern, said)):
            groups = found.groupdict()
            number = groups.get("number")
            counts[kind] += _NUMBERS.get(number, 0) or int(number) if number else 2 if groups.get("plural") else 1
    return counts
