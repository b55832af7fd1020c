"""What is freed is kept, where the C library can be told so."""

import os
import platform
import resource
import subprocess
import sys

import pytest

from ocr import memory

FAULTS = """
import resource, sys
if sys.argv[1] == "kept":
    import ocr.memory
    ocr.memory.keep_freed()
buffers = lambda: bytearray(b"x") * (40 << 20)
buffers()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    buffers()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def test_it_may_be_asked_for_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    memory.keep_freed()
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda _name: object())
    memory.keep_freed()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_large_blocks_are_not_asked_of_the_kernel_anew() -> None:
    def faults(way: str) -> int:
        run = subprocess.run([sys.executable, "-c", FAULTS, way], capture_output=True, text=True, check=True)
        return int(run.stdout)

    pages = 5 * (40 << 20) // resource.getpagesize()
    assert faults("kept") < 0.1 * pages < faults("given back")


def test_a_process_that_reads_has_one_thread_of_openblas():
    code = "import ocr, os, numpy as np; np.eye(400) @ np.eye(400); print(len(os.listdir('/proc/self/task')))"
    bare = {name: value for name, value in os.environ.items() if not name.endswith(("_THREADS", "_LIMIT"))}
    run = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "1"
