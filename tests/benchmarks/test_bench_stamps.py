"""What the measures of stamps say of known findings, worked out by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest

import synthesis
from benchmarks.measures import stamp_index
from benchmarks.measures.stamp_finding import Verdict, judge, match
from benchmarks.measures.stamp_index import expected
from benchmarks.measures.stamp_text import printed_errors
from benchmarks.measures.stamp_words import PageLoss, WordLoss, loss
from benchmarks.tables import stamps as bench_stamps
from benchmarks.tables.stamps import MadeStamps, RealStamps
from ocr.elements import Box, Line, Page, Region, RegionKind, Stamp, StampKind, Word
from quality.measures import ErrorRate
from synthesis import LineKind, PageTruth, TrueLine, TrueMetadata, TrueStamp, TrueWord

SEAL, INCOMING, NAME = StampKind.SEAL, StampKind.INCOMING, StampKind.NAME
SQUARE = Box(0, 0, 100, 100)


def truth(
    stamps: tuple[TrueStamp, ...] = (),
    words: tuple[TrueWord, ...] = (),
    handwriting: tuple[Box, ...] = (),
    wear: str = "clean",
) -> PageTruth:
    line = TrueLine(" ".join(word.text for word in words), SQUARE, LineKind.BODY, words)
    nothing = dict.fromkeys((field.name for field in dataclasses.fields(TrueMetadata)), None)
    metadata = TrueMetadata(**{**nothing, "date": dt.date(2024, 1, 1)})
    name = "chi-thi-bao-ve-rung"  # its incoming stamp is red
    return PageTruth(name, 1, 1, wear, 150, 1, 1000, 1000, (line,), stamps, handwriting, metadata)


def said(kind: StampKind, box: Box, text: str = "") -> Stamp:
    lines = tuple(Line(box, tuple(Word(word, box, 1.0) for word in line.split())) for line in text.splitlines())
    return Stamp(kind, box, lines)


def read(*words: tuple[str, Box]) -> Page:
    line = Line(SQUARE, tuple(Word(text, box, 1.0) for text, box in words))
    return Page(1, 1000, 1000, 150, (Region(RegionKind.TEXT, SQUARE, (line,)),))


def test_half_of_the_true_box_is_enough():
    true = (TrueStamp(SEAL, SQUARE),)
    assert match(true, [said(SEAL, Box(0, 50, 100, 150))]) == {0: 0}
    assert match(true, [said(SEAL, Box(0, 51, 100, 151))]) == {}


def test_a_box_four_times_as_large_still_finds_and_the_page_does_not():
    true = (TrueStamp(SEAL, SQUARE),)
    assert match(true, [said(SEAL, Box(0, 0, 200, 200))]) == {0: 0}
    assert match(true, [said(SEAL, Box(0, 0, 200, 201))]) == {}


def test_one_found_stamp_answers_for_one_and_its_own_kind_comes_first():
    true = (TrueStamp(SEAL, SQUARE), TrueStamp(INCOMING, Box(0, 20, 100, 120)))
    assert match(true, [said(INCOMING, Box(0, 10, 100, 110))]) == {1: 0}
    assert match(true, [said(INCOMING, SQUARE), said(SEAL, Box(0, 20, 100, 120))]) == {0: 1, 1: 0}


def test_what_is_found_beyond_the_stamps_is_told_apart():
    far, pen = Box(500, 500, 600, 600), Box(300, 300, 400, 400)
    judged = judge(
        truth((TrueStamp(SEAL, SQUARE), TrueStamp(INCOMING, Box(700, 0, 800, 100))), handwriting=(pen,)),
        [said(SEAL, SQUARE), said(NAME, Box(10, 10, 40, 40)), said(StampKind.UNKNOWN, pen), said(SEAL, far)],
    )
    assert [one.verdict for one in judged.stamps] == [Verdict.FOUND, Verdict.MISSED]
    assert (judged.pieces, judged.handwriting, judged.false) == ((NAME,), (StampKind.UNKNOWN,), (SEAL,))


def test_a_wrong_kind_is_no_miss():
    judged = judge(truth((TrueStamp(SEAL, SQUARE),)), [said(INCOMING, SQUARE)])
    assert judged.stamps[0].verdict is Verdict.WRONG_KIND


FRAMED = TrueStamp(
    INCOMING,
    SQUARE,
    "HUYỆN ỦY\nCÔNG VĂN ĐẾN\nSố: 27 ngày 5 tháng 4 năm 2018",
    "HUYỆN ỦY\nCÔNG VĂN ĐẾN\nSố: ngày tháng năm",
)
CELLED = TrueStamp(
    INCOMING,
    SQUARE,
    "HUYỆN ỦY\nCÔNG VĂN ĐẾN\nSố: 27\nNgày: 5/4/2018\nChuyển:",
    "HUYỆN ỦY\nCÔNG VĂN ĐẾN\nSố:\nNgày:\nChuyển:",
)


@pytest.mark.parametrize(
    ("reading", "errors"),
    [
        ("HUYỆN ỦY\nCÔNG VĂN ĐẾN\nSố: ngày tháng năm", 0),
        ("HUYỆN ỦY\nCÔNG VĂN ĐẾN\nSố: 27 ngày 5 tháng 4 năm 2018", 0),
        ("HUYỆN ỦY\nCÔNG VĂN ĐẾN\nSố:.......z1 ngày..⁄ . .tháng... năm........", 0),
        ("HUYÊN ỦY\nCÔNG VĂN ĐẾN\nSố: 27 ngày 5 tháng 4 nam", 2),
        ("HUYỆN ỦY\nCÔNG VĂN ĐẾN x\nSố: 27", 2 + len("ngàythángnăm")),
        ("", len("HUYỆN ỦY CÔNG VĂN ĐẾN Số:ngàythángnăm")),
    ],
)
def test_the_values_of_a_stamp_may_be_read_as_anything(reading, errors):
    assert printed_errors(FRAMED, reading) == ErrorRate(errors, len("HUYỆN ỦY CÔNG VĂN ĐẾN Số: ngày tháng năm"))


def test_the_cells_of_a_stamp_have_no_order():
    assert printed_errors(CELLED, "HUYỆN ỦY\nSố: 27\nCÔNG VĂN Ngày: 5/4\nĐẾN Chuyển: .......").errors == 0
    assert printed_errors(CELLED, "Số: 27\nHUYỆN ỦY\nCÔNG VĂN ĐẾN Ngày: 5/4 Chuyển:").errors > 0


def test_a_seal_has_no_text_to_misread():
    assert printed_errors(TrueStamp(SEAL, SQUARE), "ĐẢNG ỦY") == ErrorRate()


def test_words_under_stamps_are_lost_misread_or_right():
    boxes = [Box(left, 0, left + 30, 10) for left in (0, 40, 80, 120, 400)]
    words = tuple(TrueWord(text, box) for text, box in zip(("một", "hai", "“ba”", "-", "bốn"), boxes, strict=True))
    page = truth((TrueStamp(SEAL, Box(0, 5, 200, 100)),), words)
    # A third of "một" is covered, by another word; "hai" by a little less; the dash counts for no word.
    reading = read(("mót", Box(20, 0, 40, 10)), ("hai", Box(61, 0, 75, 10)), ('"ba"', boxes[2]), ("bốn", boxes[4]))
    assert loss(page, reading) == PageLoss(WordLoss(3, lost=1, misread=1), WordLoss(1))
    assert loss(page, read()) == PageLoss(WordLoss(3, lost=3), WordLoss(1, lost=1))


def test_tables_of_made_pages():
    true = dataclasses.replace(FRAMED, box=SQUARE)
    red, black = truth((true, TrueStamp(SEAL, Box(500, 0, 600, 100)))), truth((true,), wear="fax")
    found = [said(INCOMING, SQUARE, "HUYỆN ỦY\nCÔNG VĂN ĐÊN\nSố: ngày tháng năm"), said(NAME, Box(500, 0, 600, 100))]
    pages = [
        MadeStamps(red, judge(red, found), PageLoss(WordLoss(10, 1, 2), WordLoss(90, 0, 9))),
        MadeStamps(black, judge(black, [said(SEAL, Box(800, 0, 900, 100))]), PageLoss(WordLoss(), WordLoss(100))),
    ]
    rows = {row.split(" | ")[0][2:]: row for row in bench_stamps.by_kind(pages).splitlines()}
    assert rows["incoming, coloured"] == "| incoming, coloured | 1 | 100.0 | 0 | 0 | 2.50 (1/40) |"
    assert rows["incoming, black"] == "| incoming, black | 1 | 0.0 | 0 | 1 | – |"
    assert rows["seal, coloured"] == "| seal, coloured | 1 | 0.0 | 1 | 0 | – |"
    assert bench_stamps.by_wear(pages).splitlines()[-1] == "| all | 2 | 3 | 33.3 | 1 | 1 | 0 | 0 | 1 |"
    assert bench_stamps.false_kinds(pages) == "seal 1"
    assert bench_stamps.words_lost(pages).splitlines()[-1] == (
        "| all | 10.00 (1/10) | 20.00 (2/10) | 0.50 (1/200) | 0.00 (0/190) | 4.74 (9/190) |"
    )


def test_stamps_of_made_pages_are_coloured_as_their_documents_set_them():
    stamp = {kind: TrueStamp(kind, SQUARE) for kind in (SEAL, INCOMING, StampKind.URGENCY, StampKind.ESIGNATURE)}
    page = dataclasses.replace(truth(), document="thong-bao-ket-luan-kiem-tra")  # its incoming stamp is black
    colours = {kind: bench_stamps.colour(page, one) for kind, one in stamp.items()}
    assert colours == {
        SEAL: "coloured",
        INCOMING: "black",
        StampKind.URGENCY: "coloured",
        StampKind.ESIGNATURE: "black",
    }
    assert bench_stamps.colour(dataclasses.replace(page, wear="photocopy"), stamp[SEAL]) == "black"
    assert set(bench_stamps.COLOURLESS) < set(synthesis.WEARS)


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("none; pen mark in margin", {}),
        ("black photocopied Party round seal + signature", {SEAL: 1}),
        ("red boxed CÔNG VĂN ĐẾN (X) tilted; red seal+signature, red name stamp", {SEAL: 1, INCOMING: 1, NAME: 1}),
        ("red CÔNG VĂN ĐẾN; show-through red seal from verso", {INCOMING: 1}),
        ("faint red seal show-through", {}),
        ("red seal faint", {SEAL: 1}),
        ("red seal + 2 signatures", {SEAL: 1}),
        ("two black stamps (X CÔNG VĂN ĐẾN; Y ĐẾN) over title; VGP overlay", {INCOMING: 2, StampKind.ESIGNATURE: 1}),
        ("red HỎA TỐC arrow stamp; 2 e-sign overlays", {StampKind.URGENCY: 1, StampKind.ESIGNATURE: 2}),
        ("e-sign overlays", {StampKind.ESIGNATURE: 2}),
        ("three black seals over three signature blocks", {SEAL: 3}),
        ("red seal + giáp lai", {SEAL: 2}),
        ("red seal; small corner stamp top right", {SEAL: 1, StampKind.UNKNOWN: 1}),
    ],
)
def test_keywords_of_the_index(words, counts):
    assert expected(words) == Counter(counts)


def test_the_index_is_read_by_file_name(tmp_path):
    assert stamp_index.load(tmp_path) == {}
    head = "id\tfile\tstamps_seals_handwriting\n"
    (tmp_path / stamp_index.INDEX).write_text(f'{head}a\ta.png\t"red" seal\n', encoding="utf-8")
    assert stamp_index.load(tmp_path)["a.png"].said == '"red" seal'
    assert stamp_index.load(tmp_path)["a.png"].expected == Counter({SEAL: 1})


def test_the_table_of_real_pages_quotes_little():
    long = "TRUNG TÂM CÔNG BÁO VÀ TIN HỌC TỈNH QUẢNG NGÃI"
    indexed = stamp_index.IndexedPage("two seals; CV ĐẾN", Counter({SEAL: 2, INCOMING: 1}))
    pages = [
        RealStamps("a", (said(SEAL, SQUARE), said(StampKind.ESIGNATURE, SQUARE, long)), indexed),
        RealStamps("b", (), None),
    ]
    table = bench_stamps.real(pages)
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]
    assert rows[0][2:5] == ["seal 2, incoming", "seal", "seal, incoming"]
    assert rows[0][5] == f"seal; esignature `{long[: bench_stamps.SHORT - 1]}…`"
    assert rows[1] == ["b", "–", "–", "–", "–", "–"]
    assert rows[2][2:5] == ["3: seal 2, incoming", "1: seal", "2: seal, incoming"]
    assert all(len(one) == len(other) for one, other in pairwise(rows))
