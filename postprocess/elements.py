"""What understanding hands on: `Document > Block` for the text, `Metadata > Field` for the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ocr.elements import Box, Page, ProcessingStep


class BlockKind(StrEnum):
    """The part a block plays in the document (zones of Hướng dẫn 05-HD/VPTW and Nghị định 30/2020/NĐ-CP).

    An APPENDIX is the heading that opens an appendix; a COPY is what a copier or confirmer added; RUNNING is what
    repeats on pages or tags a file (`5.NQ13`): recorded, but no part of the body.
    """

    HEADER = "header"
    TITLE = "title"
    PREAMBLE = "preamble"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    ADDRESSEES = "addressees"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    APPENDIX = "appendix"
    FOOTNOTE = "footnote"
    COPY = "copy"
    RUNNING = "running"
    PAGE_NUMBER = "page_number"


LINED: Final = frozenset(
    {
        BlockKind.TABLE,
        BlockKind.RECIPIENTS,
        BlockKind.ADDRESSEES,
        BlockKind.SIGNATURE,
        BlockKind.HEADER,
        BlockKind.COPY,
    }
)
"""Kinds whose lines are meant as lines; elsewhere a line's end means nothing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of the text: lines joined."""

    kind: BlockKind
    """Its part in the document."""
    text: str
    """As printed; line breaks where lines are meant as such."""
    page: int
    """Where it begins, counted from 1."""
    box: Box
    """Its part on that page."""
    level: int = 0
    """Depth of a heading or list item in the document's tree, from 1; 0 for what has no label."""
    marker: str = ""
    """The label that a heading or list item begins with, as printed (`Điều 2.`, `I-`, `a)`, `-`)."""
    parent: int | None = None
    """Index in the document of the heading or list item that it stands under; None at the root."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table."""


class Route(StrEnum):
    """Where a field goes: to the register as it is, to a second look by the clerk, or to a person who knows."""

    SURE = "sure"
    LOOK = "look_again"
    ASK = "ask_a_person"


@dataclass(frozen=True, slots=True)
class Field:
    """One metadata value."""

    value: str
    """As printed."""
    normal: str
    """Its normal form (ISO date, folded name)."""
    confidence: float
    """0 to 1: the share of such fields that are right."""
    page: int
    """Where it was found, counted from 1."""
    box: Box
    """Where it stands there."""
    evidence: str
    """The rule or the words behind it."""
    sure: bool = True
    """False where a person must look."""
    route: Route | None = None
    """Where it goes, by its confidence; None where nothing was calibrated (records of version 1)."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of the document; None or empty where it says nothing.

    `copy_*` are those of a copy (`sao y`, `sao lục`, `trích sao`); they never stand for the original's.
    """

    doc_type: Field | None = None
    """Type (tên loại)."""
    number: Field | None = None
    """Number (số), without the symbol."""
    symbol: Field | None = None
    """Symbol (ký hiệu), without the number."""
    date: Field | None = None
    """Date of signing, from the line under the header."""
    place: Field | None = None
    """Place (địa danh) before the date."""
    issuer: Field | None = None
    """The body as the header prints it."""
    issuer_parent: Field | None = None
    """The superior body above the issuer."""
    title: Field | None = None
    """What it is about (trích yếu)."""
    signers: tuple[Field, ...] = ()
    """Names under the signatures."""
    signer_authority: Field | None = None
    """In whose place they sign (T/M, K/T, T/L …)."""
    signer_position: Field | None = None
    """Their office (chức vụ)."""
    urgency: Field | None = None
    """Mark of urgency (khẩn)."""
    secrecy: Field | None = None
    """Mark of secrecy (mật)."""
    incoming_org: Field | None = None
    """Incoming stamp: the body that received it."""
    incoming_number: Field | None = None
    """Incoming stamp: number."""
    incoming_date: Field | None = None
    """Incoming stamp: date."""
    incoming_transfer: Field | None = None
    """Incoming stamp: whom it was passed on to (chuyển)."""
    incoming_file: Field | None = None
    """Incoming stamp: the file it was put in (hồ sơ)."""
    author: Field | None = None
    """The body that decided: a standing committee signs under the header of the whole committee."""
    circulation: Field | None = None
    """Limits of circulation (phạm vi lưu hành)."""
    draft: Field | None = None
    """Mark of a draft (dự thảo)."""
    term: Field | None = None
    """Term of office (nhiệm kỳ)."""
    copy_type: Field | None = None
    """Kind of copy."""
    copy_number: Field | None = None
    """Number of the copy."""
    copy_symbol: Field | None = None
    """Symbol of the copy."""
    copy_date: Field | None = None
    """Date of the copy."""
    copy_org: Field | None = None
    """The body that copied."""
    copy_signer: Field | None = None
    """Who signed the copy."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the documents that a scan holds: a proposal for a person."""

    first: int
    """First page, counted from 1."""
    last: int
    """Last page."""
    confidence: float
    """That a document begins at `first`, 0 to 1."""
    evidence: str
    """Why."""
    metadata: Metadata
    """What its pages say of it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One changed word."""

    page: int
    """Counted from 1."""
    box: Box
    """Where it stands."""
    raw: str
    """What was read."""
    text: str
    """What it became."""
    step: str
    """The step that changed it."""
    reason: str
    """Why."""
    raw_score: float
    """The step's own score of what was read; a log-probability for `correct`, else 0."""
    score: float
    """The same of what it became."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A stretch of a block's text."""

    label: str
    """Its meaning (REFERENCE, DATE, …)."""
    text: str
    """The stretch itself."""
    block: int
    """Index in the document of the block."""
    start: int
    """First character in the block's text, from 0."""
    end: int
    """The character after the last."""
    parts: dict[str, str] = field(default_factory=dict)
    """What it is made of: of a reference type, number, symbol, date, issuer and title; of a person the office; of a
    recipient the purpose; of a date the ISO form."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as understood: corrected pages, blocks over all pages, metadata, tags, and the record of changes.

    `parts` are the documents that the scan seems to hold, one unless another header begins on a later page; `metadata`
    is that of the first. `separators` are the pages that part them, which are in no text.
    """

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    metadata: Metadata
    corrections: tuple[Correction, ...] = ()
    steps: tuple[ProcessingStep, ...] = ()
    tags: tuple[Tag, ...] = ()
    parts: tuple[Part, ...] = ()
    separators: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """Printed text of all pages in reading order; a form feed between pages."""
        return "\f".join("" if page.number in self.separators else page.text for page in self.pages)
