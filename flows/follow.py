"""The process that records a batch of the command line as a flow run; started by `flows.batch`, which it listens to.

On standard input come pickles: settings and paths, then each `Progress`, then None, or a text that says what broke the
batch off. On standard output go lines: `begun` when there is a flow run, at last `done`, or what went wrong.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

from core.errors import SohoaError
from core.outcome import Progress
from core.settings import Settings
from flows.server import connected

# While the server starts, the pages have the processor.
NICE = 10


def main() -> None:
    """Follow one batch to its end."""
    os.nice(NICE)
    settings, paths = pickle.load(sys.stdin.buffer)
    try:
        record(settings, paths)
    except (SohoaError, OSError, RuntimeError) as error:
        print(f"{type(error).__name__}: {error}", flush=True)
    else:
        print("done", flush=True)


def record(settings: Settings, paths: list[Path]) -> None:
    """Start the server and run the flow.

    Raises:
        MissingToolError: the server does not answer.
        RuntimeError: the flow did not end as a flow should.

    """
    with connected(settings):
        from flows.digitize import digitize, following

        print("begun", flush=True)
        with following(_events()):
            state = digitize(paths, return_state=True)
        if not state.is_completed():
            raise RuntimeError(state.message)


def _events() -> Iterator[Progress]:
    while (message := pickle.load(sys.stdin.buffer)) is not None:
        if not isinstance(message, Progress):
            raise SohoaError(str(message))
        yield message


if __name__ == "__main__":
    main()
