"""What understanding hands on: `Document > Block` for the text, `Metadata > Field` for the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from ocr.elements import Box, Page, ProcessingStep
from postprocess.declarations import Declared, Kind, NormalForm, declarations


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

    doc_type: Annotated[Field | None, Declared("Loại văn bản", "Type", Kind.WORD, required=True)] = None
    """Type (tên loại)."""
    number: Annotated[Field | None, Declared("Số", "Number", Kind.NUMBER, NormalForm.DIGITS, required=True)] = None
    """Number (số), without the symbol."""
    symbol: Annotated[Field | None, Declared("Ký hiệu", "Symbol", Kind.NUMBER, NormalForm.CODE, required=True)] = None
    """Symbol (ký hiệu), without the number."""
    date: Annotated[Field | None, Declared("Ngày ban hành", "Date", Kind.DATE, NormalForm.DATE, required=True)] = None
    """Date of signing, from the line under the header."""
    place: Annotated[Field | None, Declared("Địa danh", "Place", Kind.WORD, required=True)] = None
    """Place (địa danh) before the date."""
    issuer: Annotated[Field | None, Declared("Cơ quan ban hành", "Issuer", Kind.BODY, required=True)] = None
    """The body as the header prints it."""
    issuer_parent: Annotated[Field | None, Declared("Cơ quan cấp trên", "Superior body", Kind.BODY)] = None
    """The superior body above the issuer."""
    title: Annotated[Field | None, Declared("Trích yếu", "Title", Kind.TITLE, required=True)] = None
    """What it is about (trích yếu)."""
    signers: Annotated[tuple[Field, ...], Declared("Người ký", "Signers", Kind.SIGNATURE, required=True)] = ()
    """Names under the signatures."""
    signer_authority: Annotated[
        Field | None, Declared("Quyền hạn ký", "Authority to sign", Kind.SIGNATURE, NormalForm.AUTHORITY)
    ] = None
    """In whose place they sign (T/M, K/T, T/L …)."""
    signer_position: Annotated[
        Field | None, Declared("Chức vụ người ký", "Office of the signer", Kind.SIGNATURE, NormalForm.OFFICE)
    ] = None
    """Their office (chức vụ)."""
    urgency: Annotated[Field | None, Declared("Độ khẩn", "Urgency", Kind.WORD)] = None
    """Mark of urgency (khẩn)."""
    secrecy: Annotated[Field | None, Declared("Độ mật", "Secrecy", Kind.WORD)] = None
    """Mark of secrecy (mật)."""
    incoming_org: Annotated[Field | None, Declared("Cơ quan nhận", "Receiving body", Kind.STAMP)] = None
    """Incoming stamp: the body that received it."""
    incoming_number: Annotated[
        Field | None, Declared("Số đến", "Number on arrival", Kind.STAMP, NormalForm.DIGITS, by_hand=True)
    ] = None
    """Incoming stamp: number."""
    incoming_date: Annotated[
        Field | None, Declared("Ngày đến", "Date of arrival", Kind.STAMP, NormalForm.DATE, by_hand=True)
    ] = None
    """Incoming stamp: date."""
    incoming_transfer: Annotated[
        Field | None, Declared("Đơn vị hoặc người nhận", "Passed on to", Kind.STAMP, by_hand=True)
    ] = None
    """Incoming stamp: whom it was passed on to (chuyển)."""
    incoming_file: Annotated[Field | None, Declared("Hồ sơ", "File", Kind.STAMP)] = None
    """Incoming stamp: the file it was put in (hồ sơ)."""
    author: Annotated[Field | None, Declared("Tác giả", "Author", Kind.BODY)] = None
    """The body that decided: a standing committee signs under the header of the whole committee."""
    circulation: Annotated[Field | None, Declared("Phạm vi lưu hành", "Circulation", Kind.WORD)] = None
    """Limits of circulation (phạm vi lưu hành)."""
    draft: Annotated[Field | None, Declared("Dự thảo", "Draft", Kind.WORD)] = None
    """Mark of a draft (dự thảo)."""
    term: Annotated[Field | None, Declared("Nhiệm kỳ", "Term of office", Kind.WORD)] = None
    """Term of office (nhiệm kỳ)."""
    copy_type: Annotated[Field | None, Declared("Hình thức sao", "Kind of copy", Kind.WORD)] = None
    """Kind of copy."""
    copy_number: Annotated[
        Field | None, Declared("Số bản sao", "Number of the copy", Kind.NUMBER, NormalForm.DIGITS)
    ] = None
    """Number of the copy."""
    copy_symbol: Annotated[
        Field | None, Declared("Ký hiệu bản sao", "Symbol of the copy", Kind.NUMBER, NormalForm.CODE)
    ] = None
    """Symbol of the copy."""
    copy_date: Annotated[Field | None, Declared("Ngày sao", "Date of the copy", Kind.DATE, NormalForm.DATE)] = None
    """Date of the copy."""
    copy_org: Annotated[Field | None, Declared("Cơ quan sao", "Copying body", Kind.BODY)] = None
    """The body that copied."""
    copy_signer: Annotated[Field | None, Declared("Người ký sao", "Signer of the copy", Kind.SIGNATURE)] = None
    """Who signed the copy."""

    def values(self, name: str) -> tuple[Field, ...]:
        """Return the values of the field called `name`: none, one, or several."""
        value: Field | tuple[Field, ...] | None = getattr(self, name)
        return value if isinstance(value, tuple) else () if value is None else (value,)

    @property
    def found(self) -> tuple[tuple[str, Field], ...]:
        """All values with the names of their fields, in the order of the fields."""
        return tuple((name, field) for name in DECLARED for field in self.values(name))


DECLARED: Final = declarations(Metadata)
"""The declaration of each field of `Metadata`, by its name."""


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
