"""Intake of the hot folder: what is a candidate, is it whole, what is its fingerprint. Needs no Prefect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


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


def sweep(paths: Sequence[Path], exclude: Sequence[Path] = ()) -> Iterator[Candidate]:
    """Find the candidates below `paths`, in natural order of their names; look into nothing below `exclude`.

    A folder named in `paths` is a hot folder: each file in it is a document, and so is each folder of images below.
    A file named in `paths` is a candidate itself. Hidden files, partial downloads and the litter of file managers are
    passed over.
    """
    raise NotImplementedError
