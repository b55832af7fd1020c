"""The quality report: what it counts, what it puts first, and that its page stands alone."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from wording_catalogue import VIETNAMESE

from archive.aside import set_aside
from archive.package import Archive
from archive.record import OriginalFile, SourceRecord, record_of
from core.errors import EmptyFileError, EncryptedError, NotAScanError
from core.wording import phrases
from ocr.elements import Box, Line, Page, Region, RegionKind, Word
from postprocess.elements import Document, Field, Metadata
from quality import report

BOX = Box(0, 0, 100, 20)
SURE = Field("x", "x", 0.99, 1, BOX, "")
WHOLE = Metadata(
    doc_type=replace(SURE, value="NGHỊ QUYẾT"),
    number=replace(SURE, value="35"),
    symbol=replace(SURE, value="NQ/TU"),
    date=SURE,
    place=SURE,
    issuer=SURE,
    title=SURE,
    signers=(SURE,),
)


def page(words: dict[str, float], number: int = 1, findings: tuple[str, ...] = ()) -> Page:
    line = Line(BOX, tuple(Word(text, BOX, confidence) for text, confidence in words.items()))
    return Page(number, 100, 100, 200, (Region(RegionKind.TEXT, BOX, (line,)),), findings=findings)


def keep(archive: Path, name: str, pages: tuple[Page, ...], metadata: Metadata) -> Path:
    """Put a document into the archive, as the pipeline would."""
    scan = archive.parent / name
    scan.write_bytes(name.encode())
    sha256 = hashlib.sha256(scan.read_bytes()).hexdigest()
    original = OriginalFile(name, scan.stat().st_size, sha256)
    source = SourceRecord(name, str(scan), sha256, original.size, "application/pdf", len(pages), (original,))
    document = Document(pages, (), metadata)
    with Archive(archive).claim(sha256) as draft:
        draft.take_in(name, [(scan, original)], folder=False)
        return draft.commit(name, record_of(source, document, {}, {}), document.text)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three documents: one good, one doubtful and bare, one blank."""
    root = tmp_path / "clean"
    root.mkdir()
    keep(root, "tot.pdf", (page({"Điều": 0.99, "một": 0.98}),), WHOLE)
    doubtful = (page({"Điều": 0.9, "rnột": 0.3}, findings=("Trang mờ.",)), page({"rnột": 0.5, "<b>": 0.1}, number=2))
    keep(root, "ngo.pdf", doubtful, replace(WHOLE, number=None, date=replace(SURE, sure=False)))
    keep(root, "trang.pdf", (Page(1, 100, 100, 200, blank=True),), Metadata())
    return root


def test_counts_documents_pages_words_and_doubts(archive: Path, tmp_path: Path) -> None:
    found = report.survey(archive, tmp_path / "aside")
    assert (len(found.documents), found.pages, found.words, found.doubtful_words) == (3, 4, 6, 3)
    assert found.expected_errors == pytest.approx(0.01 + 0.02 + 0.1 + 0.7 + 0.5 + 0.9)
    assert "ước có 2 từ sai" in "\n".join(report.summary(found))
    assert found.confidence == pytest.approx((0.99 + 0.98 + 0.9 + 0.3 + 0.5 + 0.1) / 6)
    assert dict(found.classes) == {
        "Từ 98 %": 1,
        "95–98 %": 0,
        "90–95 %": 0,
        "80–90 %": 0,
        "Dưới 80 %": 1,
        "Không có chữ": 1,
    }
    most = found.doubts[0]
    assert (most.text, most.count, most.confidence, most.page) == ("rnột", 2, pytest.approx(0.4), 1)


def test_names_what_is_missing_and_what_is_unsure(archive: Path, tmp_path: Path) -> None:
    gaps = {label: (missing, unsure) for label, missing, unsure in report.survey(archive, tmp_path / "aside").missing}
    assert gaps["Số"] == (2, 0)
    assert gaps["Ngày ban hành"] == (1, 1)
    assert gaps["Người ký"] == (1, 0)


def test_puts_the_doubtful_first_and_leaves_the_good_out(archive: Path, tmp_path: Path) -> None:
    first = report.survey(archive, tmp_path / "aside").first
    assert [document.path.name.split("-")[0] for document in first] == ["ngo", "trang"]
    assert first[0].title == "Nghị quyết số …-NQ/TU"
    assert first[0].notes == ("Trang 1: Trang mờ.",)


