"""What is freed is kept, where the C library can be told so."""

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
