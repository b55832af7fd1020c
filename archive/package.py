"""The archive on disk: one directory a document, written aside and renamed into place.

<slug of the name>-<12 hex digits of the content's SHA-256>/
    original/<name>           the scan, untouched (for a folder: original/<folder>/<image>…)
    text.txt                  printed text, a form feed between pages
    document.json             the full record (archive.record)
    manifest-sha256.txt       checksums in the format of sha256sum(1)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.record import DocumentRecord, SourceRecord

MANIFEST = "manifest-sha256.txt"
DOCUMENT = "document.json"
TEXT = "text.txt"
ORIGINAL = "original"


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
        """The files of the original."""
        raise NotImplementedError

    @property
    def sha256(self) -> str:
        """Identity of the content, worked out from the manifest."""
        raise NotImplementedError

    def source(self) -> SourceRecord:
        """Where the document came from: the `source` of document.json, without parsing the rest."""
        raise NotImplementedError

    def record(self) -> DocumentRecord:
        """Read the full record."""
        raise NotImplementedError

    def text(self) -> str:
        """Read the printed text."""
        raise NotImplementedError

    def damage(self) -> list[str]:
        """Check every file against the manifest; return what is missing, changed or unlisted (empty if all is well)."""
        raise NotImplementedError


class Archive:
    """The folder of packages."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def packages(self) -> Iterator[Package]:
        """All packages, by name."""
        raise NotImplementedError

    def find(self, sha256: str) -> Package | None:
        """Return the package whose content has this identity, if it is in the archive."""
        raise NotImplementedError

    def recover(self) -> list[str]:
        """Remove what a killed run left behind unfinished; return the names. Work of living runs is not touched."""
        raise NotImplementedError

    @contextmanager
    def claim(self, sha256: str) -> Iterator[None]:
        """Hold the right to add this content; waits while another thread or process holds it."""
        raise NotImplementedError
