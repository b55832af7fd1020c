"""`sohoa report` on the terminal: the report's summary, and where it was written."""

from __future__ import annotations

import click

from core.settings import load_settings
from core.wording import near
from core.wording import report as say
from quality import report


def run() -> None:
    """Write the report and tell of it.

    Raises:
        SettingsError: a setting cannot be.

    """
    settings = load_settings()
    findings = report.survey(settings.clean, settings.aside)
    path = report.write(findings, settings.clean.parent / report.FOLDER)
    click.echo("\n".join((*report.summary(findings), say.WRITTEN(path=near(path)))))
