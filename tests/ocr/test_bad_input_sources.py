"""What is no whole scan is told apart with the right reason, fast, and before it can take the machine down."""

from __future__ import annotations

import os
import resource
import zlib
from pathlib import Path

import pikepdf
import pytest
from effort import processor_seconds
from PIL import Image
from scan_files import (
    drawn_pdf,
    endless_tree_pdf,
    huge_png,
    image_pdf,
    jpeg,
    many_pages_pdf,
    picture,
    pixel_bomb_pdf,
    repeated_page_pdf,
)

from core.errors import (
    DamagedError,
    EmptyFileError,
    EncryptedError,
    EngineError,
    NoSuchFileError,
    NotAScanError,
    SohoaError,
    TooManyPagesError,
    TooManyPixelsError,
    UnreadableError,
)
from ocr.sources.source import Limits, open_source


def read_all(path: Path, limits: Limits | None = None) -> int:
    return sum(1 for _ in open_source(path, limits).pages())


def test_encrypted_pdf(tmp_path):
    with pytest.raises(EncryptedError):
        open_source(image_pdf(tmp_path / "a.pdf", [picture()], password="mật khẩu"))


def test_pdf_locked_against_printing_only_opens(tmp_path):
    assert read_all(image_pdf(tmp_path / "a.pdf", [picture()], password="", owner="chủ")) == 1


def test_zero_bytes(tmp_path):
    (tmp_path / "a.pdf").touch()
    with pytest.raises(EmptyFileError):
        open_source(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("Biên bản họp chi bộ".encode() * 99, "văn bản thuần"),
        (b"PK\x03\x04" + bytes(100), "tệp nén hoặc Word, Excel"),
        (b"BM is how this text begins, and it is no bitmap", "văn bản thuần"),
        (bytes(range(256)) * 9, "không rõ định dạng"),
        (b"GIF89a" + bytes(99), "ảnh GIF"),
        (b"x", "văn bản thuần"),
    ],
)
def test_what_is_no_scan_is_named(tmp_path, data, found):
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(NotAScanError) as caught:
        open_source(tmp_path / "a.pdf")
    assert found in caught.value.message


