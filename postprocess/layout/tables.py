"""The cells of a table's rows: as its rules part them, else as the gaps between its words do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from postprocess.layout.page_view import Segment

# A gap between columns is seen in all rows but a head that spans several: the share of rows that may cross it.
_CROSSED: Final = 0.15
# Columns stand apart by more than the space between words, in heights of a word.
_GAP: Final = 0.8


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
    boxes = [word.box for segment in segments for word in segment.words]
    height = sorted(box.height for box in boxes)[len(boxes) // 2]
    changes = _changes(segments)
    edges: list[float] = []
    start: float | None = None
    rows_with_ink = 0
    for x in sorted({box.left for box in boxes} | {box.right for box in boxes})[:-1]:
        rows_with_ink += changes[x]
        if rows_with_ink <= _CROSSED * len(segments):
            start = x if start is None else start
        elif start is not None:
            if x - start > _GAP * height:
                edges.append((start + x) / 2)
            start = None
    return edges


def _changes(segments: Sequence[Segment]) -> Counter[int]:
    """Return, for each x, by how many rows more have ink right of it than left of it."""
    changes: Counter[int] = Counter()
    for segment in segments:
        reach: int | None = None
        for box in sorted((word.box for word in segment.words), key=lambda box: box.left):
            begin = box.left if reach is None else max(box.left, reach)
            if box.right > begin:
                changes[begin] += 1
                changes[box.right] -= 1
            reach = box.right if reach is None else max(reach, box.right)
    return changes
