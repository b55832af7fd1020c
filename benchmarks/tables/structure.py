"""Tables of how right documents are understood, in Markdown: made ones (perfect text, worn pages) and real ones."""

from __future__ import annotations

import dataclasses
import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

import synthesis
from benchmarks.markdown import markdown
from benchmarks.measures.structure import BY_HAND, FIELDS, NONE, Counts, Judged, fields, judged, structure
from ocr.elements import Page
from postprocess.confidence import NEW_DOCUMENT
from postprocess.elements import Document, Route
from postprocess.fields.routes import Routes
from postprocess.layout import splitting
from postprocess.layout.page_view import view
from postprocess.layout.zones import find_header
from postprocess.understand import understand
from synthesis import perfect
from synthesis.form import Document as MadeDocument
from synthesis.truth import PageTruth, TrueMetadata
from synthesis.typesetting.typeset import typeset

RESOLUTIONS = (150, 200, 300)
_SEED = 70_000
Read = Callable[[Iterable[Path]], Iterator[Page | None]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One document as it was understood: its fields, boundaries of paragraphs and edges of the tree that are right.

    `starts` counts the pages on which it is told rightly whether a document begins there, as if others went before.
    """

    name: str
    wear: str
    pages: int
    fields: tuple[Judged, ...]
    boundaries: Counts = NONE
    edges: Counts = NONE
    starts: Counts = NONE
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Structures:
    """What was measured of made documents, from perfect text and from worn pages, and of real ones."""

    text: tuple[Measured, ...]
    worn: tuple[Measured, ...]
    real: tuple[Measured, ...] = ()


def tables(measured: Structures) -> dict[str, str]:
    """Return the tables of the report by name; empty where nothing was measured."""
    every = [one for document in measured.worn for one in document.fields]
    silent = sum(one.silent for one in every)
    longest = max(measured.worn, key=lambda document: document.pages)
    return {
        "documents": str(len(measured.text)),
        "pages": str(sum(document.pages for document in measured.worn)),
        "structure": structure_table(measured.text, measured.worn),
        "fields": fields_table(measured.text, measured.worn),
        "routes": routes_table(measured.worn),
        "silent": silent_table(measured.worn),
        "silent_share": f"{100 * silent / len(every):.2f} ({silent}/{len(every)})" if every else "–",
        "milliseconds": f"{1000 * longest.seconds / max(1, longest.pages):.0f}",
        "real": real_table(measured.real) if measured.real else "",
        "real_wrong": wrong_table(measured.real) if measured.real else "",
        "real_silent": silent_table(measured.real) if measured.real else "",
    }


def of_text(documents: Iterable[MadeDocument]) -> Iterator[Measured]:
    """Measure `documents` as a reader without faults would hand them on."""
    for made in documents:
        lines = [line for sheet in typeset(made) for line in sheet.lines]
        yield _measured(made, perfect.read(made), lines, "")


def of_pages(
    documents: Iterable[MadeDocument], read: Read, seed: int = _SEED, table: Routes | None = None
) -> Iterator[Measured]:
    """Measure `documents` set, worn (kinds and resolutions in turn, by `seed`) and read by `read`; see `understand`."""
    with ThreadPoolExecutor(1) as maker, TemporaryDirectory(prefix="structure-") as folder:
        # A document is made while the one before is read; no more, since pages are large.
        coming: deque[tuple[MadeDocument, Future[list[PageTruth]]]] = deque()
        for number, made in enumerate(documents):
            coming.append((made, maker.submit(_make, made, number, seed, Path(folder))))
            if len(coming) > 1:
                yield _read(*coming.popleft(), Path(folder), read, table)
        while coming:
            yield _read(*coming.popleft(), Path(folder), read, table)


def _make(made: MadeDocument, number: int, seed: int, folder: Path) -> list[PageTruth]:
    """Set and wear a document into `folder`; return what its pages say."""
    wear = synthesis.WEARS[number % len(synthesis.WEARS)]
    dpi = RESOLUTIONS[number // len(synthesis.WEARS) % len(RESOLUTIONS)]
    truths = []
    for page in synthesis.make(made, wear=wear, dpi=dpi, seed=seed + number):
        Image.fromarray(page.image).save(folder / f"{made.name}-{page.truth.page}.png", dpi=(dpi, dpi))
        truths.append(page.truth)
    return truths


def _read(
    made: MadeDocument, worn: Future[list[PageTruth]], folder: Path, read: Read, table: Routes | None
) -> Measured:
    truths = worn.result()
    paths = [folder / f"{made.name}-{truth.page}.png" for truth in truths]
    pages = [page for page in read(paths) if page is not None]
    for path in paths:
        path.unlink()
    numbered = [dataclasses.replace(page, number=at) for at, page in enumerate(pages, start=1)]
    return _measured(made, numbered, [line for truth in truths for line in truth.lines], truths[0].wear, table)


def _measured(
    made: MadeDocument, pages: Sequence[Page], lines: Iterable[Any], wear: str, table: Routes | None = None
) -> Measured:
    start = time.perf_counter()
    found = understand(pages, correct=bool(wear), table=table)
    seconds = time.perf_counter() - start
    right = structure(made, lines, found)
    truth = tuple(fields(TrueMetadata.of(made), found.metadata, made.name))
    return Measured(made.name, wear, len(pages), truth, right.boundaries, right.edges, _starts(found.pages), seconds)


def _starts(pages: Sequence[Page]) -> Counts:
    told = [splitting.likely(seen, find_header(seen))[0] >= NEW_DOCUMENT for seen in map(view, pages)]
    return Counts(sum(begins == (place == 0) for place, begins in enumerate(told)), len(told))


def of_real(folder: Path, read: Read) -> Iterator[Measured]:
    """Measure the documents of `folder` that have a `gt/*.meta.json`, all their pages at hand together."""
    for path in sorted(folder.glob("gt/*.meta.json")):
        name = path.name.removesuffix(".meta.json")
        images = sorted(folder.glob(f"pages/{name.rpartition('_p')[0]}_p*"), key=lambda image: _number(image.stem))
        pages = [
            dataclasses.replace(page, number=_number(image.stem))
            for image, page in zip(images, read(images), strict=True)
            if page
        ]
        truth = json.loads(path.read_text(encoding="utf-8"))
        yield Measured(name, "", len(pages), tuple(real_fields(truth, understand(pages), {i.stem for i in images})))


def _number(stem: str) -> int:
    return int(stem.rpartition("_p")[2])


def real_fields(truth: dict[str, Any], found: Document, pages: set[str]) -> Iterator[Judged]:
    """Yield the fields of a real document; those of a signer only if the page that he signs is among `pages`.

    The truth's `symbol` has the number before it. `Judged.by_hand` is set where a hand wrote number or day.
    """
    number = truth.get("number") or ""
    symbol = (truth.get("symbol") or "").removeprefix(number).lstrip("-/")
    incoming = truth.get("incoming") or {}
    incoming = incoming[0] if isinstance(incoming, list) else incoming
    hands = truth.get("handwriting_in_fields") or {}
    expected = {
        "doc_type": truth.get("doc_type"),
        "number": number,
        "symbol": symbol,
        "date": truth.get("date"),
        "place": truth.get("place"),
        "issuer": truth.get("issuer"),
        "issuer_parent": truth.get("parent"),
        "title": truth.get("subject"),
        "urgency": truth.get("urgency"),
        "incoming_org": incoming.get("org"),
        "incoming_number": incoming.get("number"),
        "incoming_date": incoming.get("date"),
        "incoming_transfer": incoming.get("transfer"),
    }
    if truth.get("signer") and (truth.get("signer_page") or "").split(" ")[0] in pages:
        expected["signers"] = truth["signer"]
        # What a truth does not speak of cannot be judged: r021's pages print three authorities, its truth none.
        expected |= {name: truth[name] for name in ("signer_position", "signer_authority") if name in truth}
    by_hand = {*BY_HAND, *({"number"} if "number" in hands else ()), *({"date"} if "day" in hands else ())}
    by_hand |= {"signer_authority"} if "kt" in hands else set()
    for name, value in expected.items():
        one = judged(name, value or "", found.metadata.values(name), truth["id"])
        if one:
            yield dataclasses.replace(one, by_hand=name in by_hand)


def fields_table(text: Sequence[Measured], worn: Sequence[Measured]) -> str:
    """Return a row a field: right from perfect text, right from worn pages, and wrong though called sure there.

    A dash is for what no document has, or the truth does not tell.
    """
    rows = []
    for name in FIELDS:
        row = [name]
        for measured in (text, worn):
            some = [one for document in measured for one in document.fields if one.name == name]
            row.append(_share(Counts(sum(one.right for one in some), len(some))))
        silent = [one for document in worn for one in document.fields if one.name == name and one.silent]
        rows.append([*row, str(len(silent))])
    for label, chosen in (("all", FIELDS), ("all printed", [name for name in FIELDS if name not in BY_HAND])):
        row = [label]
        for measured in (text, worn):
            some = [one for document in measured for one in document.fields if one.name in chosen]
            row.append(_share(Counts(sum(one.right for one in some), len(some))))
        silent = [one for document in worn for one in document.fields if one.name in chosen and one.silent]
        rows.append([*row, str(len(silent))])
    return markdown(["field", "perfect text: right %", "worn pages: right %", "wrong, called sure"], rows)


def structure_table(text: Sequence[Measured], worn: Sequence[Measured]) -> str:
    """Return a row for perfect text, for each kind of wear and all: boundaries and edges right."""
    rows = []
    kinds = sorted({document.wear for document in worn}, key=synthesis.WEARS.index)
    groups = [("perfect text", list(text)), *((wear, [d for d in worn if d.wear == wear]) for wear in kinds)]
    for name, some in [*groups, ("worn pages", list(worn))]:
        boundaries = sum((document.boundaries for document in some), Counts())
        edges = sum((document.edges for document in some), Counts())
        every = [one for document in some for one in document.fields]
        right = Counts(sum(one.right for one in every), len(every))
        pages = sum(document.pages for document in some)
        starts = sum((document.starts for document in some), Counts())
        rows.append(
            [name, str(len(some)), str(pages), _share(right), _share(boundaries), _share(edges), _share(starts)]
        )
    head = ["", "documents", "pages", "fields right %", "paragraph boundaries %", "edges of the tree %", "starts %"]
    return markdown(head, rows)


def routes_table(worn: Sequence[Measured]) -> str:
    """Return a row a route: how many of the found fields go there, and how many of these are right."""
    rows = []
    found = [one for document in worn for one in document.fields if one.found]
    for route, name in ((Route.SURE, "sure"), (Route.LOOK, "look again"), (Route.ASK, "ask a person")):
        some = [one for one in found if one.route is route]
        rows.append([name, str(len(some)), _share(Counts(sum(one.right for one in some), len(some)))])
    return markdown(["route", "fields", "right %"], rows)


def wrong_table(measured: Sequence[Measured]) -> str:
    """Return a row for each printed field that is wrong or missing."""
    some = [one for document in measured for one in document.fields if not one.right and not one.by_hand]
    rows = [[one.where, one.name, f"`{one.true[:60]}`", f"`{one.found[:60]}`"] for one in some]
    return markdown(["document", "field", "truth", "found"], rows) if rows else ""


def silent_table(measured: Sequence[Measured]) -> str:
    """Return a row for each field that is wrong and called sure; empty if there is none."""
    some = [one for document in measured for one in document.fields if one.silent]
    rows = [[one.where, one.name, f"`{one.true}`", f"`{one.found}`"] for one in some]
    return markdown(["document", "field", "truth", "found"], rows) if rows else ""


def real_table(measured: Sequence[Measured]) -> str:
    """Return a row a field, a column a document: right, wrong, missing; (?) where the finding is not sure."""
    rows = []
    for name in FIELDS:
        cells = []
        for document in measured:
            one = next((one for one in document.fields if one.name == name), None)
            cells.append(_cell(one) if one else "")
        if any(cells):
            rows.append([name, *cells])
    printed = [one for document in measured for one in document.fields if not one.by_hand]
    right = _share(Counts(sum(one.right for one in printed), len(printed)))
    table = markdown(["field", *(document.name for document in measured)], rows)
    return f"{table}\n\nPrinted fields right: {right} %."


def _cell(one: Judged) -> str:
    if one.by_hand and not one.right and not one.sure:
        return "flagged ✎" if one.found else "– ✎"
    word = "right" if one.right else "wrong" if one.found else "–"
    return word + ("" if one.sure or not one.found else " (?)") + (" ✎" if one.by_hand else "")


def _share(counts: Counts) -> str:
    return f"{100 * counts.share:.1f} ({counts.right}/{counts.all})" if counts.all else "–"
