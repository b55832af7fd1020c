"""What understanding hands on: `Document > Block` for the text, `Metadata > Field` for the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    ADDRESSEES = "addressees"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    APPENDIX = "appendix"
    FOOTNOTE = "footnote"
    COPY = "copy"
    RUNNING = "running"
    PAGE_NUMBER = "page_number"


@dataclass(frozen=True, slots=True)
class Block:
    """A unit of the text: lines joined.

    `level` counts heading depth from 1; 0 for what is no heading. `marker` is the label that a heading or list item
    begins with, as printed (`Điều 2.`, `I-`, `a)`, `-`); `parent` the index in the document of the heading or list
    item that it stands under, None at the root. `rows` are the cells of a table. An APPENDIX is the heading that
    opens an appendix; a COPY is what a copier or confirmer added; RUNNING is what repeats on pages or tags a file
    (`5.NQ13`): recorded, but no part of the body.
    """

    kind: BlockKind
    text: str
    page: int
    box: Box
    level: int = 0
    marker: str = ""
    parent: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()


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
    """What the page says of the document; None or empty where it says nothing. `number` and `symbol` are apart.

    `issuer` is the body as the header prints it, `author` the one that decided (a standing committee signs under the
    header of the whole committee: STANDARDS 1.4). `copy_*` are those of a copy (`sao y`, `sao lục`, `trích sao`); they
    never stand for the original's.
    """

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
    author: Field | None = None
    circulation: Field | None = None
    draft: Field | None = None
    term: Field | None = None
    copy_type: Field | None = None
    copy_number: Field | None = None
    copy_symbol: Field | None = None
    copy_date: Field | None = None
    copy_org: Field | None = None
    copy_signer: Field | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the documents that a scan holds: pages `first` to `last`, counted from 1, and what they say of it.

    `confidence` is 0 to 1 that a document begins at `first`; `evidence` why. The split is a proposal for a person.
    """

    first: int
    last: int
    confidence: float
    evidence: str
    metadata: Metadata


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
    """A stretch of a block's text: `label` its meaning (REFERENCE, DATE, …), `block` its index in the document.

    `parts` are what it is made of: of a reference type, number, symbol, date, issuer and title; of a person the office;
    of a recipient the purpose; of a date the ISO form.
    """

    label: str
    text: str
    block: int
    start: int
    end: int
    parts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as understood: corrected pages, blocks over all pages, metadata, tags, and the record of changes.

    `parts` are the documents that the scan seems to hold, one unless another header begins on a later page; `metadata`
    is that of the first.
    """

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    metadata: Metadata
    corrections: tuple[Correction, ...] = ()
    steps: tuple[ProcessingStep, ...] = ()
    tags: tuple[Tag, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def text(self) -> str:
        """Printed text of all pages in reading order; a form feed between pages."""
        return "\f".join(page.text for page in self.pages)
