"""Tags of the spaCy pipeline, judged on blocks written for it; the `Doc` of a document, its cost, and hostile text."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from effort import examples, soak
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.elements import Box
from postprocess.elements import Block, BlockKind, Tag
from postprocess.tagging.markings import scheme_of
from postprocess.tagging.tags import document, pipeline, tag_blocks

TRUTH = [json.loads(row) for row in Path(__file__).with_name("structure_truth.jsonl").read_text("utf-8").splitlines()]
LABELS = sorted({tag[0] for row in TRUTH for tag in row["tags"]})
BOX = Box(0, 0, 1, 1)


def block(kind: str, text: str) -> Block:
    return Block(BlockKind(kind), text, 1, BOX)


def tags_of(text: str, kind: str = "paragraph") -> list[tuple[str, str]]:
    return [(tag.label, tag.text) for tag in tag_blocks([block(kind, text)])]


def parts_of(text: str, kind: str = "paragraph") -> list[dict[str, str]]:
    return [tag.parts for tag in tag_blocks([block(kind, text)])]


def right_parts(tag: Tag, wanted: dict[str, str]) -> bool:
    return all(tag.parts.get(name, "") == value for name, value in wanted.items())


def counts() -> dict[str, Counter[str]]:
    """Return by label how many tags are right, wrong and missed; a tag with a wrong part is wrong."""
    found: dict[str, Counter[str]] = {label: Counter() for label in LABELS}
    made: list[list[Tag]] = [[] for _ in TRUTH]
    for tag in tag_blocks([block(row["kind"], row["text"]) for row in TRUTH]):
        made[tag.block].append(tag)
    for row, tags in zip(TRUTH, made, strict=True):
        left: list[Any] = list(row["tags"])
        for tag in tags:
            match = next((w for w in left if w[:2] == [tag.label, tag.text] and right_parts(tag, w[2])), None)
            found.setdefault(tag.label, Counter())["right" if match else "wrong"] += 1
            if match:
                left.remove(match)
        for label, *_ in left:
            found[label]["missed"] += 1
    return found


def test_the_truth_covers_eras_and_labels() -> None:
    assert len(TRUTH) >= 60
    assert {row["era"] for row in TRUTH} == {"before 1998", "1998-2018", "2018-2026", "2026-"}
    assert len(LABELS) == 17


def test_precision_and_recall_of_each_label() -> None:
    for label, count in counts().items():
        assert count["right"] >= 0.95 * (count["right"] + count["wrong"]), f"{label}: precision {dict(count)}"
        assert count["right"] >= 0.95 * (count["right"] + count["missed"]), f"{label}: recall {dict(count)}"


def test_either_tone_placement_gives_the_same_tags() -> None:
    one = tags_of("Tỉnh uỷ Hoà Lạc, khoá XIII; Uỷ ban nhân dân tỉnh Thanh Hoá")
    other = tags_of("Tỉnh ủy Hòa Lạc, khóa XIII; Ủy ban nhân dân tỉnh Thanh Hóa")
    assert [label for label, _ in one] == [label for label, _ in other] == ["ORGANISATION", "PERIOD", "ORGANISATION"]


def test_a_word_glued_to_a_symbol_is_no_part_of_it() -> None:
    assert parts_of("Nghị quyết số 35-NQ/TWngày 22/10/2018") == [
        {"type": "nghị quyết", "number": "35", "symbol": "NQ/TW", "date": "2018-10-22"}
    ]


def test_a_title_whose_end_cannot_be_told_is_left_out() -> None:
    text = "Kết quả cho thấy Nghị quyết số 35-NQ/TW về bảo vệ nền tảng tư tưởng của Đảng đã đi vào cuộc sống."
    assert tags_of(text) == [("REFERENCE", "Nghị quyết số 35-NQ/TW")]


def test_no_two_tags_overlap_and_each_stands_where_it_says() -> None:
    blocks = [block(row["kind"], row["text"]) for row in TRUTH]
    last = (-1, 0)
    for tag in tag_blocks(blocks):
        assert blocks[tag.block].text[tag.start : tag.end] == tag.text
        assert (tag.block, tag.start) >= last
        last = (tag.block, tag.end)


def test_a_document_is_one_doc_with_its_blocks_and_header_parts() -> None:
    doc = document(
        [
            block("header", "TỈNH UỶ LÂM GIANG\n*\nSố 127-KL/TU"),
            block("header", "ĐẢNG CỘNG SẢN VIỆT NAM\nLâm Giang, ngày 05 tháng 3 năm 2024"),
            block("title", "KẾT LUẬN CỦA BAN THƯỜNG VỤ TỈNH UỶ về quản lý đất đai"),
            block("paragraph", ""),
            block("preamble", "- Căn cứ Luật Đất đai năm 2024;"),
            Block(BlockKind.HEADING, "Điều 2. Tổ chức thực hiện", 1, BOX, 4, "Điều 2."),
        ]
    )
    assert [(span.label_, span.text) for span in doc.spans["blocks"]][2:] == [
        ("title", "KẾT LUẬN CỦA BAN THƯỜNG VỤ TỈNH UỶ về quản lý đất đai"),
        ("preamble", "- Căn cứ Luật Đất đai năm 2024;"),
        ("heading", "Điều 2. Tổ chức thực hiện"),
    ]
    heading = doc.spans["blocks"][-1]
    assert (heading._.level, heading._.marker, heading._.scheme) == (4, "Điều 2.", "điều")
    assert [span.text for span in doc._.legal_bases] == ["- Căn cứ Luật Đất đai năm 2024;"]
    assert {span.label_: span.text for span in doc.spans["header"]} == {
        "ISSUER": "TỈNH UỶ LÂM GIANG",
        "NUMBER": "Số 127-KL/TU",
        "MOTTO": "ĐẢNG CỘNG SẢN VIỆT NAM",
        "PLACE_DATE": "Lâm Giang, ngày 05 tháng 3 năm 2024",
        "TYPE": "KẾT LUẬN",
        "AUTHOR": "BAN THƯỜNG VỤ TỈNH UỶ",
        "SUBJECT": "về quản lý đất đai",
    }


@pytest.mark.parametrize(
    ("printed", "scheme"),
    [
        ("Phần thứ nhất", "phần"), ("CHƯƠNG II", "chương"), ("Mục 1", "mục"), ("Điều 12.", "điều"), ("IV. KẾT", "I"),
        ("I- TÌNH HÌNH", "I"), ("1. Kết quả", "1"), ("1.1. Thu", "1.1"), ("2.1.3. Chi", "1.1.1"), ("a) Một", "a"),
        ("đ) Khác", "a"), ("(i) một là", "(i)"), ("- Diện tích", "-"), ("• Thu", "-"), ("Trong những năm qua", ""),
    ],
)  # fmt: skip
def test_every_scheme_of_headings_has_a_name(printed: str, scheme: str) -> None:
    assert scheme_of(printed) == scheme


def test_the_components_have_names() -> None:
    assert pipeline().pipe_names == [
        "structure", "dates", "organisations", "references", "persons", "recipients", "signature", "markings", "header",
        "overlaps",
    ]  # fmt: skip


def test_fifty_pages_take_less_than_two_seconds() -> None:
    pages = [block(row["kind"], row["text"]) for row in TRUTH] * 12
    assert sum(len(b.text.split()) for b in pages) > 50 * 250
    tag_blocks(pages[:1])
    start = time.process_time()
    tag_blocks(pages)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "text",
    [
        soak("Số " * 3_000_000), "35-NQ/TW, " * 1_000_000, "x" * 10_000_000,
        "đồng chí Nguyễn Văn An, Bí thư, " * 300_000, soak("Đại hội " * 1_000_000), "(" * 10_000_000,
        soak("ngày 1/1/" * 1_000_000), "Luật Sửa " * 1_000_000, "\n" * 10_000_000, soak("Ban Thường vụ " * 700_000),
        soak("- để\n" * 2_000_000), " " * 10_000_000, "\ud800" * 1000, soak("́" * 1_000_000),
    ],
    ids=range(14),
)  # fmt: skip
def test_ten_megabytes_of_one_thing_end_soon(text: str) -> None:
    start = time.process_time()
    for kind in BlockKind:
        tag_blocks([Block(kind, text, 1, BOX)])
    assert time.process_time() - start < 30


WORDS = """Nghị quyết số 35-NQ/TW , ngày 05/3/2020 của Ban Bí thư và về việc ( ) ; khoá XII đồng chí Nguyễn Văn A Luật
Đất đai Đại hội Đảng bộ tỉnh Lâm Đồng T/M BAN THƯỜNG VỤ Nơi nhận : - để báo cáo } Lưu MẬT Dự thảo lần 2 3 / . “ ”"""
words = st.sampled_from([*WORDS.split(), "\n"])
texts = st.one_of(st.text(max_size=80), st.lists(words, max_size=40).map(" ".join))


@settings(max_examples=examples(300))
@given(st.lists(st.tuples(st.sampled_from(list(BlockKind)), texts), max_size=6))
def test_no_text_raises(rows: list[tuple[BlockKind, str]]) -> None:
    blocks = [Block(kind, text, 1, BOX) for kind, text in rows]
    for tag in tag_blocks(blocks):
        assert blocks[tag.block].text[tag.start : tag.end] == tag.text != ""
