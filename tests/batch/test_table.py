"""The result table says what is not sure."""

from pathlib import Path

import pytest
from wording_catalogue import VIETNAMESE

from batch.table import HEADINGS, row, summary
from core.errors import EngineError
from core.outcome import Outcome, Status
from core.wording import UNSURE


def outcome(*unsure: str) -> Outcome:
    return Outcome(
        "a.pdf", Path("a.pdf"), Status.ARCHIVED, 1, "CHỈ THỊ", "đ@", "CT-UBND", 0.9, Path("kho/a"), unsure=unsure
    )


def test_a_doubtful_number_is_marked_in_its_cell_and_explained_below():
    doubtful = outcome("number")
    assert row(doubtful)[3] == f"đ@/CT-UBND{UNSURE}"
    assert row(doubtful)[2] == "CHỈ THỊ"
    assert "(?)" in summary([doubtful])


def test_sure_values_stand_alone():
    assert row(outcome())[2:4] == ("CHỈ THỊ", "đ@/CT-UBND")
    assert "(?)" not in summary([outcome()])
    assert row(outcome("doc_type"))[2].endswith(UNSURE)


def test_a_scan_of_several_documents_says_so() -> None:
    several = Outcome("x.pdf", Path("x.pdf"), Status.ARCHIVED, pages=5, parts=2, location=Path("x"))
    assert row(several)[1] == "5 (2 văn bản?)"
    assert "nhiều văn bản" in summary([several])
    assert "nhiều văn bản" not in summary([Outcome("x.pdf", Path("x.pdf"), Status.ARCHIVED, pages=5)])


def test_speaks_english_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_LANG", "en")
    one = Outcome("x.pdf", Path("x.pdf"), Status.ARCHIVED, 5, "KL", quality=0.9, location=Path("x"), parts=2)
    other = Outcome("y.pdf", Path("y.pdf"), Status.FAILED, reason=EngineError(page=1).message)
    assert row(one)[1:6] == ("5 (2 documents?)", "KL", "", "90.0%", "Archived")
    assert summary([one, other]).startswith("2 documents, 5 pages: 1 archived, 1 failed (will be retried).")
    told = (*map(str, HEADINGS), *row(one), *row(other), summary([one]), summary([]))
    assert [text for text in told if VIETNAMESE.search(text)] == []
