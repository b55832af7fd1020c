"""Fields of the header: number and symbol, date and place, issuer and its superior, type, title, marks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ocr.elements import Box, Word
from postprocess.confidence import SURE
from postprocess.elements import Field
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
from postprocess.words.doubt import looks_misread
from postprocess.words.lexicon import alike, fold, lexicon, nearest, starts_organisation
from postprocess.words.syllables import is_syllable, phrase_key

# Words that something follows, by their style keys.
_OPEN_WORDS = frozenset(
    map(
        phrase_key,
        ("số", "của", "và", "về", "các", "những", "cho", "với", "trong", "theo", "từ", "đến", "tại", "ngày", "là"),
    )
)
# What was read less surely than this, and is no word, is a scrap of something else.
_SCRAP = 0.4
_GLUED = re.compile(r"^[^\W_]{1,4}(?P<word>[A-ZĐ][^\W\d_A-ZĐ]+)$")
# DTN for ĐTN, DU for ĐU, QD for QĐ: the stroke of Đ is lost before anything else. UBND, BDV, SXD and DN are real.
_LOST_STROKE = re.compile(r"\bD(?=[A-ZĐ])(?![AVNL])|\bQD\b")


def make_field(
    segments: Sequence[Segment],
    value: str,
    normal: str,
    rule: float,
    evidence: str,
    *,
    sure: bool = True,
    prose: bool = True,
) -> Field:
    """Return a field read from `segments`: its confidence is that of the rule times those of the words in `value`.

    It is not sure if a word of it looks misread (`words.doubt`), where it is `prose`; whether it is, `routes` decides.
    """
    words = [word for segment in segments for word in segment.words]
    confidence = rule * of_words(words, value)
    box = Box.hull(segment.source for segment in segments)
    sure = sure and not (prose and looks_misread(words, value))
    return Field(value, normal, confidence, segments[0].page, box, evidence, sure)


def of_words(words: Sequence[Word], value: str) -> float:
    """Return how surely all words that stand in `value` are right, each by itself; of all words if none does."""
    kept = [word for word in words if word.text.strip(" .,;:*-–—") and word.text.strip(" .,;:*-–—") in value]
    return math.prod(max(0.0, min(1.0, word.confidence)) for word in kept or words)


def number_and_symbol(header: Header) -> tuple[Field | None, Field | None]:
    """Return (number, symbol) of the header's number line; an empty number stays None.

    A gap between number and mark is where a hand fills in a blank: such a number is never sure.
    """
    line = header.number
    if line is None:
        return None, None
    bare = BARE_NUMBER.match(line.text)
    if bare:
        digits = bare["number"]
        return make_field([line], digits, str(int(digits)), 0.8, "dòng số không có ký hiệu"), None
    match = NUMBER_LINE.match(line.text)
    hand = None if match and SYMBOL.match(match["symbol"]) else HAND_NUMBER_LINE.match(line.text)
    scrawled = None if match or hand else SCRAWLED_NUMBER_LINE.match(line.text)
    hand = hand or scrawled
    match = hand or match
    if match is None:
        return None, None
    number = None
    digits = match["number"].strip(" .…_·")
    if digits and (hand or not digits.isdigit()):
        number = make_field([line], digits, "", 0.2, "số viết tay, chưa đọc được", sure=False)
    elif digits:
        weakest = min((word.confidence for word in line.words if any(c.isdigit() for c in word.text)), default=0.0)
        by_hand = bool(match["gap"]) and header.form != "party"
        evidence = "dòng số, ký hiệu" + ("; số có thể viết tay" if by_hand else "")
        normal = digits.lstrip("0") or "0"
        number = make_field([line], digits, normal, 0.98, evidence, sure=not by_hand and weakest >= SURE, prose=False)
    symbol = None
    printed = match["symbol"]
    if header.form == "state" and number is None and "/" in printed:
        # What was read before the stroke is a hand's: "Số: /HY /BTC-THTK".
        printed = printed.rpartition("/")[2].strip()
    found = SYMBOL.match(printed)
    if found:
        value = found.group().strip()
        normal = "".join(value.split()).replace("–", "-")
        whole = not scrawled and len(value) >= len(printed.rstrip(" .,:;*'\"")) - 1 and ("/" in normal or "-" in normal)
        symbol = make_field(
            [line], value, normal, 0.98 if whole else 0.6, "dòng số, ký hiệu", sure=not _LOST_STROKE.search(normal)
        )
    return number, symbol


def date_and_place(header: Header) -> tuple[Field | None, Field | None]:
    """Return (date, place) of the place-and-date line. A day left blank gives a normal form `yyyy-mm`, never sure."""
    line = header.date
    match = DATE_KEY.search(line.key) if line else None
    if line is None or match is None:
        return None, None
    start = _word_at(line, match.start())
    # "Hà Nội,ngày" may be one word: the place keeps what stands before the comma.
    glued, comma, first = line.words[start].text.rpartition(",")
    printed = " ".join([first if comma else glued + first, *(word.text for word in line.words[start + 1 :])])
    place_text = " ".join([*(word.text for word in line.words[:start]), glued]).strip(" ,.;")
    month, year = match["month"], int(match["year"])
    place = None
    if place_text:
        named = place_text[0].isupper()
        place = make_field([line], place_text, phrase_key(place_text), 0.97, "dòng địa danh, ngày", sure=named)
    normal = iso_day(match)
    whole = bool(normal) and 1930 <= year <= 2100
    if not normal:
        normal = f"{year:04d}-{int(month):02d}" if month and 1 <= int(month) <= 12 else f"{year:04d}"
    digits = [word.confidence for word in line.words[start:] if any(c.isdigit() for c in word.text)]
    sure = whole and min(digits, default=0.0) >= SURE
    return make_field(
        [line], printed, normal, 0.98 if whole else 0.5, "dòng địa danh, ngày", sure=sure, prose=False
    ), place


def _word_at(line: Segment, offset: int) -> int:
    """Return which word of `line` holds the character `offset` of its key."""
    seen = 0
    for index, word in enumerate(line.words):
        seen += len(fold(word.text)) + 1
        if offset < seen:
            return index
    return len(line.words) - 1


def organisations(lines: Sequence[Segment]) -> list[list[Segment]]:
    """Group the issuer's lines into names: a line that starts like an organisation starts a new one."""
    groups: list[list[Segment]] = []
    for line in lines:
        open_name = bool(groups) and joined(groups[-1]) and fold(joined(groups[-1])) in lexicon().bare_heads
        if groups and (open_name or not starts_organisation(line.key)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def issuer_and_parent(header: Header, symbol: Field | None) -> tuple[Field | None, Field | None]:
    """Return (issuer, its superior). Joint issuers are one field, their names parted by `; ` (STANDARDS 3.3)."""
    groups = organisations(header.issuer)
    if not groups:
        return None, None
    names = [joined(group).strip(" *.,-–") for group in groups]
    evidence = "khối trái trên dòng số"
    first = _joint(header, groups, symbol)
    if first < len(groups) - 1 or _several(names[-1]):
        lines = [line for group in groups[first:] for line in group]
        value = "; ".join(part for name in names[first:] for part in (_several(name) or [name]))
        several = make_field(lines, value, phrase_key(value), 0.9, evidence + "; nhiều cơ quan ban hành")
        above = [line for group in groups[:first] for line in group]
        return several, _superior(above, names[:first]) if above else None
    issuer = make_field(groups[-1], names[-1], phrase_key(names[-1]), 0.97, evidence)
    if len(groups) == 1:
        return issuer, None
    return issuer, _superior([line for group in groups[:-1] for line in group], names[:-1])


def agreed(header: Header, symbol: Field | None) -> Field | None:
    """Return `symbol`, no longer sure where its code is not that of the type printed under the header."""
    if symbol is None or header.type_name is None or _code_agrees(header.type_name, symbol.normal):
        return symbol
    return replace(symbol, sure=False, evidence=symbol.evidence + "; tên loại khác với ký hiệu")


def _superior(lines: Sequence[Segment], names: Sequence[str]) -> Field:
    value = " ".join(names)
    return make_field(lines, value, phrase_key(value), 0.95, "dòng trên tên cơ quan ban hành")


def _several(name: str) -> list[str]:
    """Return the bodies that a hyphen joins on one line: `BỘ NỘI VỤ - BỘ TÀI CHÍNH`; none if it is one body's name."""
    parts = [part.strip() for part in re.split(r"\s[-–]\s", name)]
    return parts if len(parts) > 1 and all(starts_organisation(fold(part)) for part in parts) else []


def author(header: Header, authority: Field | None) -> Field | None:
    """Return the body that decided, where the header is shared by several (STANDARDS 1.4).

    The line under the type names it (`CỦA BAN THƯỜNG VỤ TỈNH UỶ`), else the signature (`T/M BAN THƯỜNG VỤ`).
    """
    if header.author:
        value = joined(header.author).strip(" .:*-")
        bare = value.split(maxsplit=1)[1] if " " in value else value
        return make_field(header.author, bare, phrase_key(bare), 0.95, "dòng tác giả dưới tên loại")
    match = AUTHORITY.match(authority.value) if authority else None
    if authority is None or match is None or fold(match["code"]).strip(" .").replace("/", "") != "TM":
        return None
    body = authority.value[match.end() :].strip(" .,;")
    return replace(authority, value=body, normal=phrase_key(body), evidence="dòng thay mặt trong khối chữ ký")


def term(header: Header) -> Field | None:
    """Return the term of office that the title names (`nhiệm kỳ 2020 - 2025`, `khoá XIII`)."""
    for line in header.title:
        match = TERM.search(line.text)
        if match:
            years = match["first"] and f"{match['first']}-{match['last']}"
            normal = years or phrase_key(match.group())
            return make_field([line], match.group(), normal, 0.95, "nhiệm kỳ trong trích yếu")
    return None


def draft(header: Header) -> Field | None:
    """Return the mark of a draft (`Dự thảo lần 2`) in the header."""
    if header.draft is None:
        return None
    value = header.draft.text.strip(" .,:;*()-")
    return make_field([header.draft], value, phrase_key(value), 0.95, "dòng chỉ dẫn dự thảo")


def circulation(segments: Iterable[Segment | None]) -> Field | None:
    """Return how far the document may go, from the first of `segments` that is one."""
    for segment in segments:
        if segment is not None:
            value = segment.text.strip(" .,:;*()-")
            name, likeness = nearest(fold(value), lexicon().circulation)
            exact = phrase_key(value) == phrase_key(lexicon().circulation[name]) if name else False
            normal = phrase_key(lexicon().circulation[name] if name else value)
            return make_field([segment], value, normal, 0.95 * likeness, "chỉ dẫn phạm vi lưu hành", sure=exact)
    return None


def _joint(header: Header, groups: Sequence[Sequence[Segment]], symbol: Field | None) -> int:
    """Return which group is the first of those that issue together; the last where one alone does.

    The type says so, a hyphen at a line's end joins it to the next, or the Party symbol names several bodies
    (05-CTr/BTGTU-BDVTU).
    """
    last = len(groups) - 1
    if "lien tich" in fold(header.type_name or "").lower() or "phoi hop" in fold(header.type_name or "").lower():
        return 0
    linked = [at for at, group in enumerate(groups[:-1]) if group[-1].text.rstrip().endswith(("-", "–"))]
    if linked:
        return linked[0]
    code = symbol.normal.partition("/")[2] if symbol and header.form == "party" else ""
    return max(0, last - code.count("-")) if "-" in code and symbol and "/" in symbol.normal else last


def doc_type(header: Header, symbol: Field | None) -> Field | None:
    """Return the type: as printed under the header, or told from a letter's form or the symbol's code."""
    line = header.doc_type
    if line is not None and header.type_name is not None:
        agrees = symbol is None or _code_agrees(header.type_name, symbol.normal)
        rule = (0.99 if agrees else 0.8) * header.type_likeness
        evidence = "dòng tên loại" + ("" if agrees else "; ký hiệu ghi loại khác")
        printed = line.text.strip(" .:*-")
        if phrase_key(printed) != phrase_key(header.type_name) and fold(printed) == fold(header.type_name):
            # The same but for its marks: no type is called so.
            evidence += f"; đọc là «{printed}»"
            return make_field([line], header.type_name.upper(), header.type_name, 0.9 * rule, evidence, sure=agrees)
        return make_field([line], printed, header.type_name, rule, evidence)
    anchor = header.number
    if anchor is None:
        return None
    if header.letter_title or header.addressees is not None or (symbol and symbol.normal.startswith("CV")):
        rule = 0.95 if header.letter_title else 0.85
        return make_field([anchor], "CÔNG VĂN", "công văn", rule, "thể thức công văn: không có dòng tên loại")
    names = [name for name, codes in lexicon().codes.items() if symbol and _code(symbol.normal) in codes]
    if len(names) == 1:
        return make_field([anchor], names[0].upper(), names[0], 0.7, "suy từ ký hiệu", sure=False)
    return None


def _code(symbol: str) -> str:
    """Return the type's code in a symbol: QĐ of `QĐ/TW`, `QĐ-UBND` and `2016/QĐ-TTg`."""
    parts = symbol.replace("-", "/").split("/")
    return parts[1] if len(parts) > 1 and parts[0].isdigit() else parts[0]


def _code_agrees(name: str, symbol: str) -> bool:
    codes = lexicon().codes[name]
    return not codes or any(alike(fold(_code(symbol)), fold(code)) == 1.0 or code == _code(symbol) for code in codes)


def title(header: Header) -> Field | None:
    """Return the title (trích yếu) as printed, its lines joined."""
    lines = [_without_scraps(line) for line in header.title]
    if not lines:
        return None
    value = joined(lines).strip(" -–—*").strip()
    if not value:
        return None
    bare = value
    if SUBJECT_KEY.match(fold(value)):
        bare = value.split(maxsplit=1)[1] if value[:3].casefold() == "v/v" and " " in value else value
    where = "dưới dòng số" if header.letter_title else "dưới dòng tên loại"
    # A last line that fills the page may go on where nothing was read.
    scraps = any(kept is not line for kept, line in zip(lines, header.title, strict=True))
    whole = header.letter_title or len(lines) == 1 or lines[-1].box.width < 0.9 * max(line.box.width for line in lines)
    # No title ends in the middle of a phrase: "… thực hiện Nghị quyết số", "về phòng, chống tham nhũng,".
    open_ended = phrase_key(value.split()[-1]) in _OPEN_WORDS or value.endswith((",", ";"))
    whole = whole and not open_ended and not header.title_cut
    rule = 0.95 if whole else 0.8
    return make_field(lines, value, phrase_key(bare), rule, f"các dòng {where}", sure=whole and not scraps)


def _without_scraps(line: Segment) -> Segment:
    """Return the line without what a stamp left at its start: words hardly read that are none, before a capital.

    Capitals may be stuck to the first word: `NCNHướng dẫn`.
    """
    glued = _GLUED.match(line.words[0].text)
    if glued and is_syllable(glued["word"]) and not is_syllable(line.words[0].text):
        return replace(line, words=(replace(line.words[0], text=glued["word"]), *line.words[1:]))
    for start, word in enumerate(line.words):
        if word.confidence >= _SCRAP or is_syllable(word.text):
            kept = line.words[start:]
            return replace(line, words=kept) if start and word.text[:1].isupper() else line
    return line


def urgency(header: Header) -> Field | None:
    """Return the mark of urgency printed as a line of its own in the header."""
    for line in header.markings:
        bare = bare_text(line.text)
        if fold(bare) in lexicon().urgency:
            mark = lexicon().urgency[fold(bare)]
            exact = phrase_key(bare) == phrase_key(mark)
            return make_field([line], bare, mark.lower(), 0.95, "dấu chỉ mức độ khẩn", sure=exact)
    return None
