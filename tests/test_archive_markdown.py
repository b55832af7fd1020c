"""`document.md`: what is printed comes out word by word, in the form that its part of the document has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from text_pages import document_page, line_at, page

from archive.markdown import to_markdown
from ocr.elements import Box
from postprocess import understand
from postprocess.elements import Block, BlockKind, Document, Field, Metadata, Part

BOX = Box(0, 0, 100, 100)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BULLETS = "-–—+•●*▪"
PLAIN = {"paragraph", "heading", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td"}


def block(kind: BlockKind, text: str, **more: Any) -> Block:
    return Block(kind, text, more.pop("page", 1), BOX, **more)


def markdown(*blocks: Block, metadata: Metadata | None = None, parts: Sequence[Part] = ()) -> str:
    return to_markdown(Document((), blocks, metadata or Metadata(), parts=tuple(parts)))


def words_of(text: str) -> list[str]:
    """The words that a reader of the rendered text sees; fails on anything that plain text should not have become."""
    return [word for token in PARSER.parse(text) for word in _shown(token).split()]


def _shown(token: Token) -> str:
    if token.type == "inline":
        assert {child.type for child in token.children or ()} <= {"text", "softbreak", "hardbreak", "text_special"}
        return "".join(" " if "break" in child.type else child.content for child in token.children or ())
    assert token.type == "hr" or token.type.rpartition("_")[0] in PLAIN, token
    return ""


def html(text: str) -> str:
    return PARSER.render(text).replace("\n", "")


# What texts are made of: words, and all that Markdown could take for its own.
PIECES = """
tỉnh uỷ Điều a) đ) 1. 12) 3.1. - + * ** _ __ ` ``` ~~~ ~ # ## > < <b> </b> <!-- --> | || :-- --- === *** [x] [a]:
[a](b) ![i](j) [^1] &amp; &#65; & \\ \\\\ \\| http://a.vn <a@b.vn> a*b _c_ $x$ @b #1 (?) ! … “ ” (1)
"""
pieces = st.sampled_from(PIECES.split())
glued = st.lists(pieces | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4))
strings = st.lists(glued.map("".join), max_size=8).map(" ".join)
# Line breaks, and the gaps that only Unicode knows.
texts = st.lists(strings, max_size=4).map("\n".join)
rows = st.lists(st.lists(strings, max_size=3).map(tuple), max_size=3).map(tuple)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for index in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(BlockKind))
        marker = draw(st.sampled_from([*BULLETS, "a)", "1.", "", "(i)"])) if kind is BlockKind.LIST_ITEM else ""
        text = marker + draw(st.sampled_from([" ", ""])) + draw(texts)
        parent = draw(st.none() | st.integers(0, max(0, index - 1)))
        blocks.append(block(kind, text, level=draw(st.integers(0, 7)), marker=marker, parent=parent, rows=draw(rows)))
    return tuple(blocks)


def expected(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of all blocks in the order in which they are to be read."""
    last = (BlockKind.FOOTNOTE,)
    for one in sorted(blocks, key=lambda block: block.kind in last):
        if one.kind in (BlockKind.RUNNING, BlockKind.PAGE_NUMBER):
            continue
        text = one.text
        if one.kind is BlockKind.TABLE and any(cell.strip() for row in one.rows for cell in row):
            text = " ".join(cell for row in one.rows for cell in row)
        elif one.kind is BlockKind.LIST_ITEM and one.marker in [*BULLETS] and text[1:].strip():
            text = text[1:]
        elif one.kind in (BlockKind.ADDRESSEES, BlockKind.RECIPIENTS):
            lines = [line.strip() for line in text.split("\n")]
            text = "\n".join(line[1:] if line[:1] in [*BULLETS] and line[1:].strip() else line for line in lines)
        yield from text.split()


@given(documents())
@settings(max_examples=600, deadline=None)
def test_every_word_comes_out_unmangled_and_in_order(blocks: tuple[Block, ...]) -> None:
    assert words_of(markdown(*blocks)) == list(expected(blocks))


@given(texts, st.sampled_from(BlockKind))
@settings(max_examples=300, deadline=None)
def test_a_block_becomes_what_it_is_and_nothing_else(text: str, kind: BlockKind) -> None:
    made = {token.type for token in PARSER.parse(markdown(block(kind, text)))}
    if kind in (BlockKind.PARAGRAPH, BlockKind.PREAMBLE, BlockKind.SIGNATURE, BlockKind.HEADER, BlockKind.TABLE):
        assert made <= {"paragraph_open", "inline", "paragraph_close"}
    if kind in (BlockKind.HEADING, BlockKind.TITLE, BlockKind.APPENDIX):
        assert made <= {"heading_open", "inline", "heading_close"}


