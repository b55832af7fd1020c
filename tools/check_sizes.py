"""Refuse large files in Git, which keeps every version of them for good: `python tools/check_sizes.py [DIR]`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

LARGEST = 500_000
"""Bytes of a file. The largest that is no weight, no sample and no picture, a lock file, has 360,000."""

LARGER = {"models/*.onnx": 6_000_000, "models/*.npz": 3_000_000, "data/raw/mau-*": 1_000_000, "docs/anh/*": 1_000_000}
"""Names of files that may be larger, and bytes that they may have. A `*` also stands for slashes."""


def too_large(root: Path, names: list[str]) -> Iterator[str]:
    """Yield a message for each file below `root` that is larger than one of its name may be."""
    for name in names:
        path = root / name
        limit = next((limit for pattern, limit in LARGER.items() if fnmatchcase(name, pattern)), LARGEST)
        size = path.stat().st_size if path.is_file() else 0  # removed, but not from Git's index yet
        if size > limit:
            yield f"{name}: {size:,} bytes, more than the {limit:,} that such a file may have in Git"


def tracked(root: Path) -> list[str]:
    """Return the files that Git tracks below `root`; none where that is no checkout.

    Raises:
        OSError, subprocess.CalledProcessError: Git is missing or failed.
    """
    if not (root / ".git").exists():
        return []
    # Git refuses another user's checkout otherwise.
    command = ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z"]
    listed = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return listed.stdout.decode(errors="surrogateescape").split("\0")[:-1]


def main() -> int:
    """Check the checkout that was named, or this one; return 1 if it has too large a file."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent
    messages = list(too_large(root, tracked(root)))
    for message in messages:
        print(message, file=sys.stderr)
    if messages:
        print("Leave it out, make it smaller, or allow its name in tools/check_sizes.py.", file=sys.stderr)
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main())
