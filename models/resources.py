"""Where the data files of the steps lie."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

from core.errors import MissingToolError

_DATA: Final = frozenset((".onnx", ".npz", ".json", ".jsonl", ".cfg"))
"""Suffixes of data files; beside them lie their cards and this loader."""


def model_path(name: str) -> Path:
    """Return the path of the data file `name`.

    Raises:
        MissingToolError: the file is not installed (`make models` makes those that are made).

    """
    with as_file(files("models") / name) as path:
        if not path.is_file():
            raise MissingToolError(f"model file {name} is missing at {path}", tool=f"models/{name}")
        return path


def load_json(name: str) -> Any:
    """Return the content of the JSON data file `name`.

    Raises:
        MissingToolError: the file is not installed.

    """
    return json.loads(model_path(name).read_text(encoding="utf-8"))


def data_files() -> list[Path]:
    """Return the paths of all data files, by name."""
    with as_file(files("models")) as folder:
        return sorted(path for path in folder.iterdir() if path.suffix in _DATA)
