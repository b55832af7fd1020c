"""Fields of the header: number and symbol, date and place, issuer and its superior, type, title, markings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from core.rules import decide
from ocr.elements import Word
from postprocess.confidence import SCRAP, SURE
from postprocess.elements import Field
from postprocess.fields.evidence import Rule, make_field
from postprocess.layout.markings import bare_text
from postprocess.layout.page_view import Segment, joined
from postprocess.layout.patterns import (
    AUTHORITY,
    BARE_NUMBER,
    DATE_KEY,
    HAND_NUMBER_LINE,
    NUMBER_LINE,
    SCRAWLED_NUMBER_LINE,
    SUBJECT_KEY,
    SYMBOL,
    TERM,
)
from postprocess.layout.zones import Header
from postprocess.words.dates import iso_day
from postprocess.words.lexicon import alike, fold, lexicon, nearest, starts_organisation
from postprocess.words.syllables import is_syllable, phrase_key

# How each field is told.
_BARE_NUMBER: Final = Rule(0.8, "dòng số không có ký hiệu")
_PRINTED_NUMBER: Final = Rule(0.98, "dòng số, ký hiệu")
_HAND_NUMBER: Final = Rule(0.2, "số viết tay, chưa đọc được")
_SYMBOL: Final = Rule(0.98, "dòng số, ký hiệu")
_SYMBOL_IN_PART: Final = Rule(0.6, "dòng số, ký hiệu")
_DATE: Final = Rule(0.98, "dòng địa danh, ngày")
_DATE_IN_PART: Final = Rule(0.5, "dòng địa danh, ngày")
_PLACE: Final = Rule(0.97, "dòng địa danh, ngày")
_ISSUER: Final = Rule(0.97, "khối trái trên dòng số")
_JOINT_ISSUERS: Final = Rule(0.9, "khối trái trên dòng số; nhiều cơ quan ban hành")
_SUPERIOR: Final = Rule(0.95, "dòng trên tên cơ quan ban hành")
_AUTHOR: Final = Rule(0.95, "dòng tác giả dưới tên loại")
_TYPE: Final = Rule(0.99, "dòng tên loại")
_TYPE_UNLIKE_SYMBOL: Final = Rule(0.8, "dòng tên loại; ký hiệu ghi loại khác")
_LETTER: Final = Rule(0.95, "thể thức công văn: không có dòng tên loại")
_LETTER_WITHOUT_SUBJECT: Final = Rule(0.85, "thể thức công văn: không có dòng tên loại")
_TYPE_OF_SYMBOL: Final = Rule(0.7, "suy từ ký hiệu")
_TITLE: Final = Rule(0.95, "các dòng dưới dòng tên loại")
_TITLE_IN_PART: Final = Rule(0.8, "các dòng dưới dòng tên loại")
_SUBJECT: Final = Rule(0.95, "các dòng dưới dòng số")
_SUBJECT_IN_PART: Final = Rule(0.8, "các dòng dưới dòng số")
_TERM: Final = Rule(0.95, "nhiệm kỳ trong trích yếu")
_DRAFT: Final = Rule(0.95, "dòng chỉ dẫn dự thảo")
_CIRCULATION: Final = Rule(0.95, "chỉ dẫn phạm vi lưu hành")
_URGENCY: Final = Rule(0.95, "dấu chỉ mức độ khẩn")

# A type whose diacritics alone were misread is as likely as this, beside one read to the letter.
_BUT_FOR_DIACRITICS: Final = 0.9
# Years of the documents: the Party was founded in 1930.
_YEARS: Final = range(1930, 2101)
_MONTHS: Final = range(1, 13)
# Characters behind a symbol that are a speck, and no part of it that was not understood.
_SPECK: Final = 1
# A title ends with a line narrower than this share of its widest one; a wider one may go on where nothing was read.
_LAST_LINE: Final = 0.9
# Words that something follows, by their style keys.
_OPEN_WORDS: Final = frozenset(
    map(
        phrase_key,
        ("số", "của", "và", "về", "các", "những", "cho", "với", "trong", "theo", "từ", "đến", "tại", "ngày", "là"),
    )
)
# What a stamp left before a word and stuck to it: `NCNHướng dẫn`.
_GLUED: Final = re.compile(r"^[^\W_]{1,4}(?P<word>[A-ZĐ][^\W\d_A-ZĐ]+)$")
# DTN for ĐTN, DU for ĐU, QD for QĐ: the stroke of Đ is lost before anything else. UBND, BDV, SXD and DN are real.
_LOST_STROKE: Final = re.compile(r"\bD(?=[A-ZĐ])(?![AVNL])|\bQD\b")
# Types that several bodies issue together.
_JOINT_TYPES: Final = ("LIEN TICH", "PHOI HOP")

_Pair = tuple[Field | None, Field | None]
_Groups = Sequence[Sequence[Segment]]
"""The lines of several names."""


def number_and_symbol(header: Header) -> _Pair:
    """Return (number, symbol) of the header's number line; an empty number stays None.

    A gap between number and symbol is where a hand fills in a blank: such a number is never sure.
    """
    return (decide(_NUMBER_FORMS, header, header.number) if header.number else None) or (None, None)


def _bare_number(header: Header, line: Segment) -> _Pair | None:
    """`Số: 125`: a number without a symbol."""
    match = BARE_NUMBER.match(line.text)
    if match is None:
        return None
    digits = match["number"]
    return make_field([line], digits, str(int(digits)), _BARE_NUMBER), None


def _printed_number(header: Header, line: Segment) -> _Pair | None:
    """`Số 127-NQ/TW`, with a symbol that could be read."""
    match = NUMBER_LINE.match(line.text)
    return _taken_apart(header, line, match) if match and SYMBOL.match(match["symbol"]) else None


def _hand_number(header: Header, line: Segment) -> _Pair | None:
    """`S6:.2/5A /BC-SYT`: a hand wrote the number."""
    match = HAND_NUMBER_LINE.match(line.text)
    return _taken_apart(header, line, match, by_hand=True) if match else None


def _printed_number_alone(header: Header, line: Segment) -> _Pair | None:
    """`Số 127-` and a symbol that could not be read."""
    match = NUMBER_LINE.match(line.text)
    return _taken_apart(header, line, match) if match else None


def _scrawled_number(header: Header, line: Segment) -> _Pair | None:
    """`Số (8SYT-NVY`: a hand wrote the number, and crossed the stroke behind it."""
    match = SCRAWLED_NUMBER_LINE.match(line.text)
    return _taken_apart(header, line, match, by_hand=True, whole=False) if match else None


_NUMBER_FORMS: Final = (_bare_number, _printed_number, _hand_number, _printed_number_alone, _scrawled_number)


def _taken_apart(
    header: Header, line: Segment, match: re.Match[str], *, by_hand: bool = False, whole: bool = True
) -> _Pair:
    """Return (number, symbol) of a line that `match` takes apart; not `whole` says that a sign of it is lost."""
    digits = match["number"].strip(" .…_·")
    number = _number(header, line, digits, gap=bool(match.groupdict().get("gap")), by_hand=by_hand) if digits else None
    printed = match["symbol"]
    if header.form == "state" and number is None and "/" in printed:
        # What was read before the stroke is a hand's: "Số: /HY /BTC-THTK".
        printed = printed.rpartition("/")[2].strip()
    return number, _symbol(line, printed, whole)


def _number(header: Header, line: Segment, digits: str, *, gap: bool, by_hand: bool) -> Field:
    if by_hand or not digits.isdigit():
        return make_field([line], digits, "", _HAND_NUMBER, sure=False)
    filled_in = gap and header.form != "party"
    note = "; số có thể viết tay" if filled_in else ""
    sure = not filled_in and _weakest_figure(line.words) >= SURE
    return make_field([line], digits, digits.lstrip("0") or "0", _PRINTED_NUMBER, note=note, sure=sure, prose=False)


def _weakest_figure(words: Iterable[Word]) -> float:
    """Return how surely the word with figures was read that was read least surely; 0 without any."""
    return min((word.confidence for word in words if any(map(str.isdigit, word.text))), default=0.0)


def _symbol(line: Segment, printed: str, whole: bool) -> Field | None:
    """Return the symbol that `printed` begins with; in part if signs follow, or nothing parts type and body."""
    found = SYMBOL.match(printed)
    if found is None:
        return None
    value = found.group().strip()
    normal = "".join(value.split()).replace("–", "-")
    followed = len(value) + _SPECK < len(printed.rstrip(" .,:;*'\""))
    rule = _SYMBOL if whole and not followed and ("/" in normal or "-" in normal) else _SYMBOL_IN_PART
    return make_field([line], value, normal, rule, sure=not _LOST_STROKE.search(normal))


def agreed(header: Header, symbol: Field | None) -> Field | None:
    """Return `symbol`, no longer sure where its code is not that of the type printed under the header."""
    if symbol is None or header.type_name is None or _code_agrees(header.type_name, symbol.normal):
        return symbol
    return replace(symbol, sure=False, evidence=symbol.evidence + "; tên loại khác với ký hiệu")


def _code(symbol: str) -> str:
    """Return the type's code in a symbol: QĐ of `QĐ/TW`, `QĐ-UBND` and `2016/QĐ-TTg`."""
    parts = symbol.replace("-", "/").split("/")
    return parts[1] if len(parts) > 1 and parts[0].isdigit() else parts[0]


