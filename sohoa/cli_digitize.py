"""`sohoa digitize` on the terminal: progress on standard error, the result table or JSON on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType

import click
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from batch import table
from core.outcome import Outcome, Status
from core.outcome import Progress as Standing
from core.settings import load_settings
from core.wording import command_line as say
from core.wording import outcomes
from flows.batch import run_batch

# Exit statuses, as `sohoa digitize --help` has them.
SET_ASIDE = 3
NOT_DONE = 4
# Where there is no terminal to ask: wide enough for the table of the sample scans without folding.
PLAIN_WIDTH = 160


def run(
    paths: Sequence[Path] | None, out: Path | None, workers: int | None, as_json: bool, allow_secret: bool = False
) -> int:
    """Digitize, tell about it, and return the exit status."""
    for path in paths or ():
        if not path.exists():
            raise click.BadParameter(say.NO_SUCH_PATH(path=path))
    settings = load_settings(clean=out, workers=workers, allow_secret=allow_secret or None)
    teller: AbstractContextManager[Callable[[Standing], None]] = _Bar() if sys.stderr.isatty() else nullcontext(_plain)
    with teller as tell:

        def on_progress(standing: Standing) -> None:
            tell(standing)
            if as_json and standing.outcome:
                print(to_json(standing.outcome), flush=True)

        batch = run_batch(paths or [settings.raw], settings, on_progress)
    if batch.trouble:
        click.echo(say.UNRECORDED(trouble=batch.trouble), err=True)
    if not as_json:
        show(batch.outcomes)
    return exit_status(batch.outcomes)


def exit_status(outcomes: Sequence[Outcome]) -> int:
    """Return 0 if all documents are in the archive, else what `sohoa digitize --help` says."""
    if any(outcome.status in (Status.FAILED, Status.LATER) for outcome in outcomes):
        return NOT_DONE
    return SET_ASIDE if any(outcome.status is Status.SET_ASIDE for outcome in outcomes) else 0


def to_json(outcome: Outcome) -> str:
    """Write an outcome as one line of JSON."""
    return json.dumps(
        {
            "name": outcome.name,
            "path": str(outcome.path),
            "status": outcome.status.value,
            "pages": outcome.pages,
            "type": outcome.doc_type,
            "number": outcome.number,
            "symbol": outcome.symbol,
            "secrecy": outcome.secrecy,
            "unsure": outcome.unsure,
            "quality": outcome.quality,
            "location": str(outcome.location.absolute()) if outcome.location else None,
            "code": outcome.code,
            "reason": outcome.reason,
            "seconds": round(outcome.seconds, 3),
        },
        ensure_ascii=False,
    )


def show(done: Sequence[Outcome]) -> None:
    """Print the result table and its one-sentence summary."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    if done:
        grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for heading in table.HEADINGS:
            number = heading in (outcomes.PAGES, outcomes.QUALITY)
            grid.add_column(str(heading), justify="right" if number else "left", overflow="fold")
        for outcome in done:
            style = "" if outcome.status in (Status.ARCHIVED, Status.SKIPPED) else "yellow"
            grid.add_row(*table.row(outcome), style=style)
        console.print(grid)
    console.print(table.summary(done))


def _plain(standing: Standing) -> None:
    """Tell of each finished document on a line of its own."""
    if outcome := standing.outcome:
        place = f"[{standing.documents_done}/{standing.documents_total}]"
        click.echo(f"{place} {outcome.name}: {outcomes.STATUS[outcome.status]}. {outcome.reason}".rstrip(), err=True)


class _Bar:
    """A progress bar by pages, for a terminal."""

    def __init__(self) -> None:
        self._progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(str(say.BAR_PAGES)),
            TextColumn(str(say.BAR_LEFT)),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None)

    def __enter__(self) -> Callable[[Standing], None]:
        self._progress.start()
        return self._tell

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def _tell(self, standing: Standing) -> None:
        self._progress.update(
            self._task,
            completed=standing.pages_done,
            total=max(standing.pages_expected, standing.pages_done),
            description=say.BAR_DOCUMENT(
                done=standing.documents_done, total=standing.documents_total, name=standing.name
            ),
        )
