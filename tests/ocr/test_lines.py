"""Lines, rules and reading order on drawn pages."""

import cv2
import numpy as np
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.elements import Box, Word
from ocr.layout import reading_order, regions
from ocr.lines import line_boxes, ruling_lines
from ocr.readers.recognise import Reading


def row(top, *spans, height=30):
    return [Box(left, top, right, top + height) for left, right in spans]


def flat(boxes):
    return [i for zone in reading_order.reading_order(boxes) for column in zone for i in column]


def test_the_header_is_read_left_block_first():
    boxes = [*row(100, (150, 500), (700, 1300)), *row(140, (200, 450), (800, 1200)), *row(200, (220, 430), (820, 1250))]
    boxes += row(300, (500, 900)) + row(360, (150, 1400)) + row(400, (100, 1400))
    assert flat(boxes) == [0, 2, 4, 1, 3, 5, 6, 7, 8]


def test_three_signature_blocks_come_before_the_recipients_below():
    boxes = [*row(100, (100, 400), (550, 850), (1000, 1300)), *row(140, (120, 380), (560, 840), (1010, 1290))]
    boxes += row(380, (130, 360), (570, 830), (1020, 1280)) + row(520, (100, 250)) + row(560, (100, 400))
    assert flat(boxes) == [0, 3, 6, 1, 4, 7, 2, 5, 8, 9, 10]


def test_recipients_come_before_the_signature_beside_them():
    boxes = [*row(100, (100, 260), (800, 1200)), *row(135, (100, 400)), *row(150, (820, 1180)), *row(168, (100, 420))]
    boxes += row(400, (850, 1150))
    got = flat(boxes)
    assert got.index(3) > got.index(2) or got.index(4) < got.index(1)
    assert [i for i in got if boxes[i].left < 500] == [0, 2, 4]
    assert got.index(4) < got.index(1) < got.index(3) < got.index(5)


def test_bullets_stay_with_their_text():
    boxes = [*row(100, (100, 115), (150, 900)), *row(140, (100, 115), (150, 800)), *row(180, (100, 900))]
    assert flat(boxes) == [0, 1, 2, 3, 4]


@given(
    st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 1500), st.integers(1, 800), st.integers(1, 90)), max_size=60
    )
)
@settings(max_examples=examples(150))
def test_every_segment_is_read_exactly_once(quads):
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h in quads]
    assert sorted(flat(boxes)) == list(range(len(boxes)))


def drawn_table():
    page = np.full((900, 1200), 255, np.uint8)
    for y in (200, 300, 400, 500):
        cv2.line(page, (100, y), (1100, y), 0, 2)
    for x in (100, 400, 700, 1100):
        cv2.line(page, (x, 200), (x, 500), 0, 2)
    cv2.putText(page, "gia tri", (440, 265), cv2.FONT_HERSHEY_COMPLEX, 1.2, 0, 2)
    return page


def test_a_ruled_table_has_its_cells_in_row_order_and_its_rules_are_lifted():
    page = drawn_table()
    found = ruling_lines.find(page)
    (cells,) = ruling_lines.find_tables(found, 30.0)
    assert [(cell.row, cell.column) for cell in cells] == [(r, c) for r in range(3) for c in range(3)]
    lifted = ruling_lines.lift(page, found)
    assert (lifted[195:205, 150:380] > 200).all()
    assert (lifted[230:270, 440:600] < 100).sum() > 100


def test_a_rule_broken_under_a_seal_still_parts_the_cells():
    page = drawn_table()
    page[330:380, 690:710] = 255
    (cells,) = ruling_lines.find_tables(ruling_lines.find(page), 30.0)
    assert len(cells) == 9


def test_a_seal_over_a_tables_upper_edge_leaves_its_cells():
    page = drawn_table()
    page[190:260, 560:780] = 255
    (cells,) = ruling_lines.find_tables(ruling_lines.find(page), 30.0)
    assert [(cell.row, cell.column) for cell in cells] == [(r, c) for r in range(3) for c in range(3)]


def test_no_rule_is_drawn_out_to_the_pages_edge():
    page = drawn_table()
    page[:, 0:2] = 0
    (cells,) = ruling_lines.find_tables(ruling_lines.find(page), 30.0)
    assert len(cells) == 9


def test_a_ruling_line_goes_on_where_it_is_pale_and_pale_runs_alone_are_none():
    page = drawn_table()
    line = page[295:306, 420:1090]
    line[line < 100] = 185
    page[700:702, 100:900] = 185
    found = ruling_lines.find(page)
    (cells,) = ruling_lines.find_tables(found, 30.0)
    assert len(cells) == 9
    assert not found.horizontal[690:710].any()