def test_a_resolution_as_a_person_reads_it() -> None:
    blocks = (
        block(BlockKind.HEADER, "ĐẢNG BỘ TỈNH A\nĐẢNG UỶ XÃ B\n*\nSố 05-NQ/ĐU"),
        block(BlockKind.HEADER, "ĐẢNG CỘNG SẢN VIỆT NAM\nB, ngày 03 tháng 02 năm 2026"),
        block(BlockKind.TITLE, "NGHỊ QUYẾT về đất đai"),
        block(BlockKind.PREAMBLE, "- Căn cứ Điều lệ Đảng;"),
        block(BlockKind.HEADING, "I- TÌNH HÌNH", level=5, marker="I-"),
        block(BlockKind.HEADING, "1. Kết quả", level=6, marker="1.", parent=4),
        block(BlockKind.PARAGRAPH, "2025. Năm được mùa.", parent=5),
        block(BlockKind.RUNNING, "5.NQ13"),
        block(BlockKind.LIST_ITEM, "a) Về đất:", marker="a)", parent=5),
        block(BlockKind.LIST_ITEM, "- Rừng giữ vững;", marker="-", parent=8),
        block(BlockKind.PAGE_NUMBER, "2", page=2),
        block(BlockKind.LIST_ITEM, "+ đồi trọc.", marker="+", parent=9),
        block(BlockKind.LIST_ITEM, "đ) Về nước(1).", marker="đ)", parent=5),
        block(BlockKind.PARAGRAPH, "Chưa đủ.", parent=12),
        block(BlockKind.FOOTNOTE, "(1) Số liệu 2025."),
        block(BlockKind.TABLE, "TT Tên\n1 A|B", rows=(("TT", "Tên"), ("1", "A|B"), ("2",))),
        block(BlockKind.SIGNATURE, "T/M ĐẢNG UỶ\nBÍ THƯ\nTrần Văn Bình"),
        block(BlockKind.RECIPIENTS, "Nơi nhận:\n- Các chi bộ trực\nthuộc,\n- Lưu Văn phòng."),
        block(BlockKind.COPY, "SAO Y\nSố 7-BS/ĐU"),
        block(BlockKind.COPY, "CHÁNH VĂN PHÒNG"),
        block(BlockKind.APPENDIX, "PHỤ LỤC 1"),
        block(BlockKind.HEADING, "Mục A", level=3),
    )
    assert (
        markdown(*blocks)
        == """\
ĐẢNG BỘ TỈNH A⏎
ĐẢNG UỶ XÃ B⏎
\\*⏎
Số 05-NQ/ĐU

ĐẢNG CỘNG SẢN VIỆT NAM⏎
B, ngày 03 tháng 02 năm 2026

# NGHỊ QUYẾT về đất đai

\\- Căn cứ Điều lệ Đảng;

## I- TÌNH HÌNH

### 1. Kết quả

2025\\. Năm được mùa.

- a) Về đất:
  - Rừng giữ vững;
    + đồi trọc.
- đ) Về nước(1).

  Chưa đủ.

| TT | Tên |
| --- | --- |
| 1 | A\\|B |
| 2 |  |

T/M ĐẢNG UỶ⏎
BÍ THƯ⏎
Trần Văn Bình

Nơi nhận:

- Các chi bộ trực
  thuộc,
- Lưu Văn phòng.

---

SAO Y⏎
Số 7-BS/ĐU

CHÁNH VĂN PHÒNG

---

# PHỤ LỤC 1

## Mục A

---

(1) Số liệu 2025.
""".replace("⏎", "  ")
    )


def test_lists_nest_by_their_parents_and_keep_printed_labels() -> None:
    made = html(
        markdown(
            block(BlockKind.LIST_ITEM, "1) một", marker="1)"),
            block(BlockKind.LIST_ITEM, "– hai", marker="–", parent=0),
            block(BlockKind.LIST_ITEM, "9) ba", marker="9)"),
        )
    )
    assert made == "<ul><li>1) một<ul><li>hai</li></ul></li><li>9) ba</li></ul>"


def test_a_dash_that_is_no_label_stays() -> None:
    assert markdown(block(BlockKind.LIST_ITEM, "-5 độ")) == "- \\-5 độ\n"
    assert markdown(block(BlockKind.LIST_ITEM, "-", marker="-")) == "- \\-\n"


