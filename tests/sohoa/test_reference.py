"""The command-line reference is what `--help` says, and says something of every command, argument and option."""

from __future__ import annotations

import copy

import click

from core.wording import command_line
from sohoa import reference
from sohoa.cli import app


def test_the_reference_is_what_help_says() -> None:
    assert reference.FILE.read_text("utf-8") == reference.reference(), "make docs"


def test_every_command_and_option_is_documented() -> None:
    assert list(reference.undocumented(app)) == []


def test_what_has_no_help_is_named() -> None:
    @click.command(short_help=str(command_line.READ_SHORT), help=str(command_line.READ))
    @click.argument("file")
    @click.option("--page", help="A page.")
    @click.option("--raw", help=str(command_line.READ_RAW))
    def known(file: str, page: str, raw: str) -> None: ...

    @click.command()
    def unknown() -> None:
        """Say only this."""

    group = copy.copy(app)
    group.commands = {"known": known, "unknown": unknown}
    assert list(reference.undocumented(group)) == ["known file", "known --page", "unknown"]
