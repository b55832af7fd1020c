"""How structure and metadata are measured, and what the report says of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from text_pages import document_page

from benchmarks.measures import structure
from benchmarks.measures.structure import Counts, Judged
from benchmarks.tables import structure as bench_structure
from ocr.elements import Page
from postprocess.elements import Metadata, Route
from postprocess.understand import understand
from synthesis import perfect
from synthesis.content import variety
from synthesis.truth import TrueMetadata
from synthesis.typesetting.typeset import typeset


def made():
    return list(islice(variety.documents(), 2))


def test_perfect_text_is_measured_as_right() -> None:
    for measured in bench_structure.of_text(made()):
        assert all(one.right for one in measured.fields)
        assert (measured.boundaries.share, measured.edges.share, measured.starts.share) == (1, 1, 1)


def test_what_is_wrong_is_measured_as_wrong() -> None:
    document = made()[0]
    found = understand(perfect.read(document), correct=False, tag=False)
    lines = [line for sheet in typeset(document) for line in sheet.lines]
    glued = replace(found, blocks=(replace(found.blocks[0], text=" ".join(b.text for b in found.blocks)),))
    judged = structure.structure(document, lines, glued)
    assert judged.boundaries.share < 0.9 and judged.edges.right == 0 and judged.wrong
    flat = replace(found, blocks=tuple(replace(block, parent=None) for block in found.blocks))
    assert structure.structure(document, lines, flat).edges.share < 1
    true = TrueMetadata.of(document)
    missing = list(structure.fields(true, Metadata()))
    assert missing and not any(one.right or one.silent for one in missing)


def test_style_is_no_error_and_letters_are() -> None:
    true = replace(TrueMetadata.of(made()[0]), issuer="TỈNH ỦY HOÀ BÌNH")
    page = document_page(["TỈNH UỶ HÒA BÌNH", "*", "Số 5-NQ/TU"], ["ĐẢNG CỘNG SẢN VIỆT NAM"], ["NGHỊ QUYẾT", "về x"])
    found = understand([page], correct=False, tag=False).metadata
    issuer = next(one for one in structure.fields(true, found) if one.name == "issuer")
    assert issuer.right
    other = next(
        one for one in structure.fields(replace(true, issuer="TỈNH UỶ HOÀ BINH"), found) if one.name == "issuer"
    )
    assert not other.right and other.silent == other.sure


def read(paths: list[Path]):
    yield from (Page(number, 100, 100, 300) for number, _ in enumerate(paths, start=1))


def test_the_report_has_a_row_for_each_field_wear_and_route() -> None:
    measured = bench_structure.Structures(
        tuple(bench_structure.of_text(made())), tuple(bench_structure.of_pages(made(), read))
    )
    tables = bench_structure.tables(measured)
    assert "| signers | 100.0 (2/2) | 0.0 (0/2) | 0 |" in tables["fields"]
    assert "| perfect text | 2 |" in tables["structure"] and "| clean | 1 |" in tables["structure"]
    assert tables["silent"] == "" and "| ask a person | 0 |" in tables["routes"]
    assert tables["real"] == ""


TRUTH = {
    "id": "r1_p1", "issuer": "SỞ Y TẾ", "parent": "UBND TỈNH LÂM GIANG", "number": "12", "symbol": "12/BC-SYT",
    "place": "Lâm Giang", "date": "2021-10-17", "doc_type": "BÁO CÁO", "subject": "Tình hình", "signer": "Lê Văn Tám",
    "signer_page": "r1_p2", "incoming": None, "handwriting_in_fields": {"day": "17"},
}  # fmt: skip


@pytest.mark.parametrize("pages", [{"r1_p1"}, {"r1_p1", "r1_p2"}])
def test_a_real_document_is_judged_by_the_pages_at_hand(pages: set[str]) -> None:
    page = document_page(
        ["UBND TỈNH LÂM GIANG", "SỞ Y TẾ", "Số: 12/BC-SYT"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Lâm Giang, ngày tháng 10 năm 2021"],
        ["BÁO CÁO", "Tình hình"],
    )
    judged = {one.name: one for one in bench_structure.real_fields(TRUTH, understand([page], tag=False), pages)}
    assert judged["symbol"].right and judged["number"].right
    assert judged["date"].by_hand and not judged["date"].sure
    assert ("signers" in judged) == ("r1_p2" in pages)
    table = bench_structure.real_table([bench_structure.Measured("r1", "", 1, tuple(judged.values()))])
    assert "| date | flagged ✎ |" in table and "| symbol | right" in table


def test_silent_errors_are_listed() -> None:
    wrong = Judged("place", "lâm giang", "lân giang", sure=True, where="x", route=Route.SURE)
    assert "`lân giang`" in bench_structure.silent_table([bench_structure.Measured("x", "", 1, (wrong,))])
    assert Counts().share == 1 and (Counts(1, 2) + Counts(1, 2)).share == 0.5
