"""Stamps are found, read in their own ink and named; print beneath them stays, and what is no stamp is none."""

import dataclasses
import functools

import cv2
import numpy as np
import pytest
from effort import soak
from PIL import Image, ImageDraw

import synthesis
from ocr.detectors import stamp_detector
from ocr.detectors.stamp_detector import InkClass, Spot
from ocr.elements import Box, Line, Stamp, StampKind, Word
from ocr.overlaps import own_words
from ocr.prepare import prepare
from ocr.read import read_page
from ocr.readers.recognise import Reading, read_segments
from ocr.sources.page_image import PageImage
from ocr.stamps import form, frames, ink, naming, rings, sights
from synthesis.truth import LineKind
from synthesis.typesetting import fonts


def image_of(made):
    return PageImage(1, made.image, made.truth.dpi, "made")


@functools.cache
def prepared(name, wear, dpi=150, page=0):
    """A made page and what is prepared of it, for tests that only look at them."""
    made = synthesis.make_page(name, page, wear=wear, dpi=dpi, seed=5)
    return made, prepare(image_of(made))


@pytest.mark.parametrize("wear", synthesis.WEARS)
def test_stamps_are_found_whatever_the_page_went_through(wear):
    made, page = prepared("cong-van-phong-chong-lut-bao", wear)
    spots = stamp_detector.find(page.small, page.frame.size)
    for true in made.truth.stamps:
        if true.kind is StampKind.URGENCY and wear in ("photocopy", "fax"):
            continue  # small and black: found by its words (test_an_urgent_document_says_so)
        box = page.frame.to_work(true.box)
        kind = {"seal": "seal", "esignature": "esignature"}.get(true.kind, "words")
        assert any(spot.name == kind and spot.box.intersection(box) > 0.6 * box.area for spot in spots), true.kind


def test_print_tables_and_white_paper_are_no_stamps():
    made, page = prepared("bao-cao-thu-chi-dang-phi", "office", page=0)
    assert not made.truth.stamps
    assert [
        spot for spot in stamp_detector.find(page.small, page.frame.size) if spot.name is not InkClass.HANDWRITING
    ] == []
    white = np.full((1188, 840, 3), 255, np.uint8)
    assert stamp_detector.find(white, (840, 1188)) == []
    assert stamp_detector.find(white[:5, :9, 0], (9, 5)) == []


def test_found_boxes_are_in_pixels_of_the_image_asked_for():
    _, page = prepared("cong-van-phong-chong-lut-bao", "clean")
    spots = stamp_detector.find(page.small, page.frame.size)
    doubled = stamp_detector.find(page.small, (2 * page.frame.size[0], 2 * page.frame.size[1]))
    assert len(spots) == len(doubled) > 0
    for one, two in zip(spots, doubled, strict=True):
        assert abs(two.box.left - 2 * one.box.left) <= 2
        assert two.box.right <= 2 * page.frame.size[0]


def test_red_ink_is_parted_from_the_print_beneath_it():
    paper = np.full((200, 600, 3), (228, 210, 170), np.uint8)
    cv2.putText(paper, "PRINT", (20, 150), cv2.FONT_HERSHEY_SIMPLEX, 3, (40, 36, 30), 8)
    print_ = (paper.min(axis=2) < 100).copy()
    cv2.putText(paper, "DEN", (330, 110), cv2.FONT_HERSHEY_SIMPLEX, 3, (190, 60, 60), 8)
    red = (paper[..., 0] > 150) & (paper[..., 1] < 120)
    unmixed = ink.unmix(paper)
    assert unmixed.coloured
    assert (unmixed.ink[red] < 128).mean() > 0.95
    assert (unmixed.ink[print_] < 128).mean() < 0.05
    assert (unmixed.ink < 128).sum() < 1.3 * red.sum()


