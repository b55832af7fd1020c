"""Page sources: every format, by content; turns, colours and depths; folders; PDF rendering."""

from __future__ import annotations

import io
import shutil
import tracemalloc
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from scan_files import drawn_pdf, image_pdf, jpeg, picture

from core.errors import DamagedError, EmptyFileError, NotAScanError, TooManyPagesError, TooManyPixelsError
from ocr.sources import pdf as pdf_source
from ocr.sources.formats import FORMATS, folder_images, media_type
from ocr.sources.images import ImageSource
from ocr.sources.page_image import plausible_dpi
from ocr.sources.source import Limits, open_source

SHARED = Path(__file__).resolve().parents[3] / "shared" / "real"


def corner(pixels: np.ndarray) -> str:
    """Tell in which corner the dark mark of `picture` lies."""
    height, width = pixels.shape[:2]
    grey = pixels if pixels.ndim == 2 else pixels.mean(axis=2)
    quarters = {
        "top left": grey[: height // 4, : width // 4],
        "top right": grey[: height // 4, -width // 4 :],
        "bottom left": grey[-height // 4 :, : width // 4],
        "bottom right": grey[-height // 4 :, -width // 4 :],
    }
    return min(quarters, key=lambda name: quarters[name].mean())


def only_page(path: Path) -> np.ndarray:
    source = open_source(path)
    assert source.page_count == 1
    return source.page(1).pixels


@pytest.mark.parametrize(
    ("suffix", "image"), [(suffix, one) for one in FORMATS if one.pillow for suffix in one.suffixes]
)
def test_every_declared_image_format_is_known_by_its_bytes_and_opened(tmp_path, suffix, image):
    made = io.BytesIO()
    picture(400, 500).save(made, image.pillow)
    assert media_type(made.getvalue()) == image.media_type
    for name in ("a.bin", f"trang{suffix.upper()}"):
        (tmp_path / name).write_bytes(made.getvalue())
        assert open_source(tmp_path / name).page(1).pixels.shape[:2] == (500, 400)
    (tmp_path / f"hong{suffix}").write_bytes(b"hong")
    assert [path.name for path in folder_images(tmp_path)] == ["a.bin", f"hong{suffix}", f"trang{suffix.upper()}"]


@pytest.mark.parametrize("document", ["README.md", "docs/huong-dan.md"])
def test_people_are_told_of_every_declared_format(document):
    told = (Path(__file__).parents[2] / document).read_text(encoding="utf-8")
    assert [one.name for one in FORMATS if one.name not in told] == []


@pytest.mark.parametrize(
    ("suffix", "options", "kind"),
    [
        ("jpg", {"quality": 95, "dpi": (100, 100)}, "image/jpeg"),
        ("png", {"dpi": (100, 100)}, "image/png"),
        ("bmp", {"dpi": (100, 100)}, "image/bmp"),
        ("webp", {"lossless": True}, "image/webp"),
        ("jp2", {}, "image/jp2"),
        ("j2k", {}, "image/jp2"),
        ("tif", {"dpi": (100, 100)}, "image/tiff"),
    ],
)
def test_every_image_format_gives_its_pixels(tmp_path, suffix, options, kind):
    made = picture(400, 500)
    made.save(tmp_path / f"a.{suffix}", **options)
    # The suffix says nothing: the bytes do.
    path = (tmp_path / f"a.{suffix}").rename(tmp_path / "a.pdf")
    source = open_source(path)
    page = source.page(1)
    assert (source.kind, source.page_count, page.number, page.origin) == (kind, 1, 1, "a.pdf")
    assert page.pixels.dtype == np.uint8
    assert page.dpi == (100 if "dpi" in options else None)
    assert np.abs(page.pixels.astype(int) - np.asarray(made)).max() <= (24 if suffix in ("jpg",) else 0)


@pytest.mark.parametrize(
    ("compression", "mode"),
    [("group4", "1"), ("group3", "1"), ("tiff_lzw", "L"), ("jpeg", "L"), ("tiff_adobe_deflate", "RGB"), (None, "P")],
)
def test_tiff_with_several_pages(tmp_path, compression, mode):
    frames = [picture(seed=seed).convert(mode) for seed in range(3)]
    path = tmp_path / "many.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:], compression=compression)
    source = open_source(path)
    assert source.page_count == 3
    for number in (3, 1, 2):  # any order
        expected = np.asarray(frames[number - 1].convert("L")).astype(int)
        assert np.abs(source.page(number).pixels.astype(int) - expected).mean() < 2
    assert [page.number for page in source.pages(2)] == [2, 3]


def test_big_tiff(tmp_path):
    picture().save(tmp_path / "big.tif", big_tiff=True)
    assert (tmp_path / "big.tif").read_bytes()[2] == 43
    assert corner(only_page(tmp_path / "big.tif")) == "top left"


def test_a_thumbnail_in_a_tiff_is_no_page(tmp_path):
    buffer = io.BytesIO()
    with_thumbnail = Image.new("L", (30, 40), 255)
    with_thumbnail.encoderinfo = {"tiffinfo": {254: 1}}
    picture().save(buffer, "TIFF", save_all=True, append_images=[with_thumbnail])
    (tmp_path / "a.tif").write_bytes(buffer.getvalue())
    assert Image.open(tmp_path / "a.tif").n_frames == 2
    assert only_page(tmp_path / "a.tif").shape == (160, 120)


@pytest.mark.parametrize("suffix", ["jpg", "tif", "png", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path, suffix, orientation):
    # How an upright picture must be stored so that the tag brings it back (EXIF 2.32, tag 0x0112).
    stored = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    image = picture() if stored is None else picture().transpose(stored)
    exif = Image.Exif()
    exif[274] = orientation
    image.save(tmp_path / f"a.{suffix}", exif=exif)
    pixels = only_page(tmp_path / f"a.{suffix}")
    assert pixels.shape[:2] == (160, 120)
    assert corner(pixels) == "top left"


def test_transparency_falls_on_white(tmp_path):
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    clear.paste((200, 0, 0, 255), (0, 0, 20, 40))
    clear.save(tmp_path / "a.png")
    pixels = only_page(tmp_path / "a.png")
    assert pixels[5, 35].tolist() == [255, 255, 255]
    assert pixels[5, 5].tolist() == [200, 0, 0]
    palette = Image.new("P", (40, 40), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    palette.save(tmp_path / "p.png", transparency=0)
    assert (only_page(tmp_path / "p.png") == 255).all()
    Image.new("LA", (40, 40), (0, 0)).save(tmp_path / "la.png")
    assert (only_page(tmp_path / "la.png") == 255).all()


def test_sixteen_bits_become_eight(tmp_path):
    ramp = np.linspace(0, 65535, 256 * 4).reshape(4, 256).astype(np.uint16)
    for name in ("a.png", "a.tif"):
        Image.fromarray(ramp).save(tmp_path / name)
        pixels = only_page(tmp_path / name)
        assert pixels.dtype == np.uint8
        assert np.abs(pixels.astype(int) - ramp / 257).max() <= 1
    Image.fromarray((ramp / 65535).astype(np.float32)).save(tmp_path / "f.tif")
    assert np.abs(only_page(tmp_path / "f.tif").astype(int) - ramp / 257).max() <= 1


def test_one_bit_becomes_black_on_white(tmp_path):
    picture().convert("1").save(tmp_path / "a.tif", compression="group4")
    pixels = only_page(tmp_path / "a.tif")
    assert pixels.ndim == 2
    assert set(np.unique(pixels)) == {0, 255}
    assert corner(pixels) == "top left"


def test_cmyk_jpeg_of_adobe_is_not_inverted(tmp_path):
    red = Image.new("CMYK", (40, 40), (0, 255, 255, 0))
    red.save(tmp_path / "a.jpg", quality=95)  # Pillow writes them as Adobe does, inverted and marked
    assert b"Adobe" in (tmp_path / "a.jpg").read_bytes()[:100]
    pixel = only_page(tmp_path / "a.jpg")[20, 20].astype(int)
    assert pixel[0] > 240 and pixel[1] < 20 and pixel[2] < 20
    red.save(tmp_path / "a.tif")
    assert only_page(tmp_path / "a.tif")[20, 20].tolist() == [255, 0, 0]


def test_lab_tiff(tmp_path):
    Image.new("LAB", (40, 40), (255, 128, 128)).save(tmp_path / "a.tif")
    assert (only_page(tmp_path / "a.tif") > 245).all()


def test_grey_kept_as_rgb_comes_as_grey(tmp_path):
    picture().convert("RGB").save(tmp_path / "a.png")
    assert only_page(tmp_path / "a.png").ndim == 2


def test_fax_pixels_become_square(tmp_path):
    picture(408, 196).save(tmp_path / "fax.tif", dpi=(204, 98))
    page = open_source(tmp_path / "fax.tif").page(1)
    assert page.pixels.shape == (408, 408)
    assert page.dpi == 204


@pytest.mark.parametrize(
    ("dpi", "size", "expected"),
    [
        (300, (2480, 3508), 300),
        (299.9994, (2480, 3508), 300),
        (72, (3000, 4000), None),
        (1, (500, 700), None),
        (None, (500, 700), None),
        (0, (500, 700), None),
        (float("nan"), (500, 700), None),
        (100, (824, 1165), 100),
    ],
)
def test_a_resolution_that_makes_no_sheet_of_paper_is_not_believed(dpi, size, expected):
    assert plausible_dpi(dpi, *size) == expected


def test_a_folder_is_one_document_in_natural_order(tmp_path):
    folder = tmp_path / "Hồ sơ 1"
    folder.mkdir()
    for name, width in (("trang 10.png", 110), ("trang 2.jpg", 102), ("trang 1.PNG", 101)):
        picture(width, 100).save(folder / name)
    frames = [picture(103, 100), picture(104, 100)]
    frames[0].save(folder / "trang 3.tif", save_all=True, append_images=frames[1:])
    for litter in ("Thumbs.db", ".DS_Store", ".hidden.png", "scan.png.part", "~$trang.png", "ghi chu.txt"):
        (folder / litter).write_bytes(b"x" * 20)
    drawn_pdf(folder / "khac.pdf")
    assert [path.name for path in folder_images(folder)] == [
        "trang 1.PNG",
        "trang 2.jpg",
        "trang 3.tif",
        "trang 10.png",
    ]
    source = open_source(folder)
    assert source.page_count == 5
    assert source.kind == "inode/directory"
    assert [page.pixels.shape[1] for page in source.pages()] == [101, 102, 103, 104, 110]
    assert [page.number for page in source.pages(2, 3)] == [2, 3]
    assert source.page(5).origin == "Hồ sơ 1/trang 10.png"


def test_a_folder_does_not_lose_a_damaged_page(tmp_path):
    picture().save(tmp_path / "1.png")
    (tmp_path / "2.png").write_bytes(b"")
    with pytest.raises(EmptyFileError):
        open_source(tmp_path)
    (tmp_path / "2.png").write_bytes(b"%PDF-1.4 or not")
    (tmp_path / "3.jpg").write_bytes(jpeg(picture())[:-300])
    with pytest.raises(DamagedError):
        list(open_source(tmp_path).pages())


def test_a_folder_without_images_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("chữ")
    with pytest.raises(NotAScanError):
        open_source(tmp_path)


def test_pages_outside_the_document_are_index_errors(tmp_path):
    picture().save(tmp_path / "a.png")
    image_pdf(tmp_path / "a.pdf", [picture()])
    for path in (tmp_path / "a.png", tmp_path / "a.pdf", tmp_path):
        source = open_source(path)
        for number in (0, 2):
            with pytest.raises(IndexError):
                source.page(number)


def test_a_scanned_pdf_is_rendered_pixel_for_pixel(tmp_path):
    made = picture(413, 585)
    source = open_source(image_pdf(tmp_path / "a.pdf", [made], dpi=100))
    page = source.page(1)
    assert source.kind == "application/pdf"
    assert page.dpi == 100
    expected = np.asarray(Image.open(io.BytesIO(jpeg(made))))
    assert np.array_equal(page.pixels, expected)


def test_page_box_that_differs_from_the_scan_by_rounding(tmp_path):
    made = picture(413, 585)
    image_pdf(tmp_path / "a.pdf", [made], dpi=100)
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].mediabox = [0, 0, 297, 421]  # 297.36 and 421.2 in truth
        pdf.save(tmp_path / "a.pdf")
    assert open_source(tmp_path / "a.pdf").page(1).pixels.shape == (585, 413)


@pytest.mark.parametrize(("rotate", "where"), [(90, "top right"), (180, "bottom right"), (270, "bottom left")])
def test_rotate_is_heeded(tmp_path, rotate, where):
    page = open_source(image_pdf(tmp_path / "a.pdf", [picture(412, 584)], rotate=rotate)).page(1)
    assert page.pixels.shape == ((412, 584) if rotate % 180 else (584, 412))
    assert corner(page.pixels) == where


def test_pages_of_mixed_size_and_orientation(tmp_path):
    source = open_source(image_pdf(tmp_path / "a.pdf", [picture(300, 400), picture(500, 200)]))
    assert [page.pixels.shape for page in source.pages()] == [(400, 300), (200, 500)]


def test_crop_box_is_what_a_viewer_shows(tmp_path):
    drawn_pdf(tmp_path / "a.pdf", (200, 300))
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].cropbox = [0, 150, 100, 300]
        pdf.save(tmp_path / "a.pdf")
    assert open_source(tmp_path / "a.pdf").page(1).pixels.shape == (625, 417)


def test_a_stamp_annotation_above_the_scan_is_seen(tmp_path):
    page = open_source(image_pdf(tmp_path / "a.pdf", [picture(400, 600)], annotation=True)).page(1)
    assert page.pixels.shape == (600, 400, 3)
    assert page.pixels[500, 300].tolist() == [255, 0, 0]
    assert corner(page.pixels[:300]) == "top left"


def test_a_drawn_page_is_rendered_at_300_dpi(tmp_path):
    page = open_source(drawn_pdf(tmp_path / "a.pdf", (144, 216))).page(1)
    assert page.pixels.shape == (900, 600)
    assert page.dpi == 300
    assert corner(page.pixels) == "top left"


def test_a_small_picture_on_a_drawn_page_does_not_set_its_resolution(tmp_path):
    image_pdf(tmp_path / "a.pdf", [picture(72, 72)], dpi=72)
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].mediabox = [0, 0, 144, 216]
        pdf.save(tmp_path / "a.pdf")
    assert open_source(tmp_path / "a.pdf").page(1).dpi == 300


def test_a_very_fine_scan_is_halved(tmp_path):
    page = open_source(image_pdf(tmp_path / "a.pdf", [picture(1200, 1800)], dpi=600)).page(1)
    assert page.pixels.shape == (900, 600)
    assert page.dpi == 300


def test_a_photograph_on_an_enormous_page_keeps_its_pixels(tmp_path):
    page = open_source(image_pdf(tmp_path / "a.pdf", [picture(1500, 2000)], dpi=10)).page(1)
    assert page.pixels.shape == (2000, 1500)
    assert page.dpi is None


def test_a_scan_in_strips_has_the_strips_resolution(tmp_path):
    pdf = pikepdf.open(image_pdf(tmp_path / "s.pdf", [picture(400, 100, seed) for seed in range(4)], dpi=200))
    strips = {f"/S{n}": pdf.pages[n].obj.Resources.XObject.Im0 for n in range(4)}
    page = pdf.add_blank_page(page_size=(144, 144))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(strips))
    page.obj.Contents = pdf.make_stream(b"\n".join(f"q 144 0 0 36 0 {36 * n} cm /S{n} Do Q".encode() for n in range(4)))
    pdf.save(tmp_path / "a.pdf")
    page = open_source(tmp_path / "a.pdf").page(5)
    assert page.dpi == 200
    assert page.pixels.shape == (400, 400)


def test_limits_are_the_operators(tmp_path):
    image_pdf(tmp_path / "a.pdf", [picture()] * 3)
    frames = [picture()] * 3
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    for name in ("a.pdf", "a.tif"):
        assert open_source(tmp_path / name, Limits(max_pages=3)).page_count == 3
        with pytest.raises(TooManyPagesError):
            open_source(tmp_path / name, Limits(max_pages=2))
    picture(1001, 1000).save(tmp_path / "a.png")
    with pytest.raises(TooManyPixelsError) as caught:
        open_source(tmp_path / "a.png", Limits(max_megapixels=1))
    assert "1001 × 1000" in caught.value.message


def test_memory_is_bounded_by_one_page(tmp_path):
    frames = [picture(1000, 1000, seed) for seed in range(12)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    source = ImageSource(tmp_path / "a.tif", "image/tiff", Limits())
    tracemalloc.start()
    for page in source.pages():
        assert page.pixels.nbytes == 1_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="real scans are not beside this checkout")
def test_real_pdfs_open_and_render_as_the_scan_they_hold():
    for name, shape, dpi in (
        ("r001", (1165, 824, 3), 100),
        ("r012", (3425, 2400, 3), 300),
        ("r024", (2361, 1661), 200),
        ("r037", (2332, 1652), 200),
    ):
        page = open_source(SHARED / "pdf" / f"{name}.pdf").page(1)
        assert (page.pixels.shape, page.dpi) == (shape, dpi), name
    scan = open_source(SHARED / "pages" / "r001_p1.jpg").page(1)
    assert np.array_equal(open_source(SHARED / "pdf" / "r001.pdf").page(1).pixels, scan.pixels)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="real scans are not beside this checkout")
def test_real_pdfs_cut_short_are_damaged(tmp_path):
    for path in sorted((SHARED / "pdf").glob("*.pdf")):
        data = path.read_bytes()
        assert open_source(path).page_count > 0
        for part in (0.3, 0.9, 0.999):
            cut = tmp_path / "cut.pdf"
            cut.write_bytes(data[: int(len(data) * part)])
            with pytest.raises(DamagedError):
                open_source(cut)
        padded = tmp_path / "padded.pdf"
        shutil.copyfile(path, padded)
        with padded.open("ab") as file:
            file.write(bytes(5000))
        assert open_source(padded).page_count > 0


def test_pages_that_all_name_all_images_are_looked_through_once(tmp_path):
    """Some scanners' PDFs share one list of images among all pages; looking at it for each page takes for ever."""
    count = 40
    image_pdf(tmp_path / "a.pdf", [picture(800, 1000, seed) for seed in range(count)])
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        streams = {f"/Im{number}": page.obj.Resources.XObject.Im0 for number, page in enumerate(pdf.pages)}
        shared = pdf.make_indirect(pikepdf.Dictionary(XObject=pikepdf.Dictionary(streams)))
        for number, page in enumerate(pdf.pages):
            page.obj.Resources = shared
            page.obj.Contents = pdf.make_stream(f"q 576 0 0 720 0 0 cm /Im{number} Do Q".encode())
        pdf.save(tmp_path / "a.pdf")
    decoded = []
    with pytest.MonkeyPatch.context() as patch:
        original = pdf_source._check_stream
        patch.setattr(pdf_source, "_check_stream", lambda *given: decoded.append(given) or original(*given))
        source = open_source(tmp_path / "a.pdf")
        pages = [source.page(number) for number in (1, 2, count)]
    assert len(decoded) == count
    for number, page in zip((1, 2, count), pages, strict=True):
        expected = np.asarray(Image.open(io.BytesIO(jpeg(picture(800, 1000, number - 1)))))
        assert np.array_equal(page.pixels, expected)
