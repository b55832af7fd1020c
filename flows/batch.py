"""A batch from the command line: the work starts at once, and Prefect's record of it is kept by a process beside it.

That process (`flows.follow`) needs some six seconds of one core until its server is up (twenty the first time). It
fails for itself: then the batch lacks nothing but its flow run. A batch that found all its documents in the archive
already does not wait for a server to say so.
"""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from batch.pipeline import digitize_batch
from core.outcome import OnProgress, Outcome, Progress, Status
from core.settings import Settings
from flows.server import home

# How long the record may take to say that the batch was broken off.
GOODBYE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch. `trouble` says (in English) why Prefect has no full record of it; empty if it has."""

    outcomes: list[Outcome]
    trouble: str = ""


def run_batch(paths: Sequence[Path], settings: Settings, on_progress: OnProgress | None = None) -> Batch:
    """Digitize `paths` as `digitize_batch` does, recorded as a run of the flow `digitize`."""
    recorder = _Recorder(paths, settings)

    def note(progress: Progress) -> None:
        recorder.send(progress)
        if on_progress:
            on_progress(progress)

    try:
        outcomes = digitize_batch(paths, settings, note)
    except BaseException as error:
        recorder.send(f"{type(error).__name__}: {error}")
        recorder.close(GOODBYE_SECONDS)
        raise
    recorder.send(None)
    if not recorder.begun and all(outcome.status is Status.SKIPPED for outcome in outcomes):
        recorder.close(0)
        return Batch(outcomes)
    return Batch(outcomes, recorder.close())


class _Recorder:
    """The process `flows.follow`, and a thread that feeds it: the batch never waits for Prefect."""

    def __init__(self, paths: Sequence[Path], settings: Settings) -> None:
        home(settings).mkdir(parents=True, exist_ok=True)
        with (home(settings) / "follow.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.follow"],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},  # where this process found our code
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for this process, which then says goodbye
            )
        self._queue: SimpleQueue[object] = SimpleQueue()
        self._feeder = threading.Thread(target=self._feed, name="prefect feeder", daemon=True)
        self._feeder.start()
        self.send((settings, [path.absolute() for path in paths]))

    def send(self, message: object) -> None:
        """Send progress; None at the end, or what broke it off."""
        self._queue.put(message)

    @property
    def begun(self) -> bool:
        """Whether there is a flow run: then the process has written a line."""
        assert self._process.stdout
        return bool(select.select([self._process.stdout], [], [], 0)[0])

    def close(self, timeout: float | None = None) -> str:
        """Wait for the record to be finished, at most `timeout` seconds; return what went wrong with it."""
        assert self._process.stdout
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        with self._process.stdout as said:
            lines = said.read().decode(errors="replace").splitlines()
        return "" if lines[-1:] == ["done"] else (lines or ["the process that records ended early"])[-1]

    def _feed(self) -> None:
        assert self._process.stdin
        with suppress(OSError), self._process.stdin as pipe:  # OSError: the process has gone
            while True:
                message = self._queue.get()
                pickle.dump(message, pipe)
                pipe.flush()
                if message is None or isinstance(message, str):
                    return
