"""Writing so that it lasts: what the operating system refuses as our errors, and directories through to the disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import DiskFullError, StorageError


@contextmanager
def writing() -> Iterator[None]:
    """Turn the operating system's refusals to write into DiskFullError and StorageError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(str(error)) from error
        raise StorageError(str(error)) from error


def sync_directory(path: Path) -> None:
    """Make the names in a directory last through a power cut, as fsync does for a file's content."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
