"""`sohoa serve`: the sweep and the night run as Prefect deployments with schedules, until stopped.

The runs that Prefect schedules are carried out here, in this process, one at a time. `prefect.serve` would start a
process for each: 3.8 seconds of processor a minute, to look into an empty folder. One at a time also means that runs
never overlap, and that no run outlives a service that was killed.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, Self, cast

from core.errors import AlreadyRunningError, MissingToolError
from core.settings import Settings
from core.wording import outcomes, service
from flows.server import connected, healthy

if TYPE_CHECKING:
    from uuid import UUID

    from prefect import Flow
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, StateType
    from prefect.deployments.runner import RunnerDeployment

# How often to ask for scheduled runs; as often as Prefect's own runner does.
POLL_SECONDS = 10.0
# The most the API gives at a time.
PAGE = 200


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Sweep the hot folder and run the night job on their schedules, until SIGTERM or Ctrl-C.

    `tell` is given what there is to report: the dashboard's address, and each run that did anything.

    Raises:
        AlreadyRunningError: another `sohoa serve` works on the same state folder.
        MissingToolError: the Prefect server does not answer.

    """
    with _alone(settings), _Stop() as stop, connected(settings, dashboard=True) as url:
        from prefect.client.orchestration import get_client

        with get_client(sync_client=True) as client:
            flows = _apply(settings)
            for deployment in flows:
                _enter_crashed(client, deployment)
            tell(service.DASHBOARD(url=url.removesuffix("/api")))
            while not stop.asked.wait(min(POLL_SECONDS, settings.sweep_seconds)):
                _round(client, flows, url, tell, stop)


class _Stop:
    """SIGTERM and Ctrl-C: noted when they come, and an interrupt for the flow that is at work, if one is."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._working = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._handle) for number in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self.asked.set()
        if self._working:
            raise KeyboardInterrupt

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Run the block; end it at once, and in silence, when the process is asked to stop."""
        from prefect.exceptions import TerminationSignal

        with suppress(KeyboardInterrupt, TerminationSignal):
            self._working = True
            try:
                yield
            finally:
                self._working = False


def _apply(settings: Settings) -> dict[UUID, Flow[..., Any]]:
    """Register the two deployments, or update them if they are there from the last time."""
    from prefect.schedules import Cron, Interval

    from flows.digitize import digitize
    from flows.nightly import nightly

    sweep = digitize.to_deployment(
        "sweep",
        description=str(service.SWEEP),
        schedule=Interval(dt.timedelta(seconds=settings.sweep_seconds)),
        # What failed before, or is left in the folder, waits for the night.
        parameters={"take_out": True, "again": False},
    )
    hour, minute = settings.night_at.split(":")
    night = nightly.to_deployment(
        "nightly",
        description=str(service.NIGHTLY),
        schedule=Cron(f"{int(minute)} {int(hour)} * * *", timezone=settings.timezone),
    )
    # Typed for coroutines as well, which they are only where an event loop runs.
    return {
        cast("UUID", cast("RunnerDeployment", made).apply()): cast("Flow[..., Any]", flow)
        for made, flow in ((sweep, digitize), (night, nightly))
    }


def _round(
    client: SyncPrefectClient,
    flows: Mapping[UUID, Flow[..., Any]],
    url: str,
    tell: Callable[[str], None],
    stop: _Stop,
) -> None:
    """Carry out the runs that are due; a server that stumbles is asked again next time.

    Of several runs that came due while the machine was off or busy, the last one makes good for all.

    Raises:
        MissingToolError: the server does not answer any more.

    """
    import httpx
    from prefect.exceptions import PrefectException
    from prefect.flow_engine import run_flow
    from prefect.states import Pending

    for deployment, flow in flows.items():
        try:
            due = _due(client, deployment)
            for run in due[:-1]:
                client.delete_flow_run(run.id)
            for run in due[-1:]:
                client.set_flow_run_state(run.id, Pending())
                with stop.interrupting():
                    if stop.asked.is_set():
                        return
                    state = run_flow(flow, flow_run=run, parameters=run.parameters, return_type="state")
                    message = getattr(state, "message", None) or str(state)
                    if message != str(outcomes.NOTHING):
                        tell(f"{dt.datetime.now():%H:%M:%S} {flow.name}: {message}")
        except (httpx.HTTPError, PrefectException) as error:
            tell(f"Prefect: {error}")
            if not healthy(url):
                raise MissingToolError(f"the Prefect server at {url} has gone", tool=f"Prefect ({url})") from error


def _due(client: SyncPrefectClient, deployment: UUID) -> list[FlowRun]:
    """Return the scheduled runs of `deployment` whose time has come, in order."""
    from prefect.client.schemas.objects import StateType

    now = dt.datetime.now(dt.UTC)
    runs = _runs(client, deployment, StateType.SCHEDULED)
    return [run for run in runs if run.expected_start_time and run.expected_start_time <= now]


def _enter_crashed(client: SyncPrefectClient, deployment: UUID) -> None:
    """Enter the runs that were under way when the last service was killed as crashed."""
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    for run in _runs(client, deployment, StateType.RUNNING, StateType.PENDING):
        client.set_flow_run_state(run.id, Crashed(message="sohoa serve was stopped"), force=True)


def _runs(client: SyncPrefectClient, deployment: UUID, *types: StateType) -> list[FlowRun]:
    """Return all runs of `deployment` whose state is of one of `types`, in the order they are due."""
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.sorting import FlowRunSort

    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
    found: list[FlowRun] = []
    while True:
        some = client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            flow_run_filter=FlowRunFilter(state=state),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=PAGE,
            offset=len(found),
        )
        found += some
        if len(some) < PAGE:
            return found


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the state folder's lock; the system lets go of it however this process ends."""
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(f"{lock.name} is held by another process") from None
        yield
