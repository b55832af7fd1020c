"""The stop for secret documents: where on the pages of a scan a marking of secrecy stands, and the error it raises.

A marking stands alone: in a frame or on a line of its own, in the header, near an edge, or stamped anywhere (STANDARDS
1.9, 5.3). What is like one and stands where one may, stops the document as well, for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from core.errors import SecretError
from core.wording import Message, phrases
from ocr.elements import Box, Page, RegionKind, Stamp, StampKind, Word
from postprocess.confidence import SURE
from postprocess.elements import Field
from postprocess.layout.page_view import PageView, view
from postprocess.words.lexicon import fold
from postprocess.words.secrecy_words import Said, Sight, said, said_in_table, said_small

# A header is over before the middle of the page; markings at the foot stand below all but the last lines.
_HEADER_SHARE: Final = 0.5
_FOOT_SHARE: Final = 0.88
# The text stands 30 mm from the left edge of A4 and 15 mm from the right (HD05, Phụ lục 2).
_MARGINS: Final = (30 / 210, 195 / 210)
# "Mật" in small letters is looked for where a header's first lines stand.
_TOP_SHARE: Final = 0.33
# No line with a marking has more words.
_MOST_WORDS: Final = 12
# Words that a heading or cell too narrow for them breaks before or behind: `BÍ / MẬT`, `TIỀN / MẶT`, `MẶT / TRẬN`.
_BROKEN_BEFORE: Final = frozenset({"BÍ", "BẢO", "CƠ", "TIỀN", "CÓ", "VẮNG", "BỀ"})
_BROKEN_BEHIND: Final = frozenset({"TRẬN", "TRÂN", "ONG", "KHẨU", "MÃ", "BẰNG", "HÀNG"})
# A word that no organisation's name holds but as one of those.
_ALONE: Final = "MẬT"
# No longer line is broken for want of room.
_SHORT: Final = 3
# What a row in pieces begins with: a single letter, or the label "Độ mật:".
_BEGINS_KEY: Final = re.compile(r"^\W*([MT]|(MUC )?DO MAT)\W*$")
# No page has more pieces of print; on one that has, rows in pieces are not put together.
_MOST_PIECES: Final = 2000
_RULE: Final = {Sight.MARKING: 0.95, Sight.SUSPICION: 0.5, Sight.CHANGE: 0.5}
_WHY: Final = {
    Sight.MARKING: "dấu chỉ độ mật",
    Sight.SUSPICION: "giống dấu chỉ độ mật, cần người xem",
    Sight.CHANGE: "dấu thay đổi độ mật, cần người xem",
}
_ORDER: Final = ("tuyệt mật", "tối mật", "mật")


@dataclass(frozen=True, slots=True)
class SecrecyMarking:
    """A marking of secrecy, or what may be one. `printed` is as read; `normal` as in `Said`, empty if not to be told.

    `page` counts from 1, `box` is in page pixels; `confidence`, 0 to 1, is that of the words.
    """

    sight: Sight
    printed: str
    normal: str
    page: int
    box: Box
    confidence: float

    def as_field(self) -> Field:
        """Return the marking as metadata; it is sure only where it itself was read surely."""
        confidence = _RULE[self.sight] * self.confidence
        sure = self.sight is Sight.MARKING and confidence >= SURE
        return Field(self.printed, self.normal, confidence, self.page, self.box, _WHY[self.sight], sure)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that stand together: a segment of print, or a line of a stamp. `upright` is as on the upright page."""

    words: tuple[Word, ...]
    upright: Box
    kind: RegionKind | StampKind

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return Box.hull(word.box for word in self.words)


def find_markings(pages: Iterable[Page]) -> tuple[SecrecyMarking, ...]:
    """Return all markings of secrecy on `pages`, the gravest first: markings before suspicions, then by degree."""
    markings = chain.from_iterable(_on_page(page) for page in pages)
    return tuple(sorted(markings, key=_gravity))


def secrecy_field(pages: Iterable[Page]) -> Field | None:
    """Return the gravest marking of secrecy on `pages` as metadata; None if there is none."""
    markings = find_markings(pages)
    return markings[0].as_field() if markings else None