def _code_agrees(name: str, symbol: str) -> bool:
    codes = lexicon().codes[name]
    return not codes or any(alike(fold(_code(symbol)), fold(code)) == 1.0 or code == _code(symbol) for code in codes)


def date_and_place(header: Header) -> _Pair:
    """Return (date, place) of the place-and-date line. A day left blank gives a normal form `yyyy-mm`, never sure."""
    line = header.date
    match = DATE_KEY.search(line.key) if line else None
    if line is None or match is None:
        return None, None
    start = _word_at(line, match.start())
    # "Hà Nội,ngày" may be one word: the place keeps what stands before the comma.
    glued, comma, first = line.words[start].text.rpartition(",")
    printed = " ".join([first if comma else glued + first, *(word.text for word in line.words[start + 1 :])])
    place = " ".join([*(word.text for word in line.words[:start]), glued]).strip(" ,.;")
    return _date(line, match, start, printed), _place(line, place) if place else None


def _date(line: Segment, match: re.Match[str], start: int, printed: str) -> Field:
    """Return the date that begins with the word `start`; sure if it is a day of the calendar and read so."""
    month, year = match["month"], int(match["year"])
    day = iso_day(match)
    if day and year in _YEARS:
        sure = _weakest_figure(line.words[start:]) >= SURE
        return make_field([line], printed, day, _DATE, sure=sure, prose=False)
    in_part = f"{year:04d}-{int(month):02d}" if month and int(month) in _MONTHS else f"{year:04d}"
    return make_field([line], printed, day or in_part, _DATE_IN_PART, sure=False, prose=False)


