"""Killed with SIGKILL at any instant and started again: every document once, nothing half written, nothing lost."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from effort import soak
from scan_files import image_pdf, picture

from archive.package import Archive

TESTS = Path(__file__).resolve().parents[1]

# Digitizes; with a number above 0, kills itself at that touch of a file below the root.
SCRIPT = textwrap.dedent(
    """
    import os, signal, sys, threading
    from pathlib import Path

    sys.path.insert(0, {tests!r})

    from quick_steps import QUICK, SLOW
    from batch.pipeline import digitize_batch
    from core.settings import Settings

    TOUCHES = {{"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.utime"}}

    def arm(root, limit):
        lock, count = threading.Lock(), [0]

        def watch(event, arguments):
            if event in TOUCHES and isinstance(arguments[0], (str, Path)) and str(arguments[0]).startswith(root):
                with lock:
                    count[0] += 1
                    if count[0] == limit:
                        os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)

    if __name__ == "__main__":
        root, limit, take_out, speed = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "out", sys.argv[4]
        if limit:
            arm(str(root), limit)
        folders = {{name: root / name for name in ("raw", "clean", "aside", "state")}}
        settings = Settings(**folders, workers=2, settle_seconds=0)
        steps = SLOW if speed == "slow" else QUICK
        def tell(progress):
            print(progress.pages_done, flush=True)
        for outcome in digitize_batch([settings.raw], settings, tell, take_out=take_out, steps=steps):
            print(outcome.status, outcome.name, flush=True)
    """
).format(tests=str(TESTS))


@pytest.fixture
def root(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(3):
        picture(100 + number, 160, number).save(raw / f"{number}.png")
    image_pdf(raw / "nghị quyết.pdf", [picture(width, 160) for width in (110, 111, 112)])
    (raw / "hồ sơ").mkdir()
    for number in range(3):
        picture(120 + number, 160).save(raw / "hồ sơ" / f"{number}.png")
    (raw / "z-lại.png").write_bytes((raw / "0.png").read_bytes())
    (raw / "z-hỏng.pdf").write_bytes(b"no scan")
    (tmp_path / "run_batch.py").write_text(SCRIPT)
    return tmp_path


def start(root: Path, limit: int, mode: str, speed: str = "quick") -> subprocess.Popen[str]:
    command = [sys.executable, str(root / "run_batch.py"), str(root), str(limit), mode, speed]
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    # A test run in the background inherits "ignore SIGINT"; what is tested is a program at a terminal.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment)
    finally:
        signal.signal(signal.SIGINT, heard)


def contents(folder: Path) -> set[str]:
    """SHA-256 of every scan below `folder`."""
    return {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in (".png", ".pdf")
    }


def check_nothing_lost_or_half_written(root: Path, all_contents: set[str]) -> None:
    visible = list((root / "clean").glob("[!.]*"))
    packages = list(Archive(root / "clean").packages())
    assert len(visible) == len(packages)
    for package in packages:
        assert package.damage() == [], package
    assert len({package.sha256 for package in packages}) == len(packages), "archived twice"
    archived = {
        hashlib.sha256(original.read_bytes()).hexdigest() for package in packages for original in package.originals
    }
    aside = contents(root / "aside") if (root / "aside").exists() else set()
    assert contents(root / "raw") | archived | aside == all_contents


def session_is_empty(session: int, patience: float = 120.0) -> bool:
    """Tell whether all processes of a session have ended."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        alive = False
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            alive |= int(fields[3]) == session and fields[0] != "Z"
        if not alive:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("mode", "limits"),
    [
        ("stay", (30, 120)),
        ("out", (60, 180)),
        soak("stay", (30, 75, 120, 160)),
        soak("out", (20, 60, 110, 180, 60)),
        *(soak(mode, tuple(range(first, 200, 40))) for mode in ("stay", "out") for first in range(5, 45, 5)),
    ],
)
def test_killed_again_and_again_at_different_touches(root, mode, limits):
    everything = contents(root / "raw")
    killed = 0
    for limit in limits:
        process = start(root, limit, mode)
        process.communicate(timeout=300)
        killed += process.returncode == -signal.SIGKILL
        assert process.returncode in (0, -signal.SIGKILL)
        check_nothing_lost_or_half_written(root, everything)
    assert killed >= min(3, len(limits))
    process = start(root, 0, mode)
    output = process.communicate(timeout=300)[0]
    assert process.returncode == 0
    check_nothing_lost_or_half_written(root, everything)
    packages = list(Archive(root / "clean").packages())
    assert len(packages) == 5
    assert not any((root / "clean" / ".work").iterdir())
    aside = sorted(path.name for path in (root / "aside").glob("[!.]*"))
    assert aside == ["z-hỏng.pdf", "z-hỏng.pdf.ly-do.txt", "z-lại.png", "z-lại.png.ly-do.txt"]
    if mode == "out":
        assert list((root / "raw").iterdir()) == []
    else:
        assert output.count("skipped ") + output.count("archived ") == 5


def test_killed_while_pages_are_being_read(root):
    everything = contents(root / "raw")
    process = start(root, 0, "stay", "slow")
    for _ in range(4):
        assert process.stdout.readline()
    process.kill()
    process.communicate(timeout=300)
    check_nothing_lost_or_half_written(root, everything)
    assert session_is_empty(process.pid), "workers outlive their parent"
    process = start(root, 0, "stay", "slow")
    process.communicate(timeout=300)
    check_nothing_lost_or_half_written(root, everything)
    assert len(list(Archive(root / "clean").packages())) == 5


def test_stopped_with_ctrl_c(root):
    everything = contents(root / "raw")
    process = start(root, 0, "stay", "slow")
    assert process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=300)
    assert process.returncode in (1, 130, -signal.SIGINT)
    assert session_is_empty(process.pid)
    check_nothing_lost_or_half_written(root, everything)
    assert not any((root / "clean" / ".work").iterdir()), "a stop in good order leaves no drafts"


def test_two_processes_at_a_time(root):
    everything = contents(root / "raw")
    processes = [start(root, 0, "stay", "slow") for _ in range(2)]
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    check_nothing_lost_or_half_written(root, everything)
    assert len(list(Archive(root / "clean").packages())) == 5
    assert sum(output.count("archived ") for output in outputs) == 5
    assert sum(output.count("skipped ") for output in outputs) == 5