@pytest.mark.parametrize("part", [0.001, 0.05, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("suffix", ["pdf", "jpg", "png", "tif", "bmp", "webp", "jp2", "j2k"])
def test_cut_short(tmp_path, suffix, part):
    whole = tmp_path / f"a.{suffix}"
    if suffix == "pdf":
        image_pdf(whole, [picture(seed=seed) for seed in range(3)])
    else:
        picture().save(whole)
    data = whole.read_bytes()
    assert read_all(whole) >= 1
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(data[: max(14, int(len(data) * part))])
    with pytest.raises(NotAScanError if len(cut.read_bytes()) < 15 and suffix in ("bmp",) else DamagedError):
        read_all(cut)


def test_multi_page_tiff_cut_short(tmp_path):
    frames = [picture(seed=seed).convert("1") for seed in range(5)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:], compression="group4")
    data = (tmp_path / "a.tif").read_bytes()
    for part in (0.5, 0.8, 0.95):
        (tmp_path / "a.tif").write_bytes(data[: int(len(data) * part)])
        with pytest.raises(DamagedError):
            read_all(tmp_path / "a.tif")


def test_pdf_with_a_broken_image_inside(tmp_path):
    for number, (name, data) in enumerate(
        [
            (pikepdf.Name.DCTDecode, jpeg(picture(400, 600))[:-800]),
            (pikepdf.Name.FlateDecode, zlib.compress(os.urandom(400 * 600))[:100_000]),
        ]
    ):
        path = image_pdf(tmp_path / f"{number}.pdf", [picture(400, 600)])
        assert read_all(path) == 1
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            pdf.pages[0].obj.Resources.XObject.Im0.write(data, filter=name)
            pdf.save(path)
        source = open_source(path)
        for _ in range(2):
            with pytest.raises(DamagedError):
                source.page(1)


def test_pdf_whose_table_is_wrong_but_whose_content_is_whole(tmp_path):
    path = image_pdf(tmp_path / "a.pdf", [picture()])
    data = path.read_bytes()
    place = data.rindex(b"startxref")
    path.write_bytes(data[:place] + b"startxref\n7\n%%EOF\n")
    assert read_all(path) == 1
    path.write_bytes(b"sent by a machine\r\n" + data)  # every offset is off
    assert read_all(path) == 1


def test_pdf_mark_and_nothing_else(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + b"text that was renamed " * 30)
    with pytest.raises(DamagedError):
        open_source(tmp_path / "a.pdf")


@pytest.fixture
def frugal():
    """Fail if the test needed more than five seconds of the processor or one gigabyte more than before."""
    start, before = processor_seconds(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert processor_seconds() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000  # KB


@pytest.mark.usefixtures("frugal")
def test_page_bombs(tmp_path):
    with pytest.raises(TooManyPagesError) as caught:
        open_source(many_pages_pdf(tmp_path / "honest.pdf", 20_000))
    assert "20000" in caught.value.message
    with pytest.raises(TooManyPagesError):
        open_source(repeated_page_pdf(tmp_path / "lying.pdf", times=3000, claimed=3))
    with pytest.raises((TooManyPagesError, DamagedError)):
        open_source(repeated_page_pdf(tmp_path / "million.pdf", times=1_000_000, claimed=1_000_000))
    with pytest.raises(DamagedError):
        open_source(endless_tree_pdf(tmp_path / "endless.pdf"))


@pytest.mark.usefixtures("frugal")
def test_pixel_bombs(tmp_path):
    for path in (
        pixel_bomb_pdf(tmp_path / "image.pdf"),
        drawn_pdf(tmp_path / "box.pdf", page_size=(14_400, 14_400)),
        huge_png(tmp_path / "a.png"),
    ):
        with pytest.raises(TooManyPixelsError) as caught:
            read_all(path)
        assert caught.value.context["page"] == 1


@pytest.mark.usefixtures("frugal")
def test_an_image_stream_that_inflates_without_end_costs_nothing(tmp_path):
    deflater = zlib.compressobj(9)
    bomb = b"".join(deflater.compress(bytes(1 << 20)) for _ in range(100)) + deflater.flush()
    path = image_pdf(tmp_path / "a.pdf", [picture(100, 100)])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Resources.XObject.Im0.write(bomb, filter=pikepdf.Name.FlateDecode)
        pdf.save(path)
    assert read_all(path) == 1


def test_a_drawing_without_end_is_given_up(tmp_path):
    path = drawn_pdf(tmp_path / "a.pdf", (595, 842))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"0 0 m 500 800 l 3 w S\n" * 3_000_000)
        pdf.save(path, recompress_flate=True)
    start = processor_seconds()
    with pytest.raises(EngineError) as caught:
        read_all(path, Limits(render_seconds=0.5))
    assert caught.value.context["page"] == 1
    assert processor_seconds() - start < 4


@pytest.mark.parametrize("name", ["none.png", "none/1.png", "a.png/1.png"])
def test_what_is_not_there_is_said_to_be_missing(tmp_path, name):
    picture(60, 80).save(tmp_path / "a.png")
    with pytest.raises(NoSuchFileError) as caught:
        open_source(tmp_path / name)
    assert str(tmp_path / name) in caught.value.message


def test_what_the_system_will_not_look_at_is_unreadable(tmp_path):
    with pytest.raises(UnreadableError):
        open_source(tmp_path / ("a" * 300))


@pytest.mark.parametrize("suffix", ["pdf", "jpg", "png", "tif", "bmp", "webp", "jp2"])
def test_flipped_bytes_never_escape_as_anything_but_our_errors(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    if suffix == "pdf":
        image_pdf(path, [picture(60, 80)])
    else:
        picture(60, 80).save(path)
    whole = path.read_bytes()
    step = max(1, len(whole) // (12 if suffix == "pdf" else 60))
    for place in range(0, len(whole), step):
        broken = bytearray(whole)
        broken[place : place + 3] = bytes(byte ^ 0xFF for byte in broken[place : place + 3])
        path.write_bytes(broken)
        try:
            assert read_all(path, Limits(max_megapixels=20)) >= 1
        except SohoaError as error:
            assert error.code in ("damaged", "not-a-scan", "too-many-pixels", "too-many-pages", "encrypted-pdf")


def test_a_tiff_whose_pages_run_in_a_circle(tmp_path):
    Image.new("L", (10, 10)).save(tmp_path / "a.tif", save_all=True, append_images=[Image.new("L", (10, 10))])
    data = bytearray((tmp_path / "a.tif").read_bytes())
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    link = first + 2 + 12 * entries
    data[link : link + 4] = data[4:8]  # the second page is the first
    (tmp_path / "a.tif").write_bytes(data)
    assert read_all(tmp_path / "a.tif") == 1
