"""Routes of fields, and what makes a field unsure: seals, places and codes that disagree; footnotes; terms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_pages import LEFT, RIGHT, document_page, line_at, page, paragraph, stamp

from benchmarks.measures.structure import Judged
from ocr.elements import Box, Page, StampKind
from postprocess.elements import BlockKind, Field, Metadata, Route
from postprocess.fields.routes import GROUP_OF, Routes, calibrated, log_odds, routed
from postprocess.understand import understand
from training.fit_routes import fit

TABLE = Routes({"title": (0.0, 2.0)}, sure=0.9, look=0.5)


def field(confidence: float, *, sure: bool = True) -> Field:
    return Field("x", "x", confidence, 1, Box(0, 0, 1, 1), "", sure)


@pytest.mark.parametrize(
    ("confidence", "sure", "route"),
    [(0.95, True, Route.SURE), (0.95, False, Route.LOOK), (0.7, True, Route.LOOK), (0.3, True, Route.ASK)],
)
def test_a_field_goes_by_its_confidence_and_never_above_its_own_doubt(
    confidence: float, sure: bool, route: Route
) -> None:
    place = routed(Metadata(place=field(confidence, sure=sure)), TABLE).place
    assert place is not None
    assert (place.route, place.sure) == (route, route is Route.SURE)


def test_every_field_of_a_document_has_a_group_and_a_route() -> None:
    assert set(GROUP_OF) == set(Metadata.__dataclass_fields__)
    found = understand([party()], tag=False).metadata
    some = [getattr(found, name) for name in ("number", "symbol", "title", "issuer")]
    assert all(one.route in Route and one.sure == (one.route is Route.SURE) for one in some)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_confidence_is_never_worth_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= calibrated("title", low, TABLE) <= calibrated("title", high, TABLE) <= 1
    assert math.isfinite(log_odds(low))


def judged(confidence: float, right: bool, count: int) -> list[Judged]:
    return [Judged("title", "x", "x" if right else "y", sure=True, confidence=confidence)] * count


def test_the_threshold_keeps_silent_errors_rare() -> None:
    found = judged(0.99, True, 900) + judged(0.99, False, 1) + judged(0.6, True, 60) + judged(0.6, False, 40)
    table = fit(found, len(found))
    assert calibrated("title", 0.99, table) >= table.sure > calibrated("title", 0.6, table)
    assert 0.5 < calibrated("title", 0.6, table) < 0.8


def party(signature: list[str] | None = None, **changes: object) -> Page:
    parts: dict[str, object] = {
        "left": ["ĐẢNG BỘ TỈNH LÂM GIANG", "HUYỆN UỶ ĐỨC THỌ", "*", "Số 127-NQ/HU"],
        "right": ["ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "Đức Thọ, ngày 05 tháng 3 năm 2019"],
        "title": ["NGHỊ QUYẾT", "về công tác quản lý đất đai", "nhiệm kỳ 2020 - 2025", "-----"],
        "recipients": ["Nơi nhận:", "- Các chi bộ,", "- Lưu Văn phòng Huyện uỷ."],
        "signature": [signature or ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Văn Bình"]],
        "confidence": 0.999,
    }
    return document_page(**{**parts, **changes})  # type: ignore[arg-type]


def test_the_term_of_the_title() -> None:
    term = understand([party()], tag=False).metadata.term
    assert term is not None and term.normal == "2020-2025"


def test_a_place_unlike_the_issuers_makes_both_unsure() -> None:
    misread = party(right=["ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "Đức Thạ, ngày 05 tháng 3 năm 2019"])
    found = understand([misread], correct=False, tag=False).metadata
    assert found.place is not None and found.issuer is not None
    assert not found.place.sure and not found.issuer.sure


def test_a_symbol_unlike_the_type_is_unsure() -> None:
    found = understand([party(left=["HUYỆN UỶ ĐỨC THỌ", "*", "Số 127-HQ/HU"])], tag=False).metadata
    assert found.symbol is not None and found.symbol.value == "HQ/HU" and not found.symbol.sure


def test_a_position_beside_the_middle_may_have_lost_a_word() -> None:
    whole = party()
    position = next(line for line in whole.lines if line.text == "PHÓ BÍ THƯ")
    # A seal took PHÓ: what is left stands right of the middle.
    left = line_at("BÍ THƯ", position.words[1].box.left, position.box.top, 0.999)
    found = understand(
        [page([left if line is position else line for line in whole.lines])], correct=False, tag=False
    ).metadata
    assert found.signer_position is not None and found.signer_position.value == "BÍ THƯ"
    assert not found.signer_position.sure


def test_an_authority_cut_short_is_unsure() -> None:
    found = understand([party(["T/M UỶ BAN", "CHỦ NHIỆM", "Trần Văn Bình"])], tag=False).metadata
    assert found.signer_authority is not None and not found.signer_authority.sure


def test_a_stamped_name_signs_but_not_surely() -> None:
    signed = party(["CHỦ TỊCH", "Hoàng Thị Quyên"])
    named = next(line for line in signed.lines if line.text == "Hoàng Thị Quyên")
    seal = stamp(StampKind.NAME, ["Hoàng Thị Quyên"])
    seal = type(seal)(seal.kind, named.box, (named,), 0.9)
    found = understand([Page(1, signed.width, signed.height, 200, signed.regions, (seal,))], tag=False).metadata
    assert [signer.value for signer in found.signers] == ["Hoàng Thị Quyên"]
    assert not found.signers[0].sure


def test_a_stamped_office_is_held_but_not_surely() -> None:
    signed = party()
    office = next(line for line in signed.lines if line.text == "PHÓ BÍ THƯ")
    stamped = type(stamp(StampKind.NAME, []))(StampKind.NAME, office.box, (office,), 0.9)
    pages = [Page(1, signed.width, signed.height, 200, signed.regions, stamps) for stamps in ((), (stamped,))]
    printed, held = (understand([one], tag=False).metadata.signer_position for one in pages)
    assert printed is not None and printed.value == "PHÓ BÍ THƯ" and "dấu" not in printed.evidence
    assert held is not None and held.value == "PHÓ BÍ THƯ" and held.evidence.endswith("đọc từ dấu chức danh")
    assert not held.sure


def test_small_print_at_the_foot_is_a_footnote() -> None:
    body = paragraph(["Nội dung của trang này được viết thành nhiều dòng chữ khác nhau, dài bằng nhau"] * 8, 300)
    note = line_at("(1) Theo Báo cáo số 15-BC/HU của Huyện uỷ Đức Thọ.", LEFT, 2000)
    words = tuple(
        type(word)(word.text, Box(int(LEFT + (word.box.left - LEFT) * 0.7), 2000,
                                  int(LEFT + (word.box.right - LEFT) * 0.7), 2022), 0.99)
        for word in note.words
    )  # fmt: skip
    small = type(note)(Box.hull(word.box for word in words), words)
    blocks = understand([page([*body, small])], tag=False).blocks
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.FOOTNOTE]
    large = understand([page([*body, note])], tag=False).blocks
    assert BlockKind.FOOTNOTE not in [block.kind for block in large]
    assert note.box.right < RIGHT
