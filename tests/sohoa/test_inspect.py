"""The inspection page: alone in one file, every word and box of the reading on it, never in a scan's place."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import math
import re
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest
from conftest import Place
from PIL import Image
from privileges import without_privileges
from wording_catalogue import VIETNAMESE

import synthesis
from ocr.elements import Alternative, Box, Line, Page, ProcessingStep, Region, RegionKind, Stamp, StampKind, Word
from ocr.image import geometry
from ocr.image.geometry import Bend
from ocr.inspection import CleanedPage, clean_page, on_page
from ocr.sources.page_image import PageImage
from postprocess.elements import Document, Metadata
from quality import inspection

# Elements that have no end tag in HTML or, drawn as one tag, in SVG.
VOID = {"meta", "input", "br", "rect", "image"}


class Seen(HTMLParser):
    """An inspection page taken apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.boxes: list[tuple[str, dict[str, str]]] = []
        self.pictures: list[str] = []
        self.loads: list[str] = []
        self.listed: list[str] = []
        self.data: list[list[dict]] = []
        self.said = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        self.loads += [value for name, value in named.items() if name in ("src", "href", "action", "data")]
        if tag == "html":
            self.language = named["lang"]
        if tag == "rect":
            self.boxes.append((named["class"], named))
        if tag == "image":
            self.pictures.append(named["href"])
        if tag == "span" and "data-word" in named:
            self.listed.append("")
        if tag not in VOID:
            self._open.append((tag, named))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, named = self._open[-1] if self._open else ("", {})
        if named.get("type") == "application/json":
            self.data.append(json.loads(data))
        elif tag not in ("script", "style"):
            self.said += f"{data} "
        if tag == "span" and "data-word" in named:
            self.listed[-1] += data

    def rectangles(self, kind: str) -> list[tuple[int, int, int, int]]:
        """Left, top, width and height of the boxes of a class, as drawn over both pictures."""
        return [
            tuple(int(named[name]) for name in ("x", "y", "width", "height"))
            for classes, named in self.boxes
            if kind in classes.split()
        ]


def drawn(box: Box) -> tuple[int, int, int, int]:
    return (box.left, box.top, box.width, box.height)


def decoded(uri: str) -> Image.Image:
    kind, content = uri.split(",", 1)
    assert kind == "data:image/webp;base64"
    return Image.open(io.BytesIO(base64.b64decode(content)))


WORDS = (
    Word("Điều", Box(20, 20, 60, 34), 0.97),
    Word("<b>1</b>", Box(64, 20, 90, 34), 0.8, (Alternative("</script>", 0.31, "trueocr"),)),
    Word("chuyển", Box(20, 40, 70, 54), 0.4, (), "chuyên"),
)
PAGE = Page(
    number=2,
    width=200,
    height=300,
    dpi=None,
    regions=(
        Region(RegionKind.TEXT, Box(20, 20, 90, 34), (Line(Box(20, 20, 90, 34), WORDS[:2]),)),
        Region(RegionKind.TABLE, Box(10, 36, 150, 60), (Line(Box(20, 40, 70, 54), WORDS[2:]),)),
        Region(RegionKind.HANDWRITING, Box(100, 200, 180, 240)),
    ),
    stamps=(
        Stamp(StampKind.SEAL, Box(120, 100, 180, 160), (), 0.9),
        Stamp(
            StampKind.INCOMING,
            Box(120, 164, 180, 190),
            (Line(Box(130, 168, 170, 178), (Word("ĐẾN", Box(130, 168, 170, 178), 0.7),)),),
            0.75,
        ),
    ),
    steps=(ProcessingStep("geometry", 1.234, {"turn": 0, "bend": {"fan": 0.5}}),),
    skew=-1.25,
    findings=("Có nét mực chưa đọc ở góc dưới.",),
)


