"""Phrases that fill a place in the sentence of an error; and how a Vietnamese sentence of a file is told in English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter

from core.wording import Message, english

# What a file that is no scan seems to be.
ZIP = Message("tệp nén hoặc Word, Excel", "a ZIP archive, or Word or Excel")
OLD_OFFICE = Message("Word, Excel đời cũ", "Word or Excel, an old version")
COMPRESSED = Message("tệp nén", "a compressed archive")
GIF = Message("ảnh GIF", "a GIF image")
WEB_PAGE = Message("trang web hoặc XML", "a web page or XML")
RTF = Message("văn bản RTF", "RTF text")
PLAIN_TEXT = Message("văn bản thuần", "plain text")
UNKNOWN_FORMAT = Message("không rõ định dạng", "unknown format")
SPECIAL_FILE = Message("tệp đặc biệt của hệ thống", "a special file of the system")
NO_IMAGES = Message("thư mục không có ảnh", "a folder without images")

# What is seen of a mark of secrecy, after “Trang 2 …”.
SECRET = Message("có dấu độ mật «{mark}»", "bears the secrecy mark “{mark}”")
DECLASSIFIED = Message(
    "có dấu «{mark}», cần người có thẩm quyền xác nhận", "bears “{mark}”, which a person of authority must confirm"
)
SECRET_UNREAD = Message(
    "có dấu giống dấu độ mật mà máy không đọc được chữ, cần người xem",
    "bears what looks like a secrecy mark and could not be read: a person must look",
)
SECRET_DOUBTFUL = Message(
    "có chỗ giống dấu độ mật «{mark}» nhưng máy không chắc, cần người xem",
    "bears what looks like the secrecy mark “{mark}”, but not surely: a person must look",
)
SECRET_AND = Message("{seen}; trang {page} {other}", "{seen}; page {page} {other}")

# Why something cannot be written.
NO_PERMISSION = Message("không có quyền ghi", "no permission to write there")
READ_ONLY = Message("ổ đĩa chỉ cho đọc", "the disk is read-only")
NO_FOLDER = Message("không có thư mục đó", "there is no such folder")
NAME_TOO_LONG = Message("tên tệp quá dài", "the file name is too long")
NO_ROOM = Message("ổ đĩa đã đầy", "the disk is full")
DISK_ERROR = Message("ổ đĩa báo lỗi", "the disk reports an error")
SCAN_THERE = Message("ở đó đang có một tệp quét", "a scan is in that place")

FONT = Message("phông chữ {name}", "the font {name}")

# What may be found on a page.
UNREAD_INK = Message(
    "Có {count} chỗ giống chữ mà chưa đọc được; hãy xem ảnh trang (các khung «chưa đọc»).",
    "Places that look like letters and were not read: {count}; look at the page (the frames “unread”).",
)


# Looked for in this order: the one that holds two others goes first.
_KEPT = (
    *(SECRET_AND, SECRET, DECLASSIFIED, SECRET_UNREAD, SECRET_DOUBTFUL, UNREAD_INK),
    *(ZIP, OLD_OFFICE, COMPRESSED, GIF, WEB_PAGE, RTF, PLAIN_TEXT, UNKNOWN_FORMAT, SPECIAL_FILE, NO_IMAGES),
)


def told(text: str, sentences: Iterable[Message] = ()) -> str:
    """Return what a file says in Vietnamese in the language that the environment asks for.

    `sentences` are those that it may be, beside what of this module files keep. What is none of them stays as it is:
    file names, or the words of an older version.
    """
    if not english():
        return text
    for message in (*sentences, *_KEPT):
        if (values := _values_in(text, message)) is not None:
            return message(**{name: told(value) for name, value in values.items()})
    return text


def _values_in(text: str, message: Message) -> dict[str, str] | None:
    """Return what fills the places of `message` in a Vietnamese `text`; None if that is another message."""
    parts = Formatter().parse(message.vi)
    pattern = "".join(re.escape(plain) + (f"(?P<{name}>.+?)" if name else "") for plain, name, _, _ in parts)
    found = re.fullmatch(pattern, text)
    return found.groupdict() if found else None
