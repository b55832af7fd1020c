"""How well the printed words of a stamp were read, whatever is handwritten between them.

A stamp's form is `Số: … ngày …`; the values are handwritten, and its dots are leaders. Reading either is neither asked
for nor an error, so where they stand the reading may say anything. A stamp of cells, with ĐẾN to the left of its
fields, has no one reading order: the order of its cells that fits the reading best is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from rapidfuzz.distance import Levenshtein

from quality.measures import ErrorRate, Folded
from synthesis import TrueStamp

_LEADERS = re.compile(r"[.,·_…‥]{2,}")
_ANY = "\0"
"""Stands in a pattern for what may say anything."""
_GAP = f" {_ANY}"
_LABEL = "ĐẾN"


def printed_errors(stamp: TrueStamp, reading: str) -> ErrorRate:
    """CER of a stamp's printed words: the fewest characters to insert, delete or replace, over the printed ones.

    A stamp without printed words (the rim of a seal is not transcribed) has no errors over nothing.
    """
    if not stamp.printed:
        return ErrorRate()
    read = Folded(_LEADERS.sub(" ", reading)).text
    count = len(Folded(stamp.printed).text)
    return ErrorRate(min(_distance(" ".join(order), read) for order in _orders(_patterns(stamp))), count)


def _patterns(stamp: TrueStamp) -> list[str]:
    """Return the printed lines of a stamp with a mark wherever its text says more: what is handwritten."""
    patterns = []
    for printed, whole in zip(stamp.printed.splitlines(), stamp.text.splitlines(), strict=True):
        true, said = Folded(printed).words, Folded(whole).words
        pattern: list[str] = []
        for block in Levenshtein.opcodes(true, said):
            pattern += [_ANY] if block.tag == "insert" else true[block.src_start : block.src_end]
        # Beside a field without a value stand its leaders.
        patterns.append(" ".join([*pattern, _ANY] if printed.endswith(":") and pattern[-1] != _ANY else pattern))
    return patterns


def _orders(lines: list[str]) -> Iterator[list[str]]:
    """Yield the orders that the lines of a stamp may be read in: the organisation on top, cells side by side."""
    label = next((number for number, line in enumerate(lines) if line.split(" ")[-1] == _LABEL), None)
    if label is None or not any(line.endswith(f":{_GAP}") for line in lines):
        yield lines
        return
    # The label of several words is set in two lines (`synthesis.paper.marks`).
    parts = [part for part in lines[label].rpartition(" ") if part.strip()]
    for order in permutations([*parts, *lines[label + 1 :]]):
        yield [*lines[:label], *order]


def _distance(pattern: str, reading: str) -> int:
    """Return the edit distance of `reading` to `pattern`, insertions being free at its marks.

    Spaces around a mark stand for nothing, as what it stands for may be missing.
    """
    pattern = pattern.replace(_GAP, _ANY).replace(f"{_ANY} ", _ANY)
    row = list(range(len(reading) + 1))
    for sign in pattern:
        if sign == _ANY:
            for at in range(1, len(row)):
                row[at] = min(row[at], row[at - 1])
            continue
        above, row[0] = row[0], row[0] + 1
        for at, read in enumerate(reading, start=1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (sign != read))
    return row[-1]