@pytest.fixture
def write(tmp_path: Path):
    """Writes the inspection of a page, on grey pictures, and takes it apart."""

    def run(page: Page) -> Seen:
        blank = np.full((page.height, page.width), 200, np.uint8)
        inspection.keep_pictures(tmp_path, page.number, blank, blank)
        document = Document((page,), (), Metadata(), steps=(ProcessingStep("correct", 0.5),))
        inspection.write(tmp_path / "a.html", "<i>quét.pdf", 9, document, tmp_path)
        return Seen((tmp_path / "a.html").read_text(encoding="utf-8"))

    return run


def test_shows_words_with_what_is_known_of_them(write) -> None:
    seen = write(PAGE)
    assert seen.listed == ["Điều", "<b>1</b>", "chuyển", "ĐẾN"]  # what was read is text here, not markup
    assert seen.data == [
        [
            {"line": 0, "box": [20, 20, 40, 14], "text": "Điều", "confidence": "97,0 %", "level": "sure"}
            | {"alternatives": [], "raw": None},
            {"line": 0, "box": [64, 20, 26, 14], "text": "<b>1</b>", "confidence": "80,0 %", "level": "fair"}
            | {"alternatives": [["trueocr", "</script>", "31,0 %"]], "raw": None},
            {"line": 1, "box": [20, 40, 50, 14], "text": "chuyển", "confidence": "40,0 %", "level": "doubt"}
            | {"alternatives": [], "raw": "chuyên"},
            {"line": 2, "box": [130, 168, 40, 10], "text": "ĐẾN", "confidence": "70,0 %", "level": "fair"}
            | {"alternatives": [], "raw": None},
        ]
    ]


def test_draws_every_box_over_both_pictures(write) -> None:
    seen = write(PAGE)
    expected = {
        "word": [word.box for word in WORDS] + [PAGE.stamps[1].lines[0].words[0].box],
        "doubt": [WORDS[2].box],
        "changed": [WORDS[2].box],
        "line": [line.box for region in PAGE.regions for line in region.lines] + [PAGE.stamps[1].lines[0].box],
        "region": [PAGE.regions[0].box],
        "table": [PAGE.regions[1].box],
        "handwriting": [PAGE.regions[2].box],
        "stamp": [stamp.box for stamp in PAGE.stamps],
    }
    for kind, boxes in expected.items():
        assert Counter(seen.rectangles(kind)) == Counter(2 * [drawn(box) for box in boxes]), kind


def test_tells_stamps_steps_findings_and_facts(write) -> None:
    said = " ".join(write(PAGE).said.split())
    for part in (
        "<i>quét.pdf",
        "9 trang",
        "Trang 2",
        "200 × 300 px · không rõ dpi · xoay 0° · nghiêng −1,25°",
        "Có nét mực chưa đọc ở góc dưới.",
        "1. Con dấu tròn seal không đọc được chữ nào x 120–180, y 100–160 px 90,0 %",
        "2. Dấu đến incoming ĐẾN x 120–180, y 164–190 px 75,0 %",
        "Xoay, nắn thẳng geometry 1,23 turn 0 bend fan 0.5",
        "Sửa dấu correct 0,50",
    ):
        assert part in said
    assert "trang trắng" not in said


def test_loads_nothing_from_elsewhere(write, tmp_path: Path) -> None:
    seen = write(PAGE)
    assert all(load.startswith("data:") for load in seen.loads)
    assert len(seen.pictures) == 2
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://|url\(|@import|fetch\(|XMLHttp", html)


