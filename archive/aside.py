"""Files set aside: each beside `<name>.ly-do.txt`, which says in Vietnamese what is wrong and what to do.

Setting the same file aside again changes nothing, so that a batch can be run over the same folder any number of times.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.record import VIETNAM
from archive.storage import sync_directory, writing
from core.errors import SohoaError, StorageError

REASON_SUFFIX = ".ly-do.txt"

_LABELS = {
    "name": "Tệp",
    "message": "Lý do",
    "code": "Mã lỗi",
    "time": "Lúc",
    "origin": "Nơi tìm thấy",
    "detail": "Chi tiết kỹ thuật",
}
# Names may have 255 bytes on the file systems in use; room is left for the number and the suffix.
_LONGEST_NAME = 220


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file was set aside. `origin` is where it was found; `path` the reason file; `detail` is for engineers."""

    name: str
    message: str
    code: str
    origin: str
    time: datetime
    path: Path
    detail: str = ""

    @property
    def file(self) -> Path:
        """Where the file itself lies; not there if it could not be brought here."""
        return self.path.with_name(self.path.name.removesuffix(REASON_SUFFIX))


def list_aside(folder: Path) -> list[Reason]:
    """Read all reasons in `folder`, by name; files that hold no reason are passed over."""
    reasons = (_read(path) for path in sorted(folder.glob(f"*{REASON_SUFFIX}")))
    return [reason for reason in reasons if reason]


def set_aside(folder: Path, path: Path, error: SohoaError, *, move: bool, files: Sequence[Path] = ()) -> Reason:
    """Put the file or folder at `path` into `folder` beside the reason, and return the reason.

    With `move` it leaves its place (never following a link, never replacing anything). Otherwise it stays: here lies a
    second name for it (a hard link), or a copy where the file system has no such thing, or the reason alone where it
    cannot be read. Of a folder these are the `files` given; a folder that holds anything else is not moved.

    Raises:
        DiskFullError, StorageError: the reason cannot be written.

    """
    with _locked(folder):
        reason = _known(folder, path, error, move) or _write(folder, path, error)
        if not os.path.lexists(reason.file):
            if move and not _holds_more(path, files):
                _move(path, reason.file)
            else:
                _link(path, reason.file, files)
        return reason


def _known(folder: Path, path: Path, error: SohoaError, move: bool) -> Reason | None:
    """Return the reason written the last time, if it was for this very file and error."""
    for number in range(1, 10_000):
        reason_path = folder / (_numbered(path.name, number) + REASON_SUFFIX)
        if not reason_path.exists():
            return None
        reason = _read(reason_path)
        if not reason or (reason.origin, reason.code) != (_plain(str(path)), error.code):
            continue
        # Killed after the reason was written and before the file was brought, or nothing but the reason could be.
        if not os.path.lexists(reason.file) or (not move and _same(path, reason.file)):
            return reason
    return None


def _same(path: Path, aside: Path) -> bool:
    """Tell whether what lies aside is a link to or copy of `path` as it is now."""
    if path.is_dir():
        return True  # its files are looked at one by one when they are linked
    try:
        here, there = path.lstat(), aside.lstat()
    except OSError:
        return False
    return (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns)


def _write(folder: Path, path: Path, error: SohoaError) -> Reason:
    for number in range(1, 10_000):
        name = _numbered(path.name, number)
        reason_path = folder / (name + REASON_SUFFIX)
        if os.path.lexists(folder / name) or os.path.lexists(reason_path):
            continue
        time = datetime.now(VIETNAM).replace(microsecond=0)
        detail = _plain(error.detail)
        reason = Reason(_plain(path.name), error.sentence.vi, error.code, _plain(str(path)), time, reason_path, detail)
        lines = [f"{label}: {getattr(reason, field)}" for field, label in _LABELS.items() if field != "time"]
        lines.insert(3, f"{_LABELS['time']}: {time.isoformat()}")
        with writing(), reason_path.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
            sync_directory(folder)
        return reason
    raise StorageError(f"too many files called {path.name} in {folder}")


def _read(path: Path) -> Reason | None:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    found = dict(line.split(": ", 1) for line in lines if ": " in line)
    try:
        values = {field: found[label] for field, label in _LABELS.items() if field not in ("time", "detail")}
        time = datetime.fromisoformat(found[_LABELS["time"]])
    except (KeyError, ValueError):
        return None
    return Reason(**values, time=time, path=path, detail=found.get(_LABELS["detail"], ""))


def _numbered(name: str, number: int) -> str:
    """Return `name`, shortened to fit, from the second file of that name on with a number: x.pdf, x~2.pdf."""
    stem, suffix = Path(name).stem, Path(name).suffix
    encoded = os.fsencode(stem)[: _LONGEST_NAME - len(os.fsencode(suffix))]
    stem = encoded.decode("utf-8", "ignore" if len(encoded) < len(os.fsencode(stem)) else "surrogateescape")
    return f"{stem}{suffix}" if number == 1 else f"{stem}~{number}{suffix}"


def _plain(text: str) -> str:
    """Return `text` on one line, in what UTF-8 can write."""
    readable = os.fsencode(text).decode("utf-8", "replace")
    return " ".join(readable.split())


def _holds_more(path: Path, files: Sequence[Path]) -> bool:
    """Tell whether the folder `path` holds more than `files`; what file managers leave does not count."""
    if path.is_symlink() or not path.is_dir():
        return False
    try:
        return bool({entry for entry in path.iterdir() if not entry.name.startswith(".")} - set(files))
    except OSError:
        return True


def _move(path: Path, target: Path) -> None:
    try:
        path.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV or path.is_symlink():
            return  # it stays where it is, and the reason says where
        with writing():
            shutil.move(path, target)


def _link(path: Path, target: Path, files: Sequence[Path]) -> None:
    if path.is_dir() and not path.is_symlink():
        for file in files:
            with writing():
                target.mkdir(exist_ok=True)
            _link_file(file, target / file.name)
    else:
        _link_file(path, target)


def _link_file(path: Path, target: Path) -> None:
    """Give a regular file a second name, or copy it; leave it at the reason where neither can be done."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return
        os.link(path, target, follow_symlinks=False)
    except OSError:
        try:
            shutil.copy2(path, target, follow_symlinks=False)
        except OSError:
            with suppress(OSError):
                target.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one thread or process at a time choose names in `folder`."""
    with writing():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
