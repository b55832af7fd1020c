"""Files set aside: each beside `<name>.ly-do.txt`, which says in Vietnamese what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file was set aside. `origin` is where it was found; `path` the reason file."""

    name: str
    message: str
    code: str
    origin: str
    time: datetime
    path: Path


def list_aside(folder: Path) -> list[Reason]:
    """Read all reasons in `folder`, by name."""
    raise NotImplementedError
