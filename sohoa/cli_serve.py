"""`sohoa serve` on the terminal: what is watched, and what was done."""

from __future__ import annotations

import click

from core.settings import load_settings
from core.wording import near


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
        f"Canh thư mục {near(settings.raw.absolute())}, {settings.sweep_seconds} giây một lần; "
        f"việc đêm lúc {settings.night_at} ({settings.timezone}). Dừng: Ctrl-C."
    )
    serve(settings, click.echo)
    click.echo("Đã dừng.")