def stop_if_secret(pages: Iterable[Page], allowed: bool) -> None:
    """Let pages without any marking of secrecy pass, and all pages if secret ones are `allowed`.

    The error names marking and page, and nothing else that stands there.

    Raises:
        SecretError: there is a marking of secrecy, or what may be one.

    """
    markings = () if allowed else find_markings(pages)
    if not markings:
        return
    gravest = markings[0]
    change = next((one for one in markings if one.sight is Sight.CHANGE and one is not gravest), None)
    seen = _told(gravest)
    if change:
        seen = phrases.SECRET_AND.filled(seen=seen, page=change.page, other=_told(change))
    raise SecretError(f"{gravest.sight}: {gravest.normal or 'unread'}", page=gravest.page, seen=seen)


def _told(marking: SecrecyMarking) -> Message:
    shown = marking.normal.upper()
    if marking.sight is Sight.MARKING:
        return phrases.SECRET.filled(mark=shown)
    if marking.sight is Sight.CHANGE:
        return phrases.DECLASSIFIED.filled(mark=shown)
    return phrases.SECRET_DOUBTFUL.filled(mark=shown) if shown else phrases.SECRET_UNREAD


def _gravity(marking: SecrecyMarking) -> tuple[int, int, int]:
    degree = _ORDER.index(marking.normal) if marking.normal in _ORDER else len(_ORDER)
    return list(Sight).index(marking.sight), degree, marking.page


def _on_page(page: Page) -> Iterator[SecrecyMarking]:
    seen = view(page)
    print_ = [_Piece(segment.words, segment.box, segment.kind) for segment in seen.segments]
    stamped = [
        _Piece(line.words, page.upright(line.box), stamp.kind)
        for stamp in page.stamps
        for line in stamp.lines
        if line.words
    ]
    for piece in print_:
        found = _in_print(piece, seen, print_)
        if found and not _is_broken(piece, print_ + stamped):
            yield _marking(page, piece, found)
    for stamp in page.stamps:
        yield from _in_stamp(page, stamp, print_ + stamped)


def _marking(page: Page, piece: _Piece, found: Said) -> SecrecyMarking:
    confidence = sum(word.confidence for word in piece.words) / len(piece.words)
    return SecrecyMarking(found.sight, piece.text[:60], found.normal, page.number, piece.box, confidence)


def _in_print(piece: _Piece, seen: PageView, print_: Sequence[_Piece]) -> Said | None:
    """Return what a piece of print says of secrecy, if it stands where a marking may."""
    middle = (piece.upright.top + piece.upright.bottom) / 2 / max(1, seen.size[1])
    table = piece.kind is RegionKind.TABLE
    found = _read(piece.words) or (said_in_table(piece.text) if table else _in_row(piece, print_))
    if found is None and middle < _TOP_SHARE and not table:
        found = said_small(piece.text)
    if found is None:
        return None
    outside = piece.upright.right < _MARGINS[0] * seen.size[0] or piece.upright.left > _MARGINS[1] * seen.size[0]
    if middle < _HEADER_SHARE or middle > _FOOT_SHARE or outside or found.sight is Sight.CHANGE:
        return found
    # Between other columns in the middle of a page, it is a word of an unruled table.
    return Said(Sight.SUSPICION, found.normal) if len(_row(piece, print_)) == 1 else None


def _in_row(piece: _Piece, print_: Sequence[_Piece]) -> Said | None:
    """Return what a row in pieces says: letters spaced far apart, or a value far from its label."""
    if not _BEGINS_KEY.match(fold(piece.text[:40])) or len(print_) > _MOST_PIECES:
        return None
    words = [word for other in _row(piece, print_) if other.upright.left >= piece.upright.left for word in other.words]
    return _read(words)


