"""Progress on standard error, and the cores that may work."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")


def watched(items: Iterable[T], count: int, label: str) -> Iterator[T]:
    """Yield `items` with a progress bar on stderr."""
    with progress() as bar:
        yield from bar.track(items, count, description=label)


def progress() -> Progress:
    """Return a progress bar."""
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*bar, console=Console(stderr=True))


def cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0))
