"""Names on disk: what a package is called and what its files are called."""

from __future__ import annotations

import re
import unicodedata

MANIFEST = "manifest-sha256.txt"
DOCUMENT = "document.json"
TEXT = "text.txt"
MARKDOWN = "document.md"
ORIGINAL = "original"
WORK = ".work"
"""Directory of drafts and locks, in the archive itself: a rename must not leave the file system."""

SHORT = 12
"""Hexadecimal digits of the content's SHA-256 in a package's name: 48 bits, no clash among millions."""

_LONGEST_SLUG = 60
_NAMELESS = "tai-lieu"


def slug(name: str) -> str:
    """Return `name` in lower-case ASCII letters, digits and hyphens, diacritics folded, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("đ", "d")).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].rstrip("-") or _NAMELESS


def package_name(name: str, sha256: str, digits: int = SHORT) -> str:
    """Return the directory name for a document called `name`: readable, ASCII, unique by its content."""
    return f"{slug(name)}-{sha256[:digits]}"
