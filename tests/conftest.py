"""What many tests need: folders of their own, and a small scan and a Prefect database that are made once a run."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import hypothesis
import pytest
from effort import LONGER, SOAK
from PIL import Image

from core.settings import Settings
from flows.server import home
from sohoa import cli

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "raw" / "mau-cong-van.jpg"
SAMPLE_NUMBER = "352-CV/ĐU"


# The same examples in every run of `make test`, new ones in every run of `make soak`, which says how to see one again.
# None is timed: a machine that does other things beside is slow and not wrong.
PATIENT = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("test", PATIENT, derandomize=True, database=None)
hypothesis.settings.register_profile("soak", PATIENT, max_examples=100 * LONGER, print_blob=True)
hypothesis.settings.load_profile("soak" if SOAK else "test")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files whose tests wait for servers: run last, they would leave all processors but one idle."""
    slow = {item.path for item in items if "prefect_database" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def session_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the machine's own settings out of the tests, and Prefect in a home of the session's."""
    for name in list(os.environ):
        if name.startswith(("SOHOA_", "PREFECT_")):
            del os.environ[name]
    os.environ["SOHOA_LANG"] = "vi"
    state = tmp_path_factory.mktemp("state")
    os.environ["PREFECT_HOME"] = str(home(Settings(state=state)))
    return state


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """`once(name, make)`: a folder that `make` fills in the first process of the run that asks for it, for all."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each process has a folder in that of the run

    def made_once(name: str, make: Callable[[Path], None]) -> Path:
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / name).exists():
                (unfinished := folder / f"{name}.part").mkdir()
                make(unfinished)
                unfinished.rename(folder / name)
        return folder / name

    return made_once


@pytest.fixture(scope="session")
def prefect_database(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A database as the embedded server builds it on its first start, which takes half a minute."""

    def build(state: Path) -> None:
        code = f"""if True:
            from pathlib import Path
            from flows.server import connected
            from core.settings import Settings

            with connected(Settings(state=Path({str(state)!r}))):
                pass
        """
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)

    return home(Settings(state=once("prefect", build))) / "prefect.db"


@pytest.fixture(scope="session")
def letterhead(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """`SAMPLE` with nothing below its head, which has its number: read in a third of the time."""

    def paint_over(folder: Path) -> None:
        with Image.open(SAMPLE) as image:
            width, height = image.size
            paper = image.getpixel((width // 2, height - 200))
            image.paste(paper, (0, round(0.225 * height), width, height))
            image.save(folder / SAMPLE.name, dpi=image.info["dpi"])

    return once("letterhead", paint_over) / SAMPLE.name


class Place:
    """A working directory for the command `sohoa`: `raw`, `clean`, `aside` and `state` below `data`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.raw, self.clean, self.aside, self.state = (
            root / "data" / name for name in ("raw", "clean", "aside", ".state")
        )
        self.raw.mkdir(parents=True)

    def environment(self, **settings: object) -> dict[str, str]:
        """The environment for a process, with `SOHOA_…` from `settings`."""
        given = {f"SOHOA_{name.upper()}": str(value) for name, value in settings.items()}
        outside = {name: value for name, value in os.environ.items() if name != "PREFECT_HOME"}
        # Several servers write to the disk at a time while the tests run side by side.
        prefect = {"PREFECT_SERVER_DATABASE_TIMEOUT": "60"}
        return {**outside, **prefect, "SOHOA_SETTLE_SECONDS": "0.1", "SOHOA_WORKERS": "2", **given}

    def sohoa(self, *arguments: str | Path, **settings: object) -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def sohoa_here(self, *arguments: str | Path, **settings: object) -> subprocess.CompletedProcess[str]:
        """Run the command in this process, which has its libraries: for one that fails before it reads a page."""
        said, complained, status = StringIO(), StringIO(), 0
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
            patch.chdir(self.root)
            patch.setattr(sys, "argv", ["sohoa", *map(str, arguments)])
            for name, value in self.environment(**settings).items():
                patch.setenv(name, value)
            try:
                cli.main()
            except SystemExit as end:
                assert isinstance(end.code, int)
                status = end.code
        return subprocess.CompletedProcess(sys.argv, status, said.getvalue(), complained.getvalue())

    def start(self, *arguments: str | Path, **settings: object) -> subprocess.Popen[str]:
        """Start the command and leave it running."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.root,
            env=self.environment(**settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @staticmethod
    def command(*arguments: str | Path) -> list[str | Path]:
        """The command line; runs from the checkout, installed or not."""
        start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from sohoa.cli import main; main()"
        return [sys.executable, "-c", start, *arguments]

    def archived(self) -> list[str]:
        """The names of the packages."""
        return sorted(path.name for path in self.clean.glob("*-*") if path.is_dir())


@pytest.fixture
def place(tmp_path: Path, prefect_database: Path) -> Place:
    """A working directory whose Prefect database is built already."""
    made = Place(tmp_path)
    target = home(Settings(state=made.state))
    target.mkdir(parents=True)
    shutil.copy(prefect_database, target)
    return made
