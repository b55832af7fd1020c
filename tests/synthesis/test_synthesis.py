"""Made documents: the same every time, their boxes over their ink, their letters all there."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image, ImageFont

import synthesis
from ocr.elements import Box, StampKind
from synthesis import LineKind, PageTruth, samples
from synthesis.__main__ import app
from synthesis.content.library import blocks
from synthesis.form import Form, Paragraph, Table
from synthesis.pages import MadePage
from synthesis.paper import hand, marks
from synthesis.paper.warp import Warp
from synthesis.typesetting import fonts
from synthesis.typesetting.typeset import Sheet, typeset

RAW = Path(__file__).parents[2] / "data" / "raw"
WITH_STAMPS = "nghi-quyet-chuyen-doi-so"
WITH_TABLE = "bao-cao-thu-chi-dang-phi"


@pytest.fixture(scope="module")
def resolution() -> list[MadePage]:
    return synthesis.make(WITH_STAMPS, wear="clean", dpi=150)


@pytest.fixture(scope="module")
def sheets() -> dict[str, tuple[Sheet, ...]]:
    return {name: typeset(synthesis.load(name)) for name in synthesis.documents()}


def darkness(image: np.ndarray, box: Box) -> float:
    """How much darker than the page's paper the darkest pixels in a box are, 0 to 255."""
    grey = image[box.top : box.bottom, box.left : box.right].min(axis=2)
    return float(np.percentile(grey, 75)) - float(np.percentile(grey, 2))


def test_texts_are_many_and_varied() -> None:
    documents = [synthesis.load(name) for name in synthesis.documents()]
    assert len(documents) >= 12
    assert {document.form for document in documents} == {Form.PARTY, Form.STATE}
    assert len({document.doc_type for document in documents}) >= 10
    words = {
        word
        for document in documents
        for block in document.body
        if isinstance(block, Paragraph)
        for word in re.findall(r"\w+", block.text.lower())
    }
    assert len(words) > 1200
    assert "uỷ" in words
    assert "ủy" in words


def test_every_text_is_nfc_and_fits_the_form(sheets: dict[str, tuple[Sheet, ...]]) -> None:
    for name, pages in sheets.items():
        document = synthesis.load(name)
        assert 1 <= len(pages) <= 4
        text = "\n".join(line.text for sheet in pages for line in sheet.lines)
        assert unicodedata.is_normalized("NFC", text)
        assert document.reference in text
        assert document.dated in text
        for signer in document.signers:
            assert signer.name in text
        assert "**" not in text
        assert "__" not in text
        for sheet in pages:
            for line in sheet.lines:
                for word in line.words:
                    left, top, right, bottom = word.box
                    assert left > 20 * 11.8, (name, line.text)
                    assert right < 200 * 11.8, (name, line.text)
                    assert top > 5 * 11.8, (name, line.text)
                    assert bottom < 292 * 11.8, (name, line.text)


def test_printed_words_do_not_overlap(sheets: dict[str, tuple[Sheet, ...]]) -> None:
    for name, pages in sheets.items():
        for sheet in pages:
            ink = [word for line in sheet.lines for word in line.words]
            boxes = np.array([word.box for word in ink])
            # Stacked marks may reach a little into the line above: only the x-height's middle must be one's own.
            middle = (boxes[:, 1] + boxes[:, 3]) / 2
            for index, (left, _, right, _) in enumerate(boxes):
                inside = (boxes[:, 0] < right - 1) & (boxes[:, 2] > left + 1)
                inside &= (boxes[:, 1] < middle[index]) & (boxes[:, 3] > middle[index])
                assert inside.sum() == 1, (name, ink[index].text)


def test_reading_order_of_a_first_and_last_page(resolution: list[MadePage]) -> None:
    first, second, last = (page.truth for page in resolution)
    assert [line.text for line in first.lines[:6]] == [
        "TỈNH UỶ AN THỊNH",
        "*",
        "Số 27-NQ/TU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "An Thịnh, ngày 18 tháng 10 năm 2023",
        "NGHỊ QUYẾT",
    ]
    assert second.lines[0].text == "2"
    assert second.lines[0].kind is LineKind.PAGE_NUMBER
    tail = [line.text for line in last.lines]
    assert tail.index("Nơi nhận:") < tail.index("T/M TỈNH UỶ")
    assert tail[-3:] == ["T/M TỈNH UỶ", "BÍ THƯ", "Trần Đình Khải"]


