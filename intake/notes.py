"""What the sweeps of the hot folder remember: files that stayed there, so as not to work on them every minute.

A note holds as long as the file does not change. Losing all notes costs nothing but time.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from core.outcome import Status
from intake.hot_folder import Candidate

# What stays in the hot folder and is done with for the time being: archived but kept, or to be tried again by night.
_LASTING = (Status.ARCHIVED, Status.SKIPPED, Status.FAILED, Status.SET_ASIDE)


class Notes:
    """The notes in `folder`, one small file for each candidate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether nothing happened to the candidate since what a note was written of."""
        try:
            note = json.loads(self._path(candidate.path).read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(note, dict) and note.get("signature") == signature(candidate)

    def write(self, candidate: Candidate, status: Status, before: str) -> None:
        """Note what became of a candidate if it is still there, else forget it.

        `before` is its `signature` when the work began: what changed since is to be looked at anew. A note that cannot
        be written is no error.
        """
        path = self._path(candidate.path)
        with suppress(OSError):
            if status not in _LASTING or not os.path.lexists(candidate.path):
                path.unlink(missing_ok=True)
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            note = {"path": os.fsencode(candidate.path).decode("utf-8", "replace"), "signature": before}
            aside = path.with_suffix(".new")
            aside.write_text(json.dumps(note, ensure_ascii=False), "utf-8")
            aside.replace(path)

    def tidy(self) -> None:
        """Forget files that are no longer there."""
        for path in self._folder.glob("*.json"):
            with suppress(OSError, ValueError, TypeError, KeyError):
                if not os.path.lexists(json.loads(path.read_text("utf-8"))["path"]):
                    path.unlink()

    def _path(self, path: Path) -> Path:
        return self._folder / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}.json"


def signature(candidate: Candidate) -> str:
    """Return what changes when the candidate's files do: their names, sizes and times."""
    found = []
    for path in candidate.files or (candidate.path,):
        with suppress(OSError):
            status = path.lstat()
            found.append((os.fsencode(path), status.st_ino, status.st_size, status.st_mtime_ns))
    return hashlib.sha256(repr(found).encode()).hexdigest()
