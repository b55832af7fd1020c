"""Measure sohoa beside other engines: `python -m benchmarks.bench` (`make bench`) writes docs/benchmarks.md."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import pages as bench_pages
from benchmarks import pool as bench_pool
from benchmarks import results as bench_results
from benchmarks.engines import ENGINES, Engine, EngineFailedError
from benchmarks.measures import ablation, capacity, one_file, scanned_again, stamp_index
from benchmarks.pages import TruePage
from benchmarks.progress import cores, progress, watched
from benchmarks.results import Result
from benchmarks.tables import correction as bench_correction
from benchmarks.tables import report as bench_report
from benchmarks.tables import structure as bench_structure
from benchmarks.tables.report import Alone
from benchmarks.tables.stamps import RealStamps
from ocr.read import read_page
from synthesis.content import variety

CHECKOUT = Path(__file__).parent.parent
BUILD = CHECKOUT / "build"

PAGES = 36
"""Made pages of a full run: six of each kind of wear."""
ABLATION_PAGES = 12
"""Made pages that are read with each step left out: two of each kind of wear."""
DOCUMENTS = 60
"""Made documents of a full run: one of each type and form."""
QUICK_PAGES = 6
QUICK_DOCUMENTS = 2
QUICK_REAL = 1
QUICK_WITHOUT = ("OCRmyPDF", "sohoa read")
"""The slowest engines, which a quick run leaves out."""

_PATH, _COUNT = click.Path(path_type=Path), click.IntRange(min=0)


@click.command(help=__doc__)
@click.option(
    "--pages",
    type=_COUNT,
    default=PAGES,
    show_default=True,
    help="made pages; a multiple of 6 has all kinds of wear in equal parts",
)
@click.option("--real", type=_PATH, help="folder of real pages: INDEX.tsv, pages/ID.png, gt/ID.txt")
@click.option(
    "--corpus", type=_PATH, help="folder of the text that the language model was made from, for what it held out"
)
@click.option("--engine", multiple=True, help="only engines of this name (may be repeated)")
@click.option("--out", type=_PATH, help="the report; default docs/benchmarks.md, quick: build/benchmarks.md")
@click.option("--quick", is_flag=True, help="a look in two minutes: few pages, not the slowest engines")
@click.option("--ablation/--no-ablation", "without", default=None, help="read with each step left out; default if full")
@click.option(
    "--endurance",
    type=_COUNT,
    help=f"pages that two workers read on end, 0 for none; default {capacity.PAGES} if full",
)
@click.option(
    "--documents",
    type=_COUNT,
    help=f"made documents whose structure is measured; default {DOCUMENTS}, quick: {QUICK_DOCUMENTS}",
)
def main(
    pages: int,
    real: Path | None,
    corpus: Path | None,
    engine: tuple[str, ...],
    out: Path | None,
    quick: bool,
    without: bool | None,
    endurance: int | None,
    documents: int | None,
) -> None:
    """Run the engines over the pages and write the report, and beside it all readings as build/benchmarks.json.

    A run is full if it is neither quick nor of chosen engines.
    """
    unknown = set(engine) - {one.name for one in ENGINES}
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(one.name for one in ENGINES)}")
    chosen = [one for one in ENGINES if (one.name in engine if engine else not quick or one.name not in QUICK_WITHOUT)]
    full = not quick and not engine
    made = min(pages, QUICK_PAGES) if quick else pages
    real_pages = bench_pages.real(real)[: QUICK_REAL if quick else None] if real else []
    if not made and not real_pages:
        raise click.BadParameter("there are no pages to read")
    versions, load = [(one, one.version()) for one in chosen], os.getloadavg()[0]
    with TemporaryDirectory(prefix="bench-") as folder:
        every = chain(bench_pages.made(made, Path(folder)), real_pages)
        results = measure_all(every, made + len(real_pages), [one for one, version in versions if version])
        bench_results.save(results, BUILD / "benchmarks.json")
        alone = Alone(
            real_stamps=tuple(stamps_of(real, results, quick)) if real else (),
            again=tuple(read_again(real_pages, Path(folder))) if full else (),
            ablation=tuple(ablate(results)) if (full if without is None else without) else (),
            clean_texts=tuple(bench_correction.clean_texts(corpus)),
            capacity=endure(results, (capacity.PAGES if full else 0) if endurance is None else endurance),
            one_file=in_one_file(results, Path(folder)) if full else (),
            structure=understood(
                real if full else None,
                documents if documents is not None else DOCUMENTS if full else QUICK_DOCUMENTS if quick else 0,
            ),
        )
    out = out or (BUILD if quick else CHECKOUT / "docs") / bench_report.TEMPLATE
    folders = [option for option, folder in (("--real", real), ("--corpus", corpus)) if folder]
    again = command(pages, quick, engine, without, endurance, documents, folders)
    bench_report.write(out, results, versions, again, alone, load)
    click.echo(out)


def command(
    pages: int,
    quick: bool,
    engines: Sequence[str],
    without: bool | None = None,
    endurance: int | None = None,
    documents: int | None = None,
    folders: Sequence[str] = (),
) -> str:
    """Return the command that does this run again; `folders` are the options that name a folder of the machine's."""
    options = [*(["--quick"] if quick else []), *([] if pages == PAGES else ["--pages", str(pages)])]
    options += chain(*(("--engine", name) for name in engines))
    options += [] if without is None else ["--ablation" if without else "--no-ablation"]
    options += [] if endurance is None else ["--endurance", str(endurance)]
    options += [] if documents is None else ["--documents", str(documents)]
    options += chain(*((option, option.strip("-").upper()) for option in folders))
    return shlex.join(["python", "-m", "benchmarks.bench", *options])


