"""Rules in order: the first that has an answer decides, and each of them is there for a reason."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from text_pages import LEFT, PITCH, RIGHT, centred, line_at, page, paragraph, stretched

from core.rules import decide
from ocr.elements import Line
from postprocess.layout import continuation
from postprocess.layout.continuation import Junction, goes_on
from postprocess.layout.margins import Margins, PlacedLine
from postprocess.layout.page_view import view
from postprocess.layout.paragraphs import content

INDENT = 79
MIDDLE = (LEFT + RIGHT) / 2
TOP = 600
NEXT = TOP + PITCH
# Text that shows where the margins are, and that first lines are set in.
PROSE = paragraph(["Hệ thống kết cấu hạ tầng ngày càng được quan tâm đầu"] * 7, 100)
FULL = "Các cấp uỷ đảng đã lãnh đạo thực hiện nhiều chủ trương"


def full(text: str = FULL, top: float = TOP, indent: float = 0) -> Line:
    return stretched(line_at(text, LEFT + indent, top), RIGHT)


def short(text: str, top: float = NEXT, indent: float = 0) -> Line:
    return line_at(text, LEFT + indent, top)


def heading(text: str, top: float = TOP) -> Line:
    return centred(text, MIDDLE, top)


def junction(lines: Sequence[Line], *, over_page: bool = False) -> Junction:
    """The last of `lines`, and what stands before it, on a page of prose."""
    seen = view(page([*PROSE, *lines]))
    margins = Margins.of(seen, seen.segments, None)
    block = list(content([seen], [(s.page, s.order) for s in seen.segments[-1:]]))[-1]
    before, line = (PlacedLine.of(margins, segment) for segment in seen.segments[-2:])
    return Junction(seen, margins, block, before, line, over_page)


def deciding(at: Junction) -> str:
    return next(rule.__name__ for rule in continuation.RULES if rule(at) is not None)


def test_the_first_rule_with_an_answer_decides() -> None:
    def small(number: int) -> str | None:
        return "small" if number < 10 else None

    def even(number: int) -> str | None:
        return "even" if number % 2 == 0 else None

    assert [decide((small, even), number) for number in (4, 12, 13)] == ["small", "even", None]
    assert decide((even, small), 4) == "even"


def test_false_and_nought_are_answers() -> None:
    assert decide((lambda: False, lambda: True)) is False
    assert decide((lambda: 0, lambda: 1)) == 0


@pytest.mark.parametrize(
    ("rule", "goes", "lines"),
    [
        ("_below_an_appendix_label", True, [heading("PHỤ LỤC I"), heading("DANH MỤC CÁC ĐƠN VỊ", NEXT)]),
        ("_below_an_appendix_label", False, [heading("PHỤ LỤC I"), full(top=NEXT, indent=INDENT)]),
        ("_both_centred", True, [heading("Chương II"), heading("TỔ CHỨC THỰC HIỆN", NEXT)]),
        ("_both_centred", False, [heading("TỔ CHỨC THỰC HIỆN"), heading("Điều khoản thi hành", NEXT)]),
        ("_legal_basis_begins", False, [short("- Căn cứ Điều lệ Đảng;", TOP), short("Căn cứ Quy định số 5;")]),
        ("_stands_apart", False, [full(), full(top=TOP + 4 * PITCH)]),
        ("_heading_is_over", False, [heading("TỔ CHỨC THỰC HIỆN"), full(top=NEXT)]),
        ("_centred_line_begins", False, [full(), heading("KẾT LUẬN", NEXT)]),
        ("_label_begins", False, [short("Nhiệm vụ trọng tâm.", TOP), short("2. Kết quả đạt được")]),
        ("_indented_line", False, [full(), full("Trong những năm qua, các cấp uỷ đã", NEXT, INDENT)]),
        ("_behind_a_short_line", False, [short("của Nhà nước.", TOP), full(top=NEXT)]),
        ("_behind_a_short_line", True, [short("của Nhà nước và", TOP), full("nhân dân, góp phần phát triển", NEXT)]),
        ("_behind_a_full_line", True, [full(), full("trương của Nhà nước về kinh tế", NEXT)]),
        ("_behind_a_full_line", True, [full(), full("- đoạn này không phải là một gạch đầu dòng", NEXT)]),
    ],
)
def test_why_a_line_goes_on_or_not(rule: str, goes: bool, lines: Sequence[Line]) -> None:
    at = junction(lines)
    assert (deciding(at), goes_on(at)) == (rule, goes)


@pytest.mark.parametrize(
    ("goes", "lines"),
    [
        (True, [full(), full("trương của Nhà nước về kinh tế", NEXT)]),
        (True, [short("của Nhà nước và", TOP), full("nhân dân, góp phần phát triển", NEXT)]),
        (False, [short("của Nhà nước.", TOP), full("Trong những năm qua, các cấp uỷ đã", NEXT)]),
        (False, [full(), full("Trong những năm qua, các cấp uỷ đã", NEXT, INDENT)]),
    ],
)
def test_over_a_page_break_the_last_line_tells(goes: bool, lines: Sequence[Line]) -> None:
    at = junction(lines, over_page=True)
    assert (deciding(at), goes_on(at)) == ("_over_the_page_break", goes)
