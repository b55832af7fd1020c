"""Intake of the hot folder: what is a candidate, is it whole, what is its fingerprint. Needs no Prefect.

Nothing in the hot folder is touched here. A scan stays where it is until its package is in the archive, so that a run
may be killed at any instant.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from natsort import natsorted

from archive.manifest import format_manifest, hash_file, identity, parse_manifest
from archive.record import OriginalFile
from core.errors import (
    EmptyFileError,
    GoneError,
    NotAScanError,
    StillWritingError,
    SymlinkError,
    UnreadableError,
)
from core.wording import phrases
from ocr.sources.formats import folder_images, is_litter

CLEARED = ".da-luu.sha256"
"""In a folder that is being emptied: the manifest of the images that are safe in the archive and may go."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file, or a folder of images, that may become a document.

    `name` is its path below the folder that was swept. `files` are the file itself or the folder's images in natural
    order; `folder` tells the two apart.
    """

    path: Path
    name: str
    files: tuple[Path, ...]
    folder: bool


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a candidate's content is: identity (SHA-256), bytes, and each file with its own SHA-256."""

    sha256: str
    size: int
    files: tuple[OriginalFile, ...]


def sweep(paths: Sequence[Path], exclude: Sequence[Path] = ()) -> Iterator[Candidate]:
    """Find the candidates below `paths`, in natural order of their names; look into nothing below `exclude`.

    A folder named in `paths` is a hot folder: each file in it is a document, and so is each folder of images below.
    A file named in `paths` is a candidate itself. Hidden files, partial downloads and the litter of file managers are
    passed over. What cannot be listed is a candidate that fails when it is fingerprinted.
    """
    barred = {path.resolve() for path in exclude}
    for path in paths:
        if path.is_dir():
            # It may lie behind a link, that is the operator's choice; what lies in it may not.
            yield from _below(path.resolve(), path.resolve(), barred)
        else:
            whole = path.parent.resolve() / path.name
            yield Candidate(whole, path.name, (whole,), folder=False)


def _below(folder: Path, root: Path, barred: set[Path]) -> Iterator[Candidate]:
    """Yield the folder itself if it is a document, then what else lies in it."""
    name = str(folder.relative_to(root)) if folder != root else folder.name
    try:
        images = set(folder_images(folder)) if folder != root else set()
        entries = natsorted(folder.iterdir(), key=lambda entry: entry.name)
    except (OSError, UnreadableError):
        yield Candidate(folder, name, (), folder=True)
        return
    if images and folder / CLEARED not in entries:
        yield Candidate(folder, name, tuple(entry for entry in entries if entry in images), folder=True)
    for entry in entries:
        if is_litter(entry.name) or entry in images or entry in barred:
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _below(entry, root, barred)
        else:
            yield Candidate(entry, str(entry.relative_to(root)), (entry,), folder=False)


def fingerprint(candidate: Candidate) -> Fingerprint:
    """Look at each file of a candidate without opening it, then read it to its end.

    Raises:
        SymlinkError: it is, or holds, a symbolic link.
        NotAScanError: it is a pipe, a device or a socket.
        EmptyFileError: it has zero bytes.
        UnreadableError: the operating system refuses to read it.
        StillWritingError: it changed meanwhile, or a program has it open for writing.
        GoneError: it is no longer there.

    """
    files = tuple(_fingerprint_file(path) for path in candidate.files)
    if not files:
        raise UnreadableError(f"{candidate.path} cannot be listed")
    if candidate.folder and set(folder_images(candidate.path)) != set(candidate.files):
        raise StillWritingError(f"{candidate.path} has other files than before")
    return Fingerprint(identity(files, candidate.folder), sum(file.size for file in files), files)


