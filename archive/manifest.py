"""Checksums: SHA-256 of files, the identity of a document's content, and manifests that `sha256sum -c` reads."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from archive.record import OriginalFile

_HASH_LENGTH = 64


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal.

    Raises:
        OSError: the file cannot be read, or is a symbolic link.

    """
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def identity(files: Sequence[OriginalFile], folder: bool) -> str:
    """Return what identifies a document: the SHA-256 of its file; for a folder, that of the manifest of its files."""
    if not folder:
        (only,) = files
        return only.sha256
    return hashlib.sha256(format_manifest({file.name: file.sha256 for file in files})).hexdigest()


def format_manifest(checksums: Mapping[str, str]) -> bytes:
    """Write name → SHA-256 as sha256sum(1) does, ordered by name.

    Names with a line break or backslash are escaped and their line marked with a backslash (GNU coreutils).
    """
    lines = []
    for name in sorted(checksums):
        escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        mark = "\\" if escaped != name else ""
        lines.append(os.fsencode(f"{mark}{checksums[name]}  {escaped}\n"))
    return b"".join(lines)


def parse_manifest(data: bytes) -> dict[str, str]:
    """Read name → SHA-256 back.

    Raises:
        ValueError: a line is not of a manifest.

    """
    checksums = {}
    for line in data.split(b"\n"):
        if not line:
            continue
        text = os.fsdecode(line)
        escaped = text.startswith("\\")
        text = text[1:] if escaped else text
        checksum, name = text[:_HASH_LENGTH], text[_HASH_LENGTH + 2 :]
        if len(checksum) != _HASH_LENGTH or not name:
            raise ValueError(f"not a line of a manifest: {text!r}")
        checksums[_unescape(name) if escaped else name] = checksum
    return checksums


def _unescape(name: str) -> str:
    kept = name.split("\\\\")  # what lies between escaped backslashes
    return "\\".join(part.replace("\\n", "\n").replace("\\r", "\r") for part in kept)


def files_below(folder: Path) -> Iterable[str]:
    """Yield the paths of all files below `folder`, relative to it, with forward slashes."""
    for path in sorted(folder.rglob("*")):
        if not path.is_dir() or path.is_symlink():
            yield path.relative_to(folder).as_posix()
