"""The flows on a real Prefect server: runs, artifacts, schedules, and what outlives what."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SAMPLE, Place

from core.errors import SohoaError
from core.outcome import Outcome, Progress, Status
from core.settings import Settings, load_settings
from flows.server import connected, healthy, home

SWEEP_SECONDS = 5
PATIENCE_SECONDS = 180
"""The most that anything here may take, on a machine with other things to do: no measure, only an end."""


@pytest.fixture(scope="module")
def api(prefect_database: Path, session_state: Path) -> Iterator[str]:
    """One embedded server for the flows that run in this process."""
    settings = Settings(state=session_state)
    home(settings).mkdir(parents=True)
    shutil.copy(prefect_database, home(settings))
    with connected(settings) as url:
        yield url


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Folders of their own for the flows, which take their settings from the environment."""
    for name in ("raw", "clean", "aside", "state"):
        monkeypatch.setenv(f"SOHOA_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("SOHOA_SETTLE_SECONDS", "0")
    (tmp_path / "raw").mkdir()
    return load_settings()


def ask(api: str, path: str, **body: Any) -> Any:
    """Ask Prefect's API itself, as no code of ours does."""
    request = urllib.request.Request(
        f"{api}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def artifacts(api: str, run: str) -> dict[str, Any]:
    found = ask(api, "artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
    return {artifact["key"]: artifact for artifact in found}


def tasks(api: str, run: str, count: int) -> dict[str, str]:
    """The task runs of a flow run with the names of their states; they arrive shortly after the run has ended."""

    def found() -> dict[str, str]:
        runs = ask(api, "task_runs/filter", flow_runs={"id": {"any_": [run]}})
        return {task["name"]: task["state_name"] for task in runs}

    wait_for(lambda: len(found()) >= count and "Running" not in found().values(), "task runs")
    return found()


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE_SECONDS} s"
        time.sleep(0.2)


def an_outcome(name: str, status: Status) -> Outcome:
    return Outcome(name, Path(name), status, pages=2, quality=0.9)


def test_digitize_enters_each_document_and_the_table(api: str, folders: Settings, letterhead: Path) -> None:
    from flows.digitize import digitize

    shutil.copy(letterhead, folders.raw)
    (folders.raw / "hỏng.pdf").write_bytes(b"")
    state = digitize(take_out=True, return_state=True)
    assert state.is_completed()
    assert state.message == "2 tài liệu, 1 trang: 1 vào kho, 1 để riêng."
    assert [outcome.status for outcome in state.result()] == [Status.SET_ASIDE, Status.ARCHIVED]
    assert not list(folders.raw.iterdir())

    run = str(state.state_details.flow_run_id)
    assert tasks(api, run, 2) == {"hỏng.pdf": "set_aside", SAMPLE.name: "archived"}
    kept = artifacts(api, run)
    assert kept["tien-do"]["data"] == 100
    rows = json.loads(kept["ket-qua"]["data"])
    assert [(row["Tài liệu"], row["Kết quả"]) for row in rows] == [("hỏng.pdf", "Để riêng"), (SAMPLE.name, "Vào kho")]


def test_sweep_of_an_empty_folder_loads_no_core(api: str, folders: Settings) -> None:
    code = (
        "import sys; from flows.digitize import digitize;"
        "state = digitize(take_out=True, again=False, return_state=True);"
        "print(state.message, 'batch.pipeline' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PREFECT_API_URL": api},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Không có tài liệu nào để xử lý. False\n", done.stderr


def test_flow_follows_a_batch_at_work_elsewhere(api: str, folders: Settings) -> None:
    from flows.digitize import digitize, following

    ended = [an_outcome("a.pdf", Status.ARCHIVED), an_outcome("b.pdf", Status.FAILED)]
    progress = [Progress(number, 2, 2 * number, 4, one.name, one) for number, one in enumerate(ended, 1)]
    with following(iter(progress)):
        state = digitize(return_state=True)
    assert state.is_completed()
    assert tasks(api, str(state.state_details.flow_run_id), 2) == {"a.pdf": "archived", "b.pdf": "failed"}


def test_flow_fails_with_the_batch_that_it_follows(api: str, folders: Settings) -> None:
    from flows.digitize import digitize, following

    def broken() -> Iterator[Progress]:
        yield Progress(0, 2, 1, 4, "a.pdf")
        raise SohoaError("the power went out")

    with following(broken()):
        state = digitize(return_state=True)
    assert state.is_failed()
    assert "the power went out" in state.message


def test_nightly_sweeps_and_reports(api: str, folders: Settings) -> None:
    from flows.nightly import nightly

    (folders.raw / "hỏng.pdf").write_bytes(b"")
    state = nightly(return_state=True)
    assert state.is_completed()
    path = state.result()
    assert path.parent == folders.clean.parent / "reports"
    assert "Tệp rỗng" in path.read_text(encoding="utf-8")
    assert (folders.aside / "hỏng.pdf").exists()
    assert "Để riêng: 1 tệp" in artifacts(api, str(state.state_details.flow_run_id))["bao-cao"]["data"]


def test_nightly_tries_again_what_a_sweep_passes_over(
    api: str, folders: Settings, monkeypatch: pytest.MonkeyPatch, letterhead: Path
) -> None:
    from flows.digitize import digitize

    shutil.copy(letterhead, folders.raw)
    monkeypatch.setenv("SOHOA_PAGE_TIMEOUT", "0.01")  # no engine can do that: a passing reason
    assert [outcome.status for outcome in digitize(take_out=True, again=False)] == [Status.FAILED]
    monkeypatch.delenv("SOHOA_PAGE_TIMEOUT")
    assert digitize(take_out=True, again=False) == []
    assert [outcome.status for outcome in digitize(take_out=True, again=True)] == [Status.ARCHIVED]


def test_server_that_cannot_start_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "prefect" / "prefect.db").mkdir(parents=True)  # no file: the database cannot be opened
    code = textwrap.dedent(f"""
        from pathlib import Path
        from flows.server import connected
        from core.errors import MissingToolError
        from core.settings import Settings

        try:
            with connected(Settings(state=Path({str(tmp_path)!r}))):
                print("started")
        except MissingToolError as error:
            print(error.message)
    """)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Thiếu thành phần Prefect"), done.stderr


def processes_in(folder: Path) -> list[str]:
    """The processes whose working directory is `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").samefile(folder):
                found.append((process / "cmdline").read_text())
    return found


def test_nothing_outlives_a_batch_that_was_killed(place: Place) -> None:
    shutil.copy(SAMPLE, place.raw)
    batch = place.start("digitize")
    wait_for(lambda: any("flows.follow" in command for command in processes_in(place.root)), "the record")
    wait_for(lambda: any("forkserver" in command for command in processes_in(place.root)), "workers")
    batch.kill()
    batch.communicate()
    wait_for(lambda: not processes_in(place.root), "end of all")
    assert place.sohoa("digitize").returncode == 0
    assert len(place.archived()) == 1


class Service:
    """`sohoa serve` as a process, until told to stop. `said` is its output so far."""

    def __init__(self, place: Place) -> None:
        self.process = place.start("serve", sweep_seconds=SWEEP_SECONDS, night_at="03:00")
        self.said = ""
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()
        wait_for(lambda: "Bảng điều khiển: " in self.said or self.process.poll() is not None, "start")
        assert self.process.poll() is None, self.said
        self.api = f"{self.said.split()[-1]}/api"

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and return the exit status."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE_SECONDS)
        self._listener.join()
        return status

    def deployments(self) -> dict[str, Any]:
        return {one["name"]: one for one in ask(self.api, "deployments/filter")}

    def runs(self, *states: str) -> list[dict[str, Any]]:
        found = ask(self.api, "flow_runs/filter", flow_runs={"state": {"type": {"any_": list(states)}}})
        assert isinstance(found, list)
        return found


def test_serve_empties_the_folder_and_takes_up_its_schedules_again(place: Place, letterhead: Path) -> None:
    service = Service(place)
    try:
        first = service.deployments()
        assert set(first) == {"sweep", "nightly"}
        assert first["sweep"]["schedules"][0]["schedule"]["interval"] == SWEEP_SECONDS
        night = first["nightly"]["schedules"][0]["schedule"]
        assert (night["cron"], night["timezone"]) == ("0 3 * * *", "Asia/Ho_Chi_Minh")

        second_service = place.sohoa("serve")
        assert second_service.returncode == 1
        assert "đang chạy" in second_service.stderr

        shutil.copy(letterhead, place.raw)
        wait_for(lambda: "1 vào kho" in service.said, "sweep")
        assert not (place.raw / SAMPLE.name).exists()
        (package,) = place.archived()
        original = place.clean / package / "original" / SAMPLE.name
        assert original.read_bytes() == letterhead.read_bytes()
        waiting = [
            run["expected_start_time"]
            for run in service.runs("SCHEDULED")
            if run["deployment_id"] == first["sweep"]["id"]
        ]
        second_due = sorted(map(dt.datetime.fromisoformat, waiting))[1]
    finally:
        status = service.end()
    assert status == 0
    assert "Traceback" not in service.said, service.said
    assert service.said.endswith("Đã dừng.\n")

    # Two runs come due while nobody is there.
    wait_for(lambda: dt.datetime.now(dt.UTC) > second_due, "runs")
    service = Service(place)
    try:
        again = service.deployments()
        assert {name: one["id"] for name, one in again.items()} == {name: one["id"] for name, one in first.items()}
        before = {run["id"] for run in service.runs("COMPLETED")}
        (place.raw / "hỏng.pdf").write_bytes(b"")
        wait_for(lambda: (place.aside / "hỏng.pdf").exists(), "second sweep")
        wait_for(lambda: not service.runs("RUNNING"), "end of the run")
        made_good = [run for run in service.runs("COMPLETED") if run["id"] not in before]
        assert made_good
        assert len({run["expected_start_time"] for run in made_good}) == len(made_good)
        assert not [run for run in service.runs("SCHEDULED") if run["name"] in {one["name"] for one in made_good}]
    finally:
        assert service.end(signal.SIGINT) == 0


def test_serve_enters_what_was_killed_and_goes_on(place: Place, letterhead: Path) -> None:
    service = Service(place)
    shutil.copy(letterhead, place.raw)
    wait_for(lambda: service.runs("RUNNING"), "a run")
    (run,) = service.runs("RUNNING")
    service.end(signal.SIGKILL)
    wait_for(lambda: not healthy(service.api, timeout=1), "end of the orphan")

    service = Service(place)
    try:
        wait_for(lambda: run["id"] in {one["id"] for one in service.runs("CRASHED")}, "crashed run")
        wait_for(lambda: not (place.raw / SAMPLE.name).exists(), "sweep after the crash")
        assert len(place.archived()) == 1
    finally:
        service.end()
