"""`document.json`: the full record of a document, and its way to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from pydantic import TypeAdapter

from archive.confidence import LOW_CONFIDENCE
from ocr.elements import Page, ProcessingStep
from postprocess.elements import Block, Correction, Document, Metadata, Part, Tag

SCHEMA_VERSION = 4
"""Version of the record; it rises with every change of it. What older ones lack is read as empty.

2 added tags, parts, the tree of blocks (`marker`, `parent`), rows of tables and more metadata. 3 added separators.
4 added models; with the version of the code they tell what those of steps did not, and these were dropped.
"""

VIETNAM = timezone(timedelta(hours=7), "+07:00")


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """One file of the original."""

    name: str
    """Its name."""
    size: int
    """In bytes."""
    sha256: str
    """Of its content, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where a document came from."""

    name: str
    """Name of the file or folder."""
    path: str
    """The absolute path it was found at."""
    sha256: str
    """Identity of the content, in hexadecimal: of the file, or, for a folder, of the list of its files."""
    size: int
    """In bytes."""
    kind: str
    """Media type."""
    pages: int
    """How many it has."""
    files: tuple[OriginalFile, ...]
    """The file, or the images of the folder."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Estimate of how well a document was read, from the engine's confidence in its printed words."""

    words: int
    """How many words were printed."""
    confidence: float | None
    """Their mean confidence, 0 to 1; None without words."""
    low_share: float
    """Share of them that were read with a confidence under 0.6, 0 to 1."""
    blank_pages: int
    """How many pages carry no print."""

    @property
    def expected_errors(self) -> float:
        """How many of its words are likely wrong: the sum of their chances of an error."""
        return 0.0 if self.confidence is None else self.words * (1 - self.confidence)


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """All that is known of a document."""

    schema_version: int
    """Version of this record."""
    created: datetime
    """When it was made, Vietnam time."""
    source: SourceRecord
    """Where the document came from."""
    quality: Quality
    """How well it was read."""
    versions: dict[str, str]
    """Name of a program or library → the version that was at work; `sohoa` is this one. `commit` is that of its code in
    Git, where it ran from a checkout, with `-dirty` behind it if files were changed since.
    """
    models: dict[str, str] = field(default_factory=dict, kw_only=True)
    """Name of a file of weights or tables → SHA-256 of its content, in hexadecimal. Those of other programs have their
    names before them (`trueocr/det.onnx`, `tessdata/vie.traineddata`). Empty in records of versions 1 to 3.
    """
    metadata: Metadata | None
    """What it says of itself; None where it was only read, not understood."""
    pages: tuple[Page, ...]
    """All that was read, page by page, as it stands on the scan."""
    blocks: tuple[Block, ...] = ()
    """The text over all pages, part by part."""
    corrections: tuple[Correction, ...] = ()
    """Every word that was changed."""
    steps: tuple[ProcessingStep, ...] = ()
    """What was done to understand it."""
    tags: tuple[Tag, ...] = ()
    """What stretches of the blocks mean."""
    parts: tuple[Part, ...] = ()
    """The documents that the scan seems to hold; `metadata` is that of the first."""
    separators: tuple[int, ...] = ()
    """Pages that part documents for the scanner: sheets that say so, and are in no text."""


@dataclass(frozen=True, slots=True)
class RecordHead:
    """What a list of documents needs of a record: all but pages and text."""

    schema_version: int
    created: datetime
    source: SourceRecord
    quality: Quality
    metadata: Metadata | None


_ADAPTER = TypeAdapter(DocumentRecord)
_HEAD = TypeAdapter(RecordHead)


def estimate_quality(pages: Sequence[Page]) -> Quality:
    """Estimate reading quality over all printed words of `pages`."""
    confidences = [word.confidence for page in pages for line in page.lines for word in line.words]
    count = len(confidences)
    return Quality(
        words=count,
        confidence=sum(confidences) / count if count else None,
        low_share=sum(confidence < LOW_CONFIDENCE for confidence in confidences) / count if count else 0.0,
        blank_pages=sum(page.blank for page in pages),
    )


def record_of(
    source: SourceRecord,
    reading: Document | Sequence[Page],
    versions: Mapping[str, str],
    models: Mapping[str, str],
) -> DocumentRecord:
    """Build the record of `reading`: a document as understood, or pages as read and nothing more."""
    created = datetime.now(VIETNAM).replace(microsecond=0)
    if isinstance(reading, Document):
        return DocumentRecord(
            schema_version=SCHEMA_VERSION,
            created=created,
            source=source,
            quality=estimate_quality(reading.pages),
            versions=dict(versions),
            models=dict(models),
            metadata=reading.metadata,
            pages=reading.pages,
            blocks=reading.blocks,
            corrections=reading.corrections,
            steps=reading.steps,
            tags=reading.tags,
            parts=reading.parts,
            separators=reading.separators,
        )
    return DocumentRecord(
        schema_version=SCHEMA_VERSION,
        created=created,
        source=source,
        quality=estimate_quality(reading),
        versions=dict(versions),
        models=dict(models),
        metadata=None,
        pages=tuple(reading),
    )


def to_json(record: DocumentRecord) -> bytes:
    """Write `record` as UTF-8 JSON."""
    return _ADAPTER.dump_json(record)


def from_json(data: bytes | str) -> DocumentRecord:
    """Read a record back.

    Raises:
        pydantic.ValidationError: `data` is no such record.

    """
    return _ADAPTER.validate_json(data)


def head_from_json(data: bytes | str) -> RecordHead:
    """Read the head of a record, many times faster than all of it.

    Raises:
        pydantic.ValidationError: `data` is no such record.

    """
    return _HEAD.validate_json(data)
