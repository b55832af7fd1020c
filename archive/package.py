"""The archive on disk: one directory a document, whole or not there at all.

A package `<slug of the name>-<12 hex digits of the content's SHA-256>` holds

- `original/<name>`: the scan, untouched (for a folder: `original/<folder>/<image>…`);
- `text.txt`: the printed text, a form feed between pages;
- `document.md`: the text as a person likes to read it (`archive.markdown`); packages of old have none;
- `document.json`: the full record (`archive.record`), in the form that `document.schema.json` beside this module tells;
- `manifest-sha256.txt`: checksums of all the others, in the format of sha256sum(1).

What is in the archive is worked out from the packages alone; there is no index that could go stale.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.draft import Draft, claimed, remove_leftovers
from archive.layout import DOCUMENT, MANIFEST, MARKDOWN, ORIGINAL, SHORT, TEXT, WORK
from archive.manifest import files_below, hash_file, identity, parse_manifest
from archive.record import DocumentRecord, OriginalFile, RecordHead, from_json, head_from_json

__all__ = ["DOCUMENT", "MANIFEST", "MARKDOWN", "ORIGINAL", "TEXT", "Archive", "Draft", "Package"]


@dataclass(frozen=True, slots=True)
class Package:
    """A document in the archive: the directory it lies in."""

    path: Path

    @property
    def name(self) -> str:
        """Name of the directory."""
        return self.path.name

    @property
    def originals(self) -> tuple[Path, ...]:
        """The files of the original, by name."""
        return tuple(self.path / name for name in files_below(self.path) if name.startswith(f"{ORIGINAL}/"))

    def checksums(self) -> dict[str, str]:
        """Read the manifest: path below the package → SHA-256.

        Raises:
            OSError, ValueError: the manifest is missing or damaged.

        """
        return parse_manifest((self.path / MANIFEST).read_bytes())

    @property
    def sha256(self) -> str:
        """Identity of the content, worked out from the manifest; raises as `checksums`."""
        originals = {
            name.removeprefix(f"{ORIGINAL}/"): checksum
            for name, checksum in self.checksums().items()
            if name.startswith(f"{ORIGINAL}/")
        }
        if not originals:
            raise ValueError(f"{self.name}: no original in the manifest")
        folder = any("/" in name for name in originals)
        files = [OriginalFile(name.rpartition("/")[2], 0, checksum) for name, checksum in originals.items()]
        return identity(files, folder)

    def head(self) -> RecordHead:
        """Read where the document came from and what it is: document.json without pages.

        Raises:
            OSError, ValueError: document.json is missing or damaged.

        """
        return head_from_json((self.path / DOCUMENT).read_bytes())

    def record(self) -> DocumentRecord:
        """Read the full record; raises as `head`."""
        return from_json((self.path / DOCUMENT).read_bytes())

    def text(self) -> str:
        """Read the printed text."""
        return (self.path / TEXT).read_text("utf-8")

    def damage(self) -> list[str]:
        """Check every file against the manifest; return what is missing, changed or unlisted (empty if all is well)."""
        try:
            checksums = self.checksums()
        except (OSError, ValueError) as error:
            return [f"{MANIFEST}: {error}"]
        found = set(files_below(self.path)) - {MANIFEST}
        wrong = [f"{name}: unlisted" for name in found - checksums.keys()]
        for name, checksum in checksums.items():
            if name not in found:
                wrong.append(f"{name}: missing")
                continue
            try:
                if hash_file(self.path / name) != checksum:
                    wrong.append(f"{name}: changed")
            except OSError as error:
                wrong.append(f"{name}: {error}")
        return sorted(wrong)

    def holds(self, sha256: str) -> bool:
        """Tell whether the original with this identity lies here unharmed, by reading it again."""
        try:
            checksums = self.checksums()
            originals = {name: sum_ for name, sum_ in checksums.items() if name.startswith(f"{ORIGINAL}/")}
            return self.sha256 == sha256 and all(
                hash_file(self.path / name) == checksum for name, checksum in originals.items()
            )
        except (OSError, ValueError):
            return False


class Archive:
    """The folder of packages. Safe for any number of processes and threads at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._by_prefix: dict[str, list[str]] = {}

    def packages(self) -> Iterator[Package]:
        """All packages, by name."""
        for name in sorted(self._names()):
            yield Package(self.root / name)

    def find(self, sha256: str) -> Package | None:
        """Return the package whose content has this identity, if it is in the archive."""
        return self._look_up(sha256) or self._look_up(sha256, afresh=True)

    def recover(self) -> list[str]:
        """Remove what killed runs left behind unfinished; return the names. Work of living runs is not touched."""
        return remove_leftovers(self.root / WORK)

    @contextmanager
    def claim(self, sha256: str) -> Iterator[Draft]:
        """Hold the right to add this content, and a place to put its package together out of sight.

        Waits while another thread or process holds it: look with `find` after, not before. What is not committed when
        the context ends is removed.

        Raises:
            StorageError, DiskFullError: the archive cannot be written.

        """
        with claimed(self.root, sha256) as draft:
            yield draft

    def _names(self) -> Iterator[str]:
        try:
            with os.scandir(self.root) as entries:
                yield from (entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
        except FileNotFoundError:
            return

    def _look_up(self, sha256: str, afresh: bool = False) -> Package | None:
        if afresh or not self._by_prefix:
            by_prefix: dict[str, list[str]] = {}
            for name in self._names():
                by_prefix.setdefault(name.rpartition("-")[2][:SHORT], []).append(name)
            self._by_prefix = by_prefix
        for name in self._by_prefix.get(sha256[:SHORT], ()):
            package = Package(self.root / name)
            try:
                if package.sha256 == sha256:
                    return package
            except (OSError, ValueError):
                continue
        return None
