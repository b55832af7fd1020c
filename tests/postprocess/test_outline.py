"""Labels of headings and items, the tree they make, and what a scan of several documents or a copy holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cache

import pytest
from text_pages import LEFT, document_page, line_at, page, paragraph, stacked

from benchmarks.measures import structure
from ocr.elements import Box, Line, Page, RegionKind, Word
from postprocess.elements import Block, BlockKind, Document
from postprocess.layout.labels import Scheme, label, roman
from postprocess.layout.outline import outline
from postprocess.understand import understand
from synthesis import perfect
from synthesis.content import variety
from synthesis.form import Document as MadeDocument
from synthesis.truth import TrueMetadata
from synthesis.typesetting.typeset import typeset

LABELS = [
    ("Phần thứ nhất", Scheme.PART, "Phần thứ nhất", 1),
    ("PHẦN II TÌNH HÌNH", Scheme.PART, "PHẦN II", 2),
    ("Chương IV", Scheme.CHAPTER, "Chương IV", 4),
    ("Mục 2 CHẾ ĐỘ", Scheme.SECTION, "Mục 2", 2),
    ("Điều 12. Hiệu lực", Scheme.ARTICLE, "Điều 12.", 12),
    ("A. ĐẶC ĐIỂM", Scheme.CAPITAL, "A.", 1),
    ("I- TÌNH HÌNH", Scheme.ROMAN, "I-", 1),
    ("XIV. KẾT QUẢ", Scheme.ROMAN, "XIV.", 14),
    ("Il- QUAN ĐIỂM", Scheme.ROMAN, "Il-", 2),
    ("3. Tổ chức thực hiện", Scheme.ARABIC, "3.", 3),
    ("1- Các cấp uỷ", Scheme.ARABIC_DASH, "1-", 1),
    ("2.1. Mục tiêu", Scheme.DECIMAL, "2.1.", 1),
    ("2.1.3. Chỉ tiêu", Scheme.DECIMALS, "2.1.3.", 3),
    ("đ) bố trí kinh phí", Scheme.LETTER, "đ)", 5),
    ("2) Các đoàn thể", Scheme.BRACKET, "2)", 2),
    ("(ii) báo cáo", Scheme.SMALL_ROMAN, "(ii)", 2),
    ("- Lưu Văn phòng", Scheme.DASH, "-", None),
    ("+ hộ nghèo", Scheme.PLUS, "+", None),
]


@pytest.mark.parametrize(("text", "scheme", "marker", "ordinal"), LABELS)
def test_labels_of_every_scheme(text: str, scheme: Scheme, marker: str, ordinal: int | None) -> None:
    found = label(text)
    assert found is not None
    assert (found.scheme, found.marker, found.ordinal) == (scheme, marker, ordinal)


@pytest.mark.parametrize(
    "text",
    [
        "41-QĐ/TW ngày 20 tháng 11", "12-CTr/TU của Tỉnh uỷ", "12.500 đồng", "1.250 hộ thoát nghèo", "2020. Năm sau",
        "Phần lớn các chi bộ", "Mục tiêu chung", "Chương trình công tác", "Điều kiện cần", "Điều 5 của Luật này",
        "+1,20 m", "-", "", "IIII. Sai", "12,5 triệu", "15/TTr-VP ngày 03", "Văn phòng", "5/2020 của",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_label_is_none(text: str) -> None:
    assert label(text) is None


def test_roman_numbers_count_to_89_and_what_is_larger_or_written_wrong_is_none() -> None:
    assert [roman(text) for text in ("I", "IV", "IX", "XIV", "XL", "LXXXIX")] == [1, 4, 9, 14, 40, 89]
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    assert [roman(ten + one) for ten in tens for one in ones] == [None, *range(1, 90)]
    assert [roman(text) for text in ("", "IIX", "VV", "ABC", "C", "XC")] == [None] * 6


def tree(*texts: str) -> list[tuple[int, str | None]]:
    """Return (level, text of the parent) of labelled blocks."""
    blocks = []
    for text in texts:
        found = label(text)
        kind = BlockKind.HEADING if found else BlockKind.PARAGRAPH
        blocks.append(Block(kind, text, 1, Box(0, 0, 1, 1), marker=found.marker if found else ""))
    placed = outline(blocks)
    return [(block.level, placed[block.parent].text if block.parent is not None else None) for block in placed]


def test_each_scheme_opens_below_the_last_and_goes_on_at_its_level() -> None:
    assert tree("I- A", "1. B", "a) C", "b) D", "- E", "2. F", "II- G", "1. H") == [
        (1, None), (2, "I- A"), (3, "1. B"), (3, "1. B"), (4, "b) D"), (2, "I- A"), (1, None), (2, "II- G"),
    ]  # fmt: skip


def test_capitals_may_stand_above_roman_numbers_or_below_them() -> None:
    assert tree("A. X", "I. Y", "B. Z", "I. W") == [(1, None), (2, "A. X"), (1, None), (2, "B. Z")]
    assert tree("I. Y", "A. X", "B. Z", "II. W", "A. V") == [
        (1, None), (2, "I. Y"), (2, "I. Y"), (1, None), (2, "II. W"),
    ]  # fmt: skip


def test_articles_stand_in_chapters_and_text_under_its_heading() -> None:
    assert tree("Chương I", "Điều 1. X", "1. Y", "chữ", "Chương II", "Điều 2. Z") == [
        (1, None), (2, "Chương I"), (3, "Điều 1. X"), (0, "1. Y"), (1, None), (2, "Chương II"),
    ]  # fmt: skip


@cache
def made() -> tuple[MadeDocument, ...]:
    return tuple(variety.documents())


@pytest.mark.parametrize("number", range(0, 60, 4))
def test_made_documents_come_out_whole_from_perfect_text(number: int) -> None:
    document = made()[number]
    found = understand(perfect.read(document), correct=False, tag=False)
    judged = list(structure.fields(TrueMetadata.of(document), found.metadata))
    assert not [one for one in judged if not one.right and one.name != "secrecy"]
    assert len(judged) >= 8
    lines = [line for sheet in typeset(document) for line in sheet.lines]
    right = structure.structure(document, lines, found)
    assert right.wrong == ()
    assert right.boundaries.all > 5


def with_copy() -> MadeDocument:
    return next(document for document in made() if document.copy)


def test_a_copy_never_crosses_the_original() -> None:
    document = with_copy()
    found = understand(perfect.read(document), correct=False, tag=False)
    assert document.copy is not None
    metadata = found.metadata
    assert metadata.copy_symbol is not None and metadata.copy_symbol.value == document.copy.symbol
    assert metadata.symbol is not None and metadata.symbol.value == document.symbol
    assert metadata.date is not None and metadata.date.normal == document.date.isoformat()
    assert [field.value for field in metadata.signers] == [signer.name for signer in document.signers]
    assert any(block.kind is BlockKind.COPY for block in found.blocks)


def test_a_confirmed_signature_is_the_originals() -> None:
    document = next(document for document in made() if document.confirmation)
    found = understand(perfect.read(document), correct=False, tag=False)
    assert [field.value for field in found.metadata.signers] == [signer.name for signer in document.signers]


def numbered(*parts: Sequence[Page]) -> list[Page]:
    pages = [one for part in parts for one in part]
    return [dataclasses.replace(one, number=number) for number, one in enumerate(pages, start=1)]


def plain(number: int) -> MadeDocument:
    return dataclasses.replace(made()[number], copy=None, appendices=(), secrecy="")


def ranges(found: Document) -> list[tuple[int, int]]:
    return [(part.first, part.last) for part in found.parts]


def test_a_scan_of_two_documents_is_told_apart() -> None:
    first, second = perfect.read(plain(0)), perfect.read(plain(13))
    blank = Page(0, first[0].width, first[0].height, 300, blank=True)
    found = understand(numbered(first, [blank], second), correct=False, tag=False)
    assert ranges(found) == [(1, len(first) + 1), (len(first) + 2, len(first) + 1 + len(second))]
    one, other = (part.metadata for part in found.parts)
    assert one == found.metadata
    assert one.symbol is not None and one.symbol.value == plain(0).symbol
    assert other.symbol is not None and other.symbol.value == plain(13).symbol
    assert 0.6 < found.parts[1].confidence <= 1
    parents = [block for block in found.blocks if block.parent is not None]
    assert all(found.blocks[block.parent].page <= block.page for block in parents if block.parent is not None)


def test_a_separator_sheet_parts_documents_and_is_no_text_of_theirs() -> None:
    first, letter = (
        perfect.read(plain(0)),
        page(paragraph(["Kính thưa các đồng chí,", "xin gửi bản thảo để góp ý."], 400)),
    )
    sheet = page(stacked(["TỜ NGĂN HỒ SƠ", "Phông: Tỉnh uỷ Lâm Giang"], 827, 900))
    found = understand(numbered([sheet], first, [sheet], [letter]), correct=False, tag=False)
    # A letter without a header begins a document, for the sheet before it says so.
    assert ranges(found) == [(1, len(first) + 2), (len(first) + 3, len(first) + 3)]
    assert "sau tờ ngăn" in found.parts[1].evidence
    assert "TỜ NGĂN" not in found.text and "Phông" not in found.text
    assert "Phông" in " ".join(line.text for region in found.pages[0].regions for line in region.lines)


def test_a_page_that_speaks_of_separator_sheets_is_none() -> None:
    words = [
        "Trước mỗi văn bản cán bộ số hoá đặt một tờ theo mẫu dưới đây,",
        "sau đó mới cho vào máy quét để xử lý tiếp:",
    ]
    found = understand([page(paragraph([*words, "TỜ NGĂN HỒ SƠ", "Hết."], 400))], correct=False, tag=False)
    assert "TỜ NGĂN HỒ SƠ" in found.text


@pytest.mark.parametrize("number", range(1, 60, 9))
def test_one_document_is_not_split(number: int) -> None:
    found = understand(perfect.read(made()[number]), correct=False, tag=False)
    assert len(found.parts) == 1


def test_a_form_in_an_appendix_begins_no_document() -> None:
    form = document_page(
        ["Mẫu số 2", "ĐẢNG BỘ HUYỆN", "CHI BỘ …", "*", "Số -QĐ/CB"],
        ["", "ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "…, ngày … tháng … năm …"],
        ["QUYẾT ĐỊNH", "về việc …", "-----"],
        number=2,
    )
    first = document_page(
        ["TỈNH UỶ LÂM GIANG", "*", "Số 127-NQ/TU"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "", "Lâm Giang, ngày 05 tháng 3 năm 2024"],
        ["NGHỊ QUYẾT", "về công tác quản lý đất đai", "-----"],
    )
    assert ranges(understand([first, form], tag=False)) == [(1, 2)]


def test_a_file_tag_and_a_running_head_are_no_part_of_the_body() -> None:
    pages = []
    for number in range(1, 4):
        body = paragraph(["Nội dung của trang này được viết thành nhiều dòng chữ khác", f"nhau số {number}."], 400)
        head = line_at("Quy chế làm việc của Ban Chấp hành", LEFT, 60)
        pages.append(page([head, *body, line_at("5.NQ13", LEFT, 2250)], number))
    kinds = [(block.kind, block.text) for block in understand(pages, tag=False).blocks]
    assert [text for kind, text in kinds if kind is BlockKind.RUNNING] == [
        "Quy chế làm việc của Ban Chấp hành", "5.NQ13",
    ] * 3  # fmt: skip
    assert sum(kind is BlockKind.PARAGRAPH for kind, _ in kinds) == 3


def row(*cells: str, ends: bool) -> Line:
    words: list[Word] = []
    counts = []
    for column, cell in enumerate(cells):
        x = LEFT + 300 * column
        for text in cell.split():
            words.append(Word(text, Box(x, 100, x + 12 * len(text), 130), 0.9))
            x += 12 * len(text) + 12
        counts.append(len(words))
    return Line(Box.hull(word.box for word in words), tuple(words), tuple(counts) if ends else ())


@pytest.mark.parametrize("ends", [True, False], ids=["ruled", "by gaps"])
def test_a_table_keeps_its_cells(ends: bool) -> None:
    cells = [("TT", "Đơn vị", "Số"), ("1", "Đảng uỷ xã", "12"), ("2", "Chi bộ", ""), ("3", "Đảng bộ", "7")]
    lines = [row(*some, ends=ends) for some in cells]
    found = understand([page(lines, kind=RegionKind.TABLE)], tag=False).blocks
    assert [block.rows for block in found] == [tuple(cells)]