@pytest.mark.parametrize("shape", [(90, 300), (90, 300, 3)])
def test_without_colour_all_ink_is_kept(shape):
    paper = np.full(shape, 240, np.uint8)
    cv2.putText(paper, "DEN", (30, 70), cv2.FONT_HERSHEY_SIMPLEX, 2, (60, 60, 60), 5)
    unmixed = ink.unmix(paper)
    assert not unmixed.coloured
    assert (unmixed.ink < 128).sum() == pytest.approx((paper.reshape(90, 300, -1)[..., 0] < 150).sum(), rel=0.3)


def test_an_empty_patch_has_no_ink():
    assert (ink.unmix(np.full((40, 60, 3), 200, np.uint8)).ink > 250).all()


@pytest.mark.parametrize("tilt", [-6.0, 0.0, 4.0])
def test_a_frame_says_how_a_stamp_is_tilted(tilt):
    image = np.full((400, 700), 255, np.uint8)
    cv2.rectangle(image, (120, 100), (580, 300), 0, 4)
    cv2.putText(image, "level print under it", (100, 360), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 4)
    turn = cv2.getRotationMatrix2D((350, 200), -tilt, 1)
    turned = cv2.warpAffine(image, turn, (700, 400), borderValue=255)
    assert frames.tilt(turned, 460) == pytest.approx(tilt, abs=0.6)


def test_a_stroke_by_itself_is_no_frame():
    image = np.full((400, 700), 255, np.uint8)
    cv2.line(image, (120, 100), (330, 150), 0)
    assert frames.long_lines(image, 460)[1].size
    assert frames.tilt(image, 460) is None


def words(text, confidence=0.9):
    return [Word(part, Box(30 * n, 0, 30 * n + 25, 20), confidence) for n, part in enumerate(text.split())]


@pytest.mark.parametrize(
    ("read", "true"),
    [
        ("CÔNG VÀN ĐỄN", "CÔNG VĂN ĐẾN"),
        ("ĐỂN", "ĐẾN"),
        ("5ố 126", "Số: 126"),
        ("ngáy 12 thang 3 nàm 2021", "ngày 12 tháng 3 năm 2021"),
        ("Nạy 15/1/2014", "Ngày: 15/1/2014"),
        ("0a% 23/10/2023", "Ngày: 23/10/2023"),
        ("năm2021", "năm 2021"),
        ("HUYỆN ỦY ĐĂK KROONG", "HUYỆN ỦY ĐĂK KROONG"),
        ("CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ", "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"),
        ("SỞ TÀI CHÍNH", "SỞ TÀI CHÍNH"),
    ],
)
def test_the_words_of_the_form_are_known_and_others_left(read, true):
    filled = form.filled(words(read))
    assert " ".join(word.text for word in filled) == true
    for word in filled:
        assert word.raw is None or word.raw != word.text


def test_unreadable_words_of_a_stamp_are_left_out():
    assert form.filled(words("kj‰ xq", confidence=0.1)) == ()


@pytest.mark.parametrize(
    ("read", "kind", "label"),
    [
        ("]HOA TỐC", "urgency", "HOẢ TỐC"),
        ("HỎA TỐC", "urgency", "HỎA TỐC"),
        ("THƯỢNG KHÂN", "urgency", "THƯỢNG KHẨN"),
        ("TUYỆT MÂT", "secrecy", "TUYỆT MẬT"),
    ],
)
def test_labels_of_urgency_and_secrecy_are_known(read, kind, label):
    assert form.label_like(read) == (kind, label)
    assert form.label_like("SAO Y BẢN CHÍNH") is None


def test_a_red_incoming_stamp_is_read_and_named_and_the_print_beneath_stays():
    made = synthesis.make_page("chi-thi-bao-ve-rung", 0, wear="office", dpi=200, seed=5)
    (true,) = made.truth.stamps
    page = read_page(image_of(made))
    (stamp,) = [stamp for stamp in page.stamps if stamp.kind is StampKind.INCOMING]
    assert stamp.box.intersection(true.box) > 0.7 * true.box.area
    assert "CÔNG VĂN ĐẾN" in stamp.text
    assert "HUYỆN ỦY ĐĂK KROONG" in stamp.text
    assert "CÔNG VĂN ĐẾN" not in page.text
    under = [line for line in made.truth.lines if line.box.intersection(true.box)]
    assert under
    for line in under:
        assert line.text in page.text


