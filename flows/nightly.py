"""The flow `nightly`: sweep the hot folder, try again what failed for a passing reason, write the quality report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from core.settings import load_settings
from core.wording import near, service
from flows.digitize import digitize


@flow(name="nightly", persist_result=False)
def nightly() -> State[Any]:
    """Do the night's work; the state's result is the path of the report, which is written whatever befell the sweep."""
    swept = digitize(take_out=True, return_state=True)
    path = write_report()
    if not swept.is_completed():
        return Failed(message=swept.message, data=path)
    return Completed(message=service.NIGHT_DONE(swept=swept.message, report=near(path)), data=path)


@task(name="report", cache_policy=NO_CACHE, persist_result=False)
def write_report() -> Path:
    """Write the quality report, and show its summary as an artifact."""
    from quality import report

    settings = load_settings()
    findings = report.survey(settings.clean, settings.aside)
    path = report.write(findings, settings.clean.parent / report.FOLDER)
    lines = "\n".join(f"- {line}" for line in report.summary(findings))
    create_markdown_artifact(f"{lines}\n\n`{path}`", key="bao-cao", description=str(service.QUALITY_REPORT))
    return path
