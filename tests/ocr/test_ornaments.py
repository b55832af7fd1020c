"""The star and the hyphens of a Party header are read; specks and rules are not taken for them."""

import cv2
import numpy as np
import pytest

import synthesis
from ocr.elements import Box
from ocr.layout.ornaments import find_ornaments
from ocr.read import read_page
from ocr.sources.page_image import PageImage

ISSUER, TITLE, BODY = Box(150, 100, 450, 130), Box(400, 300, 800, 330), Box(100, 450, 1100, 480)


def header():
    page = np.full((1600, 1200), 255, np.uint8)
    for box in (ISSUER, TITLE, BODY):
        page[box.top + 5 : box.bottom - 5 : 2, box.left : box.right] = 0
    return page


def test_hyphens_centred_under_the_title_are_found():
    page = header()
    for x in range(570, 630, 12):
        page[352:355, x : x + 8] = 0
    (found,) = find_ornaments(page, [ISSUER, TITLE, BODY])
    assert found.text == "-----"


def test_a_star_like_mark_under_the_issuer_is_a_candidate():
    page = header()
    cv2.putText(page, "*", (292, 168), cv2.FONT_HERSHEY_COMPLEX, 0.9, 0, 2)
    assert [o.text for o in find_ornaments(page, [ISSUER, TITLE, BODY])] == ["*"]


@pytest.mark.parametrize("seen", [True, False])
def test_three_stars_under_the_issuer_are_one_mark_also_where_the_detector_has_a_box(seen):
    page = header()
    for x in (274, 294, 314):
        cv2.putText(page, "*", (x, 168), cv2.FONT_HERSHEY_COMPLEX, 0.9, 0, 2)
    boxes = [ISSUER, TITLE, BODY] + ([Box(272, 142, 336, 170)] if seen else [])
    assert [o.text for o in find_ornaments(page, boxes)] == ["***"]


def test_three_thin_strokes_in_a_row_are_no_stars():
    page = header()
    for x in (280, 300, 320):
        page[148:168, x : x + 4] = 0
    assert find_ornaments(page, [ISSUER, TITLE, BODY]) == []


@pytest.mark.parametrize("place", [(560, 640, 352, 355), (300, 302, 150, 152), (1000, 1012, 350, 362)])
def test_a_rule_a_speck_and_a_blot_elsewhere_are_none(place):
    left, right, top, bottom = place
    page = header()
    page[top:bottom, left:right] = 0
    assert find_ornaments(page, [ISSUER, TITLE, BODY]) == []


def test_a_party_page_is_read_with_both():
    made = synthesis.make_page("nghi-quyet-chuyen-doi-so", 0, wear="clean", dpi=150, seed=4)
    assert "-----" in made.truth.text
    read = read_page(PageImage(1, made.image, 150, "test")).text.splitlines()
    assert read.index("*") < read.index("NGHỊ QUYẾT") < read.index("-----")
