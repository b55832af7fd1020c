"""Blocks, tags and steps of an understood document."""

from __future__ import annotations

import subprocess
import sys

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from text_pages import document_page, page, paragraph

from ocr.elements import Box, Line, Page, RegionKind, Word
from postprocess.elements import Block, BlockKind
from postprocess.tagging.tags import tag_blocks
from postprocess.tagging.tokenizer import TOKEN
from postprocess.understand import understand


def sample() -> Page:
    return document_page(
        ["TỈNH UỶ LÂM GIANG", "*", "Số 127-NQ/TU"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "Lâm Giang, ngày 05 tháng 3 năm 2024"],
        ["NGHỊ QUYẾT", "về công tác quản lý đất đai", "-----"],
        [
            [
                "Trong những năm qua, các cấp uỷ đảng đã lãnh đạo thực hiện nhiều chủ",
                "trương của Nhà nước.",
            ],
            ["I- TÌNH HÌNH"],
            ["1. Kết quả đạt được"],
            ["- Diện tích đất canh tác được giữ vững;"],
            ["- Thu ngân sách từ đất tăng hằng năm."],
        ],
        ["Nơi nhận:", "- Các huyện uỷ,", "- Lưu Văn phòng Tỉnh uỷ."],
        [["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Văn Bình"]],
    )


def kinds(*pages: Page) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in understand(pages, tag=False).blocks]


def test_the_parts_of_a_document() -> None:
    assert kinds(sample()) == [
        (BlockKind.HEADER, "TỈNH UỶ LÂM GIANG\nSố 127-NQ/TU"),
        (BlockKind.HEADER, "ĐẢNG CỘNG SẢN VIỆT NAM\nLâm Giang, ngày 05 tháng 3 năm 2024"),
        (BlockKind.TITLE, "NGHỊ QUYẾT về công tác quản lý đất đai"),
        (
            BlockKind.PARAGRAPH,
            "Trong những năm qua, các cấp uỷ đảng đã lãnh đạo thực hiện nhiều chủ trương của Nhà nước.",
        ),
        (BlockKind.HEADING, "I- TÌNH HÌNH"),
        (BlockKind.HEADING, "1. Kết quả đạt được"),
        (BlockKind.LIST_ITEM, "- Diện tích đất canh tác được giữ vững;"),
        (BlockKind.LIST_ITEM, "- Thu ngân sách từ đất tăng hằng năm."),
        (BlockKind.SIGNATURE, "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nTrần Văn Bình"),
        (BlockKind.RECIPIENTS, "Nơi nhận:\n- Các huyện uỷ,\n- Lưu Văn phòng Tỉnh uỷ."),
    ]


def test_headings_know_their_depth() -> None:
    levels = [block.level for block in understand([sample()], tag=False).blocks if block.kind is BlockKind.HEADING]
    assert levels == sorted(levels) and len(set(levels)) == 2


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    first = page(
        paragraph(
            ["Hệ thống kết cấu hạ tầng ngày càng được quan tâm", "đầu tư từ nhiều nguồn lực của Nhà nước và"], 200
        )
    )
    second = page(paragraph(["nhân dân, góp phần phát triển kinh tế."], 200, indent=False), number=2)
    assert [text for _, text in kinds(first, second)] == [
        "Hệ thống kết cấu hạ tầng ngày càng được quan tâm đầu tư từ nhiều nguồn lực của Nhà nước và "
        "nhân dân, góp phần phát triển kinh tế."
    ]


def test_a_table_is_one_block_a_row_a_line() -> None:
    table = page(paragraph(["1 Số bác sĩ 6,45", "2 Số giường 25,86"], 200), kind=RegionKind.TABLE)
    assert kinds(table) == [(BlockKind.TABLE, "1 Số bác sĩ 6,45\n2 Số giường 25,86")]


def test_references_dates_and_bodies_are_tagged_where_they_stand() -> None:
    text = "Căn cứ Nghị định số 30/2020/NĐ-CP, ngày 05 tháng 3 năm 2020; Tỉnh ủy Lâm Giang khóa XIII giao "
    text += "đồng chí Lê Văn Tám"
    block = Block(BlockKind.PARAGRAPH, text, 1, Box(0, 0, 1, 1))
    tags = tag_blocks([block])
    assert [(tag.label, tag.text) for tag in tags] == [
        ("REFERENCE", "Nghị định số 30/2020/NĐ-CP, ngày 05 tháng 3 năm 2020"),
        ("ORGANISATION", "Tỉnh ủy Lâm Giang"),
        ("PERIOD", "khóa XIII"),
        ("PERSON", "đồng chí Lê Văn Tám"),
    ]
    assert all(text[tag.start : tag.end] == tag.text for tag in tags)


def test_symbols_are_one_token() -> None:
    text = "35-NQ/TW, 30/2020/NĐ-CP; 01/2016/TTLT-TANDTC-BTP (T/M) 3294-CV/VPTW/nb 05/3/2020"
    expected = "35-NQ/TW , 30/2020/NĐ-CP ; 01/2016/TTLT-TANDTC-BTP ( T/M ) 3294-CV/VPTW/nb 05/3/2020"
    assert TOKEN.findall(text) == expected.split()


def test_spacy_is_loaded_only_to_tag() -> None:
    code = (
        "import sys; from postprocess.understand import understand; understand([], tag=False); "
        "print('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_each_step_is_on_record() -> None:
    names = [step.name for step in understand([sample()]).steps]
    assert names == ["unicode", "correct", "row numbers", "view", "split", "layout", "metadata", "tag"]


def test_no_pages_and_blank_pages_make_an_empty_document() -> None:
    for pages in ((), (Page(1, 100, 100, None, blank=True),), (Page(1, 100, 100, None),)):
        document = understand(pages, tag=False)
        assert (document.blocks, document.metadata.number, document.text) == ((), None, "")


lines = st.lists(st.text(max_size=30), min_size=1, max_size=6)
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), *[st.integers(-50, 3000)] * 2, *[st.integers(0, 2000)] * 2
)


@settings(max_examples=examples(150))
@given(st.lists(st.tuples(lines, boxes), max_size=12), st.integers(0, 3))
def test_nothing_on_a_page_raises(rows: list[tuple[list[str], Box]], turn: int) -> None:
    made = page([Line(box, tuple(Word(text, box, 0.5) for text in texts)) for texts, box in rows])
    understand([made], tag=False)


def test_a_giant_line_ends() -> None:
    long_word = Word("S" + "ố:/-" * 2_500_000, Box(0, 0, 1000, 30), 0.9)
    many = tuple(Word("ngày", Box(n, 50, n + 1, 80), 0.5) for n in range(20_000))
    understand([page([Line(long_word.box, (long_word,)), Line(Box(0, 50, 20_000, 80), many)])])
