"""The quality report of the archive: what is in it, how sure the reading is, what a person should look at first.

Everything here is an estimate from the engine's own confidence; nothing is compared with a truth.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.aside import Reason, list_aside
from archive.confidence import DOUBTFUL_ERROR, LOW_CONFIDENCE
from archive.package import DOCUMENT, Archive, Package
from archive.record import VIETNAM, DocumentRecord
from core.errors import kinds
from core.wording import counts, english, full_number, grouped, percent, phrases
from core.wording import report as say
from postprocess.elements import DECLARED, Metadata

FOLDER = "reports"

# What every document must have.
EXPECTED = {name: declared for name, declared in DECLARED.items() if declared.required}
# Lower edges of the classes of mean confidence, best first, in per cent.
CLASSES = (98, 95, 90, 80, 0)
# How many lines the lists show; the rest is counted.
FIRST = 30
# One missing or doubtful field weighs as much as five doubtful words in a hundred; either asks for a look.
FIELD_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class Examined:
    """One document of the archive. `confidence` is the mean of its words (0 to 1), `low_share` that of doubtful ones.

    `expected_errors` is how many words are likely wrong: the sum of their chances of an error.
    `missing` and `unsure` name metadata; `notes` are the findings on its pages.
    """

    path: Path
    title: str
    pages: int
    blank_pages: int
    words: int
    confidence: float | None
    low_share: float
    expected_errors: float
    missing: tuple[str, ...]
    unsure: tuple[str, ...]
    notes: tuple[str, ...]
    stamps: int
    corrections: int

    @property
    def concern(self) -> float:
        """How much the document wants a look: 0 for nothing to see; only the order means something."""
        return self.low_share + FIELD_WEIGHT * (len(self.missing) + len(self.unsure) + len(self.notes))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading the engine doubted: how often, how sure on average, and one place to look at."""

    text: str
    count: int
    confidence: float
    example: Path
    page: int


@dataclass(frozen=True, slots=True)
class Survey:
    """All that the report tells. `broken` are packages whose record cannot be read."""

    time: datetime
    archive: Path
    documents: tuple[Examined, ...]
    doubts: tuple[Doubt, ...]
    doubtful_words: int
    aside: tuple[Reason, ...]
    broken: tuple[Path, ...]

    @property
    def pages(self) -> int:
        """Pages in the archive."""
        return sum(document.pages for document in self.documents)

    @property
    def words(self) -> int:
        """Printed words in the archive."""
        return sum(document.words for document in self.documents)

    @property
    def confidence(self) -> float | None:
        """Mean confidence over all words; None without words."""
        if not self.words:
            return None
        return sum((document.confidence or 0.0) * document.words for document in self.documents) / self.words

    @property
    def expected_errors(self) -> float:
        """How many words are likely wrong, doubtful or not."""
        return sum(document.expected_errors for document in self.documents)

    @property
    def classes(self) -> list[tuple[str, int]]:
        """Number of documents in each class of mean confidence, best first."""
        by_class = Counter(_class_of(document.confidence) for document in self.documents)
        return [(_class_name(edge), by_class[edge]) for edge in (*CLASSES, None)]

    @property
    def missing(self) -> list[tuple[str, int, int]]:
        """For each expected field: in how many documents it is missing, and in how many it is unsure."""
        missing = Counter(label for document in self.documents for label in document.missing)
        unsure = Counter(label for document in self.documents for label in document.unsure)
        labels = [declared.label for declared in EXPECTED.values()]
        return [(label, missing[label], unsure[label]) for label in labels]

    @property
    def reasons(self) -> list[tuple[str, list[Reason]]]:
        """The files set aside by reason code, most frequent first."""
        by_code: defaultdict[str, list[Reason]] = defaultdict(list)
        for reason in self.aside:
            by_code[reason.code].append(reason)
        return sorted(by_code.items(), key=lambda item: (-len(item[1]), item[0]))

    @property
    def first(self) -> list[Examined]:
        """The documents a person should look at, most urgent first."""
        wanting = [document for document in self.documents if document.concern >= FIELD_WEIGHT or not document.words]
        return sorted(wanting, key=lambda document: (-document.concern, document.path.name))


def survey(archive: Path, aside: Path) -> Survey:
    """Look through the archive and the files set aside; folders that do not exist count as empty."""
    documents: list[Examined] = []
    broken: list[Path] = []
    doubts = _Doubts()
    for package in Archive(archive).packages() if archive.is_dir() else ():
        try:
            record = package.record()
        except (OSError, ValueError):  # pydantic's ValidationError is a ValueError
            broken.append(package.path)
            continue
        documents.append(_examine(package, record))
        doubts.collect(package.path, record)
    return Survey(
        time=datetime.now(VIETNAM).replace(microsecond=0),
        archive=archive,
        documents=tuple(documents),
        doubts=doubts.most_frequent(),
        doubtful_words=doubts.total,
        aside=tuple(list_aside(aside)) if aside.is_dir() else (),
        broken=tuple(broken),
    )


