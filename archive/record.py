"""`document.json`: the full record of a document, and its way to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from pydantic import TypeAdapter

from ocr.elements import Page, ProcessingStep
from postprocess.elements import Block, Correction, Document, Metadata

SCHEMA_VERSION = 1
VIETNAM = timezone(timedelta(hours=7), "+07:00")
# Tesseract users' old rule of thumb; to be replaced by a calibrated threshold once there is one.
LOW_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """One file of the original: its name, size in bytes and SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where a document came from.

    `path` is the absolute path it was found at. `sha256` is the identity of the content: of the file, or, for a folder,
    of the list of its files. `size` is in bytes. `kind` is the media type.
    """

    name: str
    path: str
    sha256: str
    size: int
    kind: str
    pages: int
    files: tuple[OriginalFile, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Estimate of how well a document was read, from the engine's confidence in its printed words.

    `confidence` is their mean (0 to 1; None without words), `low_share` the share of them under `LOW_CONFIDENCE`.
    """

    words: int
    confidence: float | None
    low_share: float
    blank_pages: int


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """All that is known of a document. `metadata` is None where it was only read, not understood."""

    schema_version: int
    created: datetime
    source: SourceRecord
    quality: Quality
    versions: dict[str, str]
    metadata: Metadata | None
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...] = ()
    corrections: tuple[Correction, ...] = ()
    steps: tuple[ProcessingStep, ...] = ()


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


def record_of(source: SourceRecord, reading: Document | Sequence[Page], versions: Mapping[str, str]) -> DocumentRecord:
    """Build the record of `reading`: a document as understood, or pages as read and nothing more."""
    created = datetime.now(VIETNAM).replace(microsecond=0)
    if isinstance(reading, Document):
        return DocumentRecord(
            schema_version=SCHEMA_VERSION,
            created=created,
            source=source,
            quality=estimate_quality(reading.pages),
            versions=dict(versions),
            metadata=reading.metadata,
            pages=reading.pages,
            blocks=reading.blocks,
            corrections=reading.corrections,
            steps=reading.steps,
        )
    return DocumentRecord(
        schema_version=SCHEMA_VERSION,
        created=created,
        source=source,
        quality=estimate_quality(reading),
        versions=dict(versions),
        metadata=None,
        pages=tuple(reading),
    )


def to_json(record: DocumentRecord, indent: int | None = None) -> bytes:
    """Write `record` as UTF-8 JSON."""
    return _ADAPTER.dump_json(record, indent=indent)


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