def _in_stamp(page: Page, stamp: Stamp, pieces: Sequence[_Piece]) -> Iterator[SecrecyMarking]:
    """Yield what a stamp says of secrecy; one that was taken for a stamp of secrecy always says something."""
    whole = tuple(word for line in stamp.lines for word in line.words)
    several = [line.words for line in stamp.lines if line.words and line.words != whole]
    for words in (whole, *several) if whole else ():
        piece = _Piece(words, page.upright(Box.hull(word.box for word in words)), stamp.kind)
        found = _read(words)
        if found:
            if not _is_broken(piece, pieces):
                yield _marking(page, piece, found)
            return
    if stamp.kind is StampKind.INCOMING:
        yield from _among(page, stamp)
    if stamp.kind is StampKind.SECRECY:
        printed = " ".join(stamp.text.split())[:60]
        yield SecrecyMarking(Sight.SUSPICION, printed, "", page.number, stamp.box, stamp.confidence)


def _among(page: Page, stamp: Stamp) -> Iterator[SecrecyMarking]:
    """Yield what may be a marking read as one line with words of an incoming stamp over it: `HUYỆN TỐI MẬT`."""
    for line in stamp.lines:
        texts = [word.text.strip(" .,;:") for word in line.words]
        for at, text in enumerate(texts):
            before, behind = texts[at - 1] if at else "", texts[at + 1] if at + 1 < len(texts) else ""
            if text.upper() != text or before in _BROKEN_BEFORE or behind in _BROKEN_BEHIND:
                continue
            pair = said(f"{before} {text}") if before else None
            found = pair or (said(text) if text == _ALONE else None)
            if found and found.sight is not Sight.CHANGE:
                words = line.words[at - 1 : at + 1] if pair else line.words[at : at + 1]
                piece = _Piece(words, page.upright(Box.hull(word.box for word in words)), stamp.kind)
                yield _marking(page, piece, Said(Sight.SUSPICION, found.normal))
                return


def _read(words: Sequence[Word]) -> Said | None:
    """Return what words say: a marking only if read so before anything was put right, else what any reading says.

    The words of stamps are put right to the nearest marking (`ocr.stamps.form`).
    """
    if len(words) > _MOST_WORDS:
        return None
    read = [word.raw or word.text for word in words]
    first = said(" ".join(read))
    if first and first.sight is not Sight.SUSPICION:
        return first
    others = [[word.text for word in words]]
    others += [
        [*read[:at], other.text, *read[at + 1 :]] for at, word in enumerate(words) for other in word.alternatives
    ]
    told = first or next(filter(None, (said(" ".join(texts)) for texts in others)), None)
    return Said(Sight.SUSPICION, told.normal) if told else None


def _row(piece: _Piece, pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return what stands on a level with `piece`, from left to right, itself included."""
    box = piece.upright
    level = [
        other
        for other in pieces
        if other is piece
        or min(box.bottom, other.upright.bottom) - max(box.top, other.upright.top)
        > 0.5 * min(box.height, other.upright.height)
    ]
    return sorted(level, key=lambda other: other.upright.left)


def _is_broken(piece: _Piece, pieces: Sequence[_Piece]) -> bool:
    """Whether it is half of words in capitals whose other half stands close by, in its row, above or below."""
    box = piece.upright
    for other in pieces:
        near = other.upright
        if near == box:
            continue
        level = min(box.bottom, near.bottom) - max(box.top, near.top) > 0.5 * min(box.height, near.height)
        behind = near.left > box.left if level else near.top > box.top
        # A line of two words may be stretched from margin to margin.
        far = not (level and behind) and _apart(box, near) > 1.5 * box.height
        if far or (not level and (near.right < box.left or near.left > box.right)):
            continue
        texts = [word.text.strip(" .,;:-") for word in other.words]
        half = texts[0] if behind else texts[-1]
        if half in _BROKEN_BEHIND if behind else (half in _BROKEN_BEFORE and len(texts) <= _SHORT):
            return True
    return False


def _apart(one: Box, other: Box) -> int:
    """Return the pixels between two boxes, along the axis on which they are further apart."""
    across = max(other.left - one.right, one.left - other.right)
    return max(across, other.top - one.bottom, one.top - other.bottom)
