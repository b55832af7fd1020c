"""What the living children of this process cost, such as the Tesseract that a process which reads keeps (proc(5))."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def children() -> list[int]:
    """Return the processes that this one has started and not yet waited for."""
    lists = Path("/proc/self/task").glob("*/children")
    return [int(pid) for one in lists for pid in one.read_text(encoding="ascii").split()]


def seconds_of_children() -> float:
    """Return the processor time that they have taken so far; that of those which ended is in `os.times`."""
    ticks = 0
    for pid in children():
        with suppress(OSError):  # it has just ended
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory() -> tuple[float, float]:
    """Return what this process and its children hold in memory, and the most that each ever held, in MiB."""
    resident = peak = 0.0
    for pid in (os.getpid(), *children()):
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
            sizes = dict(_mebibytes(line) for line in lines if line.startswith(("VmRSS", "VmHWM")))
            resident, peak = resident + sizes.get("VmRSS", 0.0), peak + sizes.get("VmHWM", 0.0)
    return resident, peak


def _mebibytes(line: str) -> tuple[str, float]:
    """Read a line like `VmRSS:   1234 kB`."""
    name, _, size = line.partition(":")
    return name, int(size.split()[0]) / 1024
