"""The command `sohoa`. Each command imports what it needs when it runs: none waits for the libraries of others.

Written with click itself: what typer loads beyond it takes as long as a tenth of a page's reading. All that is told
comes from the catalogue, `core.wording`.
"""

from __future__ import annotations

import gettext
import sys
from collections.abc import Callable
from pathlib import Path

import click

from core.errors import SohoaError
from core.wording import Message, click_words, english
from core.wording import command_line as say

FAILURE = 1

FORMATS = ("text", "md", "json")
"""How `read` writes."""

Command = Callable[..., None]


class _AsWritten(click.Group):
    """Commands in the order of use, as they stand here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        return list(self.commands)


@click.group(
    name="sohoa",
    cls=_AsWritten,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=str(say.SOHOA),
    epilog=str(say.OTHER_LANGUAGE),
    options_metavar=str(click_words.OPTIONS),
    subcommand_metavar=str(click_words.COMMAND),
)
def app() -> None:
    """Lead to the commands."""


_PATH = click.Path(path_type=Path)
_FROM_ONE = click.IntRange(min=1)
_FROM_ONE.name = str(click_words.INTEGER)


def _command(short: Message, long: Message) -> Callable[[Command], click.Command]:
    return app.command(short_help=str(short), help=str(long), options_metavar=str(click_words.OPTIONS))


def _file(what: Message) -> Callable[[Command], Command]:
    return click.argument("file", metavar=str(say.FILE), type=_PATH, help=str(what))


def _page(what: Message) -> Callable[[Command], Command]:
    return click.option("--page", type=_FROM_ONE, metavar="N", help=str(what))


_ALLOW_SECRET = click.option("--allow-secret", is_flag=True, help=str(say.ALLOW_SECRET))


@_command(say.DIGITIZE_SHORT, say.DIGITIZE)
@click.argument("paths", metavar=str(say.PATHS), nargs=-1, type=_PATH, help=str(say.DIGITIZE_PATHS))
@click.option("--out", type=_PATH, metavar=str(say.FOLDER), help=str(say.DIGITIZE_OUT))
@click.option("--workers", type=_FROM_ONE, metavar="N", help=str(say.DIGITIZE_WORKERS))
@click.option("--json", "as_json", is_flag=True, help=str(say.DIGITIZE_JSON))
@_ALLOW_SECRET
def digitize(paths: tuple[Path, ...], out: Path | None, workers: int | None, as_json: bool, allow_secret: bool) -> None:
    """Run the main job once."""
    from sohoa import cli_digitize

    sys.exit(cli_digitize.run(paths, out, workers, as_json, allow_secret))


@_command(say.READ_SHORT, say.READ)
@_file(say.READ_FILE)
@_page(say.READ_PAGE)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True, help=str(say.READ_FORMAT)
)
@click.option("--raw", is_flag=True, help=str(say.READ_RAW))
@_ALLOW_SECRET
def read(file: Path, page: int | None, form: str, raw: bool, allow_secret: bool) -> None:
    """Read one file to standard output."""
    from sohoa import cli_read

    output = cli_read.run(file, page, raw, form, allow_secret)
    sys.stdout.buffer.write(output)


@_command(say.INSPECT_SHORT, say.INSPECT)
@_file(say.INSPECT_FILE)
@_page(say.INSPECT_PAGE)
@click.option("--out", type=_PATH, metavar=str(say.PATH), help=str(say.INSPECT_OUT))
@_ALLOW_SECRET
def inspect(file: Path, page: int | None, out: Path | None, allow_secret: bool) -> None:
    """Write the inspection page of one file."""
    from core.wording import near
    from sohoa import cli_inspect

    click.echo(near(cli_inspect.run(file, page, out, allow_secret)))


@_command(say.SERVE_SHORT, say.SERVE)
def serve() -> None:
    """Sweep by day, work by night, until stopped."""
    from sohoa import cli_serve

    cli_serve.run()


@_command(say.REPORT_SHORT, say.REPORT)
def report() -> None:
    """Write the quality report."""
    from sohoa import cli_report

    cli_report.run()


@_command(say.DOCTOR_SHORT, say.DOCTOR)
def doctor() -> None:
    """Check the machine."""
    from sohoa import cli_doctor

    sys.exit(cli_doctor.run())


def main() -> None:
    """Run the command; tell what went wrong in one sentence."""
    if not english():
        _teach_click()
    try:
        app(prog_name="sohoa")
    except SohoaError as error:
        click.echo(f"sohoa: {error.message} [{error.code}]", err=True)
        sys.exit(FAILURE)


def _teach_click() -> None:
    """Give Click its words in Vietnamese.

    Click asks gettext, whose own catalogues are compiled files that it finds by the locale alone.
    """
    words = {message.en: message.vi for message in click_words.WORDS}

    def one(domain: str, message: str) -> str:
        return words.get(message, message)

    def counted(domain: str, msgid1: str, msgid2: str, n: int) -> str:
        return one(domain, msgid1 if n == 1 else msgid2)

    gettext.dgettext = one
    gettext.dngettext = counted


if __name__ == "__main__":
    main()