def test_several_signature_blocks_come_before_the_recipients() -> None:
    last = synthesis.make_page("bien-ban-dai-hoi-chi-bo", -1, dpi=50).truth
    tail = [line.text for line in last.lines if line.kind in (LineKind.SIGNATURE, LineKind.RECIPIENTS)]
    assert tail[:4] == ["NGƯỜI GHI BIÊN BẢN", "Âu Thị Khuyên", "T/M ĐOÀN CHỦ TỊCH", "Phí Văn Nhuận"]
    assert tail[4] == "Nơi nhận:"


def test_metadata_is_what_is_printed(resolution: list[MadePage]) -> None:
    truth = resolution[0].truth.metadata
    assert (truth.number, truth.symbol, truth.doc_type) == ("27", "NQ/TU", "NGHỊ QUYẾT")
    assert (truth.signers, truth.signer_position, truth.signer_authority) == ("Trần Đình Khải", "BÍ THƯ", "T/M TỈNH UỶ")
    assert truth.incoming_number == "1246"
    joined = " ".join(resolution[0].truth.text.split())
    assert truth.title in joined
    assert "1246" not in joined


def test_stamps_are_recorded_and_kept_out_of_the_text(resolution: list[MadePage]) -> None:
    (incoming,) = resolution[0].truth.stamps
    assert incoming.kind is StampKind.INCOMING
    assert incoming.text.splitlines()[:3] == ["HUYỆN UỶ ĐỒNG TÂN", "VĂN PHÒNG", "ĐẾN"]
    assert "Số: 1246" in incoming.text
    assert "1246" not in incoming.printed
    assert "HUYỆN UỶ ĐỒNG TÂN" not in resolution[0].truth.text
    title = next(line for line in resolution[0].truth.lines if line.kind is LineKind.TITLE and "chuyển" in line.text)
    assert incoming.box.intersection(title.box) > 0
    (seal,) = resolution[-1].truth.stamps
    assert seal.kind is StampKind.SEAL
    assert len(resolution[-1].truth.handwriting) == 1
    reds = resolution[-1].image[seal.box.top : seal.box.bottom, seal.box.left : seal.box.right].astype(int)
    assert ((reds[..., 0] - reds[..., 2]) > 60).mean() > 0.1


def test_a_table_row_is_one_line_with_its_cells() -> None:
    page = synthesis.make_page(WITH_TABLE, 0, dpi=50)
    rows = [line for line in page.truth.lines if line.kind is LineKind.TABLE]
    assert len(rows) == 8
    assert rows[1].cells == ("1", "Đảng bộ xã, thị trấn", "4.218", "684,5", "205,3", "103,1")
    assert rows[1].text == "1 Đảng bộ xã, thị trấn 4.218 684,5 205,3 103,1"