def test_headings_go_no_deeper_than_six_and_skip_no_depth() -> None:
    blocks = [block(BlockKind.HEADING, f"Mục {level}", level=level) for level in (1, 3, 5, 9, 10, 11, 12)]
    assert [line.partition(" ")[0] for line in markdown(*blocks).splitlines() if line] == [
        *("##", "###", "####", "#####"),
        *["######"] * 3,
    ]


def test_a_table_without_cells_keeps_its_lines() -> None:
    assert markdown(block(BlockKind.TABLE, "1 Số bác sĩ\n2 Số giường", rows=(("", ""),))) == (
        "1 Số bác sĩ  \n2 Số giường\n"
    )


def test_documents_of_one_scan_are_parted_each_with_its_footnotes() -> None:
    parts = [Part(first, last, 0.9, "", Metadata()) for first, last in ((1, 1), (2, 3), (4, 4))]
    blocks = [block(BlockKind.PARAGRAPH, f"Trang {number}", page=number) for number in (1, 2, 3, 4)]
    note = block(BlockKind.FOOTNOTE, "(1) chú", page=1)
    assert markdown(note, *blocks, parts=parts) == (
        "Trang 1\n\n---\n\n(1) chú\n\n---\n\n*Trang 2–3: có vẻ là một văn bản khác, cần người xem lại.*\n\nTrang 2\n\n"
        "Trang 3\n\n---\n\n*Trang 4: có vẻ là một văn bản khác, cần người xem lại.*\n\nTrang 4\n"
    )
    assert markdown(*blocks, parts=parts[:1]).count("---") == 0


@pytest.mark.parametrize(
    ("value", "marked"),
    [
        ("127", "Số 127-NQ/TU (?)"),
        ("12", None),
        ("BAN CHẤP HÀNH ĐẢNG BỘ TỈNH", "ĐẢNG BỘ TỈNH (?)"),
        ("không có ở đây", None),
        ("", None),
    ],
)
def test_what_is_unsure_is_marked_where_it_stands(value: str, marked: str | None) -> None:
    field = Field(value, "", 0.4, 1, BOX, "", sure=False)
    header = block(BlockKind.HEADER, "BAN CHẤP HÀNH\nĐẢNG BỘ  TỈNH\nSố 127-NQ/TU")
    made = markdown(header, metadata=Metadata(number=field))
    lines = [line.strip() for line in made.splitlines()]
    assert [line for line in lines if line.endswith("(?)")] == ([marked] if marked else [])
    assert ("*(?) là chỗ máy chưa chắc, cần người xem lại.*" in lines) is bool(marked)
    for other in (
        Metadata(number=replace(field, sure=True)),
        Metadata(number=replace(field, page=2)),
        Metadata(number=replace(field, box=Box(200, 200, 300, 300))),
    ):
        assert "(?)" not in markdown(header, metadata=other)
    signed = markdown(header, parts=[Part(1, 1, 1.0, "", Metadata(signers=(field,)))])
    assert ("(?)" in signed) is bool(marked)


def test_doubtful_words_are_counted_once_at_the_end() -> None:
    pages = (page([line_at("chữ rõ", 100, 100), line_at("chữ mờ quá", 100, 200, 0.3)]),)
    made = to_markdown(understand(pages, correct=False, tag=False))
    assert made.endswith("\n\n---\n\n*Máy đọc chưa chắc 3 trong 5 từ; document.json ghi rõ từng từ.*\n")
    assert words_of(made.partition("---")[0]) == ["chữ", "rõ", "chữ", "mờ", "quá"]


def test_an_understood_page_comes_out_whole() -> None:
    scan = document_page(
        ["TỈNH UỶ LÂM GIANG", "*", "Số 127-NQ/TU"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "Lâm Giang, ngày 05 tháng 3 năm 2024"],
        ["NGHỊ QUYẾT", "về công tác quản lý đất đai", "-----"],
        [["Trong những năm qua, các cấp uỷ đã lãnh đạo."], ["I- TÌNH HÌNH"], ["- Diện tích được giữ vững;"]],
        ["Nơi nhận:", "- Các huyện uỷ,", "- Lưu Văn phòng Tỉnh uỷ."],
        [["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Văn Bình"]],
    )
    shown = words_of(to_markdown(understand([scan], tag=False)))
    printed = [word for word in scan.text.split() if word not in ("*", "-----", "-")]
    assert sorted(word for word in shown if word != "-") == sorted(printed)


def test_nothing_printed_is_an_empty_file() -> None:
    assert markdown() == ""
    assert markdown(block(BlockKind.PARAGRAPH, " \n "), block(BlockKind.PAGE_NUMBER, "2")) == ""
