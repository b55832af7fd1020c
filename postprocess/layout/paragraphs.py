"""Lines to paragraphs, headings and list items, across lines and pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from core.rules import decide
from ocr.elements import RegionKind
from postprocess.elements import BlockKind
from postprocess.layout.continuation import Junction, goes_on, opens_preamble
from postprocess.layout.labels import LIST_SCHEMES
from postprocess.layout.margins import Margins, PlacedLine, usual_margins
from postprocess.layout.open_block import HEADING_WORDS, OpenBlock
from postprocess.layout.page_view import PageView, Segment
from postprocess.layout.patterns import APPENDIX_LABEL_KEY, DASHED_LINE

# The label of an appendix stands on a line of few words: `PHỤ LỤC SỐ 2`.
_APPENDIX_LABEL_WORDS: Final = 8


def content(views: Sequence[PageView], used: Collection[tuple[int, int]]) -> Iterator[OpenBlock]:
    """Yield the blocks of the content: what is neither header, signature, recipients nor set apart otherwise."""
    left = [[s for s in view.segments if (s.page, s.order) not in used] for view in views]
    texts = [[s for s in free if s.kind is RegionKind.TEXT] for free in left]
    usual = usual_margins(views, texts)
    current: OpenBlock | None = None
    before: PlacedLine | None = None
    for view, free, lines in zip(views, left, texts, strict=True):
        margins = Margins.of(view, lines, usual.get(view.size))
        top = True  # Nothing but a table that goes on was seen on this page.
        for segment in free:
            if segment.kind is RegionKind.TEXT and DASHED_LINE.match(segment.text):
                continue
            line = None if segment.kind is RegionKind.TABLE else PlacedLine.of(margins, segment)
            if current and line is None and current.kind is BlockKind.TABLE:
                current.segments.append(segment)
                continue
            if current and line and before and goes_on(Junction(view, margins, current, before, line, top)):
                current.segments.append(segment)
            else:
                if current:
                    yield current
                current = _opened(line, top) if line else OpenBlock(BlockKind.TABLE, [segment])
            before, top = line, False
    if current:
        yield current


def opens_appendix(view: PageView) -> bool:
    """Whether the page begins with the label of an appendix."""
    first = next((s for s in view.segments if not DASHED_LINE.match(s.text)), None)
    return first is not None and _is_appendix_label(first)


def _is_appendix_label(segment: Segment) -> bool:
    return APPENDIX_LABEL_KEY.match(segment.key) is not None and len(segment.words) <= _APPENDIX_LABEL_WORDS


def _opened(line: PlacedLine, top: bool) -> OpenBlock:
    """Return the block that `line` opens; `top` says that it is the first of its page."""
    kind = decide(_OPENING_RULES, line, top) or BlockKind.PARAGRAPH
    labelled = kind in (BlockKind.HEADING, BlockKind.LIST_ITEM)
    return OpenBlock(kind, [line.segment], line.label if labelled else None)


def _appendix(line: PlacedLine, top: bool) -> BlockKind | None:
    """`PHỤ LỤC II`, centred or at the head of a page."""
    return BlockKind.APPENDIX if (line.centred or top) and _is_appendix_label(line.segment) else None


def _preamble(line: PlacedLine, top: bool) -> BlockKind | None:
    """A legal basis, with a dash or without."""
    return BlockKind.PREAMBLE if opens_preamble(line.segment) else None


def _labelled(line: PlacedLine, top: bool) -> BlockKind | None:
    """A heading or an item, by the scheme of its label."""
    if line.label is None:
        return None
    return BlockKind.LIST_ITEM if line.label.scheme in LIST_SCHEMES else BlockKind.HEADING


def _centred_heading(line: PlacedLine, top: bool) -> BlockKind | None:
    """A line in capitals, centred, not too long for a heading."""
    heading = line.centred and line.segment.capitals and len(line.segment.words) <= HEADING_WORDS
    return BlockKind.HEADING if heading else None


_OPENING_RULES: Final = (_appendix, _preamble, _labelled, _centred_heading)
"""What a line opens; a paragraph where none of these has an answer."""