def test_speaks_english_where_that_is_asked_for(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_LANG", "en")
    seen = write(PAGE)
    said = " ".join(seen.said.split())
    assert seen.language == "en"
    assert seen.data[0][0]["confidence"] == "97.0%"
    for part in ("skew −1.25°", "2. Incoming stamp", "Page as delivered", "geometry 1.23", "9 pages"):
        assert part in said
    for data in ("Điều", "chuyển", "ĐẾN", "<i>quét.pdf", *PAGE.findings):
        said = said.replace(data, "")
    assert not VIETNAMESE.search(said)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_turned_page_is_shown_upright_with_its_boxes(write, tmp_path: Path, turn: int) -> None:
    page = dataclasses.replace(PAGE, turn=turn)
    write(page)
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    width, height = page.upright_size
    assert f'viewBox="0 0 {width} {height}"' in html
    found = re.search(r'<g transform="(?:matrix\(([^)]*)\))?">', html)
    assert found
    a, b, c, d, e, f = map(int, (found[1] or "1 0 0 1 0 0").split())
    box = WORDS[0].box
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    upright = Box(*map(min, zip(*corners, strict=True)), *map(max, zip(*corners, strict=True)))
    assert upright == page.upright(box)


def test_a_blank_page_has_a_page_too(write) -> None:
    seen = write(Page(1, 200, 300, 100, blank=True))
    assert seen.listed == []
    assert seen.data == [[]]
    for part in ("trang trắng", "Không có chữ.", "Không thấy dấu nào."):
        assert part in seen.said


def shifts(one: np.ndarray, other: np.ndarray) -> list[float]:
    """By how many pixels the ink of two grey pictures lies apart, in each quarter of them."""
    height, width = (side // 2 for side in one.shape)
    found = []
    for top, left in ((0, 0), (0, width), (height, 0), (height, width)):
        quarters = [255.0 - grey[top : top + height, left : left + width] for grey in (one, other)]
        sharp = [quarter - cv2.blur(quarter, (31, 31)) for quarter in quarters]
        found.append(math.hypot(*cv2.phaseCorrelate(*sharp, cv2.createHanningWindow((width, height), cv2.CV_64F))[0]))
    return found


@pytest.mark.parametrize(("wear", "turns"), [("office", 0), ("phone", 0), ("office", 1), ("phone", 2)])
def test_the_cleaned_page_lies_on_the_page_as_delivered(wear: str, turns: int) -> None:
    made = synthesis.make_page("nghi-quyet-chuyen-doi-so", 0, wear=wear, dpi=150, seed=5)
    pixels = np.ascontiguousarray(np.rot90(made.image, -turns))
    cleaned = on_page(clean_page(PageImage(1, pixels, 150, "test")))
    assert cleaned.shape == pixels.shape[:2]
    assert max(shifts(cleaned, pixels.min(2))) < 1


def test_a_bent_page_is_bent_back() -> None:
    grey = synthesis.make_page("nghi-quyet-chuyen-doi-so", 0, dpi=150).image.min(2)
    work, frame = geometry.turn_clockwise(grey, geometry.identity(grey), 3)
    work, frame = geometry.rotate(work, frame, 2.0)
    work, frame = geometry.dewarp(work, frame, Bend(tilt=0.01, fan=0.03, bow=-0.02))
    assert max(shifts(np.ascontiguousarray(np.rot90(work, -1)), grey)) > 5
    assert max(shifts(on_page(CleanedPage(work, frame)), grey)) < 1


def test_a_large_page_comes_back_smaller() -> None:
    grey = np.full((5000, 1000), 255, np.uint8)
    grey[3000:3200, 400:600] = 0
    back = on_page(CleanedPage(*geometry.shrink(grey, geometry.identity(grey), 4000)))
    assert back.shape == (4000, 800)
    assert back[2480, 400] == 0
    assert back[2360, 400] == 255


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `ba.pdf`: a page with a stamp, a page without, a blank one."""
    folder = tmp_path_factory.mktemp("scans")
    pages = synthesis.make("nghi-quyet-chuyen-doi-so", wear="office", dpi=150, seed=5)[:2]
    images = [Image.fromarray(page.image) for page in pages] + [Image.new("RGB", (1240, 1754), "white")]
    images[0].save(folder / "ba.pdf", save_all=True, append_images=images[1:], resolution=150)
    return folder


def test_inspects_all_pages_of_a_file(tmp_path: Path, scans: Path) -> None:
    place = Place(tmp_path)
    done = place.sohoa("inspect", scans / "ba.pdf")
    assert (done.returncode, done.stdout) == (0, "ba.inspect.html\n"), done.stderr
    assert done.stderr.splitlines() == ["[1/3] trang 1", "[2/3] trang 2", "[3/3] trang 3"]
    assert sorted(path.name for path in place.root.iterdir()) == ["ba.inspect.html", "data"]
    seen = Seen((place.root / "ba.inspect.html").read_text(encoding="utf-8"))

    record = json.loads(place.sohoa("read", scans / "ba.pdf", "--format", "json").stdout)
    assert len(seen.data) == len(record["pages"]) == 3
    for words, page in zip(seen.data, record["pages"], strict=True):
        read = [
            word["text"]
            for part in ("regions", "stamps")
            for one in page[part]
            for line in one["lines"]
            for word in line["words"]
        ]
        assert [word["text"] for word in words] == read
    stamps = [stamp for page in record["pages"] for stamp in page["stamps"]]
    assert stamps
    boxes = [Box(**stamp["box"]) for stamp in stamps]
    assert Counter(seen.rectangles("stamp")) == Counter(2 * [drawn(box) for box in boxes])
    assert [decoded(uri).size for uri in seen.pictures[:2]] == [(1240, 1754)] * 2
    assert "trang trắng" in seen.said


def test_inspects_one_page_under_a_name_of_its_own(tmp_path: Path, scans: Path) -> None:
    place = Place(tmp_path)
    (place.root / "xem").mkdir()
    done = place.sohoa("inspect", scans / "ba.pdf", "--page", "3", "--out", "xem", lang="en")
    assert (done.returncode, done.stdout) == (0, "xem/ba-p3.inspect.html\n"), done.stderr
    assert done.stderr == "[1/1] page 3\n"
    seen = Seen((place.root / "xem" / "ba-p3.inspect.html").read_text(encoding="utf-8"))
    assert len(seen.data) == 1
    assert "Page 3" in seen.said
    assert "3 pages" in seen.said


def test_inspects_a_folder_of_images(tmp_path: Path) -> None:
    place = Place(tmp_path)
    folder = place.root / "hồ sơ 1.2"
    folder.mkdir()
    Image.new("L", (400, 500), 255).save(folder / "1.png")
    done = place.sohoa("inspect", folder)
    assert (done.returncode, done.stdout) == (0, "hồ sơ 1.2.inspect.html\n"), done.stderr


@pytest.mark.parametrize(
    ("name", "content", "arguments", "code"),
    [
        ("a.pdf", b"", (), "empty-file"),
        ("a.pdf", b"no scan at all", (), "not-a-scan"),
        ("a.png", None, ("--page", "2"), "no-such-page"),
        ("a.png", None, ("--out", "a.png"), "output"),
        ("a.png", None, ("--out", "b.png"), "output"),
        ("a.png", None, ("--out", "nowhere/a.html"), "output"),
        ("a.png", None, ("--out", "a.png/a.html"), "output"),
    ],
)
def test_says_what_is_wrong_and_leaves_everything_as_it_was(
    tmp_path: Path, name: str, content: bytes | None, arguments: tuple[str, ...], code: str
) -> None:
    place = Place(tmp_path)
    Image.new("L", (400, 500), 255).save(place.root / "b.png")
    if content is None:
        Image.new("L", (400, 500), 255).save(place.root / name)
    else:
        (place.root / name).write_bytes(content)
    before = {path: path.read_bytes() for path in place.root.iterdir() if path.is_file()}
    done = place.sohoa_here("inspect", name, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"[{code}]" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in place.root.iterdir() if path.is_file()} == before


def test_says_that_it_may_not_write_there(tmp_path: Path) -> None:
    place = Place(tmp_path)
    Image.new("L", (400, 500), 255).save(place.root / "a.png")
    shut = place.root / "khoá"
    shut.mkdir(mode=0o555)
    done = subprocess.run(
        [*without_privileges(), *place.command("inspect", "a.png", "--out", "khoá")],
        cwd=place.root,
        env=place.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Không ghi được «khoá/a.inspect.html»: không có quyền ghi." in done.stderr
