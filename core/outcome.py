"""What became of each document of a batch, and where the batch stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Status(StrEnum):
    """What became of a file."""

    ARCHIVED = "archived"
    SKIPPED = "skipped"
    SET_ASIDE = "set_aside"
    LATER = "later"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file or folder of images.

    `name` is its path below the hot folder. `location` is the package, or the file (or reason) in `data/aside`.
    `doc_type`, `number`, `symbol` and `secrecy` are as printed, empty where not found. `quality` is the mean word
    confidence (0 to 1; None without words). `code` and `reason` (Vietnamese) are those of the error, empty for archived
    files. FAILED leaves the file where it is for the night run; LATER is a file still being written. `unsure` names
    those of `doc_type`, `number`, `symbol` and `secrecy` that a person should look at. `parts` are the documents that
    the scan seems to hold, told when it goes into the archive.
    """

    name: str
    path: Path
    status: Status
    pages: int = 0
    doc_type: str = ""
    number: str = ""
    symbol: str = ""
    quality: float | None = None
    location: Path | None = None
    code: str = ""
    reason: str = ""
    seconds: float = 0.0
    unsure: tuple[str, ...] = ()
    secrecy: str = ""
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a batch stands. `outcome` is set on the call that reports a finished document.

    `pages_expected` guesses at the pages of the whole batch from the documents opened so far.
    """

    documents_done: int
    documents_total: int
    pages_done: int
    pages_expected: int
    name: str
    outcome: Outcome | None = None


OnProgress = Callable[[Progress], None]
