"""The Prefect server: an embedded one with a home of its own by default, or a standing one at `PREFECT_API_URL`.

The embedded server is a thread of the process that needs it: it ends when that ends, however that ends, and Prefect is
imported once for server and client. Nothing of Prefect is imported with this module: Prefect reads its settings from
the environment on its first import, and `connected` sets them before.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import MissingToolError
from core.settings import Settings

if TYPE_CHECKING:
    import uvicorn

# The first start builds the database, some 20 s of work on a slow machine with one free core.
START_TIMEOUT_SECONDS = 180.0
STOP_TIMEOUT_SECONDS = 10.0
POLL_SECONDS = 0.1
# Prefect looks once a second whether those who listen to its events are still there.
GOODBYE_SECONDS = 5
# Prefect's own default port: where its dashboard is looked for.
DASHBOARD_PORT = 4200

_QUIET = {
    # Offline: no usage statistics, neither the server's nor the client's (https://consoledonottrack.com).
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    # A document that failed is told to the clerk by us.
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "CRITICAL",
}
_EMBEDDED = {
    # A sweep a minute makes 1,440 flow runs a day: keep a week of them.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(7 * 24 * 3600),
    # Runs scheduled ahead, enough for the shortest interval until the scheduler comes round again after a minute.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "20",
    # Task runs are written in batches, not one by one.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    # The block types of cloud services and chat programs are none of ours.
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
}


def standing_url() -> str | None:
    """Return the address of the operator's own Prefect server (`PREFECT_API_URL`), if there is one."""
    return os.environ.get("PREFECT_API_URL") or None


def home(settings: Settings) -> Path:
    """Return the home of the embedded server, where its database is."""
    return settings.state.absolute() / "prefect"


def healthy(url: str, timeout: float = 5.0) -> bool:
    """Say whether a Prefect server answers at `url` within `timeout` seconds."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=timeout) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):  # ValueError: not a URL
        return False


@contextlib.contextmanager
def connected(settings: Settings, dashboard: bool = False) -> Iterator[str]:
    """Run the block with Prefect talking to a server, and yield the address of its API.

    An embedded server runs for as long as the block does. `dashboard` asks it for schedules and the web page as well,
    on Prefect's usual port if that is free. The home is fixed by the first call in a process.

    Raises:
        MissingToolError: the server does not answer.

    """
    os.environ.update({name: value for name, value in _QUIET.items() if name not in os.environ})
    url = standing_url()
    if url:
        if not healthy(url):
            raise MissingToolError(f"no Prefect server answers at PREFECT_API_URL={url}", tool=f"Prefect ({url})")
        yield url
        return
    home(settings).mkdir(parents=True, exist_ok=True)
    os.environ |= _EMBEDDED | {"PREFECT_HOME": str(home(settings))}
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with _listen(DASHBOARD_PORT if dashboard else 0) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
        with temporary_settings({PREFECT_API_URL: url}):
            server = _Server(listener, dashboard)
            try:
                server.wait(url)
                yield url
            finally:
                _send_what_waits()
                server.stop()


class _Server:
    """Prefect's server in a thread, on a socket that listens already: connections wait until it is ready."""

    def __init__(self, listener: socket.socket, dashboard: bool) -> None:
        self._listener = listener
        self._dashboard = dashboard
        self._uvicorn: uvicorn.Server | None = None
        self._trouble = "it ended"
        # A copy of the context, in which Prefect keeps its settings.
        self._thread = threading.Thread(target=copy_context().run, args=(self._run,), name="prefect", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        # Half a second less of looking for garbage in what is only being loaded.
        gc.disable()
        try:
            import uvicorn
            from prefect.server.api.server import create_app

            app = create_app(ephemeral=not self._dashboard, ignore_cache=True)
        finally:
            gc.enable()
        config = uvicorn.Config(app, log_level="critical", lifespan="on", timeout_graceful_shutdown=GOODBYE_SECONDS)
        self._uvicorn = uvicorn.Server(config)
        try:
            self._uvicorn.run(sockets=[self._listener])
        except SystemExit as error:  # uvicorn's way to say that the application did not start
            self._trouble = f"it ended with {error.code}"

    def wait(self, url: str) -> None:
        """Wait until the server answers.

        Raises:
            MissingToolError: it ended, or did not answer in time.

        """
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while time.monotonic() < deadline and self._thread.is_alive():
            if self._uvicorn and self._uvicorn.started and healthy(url):
                return
            time.sleep(POLL_SECONDS)
        raise MissingToolError(f"the embedded Prefect server did not start: {self._trouble}", tool="Prefect")

    def stop(self) -> None:
        """Stop the server, gently."""
        if self._uvicorn:
            self._uvicorn.should_exit = True
        self._thread.join(STOP_TIMEOUT_SECONDS)


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
