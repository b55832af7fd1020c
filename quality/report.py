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
from core.wording import full_number, percent
from postprocess.elements import DECLARED, Metadata

FOLDER = "reports"

# What every document must have.
EXPECTED = {name: declared for name, declared in DECLARED.items() if declared.required}
# Lower edges of the classes of mean confidence, best first.
CLASSES = ((0.98, "Từ 98 %"), (0.95, "95–98 %"), (0.90, "90–95 %"), (0.80, "80–90 %"), (0.0, "Dưới 80 %"))
NO_WORDS = "Không có chữ"
# How many lines the lists show; the rest is counted.
FIRST = 30
# One missing or doubtful field weighs as much as five doubtful words in a hundred; either asks for a look.
FIELD_WEIGHT = 0.05


@dataclass(frozen=True, slots=True)
class Examined:
    """One document of the archive. `confidence` is the mean of its words (0 to 1), `low_share` that of doubtful ones.

    `expected_errors` is how many words are likely wrong: the sum of their chances of an error.
    `missing` and `unsure` name metadata in Vietnamese; `notes` are the findings on its pages.
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
        counts = Counter(_class_of(document.confidence) for document in self.documents)
        return [(label, counts[label]) for label in (*(label for _, label in CLASSES), NO_WORDS)]

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
    """Write the report as one HTML file named by its day into `folder`, and return its path."""
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
        survey=findings, link=link, low=LOW_CONFIDENCE, wrong=DOUBTFUL_ERROR, most=FIRST, document_file=DOCUMENT
    )
    # Beside and renamed: whoever has yesterday's report open never sees half of today's.
    draft = path.with_suffix(".tmp")
    draft.write_text(html, encoding="utf-8")
    draft.replace(path)
    return path


def summary(findings: Survey) -> list[str]:
    """Return the report in a few Vietnamese lines."""
    lines = [
        f"Trong kho: {grouped(len(findings.documents))} tài liệu, {grouped(findings.pages)} trang, "
        f"{grouped(findings.words)} từ.",
        f"Độ tin cậy trung bình: {percent(findings.confidence)}; "
        f"từ ngờ sai (dưới {percent(LOW_CONFIDENCE, 0)}): {grouped(findings.doubtful_words)}; "
        f"ước có {grouped(round(findings.expected_errors))} từ sai.",
        "Theo mức: " + "; ".join(f"{label}: {count}" for label, count in findings.classes if count) + "."
        if findings.documents
        else "Kho chưa có tài liệu nào.",
        f"Cần người xem: {len(findings.first)} tài liệu.",
        f"Để riêng: {len(findings.aside)} tệp"
        + "".join(f"; {code}: {len(reasons)}" for code, reasons in findings.reasons)
        + ".",
    ]
    if findings.broken:
        lines.append("Hồ sơ không đọc được: " + ", ".join(path.name for path in findings.broken) + ".")
    return lines


def grouped(number: int) -> str:
    """Write a number as Vietnamese does (`12.345`)."""
    return f"{number:,}".replace(",", ".")


def _class_of(confidence: float | None) -> str:
    if confidence is None:
        return NO_WORDS
    return next(label for edge, label in CLASSES if confidence >= edge)


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
        notes=(*_several(record), *(f"Trang {page.number}: {note}" for page in record.pages for note in page.findings)),
        stamps=sum(len(page.stamps) for page in record.pages),
        corrections=len(record.corrections),
    )


def _several(record: DocumentRecord) -> tuple[str, ...]:
    """Return notes on a scan that seems to hold more than one document, and on the sheets between them."""
    ranges = ", ".join(f"{part.first}-{part.last}" for part in record.parts)
    notes = (f"Có vẻ gồm {len(record.parts)} văn bản: trang {ranges}.",) if len(record.parts) > 1 else ()
    sheets = ", ".join(map(str, record.separators))
    return (*notes, f"Tờ ngăn, không đưa vào văn bản: trang {sheets}.") if sheets else notes


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
    told = " ".join(part for part in (kind, f"số {number}" if number else "") if part) or name
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
