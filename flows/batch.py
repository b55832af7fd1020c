"""A batch from the command line: the work starts at once, and Prefect's flow run joins it when its server is up.

An embedded server needs some five seconds of one core to start (twenty the first time), so it starts beside the first
pages. A server that fails costs the batch nothing but its flow run, and a batch that found all its documents in the
archive already does not wait for a server to say so.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from flows.server import Server, connected, prepare, standing_url
from sohoa.errors import SohoaError
from sohoa.outcome import OnProgress, Outcome, Progress, Status
from sohoa.pipeline import digitize_batch
from sohoa.settings import Settings

GOODBYE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch. `trouble` says (in English) why Prefect has no full record of it; empty if it has."""

    outcomes: list[Outcome]
    trouble: str = ""


def run_batch(paths: Sequence[Path], settings: Settings, on_progress: OnProgress | None = None) -> Batch:
    """Digitize `paths` as `digitize_batch` does, recorded as a run of the flow `digitize`."""
    prepare(settings)
    server = None if standing_url() else Server(settings)
    if server:
        server.start()
    follower = _Follower(paths, settings, server)
    follower.start()

    def note(progress: Progress) -> None:
        follower.events.put(progress)
        if on_progress:
            on_progress(progress)

    try:
        outcomes = digitize_batch(paths, settings, note)
    except BaseException as error:
        follower.events.put(SohoaError(f"{type(error).__name__}: {error}"))
        follower.join(GOODBYE_SECONDS)  # time to enter the run as failed, if there is a run yet
        if server:
            server.stop()
        raise
    follower.events.put(None)
    if server and not follower.begun.is_set() and all(outcome.status is Status.SKIPPED for outcome in outcomes):
        server.stop()
        return Batch(outcomes)
    follower.join()
    return Batch(outcomes, follower.trouble)


class _Follower(threading.Thread):
    """Waits for the server, then runs the flow on the events of the batch. `events` ends with None or an error."""

    def __init__(self, paths: Sequence[Path], settings: Settings, server: Server | None) -> None:
        super().__init__(name="prefect", daemon=True)
        self.events: SimpleQueue[Progress | SohoaError | None] = SimpleQueue()
        self.begun = threading.Event()
        self.trouble = ""
        self._paths = [path.absolute() for path in paths]
        self._settings = settings
        self._server = server

    def run(self) -> None:
        """Record the batch; never let trouble with the record disturb the work."""
        import httpx
        from prefect.exceptions import PrefectException

        from flows.digitize import digitize, following

        try:
            with connected(self._settings, self._server), following(self._progress()):
                self.begun.set()
                digitize(self._paths, return_state=True)
        except (SohoaError, PrefectException, httpx.HTTPError, OSError) as error:
            self.trouble = f"{type(error).__name__}: {error}"

    def _progress(self) -> Iterator[Progress]:
        while (event := self.events.get()) is not None:
            if isinstance(event, SohoaError):
                raise event
            yield event
