"""Numbers of a table's rows, told by the rows around them."""

from __future__ import annotations

import pytest

from ocr.elements import Box, Line, Page, Region, RegionKind, Word
from postprocess.words.row_numbers import number_rows


def a_page(column: list[str], kind: RegionKind = RegionKind.TABLE) -> Page:
    lines = []
    for row, first in enumerate(column):
        words = [
            Word(text, Box(10 + 90 * at, 40 * row, 80 + 90 * at, 40 * row + 30), 0.8)
            for at, text in enumerate([first, "Dân", "số"] if first else ["Dân", "số"])
        ]
        ends = (1, len(words)) if first else (0, len(words))
        lines.append(Line(Box(0, 40 * row, 300, 40 * row + 30), tuple(words), ends))
    region = Region(kind, Box(0, 0, 300, 40 * len(column)), tuple(lines))
    return Page(1, 400, 600, 100, (region,))


def column_of(page: Page) -> list[str]:
    return [line.words[0].text if line.ends[0] else "" for line in page.regions[0].lines]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (["TT", "I", "2", "3"], ["TT", "1", "2", "3"]),
        (["9", "l0", "II", "12"], ["9", "10", "11", "12"]),
        (["10", "ll"], ["10", "11"]),
        (["19", "2O", "21"], ["19", "20", "21"]),
        # Headings of sections count for themselves.
        (["I", "1", "2", "II", "1"], ["I", "1", "2", "II", "1"]),
        (["I", "II", "III"], ["I", "II", "III"]),
        (["2", "I", "2"], ["2", "I", "2"]),
        (["", "I", ""], ["", "I", ""]),
        (["O", "1"], ["O", "1"]),
    ],
)
def test_rows_that_count_tell_what_was_misread(read: list[str], printed: list[str]) -> None:
    (page,), record = number_rows([a_page(read)])
    assert column_of(page) == printed
    assert [change.text for change in record] == [b for a, b in zip(read, printed, strict=True) if a != b]


def test_nothing_but_tables_is_counted_and_what_was_read_stays_known() -> None:
    assert number_rows([a_page(["I", "2"], RegionKind.TEXT)])[1] == ()
    ((page,), _) = number_rows([a_page(["I", "2"])])
    assert page.regions[0].lines[0].words[0].raw == "I"
