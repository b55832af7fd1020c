"""The report of the benchmark: its template filled with the tables."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks import pages as bench_pages
from benchmarks.engines import ONE_THREAD, RAW, Engine
from benchmarks.measures import one_file, scanned_again
from benchmarks.measures.ablation import Without
from benchmarks.measures.calibration import Calibration, calibrate, judge
from benchmarks.measures.capacity import Capacity
from benchmarks.measures.one_file import Way
from benchmarks.measures.scanned_again import Again
from benchmarks.results import Result
from benchmarks.tables import alone as bench_alone
from benchmarks.tables import correction as bench_correction
from benchmarks.tables import engines as bench_tables
from benchmarks.tables import reliability_diagram
from benchmarks.tables import stamps as bench_stamps
from benchmarks.tables import structure as bench_structure
from benchmarks.tables.correction import CleanText
from benchmarks.tables.stamps import RealStamps

TEMPLATE = "benchmarks.md"
DIAGRAM = "anh/reliability.svg"
"""Where the diagram stands, from the report's folder."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What was measured of sohoa alone.

    Stamps of all real pages, real pages scanned again, readings with a step left out, workers, clean texts, a document
    of many pages, and how documents are understood. Empty or None is what was not measured.
    """

    real_stamps: tuple[RealStamps, ...] = ()
    again: tuple[Again, ...] = ()
    ablation: tuple[Without, ...] = ()
    capacity: Capacity | None = None
    clean_texts: tuple[CleanText, ...] = ()
    one_file: tuple[Way, ...] = ()
    structure: bench_structure.Structures | None = None


def write(
    path: Path,
    results: Sequence[Result],
    versions: Sequence[tuple[Engine, str | None]],
    command: str,
    alone: Alone,
    load: float,
) -> None:
    """Write the report, and the diagram beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(report(results, versions, command, alone, load), encoding="utf-8")
    if calibrations := _calibrations(results):
        reliability_diagram.draw(calibrations, path.parent / DIAGRAM)


def report(
    results: Sequence[Result],
    versions: Sequence[tuple[Engine, str | None]],
    command: str,
    alone: Alone = Alone(),
    load: float = 0.0,
) -> str:
    """Return the report in Markdown.

    `versions` also names the engines that are not installed; `load` is what else the machine was busy with before the
    run (getloadavg(3), over a minute): beside others no speed can be relied on.
    """
    made = [result for result in results if result.page.wear]
    real = [result for result in results if not result.page.wear]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(TEMPLATE).render(
        command=command,
        load=f"{load:.1f}",
        date=dt.date.today().isoformat(),
        machine=f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        engines=versions,
        made=made
        and {
            "by_wear": bench_tables.by_group(made, lambda page: page.wear),
            "by_resolution": bench_tables.by_group(made, lambda page: f"{page.dpi} dpi"),
            "overall": bench_tables.overall(made),
        },
        real=real and {"by_page": bench_tables.by_page(real), "overall": bench_tables.overall(real)},
        again=scanned_again.table(alone.again) if alone.again else "",
        made_pages=len({result.page for result in made}),
        made_texts=len({result.page.text for result in made}),
        real_pages=len({result.page for result in real}),
        all_pages=len({result.page for result in results}),
        resolutions=" and ".join(map(str, bench_pages.RESOLUTIONS)),
        made_stamps=_made_stamps(made),
        real_stamps=bench_stamps.real(alone.real_stamps) if alone.real_stamps else "",
        reliability=bench_alone.reliability(calibrations) if (calibrations := _calibrations(results)) else "",
        diagram=DIAGRAM,
        correction=_correction(results, alone.clean_texts),
        ablation=_ablation(results, alone.ablation),
        structure=alone.structure and bench_structure.tables(alone.structure),
        workers=alone.capacity
        and {
            "speed": bench_alone.speed_of_workers(alone.capacity),
            "memory": bench_alone.memory(alone.capacity),
            "images": alone.capacity.images,
            "pages": alone.capacity.pages,
        },
        environment=" ".join(f"{name}={value}" for name, value in ONE_THREAD.items()),
        speed=bench_tables.speed(results),
        one_file=one_file.table(alone.one_file) if alone.one_file else "",
        file_pages=alone.one_file[0].pages if alone.one_file else 0,
        failures=bench_tables.failures(results),
    )


def _made_stamps(results: Sequence[Result]) -> dict[str, Any]:
    judged = [bench_stamps.judge_made(result.page, result.read) for result in results if result.read]
    pages = [page for page in judged if page]
    if not pages:
        return {}
    return {
        "by_kind": bench_stamps.by_kind(pages),
        "by_wear": bench_stamps.by_wear(pages),
        "false_kinds": bench_stamps.false_kinds(pages),
        "words_lost": bench_stamps.words_lost(pages),
    }


def _calibrations(results: Sequence[Result]) -> dict[str, Calibration]:
    """Return the calibration on made and on real pages, as far as sohoa read some."""
    words = {
        name: [
            word
            for result in results
            if result.read and bool(result.page.wear) is made
            for word in judge(result.page.text, result.read)
        ]
        for name, made in (("made pages", True), ("real pages", False))
    }
    return {name: calibrate(several) for name, several in words.items() if several}


def _correction(results: Sequence[Result], texts: Sequence[CleanText]) -> dict[str, Any]:
    groups = bench_correction.judged(results)
    if not groups:
        return {}
    return {
        "by_group": bench_correction.by_group(groups),
        "spoiled": bench_correction.spoiled(groups),
        "calibration": bench_correction.calibration(groups),
        "milliseconds": f"{1000 * bench_correction.seconds_a_page(results):.0f}",
        "clean": bench_correction.clean_table(texts) if texts else "",
    }


def _ablation(results: Sequence[Result], without: Sequence[Without]) -> str:
    whole = {result.page: one.measures for result in results for one in result.columns if one.column == RAW}
    return bench_alone.ablation(whole, without) if whole and without else ""


def _processor() -> str:
    """Return the processor's name as the kernel has it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
