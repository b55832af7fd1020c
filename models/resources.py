"""Where the data files of the steps lie."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from core.errors import MissingToolError


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
