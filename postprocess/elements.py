"""What understanding hands on: `Document > Block` for the text, `Metadata > Field` for the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ocr.elements import Box, Page, ProcessingStep


class BlockKind(StrEnum):
    """The part a block plays in the document (zones of Hướng dẫn 05-HD/VPTW and Nghị định 30/2020/NĐ-CP)."""

    HEADER = "header"
    TITLE = "title"
    PREAMBLE = "preamble"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    PAGE_NUMBER = "page_number"


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of the text: lines joined. `level` counts heading depth from 1; 0 for what is no heading."""

    kind: BlockKind
    text: str
    page: int
    box: Box
    level: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One metadata value.

    `value` is as printed; `normal` its normal form (ISO date, folded name). `confidence` is 0 to 1, `page` counts
    from 1, `evidence` names the rule or the words behind it. `sure` is False where a person must look.
    """

    value: str
    normal: str
    confidence: float
    page: int
    box: Box
    evidence: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of the document; None or empty where it says nothing. `number` and `symbol` are apart."""

    doc_type: Field | None = None
    number: Field | None = None
    symbol: Field | None = None
    date: Field | None = None
    place: Field | None = None
    issuer: Field | None = None
    issuer_parent: Field | None = None
    title: Field | None = None
    signers: tuple[Field, ...] = ()
    signer_authority: Field | None = None
    signer_position: Field | None = None
    urgency: Field | None = None
    secrecy: Field | None = None
    incoming_org: Field | None = None
    incoming_number: Field | None = None
    incoming_date: Field | None = None
    incoming_transfer: Field | None = None
    incoming_file: Field | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One changed word: what was read, what it became, which step changed it and why."""

    page: int
    box: Box
    raw: str
    text: str
    step: str
    version: str
    reason: str
    raw_score: float
    score: float


@dataclass(frozen=True, slots=True)
class Tag:
    """A stretch of a block's text: `label` its meaning (REFERENCE, DATE, …), `block` its index in the document."""

    label: str
    text: str
    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as understood: corrected pages, blocks over all pages, metadata, tags, and the record of changes."""

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    metadata: Metadata
    corrections: tuple[Correction, ...] = ()
    steps: tuple[ProcessingStep, ...] = ()
    tags: tuple[Tag, ...] = ()

    @property
    def text(self) -> str:
        """Printed text of all pages in reading order; a form feed between pages."""
        return "\f".join(page.text for page in self.pages)