def measure_all(pages: Iterable[TruePage], count: int, engines: Sequence[Engine]) -> list[Result]:
    """Return the results of `engines` on `count` pages."""
    return list(watched(bench_results.run(pages, engines), count * len(engines), "engines"))


def stamps_of(folder: Path, results: Sequence[Result], only_read: bool) -> Iterator[RealStamps]:
    """Yield the stamps of all real pages in `folder`; of those that sohoa has read already with `only_read`."""
    readings = {result.page.image: result.read for result in results if result.read}
    index = stamp_index.load(folder)
    images = sorted(path for path in folder.glob("pages/*") if readings)
    rest = [] if only_read else [path for path in images if path not in readings]
    with bench_pool.readers(cores(), read_page) as read:
        seen = watched(read(rest), len(rest), "stamps")
        readings |= {path: page for path, page in zip(rest, seen, strict=True) if page}
    for path in images:
        if path in readings:
            yield RealStamps(path.stem, readings[path].stamps, index.get(path.name))


def read_again(pages: Sequence[TruePage], folder: Path) -> Iterator[scanned_again.Again]:
    """Return the measures of real pages after small changes."""
    again = scanned_again.read_again(pages, folder, cores())
    return watched(again, len(pages) * len(scanned_again.CHANGES), "again")


def ablate(results: Sequence[Result]) -> Iterator[ablation.Without]:
    """Return the measures of the real pages and some made ones with each step left out."""
    pages = list(dict.fromkeys(result.page for result in results if result.read))
    some = [page for page in pages if page.wear][:ABLATION_PAGES] + [page for page in pages if not page.wear]
    return watched(ablation.ablate(some), len(some) * len(ablation.STEPS), "ablation")


def endure(results: Sequence[Result], pages: int) -> capacity.Capacity | None:
    """Return what workers do on `pages` pages; None for 0."""
    images = list(dict.fromkeys(result.page.image for result in results))[: capacity.IMAGES]
    if not pages or not images:
        return None
    with progress() as bar:
        task = bar.add_task("workers", total=len(images) + pages)
        return capacity.measure(images, pages, lambda: bar.advance(task))


def in_one_file(results: Sequence[Result], folder: Path) -> tuple[one_file.Way, ...]:
    """Return how long commands take for a document of the real pages and some made ones."""
    pages = dict.fromkeys(result.page for result in results)
    some = sorted(pages, key=lambda page: page.wear is not None)[: one_file.PAGES]
    try:
        return tuple(watched(one_file.measure(some, folder), one_file.TURNS * one_file.WAYS, "one file"))
    except EngineFailedError as error:  # no reason to lose the rest of the report
        click.echo(f"one file: {error}", err=True)
        return ()


def understood(real: Path | None, documents: int) -> bench_structure.Structures | None:
    """Return how `documents` made documents and those of the folder `real` are understood; None for none."""
    if not documents:
        return None
    made = list(islice(variety.documents(1 + documents // DOCUMENTS), documents))
    with bench_pool.readers(cores(), read_page) as read:
        return bench_structure.Structures(
            tuple(watched(bench_structure.of_text(made), len(made), "structure")),
            tuple(watched(bench_structure.of_pages(made, read), len(made), "documents")),
            tuple(bench_structure.of_real(real, read)) if real else (),
        )


if __name__ == "__main__":
    main()
