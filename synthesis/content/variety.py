"""Documents of every type, form and era, put together from parts: what structure and metadata are measured on.

Numbers hang on the seed alone: the same documents on every machine. Prose is that of the project's own texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import Any, Final

from synthesis.content import outlines
from synthesis.content.stock import words
from synthesis.form import Appendix, Block, Copy, Document, Form, Incoming, Ink, Seal, Signer, Table

P, S = Form.PARTY, Form.STATE

# form, type as printed, code, level of the issuer, outline of the content; a letter is a CÔNG VĂN.
KINDS: Final = (
    (P, "NGHỊ QUYẾT", "NQ", "province", "roman"), (P, "NGHỊ QUYẾT", "NQ", "central", "parts"),
    (P, "NGHỊ QUYẾT", "NQ", "congress", "plain"), (P, "QUYẾT ĐỊNH", "QĐ", "district", "articles"),
    (P, "QUYẾT ĐỊNH", "QĐ", "central", "articles"), (P, "CHỈ THỊ", "CT", "central", "numbers"),
    (P, "CHỈ THỊ", "CT", "province", "numbers"), (P, "KẾT LUẬN", "KL", "province", "roman"),
    (P, "QUY CHẾ", "QC", "commune", "chapters"), (P, "QUY ĐỊNH", "QĐi", "province", "chapters"),
    (P, "QUY ĐỊNH", "QĐ", "central", "chapters"), (P, "THÔNG TRI", "TT", "province", "numbers"),
    (P, "HƯỚNG DẪN", "HD", "board", "decimal"), (P, "THÔNG BÁO", "TB", "office", "numbers"),
    (P, "THÔNG BÁO", "TB", "inspection", "roman"), (P, "THÔNG CÁO", "TC", "central", "plain"),
    (P, "TUYÊN BỐ", "TB", "central", "plain"), (P, "LỜI KÊU GỌI", "LKG", "central", "plain"),
    (P, "BÁO CÁO", "BC", "district", "parts"), (P, "BÁO CÁO", "BC", "branch", "letters"),
    (P, "BÁO CÁO", "BC", "subcommittee", "roman"), (P, "KẾ HOẠCH", "KH", "board", "roman"),
    (P, "QUY HOẠCH", "QH", "province", "decimal"), (P, "CHƯƠNG TRÌNH", "CTr", "joint", "roman"),
    (P, "CHƯƠNG TRÌNH", "CTr", "province", "letters"), (P, "ĐỀ ÁN", "ĐA", "commune", "parts"),
    (P, "PHƯƠNG ÁN", "PA", "commune", "roman"), (P, "DỰ ÁN", "DA", "district", "decimal"),
    (P, "TỜ TRÌNH", "TTr", "district", "numbers"), (P, "CÔNG VĂN", "CV", "office", "numbers"),
    (P, "CÔNG VĂN", "CV", "commune", "bullets"), (P, "CÔNG VĂN", "CV", "board", "plain"),
    (P, "CÔNG VĂN", "CV", "inspection", "letters"), (P, "BIÊN BẢN", "BB", "branch", "roman"),
    (P, "GIẤY MỜI", "GM", "office", "bullets"), (P, "GIẤY GIỚI THIỆU", "GGT", "commune", "plain"),
    (S, "NGHỊ QUYẾT", "NQ", "council", "articles"), (S, "QUYẾT ĐỊNH", "QĐ", "people", "articles"),
    (S, "QUYẾT ĐỊNH", "QĐ", "department", "articles"), (S, "CHỈ THỊ", "CT", "people", "numbers"),
    (S, "QUY CHẾ", "QC", "department", "chapters"), (S, "QUY ĐỊNH", "QyĐ", "people", "chapters"),
    (S, "THÔNG CÁO", "TC", "people", "plain"), (S, "THÔNG BÁO", "TB", "department", "numbers"),
    (S, "HƯỚNG DẪN", "HD", "department", "decimal"), (S, "CHƯƠNG TRÌNH", "CTr", "people", "roman"),
    (S, "KẾ HOẠCH", "KH", "people", "roman"), (S, "PHƯƠNG ÁN", "PA", "people", "roman"),
    (S, "ĐỀ ÁN", "ĐA", "department", "parts"), (S, "BÁO CÁO", "BC", "people", "letters"),
    (S, "BIÊN BẢN", "BB", "department", "numbers"), (S, "TỜ TRÌNH", "TTr", "department", "numbers"),
    (S, "CÔNG ĐIỆN", "CĐ", "people", "numbers"), (S, "GIẤY MỜI", "GM", "department", "bullets"),
    (S, "THÔNG TƯ", "TT", "ministry", "chapters"), (S, "THÔNG TƯ LIÊN TỊCH", "TTLT", "ministries", "articles"),
    (S, "NGHỊ ĐỊNH", "NĐ", "government", "chapters"), (S, "CÔNG VĂN", "", "people", "numbers"),
    (S, "CÔNG VĂN", "", "department", "bullets"), (S, "CÔNG VĂN", "", "ministry", "plain"),
)  # fmt: skip

ERAS: Final = ((1986, 1997), (1998, 2017), (2018, 2025), (2026, 2026))
"""Years between changes of the rules (STANDARDS 1.1)."""


def documents(rounds: int = 1, seed: int = 1) -> Iterator[Document]:
    """Yield a document of each of `KINDS`, so often; types, eras and oddities mix differently each time."""
    for turn in range(rounds):
        for number, kind in enumerate(KINDS):
            yield _document(number + turn * len(KINDS), kind, Random(f"{seed} {turn} {number}"))


@dataclass(frozen=True, slots=True)
class _Issuer:
    """Who issues: header lines, code, place, and who signs."""

    lines: tuple[str, ...]
    code: str
    place: str
    signers: tuple[Signer, ...]
    parent: tuple[str, ...] = ()
    author: str = ""
    seal: str = "BAN CHẤP HÀNH"


def _person(random: Random) -> str:
    if random.random() < 0.08:
        return str(random.choice(words()["highland"]))
    return " ".join(random.choice(words()[part]) for part in ("families", "middles", "givens"))


def _signed(random: Random, authority: str, *position: str) -> tuple[Signer, ...]:
    return (Signer(_person(random), tuple(position), (authority,) if authority else ()),)


def _party(level: str, random: Random, recent: bool) -> _Issuer:
    """Return the issuer of a Party document (STANDARDS 1.4, 1.8)."""
    province, district, commune = (random.choice(words()[name]) for name in ("provinces", "districts", "communes"))
    top = random.choice([f"TỈNH UỶ {province.upper()}", f"TỈNH ỦY {province.upper()}"])
    if level == "central":
        body = random.choice(["BAN CHẤP HÀNH TRUNG ƯƠNG", "BỘ CHÍNH TRỊ", "BAN BÍ THƯ"])
        position = ("TỔNG BÍ THƯ",) if body.startswith("BAN CHẤP") else ()
        signers = _signed(random, f"T/M {body}", *position)
        return _Issuer(("BAN CHẤP HÀNH TRUNG ƯƠNG",), "TW", "Hà Nội", signers, author=body, seal="TRUNG ƯƠNG")
    if level == "congress":
        lines = (
            "ĐẠI HỘI ĐẠI BIỂU",
            f"ĐẢNG BỘ TỈNH {province.upper()}",
            f"LẦN THỨ {random.choice(['XV', 'XVI', 'IX'])}",
        )
        return _Issuer(lines, "ĐH", province, _signed(random, "T/M ĐOÀN CHỦ TỊCH"))
    if level in ("province", "district"):
        standing = random.random() < 0.6
        own = top if level == "province" else f"HUYỆN UỶ {district.upper()}"
        body = (
            "BAN THƯỜNG VỤ"
            if standing
            else own.rsplit(province.upper() if level == "province" else district.upper())[0].strip()
        )
        post = random.choice([("BÍ THƯ",), ("PHÓ BÍ THƯ",), ("PHÓ BÍ THƯ THƯỜNG TRỰC",)])
        author = f"BAN THƯỜNG VỤ {own.split()[0]} {own.split()[1]}" if standing else ""
        code = "TU" if level == "province" else "HU"
        parent = () if level == "province" else (random.choice([f"ĐẢNG BỘ TỈNH {province.upper()}", top]),)
        place = province if level == "province" else district
        return _Issuer((own,), code, place, _signed(random, f"T/M {body}", *post), parent, author)
    if level == "commune":
        kind = random.choice(["XÃ", "PHƯỜNG", "ĐẶC KHU"] if recent else ["XÃ", "PHƯỜNG", "THỊ TRẤN"])
        above = f"ĐẢNG BỘ TỈNH {province.upper()}" if recent else f"ĐẢNG BỘ HUYỆN {district.upper()}"
        signers = _signed(random, "T/M ĐẢNG UỶ" if random.random() < 0.4 else "T/M BAN THƯỜNG VỤ", "BÍ THƯ")
        return _Issuer((f"ĐẢNG UỶ {kind} {commune.upper()}",), "ĐU", commune, signers, (above,))
    if level == "branch":
        signers = _signed(random, "T/M CHI BỘ", "BÍ THƯ")
        return _Issuer(
            (f"CHI BỘ THÔN {random.randint(1, 12)}",),
            "CB",
            commune,
            signers,
            (f"ĐẢNG BỘ XÃ {commune.upper()}",),
            seal="",
        )
    if level == "subcommittee":
        signers = _signed(random, "T/M TIỂU BAN", "TRƯỞNG TIỂU BAN")
        return _Issuer(("TIỂU BAN NHÂN SỰ",), "TB", province, signers, (top,))
    if level == "joint":
        signers = tuple(
            Signer(_person(random), ("TRƯỞNG BAN",), (body,))
            for body in ("BAN DÂN VẬN TỈNH UỶ", "BAN TUYÊN GIÁO TỈNH UỶ")
        )
        return _Issuer(("BAN TUYÊN GIÁO -", "BAN DÂN VẬN"), "BTGTU-BDVTU", province, signers, (top,))
    name, code, head = {
        "board": random.choice([("BAN TỔ CHỨC", "BTCTU", "TRƯỞNG BAN"), ("BAN NỘI CHÍNH", "BNCTU", "TRƯỞNG BAN")]),
        "office": ("VĂN PHÒNG", "VPTU", "CHÁNH VĂN PHÒNG"),
        "inspection": ("UỶ BAN KIỂM TRA", "UBKTTU", "CHỦ NHIỆM"),
    }[level]
    if level == "inspection":
        signers = _signed(random, "T/M UỶ BAN KIỂM TRA", random.choice(["CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"]))
    else:
        signers = random.choice(
            [
                _signed(random, "", head),
                _signed(random, f"K/T {head}", f"PHÓ {head}"),
                _signed(random, f"Q. {head}"),
            ]
        )
    return _Issuer((name,), code, province, signers, (top,), seal=name)


def _state(level: str, random: Random) -> _Issuer:
    """Return the issuer of a State document (STANDARDS 2)."""
    province = random.choice(words()["provinces"])
    people = random.choice(["UỶ BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN"])
    if level == "people":
        signers = random.choice(
            [
                _signed(random, f"TM. {people}", "CHỦ TỊCH"),
                _signed(random, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
                _signed(random, "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
                _signed(random, "TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ"),
                _signed(random, "", "CHỦ TỊCH"),
            ]
        )
        return _Issuer((people, f"TỈNH {province.upper()}"), "UBND", province, signers, seal=people)
    if level == "council":
        signers = _signed(random, "", "CHỦ TỊCH")
        return _Issuer(("HỘI ĐỒNG NHÂN DÂN", f"TỈNH {province.upper()}"), "HĐND", province, signers, seal="HỘI ĐỒNG")
    if level == "department":
        name, code = random.choice([("SỞ NỘI VỤ", "SNV"), ("SỞ Y TẾ", "SYT"), ("SỞ TÀI CHÍNH", "STC")])
        signers = random.choice([_signed(random, "", "GIÁM ĐỐC"), _signed(random, "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")])
        return _Issuer((name,), code, province, signers, (f"UBND TỈNH {province.upper()}",), seal=name)
    if level == "ministry":
        name, code = random.choice([("BỘ NỘI VỤ", "BNV"), ("BỘ TÀI CHÍNH", "BTC")])
        return _Issuer((name,), code, "Hà Nội", _signed(random, "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), seal=name)
    if level == "ministries":
        lines = ("BỘ NỘI VỤ - BỘ TÀI CHÍNH",)
        signers = tuple(
            Signer(_person(random), ("THỨ TRƯỞNG",), (f"KT. BỘ TRƯỞNG {body}",))
            for body in ("BỘ TÀI CHÍNH", "BỘ NỘI VỤ")
        )
        return _Issuer(lines, "BNV-BTC", "Hà Nội", signers)
    signers = _signed(random, "TM. CHÍNH PHỦ", random.choice(["THỦ TƯỚNG", "PHÓ THỦ TƯỚNG"]))
    return _Issuer(("CHÍNH PHỦ",), "CP", "Hà Nội", signers, seal="CHÍNH PHỦ")


def _document(number: int, kind: tuple[Form, str, str, str, str], random: Random) -> Document:
    form, doc_type, code, level, outline = kind
    era = number % len(ERAS)
    year = random.randint(*ERAS[era])
    date = dt.date(year, 1, 1) + dt.timedelta(random.randrange(365))
    issuer = _party(level, random, year >= 2026) if form is P else _state(level, random)
    letter, party = doc_type == "CÔNG VĂN", form is P
    topic = random.choice(words()["topics"])
    title = f"về việc {topic}" if letter and party and year >= 1998 else f"V/v {topic}" if letter else ""
    title = title or (f"về {topic}" if party else f"Về {topic}" if random.random() < 0.5 else f"Về việc {topic}")
    addressed = (
        ("Các huyện uỷ, thị uỷ, thành uỷ,", "Các cơ quan tham mưu, giúp việc Tỉnh uỷ.")
        if party
        else ("- Các sở, ban, ngành thuộc tỉnh;", "- Uỷ ban nhân dân các huyện, thành phố.")
    )
    document = Document(
        name=f"variety-{number:03d}",
        form=form,
        doc_type=doc_type,
        number=f"{random.choice([random.randint(1, 9), random.randint(10, 99), random.randint(100, 2999)]):02d}",
        symbol=_symbol(form, code, issuer.code, year, level),
        date=date,
        place=issuer.place,
        issuer=issuer.lines,
        issuer_parent=issuer.parent,
        title=title,
        body=tuple(outlines.content(outline, random, doc_type, party)),
        signers=issuer.signers,
        author=(f"CỦA {issuer.author}",) if issuer.author and random.random() < 0.4 and not letter else (),
        letter=letter,
        addressees=(addressed if random.random() < 0.5 else addressed[:1])
        if letter or doc_type in ("TỜ TRÌNH", "CÔNG ĐIỆN")
        else (),
        recipients=_recipients(random, party),
        hyphens=party and year >= 2018,
        seal=Seal("ĐẢNG CỘNG SẢN VIỆT NAM" if party else "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", (issuer.seal,))
        if issuer.seal
        else None,
        font=random.choice(["tinos", "tinos", "termes", "noto-serif"]),
        size=random.choice([13.0, 14.0]),
        bottom_numbers=random.random() < 0.15,
    )
    return replace(document, **_oddities(document, number, random))


def _symbol(form: Form, code: str, body: str, year: int, level: str) -> str:
    if form is P:
        return f"{code}/{body}"
    if level in ("ministry", "ministries", "government") and code:
        return f"{year}/{code}-{body}"
    return f"{code}-{body}" if code else f"{body}-{'VX' if body == 'UBND' else 'VP'}"


def _recipients(random: Random, party: bool) -> tuple[str, ...]:
    """Return the list below Nơi nhận; it may be missing."""
    if random.random() < 0.1:
        return ()
    if party:
        some = [
            "- Thường trực Tỉnh uỷ (để báo cáo),",
            "- Các ban của Tỉnh uỷ,",
            "- Các đảng uỷ trực thuộc,",
            "- Mặt trận Tổ quốc và các đoàn thể,",
        ]
        last = "- Lưu Văn phòng."
    else:
        some = [
            "- Như trên;",
            "- Thường trực Tỉnh uỷ (để b/c);",
            "- Chủ tịch, các Phó Chủ tịch;",
            "- Mặt trận Tổ quốc tỉnh;",
        ]
        last = "- Lưu: VT, TH."
    return (*some[: random.randint(1, 4)], last)


def _oddities(document: Document, number: int, random: Random) -> dict[str, Any]:
    """Return what sets some documents apart: the traps of STANDARDS 5.3, each on every so manieth document."""
    later = document.date + dt.timedelta(random.randint(3, 400))
    office = random.choice(words()["districts"])
    return {
        **_received(document, number, random, office),
        **_certified(document, number, random, office, later),
        **_announced(document, number, random),
        **_numbered(document, number),
        **_appended(document, number, random),
        **_minutes(document, random),
    }


def _received(document: Document, number: int, random: Random, office: str) -> dict[str, Any]:
    """Return the stamp of an office that received the document."""
    if number % 4 != 1:
        return {}
    incoming = Incoming(
        ("HUYỆN UỶ " + office.upper(),), str(random.randint(10, 2000)),
        document.date + dt.timedelta(random.randint(1, 9)),
        random.choice(["CÔNG VĂN ĐẾN", "ĐẾN", "VĂN BẢN ĐẾN"]), ink=random.choice([Ink.RED, Ink.BLUE]),
    )  # fmt: skip
    return {"incoming": incoming}


def _certified(document: Document, number: int, random: Random, office: str, later: dt.date) -> dict[str, Any]:
    """Return what another signs below: an electronic signature, a copy, or who confirms the signature above."""
    odd: dict[str, Any] = {}
    if number % 9 == 2:
        odd["esignature"] = (
            "Người ký: VĂN PHÒNG TỈNH UỶ",
            f"Thời gian ký: {later:%d.%m.%Y} 15:27:41 +07:00",
            f"Số: {number + 5}/ĐT-KS",
        )
    if number % 7 == 3:
        odd["copy"] = Copy(
            random.choice(["SAO Y BẢN CHÍNH", "SAO LỤC", "TRÍCH SAO"]), "HUYỆN UỶ " + office.upper(),
            str(random.randint(10, 99)), "BS/HU", later, office,
            Signer(_person(random), ("CHÁNH VĂN PHÒNG",), ("T/L BAN THƯỜNG VỤ",)),
        )  # fmt: skip
    elif number % 11 == 5 and document.form is P:
        odd["confirmation"] = Signer(
            _person(random), ("CHÁNH VĂN PHÒNG",),
            (f"Xác nhận chữ ký của đồng chí {document.signers[-1].name}", "T/L BAN THƯỜNG VỤ"),
        )  # fmt: skip
    return odd


def _announced(document: Document, number: int, random: Random) -> dict[str, Any]:
    """Return marks of a draft, of who may read it, and of haste."""
    odd: dict[str, Any] = {}
    if number % 8 == 6:
        odd["draft"] = random.choice(["Dự thảo", "Dự thảo lần 2", "Dự thảo lần 3"])
    if number % 10 == 7:
        odd["circulation"] = random.choice(
            ["TÀI LIỆU HỘI NGHỊ", "LƯU HÀNH NỘI BỘ", "TÀI LIỆU THU HỒI", "XEM XONG TRẢ LẠI"]
        )
    if number % 10 == 4 and document.seal:
        odd["urgency"] = random.choice(["KHẨN", "THƯỢNG KHẨN", "HOẢ TỐC"])
    return odd


def _numbered(document: Document, number: int) -> dict[str, Any]:
    """Return a number and symbol written otherwise than the Party's rules have it, and the name of a file."""
    odd: dict[str, Any] = {}
    if number % 13 == 8 and document.form is P:
        odd["written"] = f"Số: {document.number}/{document.symbol.replace('/', '-')}"
        odd["symbol"] = document.symbol.replace("/", "-")
    if number % 12 == 9 and document.symbol.startswith(("NQ", "CT", "KL")):
        odd["file_tag"] = f"{number % 9 + 1}.{document.symbol.split('/')[0]}{document.number}"
    return odd


