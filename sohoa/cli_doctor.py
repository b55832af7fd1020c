"""`sohoa doctor` on the terminal: one line a check, in the colour of its verdict, with what to do about it."""

from __future__ import annotations

import click

from core.settings import load_settings
from core.wording import doctor as say
from sohoa.doctor import Verdict, examine

_SHOWN = {
    Verdict.OK: (say.OK, "green"),
    Verdict.NOTE: (say.NOTE, "yellow"),
    Verdict.PROBLEM: (say.PROBLEM, "red"),
}
# The longest of the verdicts in either language ("broken").
_WIDTH = 6


def run() -> int:
    """Check the machine, tell of each check as it ends, and return the exit status: 1 if something is broken.

    Raises:
        SettingsError: a setting cannot be.

    """
    broken = 0
    for finding in examine(load_settings()):
        verdict, colour = _SHOWN[finding.verdict]
        click.echo(f"{click.style(f'{verdict!s:<{_WIDTH}}', fg=colour)}  {finding.name}: {finding.seen}")
        if finding.advice:
            click.echo(f"{' ' * _WIDTH}  → {finding.advice}")
        broken += finding.verdict is Verdict.PROBLEM
    click.echo(f"\n{say.NOT_READY(broken) if broken else say.READY}")
    return min(broken, 1)
