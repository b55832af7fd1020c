"""No page makes reading fail, none without print gives text, and a page reads the same however it was scanned."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from effort import soak
from odd_pages import (
    CJK,
    DPI,
    HEIGHT,
    LETTER,
    NO_PRINT,
    WIDTH,
    at_dpi,
    checkerboard,
    chinese,
    digits,
    halftone,
    letter,
    photograph,
    scribble,
)
from PIL import Image, ImageCms
from rapidfuzz.distance import Levenshtein

from ocr.elements import Page, StampKind
from ocr.read import read_page
from ocr.sources.page_image import PageImage, Pixels
from ocr.sources.source import open_source

TRUTH = "\n".join(LETTER)

INVENTED = 3
"""Characters that may slip through on a page without print; measured: none."""

ROUND = (checkerboard, photograph, scribble)
"""Pages on which a seal may be seen: fields of colour, bends of a pen, squares set around a middle."""


def read(pixels: Pixels, dpi: int | None = None) -> Page:
    page = read_page(PageImage(1, np.ascontiguousarray(pixels), dpi, "test"))
    for line in page.lines:
        assert 0 <= line.box.left < line.box.right <= page.width
        assert 0 <= line.box.top < line.box.bottom <= page.height
    return page


def cer(truth: str, page: Page) -> float:
    truth, got = " ".join(truth.split()), " ".join(page.text.split())
    return Levenshtein.distance(truth, got) / len(truth)


@pytest.fixture(scope="module")
def sheet() -> Pixels:
    return letter()


@pytest.fixture(scope="module")
def office(sheet: Pixels) -> Pixels:
    return at_dpi(sheet, 200)


# A corner of the sheet; of a halftone not even that: its dots look like a thousand lines.
CORNERS = [(make, HEIGHT // 4, WIDTH // 2) for make in NO_PRINT if make is not halftone]


@pytest.mark.parametrize(
    ("make", "height", "width"),
    [*CORNERS, *(soak(make, HEIGHT, WIDTH) for make in NO_PRINT)],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_page_without_print_gives_no_text_and_without_rings_no_seal(make, height, width):
    page = read(make(np.random.default_rng(1))[:height, :width], DPI)
    assert len(page.text) <= INVENTED
    if make not in ROUND:
        assert StampKind.SEAL not in [stamp.kind for stamp in page.stamps]


@pytest.mark.skipif(not CJK.exists(), reason="needs fonts-wqy-microhei")
def test_another_script_gives_no_text():
    assert len(read(chinese(np.random.default_rng(2))).text) <= INVENTED


@pytest.mark.parametrize("colour", [255, 0, 128, (255, 0, 0), (200, 30, 40), (254, 255, 240)], ids=str)
def test_an_even_page_is_blank(colour):
    shape = (HEIGHT, WIDTH) if isinstance(colour, int) else (HEIGHT, WIDTH, 3)
    page = read(np.full(shape, colour, np.uint8))
    assert page.blank
    assert (page.text, page.stamps) == ("", ())


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 3), (3, 1), (3, 3), (40, 40), (1, 500), (500, 1), (60, 15_000), (15_000, 20)]
)
def test_the_smallest_and_the_longest_pages_are_read_in_no_time(shape):
    rng = np.random.default_rng(3)
    start = time.process_time()
    for pixels in (
        np.full(shape, 255, np.uint8),
        np.zeros(shape, np.uint8),
        rng.integers(0, 256, shape, dtype=np.uint8),
        rng.integers(0, 256, (*shape, 3), dtype=np.uint8),
    ):
        page = read(pixels)
        assert page.blank
        assert page.text == ""
    assert time.process_time() - start < 15


@pytest.mark.parametrize(
    ("dpi", "worst"),
    [(50, 0.04), (75, 0.02), (100, 0.01), (150, 0.005), (300, 0.005), (600, 0.005), (1200, 0.005)],
)
def test_the_same_page_at_every_resolution(sheet, dpi, worst):
    assert cer(TRUTH, read(at_dpi(sheet, dpi))) <= worst


@pytest.mark.parametrize("turns", [1, 2, 3])
@pytest.mark.parametrize("dpi", [100, 200])
def test_a_sheet_of_few_lines_is_set_upright(sheet, dpi, turns):
    page = read(np.rot90(at_dpi(sheet, dpi), turns))
    assert page.turn == turns
    assert cer(TRUTH, page) <= 0.01


def test_a_sheet_of_few_lines_in_its_middle_is_left_upright(office):
    square = np.full((office.shape[1], office.shape[1]), 255, np.uint8)
    top = (square.shape[0] - office.shape[0]) // 2
    square[top : top + office.shape[0]] = office
    page = read(square)
    assert page.turn == 0
    assert cer(TRUTH, page) <= 0.005


def test_light_print_on_a_dark_ground(office):
    page = read(255 - office)
    assert cer(TRUTH, page) <= 0.01
    assert page.stamps == ()


@pytest.mark.parametrize("side", ["below", "beside"])
def test_half_of_the_page_is_black(office, side):
    page = read(np.concatenate([office, np.zeros_like(office)], axis=0 if side == "below" else 1))
    assert cer(TRUTH, page) <= 0.005


@pytest.mark.parametrize(("ink", "paper"), [(0, 25), (40, 193), (130, 250), (90, 255)])
def test_dark_paper_and_pale_ink(office, ink, paper):
    levels = ink + office.astype(np.float32) * (paper - ink) / 255
    assert cer(TRUTH, read(levels.astype(np.uint8))) <= 0.005


def test_one_bit(office):
    assert cer(TRUTH, read(np.where(office < 128, 0, 255).astype(np.uint8))) <= 0.01


@pytest.mark.parametrize("line", [LETTER[4], "Nghị", "Đảng ủy", "A", "2024"])
def test_one_line_one_word_one_letter(line):
    page = np.full((2339, 1654), 255, np.uint8)
    small = at_dpi(letter((line,)), 200)
    page[300 : 300 + small.shape[0], 200 : 200 + small.shape[1]] = small
    assert read(page).text == line


def test_a_page_of_digits():
    pixels, truth = digits(np.random.default_rng(5))
    assert cer(truth, read(pixels)) <= 0.005


ALPHA = "ink on transparent paper"


def in_mode(image: Image.Image, mode: str) -> Image.Image:
    """A grey page in another mode; what is no mode of Pillow's is spelt out."""
    grey = np.asarray(image)
    if mode == ALPHA:
        clear = Image.new("RGBA", image.size, (0, 0, 0, 0))
        clear.putalpha(Image.fromarray(255 - grey))
        return clear
    if mode == "LAB":
        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        return ImageCms.applyTransform(image.convert("RGB"), ImageCms.buildTransform(*profiles, "RGB", "LAB"))
    if mode.startswith("I;16"):
        bits = int(mode.partition(" of ")[0].partition(" ")[2] or 16)
        return Image.fromarray((grey.astype(np.uint32) * (2**bits - 1) // 255).astype(np.uint16))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("suffix", "mode", "off"),
    [
        ("jpg", "CMYK", 1),
        ("tif", "CMYK", 1),
        ("png", "I;16", 1),
        ("tif", "I;16", 1),
        ("png", "I;16 12 of 16", 1),
        ("tif", "I;16 10 of 16", 1),
        ("png", ALPHA, 0),
        ("webp", ALPHA, 0),
        ("tif", ALPHA, 0),
        ("png", "P", 0),
        ("tif", "P", 0),
        ("tif", "LAB", 2),
        ("tif", "YCbCr", 1),
    ],
)
def test_a_page_is_the_same_in_every_mode(tmp_path, office, suffix, mode, off):
    path = tmp_path / f"a.{suffix}"
    in_mode(Image.fromarray(office), mode).save(path, **({"lossless": True} if suffix == "webp" else {}))
    pixels = only_page(path).pixels
    grey = pixels if pixels.ndim == 2 else pixels.mean(axis=2)
    assert grey.shape == office.shape
    assert np.abs(grey - office.astype(int)).mean() <= off


@pytest.mark.parametrize("mode", ["CMYK", "I;16", ALPHA, "P", "1", "LAB"])
def test_a_page_reads_the_same_in_every_mode(tmp_path, office, mode):
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png" if mode in (ALPHA, "P") else "a.tif")
    image = in_mode(Image.fromarray(office), mode) if mode != "1" else Image.fromarray(office >= 128)
    image.save(path)
    assert cer(TRUTH, read_page(only_page(path))) <= 0.01


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_page_reads_the_same_in_every_orientation(tmp_path, sheet, orientation):
    back = (
        (),
        (Image.Transpose.FLIP_LEFT_RIGHT,),
        (Image.Transpose.ROTATE_180,),
        (Image.Transpose.FLIP_TOP_BOTTOM,),
        (Image.Transpose.TRANSPOSE,),
        (Image.Transpose.ROTATE_90,),
        (Image.Transpose.TRANSVERSE,),
        (Image.Transpose.ROTATE_270,),
    )
    image = Image.fromarray(at_dpi(sheet, 100))
    for method in back[orientation - 1]:
        image = image.transpose(method)
    exif = Image.Exif()
    exif[274] = orientation
    image.save(tmp_path / "a.jpg", exif=exif, quality=95)
    page = read_page(only_page(tmp_path / "a.jpg"))
    assert page.turn == 0
    assert cer(TRUTH, page) <= 0.02


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp", "webp", "jp2"])
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (3, 3)])
def test_the_smallest_files_open(tmp_path, suffix, size):
    Image.new("L", size, 255).save(tmp_path / f"a.{suffix}")
    assert only_page(tmp_path / f"a.{suffix}").pixels.shape[:2] == size[::-1]


@pytest.mark.parametrize("dpi", [(1, 600), (600, 1), (0.001, 300), (300, 100_000)])
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_a_resolution_that_cannot_be_makes_no_page_longer(tmp_path, suffix, dpi):
    Image.new("L", (400, 300), 255).save(tmp_path / f"a.{suffix}", dpi=dpi)
    page = only_page(tmp_path / f"a.{suffix}")
    assert page.pixels.shape == (300, 400)
    assert page.dpi is None


def only_page(path: Path) -> PageImage:
    source = open_source(path)
    try:
        assert source.page_count == 1
        return source.page(1)
    finally:
        source.close()
