"""What many tests need: folders of their own, and a Prefect database that is built once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import Settings
from flows.server import home

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "raw" / "mau-cong-van.jpg"
SAMPLE_NUMBER = "352-CV/ĐU"


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
def prefect_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the embedded server builds it on its first start, which takes half a minute."""
    state = tmp_path_factory.mktemp("first")
    code = f"""if True:
        from pathlib import Path
        from flows.server import connected
        from core.settings import Settings

        with connected(Settings(state=Path({str(state)!r}))):
            pass
    """
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    return home(Settings(state=state)) / "prefect.db"


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
        return {**outside, "SOHOA_SETTLE_SECONDS": "0.1", "SOHOA_WORKERS": "2", **given}

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
