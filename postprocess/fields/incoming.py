"""Fields of the incoming stamp: who received the document, its number and date, whom it went to, its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ocr.elements import Line, Page, Stamp, StampKind
from postprocess.elements import Field
from postprocess.fields.evidence import of_words
from postprocess.fields.organisations import named_elsewhere, respelt
from postprocess.layout.patterns import DATE_KEY, SLASH_DATE
from postprocess.words.dates import iso_day
from postprocess.words.doubt import looks_misread
from postprocess.words.lexicon import fold, lexicon, nearest
from postprocess.words.syllables import phrase_key

_LABEL_KEY = re.compile(r"^\W*((CONG VAN|VAN BAN|CV|VB)\s*)?DEN\b|^\W*(CONG VAN|VAN BAN|CV|VB)\s*$")
_NUMBER_KEY = re.compile(r"\bS[O0]\s*[:.]?\s*(\d{1,6})\b")
# "SỞ TÀI CHÍNH" is no number; "Số:" and "Số 12" are.
_FIELD_KEY = re.compile(r"^\W*(S[O0](?=\W*$|\s*[:.…\d])|NGAY|CHUYEN|KINH CHUYEN|GIO|LUU|SO VA KY HIEU)\b")
_TRANSFER = re.compile(r"^\W*(KINH )?CHUYEN\b")
_FILE = re.compile(r"^\W*LUU( HO SO)?( SO)?\b")
# Hands fill in stamps, and their ink lies over print: what is read there is worth a look, whatever the engine says.
_BY_HAND = 0.7


def _field(page: Page, stamp: Stamp, lines: Sequence[Line], value: str, normal: str, rule: float, why: str) -> Field:
    box = lines[0].box if len(lines) == 1 else stamp.box
    words = [word for line in lines for word in line.words]
    confidence = rule * of_words(words, value)
    return Field(value, normal, confidence, page.number, box, why, not looks_misread(words, value))


def _date(text: str) -> tuple[str, str] | None:
    """Return (as printed, ISO) of the first date in `text`, if it is one."""
    match = DATE_KEY.search(fold(text)) or SLASH_DATE.search(text)
    if match is None:
        return None
    normal = iso_day(match)
    return (match.group(), normal) if normal else None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an incoming stamp says; None where it says nothing that could be read."""

    org: Field | None = None
    number: Field | None = None
    date: Field | None = None
    transfer: Field | None = None
    file: Field | None = None


def incoming_fields(pages: Iterable[Page]) -> Arrival:
    """Return the fields of the first incoming stamp."""
    pages = tuple(pages)
    for page in pages:
        for stamp in page.stamps:
            if stamp.kind is StampKind.INCOMING and stamp.lines:
                return _read(page, stamp, _others(pages, stamp))
    return Arrival()


def _others(pages: Sequence[Page], stamp: Stamp) -> Iterator[list[str]]:
    """Yield the words of all lines but the stamp's own."""
    stamped = (line for page in pages for other in page.stamps if other is not stamp for line in other.lines)
    for line in chain(stamped, chain.from_iterable(page.lines for page in pages)):
        yield [word.text for word in line.words]


def _read(page: Page, stamp: Stamp, others: Iterable[Sequence[str]]) -> Arrival:
    lines = [line for line in stamp.lines if line.text.strip()][:20]
    keys = [fold(line.text[:200]) for line in lines]
    above: list[Line] = []
    # Specks above the name may be read as a field; the label stands below the name.
    label = next((at for at, key in enumerate(keys) if _LABEL_KEY.match(key)), 0)
    first = next((at for at, key in enumerate(keys[:label]) if not _FIELD_KEY.match(key)), 0)
    for line, key in zip(lines[first:], keys[first:], strict=True):
        if _LABEL_KEY.match(key) or _FIELD_KEY.match(key):
            break
        if sum(char.isalpha() for char in line.text) >= 3:
            above.append(line)
    # Print that runs into a stamp's upper edge is no name of its own.
    capital = next((at for at, line in enumerate(above) if line.text.isupper()), 0)
    above = [line for at, line in enumerate(above) if at >= capital or not line.text[:1].islower()]
    org = number = when = transfer = file = None
    if above:
        org = _organisation(page, stamp, above, others)
    for line, key in zip(lines, keys, strict=True):
        found = _NUMBER_KEY.search(key)
        if found and number is None:
            number = _field(page, stamp, [line], found[1], found[1].lstrip("0") or "0", _BY_HAND, "dấu đến: số")
        dated = _date(line.text[:200])
        if dated and when is None:
            when = _field(page, stamp, [line], dated[0], dated[1], _BY_HAND, "dấu đến: ngày")
        transfer = transfer or _after(page, stamp, line, _TRANSFER, "dấu đến: chuyển")
        file = file or _after(page, stamp, line, _FILE, "dấu đến: lưu hồ sơ")
    return Arrival(org, number, when, transfer, file)


def _organisation(page: Page, stamp: Stamp, lines: Sequence[Line], others: Iterable[Sequence[str]]) -> Field:
    """Return the name of who received the document; unsure where it was respelt."""
    why = "dấu đến: tên cơ quan"
    read = " ".join(line.text.strip() for line in lines)
    words = [word for line in lines for word in line.words]
    elsewhere = named_elsewhere(words, others)
    value = elsewhere.upper() if elsewhere else respelt(words)
    field = _field(page, stamp, lines, read, phrase_key(value), _BY_HAND, why)
    return field if value == read else replace(field, value=value, sure=False, evidence=f"{why}; đọc là «{read}»")


def _after(page: Page, stamp: Stamp, line: Line, label: re.Pattern[str], why: str) -> Field | None:
    """Return what stands behind a label, if it is more than the leader's dots."""
    key, text = fold(line.text[:200]), line.text[:200]
    found = label.search(key)
    # Folding drops diacritics alone, so that places in key and text agree; where they do not, nothing is cut.
    if found is None or len(key) != len(text):
        return None
    value = text[found.end() :].strip(" .:,…_-·")
    if sum(char.isalnum() for char in value) < 2:
        return None
    return _field(page, stamp, [line], value, phrase_key(value), _BY_HAND, why)


def stamped_urgency(pages: Iterable[Page]) -> Field | None:
    """Return the urgency that the first such stamp says."""
    for page in pages:
        for stamp in page.stamps:
            if stamp.kind is StampKind.URGENCY and stamp.text.strip(" .*\n"):
                return _urgency(page, stamp)
    return None


def _urgency(page: Page, stamp: Stamp) -> Field:
    """Return the urgency that a line of the stamp shows, or the stamp's whole text for a person to look at."""
    for line in stamp.lines:
        text = line.text.strip(" .*:")
        key, likeness = nearest(fold(text[:60]), lexicon().urgency)
        if key:
            normal = lexicon().urgency[key].lower()
            exact = phrase_key(text) == phrase_key(lexicon().urgency[key])
            return _field(page, stamp, [line], text, normal, 0.95 if exact else 0.7 * likeness, "dấu chỉ mức độ khẩn")
    text = " ".join(stamp.text.split())[:60]
    return _field(page, stamp, stamp.lines, text, "", 0.3, "dấu chỉ mức độ khẩn, chưa đọc được")
