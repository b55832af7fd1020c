"""Tables of the benchmark in Markdown, from its results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from benchmarks.engines import REFERENCE
from benchmarks.markdown import markdown, percent, rate
from benchmarks.pages import TruePage
from benchmarks.results import Result
from quality.measures import Measures, total


def by_group(results: Sequence[Result], group: Callable[[TruePage], object]) -> str:
    """Return CER in percent: a row a reading, a column a `group` of pages (in the order of the pages), and all."""
    groups = list(dict.fromkeys(group(result.page) for result in results))
    parts = [[result for result in results if group(result.page) == at] for at in groups]
    rows = [[name, *(percent(_total(part, name).cer.rate) for part in [*parts, results])] for name in columns(results)]
    return markdown(["CER %", *map(str, groups), "all"], rows)


def by_page(results: Sequence[Result]) -> str:
    """Return CER in percent: a row a page and one for all, a column a reading."""
    names = columns(results)
    pages = list(dict.fromkeys(result.page for result in results))
    parts = [(page.name, [result for result in results if result.page == page]) for page in pages]
    rows = [
        [label, *(percent(_total(part, name).cer.rate) for name in names)] for label, part in [*parts, ("all", results)]
    ]
    return markdown(["CER %", *names], rows)


def overall(results: Sequence[Result]) -> str:
    """Return every measure over all pages, a row a reading, with the counts that the rates rest on."""
    rows = []
    for column in columns(results):
        over = _total(results, column)
        rows.append([column, *map(rate, (over.cer, over.wer, over.marks)), percent(over.bag.f1)])
    return markdown(["", "CER %", "WER %", "wrong marks %", "word F1 %"], rows)


def speed(results: Sequence[Result]) -> str:
    """Return seconds a page and their ratio to the reference: medians over pages, so that a busy moment counts little.

    Without the reference among the engines there are no ratios.
    """
    done = [result for result in results if result.failure is None]
    reference = {result.page: result for result in done if result.engine == REFERENCE}
    rows = []
    for engine in dict.fromkeys(result.engine for result in done):
        own = [result for result in done if result.engine == engine]
        pairs = [(result, reference[result.page]) for result in own if result.page in reference]
        rows.append(
            [
                engine,
                f"{median(result.seconds for result in own):.2f}",
                _ratio([one.seconds / other.seconds for one, other in pairs]),
                f"{median(result.processor_seconds for result in own):.2f}",
                _ratio([one.processor_seconds / other.processor_seconds for one, other in pairs]),
            ]
        )
    return markdown(["", "s a page", f"to {REFERENCE}", "processor s a page", f"to {REFERENCE}"], rows)


def failures(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each page that an engine gave up on."""
    return [f"{result.engine} gave up on {result.page.name}: {result.failure}" for result in results if result.failure]


def columns(results: Sequence[Result]) -> list[str]:
    """Return the columns that the engines filled, in their order."""
    return list(dict.fromkeys(column.column for result in results for column in result.columns))


def _total(results: Sequence[Result], column: str) -> Measures:
    return total(one.measures for result in results for one in result.columns if one.column == column)


def _ratio(ratios: Sequence[float]) -> str:
    return f"{median(ratios):.2f}" if ratios else "–"
