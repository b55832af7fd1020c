"""How marks of secrecy are counted: made pages that bear one, and what a reading says of it."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from benchmarks.measures import secrecy_marks
from ocr.elements import Box, Line, Page, Stamp, StampKind, Word


def page(*said: str) -> Page:
    """Return a page with a stamp of secrecy that was read so."""
    box = Box(300, 300, 500, 360)
    words = tuple(Word(text, box, 0.9) for text in said)
    stamps = (Stamp(StampKind.SECRECY, box, (Line(box, words),) if words else (), 0.9),) if said != ("",) else ()
    return Page(number=1, width=1240, height=1754, dpi=150, regions=(), stamps=stamps)


@pytest.mark.parametrize(
    ("said", "expected"),
    [(("TỐI", "MẬT"), "read"), (("MẬT",), "wrong degree"), ((), "suspected"), (("",), "nothing seen")],
)
def test_what_is_seen_of_a_mark(said: tuple[str, ...], expected: str) -> None:
    assert secrecy_marks.seen(page(*said), "TỐI MẬT") == expected


def test_a_page_that_could_not_be_read_shows_no_mark() -> None:
    assert secrecy_marks.seen(None, "MẬT") == "nothing seen"


@pytest.mark.parametrize("place", secrecy_marks.PLACES)
def test_documents_bear_the_mark_and_the_stamp(place: str) -> None:
    for document in itertools.islice(secrecy_marks.documents(place, "MẬT"), 3):
        assert document.secrecy == "MẬT" and (document.incoming is None) == (place == "free")


def test_the_table_counts_pages() -> None:
    table = secrecy_marks.table([("free", Counter({"read": 5, "nothing seen": 1}))])
    assert "| free | 6 | 5 | 0 | 0 | 1 |" in table
