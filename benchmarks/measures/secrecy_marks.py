"""How many marks of secrecy stop a made page: free ones, and those that the stamp of receipt lies close to or on.

    python -m benchmarks.measures.secrecy_marks [--pages 6] [--seed 1] [--cores 2]

So many documents in each kind of wear, at 150 and 200 dpi in turn, the three degrees in turn. A mark counts as read if
its degree is read, as suspected if a person is asked; pages without a mark say how often one is made up.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from PIL import Image

import synthesis
from benchmarks.markdown import markdown
from benchmarks.pool import readers
from ocr.elements import Page
from ocr.read import read_page
from postprocess.secrecy import find_markings
from postprocess.words.secrecy_words import Sight
from synthesis.form import Document, Over

DEGREES = "MẬT", "TỐI MẬT", "TUYỆT MẬT"
_DPIS = 150, 200

PLACES = {
    "free": None,
    "stamp close to it or on it": Over.TITLE,
    "stamp on it": Over.HEADER,
    "none, a stamp there": Over.HEADER,
}
"""What the stamp of receipt lies over; in the last, pages have no mark."""

_READ, _WRONG, _SUSPECTED, _MISSED = "read", "wrong degree", "suspected", "nothing seen"


def documents(place: str, degree: str) -> Iterator[Document]:
    """Yield the project's own texts that bear a stamp of receipt, over and over, marked with `degree` at `place`."""
    stamped = [document for document in map(synthesis.load, synthesis.documents()) if document.incoming]
    for document in itertools.cycle(stamped):
        over, stamp = PLACES[place], document.incoming
        incoming = dataclasses.replace(stamp, over=over) if stamp and over else None
        yield dataclasses.replace(document, secrecy=degree, urgency="", incoming=incoming)


def seen(page: Page | None, degree: str) -> str:
    """Return what was seen of a mark of `degree`, "" for none."""
    marks = find_markings([page]) if page else ()
    if not marks:
        return _MISSED
    if marks[0].sight is not Sight.MARKING:
        return _SUSPECTED
    return _READ if marks[0].normal == degree.lower() else _WRONG


def table(counts: Sequence[tuple[str, Counter[str]]]) -> str:
    """Return how many pages' marks were seen, a row a place."""
    columns = _READ, _SUSPECTED, _WRONG, _MISSED
    rows = [[place, str(count.total()), *(str(count[column]) for column in columns)] for place, count in counts]
    return markdown(["mark", "pages", *columns], rows)


@click.command(context_settings={"show_default": True})
@click.option("--pages", type=click.IntRange(min=1), default=6, help="documents in each kind of wear")
@click.option("--seed", default=1, help="first seed of the pages")
@click.option("--cores", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="pages read at once")
def main(pages: int, seed: int, cores: int) -> None:
    """Make the pages, read them and print the table."""
    counts: list[tuple[str, Counter[str]]] = []
    with tempfile.TemporaryDirectory() as folder, readers(cores, read_page) as read:
        for place in PLACES:
            degrees = itertools.cycle([""] if place.startswith("none") else DEGREES)
            made: list[tuple[Path, str]] = []
            for wear in synthesis.WEARS:
                for number in range(pages):
                    degree = next(degrees)
                    document = next(itertools.islice(documents(place, degree), len(made), None))
                    dpi = _DPIS[number % len(_DPIS)]
                    image = synthesis.make(document, wear=wear, dpi=dpi, seed=seed + number)[0].image
                    path = Path(folder) / f"{len(counts)}-{wear}-{number}.png"
                    Image.fromarray(image).save(path, dpi=(dpi, dpi))
                    made.append((path, degree))
            readings = read(path for path, _ in made)
            found = Counter(seen(page, degree) for page, (_, degree) in zip(readings, made, strict=True))
            counts.append((place, found))
            click.echo(f"{place}: {dict(found)}", err=True)
    click.echo(table(counts))


if __name__ == "__main__":
    main()
