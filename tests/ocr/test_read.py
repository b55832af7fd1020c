"""Whole pages through the real engines."""

from collections import Counter

import cv2
import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

import synthesis
from ocr.elements import RegionKind, StampKind
from ocr.read import read_page
from ocr.sources.page_image import PageImage


def read(pixels):
    return read_page(PageImage(1, pixels, None, "test"))


def cer(truth, got):
    truth, got = " ".join(truth.split()), " ".join(got.split())
    return Levenshtein.distance(truth, got) / len(truth)


@pytest.fixture(scope="module")
def letter():
    return synthesis.make_page("nghi-quyet-chuyen-doi-so", 0, wear="office", dpi=200, seed=5)


@pytest.fixture(scope="module")
def read_letter(letter):
    return read(letter.image)


def test_an_office_scan_with_a_stamp_is_read(letter, read_letter):
    assert cer(letter.truth.text, read_letter.text) < 0.02
    assert not read_letter.blank


def test_words_lie_on_their_ink(letter, read_letter):
    true = [word for line in letter.truth.lines for word in line.words]
    once = Counter(word.text for word in true)
    placed = {word.text: word.box for word in true if once[word.text] == 1}
    seen = [word for line in read_letter.lines for word in line.words if word.text in placed]
    hits = [w for w in seen if w.box.intersection(placed[w.text]) > 0.5 * min(w.box.area, placed[w.text].area)]
    assert len(seen) > 40
    assert len(hits) > 0.95 * len(seen)


def test_the_stamp_is_kept_apart_from_the_text(letter, read_letter):
    (true,) = letter.truth.stamps
    assert any(stamp.box.intersection(true.box) > 0.4 * true.box.area for stamp in read_letter.stamps)
    assert "ĐẾN" not in read_letter.text.split("\n")


def test_steps_and_confidences_are_recorded(read_letter):
    assert [step.name for step in read_letter.steps][:2] == ["cleanup", "geometry"]
    words = [word for line in read_letter.lines for word in line.words]
    assert all(0 <= word.confidence <= 1 for word in words)
    assert any(word.alternatives for word in words)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_page_is_set_upright_and_its_boxes_stay_on_it(letter, turns):
    turned = np.ascontiguousarray(np.rot90(letter.image, turns))
    page = read(turned)
    assert page.turn == turns
    assert cer(letter.truth.text, page.text) < 0.03
    assert (page.width, page.height) == turned.shape[1::-1]
    for line in page.lines:
        assert 0 <= line.box.left < line.box.right <= page.width
        assert 0 <= line.box.top < line.box.bottom <= page.height


def test_a_blank_page_is_called_blank():
    paper = np.full((1600, 1150, 3), 250, np.uint8)
    paper += np.random.default_rng(1).integers(0, 5, paper.shape, dtype=np.uint8)
    page = read(paper)
    assert page.blank
    assert page.text == ""


def test_a_seal_alone_is_no_text():
    paper = np.full((1600, 1150, 3), 250, np.uint8)
    cv2.circle(paper, (600, 800), 110, (210, 40, 50), 5)
    cv2.circle(paper, (600, 800), 80, (210, 40, 50), 3)
    page = read(paper)
    assert page.blank
    assert [stamp.kind for stamp in page.stamps] == [StampKind.SEAL]


@pytest.mark.parametrize("shape", [(1, 1), (5, 3000), (3000, 5), (60, 60, 3)])
def test_pages_too_small_for_text_do_not_fail(shape):
    page = read(np.full(shape, 255, np.uint8))
    assert page.blank
    assert page.text == ""


def test_noise_is_no_text():
    noise = np.random.default_rng(2).integers(0, 256, (1200, 900), dtype=np.uint8)
    page = read(noise)
    assert sum(len(line.words) for line in page.lines) <= 3


def test_a_table_is_a_region_with_a_line_a_row():
    page = np.full((900, 1400), 255, np.uint8)
    for y in (200, 280, 360, 440):
        cv2.line(page, (100, y), (1300, y), 0, 2)
    for x in (100, 300, 900, 1300):
        cv2.line(page, (x, 200), (x, 440), 0, 2)
    rows = [("STT", "Chi tieu", "So lieu"), ("1", "Thu ngan sach", "1250"), ("2", "Chi thuong xuyen", "980")]
    for r, cells in enumerate(rows):
        for x, text in zip((130, 330, 930), cells, strict=True):
            cv2.putText(page, text, (x, 255 + 80 * r), cv2.FONT_HERSHEY_COMPLEX, 1.1, 0, 2)
    (table,) = [region for region in read(page).regions if region.kind is RegionKind.TABLE]
    assert len(table.lines) == 3
    assert table.lines[1].text.startswith("1 ")
    assert table.lines[2].text.endswith("980")
