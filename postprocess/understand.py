"""From pages as read to a document as understood: unicode, correct, layout, metadata, tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, TypeVar

from ocr.elements import Page, ProcessingStep
from postprocess.boldness import CAUTIOUS, doubt_for
from postprocess.correct import VERSION as CORRECT_VERSION
from postprocess.correct import correct_pages
from postprocess.elements import Document
from postprocess.layout import build_blocks
from postprocess.metadata import read_metadata
from postprocess.orthography import clean_pages
from postprocess.segments import PageView, view
from postprocess.signature import find_signatures
from postprocess.tags import VERSION as TAGS_VERSION
from postprocess.tags import tag_blocks
from postprocess.zones import Header, find_header

T = TypeVar("T")
VERSION = "1"


class _Clock:
    """Runs steps and keeps the record of each."""

    def __init__(self) -> None:
        self.steps: list[ProcessingStep] = []

    def run(self, name: str, step: Callable[[], T], version: str = VERSION, **settings: Any) -> T:
        start = perf_counter()
        result = step()
        self.steps.append(ProcessingStep(name, version, round(perf_counter() - start, 6), settings))
        return result


def first_header(views: Sequence[PageView]) -> Header | None:
    """Return the header of the first page that carries print; None if no page does."""
    return next((find_header(seen) for seen in views if seen.segments), None)


def understand(pages: Sequence[Page], *, correct: bool = True, tag: bool = True, spoiled: float = CAUTIOUS) -> Document:
    """Return what `pages` say: words put right, blocks, metadata, and the record of every step and change.

    With `correct` False, or `spoiled` 0, the words stay as read, but for Unicode's look-alikes; `spoiled` is how many
    right words of 10,000 correction may spoil. With `tag` False there are no tags, and the seconds that loading spaCy
    takes are saved. Pages may be empty; what is on them raises nothing.

    Raises:
        MissingToolError: a data file of `models/` is not installed.

    """
    clock = _Clock()
    cleaned, folded = clock.run("unicode", lambda: clean_pages(pages))
    record = folded
    doubt = doubt_for(spoiled) if correct else 0.0
    if doubt:
        cleaned, mended = clock.run(
            "correct", lambda: correct_pages(cleaned, doubt=doubt), CORRECT_VERSION, spoiled=spoiled, doubt=doubt
        )
        record = (*folded, *mended)
    views = clock.run("view", lambda: [view(page) for page in cleaned])
    header = first_header(views)
    signatures = find_signatures(views)
    blocks = clock.run("layout", lambda: build_blocks(views, header, signatures))
    metadata = clock.run("metadata", lambda: read_metadata(cleaned, header, signatures))
    tags = clock.run("tag", lambda: tag_blocks(blocks), TAGS_VERSION) if tag else ()
    return Document(cleaned, blocks, metadata, record, tuple(clock.steps), tags)