def test_sorts_files_set_aside_by_reason(archive: Path, tmp_path: Path) -> None:
    for name, error in (("a.pdf", EmptyFileError()), ("b.pdf", EncryptedError()), ("c.pdf", EncryptedError())):
        (tmp_path / name).write_bytes(b"")
        set_aside(tmp_path / "aside", tmp_path / name, error, move=True)
    reasons = report.survey(archive, tmp_path / "aside").reasons
    assert [(code, [reason.name for reason in some]) for code, some in reasons] == [
        ("encrypted-pdf", ["b.pdf", "c.pdf"]),
        ("empty-file", ["a.pdf"]),
    ]


def test_tells_of_a_broken_record_and_goes_on(archive: Path, tmp_path: Path) -> None:
    broken = next(archive.glob("tot-*"))
    (broken / "document.json").write_text('{"schema_version": 1}', encoding="utf-8")
    found = report.survey(archive, tmp_path / "aside")
    assert found.broken == (broken,)
    assert len(found.documents) == 2
    assert broken.name in "\n".join(report.summary(found))


def test_no_archive_yet_is_an_empty_report(tmp_path: Path) -> None:
    found = report.survey(tmp_path / "clean", tmp_path / "aside")
    assert "Kho chưa có tài liệu nào." in report.summary(found)
    assert "Kho chưa có tài liệu nào." in report.write(found, tmp_path / "reports").read_text(encoding="utf-8")


class Links(HTMLParser):
    """Collects what a page would load or link to, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.said = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "src" or (name == "href" and tag == "link"):
                self.loads.append(value or "")
            elif name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.said += data


def test_page_stands_alone_and_its_links_lead_somewhere(archive: Path, tmp_path: Path) -> None:
    path = report.write(report.survey(archive, tmp_path / "aside"), tmp_path / "reports")
    assert re.fullmatch(r"bao-cao-\d{4}-\d\d-\d\d\.html", path.name)
    html = path.read_text(encoding="utf-8")
    seen = Links()
    seen.feed(html)
    assert not seen.loads
    assert "url(" not in html
    assert seen.links
    assert all((path.parent / link).exists() for link in seen.links)
    assert "<b>" in seen.said  # what was read on a page is text here, not markup
    assert "Nghị quyết số" in seen.said


def test_speaks_english_where_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_LANG", "en")
    (tmp_path / "clean").mkdir()
    unread = phrases.UNREAD_INK.filled(count=2).vi  # as records keep it
    kind = replace(WHOLE, doc_type=replace(SURE, value="NGHI QUYET"), symbol=replace(SURE, value="NQ/TU"))
    keep(tmp_path / "clean", "good.pdf", (page({"one": 0.99}),), kind)
    keep(tmp_path / "clean", "bad.pdf", (page({"rn": 0.3}, findings=(unread,)),), replace(kind, number=None))
    keep(tmp_path / "clean", "blank.pdf", (Page(1, 100, 100, 200, blank=True),), Metadata())
    broken = next((tmp_path / "clean").glob("good-*")) / "document.json"
    broken.write_text("{", encoding="utf-8")
    for name, error in (("a.pdf", EmptyFileError()), ("b.pdf", NotAScanError(found=phrases.GIF))):
        (tmp_path / name).write_bytes(b"")
        set_aside(tmp_path / "aside", tmp_path / name, error, move=True)

    found = report.survey(tmp_path / "clean", tmp_path / "aside")
    html = report.write(found, tmp_path / "reports").read_text(encoding="utf-8")
    told = html + "\n".join(report.summary(found))
    assert [line for line in told.splitlines() if VIETNAMESE.search(line)] == []
    for part in (
        '<html lang="en">',
        "Nghi quyet no. …-NQ/TU",
        "Missing: number.",
        "Page 1: Places that look like letters and were not read: 2;",
        "1 blank page.",
        "(a GIF image)",
        "In the archive: 2 documents, 2 pages, 1 word.",
        "By class: Below 80%: 1; Without text: 1.",
    ):
        assert part in told


def test_second_report_of_a_day_replaces_the_first(archive: Path, tmp_path: Path) -> None:
    for _ in range(2):
        report.write(report.survey(archive, tmp_path / "aside"), tmp_path / "reports")
    assert len(list((tmp_path / "reports").iterdir())) == 1
