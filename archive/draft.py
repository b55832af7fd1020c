"""A package in the making: put together out of sight, made durable, then renamed into place.

Killed at any instant, a run leaves either the whole package or none. The claim on a content is a lock that the
operating system takes back from a dead process; the working directory it leaves is removed by the next run.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from archive.layout import DOCUMENT, MANIFEST, MARKDOWN, ORIGINAL, TEXT, WORK, package_name
from archive.manifest import files_below, format_manifest, hash_file
from archive.markdown import to_markdown
from archive.record import DocumentRecord, OriginalFile, to_json
from archive.storage import sync_directory, writing
from core.errors import StillWritingError, StorageError, UnreadableError

_LOCK = ".lock"
_CHUNK = 1 << 20


class Draft:
    """A package being put together in `path`."""

    def __init__(self, root: Path, sha256: str) -> None:
        self.sha256 = sha256
        self.path = root / WORK / sha256
        self._root = root
        self._checksums: dict[str, str] = {}

    def take_in(self, name: str, files: Sequence[tuple[Path, OriginalFile]], folder: bool) -> Path:
        """Copy the original into the draft, before anything else is done with it; return the copy, to be read from.

        The copy is called `name`: the one file, or the `folder` that holds them all.

        Raises:
            StillWritingError: a file is no longer what was fingerprinted.
            UnreadableError: a file cannot be read.
            DiskFullError, StorageError: the archive cannot be written.

        """
        with writing():
            shutil.rmtree(self.path, ignore_errors=True)
            (self.path / ORIGINAL / name if folder else self.path / ORIGINAL).mkdir(parents=True)
        for path, expected in files:
            place = f"{ORIGINAL}/{name}/{expected.name}" if folder else f"{ORIGINAL}/{name}"
            if _copy(path, self.path / place) != expected.sha256:
                raise StillWritingError(f"{path} changed while it was taken in")
            self._checksums[place] = expected.sha256
        return self.path / ORIGINAL / name

    def commit(self, name: str, record: DocumentRecord, text: str) -> Path:
        """Write text, Markdown, record and manifest, and put the package into the archive; return where it lies.

        It is named after `name`.

        Raises:
            DiskFullError, StorageError: the archive cannot be written.

        """
        self._write(TEXT, text.encode("utf-8"))
        self._write(MARKDOWN, to_markdown(record).encode("utf-8"))
        self._write(DOCUMENT, to_json(record))
        with writing():
            for listed, checksum in self._checksums.items():
                if hash_file(self.path / listed) != checksum:
                    raise StorageError(f"{listed} reads back changed")
            if set(files_below(self.path)) != self._checksums.keys():
                raise StorageError(f"unexpected files in {self.path}")
        self._write(MANIFEST, format_manifest(self._checksums))
        with writing():
            for folder, _, _ in os.walk(self.path):
                sync_directory(Path(folder))
        # The longer name is for the case that other content lies under the short one.
        for final in (package_name(name, self.sha256), package_name(name, self.sha256, len(self.sha256))):
            if self._rename(self._root / final):
                return self._root / final
        raise StorageError(f"{final} is there already")

    def _write(self, name: str, data: bytes) -> None:
        with writing(), (self.path / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._checksums[name] = hashlib.sha256(data).hexdigest()

    def _rename(self, final: Path) -> bool:
        with writing():
            try:
                self.path.rename(final)
            except OSError as error:
                if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                    return False
                raise
            sync_directory(self._root)
        return True


@contextmanager
def claimed(root: Path, sha256: str) -> Iterator[Draft]:
    """Hold the lock of a content and yield its draft; see `archive.package.Archive.claim`."""
    with writing():
        (root / WORK).mkdir(parents=True, exist_ok=True)
        lock = _lock(root / WORK / f"{sha256}{_LOCK}", wait=True)
    draft = Draft(root, sha256)
    try:
        yield draft
    finally:
        shutil.rmtree(draft.path, ignore_errors=True)
        _unlock(root / WORK / f"{sha256}{_LOCK}", lock)


def remove_leftovers(work: Path) -> list[str]:
    """Remove the drafts in `work` whose makers are dead; return the contents they were for. What cannot go stays."""
    removed = []
    try:
        names = sorted({entry.name.removesuffix(_LOCK) for entry in work.iterdir()})
    except OSError:
        return []
    for name in names:
        try:
            lock = _lock(work / f"{name}{_LOCK}", wait=False)
        except OSError:
            continue
        if lock is None:
            continue  # someone is at work on it
        if (work / name).is_dir():
            shutil.rmtree(work / name, ignore_errors=True)
            removed.append(name)
        _unlock(work / f"{name}{_LOCK}", lock)
    return removed


def _lock(path: Path, wait: bool) -> int | None:
    """Open and lock `path`; return the descriptor, or None if it is locked and we shall not wait."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The holder before us removed the file it had locked: then ours is no longer the one others will find.
            if os.fstat(descriptor).st_nlink:
                return descriptor
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _unlock(path: Path, descriptor: int | None) -> None:
    """Remove the lock file, then let go of the lock."""
    if descriptor is not None:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _copy(source: Path, target: Path) -> str:
    """Copy a file through to the disk, read-only, with its time; return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(str(error)) from error
    with os.fdopen(descriptor, "rb") as reader, writing(), target.open("xb") as writer:
        while True:
            try:
                chunk = reader.read(_CHUNK)
            except OSError as error:
                raise UnreadableError(str(error)) from error
            if not chunk:
                break
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        stat = os.fstat(reader.fileno())
        os.fchmod(writer.fileno(), 0o444)
        os.utime(writer.fileno(), ns=(stat.st_atime_ns, stat.st_mtime_ns))
        os.fsync(writer.fileno())
    return digest.hexdigest()