@pytest.mark.parametrize("kind", synthesis.WEARS)
def test_every_wear_keeps_the_words_under_their_boxes(kind: str) -> None:
    for page in synthesis.make(WITH_STAMPS, wear=kind, dpi=100)[:2]:
        truth = page.truth
        assert page.image.shape == (truth.height, truth.width, 3)
        assert page.image.dtype == np.uint8
        words = [word for line in truth.lines for word in line.words if len(word.text) > 1]
        over_ink = [darkness(page.image, word.box) > 35 for word in words]
        assert np.mean(over_ink) > 0.97
        # The same boxes half a line lower lie between the lines: the measure can tell ink from paper.
        grey = page.image.min(axis=2).astype(float)
        body = [line for line in truth.lines if line.kind is LineKind.BODY]
        on = np.mean([grey[w.box.top : w.box.bottom, w.box.left : w.box.right].mean() for li in body for w in li.words])
        shift = max(9, body[0].words[0].box.height // 2 + 2)
        off = np.mean(
            [
                grey[w.box.top + shift : w.box.bottom + shift, w.box.left : w.box.right].mean()
                for li in body
                for w in li.words
            ]
        )
        assert off > on


def test_clean_boxes_hug_the_ink(resolution: list[MadePage]) -> None:
    page = resolution[1]
    for line in page.truth.lines[:20]:
        for word in line.words:
            window = page.image[word.box.top : word.box.bottom, word.box.left : word.box.right].min(axis=2) < 128
            rows, columns = np.flatnonzero(window.any(axis=1)), np.flatnonzero(window.any(axis=0))
            assert rows[0] <= 2, word
            assert rows[-1] >= window.shape[0] - 3, word
            assert columns[0] <= 3, word
            assert columns[-1] >= window.shape[1] - 4, word


@pytest.mark.parametrize("kind", ["clean", "photocopy", "phone"])
def test_same_seed_same_pixels_other_seed_others(kind: str) -> None:
    first = synthesis.make("cong-van-moi-hop", wear=kind, dpi=72, seed=4)
    again = synthesis.make("cong-van-moi-hop", wear=kind, dpi=72, seed=4)
    other = synthesis.make("cong-van-moi-hop", wear=kind, dpi=72, seed=5)
    alone = synthesis.make_page("cong-van-moi-hop", -1, wear=kind, dpi=72, seed=4)
    assert alone.truth == first[-1].truth and np.array_equal(alone.image, first[-1].image)
    assert [page.truth for page in first] == [page.truth for page in again]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0].image[:500, :500], other[0].image[:500, :500])
    assert first[0].truth.text == other[0].truth.text


def test_wear_and_resolution_leave_text_and_stamps_alone() -> None:
    truths = [
        synthesis.make_page(WITH_STAMPS, 0, wear=wear, dpi=dpi).truth
        for wear, dpi in (("clean", 100), ("aged", 100), ("fax", 50))
    ]
    assert len({truth.text for truth in truths}) == 1
    assert len({tuple(stamp.text for stamp in truth.stamps) for truth in truths}) == 1


def test_fax_and_half_the_photocopies_are_black_and_white() -> None:
    page = synthesis.make_page(WITH_STAMPS, 0, wear="fax", dpi=100)
    assert set(np.unique(page.image)) == {0, 255}


def test_resolution_is_checked() -> None:
    with pytest.raises(ValueError, match="dpi"):
        synthesis.make(WITH_STAMPS, dpi=1200)
    with pytest.raises(KeyError):
        synthesis.make("khong-co")
    with pytest.raises(KeyError):
        synthesis.make(WITH_STAMPS, wear="wet", dpi=50)


def test_truth_survives_json(resolution: list[MadePage]) -> None:
    for page in resolution:
        text = page.truth.to_json()
        assert '"text":' in text
        assert PageTruth.from_json(text) == page.truth


def test_fonts_have_the_letters_and_the_check_sees_where_they_do_not() -> None:
    letters = "aăâeêioôơuưy"
    marked = "".join(
        unicodedata.normalize("NFC", base + mark) for base in letters for mark in "\u0300\u0301\u0303\u0309\u0323"
    )
    for family in fonts.FAMILIES:
        for bold in (False, True):
            fonts.check(fonts.face(family, 12, bold), letters + marked + marked.upper() + "đĐ0123456789–…“”/-")
    with pytest.raises(fonts.MissingGlyphError, match="中"):
        fonts.check(fonts.face("tinos", 12), "Việt 中")


def test_a_font_without_vietnamese_letters_is_refused() -> None:
    poor = Path("/usr/share/fonts/opentype/urw-base35/NimbusRoman-Regular.otf")
    if not poor.exists():
        pytest.skip("fonts-urw-base35, a font that lacks Vietnamese letters, is not installed")
    font = ImageFont.truetype(poor, 40, layout_engine=ImageFont.Layout.BASIC)
    fonts.check(font, "Dang Cong san")
    with pytest.raises(fonts.MissingGlyphError, match="ệ"):
        fonts.check(font, "Việt")


def test_a_letter_that_no_font_has_is_refused_not_drawn_as_a_box() -> None:
    document = dataclasses.replace(synthesis.load("cong-van-moi-hop"), body=(Paragraph("Chữ 漢 không có."),))
    with pytest.raises(fonts.MissingGlyphError, match="漢"):
        synthesis.make(document, dpi=50)