def test_a_black_incoming_stamp_is_read_and_kept_out_of_the_text():
    made = synthesis.make_page("thong-bao-ket-luan-kiem-tra", 0, wear="fax", dpi=200, seed=5)
    page = read_page(image_of(made))
    (stamp,) = [stamp for stamp in page.stamps if stamp.kind is StampKind.INCOMING]
    assert "ĐẾN" in stamp.text
    assert "ĐẾN" not in page.text.splitlines()


@pytest.mark.parametrize("wear", [soak("photocopy"), "fax", soak("aged"), "phone"])
def test_an_urgent_document_says_so(wear):
    made = synthesis.make_page("cong-van-phong-chong-lut-bao", 0, wear=wear, dpi=300, seed=5)
    page = read_page(image_of(made))
    assert [stamp.text for stamp in page.stamps if stamp.kind is StampKind.URGENCY] == ["HOẢ TỐC"]


def test_a_marking_close_above_a_black_stamp_is_not_taken_for_print_beside_it():
    made = synthesis.make_page("cong-van-phong-chong-lut-bao", 0, wear="photocopy", dpi=300, seed=91001)
    (true,) = [stamp for stamp in made.truth.stamps if stamp.kind is StampKind.URGENCY]
    (marking,) = [stamp for stamp in read_page(image_of(made)).stamps if stamp.kind is StampKind.URGENCY]
    assert marking.text == "HOẢ TỐC"
    assert marking.box.intersection(true.box) > 0.8 * true.box.area


@pytest.mark.parametrize(("text", "stays"), [("CÔNG VĂN ĐẾN", False), ("về tăng cường", True)])
def test_a_label_beside_print_is_the_stamps_own_and_what_goes_on_is_print(text, stays):
    frame = Box(100, 100, 600, 300)
    inside = Reading(Box(300, 180, 580, 220), (), 0.99, 0.9, ())
    inside = dataclasses.replace(inside, words=tuple(Word(word, inside.box, 0.99) for word in text.split()))
    beside = Box(610, 182, 1200, 218)
    other = Reading(beside, (Word("CỦA", beside, 0.99),), 0.99, 0.9, ())
    assert (inside in own_words.without_own_words([inside, other], [], [frame])) == stays


def printed(words, top, agreement=0.95):
    placed = tuple(Word(text, Box(left, top, left + 18 * len(text), top + 40), 0.9) for left, text in words)
    box = Box(placed[0].box.left, top, placed[-1].box.right, top + 40)
    return Reading(box, placed, agreement, 0.9, (), own_confidence=agreement)


def test_a_stamps_words_beside_the_column_of_print_are_taken_off_its_lines():
    frame = Box(10, 100, 420, 300)
    body = [printed([(200, "x" * 60)], top) for top in range(400, 700, 50)]
    crossed = printed([(40, "CV"), (110, "Số:"), (260, "Thời"), (360, "gian"), (500, "qua")], 150)
    outside = printed([(40, "1."), (260, "Thời")], 340)
    alone = printed([(40, "ĐẾN")], 220)
    *rest, last, note = own_words.without_words_beside([*body, crossed, alone, outside], [frame])
    assert rest == body
    assert (last.text, last.box.left) == ("Thời gian qua", 260)
    assert note == outside
    assert own_words.without_words_beside([crossed], [frame]) == [crossed]


@pytest.mark.parametrize(("agreement", "stays"), [(0.3, False), (0.9, True)])
def test_what_is_read_poorly_on_a_stamp_above_its_frame_is_its_own(agreement, stays):
    row = printed([(130, "THÔNG"), (250, "TIN")], 110, agreement)
    around, frame = Box(100, 100, 420, 300), Box(100, 155, 420, 300)
    assert (row in own_words.without_own_words([row], [], [frame], [around])) == stays


def test_a_nameless_piece_of_a_stamp_is_none():
    whole = naming.Stamp(StampKind.INCOMING, Box(0, 0, 200, 100), (), 1.0)
    piece = naming.Stamp(StampKind.UNKNOWN, Box(150, 60, 198, 90), (), 0.5)
    beside = dataclasses.replace(piece, box=Box(300, 60, 350, 90))
    assert naming.without_pieces([whole, piece, beside]) == [whole, beside]


