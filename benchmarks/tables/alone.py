"""Tables of what is measured of sohoa alone, in Markdown: its confidence, its steps, its workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archive.confidence import LOW_CONFIDENCE
from benchmarks.markdown import markdown, rate
from benchmarks.measures.ablation import STEPS, Without
from benchmarks.measures.calibration import BINS, Bin, Calibration
from benchmarks.measures.capacity import SETTLED, Capacity
from benchmarks.pages import TruePage
from quality.measures import Measures, total


def reliability(calibrations: Mapping[str, Calibration]) -> str:
    """Return a row a bin of confidence, one for doubtful words, and one for all with the calibration error.

    Three columns a set of pages.
    """
    rows = []
    for number in range(BINS):
        row = [f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}"]
        rows.append(row + _cells(calibration.bins[number] for calibration in calibrations.values()))
    rows.append(
        [
            f"doubtful: under {LOW_CONFIDENCE:.1f}",
            *_cells(calibration.doubtful for calibration in calibrations.values()),
        ]
    )
    errors = [[str(one.words), "ECE", f"{one.error:.4f}"] for one in calibrations.values()]
    rows.append(["all", *(cell for error in errors for cell in error)])
    head = [f"{name}: {what}" for name in calibrations for what in ("words", "mean confidence", "share right")]
    return markdown(["confidence", *head], rows)


def _cells(bins: Iterable[Bin]) -> list[str]:
    """Return words, mean confidence and share right of each."""
    several = ((str(b.words), f"{b.confidence:.3f}", f"{b.accuracy:.3f}") if b.words else ("0", "–", "–") for b in bins)
    return [cell for cells in several for cell in cells]


def ablation(whole: Mapping[TruePage, Measures], without: Sequence[Without]) -> str:
    """Return CER in percent before correction, a row a step left out, and how much worse that is than with all steps.

    `whole` has the reading with all steps of at least the pages of `without`; the others are left out.
    """
    pages = [page for page in whole if page in {one.page for one in without}]
    groups = {
        name: [page for page in pages if (page.wear is not None) is made]
        for name, made in (("made", True), ("real", False))
    }
    groups = {name: group for name, group in groups.items() if group}
    rows = [["none", "", *(cell for group in groups.values() for cell in (_cer(whole, group), ""))]]
    for step in dict.fromkeys(one.step for one in without):
        parts = {one.page: one.measures for one in without if one.step == step}
        row = [step, STEPS.get(step, "")]
        for group in groups.values():
            worse = total(parts[p] for p in group).cer.rate - total(whole[p] for p in group).cer.rate
            row += [_cer(parts, group), f"{100 * worse:+.2f}"]
        rows.append(row)
    head = [cell for name, group in groups.items() for cell in (f"{name}: CER % ({len(group)} pages)", "worse by")]
    return markdown(["left out", "which means", *head], rows, words=2)


def _cer(measures: Mapping[TruePage, Measures], pages: Sequence[TruePage]) -> str:
    return rate(total(measures[page] for page in pages).cer)


def speed_of_workers(capacity: Capacity) -> str:
    """Return pages a minute with one and with two workers, and their ratio."""
    rates = [f"{capacity.one_worker:.1f}", f"{capacity.two_workers:.1f}", f"{capacity.ratio:.2f}"]
    return markdown(["", "one worker", "two workers", "ratio"], [["pages a minute", *rates]])


def memory(capacity: Capacity) -> str:
    """Return the workers' resident memory after some and after all pages, what it grew by, and its peak."""
    settled = min(SETTLED, capacity.pages)
    early, late = capacity.resident(settled), capacity.resident(capacity.pages)
    row = [f"{early:.0f}", f"{late:.0f}", f"{100 * (late / early - 1):+.1f}", f"{capacity.peak:.0f}"]
    head = ["", f"after {settled} pages", f"after {capacity.pages} pages", "growth %", "peak"]
    return markdown(head, [["resident MiB of a worker", *row]])
