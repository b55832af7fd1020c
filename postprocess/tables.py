"""The cells of a table's rows: as its rules part them, else as the gaps between its words do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from postprocess.segments import Segment

# A gap between columns is seen in all rows but a head that spans several.
_CROSSED = 0.15
# Columns stand apart by more than the space between words.
_GAP = 0.8


def rows(segments: Sequence[Segment]) -> tuple[tuple[str, ...], ...]:
    """Return the rows' cells, as many in each; lines of `segments` are rows."""
    if all(segment.cells for segment in segments):
        widest = max(len(segment.cells) for segment in segments)
        return tuple((*segment.cells, *[""] * (widest - len(segment.cells))) for segment in segments)
    edges = _edges(segments)
    table = []
    for segment in segments:
        cells = [""] * (len(edges) + 1)
        for word in segment.words:
            middle = (word.box.left + word.box.right) / 2
            column = sum(middle > edge for edge in edges)
            cells[column] = f"{cells[column]} {word.text}".strip()
        table.append(tuple(cells))
    return tuple(table)


def _edges(segments: Sequence[Segment]) -> list[float]:
    """Return the x of the gaps that hardly any row's words cross."""
    words = [(word.box, row) for row, segment in enumerate(segments) for word in segment.words]
    height = sorted(box.height for box, _ in words)[len(words) // 2]
    marks = sorted({box.left for box, _ in words} | {box.right for box, _ in words})
    edges: list[float] = []
    start: float | None = None
    for left, right in pairwise(marks):
        over = {row for box, row in words if box.left < right and box.right > left}
        if len(over) <= _CROSSED * len(segments):
            start = left if start is None else start
        elif start is not None:
            if left - start > _GAP * height:
                edges.append((start + left) / 2)
            start = None
    return edges