def _place(line: Segment, place: str) -> Field:
    return make_field([line], place, phrase_key(place), _PLACE, sure=place[0].isupper())


def _word_at(line: Segment, offset: int) -> int:
    """Return which word of `line` holds the character `offset` of its key."""
    seen = 0
    for index, word in enumerate(line.words):
        seen += len(fold(word.text)) + 1
        if offset < seen:
            return index
    return len(line.words) - 1


def issuer_and_parent(header: Header, symbol: Field | None) -> _Pair:
    """Return (issuer, its superior). Joint issuers are one field, their names parted by `; ` (STANDARDS 3.3)."""
    groups = _organisations(header.issuer)
    if not groups:
        return None, None
    names = [joined(group).strip(" *.,-–") for group in groups]
    first = decide(_JOINT_RULES, header, groups, symbol)
    first = len(groups) - 1 if first is None else first
    bodies = [body for name in names[first:] for body in (_several(name) or [name])]
    value = "; ".join(bodies)
    rule = _JOINT_ISSUERS if len(bodies) > 1 else _ISSUER
    issuer = make_field([line for group in groups[first:] for line in group], value, phrase_key(value), rule)
    above = [line for group in groups[:first] for line in group]
    return issuer, _superior(above, names[:first]) if above else None


def _organisations(lines: Sequence[Segment]) -> list[list[Segment]]:
    """Group the issuer's lines into names: a line that starts like an organisation starts a new one."""
    groups: list[list[Segment]] = []
    for line in lines:
        open_name = bool(groups) and joined(groups[-1]) and fold(joined(groups[-1])) in lexicon().bare_heads
        if groups and (open_name or not starts_organisation(line.key)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _joint_by_type(header: Header, groups: _Groups, symbol: Field | None) -> int | None:
    """The type says that all issue together: `NGHỊ QUYẾT LIÊN TỊCH`."""
    key = fold(header.type_name or "")
    return 0 if any(joint in key for joint in _JOINT_TYPES) else None


def _joint_by_hyphen(header: Header, groups: _Groups, symbol: Field | None) -> int | None:
    """A hyphen at a line's end joins a name to the next."""
    ends = (group[-1].text.rstrip() for group in groups[:-1])
    return next((at for at, end in enumerate(ends) if end.endswith(("-", "–"))), None)


def _joint_by_symbol(header: Header, groups: _Groups, symbol: Field | None) -> int | None:
    """A Party symbol names several bodies: `CTr/BTGTU-BDVTU`."""
    bodies = symbol.normal.partition("/")[2] if symbol and header.form == "party" else ""
    return max(0, len(groups) - 1 - bodies.count("-")) if "-" in bodies else None


_JOINT_RULES: Final[tuple[Callable[[Header, _Groups, Field | None], int | None], ...]] = (
    _joint_by_type,
    _joint_by_hyphen,
    _joint_by_symbol,
)
"""Which of the groups of lines is the first of those that issue together; where none says, the last issues alone."""


def _several(name: str) -> list[str]:
    """Return the bodies that a hyphen joins on one line: `BỘ NỘI VỤ - BỘ TÀI CHÍNH`; none if it is one body's name."""
    parts = [part.strip() for part in re.split(r"\s[-–]\s", name)]
    return parts if len(parts) > 1 and all(starts_organisation(fold(part)) for part in parts) else []


def _superior(lines: Sequence[Segment], names: Sequence[str]) -> Field:
    value = " ".join(names)
    return make_field(lines, value, phrase_key(value), _SUPERIOR)


def author(header: Header, authority: Field | None) -> Field | None:
    """Return the body that decided, where the header is shared by several (STANDARDS 1.4)."""
    return decide((_author_under_the_type, _author_in_the_signature), header, authority)


def _author_under_the_type(header: Header, authority: Field | None) -> Field | None:
    """`CỦA BAN THƯỜNG VỤ TỈNH UỶ`: the body is named behind its first word."""
    if not header.author:
        return None
    value = joined(header.author).strip(" .:*-")
    bare = value.split(maxsplit=1)[1] if " " in value else value
    return make_field(header.author, bare, phrase_key(bare), _AUTHOR)


def _author_in_the_signature(header: Header, authority: Field | None) -> Field | None:
    """`T/M BAN THƯỜNG VỤ`: who signs on behalf of a body names it."""
    match = AUTHORITY.match(authority.value) if authority else None
    if authority is None or match is None or fold(match["code"]).strip(" .").replace("/", "") != "TM":
        return None
    body = authority.value[match.end() :].strip(" .,;")
    return replace(authority, value=body, normal=phrase_key(body), evidence="dòng thay mặt trong khối chữ ký")


def doc_type(header: Header, symbol: Field | None) -> Field | None:
    """Return the type: as printed under the header, or told from a letter's form or the symbol's code."""
    return decide((_printed_type, _letter, _type_of_symbol), header, symbol)


def _printed_type(header: Header, symbol: Field | None) -> Field | None:
    """A line of its own names the type."""
    line, name = header.doc_type, header.type_name
    if line is None or name is None:
        return None
    agrees = symbol is None or _code_agrees(name, symbol.normal)
    rule = _TYPE if agrees else _TYPE_UNLIKE_SYMBOL
    printed = line.text.strip(" .:*-")
    if phrase_key(printed) == phrase_key(name) or fold(printed) != fold(name):
        return make_field([line], printed, name, rule, likeness=header.type_likeness)
    # The same but for its diacritics: no type is called so.
    likeness = _BUT_FOR_DIACRITICS * header.type_likeness
    return make_field([line], name.upper(), name, rule, note=f"; đọc là «{printed}»", likeness=likeness, sure=agrees)


def _letter(header: Header, symbol: Field | None) -> Field | None:
    """An official letter prints no type; its subject, its addressees or its code tell it."""
    coded = symbol is not None and symbol.normal.startswith("CV")
    if header.number is None or not (header.letter_title or header.addressees is not None or coded):
        return None
    rule = _LETTER if header.letter_title else _LETTER_WITHOUT_SUBJECT
    return make_field([header.number], "CÔNG VĂN", "công văn", rule)


def _type_of_symbol(header: Header, symbol: Field | None) -> Field | None:
    """The symbol's code stands for one type alone."""
    if header.number is None or symbol is None:
        return None
    names = [name for name, codes in lexicon().codes.items() if _code(symbol.normal) in codes]
    if len(names) != 1:
        return None
    return make_field([header.number], names[0].upper(), names[0], _TYPE_OF_SYMBOL, sure=False)


def title(header: Header) -> Field | None:
    """Return the title (trích yếu) as printed, its lines joined."""
    lines = [_without_scraps(line) for line in header.title]
    value = joined(lines).strip(" -–—*").strip()
    if not value:
        return None
    bare = value
    if SUBJECT_KEY.match(fold(value)):
        bare = value.split(maxsplit=1)[1] if value[:3].casefold() == "v/v" and " " in value else value
    whole = _ends(header, lines, value)
    scraps = any(kept is not line for kept, line in zip(lines, header.title, strict=True))
    as_a_whole, in_part = (_SUBJECT, _SUBJECT_IN_PART) if header.letter_title else (_TITLE, _TITLE_IN_PART)
    return make_field(lines, value, phrase_key(bare), as_a_whole if whole else in_part, sure=whole and not scraps)


def _ends(header: Header, lines: Sequence[Segment], value: str) -> bool:
    """Whether all of a title was read: its last line is short, and does not end in the middle of a phrase.

    No title ends like "… thực hiện Nghị quyết số", "về phòng, chống tham nhũng,".
    """
    widest = max(line.box.width for line in lines)
    short = header.letter_title or len(lines) == 1 or lines[-1].box.width < _LAST_LINE * widest
    broken_off = phrase_key(value.split()[-1]) in _OPEN_WORDS or value.endswith((",", ";"))
    return short and not broken_off and not header.title_cut


def _without_scraps(line: Segment) -> Segment:
    """Return the line without what a stamp left at its start: words hardly read that are none, before a capital.

    Capitals may be stuck to the first word: `NCNHướng dẫn`.
    """
    glued = _GLUED.match(line.words[0].text)
    if glued and is_syllable(glued["word"]) and not is_syllable(line.words[0].text):
        return replace(line, words=(replace(line.words[0], text=glued["word"]), *line.words[1:]))
    for start, word in enumerate(line.words):
        if word.confidence >= SCRAP or is_syllable(word.text):
            kept = line.words[start:]
            return replace(line, words=kept) if start and word.text[:1].isupper() else line
    return line


def term(header: Header) -> Field | None:
    """Return the term of office that the title names (`nhiệm kỳ 2020 - 2025`, `khoá XIII`)."""
    for line in header.title:
        match = TERM.search(line.text)
        if match:
            years = match["first"] and f"{match['first']}-{match['last']}"
            return make_field([line], match.group(), years or phrase_key(match.group()), _TERM)
    return None


def draft(header: Header) -> Field | None:
    """Return what says that the document is a draft (`Dự thảo lần 2`)."""
    if header.draft is None:
        return None
    value = header.draft.text.strip(" .,:;*()-")
    return make_field([header.draft], value, phrase_key(value), _DRAFT)


def circulation(segments: Iterable[Segment | None]) -> Field | None:
    """Return how far the document may go, from the first of `segments` that is one."""
    segment = next((s for s in segments if s is not None), None)
    if segment is None:
        return None
    value = segment.text.strip(" .,:;*()-")
    key, likeness = nearest(fold(value), lexicon().circulation)
    known = phrase_key(lexicon().circulation[key]) if key else ""
    normal, exact = known or phrase_key(value), bool(key) and phrase_key(value) == known
    return make_field([segment], value, normal, _CIRCULATION, likeness=likeness, sure=exact)


def urgency(header: Header) -> Field | None:
    """Return the marking of urgency printed as a line of its own in the header."""
    for line in header.markings:
        bare = bare_text(line.text)
        degree = lexicon().urgency.get(fold(bare))
        if degree is not None:
            exact = phrase_key(bare) == phrase_key(degree)
            return make_field([line], bare, degree.lower(), _URGENCY, sure=exact)
    return None
