"""Measure sohoa beside other engines: `python -m quality.bench` (`make bench`) writes docs/benchmarks.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import shlex
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from quality import bench_pages, bench_tables
from quality.bench_engines import ENGINES, Engine
from quality.bench_pages import TruePage
from quality.bench_results import Result, run, save

CHECKOUT = Path(__file__).parent.parent
BUILD = CHECKOUT / "build"
TEMPLATE = "benchmarks.md"

PAGES = 36
"""Made pages of a full run: six of each kind of wear."""
QUICK_PAGES = 6
QUICK_REAL = 1
QUICK_WITHOUT = ("OCRmyPDF", "sohoa read")
"""The slowest engines, which a quick run leaves out."""

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(help=__doc__)
def main(
    pages: Annotated[
        int, typer.Option(min=0, help="made pages; a multiple of 6 has all kinds of wear in equal parts")
    ] = PAGES,
    real: Annotated[Path | None, typer.Option(help="folder of real pages: pages/ID.png, gt/ID.txt")] = None,
    engine: Annotated[list[str] | None, typer.Option(help="only engines of this name (may be repeated)")] = None,
    out: Annotated[
        Path | None, typer.Option(help="the report; default docs/benchmarks.md, quick: build/benchmarks.md")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="a look in two minutes: few pages, not the slowest engines")
    ] = False,
) -> None:
    """Run the engines over the pages and write the report, and beside it all readings as build/benchmarks.json."""
    unknown = set(engine or ()) - {one.name for one in ENGINES}
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(one.name for one in ENGINES)}")
    chosen = [one for one in ENGINES if (one.name in engine if engine else not quick or one.name not in QUICK_WITHOUT)]
    real_pages = bench_pages.real(real) if real else []
    count = min(pages, QUICK_PAGES) if quick else pages
    real_pages = real_pages[:QUICK_REAL] if quick else real_pages
    if not count and not real_pages:
        raise typer.BadParameter("there are no pages to read")
    versions = [(one, one.version()) for one in chosen]
    results = measure_all(count, real_pages, [one for one, version in versions if version])
    save(results, BUILD / "benchmarks.json")
    out = out or (BUILD / TEMPLATE if quick else CHECKOUT / "docs" / TEMPLATE)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(results, versions, command(pages, quick, engine or ())), encoding="utf-8")
    typer.echo(out)


def command(pages: int, quick: bool, engines: Sequence[str]) -> str:
    """Return the command that does this run again."""
    size = [*(["--quick"] if quick else []), *([] if pages == PAGES else ["--pages", str(pages)])]
    return shlex.join(["python", "-m", "quality.bench", *size, *chain(*(("--engine", name) for name in engines))])


def measure_all(made: int, real: Sequence[TruePage], engines: Sequence[Engine]) -> list[Result]:
    """Return the results of `engines` on `made` made pages and the `real` ones, with a progress bar on stderr."""
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        progress = stack.enter_context(Progress(*bar, console=Console(stderr=True)))
        task = progress.add_task("", total=(made + len(real)) * len(engines))
        results = []
        for result in run(chain(bench_pages.made(made, folder), real), engines):
            results.append(result)
            progress.update(task, advance=1, description=f"{result.page.name}, {result.engine}")
    return results


def report(results: Sequence[Result], versions: Sequence[tuple[Engine, str | None]], command: str) -> str:
    """Return the report in Markdown. `versions` also names the engines that are not installed."""
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
        made_pages=len({result.page for result in made}),
        made_texts=len({result.page.text for result in made}),
        real_pages=len({result.page for result in real}),
        all_pages=len({result.page for result in results}),
        resolutions=" and ".join(map(str, bench_pages.RESOLUTIONS)),
        speed=bench_tables.speed(results),
        failures=bench_tables.failures(results),
    )


def _processor() -> str:
    """Return the processor's name as the kernel has it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


if __name__ == "__main__":
    app()
