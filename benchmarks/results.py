"""Running every engine over every page, and the results that the tables are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from benchmarks.engines import Engine, EngineFailedError, one_core
from benchmarks.pages import TruePage
from ocr.elements import Page
from quality.measures import Measures, measure


@dataclass(frozen=True, slots=True)
class ColumnResult:
    """A reading and its measures. `column` is the engine's name for it in the tables of accuracy."""

    column: str
    text: str
    measures: Measures


@dataclass(frozen=True, slots=True)
class Result:
    """What one engine did on one page. If it gave up, `failure` says why, and its readings are empty.

    `read` is the whole reading before correction, from sohoa alone.
    """

    page: TruePage
    engine: str
    columns: tuple[ColumnResult, ...]
    seconds: float
    processor_seconds: float
    failure: str | None = None
    read: Page | None = None


def run(pages: Iterable[TruePage], engines: Sequence[Engine]) -> Iterator[Result]:
    """Yield results page by page, all engines on each in turn: what else the machine does strikes all alike."""
    for page in pages:
        for engine in engines:
            with one_core():
                yield _read(page, engine)


def _read(page: TruePage, engine: Engine) -> Result:
    try:
        reading = engine.read(page)
    except EngineFailedError as failure:
        empty = tuple(ColumnResult(column, "", measure(page.text, "")) for column in engine.columns)
        return Result(page, engine.name, empty, 0.0, 0.0, str(failure))
    columns = tuple(ColumnResult(name, text, measure(page.text, text)) for name, text in reading.texts.items())
    return Result(page, engine.name, columns, reading.seconds, reading.processor_seconds, read=reading.page)


def save(results: Sequence[Result], path: Path) -> None:
    """Write the results with all texts as JSON, to look into what an engine got wrong."""
    path.parent.mkdir(parents=True, exist_ok=True)
    boxes: Any = {"__all__": {"page": {"truth"}, "read": True}}
    path.write_bytes(TypeAdapter(Sequence[Result]).dump_json(results, indent=1, exclude=boxes))
