"""What a document says and which form it has, before it is set on pages.

Forms follow Hướng dẫn 05-HD/VPTW (Party) and Nghị định 30/2020/NĐ-CP, appendix I (State).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from pydantic import ConfigDict


class Form(StrEnum):
    """Whose rules of form the document follows."""

    PARTY = "party"
    STATE = "state"


class Ink(StrEnum):
    """Colour of what is stamped or written on the page."""

    RED = "red"
    BLUE = "blue"
    BLACK = "black"


class Style(StrEnum):
    """How a paragraph is set."""

    BODY = "body"
    BASIS = "basis"
    HEADING = "heading"
    SUBHEADING = "subheading"
    CENTRED = "centred"
    NOTE = "note"


class StampFrame(StrEnum):
    """Layout of an incoming stamp: one frame with a line of values, or ruled cells with the label on the left."""

    BOX = "box"
    CELLS = "cells"


class Over(StrEnum):
    """What the incoming stamp is put over."""

    HEADER = "header"
    TITLE = "title"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `**…**` is bold, `__…__` italic, around whole words; a centred one breaks at each newline.

    `depth` is that of a heading or list item in the document's tree, from 1; 0 for what is neither.
    """

    text: str
    style: Style = Style.BODY
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. The first row is its head. `widths` are shares of the text width."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Signer:
    """A signature block: `authority` (T/M …, TM. …) and `position` line by line, then the name."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    position: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """The stamp of the office that received the document; number and date are written by hand."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    org: tuple[str, ...]
    number: str
    date: dt.date
    label: str = "CÔNG VĂN ĐẾN"
    transfer: str = ""
    ink: Ink = Ink.RED
    frame: StampFrame = StampFrame.BOX
    over: Over = Over.TITLE


@dataclass(frozen=True, slots=True)
class Seal:
    """The round seal over the left third of the (last) signature."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    rim: str
    centre: tuple[str, ...]
    ink: Ink = Ink.RED


@dataclass(frozen=True, slots=True)
class Appendix:
    """What follows the signature on pages of its own, numbered by themselves: label, title, `(Kèm theo …)`, content."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    label: str
    title: str
    attached: str
    body: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copier's lower header and signature under a rule across the page (the form before 2026).

    `kind` is the line between them: SAO Y BẢN CHÍNH, SAO LỤC, TRÍCH SAO.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    kind: str
    org: str
    number: str
    symbol: str
    date: dt.date
    place: str
    signer: Signer


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. Lists of lines (`issuer`, `recipients`, …) are as printed; `title` and the body are wrapped.

    `number` is as printed, `symbol` what follows it (`NQ/TU`, `QĐ-UBND`, `UBND-VX`). A công văn has no `doc_type`
    printed: there `letter` is true and `title` goes under the number. `addressees` follow "Kính gửi:". `author` is the
    line between type and title (`CỦA BAN THƯỜNG VỤ …`). `hyphens` closes the title with `-----` (rule since 2018)
    instead of a short rule. `size` and `leading` are points of the body text. `written` is what stands for number and
    symbol where an office did not follow its own rules. `draft` goes under the number, `circulation` into the upper
    right corner, `file_tag` to the foot of each page. A `confirmation` is a second signature, its first line the
    words that open it. `secrecy` and `urgency` are stamped under the number, one below the other.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    form: Form
    doc_type: str
    number: str
    symbol: str
    date: dt.date
    place: str
    issuer: tuple[str, ...]
    title: str
    body: tuple[Block, ...]
    signers: tuple[Signer, ...]
    issuer_parent: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    letter: bool = False
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    hyphens: bool = False
    urgency: str = ""
    incoming: Incoming | None = None
    seal: Seal | None = None
    esignature: tuple[str, ...] = ()
    initials: bool = False
    margin_note: bool = False
    font: str = "tinos"
    size: float = 14.0
    leading: float = 19.0
    bottom_numbers: bool = False
    written: str = ""
    draft: str = ""
    circulation: str = ""
    file_tag: str = ""
    appendices: tuple[Appendix, ...] = ()
    copy: Copy | None = None
    confirmation: Signer | None = None
    secrecy: str = ""

    @property
    def reference(self) -> str:
        """Number and symbol as printed together: `Số 05-NQ/TU` (Party), `Số: 05/QĐ-UBND` (State)."""
        if self.written:
            return self.written
        return f"Số {self.number}-{self.symbol}" if self.form is Form.PARTY else f"Số: {self.number}/{self.symbol}"

    @property
    def dated(self) -> str:
        """Place and date as printed."""
        return dated(self.place, self.date)


def dated(place: str, date: dt.date) -> str:
    """Return place and date as printed: days under 10 and months under 3 with a leading zero."""
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"{place}, ngày {date.day:02d} tháng {month} năm {date.year}"