def test_underlines_and_dashes_make_no_table():
    page = np.full((600, 800), 255, np.uint8)
    cv2.line(page, (200, 100), (600, 100), 0, 2)
    cv2.line(page, (200, 400), (600, 400), 0, 2)
    assert ruling_lines.find_tables(ruling_lines.find(page), 30.0) == []


def test_a_joined_header_line_is_split_where_its_neighbours_show_a_gutter():
    page = np.full((400, 1200), 255, np.uint8)
    boxes = [Box(100, 100, 1100, 130), Box(150, 140, 450, 170), Box(650, 140, 1050, 170)]
    page[105:125, 100:560:8] = 0
    page[105:125, 590:1100:8] = 0
    page[145:165, 150:450:8] = 0
    page[145:165, 650:1050:8] = 0
    pieces = line_boxes.split_at_gutters(page, boxes)
    assert len(pieces) == 4
    assert pieces[0].right <= 575 <= pieces[1].right
    alone = line_boxes.split_at_gutters(page, boxes[:1])
    assert len(alone) == 1


def test_what_the_detector_overlooked_in_a_cell_is_found():
    page = np.full((400, 400), 255, np.uint8)
    cv2.putText(page, "X", (60, 140), cv2.FONT_HERSHEY_COMPLEX, 1.2, 0, 3)
    page[300, 300] = 0
    seen = Box(220, 100, 380, 130)
    places = [Box(10, 50, 190, 190), Box(210, 50, 390, 190), Box(210, 210, 390, 390)]
    (found,) = line_boxes.uncovered(page, [seen], places)
    assert (page[found.top : found.bottom, found.left : found.right] < 100).sum() == (page[:190, :190] < 100).sum()


def test_a_note_in_the_margin_is_a_block_of_its_own_and_the_body_stays_whole():
    body = [box for n in range(12) for box in row(100 + 45 * n, (260, 1500))]
    note = [*row(235, (30, 190)), *row(280, (30, 200))]
    got = flat(body + note)
    assert [i for i in got if i < 12] == list(range(12))
    assert got.index(13) == got.index(12) + 1


def test_footnotes_come_last_and_in_their_order():
    body = [box for n in range(8) for box in row(100 + 45 * n, (200, 1500))]
    notes = [*row(620, (220, 232), (240, 1400), height=22), *row(650, (220, 232), (240, 1300), height=22)]
    assert flat(body + notes) == list(range(12))


def test_a_number_between_two_lines_of_the_next_cell_is_not_cut_through():
    page, cells = drawn_table(), ruling_lines.find_tables(ruling_lines.find(drawn_table()), 30)[0]
    first, second = [cell.box for cell in cells if cell.row == cells[0].row][:2]
    middle = (first.top + first.bottom) // 2
    cv2.rectangle(page, (first.left + 40, middle - 12), (first.left + 60, middle + 12), 0, -1)
    for top in (middle - 34, middle + 6):
        cv2.rectangle(page, (second.left + 20, top), (second.right - 20, top + 26), 0, -1)
    merged = Box(first.left + 30, middle - 36, second.right - 20, middle - 6)
    below = Box(second.left + 20, middle + 4, second.right - 20, middle + 34)
    number, text, other = line_boxes.split_at_cells(page, [merged, below], cells)
    assert number.top <= middle - 12
    assert number.bottom >= middle + 12
    assert (text.top, text.bottom) == (merged.top, merged.bottom)
    assert other == below


def test_what_was_read_twice_is_kept_once():
    def read(text, box):
        return Reading(box, (Word(text, box, 0.9),), 0.9, 0.9, ())

    whole = read("Số: 01/2016/TTLT-TANDTC-VKSNDTC-BTP", Box(358, 443, 936, 483))
    half = read("Số: 01/2016/TTLT-1", Box(358, 459, 609, 487))
    beneath = read("Số: 01/2016/TTLT-1", Box(358, 479, 609, 519))
    other = read("THÔNG TƯ", Box(400, 450, 600, 485))
    assert regions.without_doubles([whole, half, beneath, other]) == [whole, beneath, other]
    again = read(whole.text, Box(356, 442, 938, 484))
    assert regions.without_doubles([other, whole, again]) == [other, whole]


def test_a_longer_line_that_our_reader_saw_well_is_print_though_tesseract_saw_nothing():
    def read(text, sureness):
        box = Box(100, 100, 100 + 20 * len(text), 140)
        words = tuple(Word(word, box, 0.2) for word in text.split())
        return Reading(box, words, 0.0, 0.0, (), own_confidence=sureness)

    body = Box(100, 200, 900, 240)
    text = Reading(body, (Word("Viện kiểm sát nhân dân tối cao", body, 0.99),), 0.99, 0.95, ())
    office, short, grain = read("VIỆN KIỂM SÁT", 0.8), read("SẢN", 0.8), read("BHBB HBIBH", 0.58)
    assert regions.part([text, office, short, grain], []) == ([text, office], [short, grain])
