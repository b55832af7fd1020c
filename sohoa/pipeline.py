"""The way of one document, and of a batch: intake, read, understand, keep. Knows no Prefect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sohoa.settings import Settings


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
    `doc_type`, `number` and `symbol` are as printed, empty where not found. `quality` is the mean word confidence
    (0 to 1; None without words). `code` and `reason` (Vietnamese) are those of the error, empty for archived files.
    FAILED leaves the file where it is for the night run; LATER is a file still being written.
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


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a batch stands. `outcome` is set on the call that reports a finished document.

    `pages_known` counts the pages of the documents opened so far; `pages_expected` guesses at those of the whole batch.
    """

    documents_done: int
    documents_total: int
    pages_done: int
    pages_known: int
    pages_expected: int
    name: str
    outcome: Outcome | None = None


OnProgress = Callable[[Progress], None]


def digitize_batch(
    paths: Sequence[Path],
    settings: Settings,
    on_progress: OnProgress | None = None,
    take_out: bool = False,
) -> list[Outcome]:
    """Digitize all that lies in `paths` (folders are swept, files taken as they are) into `settings.clean`.

    One bad file never stops the batch. `take_out` empties the hot folder as `serve` does: refused files are moved to
    `settings.aside`, and archived ones leave the folder unless `settings.keep_raw`. Otherwise all scans stay where they
    are and refused files are linked (or copied) to `settings.aside`.

    `on_progress` is called from one thread at a time.
    """
    raise NotImplementedError
