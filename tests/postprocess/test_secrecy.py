"""Marks of secrecy: found wherever they stand, never in running text, and suspected where they were read unsurely."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from text_pages import DPI, HEIGHT, LEFT, LINE, RIGHT, WIDTH, centred, document_page, line_at, page, paragraph, stacked

from core.errors import SecretError
from ocr.elements import Alternative, Box, Line, Page, Region, RegionKind, Stamp, StampKind, Word
from postprocess.secrecy import SecrecyMarking, find_markings, stop_if_secret
from postprocess.understand import understand
from postprocess.words.secrecy_words import Sight, said

MOTTO = ["ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "Đức Thọ, ngày 05 tháng 3 năm 2019"]
ISSUER = ["HUYỆN UỶ ĐỨC THỌ", "*", "Số 12-BC/HU"]
TITLE = ["BÁO CÁO", "về tình hình và kết quả công tác quý I năm 2019", "-----"]
BODY = [["Trong quý I năm 2019, các cấp uỷ đã lãnh đạo thực hiện nhiều chủ trương,", "chính sách và đạt kết quả tốt."]]
# No mark, however often the word stands there.
HARMLESS = (
    "MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "UỶ BAN MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "MẶT TRẬN",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "CÔNG TÁC BẢO MẬT",
    "TIỀN MẶT",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",
    "mật ong, cá, gạo và các loại nông sản khác",
    "bí mật.",
    "mật.",
    "Mật khẩu và tài khoản đăng nhập",
    "Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội",
    "Điều 3. Độ mật: tuyệt mật, tối mật và mật do người ký văn bản quyết định",
    "LUẬT",
    "MẪU",
    "TUYẾT MAI",
    "Độ mật: Thường",
)


def report(left: Sequence[str] = ISSUER, right: Sequence[str] = MOTTO, stamps: Sequence[Stamp] = ()) -> Page:
    return document_page(left, right, TITLE, BODY * 4, stamps=stamps)


def with_lines(made: Page, *lines: Line) -> Page:
    return page([*made.lines, *lines])


def stamp(kind: StampKind, *texts: str, raw: str | None = None) -> Stamp:
    lines = stacked(texts, 420, 420, 0.9)
    if raw:
        lines = [Line(line.box, tuple(dataclasses.replace(word, raw=raw) for word in line.words)) for line in lines]
    return Stamp(kind, Box(300, 400, 540, 470), tuple(lines), 0.9)


def marks(*pages: Page) -> list[tuple[Sight, str]]:
    return [(mark.sight, mark.normal) for mark in find_markings(understand(pages, tag=False).pages)]


MARK, SUSPICION, CHANGE = Sight.MARKING, Sight.SUSPICION, Sight.CHANGE


@pytest.mark.parametrize(
    ("text", "sight", "normal"),
    [
        ("MẬT", MARK, "mật"),
        ("TỐI MẬT", MARK, "tối mật"),
        ("TUYỆT MẬT", MARK, "tuyệt mật"),
        ("M Ậ T", MARK, "mật"),
        ("T U Y Ệ T  M Ậ T", MARK, "tuyệt mật"),
        ("(MẬT)", MARK, "mật"),
        ("[ MẬT |", MARK, "mật"),
        ("ĐỘ MẬT: TỐI MẬT", MARK, "tối mật"),
        ("Độ mật: Mật", MARK, "mật"),
        ("Mức độ mật: Tuyệt mật", MARK, "tuyệt mật"),
        ("MẬT - KHẨN", MARK, "mật"),
        ("HOẢ TỐC, TỐI MẬT", MARK, "tối mật"),
        ("MẬT - LƯU HÀNH NỘI BỘ", MARK, "mật"),
        ("Số 12-BC/HU (TỐI MẬT)", MARK, "tối mật"),
        ("Số: 12-BC/HU TUYỆT MẬT", MARK, "tuyệt mật"),
        (unicodedata.normalize("NFD", "TUYỆT MẬT"), MARK, "tuyệt mật"),
        ("MẶT", SUSPICION, "mật"),
        ("MÂT", SUSPICION, "mật"),
        ("MAT", SUSPICION, "mật"),
        ("MẬI", SUSPICION, "mật"),
        ("|MẠT Ị", SUSPICION, "mật"),
        ("TỐI MAT", SUSPICION, "tối mật"),
        ("TÔ MẬT", SUSPICION, "tối mật"),
        ("TUYET MẬT", SUSPICION, "tuyệt mật"),
        ("TUYỆT MÂ", SUSPICION, "tuyệt mật"),
        ("TUYỆT", SUSPICION, "tuyệt mật"),
        ("TốI MẶT", SUSPICION, "tối mật"),
        ("MậT", SUSPICION, "mật"),
        ("TÀI LIỆU MẬT", SUSPICION, "mật"),
        ("Độ mật: Mặt", SUSPICION, "mật"),
        ("GIẢI MẬT", CHANGE, "giải mật"),
        ("ĐÃ GIẢI MẬT TỪ NGÀY 12/3/2015", CHANGE, "giải mật"),
        ("GIẢM MẬT", CHANGE, "giảm mật"),
    ],
)
def test_what_a_line_by_itself_says(text: str, sight: Sight, normal: str) -> None:
    found = said(text)
    assert found is not None
    assert (found.sight, found.normal) == (sight, normal)


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_are_no_mark_say_nothing(text: str) -> None:
    assert said(text) is None


def test_a_mark_is_found_wherever_marks_stand() -> None:
    plain = report()
    right_corner = with_lines(plain, line_at("MẬT", RIGHT - 60, 60))
    foot = with_lines(plain, centred("MẬT", WIDTH / 2, HEIGHT - 120))
    margin = with_lines(plain, line_at("MẬT", 60, 1400))
    for made in (report([*ISSUER, "MẬT"]), report(["MẬT", *ISSUER]), right_corner, foot, margin):
        assert marks(made) == [(MARK, "mật")]
    assert marks(plain) == []


def test_a_mark_alone_in_the_middle_of_a_page_is_suspected_and_a_word_of_a_table_is_not() -> None:
    plain = report()
    low = max(line.box.bottom for line in plain.lines) + 200
    assert HEIGHT / 2 < low < 0.85 * HEIGHT
    assert marks(with_lines(plain, centred("MẬT", WIDTH / 2, low))) == [(SUSPICION, "mật")]
    assert marks(with_lines(plain, line_at("SỐ\tTÊN TÀI LIỆU\tMẬT\tGHI CHÚ", LEFT, low))) == []
    row = line_at("TUYỆT MẬT\tTỐI MẬT\tMẬT", LEFT, 400)
    table = Region(RegionKind.TABLE, row.box, (row,))
    assert marks(Page(1, WIDTH, HEIGHT, DPI, (table,))) == []


def test_a_mark_is_found_on_any_page_and_on_one_that_lies_on_its_side() -> None:
    first, second = report(), dataclasses.replace(report([*ISSUER, "TỐI MẬT"]), number=2)
    found = find_markings([first, second])
    assert [(mark.page, mark.normal) for mark in found] == [(2, "tối mật")]
    turned = dataclasses.replace(
        second,
        width=HEIGHT,
        height=WIDTH,
        turn=1,
        regions=tuple(
            Region(region.kind, _turned(region.box), tuple(_turned_line(line) for line in region.lines))
            for region in second.regions
        ),
    )
    assert [mark.sight for mark in find_markings([turned])] == [MARK]


def _turned(box: Box) -> Box:
    return Box(box.top, WIDTH - box.right, box.bottom, WIDTH - box.left)


def _turned_line(line: Line) -> Line:
    return Line(_turned(line.box), tuple(dataclasses.replace(word, box=_turned(word.box)) for word in line.words))


def test_letters_and_labels_far_apart_are_put_together() -> None:
    assert marks(with_lines(report(), line_at("M\tẬ\tT", LEFT, 60))) == [(MARK, "mật")]
    assert marks(with_lines(report(), line_at("Độ mật:\tTối mật", LEFT, 60)))[0] == (MARK, "tối mật")
    row = line_at("Độ khẩn: Thường\tĐộ mật: Mật\tSố bản: 03", LEFT, 400)
    assert marks(Page(1, WIDTH, HEIGHT, DPI, (Region(RegionKind.TABLE, row.box, (row,)),))) == [(MARK, "mật")]


def test_a_mark_in_small_letters_is_suspected_in_the_header_alone() -> None:
    assert marks(report(["Tối mật", *ISSUER])) == [(SUSPICION, "tối mật")]
    assert marks(with_lines(report(), line_at("Mật", LEFT, 1500))) == []


@pytest.mark.parametrize("kind", [StampKind.SECRECY, StampKind.UNKNOWN, StampKind.URGENCY, StampKind.INCOMING])
def test_stamps_of_every_kind_are_looked_at(kind: StampKind) -> None:
    assert marks(report(stamps=[stamp(kind, "TUYỆT MẬT")])) == [(MARK, "tuyệt mật")]
    assert marks(report(stamps=[stamp(kind, "HOẢ TỐC", "MẬT")])) == [(MARK, "mật")]
    assert marks(report(stamps=[stamp(kind, "MẶT")])) == [(SUSPICION, "mật")]


def test_a_stamp_put_right_to_a_mark_is_a_suspicion() -> None:
    assert marks(report(stamps=[stamp(StampKind.SECRECY, "MẬT", raw="MẶT")])) == [(SUSPICION, "mật")]


@pytest.mark.parametrize(
    ("line", "normal"),
    [("HUYỆN L TỔI MẬT", "tối mật"), ("TUYỆT MẬT ĐÔNG TÂN", "tuyệt mật"), ("HUYỆN UỶ MẬT Y", "mật")],
)
def test_a_mark_read_as_one_line_with_an_incoming_stamp_is_suspected(line: str, normal: str) -> None:
    read = report(stamps=[stamp(StampKind.INCOMING, line, "CÔNG VĂN ĐẾN", "Số: 12")])
    assert marks(read) == [(Sight.SUSPICION, normal)]


@pytest.mark.parametrize("org", ["CỤC BẢO MẬT", "VIỆN MẬT MÃ", "BAN MẶT TRẬN XÃ", "Công an Mật"])
def test_bodies_with_such_words_in_their_names_are_not(org: str) -> None:
    assert not marks(report(stamps=[stamp(StampKind.INCOMING, org, "CÔNG VĂN ĐẾN", "Số: 12")]))


def test_a_stamp_of_secrecy_that_cannot_be_read_is_suspected() -> None:
    illegible = Stamp(StampKind.SECRECY, Box(300, 400, 540, 470), (), 0.9)
    assert marks(report(stamps=[illegible])) == [(SUSPICION, "")]
    assert marks(report(stamps=[stamp(StampKind.SECRECY, "Vzx#k")])) == [(SUSPICION, "")]
    assert marks(report(stamps=[stamp(StampKind.UNKNOWN, "Vzx#k")])) == []


def test_the_other_reading_of_a_word_is_asked() -> None:
    line = line_at("MẤY", 420, 60)
    other = dataclasses.replace(line.words[0], alternatives=(Alternative("MẬT", 0.4, "tesseract"),))
    assert marks(with_lines(report(), line)) == []
    assert marks(with_lines(report(), Line(line.box, (other,)))) == [(SUSPICION, "mật")]


def test_what_correction_did_to_a_mark_does_not_count() -> None:
    def corrected(text: str, raw: str) -> Page:
        line = line_at(text, 420, 60)
        return with_lines(report(), Line(line.box, (dataclasses.replace(line.words[0], raw=raw),)))

    assert [mark.sight for mark in find_markings([corrected("MẶT", raw="MẬT")])] == [MARK]
    assert [mark.sight for mark in find_markings([corrected("MẬT", raw="MẶT")])] == [SUSPICION]


def test_words_broken_over_lines_and_columns_are_no_marks() -> None:
    plain = report()
    low = max(line.box.bottom for line in plain.lines) + 200
    for above, below in (("MẶT", "TRẬN TỔ QUỐC"), ("BÍ", "MẬT"), ("TIỀN", "MẶT"), ("VẮNG", "MẶT")):
        assert marks(with_lines(plain, *stacked([above, below], 500, 60))) == []
        assert marks(with_lines(plain, *stacked([above, below], 500, low))) == []
    assert marks(with_lines(plain, line_at("MẶT", 500, 60), line_at("TRẬN TỔ QUỐC", 575, 60))) == []
    # A name below is none of its other half.
    assert marks(with_lines(plain, *stacked(["MẬT", "TRẦN VĂN BÌNH"], 500, 60))) == [(MARK, "mật")]


def test_a_lifted_mark_goes_to_a_person_with_the_mark_it_lifts() -> None:
    lifted = stamp(StampKind.UNKNOWN, "GIẢI MẬT")
    assert marks(report(stamps=[lifted])) == [(CHANGE, "giải mật")]
    assert marks(report([*ISSUER, "MẬT"], stamps=[lifted])) == [(MARK, "mật"), (CHANGE, "giải mật")]
    with pytest.raises(SecretError) as stopped:
        stop_if_secret([report([*ISSUER, "MẬT"], stamps=[lifted])], allowed=False)
    assert "«MẬT»" in stopped.value.message and "«GIẢI MẬT»" in stopped.value.message


def test_the_gravest_mark_is_told_first() -> None:
    pages = [report([*ISSUER, "MẬT"]), dataclasses.replace(report([*ISSUER, "TUYỆT MẬT"]), number=2)]
    assert [mark.normal for mark in find_markings(pages)] == ["tuyệt mật", "mật"]


def test_the_error_names_mark_and_page_and_nothing_else_that_was_read() -> None:
    unreadable = stamp(StampKind.SECRECY, "kế hoạch tác chiến")
    for made in (report([*ISSUER, "MẬT"]), report(stamps=[unreadable]), report(stamps=[stamp(StampKind.NAME, "MÂT")])):
        with pytest.raises(SecretError) as stopped:
            stop_if_secret([dataclasses.replace(made, number=3)], allowed=False)
        told = f"{stopped.value.message} {stopped.value.detail}"
        assert told.startswith("Trang 3 có ")
        assert not any(word in told for word in ("tác chiến", "ĐỨC THỌ", "12-BC", "BÁO CÁO", "MÂT"))
        assert "cần người xem" in told or "«MẬT»" in told
    stop_if_secret([report([*ISSUER, "MẬT"])], allowed=True)


harmless_lines = st.lists(st.sampled_from(HARMLESS), min_size=1, max_size=6)


@settings(max_examples=examples(60))
@given(left=harmless_lines, title=harmless_lines, body=harmless_lines, top=st.integers(40, HEIGHT - 400))
def test_no_page_without_a_mark_stops(left: list[str], title: list[str], body: list[str], top: int) -> None:
    made = document_page([*left, "Số 12-BC/MTTQ"], MOTTO, title, BODY)
    stop_if_secret([made, page(paragraph(body, top, justify=False), number=2)], allowed=False)


@settings(max_examples=examples(60))
@given(
    mark=st.sampled_from(("MẬT", "TỐI MẬT", "TUYỆT MẬT", "MẶT", "MAT", "TUYET MAT")),
    left=st.floats(40, WIDTH - 200),
    top=st.integers(40, HEIGHT - LINE - 40),
)
def test_no_page_with_a_line_like_a_mark_passes(mark: str, left: float, top: int) -> None:
    with pytest.raises(SecretError):
        stop_if_secret([page([line_at(mark, left, top)])], allowed=False)


@settings(max_examples=examples(50))
@given(st.lists(st.text(max_size=12), max_size=8))
def test_no_text_breaks_it(texts: list[str]) -> None:
    words = tuple(Word(text, Box(10 * n, 10, 10 * n + 9, 30), 0.5) for n, text in enumerate(texts))
    for mark in find_markings([page([Line(Box(0, 10, 90, 30), words)] if words else [])]):
        assert isinstance(mark, SecrecyMarking)
