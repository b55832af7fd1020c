"""The result table says what is not sure."""

from pathlib import Path

from batch.table import row, summary
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
