"""The command-line reference, `docs/cli.md`: made from `--help`, so that it cannot tell anything else.

`python -m sohoa.reference` prints it (`make docs`); with `--check` it says what is stale or undocumented (`make lint`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from core.wording import Message, command_line
from sohoa.cli import app

FILE = Path(__file__).parent.parent / "docs" / "cli.md"
# Wide enough for the lines of exit statuses.
_COLUMNS = 100

_INTRODUCTION = """\
# The command line

*Made from `--help` by `make docs`: change the texts in `core/wording/command_line.py`, not here.*

`sohoa` speaks Vietnamese, or English with `SOHOA_LANG=en`. Settings are in `core/settings.py`."""


def reference() -> str:
    """Return the reference as Markdown: the commands at a glance in Vietnamese, then each one's help in English."""
    parts = [_INTRODUCTION, "## The commands at a glance, in Vietnamese", _help("vi"), "## sohoa", _help("en")]
    for name in app.commands:
        parts += [f"## sohoa {name}", _help("en", name)]
    return "\n\n".join(parts) + "\n"


def undocumented(group: click.Group) -> Iterator[str]:
    """Yield the commands of `group`, and their arguments and options, whose help is not in the catalogue of wording.

    Of a command without help Click would show the docstring, which is for programmers, and has one language.
    """
    known = {str(message) for message in vars(command_line).values() if isinstance(message, Message)}
    for name, command in group.commands.items():
        if {command.help, command.short_help} - known:
            yield name
        for parameter in command.params:
            if getattr(parameter, "help", None) not in known:
                yield f"{name} {parameter.opts[0] if isinstance(parameter, click.Option) else parameter.name}"


def _help(language: str, *command: str) -> str:
    """Return what `sohoa COMMAND --help` says, as a block of Markdown."""
    done = subprocess.run(
        [sys.executable, "-m", "sohoa.cli", *command, "--help"],
        env={**os.environ, "SOHOA_LANG": language, "COLUMNS": str(_COLUMNS), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return f"```\n{done.stdout.rstrip()}\n```"


@click.command()
@click.option("--check", is_flag=True, help="Say what is undocumented or stale instead.")
def main(check: bool) -> None:
    """Print the reference of the command line, in Markdown."""
    if not check:
        sys.stdout.buffer.write(reference().encode())
        return
    wrong = [f"sohoa {name}: no help in core/wording/command_line.py" for name in undocumented(app)]
    if FILE.read_text("utf-8") != reference():
        wrong.append("docs/cli.md is not what --help says: make docs")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
