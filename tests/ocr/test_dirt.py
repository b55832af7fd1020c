"""Specks, dark edges, ghosts of the other side go; diacritics, stops and dotted lines stay. What is lost is noticed."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.detectors import page_networks
from ocr.elements import Box
from ocr.image import cleanup, specks
from ocr.lines import merged_lines, ruling_lines, segmentation, unread
from ocr.prepare import prepare, working_side
from ocr.sources.page_image import PageImage
from synthesis.typesetting import fonts

TEXT = "Uỷ ban Kiểm tra Tỉnh uỷ; đề nghị các đồng chí nghiên cứu, thực hiện."


def sheet(lines=12, size=(2339, 1654)):
    """A page at 200 dpi, its lines 14 pt high, and the boxes of the lines."""
    image = Image.new("L", size[::-1], 255)
    draw, font = ImageDraw.Draw(image), fonts.face("tinos", 14.0 * 200 / fonts.DPI)
    boxes = []
    for row in range(lines):
        place = (200, 300 + 56 * row)
        draw.text(place, TEXT, fill=0, font=font)
        boxes.append(Box(*map(int, draw.textbbox(place, TEXT, font=font))))
    return np.asarray(image).copy(), boxes


def test_specks_beside_the_text_go_and_diacritics_stay():
    page, _ = sheet()
    dirty = page.copy()
    rng = np.random.default_rng(1)
    for x, y in zip(rng.integers(0, 1650, 900), rng.integers(1100, 2330, 900), strict=True):
        dirty[y : y + 3, x : x + 3] = 0
    cleaned = specks.drop_specks(dirty)
    assert (cleaned[1150:] < 128).mean() < 0.05 * (dirty[1150:] < 128).mean()
    assert (cleaned[:1000] != page[:1000]).mean() < 1e-4


def test_a_clean_page_with_dotted_lines_is_left_alone():
    page, _ = sheet()
    page[1500:1503, 300:1200:9] = 0
    assert np.array_equal(specks.drop_specks(page), page)


def test_dark_edges_go_and_print_stays():
    page, _ = sheet()
    dark = page.copy()
    dark[:, :40] = 0
    dark[-25:, :] = 20
    cleaned = specks.drop_edges(dark)
    assert cleaned[:, :40].min() > 200
    assert cleaned[-25:].min() > 200
    assert np.array_equal(cleaned[300:1000, 150:], page[300:1000, 150:])


def test_a_seal_and_a_heavy_rule_are_no_edge():
    page, _ = sheet()
    cv2.circle(page, (1000, 1600), 130, 0, 8)
    page[1300:1306, 0:1654] = 0
    cleaned = specks.drop_edges(page)
    assert (cleaned[1450:1750, 850:1150] == page[1450:1750, 850:1150]).all()


def test_the_letters_of_the_other_side_go_and_thin_print_stays():
    page, _ = sheet(16)
    ghost = 255 - (255 - np.roll(page[:, ::-1], 28, axis=0)) * 0.35
    seen = np.minimum(page, ghost).astype(np.uint8)
    cleaned = cleanup.clean(seen)
    only_ghost = (ghost < 200) & (cv2.erode(page, np.ones((9, 9), np.uint8)) > 200)
    assert only_ghost.sum() > 20_000
    assert (cleaned[only_ghost] < 160).mean() < 0.01
    assert (cleaned[page < 60] < 160).mean() > 0.98


def test_a_letter_row_that_nothing_covers_is_reported_and_read():
    page, boxes = sheet()
    assert unread.find(page, boxes, boxes[0].height) == []
    (lost,) = unread.find(page, boxes[:5] + boxes[6:], boxes[0].height)
    assert lost.intersection(boxes[5]) > 0.5 * boxes[5].area
    assert unread.find(np.full((500, 500), 255, np.uint8), [], 30) == []


def test_lines_bridged_by_a_slanted_stamp_are_parted_again():
    page, boxes = sheet(6)
    between = Box(
        boxes[2].left, (boxes[2].top + boxes[2].bottom) // 2, boxes[2].right, (boxes[3].top + boxes[3].bottom) // 2
    )
    given = [*boxes[:2], between, *boxes[4:]]
    mended = merged_lines.mend(page, given)
    for line in boxes:
        assert any(box.intersection(line) > 0.6 * line.area for box in mended)
    assert merged_lines.mend(page, boxes) == boxes


@pytest.mark.parametrize("lean", [0.0, 0.03, 0.05])
def test_a_table_whose_sides_lean_has_all_its_cells(lean):
    page = np.full((1200, 1654), 255, np.uint8)
    for row in range(4):
        cv2.line(page, (200, 300 + 90 * row), (1415, 300 + 90 * row), 0, 3)
    for column in (200, 500, 950, 1400):
        cv2.line(page, (column, 300), (round(column + lean * 270), 570), 0, 3)
    (table,) = ruling_lines.find_tables(ruling_lines.find(page), 30)
    assert len(table) == 9
    assert {cell.row for cell in table} == {0, 1, 2}


def test_short_text_beside_a_long_white_is_found():
    page, _ = sheet()
    layout = segmentation.find(page)
    assert len(layout.boxes) == len(page_networks.detect_lines(page))


@pytest.mark.parametrize(
    ("size", "dpi", "wanted"),
    [
        ((3508, 2480), 300, 2573),
        ((1754, 1240), 150, 1754),
        ((3508, 2480), None, 2573),
        ((4960, 3508), 300, 3637),
        ((3508, 2480), 600, 2573),  # a resolution that would make the page unreadably small is not believed
        ((14000, 9900), 1200, 2573),
        ((9000, 6000), 72, 4400),
        ((30, 20), None, 30),
    ],
)
def test_pages_are_read_at_about_the_same_resolution(size, dpi, wanted):
    image = PageImage(1, np.full(size, 255, np.uint8), dpi, "test")
    assert abs(working_side(image) - wanted) <= 1
    if max(size) < 4000:
        assert max(prepare(image).grey.shape) == working_side(image)
