"""The Prefect server: the embedded one with its own home by default, or the standing one at `PREFECT_API_URL`.

This module reads no Prefect when imported: the environment must be set before Prefect is imported for the first time,
and the server needs seconds of imports of its own, which run beside the work (`Server.start` returns at once).
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sohoa.errors import MissingToolError
from sohoa.settings import Settings

# The first start builds the database, some 20 s of work on a slow machine with one free core.
START_TIMEOUT_SECONDS = 180.0
STOP_TIMEOUT_SECONDS = 10.0
# Prefect's own default port: where its dashboard is looked for.
DASHBOARD_PORT = 4200
# Lower priority for the embedded server: while it starts, the pages have the processor.
NICE = 10

_QUIET = {
    # Offline: no usage statistics, neither the server's nor the client's (https://consoledonottrack.com).
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # A document that failed is told to the clerk by us.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}
_SERVER_ONLY = {
    # A sweep a minute makes 1,440 flow runs a day: keep a week of them.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(7 * 24 * 3600),
    # Runs scheduled ahead, enough for the shortest interval until the scheduler comes round again after a minute.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "20",
    # Task runs are written in batches, not one by one.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    # The block types of cloud services and chat programs are none of ours, and cost a second of every start.
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
}


def standing_url() -> str | None:
    """Return the address of the operator's own Prefect server (`PREFECT_API_URL`), if there is one."""
    return os.environ.get("PREFECT_API_URL") or None


def home(settings: Settings) -> Path:
    """Return the home of the embedded server: its database and its log."""
    return settings.state.absolute() / "prefect"


def prepare(settings: Settings) -> None:
    """Set the environment for Prefect; to be called before Prefect is imported. What the operator set stays."""
    for key, value in _QUIET.items():
        os.environ.setdefault(key, value)
    os.environ.setdefault("PREFECT_HOME", str(home(settings)))


def healthy(url: str, timeout: float = 5.0) -> bool:
    """Say whether a Prefect server answers at `url` within `timeout` seconds."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=timeout) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):  # ValueError: not a URL
        return False


class Server:
    """An embedded Prefect server: a child process that ends with this one, even if this one is killed.

    `dashboard` asks for a server that lasts: with schedules, the web page, and on Prefect's usual port if that is free.
    """

    def __init__(self, settings: Settings, dashboard: bool = False) -> None:
        self._home = home(settings)
        self._dashboard = dashboard
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self._home / "server.log"

    def start(self) -> None:
        """Start the server and return at once; connections to `url` wait until it is ready."""
        environment = {**os.environ, **_QUIET, **_SERVER_ONLY, "PREFECT_HOME": str(self._home)}
        if not self._dashboard:
            # No schedules, no clean-up loops, no web page.
            environment |= {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_SERVER_UI_ENABLED": "false"}
        self._home.mkdir(parents=True, exist_ok=True)
        with _listen(DASHBOARD_PORT if self._dashboard else 0) as listener, self.log.open("wb") as log:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.server", str(listener.fileno()), str(os.getpid())],
                env=environment | {"PREFECT_API_URL": self.url},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is for the parent, who still needs the server to say goodbye
            )

    def wait(self, timeout: float = START_TIMEOUT_SECONDS) -> str:
        """Wait until the server answers, and return its address.

        Raises:
            MissingToolError: it ended, or did not answer within `timeout` seconds; its log says why.

        """
        assert self._process is not None
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0 and self._process.poll() is None:
            if healthy(self.url, timeout=left):
                return self.url
        raise MissingToolError(f"the embedded Prefect server did not start, see {self.log}", tool="Prefect")

    def stop(self) -> None:
        """Stop the server, gently first."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@contextlib.contextmanager
def connected(settings: Settings, server: Server | None = None) -> Iterator[str]:
    """Run the block with Prefect talking to a server, and yield the server's address.

    That is the standing server if `PREFECT_API_URL` is set; else `server`, started before by the caller; else an
    embedded one started here. An embedded server is stopped at the end.

    Raises:
        MissingToolError: the server does not answer.

    """
    prepare(settings)
    url = standing_url()
    if url:
        if not healthy(url):
            raise MissingToolError(f"no Prefect server answers at PREFECT_API_URL={url}", tool=f"Prefect ({url})")
        yield url
        return
    if server is None:
        server = Server(settings)
        server.start()
    try:
        # Prefect reads its settings from the environment on import, and that may have been before.
        from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

        server.wait()
        with temporary_settings({PREFECT_API_URL: server.url, PREFECT_HOME: home(settings)}):
            try:
                yield server.url
            finally:
                _send_what_waits()
    finally:
        server.stop()


def _send_what_waits() -> None:
    """Send the events and logs that Prefect's own threads still hold, while there is someone to take them."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=STOP_TIMEOUT_SECONDS)
    APILogWorker.drain_all(timeout=STOP_TIMEOUT_SECONDS)


def _listen(port: int) -> socket.socket:
    """Return a socket that listens on the loopback at `port`, or at any free port if that one is taken."""
    try:
        return socket.create_server(("127.0.0.1", port), backlog=128)
    except OSError:
        return socket.create_server(("127.0.0.1", 0), backlog=128)


def _end_with(parent: int) -> None:
    """Stop this process soon after `parent` has gone, however it went: orphans get another parent."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _exit_now(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def main() -> None:
    """Serve Prefect's API on a listening socket, for a parent: arguments are its file descriptor and process id."""
    descriptor, parent = map(int, sys.argv[1:])
    signal.signal(signal.SIGTERM, _exit_now)  # while it still imports; afterwards uvicorn handles it
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    os.nice(NICE)
    listener = socket.socket(fileno=descriptor)

    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(create_app(final=True), log_level="error", lifespan="on", timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
