"""Fields of the catalogue, from pages set as the standards say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from text_pages import centred, document_page, line_at, page, paragraph, stamp

from ocr.elements import Alternative, Box, Line, Page, Stamp, StampKind
from postprocess.elements import Field, Metadata
from postprocess.understand import understand

PARTY_LEFT = ["ĐẢNG BỘ TỈNH LÂM GIANG", "HUYỆN UỶ ĐỨC THỌ", "*", "Số 127-NQ/HU"]
PARTY_RIGHT = ["ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "Đức Thọ, ngày 05 tháng 3 năm 2019"]
STATE_RIGHT = [
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Lâm Giang, ngày 17 tháng 10 năm 2021",
]
BODY = [
    ["Trong những năm qua, các cấp uỷ đã lãnh đạo thực hiện nhiều chủ trương,", "chính sách và đạt được kết quả tốt."],
    ["Căn cứ Quyết định số 12/QĐ-UBND ngày 03 tháng 4 năm 2018 của Uỷ ban nhân dân"],
]


def meta(*pages: Page) -> Metadata:
    return understand(pages, tag=False).metadata


def value(field: Field | None) -> str | None:
    return field.value if field else None


def normal(field: Field | None) -> str | None:
    return field.normal if field else None


def party(**changes: object) -> Page:
    parts: dict[str, object] = {
        "left": PARTY_LEFT,
        "right": PARTY_RIGHT,
        "title": ["NGHỊ QUYẾT", "về công tác quản lý đất đai trên địa bàn huyện", "giai đoạn 2019 - 2025", "-----"],
        "body": BODY,
        "recipients": ["Nơi nhận:", "- Các chi bộ,", "- Lưu Văn phòng Huyện uỷ."],
        "signature": [["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Văn Bình"]],
    }
    return document_page(**{**parts, **changes})  # type: ignore[arg-type]


def test_a_party_document() -> None:
    found = meta(party())
    assert (value(found.doc_type), normal(found.doc_type)) == ("NGHỊ QUYẾT", "nghị quyết")
    assert (normal(found.number), normal(found.symbol)) == ("127", "NQ/HU")
    assert (normal(found.date), value(found.place)) == ("2019-03-05", "Đức Thọ")
    assert (value(found.issuer), value(found.issuer_parent)) == ("HUYỆN UỶ ĐỨC THỌ", "ĐẢNG BỘ TỈNH LÂM GIANG")
    assert value(found.title) == "về công tác quản lý đất đai trên địa bàn huyện giai đoạn 2019 - 2025"
    assert [field.value for field in found.signers] == ["Trần Văn Bình"]
    assert (value(found.signer_authority), value(found.signer_position)) == ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")
    assert found.urgency is found.secrecy is found.incoming_number is None


def test_header_columns_merged_in_one_line_come_apart() -> None:
    assert meta(party(merged=True)).issuer == meta(party()).issuer
    assert normal(meta(party(merged=True)).symbol) == "NQ/HU"


def test_every_field_says_where_and_why() -> None:
    found = meta(party())
    for field in (found.number, found.date, found.issuer, found.title, *found.signers):
        assert field is not None
        assert field.page == 1
        assert field.box.area > 0
        assert field.evidence
        assert 0 < field.confidence <= 1


def test_a_state_letter_has_its_subject_under_the_number_and_prints_no_type() -> None:
    letter = document_page(
        ["UBND TỈNH LÂM GIANG", "SỞ Y TẾ", "Số: 1987/SYT-NVY", "V/v tập huấn công tác điều trị", "một số bệnh dịch"],
        STATE_RIGHT,
        [],
        [["Thực hiện kế hoạch năm, Sở Y tế đề nghị thủ trưởng các đơn vị cử cán bộ."]],
        ["Nơi nhận:", "- Như trên;"],
        [["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Trúc Giang"]],
        addressees=["Kính gửi: Bệnh viện đa khoa tỉnh"],
    )
    found = meta(letter)
    assert (normal(found.doc_type), normal(found.number), normal(found.symbol)) == ("công văn", "1987", "SYT-NVY")
    assert value(found.title) == "V/v tập huấn công tác điều trị một số bệnh dịch"
    assert (value(found.issuer), value(found.issuer_parent)) == ("SỞ Y TẾ", "UBND TỈNH LÂM GIANG")
    assert value(found.signer_authority) == "KT. GIÁM ĐỐC"


def test_an_empty_number_is_not_invented() -> None:
    found = meta(party(left=["TỈNH UỶ LÂM GIANG", "*", "Số -NQ/TU"]))
    assert found.number is None
    assert normal(found.symbol) == "NQ/TU"


def test_a_number_written_into_a_blank_is_never_sure() -> None:
    decision = document_page(
        ["UỶ BAN NHÂN DÂN", "XÃ TÂN HOÀ", "Số: 08 /QĐ-UBND"], STATE_RIGHT, ["QUYẾT ĐỊNH", "Về việc ban hành Nội quy"]
    )
    found = meta(decision)
    assert found.number is not None and not found.number.sure
    assert value(found.issuer) == "UỶ BAN NHÂN DÂN XÃ TÂN HOÀ"


def test_a_scrawled_number_is_flagged_and_its_symbol_kept() -> None:
    found = meta(document_page(["SỞ Y TẾ", "S6:.2/5A /BC-SYT"], STATE_RIGHT, ["BÁO CÁO", "Tình hình hoạt động"]))
    assert found.number is not None and not found.number.sure and not found.number.normal
    assert normal(found.symbol) == "BC-SYT"


def test_a_blank_day_leaves_the_month_unsure() -> None:
    found = meta(party(right=["ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "Đức Thọ, ngày tháng 3 năm 2019"]))
    assert found.date is not None and (found.date.normal, found.date.sure) == ("2019-03", False)


def test_a_date_of_the_text_is_never_the_documents() -> None:
    assert meta(party(right=["ĐẢNG CỘNG SẢN VIỆT NAM"])).date is None


def test_the_incoming_stamp_keeps_its_own_number_and_date() -> None:
    arrived = stamp(StampKind.INCOMING, ["VĂN PHÒNG HUYỆN UỶ", "CÔNG VĂN ĐẾN", "Số: 346", "Ngày: 31/01/2020"])
    found = meta(party(stamps=[arrived]))
    assert (normal(found.number), normal(found.date)) == ("127", "2019-03-05")
    assert (normal(found.incoming_number), normal(found.incoming_date)) == ("346", "2020-01-31")
    assert value(found.incoming_org) == "VĂN PHÒNG HUYỆN UỶ"


def test_the_incoming_stamp_says_whom_the_document_went_to_and_its_file() -> None:
    lines = ["TỈNH UỶ", "ĐẾN", "Số: 12", "Ngày: 31/01/2020", "Chuyển: Ban Tổ chức", "Lưu hồ sơ số: ............"]
    found = meta(party(stamps=[stamp(StampKind.INCOMING, lines)]))
    assert value(found.incoming_transfer) == "Ban Tổ chức"
    assert found.incoming_transfer is not None and not found.incoming_transfer.sure
    assert found.incoming_file is None


@pytest.mark.parametrize(
    ("read", "seen", "name"),
    [
        ("SỐ TẠI CHÍNH ĐẢK NÔNG", {"SỐ": "SỞ", "TẠI": "TÀI"}, "SỞ TÀI CHÍNH ĐẮK NÔNG"),
        ("CÔNG THÒNG TIN ĐIỆN TỬ", {}, "CỔNG THÔNG TIN ĐIỆN TỬ"),
        ("VĂN PHÒNG CHINH PHU", {}, "VĂN PHÒNG CHÍNH PHỦ"),
        ("HUYỆN UỶ HẢI ĐƯỜNG", {}, "HUYỆN UỶ HẢI ĐƯỜNG"),
        ("HUYỆN UỶ KRÔNG BÚK HẠ", {}, "HUYỆN UỶ KRÔNG BÚK HẠ"),
    ],
)
def test_the_body_on_an_incoming_stamp_is_respelt_where_much_likelier(
    read: str, seen: dict[str, str], name: str
) -> None:
    made = stamp(StampKind.INCOMING, [read, "CÔNG VĂN ĐẾN", "Số: 12"], 0.6)
    words = tuple(
        replace(word, alternatives=(Alternative(seen[word.text], 0.6, "tesseract"),)) if word.text in seen else word
        for word in made.lines[0].words
    )
    made = replace(made, lines=(replace(made.lines[0], words=words), *made.lines[1:]))
    org = meta(party(stamps=[made])).incoming_org
    assert org is not None and org.value == name
    assert name == read or (not org.sure and f"«{read}»" in org.evidence)


@pytest.mark.parametrize(
    ("read", "name", "confidence"),
    [
        ("HUYỆN UỶ ĐỨC ẾH", "HUYỆN UỶ ĐỨC THỌ", 0.4),
        ("HUYỆN UỶ ĐỨC ẾH", "HUYỆN UỶ ĐỨC ẾH", 0.9),  # read surely
        ("HUYỆN UỶ ĐỨC MINH", "HUYỆN UỶ ĐỨC MINH", 0.4),  # another place
        ("HUYỆN ỦY ĐỨC THỎ", "HUYỆN UỶ ĐỨC THỌ", 0.4),  # its marks were hardly read
        ("HUYỆN ỦY ĐỨC THỎ", "HUYỆN ỦY ĐỨC THỎ", 0.9),
    ],
)
def test_a_scrap_of_the_body_on_an_incoming_stamp_is_the_word_of_its_name_elsewhere(
    read: str, name: str, confidence: float
) -> None:
    recipients = ["Nơi nhận:", "- Huyện uỷ Đức Thọ;", "- Lưu Văn phòng."]
    org = meta(
        party(recipients=recipients, stamps=[stamp(StampKind.INCOMING, [read, "CÔNG VĂN ĐẾN"], confidence)])
    ).incoming_org
    assert org is not None and org.value == name
    assert read == name or (not org.sure and f"«{read}»" in org.evidence)


def test_print_over_an_incoming_stamp_is_no_name() -> None:
    arrived = stamp(StampKind.INCOMING, ["thực hiện dự án", "HUYỆN UỶ TÂN LỘC", "CÔNG VĂN ĐẾN"])
    assert value(meta(party(stamps=[arrived])).incoming_org) == "HUYỆN UỶ TÂN LỘC"


def test_specks_read_as_a_field_do_not_hide_the_name_below_them() -> None:
    arrived = stamp(StampKind.INCOMING, ["Số:", "HUYỆN UỶ TÂN LỘC", "CÔNG VĂN ĐẾN", "Số: 12"])
    assert value(meta(party(stamps=[arrived])).incoming_org) == "HUYỆN UỶ TÂN LỘC"
    nameless = stamp(StampKind.INCOMING, ["Số: 12", "Ngày: 3/4/2016", "TÂN LỘC"])
    assert meta(party(stamps=[nameless])).incoming_org is None


@pytest.mark.parametrize(("read", "name"), [("Tổng Anh Hào", "Tống Anh Hào"), ("Trấn Văn Bình", "Trần Văn Bình")])
def test_a_family_name_nobody_bears_differs_from_one_in_its_tone(read: str, name: str) -> None:
    (signer,) = meta(party(signature=[["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "", read]])).signers
    assert signer.value == name and not signer.sure


def test_an_electronic_signature_dates_nothing() -> None:
    signed = stamp(StampKind.ESIGNATURE, ["Ký bởi: Văn phòng", "Thời gian ký: 03/03/2022 15:24"])
    found = meta(party(stamps=[signed]))
    assert normal(found.date) == "2019-03-05"
    assert found.incoming_date is None


def test_the_copier_signs_nothing_of_the_original() -> None:
    original = party()
    bottom = max(line.box.bottom for line in original.lines)
    copy = [
        line_at("SAO Y BẢN CHÍNH", 700, bottom + 90),
        line_at("T/L BAN THƯỜNG VỤ", 1100, bottom + 150),
        line_at("CHÁNH VĂN PHÒNG", 1110, bottom + 196),
        line_at("Lê Thị Hoa", 1160, bottom + 400),
    ]
    found = meta(page([*original.lines, *copy]))
    assert [field.value for field in found.signers] == ["Trần Văn Bình"]


def test_several_signers_come_left_to_right() -> None:
    found = meta(party(recipients=[], signature=[["THƯ KÝ", "Lê Thị Hoa"], ["CHỦ TRÌ", "Trần Văn Bình"]]))
    assert [field.value for field in found.signers] == ["Lê Thị Hoa", "Trần Văn Bình"]


def test_joint_issuers_are_one_field() -> None:
    joint = document_page(
        ["TOÀ ÁN NHÂN DÂN TỐI CAO", "BỘ TƯ PHÁP", "Số: 01/2016/TTLT-TANDTC-BTP"],
        STATE_RIGHT,
        ["THÔNG TƯ LIÊN TỊCH", "Hướng dẫn thi hành một số quy định"],
    )
    found = meta(joint)
    assert value(found.issuer) == "TOÀ ÁN NHÂN DÂN TỐI CAO; BỘ TƯ PHÁP"
    assert (normal(found.number), normal(found.symbol)) == ("1", "2016/TTLT-TANDTC-BTP")


def test_the_author_line_under_the_type_is_no_title() -> None:
    found = meta(party(title=["KẾT LUẬN", "CỦA BAN THƯỜNG VỤ HUYỆN UỶ", "về công tác cán bộ", "-----"]))
    assert value(found.title) == "về công tác cán bộ"


def test_urgency_is_read_from_its_stamp() -> None:
    assert normal(meta(party(stamps=[stamp(StampKind.URGENCY, ["HOẢ TỐC"])])).urgency) == "hoả tốc"


def test_secrecy_needs_its_own_marks() -> None:
    def secret(mark: str) -> Field | None:
        return meta(party(left=["TỈNH UỶ LÂM GIANG", "*", "Số 12-NQ/TU", mark])).secrecy

    sure, unsure = secret("TỐI MẬT"), secret("MẶT")
    assert sure is not None and sure.sure and (sure.value, sure.normal) == ("TỐI MẬT", "tối mật")
    assert unsure is not None and not unsure.sure and unsure.value == "MẶT"
    assert secret("MẶT TRẬN") is None


def test_a_mark_of_secrecy_is_no_part_of_the_issuer() -> None:
    found = meta(party(left=["ĐỘ MẬT: MẬT", "TỈNH UỶ LÂM GIANG", "*", "Số 12-NQ/TU"]))
    assert (value(found.issuer), normal(found.secrecy)) == ("TỈNH UỶ LÂM GIANG", "mật")


def test_misread_marks_in_the_header_still_find_it_but_are_not_sure() -> None:
    misread = party(
        left=["UỶ BAN KIỂM TRÁ", "*", "Số 127-NQ/HU"],
        right=["ĐÁNG CỘNG SẢN VIẸT NAM", "", "Đức Thọ, ngày 05 tháng 3 năm 2019"],
    )
    found = understand([misread], correct=False, tag=False).metadata
    assert found.issuer is not None and found.issuer.value == "UỶ BAN KIỂM TRÁ" and not found.issuer.sure


def test_a_page_that_says_nothing_gives_nothing() -> None:
    found = meta(page(paragraph(["Hệ thống kết cấu hạ tầng ngày càng được quan tâm đầu tư", "và phát triển."], 200)))
    assert found == Metadata()


def test_the_body_on_a_stamp_is_no_number_though_it_begins_like_one() -> None:
    arrived = stamp(StampKind.INCOMING, ["SỐ TÀI CHÍNH ĐẮK NÔNG", "CÔNG VĂN ĐẾN", "Số: 346"])
    found = meta(party(stamps=[arrived]))
    assert value(found.incoming_org) == "SỐ TÀI CHÍNH ĐẮK NÔNG"
    assert normal(found.incoming_number) == "346"


def test_what_a_stamp_left_before_a_title_is_dropped_and_the_title_unsure() -> None:
    page_ = party(title=["NGHỊ QUYẾT", "(rn 1 Về công tác quản lý đất đai", "-----"])
    lines = []
    for line in page_.lines:
        words = tuple(
            type(word)(word.text, word.box, 0.2 if word.text in ("(rn", "1") else word.confidence)
            for word in line.words
        )
        lines.append(type(line)(line.box, words))
    title = understand([page(lines)], correct=False, tag=False).metadata.title
    assert title is not None and title.value == "Về công tác quản lý đất đai" and not title.sure


def test_capitals_stuck_to_a_titles_first_word_are_dropped_and_the_title_unsure() -> None:
    title = meta(party(title=["NGHỊ QUYẾT", "ncnVề công tác quản lý đất đai", "-----"])).title
    assert title is not None and title.value == "Về công tác quản lý đất đai" and not title.sure


def replaced(made: Page, **rows: Sequence[Line]) -> Page:
    """Return a page with other lines in the place of those that say the names of `rows`, moved to their height."""
    lines = []
    for line in made.lines:
        down = line.box.top
        moved = [line_at(row.text, row.box.left, down) for row in rows.get(line.text, ())]
        lines += moved or [line]
    return page(lines)


def test_words_of_a_stamp_before_a_titles_line_are_no_part_of_it() -> None:
    row = [line_at("gửi 309 vỗ", 240, 0), centred("công tác cán bộ nữ thời kỳ đẩy mạnh", 886, 0)]
    made = replaced(party(title=["NGHỊ QUYẾT", "first", "công nghiệp hoá đất nước", "-----"]), first=row)
    title = meta(made).title
    assert title is not None and not title.sure
    assert title.value == "công tác cán bộ nữ thời kỳ đẩy mạnh công nghiệp hoá đất nước"


def test_a_wide_line_that_is_indented_before_the_next_starts_the_body() -> None:
    # The right margin leans, as on a photograph: neither line reaches it.
    first, second = [line_at("xin báo " * 9, 236 + 79, 0)], [line_at("báo xin " * 9 + "báo", 236, 0)]
    made = party(title=["NGHỊ QUYẾT", "về công tác cán bộ nữ", "", "first", "second"])
    title = meta(replaced(made, first=first, second=second)).title
    assert title is not None and title.value == "về công tác cán bộ nữ"


def test_the_body_signed_for_is_the_headers_where_it_was_misread_or_cut() -> None:
    title = ["CHỈ THỊ", "CỦA BAN BÍ THƯ", "về công tác cán bộ", "-----"]
    found = meta(party(title=title, signature=[["T/M ĐẠN BÍ THƯ", "", "", "Trần Văn Bình"]]))
    assert normal(found.signer_authority) == "tm ban bí thư"
    assert found.signer_authority is not None and not found.signer_authority.sure
    left = ["HUYỆN UỶ ĐỨC THỌ", "UỶ BAN KIỂM TRA", "*", "Số 12-KL/UBKTHU"]
    found = meta(party(left=left, signature=[["T/M UỶ BAN", "CHỦ NHIỆM", "", "Trần Văn Bình"]]))
    assert normal(found.signer_authority) == "tm uỷ ban kiểm tra"
    assert found.author is not None and not found.author.sure
    # What is another body stays what was read.
    found = meta(party(signature=[["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "", "Trần Văn Bình"]]))
    assert normal(found.signer_authority) == "tm ban thường vụ"


def test_a_position_behind_letters_of_a_seal_is_one_and_unsure() -> None:
    found = meta(party(signature=[["T/M BAN THƯỜNG VỤ", "SANPHQ BÍ THƯ", "", "Trần Văn Bình"]]))
    assert normal(found.signer_authority) == "tm ban thường vụ"
    assert normal(found.signer_position) == "phó bí thư"
    assert found.signer_position is not None and not found.signer_position.sure


def test_specks_beside_the_title_and_before_the_motto_part_nothing() -> None:
    made = party(title=["NGHỊ QUYẾT", "về công tác cán bộ nữ", "-----"])
    beside = max(line.box.top for line in made.lines if line.text == "NGHỊ QUYẾT") + 8
    assert value(meta(page([*made.lines, line_at("d", 1400, beside)])).title) == "về công tác cán bộ nữ"
    merged = document_page(
        ["ĐẢNG BỘ TỈNH LÂM GIANG  –ĐẢNG CỘNG SẢN VIỆT NAM", *PARTY_LEFT[1:]], ["", *PARTY_RIGHT[1:]], ["NGHỊ QUYẾT"]
    )
    assert value(meta(merged).issuer_parent) == "ĐẢNG BỘ TỈNH LÂM GIANG"


def test_who_signs_for_a_head_is_his_deputy_though_his_office_was_not_read() -> None:
    found = meta(party(signature=[["KT. VIỆN TRƯỞNG", "", "", "Trần Văn Bình"]]))
    position = found.signer_position
    assert position is not None and position.normal == "phó viện trưởng" and not position.sure
    several = [["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "", "Trần Văn Bình"], ["KT. CHÁNH ÁN", "", "", "Lê Thị Hoa"]]
    position = meta(party(signature=several)).signer_position
    assert position is not None and position.normal == "thứ trưởng; phó chánh án" and not position.sure
    assert meta(party(signature=[["T/M BAN THƯỜNG VỤ", "", "", "Trần Văn Bình"]])).signer_position is None


def test_the_author_is_told_from_the_title_or_the_signature() -> None:
    named = meta(party(title=["KẾT LUẬN", "CỦA BAN THƯỜNG VỤ HUYỆN UỶ", "về công tác cán bộ", "-----"]))
    assert value(named.author) == "BAN THƯỜNG VỤ HUYỆN UỶ"
    assert value(meta(party()).author) == "BAN THƯỜNG VỤ"


def test_drafts_and_circulation_are_read() -> None:
    draft = party(left=[*PARTY_LEFT, "Dự thảo lần 2"])
    assert normal(meta(draft).draft) == "dự thảo lần 2"
    limited = party()
    lines = [line_at("LƯU HÀNH NỘI BỘ", 1200, 80), *limited.lines]
    assert normal(meta(page(lines)).circulation) == "lưu hành nội bộ"


def test_a_handwritten_number_leaves_the_symbol() -> None:
    scrawled = document_page(["SỞ Y TẾ", "Số (8SYT-NVY"], STATE_RIGHT, [])
    found = meta(scrawled)
    assert normal(found.symbol) == "SYT-NVY" and found.symbol is not None and not found.symbol.sure
    assert found.number is None or not found.number.sure


def test_a_title_that_ends_in_the_middle_of_a_phrase_is_unsure() -> None:
    cut = meta(party(title=["NGHỊ QUYẾT", "về sơ kết 3 năm thực hiện Nghị quyết số", "-----"])).title
    assert cut is not None and not cut.sure
    cut = meta(party(title=["NGHỊ QUYẾT", "về phòng, chống tham nhũng,", "-----"])).title
    assert cut is not None and not cut.sure


def test_a_symbol_of_joint_bodies_on_a_handwritten_number_line() -> None:
    joint = document_page(
        ["LIÊN ĐOÀN LAO ĐỘNG - SỞ VĂN HÓA", "Số: 1 54 /CTPH-LĐLĐ-SVH,TT&DL"], STATE_RIGHT, ["CHƯƠNG TRÌNH PHỐI HỢP"]
    )
    found = meta(joint)
    assert value(found.issuer) == "LIÊN ĐOÀN LAO ĐỘNG; SỞ VĂN HÓA"
    assert found.symbol is not None and found.symbol.value.startswith("CTPH-LĐLĐ-SVH")
    assert found.number is not None and not found.number.sure


def doubted(source: Page, *texts: str, confidence: float = 0.6) -> Page:
    """`source` with these words read unsurely."""
    lines = []
    for line in source.lines:
        words = tuple(
            type(word)(word.text, word.box, confidence if word.text.strip(",") in texts else word.confidence)
            for word in line.words
        )
        lines.append(type(line)(line.box, words))
    return page(lines)


def as_read(source: Page) -> Metadata:
    return understand([source], correct=False, tag=False).metadata


def test_of_two_spellings_of_a_place_the_surer_is_taken_and_neither_is_sure() -> None:
    right = ["ĐẢNG CỘNG SẢN VIỆT NAM", "", "", "Đức Thợ, ngày 05 tháng 3 năm 2019"]
    found = as_read(doubted(party(right=right), "Thợ"))
    assert (value(found.place), value(found.issuer)) == ("Đức Thọ", "HUYỆN UỶ ĐỨC THỌ")
    assert found.place is not None and found.issuer is not None and not found.place.sure and not found.issuer.sure
    found = as_read(doubted(party(left=["HUYỆN UỶ ĐỨC THỢ", "*", "Số 127-NQ/HU"]), "THỢ"))
    assert (value(found.place), value(found.issuer)) == ("Đức Thọ", "HUYỆN UỶ ĐỨC THỌ")
    found = as_read(party(left=["HUYỆN UỶ BÌNH LONG", "*", "Số 127-NQ/HU"]))
    assert (value(found.place), value(found.issuer)) == ("Đức Thọ", "HUYỆN UỶ BÌNH LONG")


def test_a_type_misread_in_its_marks_is_the_type_and_says_how_it_was_read() -> None:
    found = as_read(party(title=["NGHỊ QUYÊT", "về công tác quản lý đất đai", "-----"])).doc_type
    assert (value(found), normal(found)) == ("NGHỊ QUYẾT", "nghị quyết")
    assert found is not None and "NGHỊ QUYÊT" in found.evidence


def test_a_number_line_whose_first_letter_was_taken_for_a_figure() -> None:
    found = as_read(party(left=["ĐẢNG UỶ XÃ PHÚ NGHĨA", "*", "3ố 07-NQ/ĐU"]))
    assert (normal(found.number), normal(found.symbol)) == ("7", "NQ/ĐU")


def test_a_family_name_that_nobody_bears_is_the_one_that_differs_in_its_marks() -> None:
    def signer(name: str, confidence: float = 0.97) -> Field:
        read = party(signature=[["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", name]])
        return as_read(doubted(read, name.split()[0], confidence=confidence)).signers[0]

    mended = signer("Nguyển Văn Bình")
    assert mended.value == "Nguyễn Văn Bình" and not mended.sure and "«Nguyển»" in mended.evidence
    # What was hardly read may have other letters, too; Đường is a name of its own; nothing is near Xyz.
    assert signer("Nguyển Văn Bình", 0.25).value == "Nguyển Văn Bình"
    assert signer("Đường Văn Bình").value == "Đường Văn Bình"
    assert signer("Xyz Văn Bình").value == "Xyz Văn Bình" and not signer("Xyz Văn Bình").sure


def test_a_name_of_two_words_beside_a_seal_is_not_sure() -> None:
    read = party(signature=[["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Văn Tường"]])
    (name,) = (line for line in read.lines if line.text == "Văn Tường")
    box = name.box
    seal = Stamp(StampKind.SEAL, Box(box.left - 200, box.top - 200, box.left + 20, box.bottom), (), 0.9)
    assert "con dấu" not in as_read(read).signers[0].evidence
    hidden = as_read(page(read.lines, stamps=[seal])).signers[0]
    assert "con dấu" in hidden.evidence and not hidden.sure


def test_a_deputy_signs_for_his_head_though_the_sign_was_lost() -> None:
    found = as_read(party(signature=[["GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Bình"]]))
    assert (value(found.signer_authority), value(found.signer_position)) == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    assert found.signer_authority is not None and not found.signer_authority.sure


def test_an_authority_whose_sign_lost_a_letter_still_starts_a_signature() -> None:
    found = as_read(party(signature=[["T. VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG", "Trần Văn Bình"]]))
    assert [field.value for field in found.signers] == ["Trần Văn Bình"]
    assert value(found.signer_position) == "PHÓ VIỆN TRƯỞNG"
    assert found.signer_authority is not None and not found.signer_authority.sure


def test_a_speck_between_the_columns_of_a_header_does_not_join_them() -> None:
    right = line_at("ĐẢNG CỘNG SẢN VIỆT NAM", 800, 160)
    speck = line_at("=", 775, 160)
    left = line_at("BAN CHẤP HÀNH TRUNG ƯƠNG", 800 - 15.5 * 26, 160)
    row = type(left)(left.box, (*left.words, *speck.words, *right.words))
    rest = [line_at("Số 127-NQ/TW", 420, 260), line_at("Hà Nội, ngày 05 tháng 3 năm 2019", 900, 260)]
    found = as_read(page([row, *rest, line_at("NGHỊ QUYẾT", 760, 400)]))
    assert value(found.issuer) == "BAN CHẤP HÀNH TRUNG ƯƠNG"