def write(findings: Survey, folder: Path) -> Path:
    """Write the report as one HTML file named by its day into `folder`, and return its path.

    It speaks the language that the environment asks for; what files aside and records say is told in it, too.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.update(percent=percent, grouped=grouped)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"bao-cao-{findings.time:%Y-%m-%d}.html"

    def link(target: Path) -> str:
        return Path(os.path.relpath(target.absolute(), folder.absolute())).as_posix()

    html = environment.get_template("report.html").render(
        say=say,
        language="en" if english() else "vi",
        survey=findings,
        link=link,
        low=LOW_CONFIDENCE,
        wrong=DOUBTFUL_ERROR,
        most=FIRST,
        document_file=DOCUMENT,
        told=_reason_told,
    )
    # Beside and renamed: whoever has yesterday's report open never sees half of today's.
    draft = path.with_suffix(".tmp")
    draft.write_text(html, encoding="utf-8")
    draft.replace(path)
    return path


def summary(findings: Survey) -> list[str]:
    """Return the report in a few lines."""
    documents, pages, words = len(findings.documents), findings.pages, findings.words
    wrong = round(findings.expected_errors)
    classes = "; ".join(f"{label}: {count}" for label, count in findings.classes if count)
    lines = [
        say.IN_ARCHIVE(
            documents=counts.DOCUMENTS(documents, count=grouped(documents)),
            pages=counts.PAGES(pages, count=grouped(pages)),
            words=say.WORDS(words, count=grouped(words)),
        ),
        say.CONFIDENCE(
            mean=percent(findings.confidence),
            edge=percent(LOW_CONFIDENCE, 0),
            doubtful=grouped(findings.doubtful_words),
            wrong=say.WRONG_FIGURE(wrong, count=grouped(wrong)),
        ),
        say.BY_CLASS(classes=classes) if findings.documents else str(say.EMPTY),
        say.TO_LOOK_AT(documents=counts.DOCUMENTS(len(findings.first))),
        say.SET_ASIDE(
            files=say.FILES(len(findings.aside)),
            reasons="".join(f"; {code}: {len(reasons)}" for code, reasons in findings.reasons),
        ),
    ]
    if findings.broken:
        lines.append(say.BROKEN(packages=", ".join(path.name for path in findings.broken)))
    return lines


def _reason_told(text: str) -> str:
    """Return the sentence of an error, which files aside keep in Vietnamese."""
    return phrases.told(text, [kind.says for kind in kinds()])


def _class_of(confidence: float | None) -> int | None:
    """Return the lower edge of its class; None without words."""
    return None if confidence is None else next(edge for edge in CLASSES if confidence >= edge / 100)


def _class_name(edge: int | None) -> str:
    if edge is None:
        return str(say.NO_WORDS)
    place = CLASSES.index(edge)
    if place == 0:
        return say.CLASS_BEST(low=edge)
    return (say.CLASS if edge else say.CLASS_WORST)(low=edge, high=CLASSES[place - 1])


def _examine(package: Package, record: DocumentRecord) -> Examined:
    metadata = record.metadata or Metadata()
    missing, unsure = _gaps(metadata)
    quality = record.quality
    return Examined(
        path=package.path,
        title=_title(metadata, record.source.name),
        pages=len(record.pages),
        blank_pages=quality.blank_pages,
        words=quality.words,
        confidence=quality.confidence,
        low_share=quality.low_share,
        expected_errors=quality.expected_errors,
        missing=missing,
        unsure=unsure,
        notes=(*_several(record), *_findings(record)),
        stamps=sum(len(page.stamps) for page in record.pages),
        corrections=len(record.corrections),
    )


def _several(record: DocumentRecord) -> tuple[str, ...]:
    """Return notes on a scan that seems to hold more than one document, and on the sheets between them."""
    ranges = ", ".join(f"{part.first}-{part.last}" for part in record.parts)
    notes = (say.SEVERAL(parts=len(record.parts), ranges=ranges),) if len(record.parts) > 1 else ()
    sheets = ", ".join(map(str, record.separators))
    return (*notes, say.SEPARATORS(pages=sheets)) if sheets else notes


def _findings(record: DocumentRecord) -> tuple[str, ...]:
    """Return the findings on all pages, which records keep in Vietnamese."""
    return tuple(
        say.ON_PAGE(page=page.number, note=phrases.told(note)) for page in record.pages for note in page.findings
    )


def _gaps(metadata: Metadata) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the labels of the expected fields that are missing, and of those that are unsure."""
    values = {declared.label: metadata.values(name) for name, declared in EXPECTED.items()}
    return (
        tuple(label for label, fields in values.items() if not fields),
        tuple(label for label, fields in values.items() if any(not field.sure for field in fields)),
    )


def _title(metadata: Metadata, name: str) -> str:
    """Name a document as clerks do: type, number and symbol, else by its file; its mark of secrecy behind."""
    number = full_number(*(field.value if field else "" for field in (metadata.number, metadata.symbol)))
    kind = metadata.doc_type.value.capitalize() if metadata.doc_type else ""
    told = " ".join(part for part in (kind, say.TITLE_NUMBER(number=number) if number else "") if part) or name
    return f"{told} [{metadata.secrecy.value}]" if metadata.secrecy and metadata.secrecy.value else told


class _Doubts:
    """Counts the readings below `LOW_CONFIDENCE` over many documents."""

    def __init__(self) -> None:
        self.total = 0
        self._seen: dict[str, list[tuple[float, Path, int]]] = defaultdict(list)

    def collect(self, path: Path, record: DocumentRecord) -> None:
        """Add the doubtful words of a document."""
        for page in record.pages:
            for line in page.lines:
                for word in line.words:
                    if word.confidence < LOW_CONFIDENCE:
                        self.total += 1
                        self._seen[word.text].append((word.confidence, path, page.number))

    def most_frequent(self) -> tuple[Doubt, ...]:
        """Return the most frequent readings, the least sure first among equals; the example is the least sure one."""
        doubts = []
        for text, places in self._seen.items():
            _, path, page = min(places, key=lambda place: place[0])
            mean = sum(confidence for confidence, _, _ in places) / len(places)
            doubts.append(Doubt(text, len(places), mean, path, page))
        return tuple(sorted(doubts, key=lambda doubt: (-doubt.count, doubt.confidence, doubt.text))[:FIRST])
