"""Tables in Markdown, and rates as the tables of the benchmark write them."""

from __future__ import annotations

from collections.abc import Sequence

from quality.measures import ErrorRate


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]], words: int = 1) -> str:
    """Return a table: the first columns, which hold `words`, to the left, all others to the right."""
    lines = [head, [*["---"] * words, *["---:"] * (len(head) - words)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def rate(errors: ErrorRate) -> str:
    """Return a rate in percent, and the counts that it rests on."""
    return f"{percent(errors.rate)} ({errors.errors}/{errors.count})"


def percent(rate: float) -> str:
    """Return a rate in percent."""
    return f"{rate * 100:.2f}"
