"""Folders of running text: what made pages say, and what the language model is counted from and was held out of."""

from __future__ import annotations

import io
import itertools
import lzma
from collections.abc import Iterator
from pathlib import Path

HELD_OUT = 50
"""Every so manieth line is held out of counting: perplexity is measured on it."""


def corpus_files(folder: Path) -> list[Path]:
    """Return the texts of `folder` in order of name."""
    return sorted([*folder.glob("*.txt"), *folder.glob("*.txt.xz")])


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a file of the corpus."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as file:
            yield from file
    else:
        with path.open(encoding="utf-8") as file:
            yield from file


def held_out(folder: Path) -> Iterator[str]:
    """Yield the lines of the corpus that the model is not made from."""
    every = itertools.chain.from_iterable(lines_of(path) for path in corpus_files(folder))
    return itertools.islice(every, HELD_OUT - 1, None, HELD_OUT)


def paragraphs_of(folder: Path) -> list[str]:
    """Return the paragraphs of the texts in `folder` (`*.txt`, `*.txt.xz`), marks of emphasis dropped."""
    lines: list[str] = []
    for path in sorted(folder.glob("*.txt*")):
        data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        with io.StringIO(data.decode("utf-8")) as text:
            lines.extend(line.strip().replace("**", "").replace("__", "") for line in text if len(line) > 3)
    return lines
