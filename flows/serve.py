"""`sohoa serve`: the sweep and the night run as Prefect deployments with schedules, until stopped."""

from __future__ import annotations

import asyncio
import datetime as dt
import fcntl
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from flows.server import Server, connected, prepare, standing_url
from sohoa.errors import AlreadyRunningError
from sohoa.settings import Settings

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, StateType
    from prefect.deployments.runner import RunnerDeployment

# Runs of one deployment never overlap, and those that come too early are dropped, not queued.
ONE_AT_A_TIME = 1
# How often the runner asks for scheduled runs; Prefect's own default.
POLL_SECONDS = 10


def serve(settings: Settings, on_ready: Callable[[str], None] | None = None) -> None:
    """Sweep the hot folder and run the night job on their schedules, until SIGTERM or Ctrl-C.

    `on_ready` is called with the address of the Prefect API once it answers.

    Raises:
        AlreadyRunningError: another `sohoa serve` works on the same state folder.
        MissingToolError: the Prefect server does not answer.

    """
    prepare(settings)
    with _alone(settings):
        server = None if standing_url() else Server(settings, dashboard=True)
        if server:
            server.start()
        with connected(settings, server) as url:
            from prefect.client.orchestration import get_client

            if on_ready:
                on_ready(url)
            deployments = _deployments(settings)
            with get_client(sync_client=True) as client:
                for deployment in deployments:
                    _tidy(client, f"{deployment.flow_name}/{deployment.name}")
            _run(deployments, settings)


def _run(deployments: Sequence[RunnerDeployment], settings: Settings) -> None:
    """Do what `prefect.serve` does, but stop on SIGTERM as on Ctrl-C: Prefect 3.8 never awaits its own stop there."""
    from prefect.runner import Runner

    class SteadyRunner(Runner):
        def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
            signal.raise_signal(signal.SIGINT)  # which asyncio turns into a cancelled main task

    runner = SteadyRunner(
        pause_on_shutdown=False,  # a night missed while switched off is made good at the next start
        query_seconds=min(POLL_SECONDS, settings.sweep_seconds),
    )
    for deployment in deployments:
        runner.add_deployment(deployment)
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())


def _deployments(settings: Settings) -> list[RunnerDeployment]:
    """Describe the two deployments; Prefect updates them where they exist already."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    from flows.digitize import digitize
    from flows.nightly import nightly

    limit = ConcurrencyLimitConfig(limit=ONE_AT_A_TIME, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    hour, minute = settings.night_at.split(":")
    sweep = digitize.to_deployment(
        "sweep",
        description="Quét thư mục nhận tài liệu",
        schedule=Interval(dt.timedelta(seconds=settings.sweep_seconds)),
        parameters={"take_out": True},
        concurrency_limit=limit,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    night = nightly.to_deployment(
        "nightly",
        description="Việc ban đêm: quét nốt, thử lại, báo cáo",
        schedule=Cron(f"{int(minute)} {int(hour)} * * *", timezone=settings.timezone),
        concurrency_limit=limit,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return [cast("RunnerDeployment", deployment) for deployment in (sweep, night)]  # typed for coroutines as well


def _tidy(client: SyncPrefectClient, name: str) -> None:
    """Clear up what the last `serve` left of the deployment `name`.

    Runs that were under way when it was killed are entered as crashed, and the slot they held is free again. Of the
    runs that came due since, the last one stays and makes good for all.
    """
    from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
    from prefect.client.schemas.objects import StateType
    from prefect.exceptions import ObjectNotFound
    from prefect.states import Crashed

    try:
        deployment = client.read_deployment_by_name(name)
    except ObjectNotFound:
        return
    for run in _runs(client, deployment.id, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING):
        client.set_flow_run_state(run.id, Crashed(message="sohoa serve was stopped"), force=True)
    now = dt.datetime.now(dt.UTC)
    due = [run for run in _runs(client, deployment.id, StateType.SCHEDULED) if (run.expected_start_time or now) < now]
    for run in sorted(due, key=lambda run: run.expected_start_time or now)[:-1]:
        client.delete_flow_run(run.id)
    if deployment.global_concurrency_limit:
        client.update_global_concurrency_limit(
            deployment.global_concurrency_limit.name, GlobalConcurrencyLimitUpdate(active_slots=0)
        )


def _runs(client: SyncPrefectClient, deployment: UUID, *types: StateType) -> list[FlowRun]:
    """Return all flow runs of `deployment` whose state is of one of `types`."""
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )

    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
    found: list[FlowRun] = []
    while True:
        some = client.read_flow_runs(
            deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment])),
            flow_run_filter=FlowRunFilter(state=state),
            offset=len(found),
        )
        if not some:
            return found
        found += some


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
