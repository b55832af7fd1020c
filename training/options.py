"""What the commands of the makers have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)

corpus = click.argument("corpus", type=PATH, metavar="CORPUS", help="folder of *.txt or *.txt.xz, a paragraph a line")

real = click.option("--real", type=PATH, help="folder of real pages: INDEX.tsv, pages/ID.png, gt/ID.txt")


def command(function: Callable[..., None]) -> click.Command:
    """Return `function` as a command whose help says what an option is unless it is given."""
    return click.command(context_settings={"show_default": True})(function)


def out(default: str, written: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option `--out`: where to put what is `written`."""
    return click.option("--out", type=PATH, default=Path(default), help=written)