def test_body_markup() -> None:
    made = blocks("# I- MỘT\n\nHai **ba** bốn\n|: 1 3 :|\n| a | b |\n| c | |\n@ QUYẾT ĐỊNH:\n")
    assert made[0] == Paragraph("I- MỘT", synthesis.form.Style.HEADING)
    assert made[1] == Paragraph("Hai **ba** bốn")
    assert made[2] == Table((("a", "b"), ("c", "")), (1.0, 3.0))
    assert made[3] == Paragraph("QUYẾT ĐỊNH:", synthesis.form.Style.CENTRED)


def test_warp_moves_pixels_where_it_moves_points() -> None:
    page = np.full((400, 300, 3), 255, dtype=np.uint8)
    spots = [(60, 80), (240, 90), (150, 200), (70, 330), (230, 310)]
    for x, y in spots:
        page[y - 3 : y + 3, x - 3 : x + 3] = 0
    warp = Warp.turned((300, 400), 4.0, (5.0, -3.0), (6.0, 1.0, 0.6))
    worn = warp.image(page, 255).min(axis=2)
    for x, y in warp.points(np.array(spots, dtype=np.float64)):
        near = worn[round(y) - 8 : round(y) + 8, round(x) - 8 : round(x) + 8] < 128
        rows, columns = np.nonzero(near)
        assert abs(rows.mean() + 0.5 + round(y) - 8 - y) < 1
        assert abs(columns.mean() + 0.5 + round(x) - 8 - x) < 1


def test_handwriting_leaves_ink_and_differs_from_time_to_time() -> None:
    rng = marks.seed_of("hand")
    first, second = hand.written("31/01", 60, rng), hand.written("31/01", 60, rng)
    assert (first > 128).mean() > 0.03
    assert first.shape != second.shape or not np.array_equal(first, second)
    assert (hand.signature(rng) > 128).sum() > 2000


def _decoded(path: Path) -> list[np.ndarray]:
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            return [
                np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("RGB"))
                for page in pdf.pages
                for image in page.get_images().values()
            ]
    with Image.open(path) as image:
        pages = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            pages.append(np.asarray(image.convert("RGB")))
        return pages


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.file)
def test_committed_samples_are_what_the_generator_makes(sample: samples.Sample) -> None:
    kept, made = _decoded(RAW / sample.file), sample.images()
    assert len(kept) == len(made)
    for old, new in zip(kept, made, strict=True):
        fresh = np.asarray(new).astype(float)
        assert old.shape == fresh.shape
        # JPEG at quality 70 moves a pixel by a few levels; another page would move it by tens.
        assert np.abs(old - fresh).mean() < 6


def test_samples_are_small_and_as_the_clerks_would_drop_them() -> None:
    files = [RAW / sample.file for sample in samples.SAMPLES]
    assert all(file.name.startswith("mau-") for file in files)
    assert sum(file.stat().st_size for file in files) < 2_000_000
    pdf, jpeg, tiff = files
    assert len(_decoded(pdf)) == 3
    with Image.open(jpeg) as image:
        assert image.format == "JPEG"
    with Image.open(tiff) as image:
        assert (image.mode, image.info["compression"]) == ("1", "group4")
        assert getattr(image, "n_frames", 1) == 2


def test_command_line_writes_images_and_truth(tmp_path: Path) -> None:
    arguments = [
        "make",
        "--out",
        str(tmp_path),
        "--kinds",
        "clean,fax",
        "--dpi",
        "60",
        "--documents",
        "cong-van-moi-hop",
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    truths = sorted(tmp_path.glob("*.json"))
    assert [path.stem for path in truths] == ["cong-van-moi-hop-clean-60-p1", "cong-van-moi-hop-fax-60-p1"]
    truth = PageTruth.from_json(truths[0].read_bytes())
    with Image.open(truths[0].with_suffix(".png")) as image:
        assert image.size == (truth.width, truth.height)
    assert CliRunner().invoke(app, ["make", "--out", str(tmp_path), "--kinds", "wet"]).exit_code == 2
