"""The flow `digitize`: one run a batch, one task run a document, progress and result table as artifacts.

The work itself is `batch.pipeline.digitize_batch`. A deployment's run does it inside the flow; on the command line the
work is under way when Prefect is ready, and the flow follows it (`flows.batch`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from batch import table
from core.outcome import Outcome, Progress, Status
from core.settings import Settings, load_settings
from core.wording import outcomes, service
from intake.hot_folder import sweep
from intake.notes import Notes

# Each update is a request to the server: more often than this nobody looks.
ARTIFACT_SECONDS = 10.0

_followed: ContextVar[Iterator[Progress] | None] = ContextVar("followed", default=None)


@contextmanager
def following(progress: Iterator[Progress]) -> Iterator[None]:
    """Make the flow runs of this context follow a batch at work elsewhere, until `progress` ends or raises."""
    token = _followed.set(progress)
    try:
        yield
    finally:
        _followed.reset(token)


@flow(name="digitize", persist_result=False)
def digitize(paths: list[Path] | None = None, take_out: bool = False, again: bool = True) -> State[Any]:
    """Digitize `paths` (default: the hot folder); `take_out` and `again` as in `batch.pipeline.digitize_batch`.

    The state's result is what became of each document: a list of `core.outcome.Outcome`.
    """
    settings = load_settings()
    paths = paths or [settings.raw]
    record = Record()
    running = _followed.get()
    if running is not None:
        for progress in running:
            record(progress)
    elif _work_to_do(paths, settings, again):
        # The core is seconds of imports: not for a sweep that finds nothing.
        from batch.pipeline import digitize_batch

        # The batch reports from threads of its own, which know nothing of this flow run.
        context = copy_context()
        digitize_batch(paths, settings, lambda progress: context.run(record, progress), take_out, again)
    return record.close()


def _work_to_do(paths: list[Path], settings: Settings, again: bool) -> bool:
    """Tell whether a batch would find anything."""
    notes = Notes(settings.state / "notes")
    found = sweep(paths, (settings.clean, settings.aside, settings.state))
    return any(again or not notes.holds(candidate) for candidate in found)


@task(name="document", task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False)
def document(name: str, outcome: Outcome) -> State[Any]:
    """Enter what became of the document `name` in the flow run, as the name of the task run's state."""
    message = service.DOCUMENT_DONE(
        outcome.pages, status=outcomes.STATUS[outcome.status], seconds=outcome.seconds, reason=outcome.reason
    )
    make = Failed if outcome.status is Status.FAILED else Completed
    return make(name=outcome.status.value, message=message.strip())


class Record:
    """Keeps the flow run's artifacts up to date with a batch; to be called with each of its `Progress`."""

    def __init__(self) -> None:
        self._outcomes: list[Outcome] = []
        self._artifact: UUID | None = None
        self._updated = 0.0

    def __call__(self, progress: Progress) -> None:
        """Take note of `progress`."""
        if progress.outcome is not None:
            self._outcomes.append(progress.outcome)
            document(progress.outcome.name, progress.outcome, return_state=True)
        if time.monotonic() - self._updated < ARTIFACT_SECONDS:
            return
        share = 100 * progress.pages_done / max(1, progress.pages_expected)
        if self._artifact is None:
            made = create_progress_artifact(share, key="tien-do", description=str(service.PROGRESS))
            self._artifact = cast(UUID, made)  # typed for coroutines as well
        else:
            update_progress_artifact(self._artifact, share)
        self._updated = time.monotonic()

    def close(self) -> State[Any]:
        """Write the result table, and return the flow run's final state with all outcomes."""
        if self._artifact is not None:
            update_progress_artifact(self._artifact, 100.0)
        message = table.summary(self._outcomes)
        if self._outcomes:
            headings = [str(heading) for heading in table.HEADINGS]
            rows = [dict(zip(headings, table.row(outcome), strict=True)) for outcome in self._outcomes]
            create_table_artifact(rows, key="ket-qua", description=message)
        return Completed(message=message, data=self._outcomes)
