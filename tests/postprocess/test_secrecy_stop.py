"""A scan marked secret stops before anything of it is written in clear: through the batch, the commands and Prefect."""

from __future__ import annotations

import dataclasses
import json
import logging
from pathlib import Path

import msgspec
import pytest
from conftest import Place
from PIL import Image
from scan_files import image_pdf

import synthesis
from archive.aside import list_aside
from archive.package import Archive
from batch.pipeline import Status, digitize_batch
from core.settings import Settings
from synthesis.content import library

TEXT = "bien-ban-dai-hoi-chi-bo"
# Words of the document, as bytes of a file or a database would hold them.
WORDS = ("BIÊN BẢN", "Độc lập", "CỘNG SẢN", "chi bộ")


def picture(secrecy: str) -> Image.Image:
    document = library.load(TEXT)
    # Its head and its end: what stands between takes long to read, and the mark does not stand there.
    document = dataclasses.replace(document, secrecy=secrecy, body=document.body[:2])
    return Image.fromarray(synthesis.make_page(document, 0, dpi=200).image)


@pytest.fixture(scope="module")
def pages() -> dict[str, Image.Image]:
    return {mark: picture(mark) for mark in ("", "TỐI MẬT")}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    folders = {name: tmp_path / name for name in ("raw", "clean", "aside", "state")}
    return Settings(**folders, workers=2, settle_seconds=0)


def leaks(root: Path, *scans: str) -> list[Path]:
    """The files below `root`, but for the scans themselves, that hold words of the document."""
    needles = [
        needle
        for word in WORDS
        for needle in (word.encode(), word.encode("utf-16-le"), json.dumps(word).strip('"').encode())
    ]
    files = [path for path in root.rglob("*") if path.is_file() and path.name not in scans]
    return [path for path in files if any(needle in path.read_bytes() for needle in needles)]


@pytest.mark.parametrize("take_out", [False, True])
def test_a_secret_scan_is_set_aside_and_nothing_of_it_is_written(settings, pages, caplog, take_out, tmp_path) -> None:
    caplog.set_level(logging.DEBUG)
    scan = settings.raw / "quét 01.pdf"
    # The mark stands on the second page: another document may begin there.
    image_pdf(scan, [pages[""], pages["TỐI MẬT"]])
    (outcome,) = digitize_batch([settings.raw], settings, take_out=take_out)
    assert (outcome.status, outcome.code) == (Status.SET_ASIDE, "secret")
    assert "Trang 2 có dấu độ mật «TỐI MẬT»" in outcome.reason
    assert (outcome.doc_type, outcome.number, outcome.symbol, outcome.secrecy) == ("", "", "", "")
    assert scan.exists() is not take_out
    assert outcome.location == settings.aside / scan.name and outcome.location.is_file()
    (reason,) = list_aside(settings.aside)
    assert reason.message == outcome.reason
    assert list(Archive(settings.clean).packages()) == []
    assert list((settings.clean / ".work").iterdir()) == []
    assert leaks(tmp_path, scan.name) == []
    assert not any(word in caplog.text for word in WORDS)


def test_allowed_secret_scans_are_archived_and_their_record_says_so(settings, pages) -> None:
    pages["TỐI MẬT"].save(settings.raw / "a.png", dpi=(200, 200))
    (outcome,) = digitize_batch([settings.raw], msgspec.structs.replace(settings, allow_secret=True))
    assert (outcome.status, outcome.secrecy) == (Status.ARCHIVED, "TỐI MẬT")
    (package,) = Archive(settings.clean).packages()
    secrecy = package.record().metadata.secrecy
    assert secrecy is not None and (secrecy.normal, secrecy.page) == ("tối mật", 1)


def test_the_commands_refuse_a_secret_scan_and_leave_nothing(place: Place, pages) -> None:
    scan = place.root / "a.pdf"
    image_pdf(scan, [pages["TỐI MẬT"], pages[""]])
    for arguments in (["read", scan], ["read", scan, "--page", "2"], ["inspect", scan, "--page", "2"]):
        done = place.sohoa(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert "[secret]" in done.stderr and "«TỐI MẬT»" in done.stderr
    batch = place.sohoa("digitize", scan)
    assert batch.returncode == 3, batch.stderr
    assert "«TỐI MẬT»" in batch.stdout.replace("\n", " ")
    assert sorted(path.name for path in place.root.iterdir()) == ["a.pdf", "data"]
    assert leaks(place.root, scan.name) == []
    allowed = place.sohoa("read", scan, "--page", "2", "--allow-secret")
    assert allowed.returncode == 0 and "BIÊN BẢN" in allowed.stdout
    assert "BIÊN BẢN" in place.sohoa("read", scan, "--page", "1", allow_secret=1).stdout
