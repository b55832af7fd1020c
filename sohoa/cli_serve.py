"""`sohoa serve` on the terminal: what is watched, and what was done."""

from __future__ import annotations

import click

from core.settings import load_settings
from core.wording import near
from core.wording import service as say


def run() -> None:
    """Serve until stopped.

    Raises:
        AlreadyRunningError: another `sohoa serve` runs.
        MissingToolError: Prefect's server does not answer.

    """
    from flows.serve import serve

    settings = load_settings()
    for folder in (settings.raw, settings.clean, settings.aside):
        folder.mkdir(parents=True, exist_ok=True)
    click.echo(
        say.WATCHING(
            folder=near(settings.raw.absolute()),
            seconds=settings.sweep_seconds,
            time=settings.night_at,
            zone=settings.timezone,
        )
    )
    serve(settings, click.echo)
    click.echo(str(say.STOPPED))
