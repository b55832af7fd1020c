"""Grey paper that a copier printed in dots becomes even, and its print stays."""

import cv2
import numpy as np

from ocr.image import grain
from ocr.read import read_page
from ocr.sources.page_image import PageImage
from tests import odd_pages

DPI = 200


def sheet():
    """A letter in black and white, and what of it is print."""
    grey = odd_pages.at_dpi(odd_pages.letter(), DPI)
    page = np.full((2339, 1654), 255, np.uint8)
    page[300 : 300 + grey.shape[0], 100 : 100 + grey.shape[1]] = grey
    page = cv2.threshold(page, 128, 255, cv2.THRESH_BINARY)[1]
    return page, page == 0


def grained(share=0.35):
    page, printed = sheet()
    dots = np.random.default_rng(5).random(page.shape) < share
    dots[:, : page.shape[1] // 3] = False
    return np.where(dots, 0, page).astype(np.uint8), printed


def test_grain_becomes_paper_and_print_stays_dark():
    page, printed = grained()
    smoothed = grain.smoothed(page)
    right = np.zeros_like(printed)
    right[:, 900:] = True
    # The middle of strokes, and paper away from them.
    inside = cv2.erode(printed.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    far = cv2.dilate(printed.astype(np.uint8), np.ones((15, 15), np.uint8)) == 0
    assert np.percentile(smoothed[far & right], 5) > 150
    assert np.median(smoothed[inside & right]) < 90
    assert (smoothed[:, :400] == page[:, :400]).all()


def test_grain_on_a_scan_in_colour_is_the_same():
    page, _ = grained()
    smoothed = grain.smoothed(np.dstack([page] * 3))
    assert (smoothed == grain.smoothed(page)[..., None]).all()


def test_a_page_without_grain_stays_as_it_is():
    page, _ = sheet()
    assert grain.smoothed(page) is page
    for shape in [(1, 1), (3, 500), (2000, 10)]:
        assert grain.smoothed(np.full(shape, 255, np.uint8)).shape == shape


def test_print_in_grain_is_read():
    page, _ = grained()
    words = read_page(PageImage(1, page, DPI, "test")).text.split()
    wanted = [word for line in odd_pages.LETTER for word in line.split()]
    assert sum(word in words for word in wanted) > 0.8 * len(wanted)
