"""Cleanup takes colour, shade and bleed-through away, and leaves print."""

import cv2
import numpy as np

from ocr.image import cleanup


def page_with_text(paper=(255, 255, 255)):
    image = np.full((600, 800, 3), paper, np.uint8)
    for row in range(5):
        cv2.putText(image, "Dang bo tinh 123", (60, 120 + 90 * row), cv2.FONT_HERSHEY_COMPLEX, 1.5, (20, 20, 20), 3)
    return image


def test_red_ink_goes_and_black_print_under_it_stays():
    plain = page_with_text()
    stamped = plain.copy()
    cv2.circle(stamped, (300, 300), 150, (220, 40, 50), 14)
    under = (plain.max(2) < 60) & (stamped.max(2) < 60)
    stamped[(plain.max(2) < 60)] = (20, 10, 10)
    cleaned = cleanup.clean(stamped)
    red_only = (stamped[..., 0] > 180) & (stamped[..., 1] < 90)
    assert np.percentile(cleaned[red_only], 5) > 200
    assert np.median(cleaned[under]) < 60


def test_thin_strokes_stay_where_a_scanners_channels_lie_apart():
    image = page_with_text()
    rows = np.array([8, 30, 50])
    for row in rows:
        cv2.line(image, (100, row), (700, row), (30, 30, 30), 1)
    image = cv2.GaussianBlur(image, (0, 0), 0.6)
    apart = np.dstack([np.roll(image[..., 0], 1, 0), image[..., 1], np.roll(image[..., 2], -1, 0)])
    assert np.ptp(apart[rows - 1, 400].astype(int), axis=1).min() > 60
    assert cleanup.clean(apart)[rows, 200:600].max() < 150


def test_a_thin_stroke_of_a_coloured_pen_goes():
    image = page_with_text()
    cv2.line(image, (80, 20), (700, 60), (40, 60, 200), 2)
    assert cleanup.clean(image)[:70].min() > 170


def test_uneven_light_becomes_white_paper():
    image = page_with_text((240, 230, 200)).astype(float)
    shade = np.linspace(1.0, 0.45, image.shape[1])[None, :, None]
    cleaned = cleanup.clean((image * shade).astype(np.uint8))
    assert np.percentile(cleaned, 20) > 235
    assert np.percentile(cleaned, 1) < 60


def test_faint_bleed_through_fades_beside_print():
    image = page_with_text()
    cv2.putText(image, "Mat sau", (380, 560), cv2.FONT_HERSHEY_COMPLEX, 1.5, (222, 222, 222), 3)
    cleaned = cleanup.clean(image)
    assert cleaned[520:575, 380:].min() > 190


def test_a_grey_page_has_no_colour_layer_and_tinted_paper_is_no_ink():
    assert cleanup.colour_layer(np.full((100, 100), 200, np.uint8)) is None
    assert cleanup.colour_layer(page_with_text((250, 235, 180))) is None


def yellowed(shade=0.3):
    """A page on brown paper, darker to one side, with bars in blue ink that has no more chroma than the paper."""
    image = page_with_text((196, 178, 156))
    for left in range(560, 760, 12):
        cv2.rectangle(image, (left, 400), (left + 4, 500), (49, 59, 120), -1)
    light = np.linspace(1.0, 1.0 - shade, image.shape[1])[None, :, None]
    return (image * light).astype(np.uint8)


def test_blue_ink_on_yellowed_paper_is_lifted_off_even_paper():
    page, noise = cleanup.neutral(yellowed())
    layer, cleaned = cleanup.colour_layer(page), cleanup.clean(page, noise)
    assert layer is not None
    assert layer[420:480, 562:752:12].max() < 120
    assert layer[:350].min() > 170
    assert cleaned[420:480, 562:752:12].min() > 200
    assert np.percentile(cleaned[380:520, 540:780], 5) > 220
    assert np.percentile(cleaned[:350], 1) < 60


def test_white_and_grey_pages_stay_as_they_are():
    white, grey = page_with_text(), page_with_text()[..., 0]
    assert cleanup.neutral(white)[0] is white
    assert cleanup.neutral(grey)[0] is grey
    for shape in [(1, 1, 3), (3, 500, 3), (2000, 10, 3)]:
        assert cleanup.neutral(np.full(shape, (200, 150, 60), np.uint8))[0].shape == shape


def test_colour_layer_holds_the_coloured_ink_alone():
    image = page_with_text((245, 240, 225))
    cv2.rectangle(image, (500, 400), (700, 500), (40, 60, 200), 6)
    layer = cleanup.colour_layer(image)
    assert layer is not None
    assert layer[398:402, 520:680].max() < 120
    assert layer[:350].min() > 170


def test_blank_and_tiny_pages_do_not_fail():
    for shape in [(1, 1), (3, 500), (40, 40, 3), (2000, 10)]:
        cleaned = cleanup.clean(np.full(shape, 255, np.uint8))
        assert cleaned.shape == shape[:2]
        assert cleaned.min() == 255
