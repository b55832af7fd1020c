"""What each step of reading is worth: the same pages read with one step left out at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.pages import TruePage
from benchmarks.pool import readers
from ocr.elements import Page
from ocr.read import ReadSettings, read_page
from postprocess.understand import understand
from quality.measures import Measures, measure

STEPS = {
    "background": "no background division, no ink stretch",
    "colour": "coloured ink not lifted, no coloured stamps",
    "geometry": "no turn, skew or bend set right",
    "stamps": "stamps not looked for; coloured ink alone lifted off",
    "rules": "rules not lifted, no tables",
    "zones": "plain order from top to bottom",
    "tesseract": "the network's reading alone",
    "network": "Tesseract's reading alone",
}
"""What can be left out (`ReadSettings.without`), and what that means."""


@dataclass(frozen=True, slots=True)
class Without:
    """What a page's reading before correction comes to without a step; a page that failed counts as read empty."""

    step: str
    page: TruePage
    measures: Measures


def settings(step: str) -> ReadSettings:
    """Return how to read without `step`."""
    return ReadSettings(without=frozenset({step}))


def ablate(pages: Sequence[TruePage], steps: Sequence[str] = tuple(STEPS)) -> Iterator[Without]:
    """Yield the measures of every page without each of `steps` in turn, read on all cores."""
    for step in steps:
        with readers(len(os.sched_getaffinity(0)), partial(read_page, settings=settings(step))) as read:
            for page, reading in zip(pages, read([page.image for page in pages]), strict=True):
                yield Without(step, page, measure(page.text, raw_text(reading) if reading else ""))


def raw_text(page: Page) -> str:
    """Return the text before correction, as the engines' table has it."""
    return understand([page], correct=False, tag=False).text