def _fingerprint_file(path: Path) -> OriginalFile:
    try:
        before = path.lstat()
        _check_kind(before)
        if being_written(path):
            raise StillWritingError(f"{path} is open for writing")
        checksum = hash_file(path)
        after = path.lstat()
    except FileNotFoundError as error:
        raise GoneError(str(error)) from error
    except OSError as error:
        if error.errno == errno.ELOOP:  # a link since we looked
            raise SymlinkError(str(path)) from error
        raise UnreadableError(str(error)) from error
    if _signature(before) != _signature(after):
        raise StillWritingError(f"{path} changed while it was read")
    if after.st_size == 0:
        raise EmptyFileError(str(path))
    return OriginalFile(path.name, after.st_size, checksum)


def _check_kind(status: os.stat_result) -> None:
    """Raise SymlinkError or NotAScanError for what is neither file nor folder."""
    if stat.S_ISLNK(status.st_mode):
        raise SymlinkError
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise NotAScanError(f"mode {status.st_mode:o}", found=phrases.SPECIAL_FILE)


def being_written(path: Path) -> bool:
    """Tell whether a program on this machine has the file open for writing.

    A read lease (fcntl(2), F_SETLEASE) is granted only while nobody has. Where leases cannot be had (another's file, a
    network share) the answer is no, and the times of the file must do.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        # Who opens the file to write in this very moment makes the kernel send a signal; SIGIO would end the process.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(descriptor)
    return False


def unsettled(candidates: Iterable[Candidate], seconds: float) -> set[Candidate]:
    """Return the candidates that are still being written.

    What was touched less than `seconds` ago is looked at a second time, so this waits that long, once for all: a file
    just copied in is settled if nothing happened meanwhile.
    """
    first = {candidate: _signatures(candidate) for candidate in candidates}
    now = time.time()
    fresh = {
        candidate
        for candidate, signatures in first.items()
        if any(_age(signature, now) < seconds for signature in signatures)
    }
    if not fresh:
        return set()
    time.sleep(seconds)
    return {candidate for candidate in fresh if _signatures(candidate) != first[candidate]}


def _signatures(candidate: Candidate) -> tuple[tuple[int, ...], ...]:
    """Return what changes when a candidate is written to; a folder's own entry tells of files that come and go."""
    found = []
    for path in {candidate.path, *candidate.files}:
        with suppress(OSError):
            found.append(_signature(path.lstat()))
    return tuple(sorted(found))


def _signature(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _age(signature: tuple[int, ...], now: float) -> float:
    """Seconds since the last change; a copy that keeps the original's time still shows in ctime."""
    return now - max(signature[2:]) / 1e9


def clear(candidate: Candidate, taken: Fingerprint) -> bool:
    """Take a scan that is safe in the archive out of the hot folder; tell whether it is gone.

    What changed since it was fingerprinted stays. A folder's images go one by one, after a list of them: killed half
    way, `finish_clearing` takes the rest, and no half folder passes for a new document.
    """
    if not candidate.folder:
        return _remove(candidate.path, taken.files[0].sha256)
    try:
        journal = candidate.path / CLEARED
        with journal.open("wb") as file:
            file.write(format_manifest({file.name: file.sha256 for file in taken.files}))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return _clear_folder(candidate.path)


def finish_clearing(paths: Sequence[Path]) -> None:
    """Take away the rest of the folders whose clearing was cut short."""
    for path in paths:
        # Folders go while the tree is walked: os.walk passes over what is no longer there.
        for folder, _, names in os.walk(path):
            if CLEARED in names:
                _clear_folder(Path(folder))


def _clear_folder(folder: Path) -> bool:
    journal = folder / CLEARED
    try:
        listed = parse_manifest(journal.read_bytes())
    except (OSError, ValueError):
        return False
    kept = [name for name, checksum in listed.items() if not _remove(folder / name, checksum)]
    with suppress(OSError):
        journal.unlink()
        for entry in folder.iterdir():
            if entry.name.lower() in ("thumbs.db", "desktop.ini", ".ds_store"):
                entry.unlink()
        folder.rmdir()  # fails, and is meant to, if anything is left
    return not kept


def _remove(path: Path, checksum: str) -> bool:
    """Remove a file if it still is what was archived."""
    try:
        if being_written(path) or hash_file(path) != checksum:
            return False
        path.unlink()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
