"""What a made page says: the truth that readings are measured against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from ocr.elements import Box, StampKind
from synthesis.form import Document, Signer


class LineKind(StrEnum):
    """The part of the page that a line belongs to."""

    PAGE_NUMBER = "page_number"
    HEADER_LEFT = "header_left"
    HEADER_RIGHT = "header_right"
    TITLE = "title"
    BODY = "body"
    TABLE = "table"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    MARK = "mark"
    APPENDIX = "appendix"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class TrueWord:
    """A printed word and its box."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class TrueLine:
    """A printed line (or a table row with its `cells`): exact text, NFC, and its box.

    `block` numbers the paragraphs and tables of the content; None for what is no content.
    """

    text: str
    box: Box
    kind: LineKind
    words: tuple[TrueWord, ...]
    cells: tuple[str, ...] = ()
    block: int | None = None


@dataclass(frozen=True, slots=True)
class TrueStamp:
    """A stamp. `text` is all that it says, handwritten values included; `printed` its printed words alone.

    Both are empty for a round seal: its rim is not transcribed.
    """

    kind: StampKind
    box: Box
    text: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class TrueMetadata:
    """What the pages say of the document; None where they say nothing.

    `number` and `symbol` are apart (`05`, `NQ/TU`). `issuer`, `issuer_parent`, `signer_position` and
    `signer_authority` join their lines by a space, several issuers or signers by "; ". An acting head's position is
    also the authority (`Q. TRƯỞNG BAN`); a body alone above a position is none. `doc_type` is as printed, and
    "CÔNG VĂN" for a letter, which prints none.
    """

    doc_type: str
    number: str
    symbol: str
    date: dt.date
    place: str
    issuer: str
    issuer_parent: str | None
    title: str
    signers: str
    signer_position: str | None
    signer_authority: str | None
    urgency: str | None
    incoming_org: str | None
    incoming_label: str | None
    incoming_number: str | None
    incoming_date: dt.date | None
    incoming_transfer: str | None
    author: str | None = None
    circulation: str | None = None
    draft: str | None = None
    copy_type: str | None = None
    copy_number: str | None = None
    copy_symbol: str | None = None
    copy_date: dt.date | None = None
    copy_org: str | None = None
    copy_signer: str | None = None
    secrecy: str | None = None

    @classmethod
    def of(cls, document: Document) -> TrueMetadata:
        """Return what the pages of `document` will say."""
        stamp, copy = document.incoming, document.copy
        return cls(
            doc_type=document.doc_type,
            number=document.number,
            symbol=document.symbol,
            date=document.date,
            place=document.place,
            issuer=" ".join(document.issuer).replace(" - ", "; "),
            issuer_parent=" ".join(document.issuer_parent) or None,
            title=document.title,
            signers="; ".join(signer.name for signer in document.signers),
            signer_position="; ".join(filter(None, map(_position, document.signers))) or None,
            signer_authority="; ".join(" ".join(s.authority) for s in document.signers if _authorised(s)) or None,
            urgency=document.urgency or None,
            incoming_org=" ".join(stamp.org) if stamp else None,
            incoming_label=stamp.label if stamp else None,
            incoming_number=stamp.number if stamp else None,
            incoming_date=stamp.date if stamp else None,
            incoming_transfer=(stamp.transfer or None) if stamp else None,
            author=_author(document),
            circulation=document.circulation or None,
            draft=document.draft or None,
            copy_type=copy.kind if copy else None,
            copy_number=copy.number if copy else None,
            copy_symbol=copy.symbol if copy else None,
            copy_date=copy.date if copy else None,
            copy_org=copy.org if copy else None,
            copy_signer=copy.signer.name if copy else None,
            secrecy=document.secrecy or None,
        )


def _authorised(signer: Signer) -> bool:
    """Whether the lines above the position say by what right the signer signs."""
    return bool(signer.authority) and signer.authority[0].partition(" ")[0].rstrip(".") in (
        "T/M", "K/T", "T/L", "TM", "KT", "TL", "TUQ", "Q"
    )  # fmt: skip


def _position(signer: Signer) -> str:
    acting = bool(signer.authority) and signer.authority[0].startswith("Q.")
    return " ".join(signer.position) or (" ".join(signer.authority) if acting else "")


def _author(document: Document) -> str | None:
    """Return the body that decided: named under the type, or the one that the (last) signer signs for."""
    if document.author:
        return " ".join(document.author).removeprefix("CỦA ")
    authority = " ".join(document.signers[-1].authority) if document.signers else ""
    mark, _, body = authority.partition(" ")
    return body if mark in ("T/M", "TM.") else None


@dataclass(frozen=True, slots=True)
class PageTruth:
    """All that is known of one made page. Boxes are in pixels of its image."""

    document: str
    page: int
    pages: int
    wear: str
    dpi: int
    seed: int
    width: int
    height: int
    lines: tuple[TrueLine, ...]
    stamps: tuple[TrueStamp, ...]
    handwriting: tuple[Box, ...]
    metadata: TrueMetadata

    @property
    def text(self) -> str:
        """The printed text in reading order, a printed line a line; no stamps, no handwriting."""
        return "\n".join(line.text for line in self.lines)

    def to_json(self) -> str:
        """Return the truth as indented JSON, with `text` beside the fields."""
        fields: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return _JSON.dump_json({**fields, "text": self.text}, indent=1).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> PageTruth:
        """Read what `to_json` wrote.

        Raises:
            pydantic.ValidationError: this is no truth of a page.
        """
        return _ADAPTER.validate_json(text)


_JSON: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
_ADAPTER: TypeAdapter[PageTruth] = TypeAdapter(PageTruth)
