"""`document.md`: what is printed comes out word by word, in the form that its part of the document has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from text_pages import document_page, line_at, page

from archive.markdown import to_markdown
from archive.markdown_lists import dash_of
from ocr.elements import Box
from postprocess.elements import Block, BlockKind, Document, Field, Metadata, Part
from postprocess.understand import understand

BOX = Box(0, 0, 100, 100)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
BULLETS = "-–—+•●*▪"
LABELS = [*BULLETS, "a)", "", "(i)", "1.", "2.", "3.", "4.", "1)", "2)", "01.", "0."]
PLAIN = {
    "paragraph",
    "heading",
    "bullet_list",
    "ordered_list",
    "list_item",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def block(kind: BlockKind, text: str, **more: Any) -> Block:
    return Block(kind, text, more.pop("page", 1), BOX, **more)


def markdown(*blocks: Block, metadata: Metadata | None = None, parts: Sequence[Part] = ()) -> str:
    return to_markdown(Document((), blocks, metadata or Metadata(), parts=tuple(parts)))


def words_of(text: str) -> list[str]:
    """The words that a reader of the rendered text sees; fails on anything that plain text should not have become."""
    numbers: list[int] = []  # what each open list shows before its next item; unknown for bullets
    shown: list[str] = []
    for token in PARSER.parse(text):
        if token.type.endswith("list_open"):
            numbers.append(int(token.attrs.get("start", 1)))
        elif token.type.endswith("list_close"):
            numbers.pop()
        elif token.type == "list_item_open" and token.markup in ".)":
            shown.append(f"{numbers[-1]}{token.markup}")
            numbers[-1] += 1
        shown += _shown(token).split()
    return shown


def _shown(token: Token) -> str:
    if token.type == "inline":
        assert {child.type for child in token.children or ()} <= {"text", "softbreak", "hardbreak", "text_special"}
        return "".join(" " if "break" in child.type else child.content for child in token.children or ())
    assert token.type == "hr" or token.type.rpartition("_")[0] in PLAIN, token
    return ""


def html(text: str) -> str:
    return PARSER.render(text).replace("\n", "")


# What texts are made of: words, all that Markdown could take for its own, and gaps, also those that only Unicode knows.
PIECES = """
tỉnh uỷ Điều a) đ) 1. 12) 3.1. - + * ** _ __ ` ``` ~~~ ~ # ## > < <b> </b> <!-- --> | || :-- --- === *** [x] [a]:
[a](b) ![i](j) [^1] &amp; &#65; & \\ \\\\ \\| http://a.vn <a@b.vn> a*b _c_ $x$ @b #1 (?) ! … “ ” (1) 0 9 = : . ) ]
"""
GAPS = [*" " * 25, *"\n" * 5, "\t", "\r", "\v", "\f", "\x1c", "\x85", "\xa0", "\u2028", "\u3000", "\u200b", "    "]
texts = st.lists(st.sampled_from([*PIECES.split(), *GAPS]), max_size=12).map("".join)
rows = st.lists(st.lists(texts, max_size=3).map(tuple), max_size=3).map(tuple)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for index in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(BlockKind))
        marker = draw(st.sampled_from(LABELS)) if kind is BlockKind.LIST_ITEM else ""
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
        elif one.kind is BlockKind.PREAMBLE and re.match(rf"[{re.escape(BULLETS)}]\s+\S", text.strip()):
            text = text.strip()[1:]
        elif one.kind in (BlockKind.ADDRESSEES, BlockKind.RECIPIENTS):
            lines = [line.strip() for line in text.strip().split("\n")]
            lines[:1] = re.sub(rf"^([^:]+:)\s+(?=[{re.escape(BULLETS)}]\s+\S)", r"\1\n", lines[0]).split("\n")
            text = "\n".join(line[1:] if line[:1] in [*BULLETS] and line[1:].strip() else line for line in lines)
        yield from text.split()


@given(documents())
@settings(max_examples=examples(400))
def test_every_word_comes_out_unmangled_and_in_order(blocks: tuple[Block, ...]) -> None:
    assert words_of(markdown(*blocks)) == list(expected(blocks))


@given(texts | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.sampled_from(BlockKind))
@settings(max_examples=examples(300))
def test_a_block_becomes_what_it_is_and_nothing_else(text: str, kind: BlockKind) -> None:
    made = {token.type for token in PARSER.parse(markdown(block(kind, text)))}
    if kind is BlockKind.PREAMBLE and dash_of(" ".join(text.split())):
        made -= {"bullet_list_open", "list_item_open", "list_item_close", "bullet_list_close"}
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
        block(BlockKind.PREAMBLE, "– Theo đề nghị của Văn phòng,"),
        block(BlockKind.HEADING, "I- TÌNH HÌNH", level=5, marker="I-"),
        block(BlockKind.HEADING, "1. Kết quả", level=6, marker="1.", parent=5),
        block(BlockKind.PARAGRAPH, "2025. Năm được mùa.", parent=6),
        block(BlockKind.RUNNING, "5.NQ13"),
        block(BlockKind.LIST_ITEM, "a) Về đất:", marker="a)", parent=6),
        block(BlockKind.LIST_ITEM, "- Rừng giữ vững;", marker="-", parent=9),
        block(BlockKind.PAGE_NUMBER, "2", page=2),
        block(BlockKind.LIST_ITEM, "+ đồi trọc.", marker="+", parent=10),
        block(BlockKind.LIST_ITEM, "đ) Về nước(1).", marker="đ)", parent=6),
        block(BlockKind.PARAGRAPH, "Chưa đủ.", parent=13),
        block(BlockKind.LIST_ITEM, "e) Về rừng.", marker="e)", parent=6),
        block(BlockKind.PARAGRAPH, "Giao các chi bộ.", parent=15),
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

- Căn cứ Điều lệ Đảng;
- Theo đề nghị của Văn phòng,

## I- TÌNH HÌNH

### 1. Kết quả

2025\\. Năm được mùa.

- a) Về đất:
  - Rừng giữ vững;
    + đồi trọc.
- đ) Về nước(1).

  Chưa đủ.

- e) Về rừng.

Giao các chi bộ.

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


def items(*labels: str, parents: Sequence[int | None] = ()) -> str:
    """The HTML of list items with these labels, each with a word of its own."""
    under = [*parents, *[None] * len(labels)]
    blocks = [
        block(BlockKind.LIST_ITEM, f"{label} {word}", marker=label, parent=parent)
        for label, word, parent in zip(labels, ("một", "hai", "ba", "bốn"), under, strict=False)
    ]
    return re.sub("</?p>", "", html(markdown(*blocks)))


def test_lists_nest_by_their_parents_and_keep_printed_labels() -> None:
    nested = "<ul><li>a) một<ul><li>hai</li></ul></li><li>đ) ba</li></ul>"
    assert items("a)", "–", "đ)", parents=(None, 0, None)) == nested
    nested = '<ol start="9"><li>một<ul><li>hai<ul><li>ba</li></ul></li></ul></li><li>bốn</li></ol>'
    assert items("9.", "-", "+", "10.", parents=(None, 0, 1, None)) == nested


def test_markdown_counts_only_where_it_counts_as_printed() -> None:
    assert items("1.", "2.") == "<ol><li>một</li><li>hai</li></ol>"
    assert items("1)", "3)") == "<ol><li>một</li></ol><ul><li>3) hai</li></ul>"
    assert items("1.", "3.", "4.") == '<ol><li>một</li></ol><ul><li>3. hai</li></ul><ol start="4"><li>ba</li></ol>'
    assert items("-", "2.", parents=(None, 0)) == '<ul><li>một<ol start="2"><li>hai</li></ol></li></ul>'
    assert items("01.", "1.1.") == "<ul><li>01. một</li><li>1.1. hai</li></ul>"
    blocks = [block(BlockKind.LIST_ITEM, f"{number}.  câu", marker=f"{number}.") for number in (1, 5, 6)]
    blocks.insert(2, block(BlockKind.PARAGRAPH, "tiếp", parent=1))
    blocks.insert(1, block(BlockKind.HEADING, "Mục", level=1))
    blocks[3] = replace(blocks[3], parent=2)
    assert markdown(*blocks) == "1. câu\n\n## Mục\n\n5. câu\n\n   tiếp\n\n6. câu\n"


def test_what_follows_the_last_item_is_set_at_the_margin() -> None:
    made = [
        block(BlockKind.LIST_ITEM, "1. một", marker="1."),
        block(BlockKind.LIST_ITEM, "a) hai", marker="a)", parent=0),
        block(BlockKind.PARAGRAPH, "của 1", parent=1),
        block(BlockKind.LIST_ITEM, "2. ba", marker="2."),
        block(BlockKind.PARAGRAPH, "của tất cả", parent=3),
    ]
    assert markdown(*made) == "1. một\n   - a) hai\n\n   của 1\n\n2. ba\n\ncủa tất cả\n"


def test_the_first_addressee_may_stand_behind_the_words_that_open_the_list() -> None:
    made = markdown(block(BlockKind.ADDRESSEES, "Kính gửi: - Uỷ ban xã,\n- Các chi bộ."))
    assert made == "Kính gửi:\n\n- Uỷ ban xã,\n- Các chi bộ.\n"
    assert markdown(block(BlockKind.ADDRESSEES, "Kính gửi: Tỉnh uỷ - Văn phòng")) == "Kính gửi: Tỉnh uỷ - Văn phòng\n"


@pytest.mark.parametrize(
    "second", ["===", "---", ":--|:--", ":-:", "--|--", "> c", "# c", "- c", "1. c", "2) c", "+", "```"]
)
def test_a_second_line_makes_nothing_of_the_first(second: str) -> None:
    made = markdown(block(BlockKind.HEADER, f"a | b\n{second}"))
    assert [token.type for token in PARSER.parse(made)] == ["paragraph_open", "inline", "paragraph_close"]
    assert words_of(made) == f"a | b {second}".split()


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
    text = to_markdown(understand([scan], tag=False)).partition("\n---\n")[0]  # without what the machine says of itself
    shown = [word for word in words_of(text) if word != "(?)"]
    printed = [word for word in scan.text.split() if word not in ("*", "-----", "-")]
    assert sorted(word for word in shown if word != "-") == sorted(printed)


def test_nothing_printed_is_an_empty_file() -> None:
    assert markdown() == ""
    assert markdown(block(BlockKind.PARAGRAPH, " \n "), block(BlockKind.PAGE_NUMBER, "2")) == ""
