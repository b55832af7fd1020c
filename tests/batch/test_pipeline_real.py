"""The batch with the real reader and the real understanding, on the sample scans."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.package import Archive
from batch.pipeline import Status, digitize_batch
from core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "real"


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "raw").mkdir()
    folders = {name: tmp_path / name for name in ("raw", "clean", "aside", "state")}
    return Settings(**folders, workers=2, settle_seconds=0)


def test_sample_scans_become_text_and_metadata(settings):
    for name in ("mau-cong-van.jpg", "mau-thong-bao.tif"):
        shutil.copy(ROOT / "data" / "raw" / name, settings.raw)
    letter, notice = digitize_batch([settings.raw], settings)
    assert [outcome.status for outcome in (letter, notice)] == [Status.ARCHIVED] * 2
    assert notice.doc_type == "THÔNG BÁO"
    assert letter.pages == 1
    assert notice.pages == 2
    for outcome in (letter, notice):
        text = (outcome.location / "text.txt").read_text("utf-8")
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
        assert outcome.quality > 0.8
        assert outcome.number
    for package in Archive(settings.clean).packages():
        assert package.damage() == []
        record = package.record()
        assert {step.name for page in record.pages for step in page.steps}
        assert record.steps
        assert not any(page.blank for page in record.pages)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="real scans are not beside this checkout")
def test_blank_real_pages_are_called_blank(settings):
    blank = ("r003_p2.jpg", "r020_p1.png")
    for name in blank:
        shutil.copy(SHARED / "pages" / name, settings.raw)
    digitize_batch([settings.raw], settings)
    packages = list(Archive(settings.clean).packages())
    assert len(packages) == 2
    for package in packages:
        assert package.record().pages[0].blank
        assert package.text().strip() == ""
