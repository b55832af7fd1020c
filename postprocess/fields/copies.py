"""Fields of a copy: what the copier or confirmer says of it (STANDARDS 1.8, 1.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ocr.elements import Page, StampKind
from postprocess.elements import Field
from postprocess.fields.evidence import Rule, make_field
from postprocess.layout.copies import SecondHand
from postprocess.layout.page_view import PageView, Segment, joined
from postprocess.layout.patterns import COPY_TYPE_KEY, DATE_KEY, NUMBER_LINE, SECOND_HAND_KEY, STARS
from postprocess.layout.signature import Signature, signatures_of
from postprocess.words.dates import iso_day
from postprocess.words.syllables import phrase_key

# How each field is told.
_TYPE: Final = Rule(0.95, "bản sao: hình thức sao")
_NUMBER: Final = Rule(0.9, "bản sao: số, ký hiệu")
_DATE: Final = Rule(0.95, "bản sao: ngày sao")
_ORG: Final = Rule(0.9, "bản sao: cơ quan sao")
_SIGNER: Final = Rule(0.9, "bản sao: người ký sao")

_TYPES: Final = {"SAO Y": "sao y", "SAO LUC": "sao lục", "TRICH SAO": "trích sao", "BAN SAO": "bản sao"}


@dataclass(frozen=True, slots=True)
class CopyFields:
    """What a copy says of itself; None where it says nothing."""

    type: Field | None = None
    number: Field | None = None
    symbol: Field | None = None
    date: Field | None = None
    org: Field | None = None
    signer: Field | None = None


def copy_fields(pages: Sequence[Page], views: Sequence[PageView], found: Sequence[SecondHand]) -> CopyFields:
    """Return the fields of the first copy: of its lower header, else of the stamp BẢN SAO VĂN BẢN."""
    for hand in found:
        view = next(v for v in views if v.number == hand.page)
        signatures = signatures_of(view, hand.segments)
        fields = _fields(hand.segments, signatures)
        if fields.type or fields.symbol:
            return fields
    for page in pages:
        for stamp in page.stamps:
            if stamp.kind is StampKind.COPY and stamp.lines:
                lines = [
                    Segment(line.words, page.number, line.box, n) for n, line in enumerate(stamp.lines) if line.words
                ]
                return _fields(lines, ())
    return CopyFields()


def _fields(lines: Sequence[Segment], signatures: Sequence[Signature]) -> CopyFields:
    kind = next((s for s in lines if COPY_TYPE_KEY.search(s.key)), None)
    numbered = next((s for s in lines if "BS" in s.key and NUMBER_LINE.match(s.text)), None)
    dated = next((s for s in lines if DATE_KEY.search(s.key)), None)
    signer = next((s.name for s in signatures if s.name is not None), None)
    above = [s for s in lines if numbered and s.box.top < numbered.box.top and s.capitals and s is not kind]
    number, symbol = _numbered(numbered) if numbered else (None, None)
    named = [s for s in above if not STARS.match(s.text) and not SECOND_HAND_KEY.match(s.key)]
    org = joined(named).strip(" *.,-")
    return CopyFields(
        type=_type(kind) if kind else None,
        number=number,
        symbol=symbol,
        date=_dated(dated) if dated else None,
        org=make_field(named, org, phrase_key(org), _ORG) if org else None,
        signer=make_field([signer], signer.text.strip(" .,*"), phrase_key(signer.text), _SIGNER) if signer else None,
    )


def _type(line: Segment) -> Field:
    match = COPY_TYPE_KEY.search(line.key)
    assert match is not None
    value = line.text.strip(" .,:*-")
    return make_field([line], value, _TYPES[match[1]], _TYPE)


def _numbered(line: Segment) -> tuple[Field | None, Field | None]:
    match = NUMBER_LINE.match(line.text)
    assert match is not None
    digits, symbol = match["number"].strip(" .…_·"), "".join(match["symbol"].split())
    number = make_field([line], digits, digits.lstrip("0"), _NUMBER, prose=False) if digits.isdigit() else None
    return number, make_field([line], symbol, symbol, _NUMBER, prose=False)


def _dated(line: Segment) -> Field | None:
    match = DATE_KEY.search(line.key)
    normal = iso_day(match) if match else ""
    if match is None or not normal or len(line.key) != len(line.text):
        return None
    printed = line.text[match.start() : match.end()]
    return make_field([line], printed, normal, _DATE, prose=False)