def test_a_mark_that_was_seen_and_read_among_the_lines_is_one():
    seen = naming.Stamp(StampKind.URGENCY, Box(0, 0, 200, 100), (), 0.9)
    read = dataclasses.replace(seen, box=Box(10, 10, 190, 90), confidence=1.0)
    other = dataclasses.replace(seen, kind=StampKind.INCOMING, box=Box(0, 0, 200, 90))
    assert naming.without_pieces([seen, read, other]) == [seen, other]
    assert naming.without_pieces([seen, dataclasses.replace(read, box=seen.box)]) == [seen]


def test_what_crosses_a_seal_is_not_on_it():
    seal = Box(900, 1400, 1100, 1600)
    assert rings.in_seal(Box(950, 1480, 1050, 1510), seal)
    assert not rings.in_seal(Box(850, 1480, 1250, 1510), seal)
    assert not rings.in_seal(Box(950, 1590, 1050, 1620), seal)
    assert rings.in_frame(Box(910, 1410, 1000, 1440), seal)
    assert not rings.in_frame(Box(1000, 1410, 1400, 1440), seal)


@pytest.mark.parametrize("signed", [True, False])
def test_an_overlay_of_which_the_emblem_alone_was_seen_is_read_beside_it(signed):
    page, _ = prepared("nghi-quyet-chuyen-doi-so", "clean", dpi=200)
    image = page.image.copy()
    image[:180] = 255
    per_mm = 200 / 25.4
    middle, radius = (round(120 * per_mm), round(11 * per_mm)), round(8 * per_mm)
    for share in (1.0, 0.85, 0.55):
        cv2.circle(image, middle, round(share * radius), (200, 30, 40), 2, cv2.LINE_AA)
    drawing = Image.fromarray(image)
    lines = ("Ký bởi: Ủy ban nhân dân tỉnh An Thịnh", "Thời gian ký: 15/01/2025 17:10:17") if signed else ()
    for number, line in enumerate(lines):
        at = (middle[0] + radius + 10, round((6 + 4 * number) * per_mm))
        ImageDraw.Draw(drawing).text(at, line, fill=(30, 30, 200), font=fonts.face("tinos", 8 * 200 / fonts.DPI))
    made = prepare(PageImage(1, np.asarray(drawing), 200, "made"))
    emblem = Box(middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    overlay, words = sights.cut_out(made, [Spot(InkClass.WORDS, made.frame.to_work(emblem), 0.7)])[:2]
    named = naming.name(overlay, read_segments(overlay.segments))
    assert naming.is_believed(named, overlay) is signed
    if signed:
        assert named.kind is StampKind.ESIGNATURE
        assert "Thời gian ký: 15/01/2025 17:10:17" in named.text
        seen = naming.name(words, read_segments(words.segments))
        assert naming.is_emblem(seen, [named.box])
        assert not naming.is_emblem(dataclasses.replace(seen, kind=StampKind.SECRECY), [named.box])


def test_stamps_below_the_pages_upper_edge_are_no_overlays():
    _, page = prepared("cong-van-phong-chong-lut-bao", "clean")
    spot = Spot(InkClass.WORDS, Box(100, 500, 300, 600), 0.9)
    cuts = [cut for cut in sights.cut_out(page, [spot]) if not sights.may_be_marking(cut)]
    assert [cut.spot for cut in cuts if cut.spot is not None] == [spot]


@pytest.mark.parametrize("said", ["Trần Văn Bình", "PHÓ GIÁM ĐỐC"])
def test_a_stamped_name_or_office_is_a_stamp_and_a_line_of_the_signature(said):
    page, _ = prepared("nghi-quyet-chuyen-doi-so", "clean", dpi=200, page=-1)
    name = [line for line in page.truth.lines if line.kind is LineKind.SIGNATURE][-1]
    image = page.image.copy()
    image[name.box.top - 4 : name.box.bottom + 4, name.box.left - 4 : name.box.right + 4] = 255
    drawing = Image.fromarray(image)
    # Its first letters lie on the seal's rim, in the same ink.
    middle = (name.box.left + name.box.right) / 2, name.box.bottom
    stamped = fonts.face("arimo", 17 * 200 / fonts.DPI, True)
    ImageDraw.Draw(drawing).text(middle, said, fill=(210, 40, 60), font=stamped, anchor="mm")
    found = read_page(PageImage(1, np.asarray(drawing), 200, "made"))
    assert [stamp.text for stamp in found.stamps if stamp.kind is StampKind.NAME] == [said]
    assert found.text.count(said) == 1


@pytest.mark.parametrize(("tall", "kinds"), [(20, ["incoming"]), (45, ["incoming", "secrecy"])])
def test_a_small_row_of_a_stamp_is_no_mark_of_secrecy(tall, kinds):
    rows = [("CÔNG VĂN ĐẾN", Box(0, 100, 300, 140)), ("ĐẬT", Box(0, 0, 60, tall))]
    lines = tuple(Line(box, (Word(text, box, 0.6),)) for text, box in rows)
    stamp = Stamp(StampKind.INCOMING, Box(0, 0, 400, 200), lines, 0.9)
    assert [part.kind for part in naming.parted(stamp, 200 / 25.4)] == kinds


def test_the_desk_around_a_photographed_sheet_is_no_stamp():
    pixels = np.full((1754, 1240, 3), 255, np.uint8)
    cv2.rectangle(pixels, (10, 10), (1230, 1744), (120, 60, 30), 14)
    cv2.rectangle(pixels, (300, 400), (560, 560), (30, 60, 180), 6)
    page = prepare(PageImage(1, pixels, 150, "test"), {"geometry"})
    (stamp,) = ink.unclaimed(page, [])
    assert Box(290, 390, 570, 570).intersection(stamp) > 0.9 * stamp.area


def framed(broken=(), box=(200, 300, 660, 580)):
    """A page with a frame, the upper part of its left side broken, beneath a rule that belongs to nothing."""
    page = np.full((800, 1000), 255, np.uint8)
    cv2.rectangle(page, box[:2], box[2:], 0, 3)
    cv2.line(page, (200, 250), (660, 250), 0, 2)
    for top, bottom in broken:
        page[top:bottom, 190:210] = 255
    return page


@pytest.mark.parametrize("broken", [(), [(310, 420)], [(y, y + 9) for y in range(310, 570, 30)]])
@pytest.mark.parametrize("seen", [Box(205, 400, 655, 578), Box(205, 303, 655, 480), Box(202, 302, 657, 577)])
def test_a_stamp_seen_in_part_is_as_large_as_its_frame(broken, seen):
    found = frames.whole_frame(framed(broken), seen)
    assert (found.left, found.right) == (seen.left, seen.right)
    assert abs(found.top - 300) < 6
    assert abs(found.bottom - 580) < 6


def test_rules_that_meet_no_side_are_no_frame():
    page = np.full((800, 1000), 255, np.uint8)
    for y in (330, 420, 600):
        cv2.line(page, (150, y), (700, y), 0, 2)
    seen = Box(205, 400, 655, 560)
    assert frames.whole_frame(page, seen) == seen
    assert frames.whole_frame(np.full_like(page, 255), seen) == seen


def test_what_one_frame_holds_is_one_stamp():
    page = prepare(PageImage(1, framed(), 150, "made"), frozenset({"geometry"}))
    beside = Spot(InkClass.WORDS, Box(700, 300, 900, 400), 0.9)
    parts = [Spot(InkClass.WORDS, Box(205, 400, 655, 578), 0.9), Spot(InkClass.WORDS, Box(220, 310, 400, 380), 0.6)]
    found = sights._whole(page, [*parts, beside])
    assert [spot.confidence for spot in found] == [0.9, 0.9]
    assert found[0].box.intersection(Box(200, 300, 660, 580)) > 0.95 * 460 * 280
    assert found[1] == beside
