"""From pages as read to a document as understood: unicode, correct, layout, metadata, tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, TypeVar

from ocr.elements import Page, ProcessingStep
from postprocess.elements import Block, Document, Metadata, Part
from postprocess.fields.metadata import read_metadata
from postprocess.fields.routes import Routes, routed
from postprocess.layout.blocks import build_blocks
from postprocess.layout.copies import SecondHand, second_hands
from postprocess.layout.page_view import PageView, view
from postprocess.layout.paragraphs import opens_appendix
from postprocess.layout.signature import Signature, find_signatures
from postprocess.layout.splitting import Start, starts
from postprocess.tagging.tags import tag_blocks
from postprocess.words.boldness import CAUTIOUS, doubt_for
from postprocess.words.correct import correct_pages
from postprocess.words.orthography import clean_pages
from postprocess.words.row_numbers import number_rows

T = TypeVar("T")


class _Clock:
    """Runs steps and keeps the record of each."""

    def __init__(self) -> None:
        self.steps: list[ProcessingStep] = []

    def run(self, name: str, step: Callable[[], T], **settings: Any) -> T:
        start = perf_counter()
        result = step()
        self.steps.append(ProcessingStep(name, round(perf_counter() - start, 6), settings))
        return result


def understand(
    pages: Sequence[Page],
    *,
    correct: bool = True,
    tag: bool = True,
    spoiled: float = CAUTIOUS,
    table: Routes | None = None,
) -> Document:
    """Return what `pages` say: words put right, blocks, metadata, and the record of every step and change.

    With `correct` False, or `spoiled` 0, the words stay as read, but for Unicode's look-alikes; `spoiled` is how many
    right words of 10,000 correction may spoil. With `tag` False there are no tags, and the seconds that loading spaCy
    takes are saved. `table` routes the fields, that of `models/routes.json` unless given. Pages may be empty; what is
    on them raises nothing.

    Raises:
        MissingToolError: a data file of `models/` is not installed.

    """
    clock = _Clock()
    cleaned, folded = clock.run("unicode", lambda: clean_pages(pages))
    record = folded
    doubt = doubt_for(spoiled) if correct else 0.0
    if doubt:
        cleaned, mended = clock.run(
            "correct", lambda: correct_pages(cleaned, doubt=doubt), spoiled=spoiled, doubt=doubt
        )
        cleaned, counted = clock.run("row numbers", lambda: number_rows(cleaned))
        record = (*folded, *mended, *counted)
    views = clock.run("view", lambda: [view(page) for page in cleaned])
    begun = clock.run("split", lambda: starts(views))
    ends = [*(start.page for start in begun[1:]), float("inf")]
    sections = [
        _Section.of(start, [v for v in views if start.page <= v.number < end])
        for start, end in zip(begun, ends, strict=bool(begun))
    ]
    blocks = clock.run("layout", lambda: _joined([section.blocks() for section in sections]))
    parts = clock.run("metadata", lambda: tuple(section.part(cleaned, table) for section in sections))
    tags = clock.run("tag", lambda: tag_blocks(blocks)) if tag else ()
    metadata = parts[0].metadata if parts else Metadata()
    separators = tuple(view.number for view in views if view.separator)
    return Document(cleaned, blocks, metadata, record, tuple(clock.steps), tags, parts, separators)


@dataclass(frozen=True)
class _Section:
    """The pages of one of the documents in a scan, and what was found on them."""

    start: Start
    views: Sequence[PageView]
    signatures: tuple[Signature, ...]
    hands: tuple[SecondHand, ...]

    @classmethod
    def of(cls, start: Start, views: Sequence[PageView]) -> _Section:
        hands = second_hands(views)
        # Appendices come behind the signature, and may be signed by whoever drew them up.
        appended = next((place for place, seen in enumerate(views) if place and opens_appendix(seen)), len(views))
        tops = {hand.page: hand.top for hand in hands}
        found = find_signatures(views[:appended], tops) or find_signatures(views[appended:], tops)
        return cls(start, views, found, hands)

    def blocks(self) -> tuple[Block, ...]:
        return build_blocks(self.views, self.start.header, self.signatures, self.hands)

    def part(self, pages: Sequence[Page], table: Routes | None) -> Part:
        first, last = self.start.page, max((v.number for v in self.views), default=self.start.page)
        own = [page for page in pages if first <= page.number <= last]
        metadata = routed(read_metadata(own, self.start.header, self.signatures, self.views, self.hands), table)
        return Part(first, last, self.start.confidence, self.start.evidence, metadata)


def _joined(parts: Sequence[tuple[Block, ...]]) -> tuple[Block, ...]:
    """Return the blocks of all parts; each one's parents are counted on from the parts before."""
    blocks: list[Block] = []
    for part in parts:
        before = len(blocks)
        blocks += [replace(b, parent=b.parent + before) if b.parent is not None else b for b in part]
    return tuple(blocks)