def _appended(document: Document, number: int, random: Random) -> dict[str, Any]:
    """Return one or two appendices."""
    if number % 5 != 3:
        return {}
    return {"appendices": tuple(_appendix(document, number, random, label) for label in _labels(number))}


def _minutes(document: Document, random: Random) -> dict[str, Any]:
    """Return the two who sign minutes."""
    if document.doc_type != "BIÊN BẢN":
        return {}
    writer = Signer(_person(random), ("NGƯỜI GHI BIÊN BẢN",))
    return {"signers": (writer, Signer(_person(random), ("CHỦ TRÌ HỘI NGHỊ",)))}


def _labels(number: int) -> tuple[str, ...]:
    return (("PHỤ LỤC",), ("PHỤ LỤC I", "PHỤ LỤC II"), ("Phụ lục 1", "Phụ lục 2"))[number % 3]


def _appendix(document: Document, number: int, random: Random, label: str) -> Appendix:
    numbered = document.written or document.reference
    numbered = numbered[0].lower() + numbered[1:]
    attached = f"(Kèm theo {document.doc_type.capitalize()} {numbered}, ngày {document.date:%d/%m/%Y})"
    body: list[Block] = list(islice(outlines.content("numbers", random, "", document.form is P), 6))
    if number % 2:
        rows = [("TT", "Đơn vị", "Số chi bộ", "Ghi chú")]
        rows += [
            (str(n), f"Đảng uỷ xã {random.choice(words()['communes'])}", str(random.randint(3, 40)), "")
            for n in range(1, random.randint(4, 9))
        ]
        body.append(Table(tuple(rows), (1, 4, 2, 2)))
    return Appendix(label, "DANH SÁCH ĐƠN VỊ THỰC HIỆN", attached, tuple(body))
