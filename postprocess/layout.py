"""Lines to blocks: header, title, headings, paragraphs across lines and pages, lists, tables, signatures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ocr.elements import Box, RegionKind
from postprocess.elements import Block, BlockKind
from postprocess.patterns import ADDRESSEES_KEY, HEADINGS, LIST_ITEM, PREAMBLE_KEY, RECIPIENTS_KEY, RULE
from postprocess.segments import PageView, Segment
from postprocess.signature import Signature
from postprocess.zones import Header

# A first line is set in by 10 mm of 165 mm (HD05, appendix 2); half of that is an indent.
_INDENT = 0.03
# A line that ends this far before the right margin is the last of its paragraph.
_SHORT = 0.12
# Lines of one paragraph stand within this many line heights of each other.
_SAME_PARAGRAPH = 1.5
_ENDS = (".", ";", ":", "!", "?", "./.", "”", '"')
# Titles of headings are one to four lines, centred or bold; more is a paragraph.
_HEADING_WORDS = 40


@dataclass(slots=True)
class _Open:
    """A block being filled. `last` is its latest line."""

    kind: BlockKind
    segments: list[Segment]
    level: int = 0

    def closed(self) -> Block:
        """Return the block; its box is on the page where it starts."""
        first = self.segments[0]
        box = Box.hull(s.source for s in self.segments if s.page == first.page)
        # The lines of these are meant as lines; elsewhere a line's end means nothing.
        lined = self.kind in (BlockKind.TABLE, BlockKind.RECIPIENTS, BlockKind.SIGNATURE, BlockKind.HEADER)
        text = ("\n" if lined else " ").join(segment.text for segment in self.segments)
        return Block(self.kind, text, first.page, box, self.level)


def heading_level(segment: Segment) -> int:
    """Return the depth of the heading that the line opens, from 1; 0 if it opens none."""
    for level, pattern in enumerate(HEADINGS, start=1):
        if pattern.match(segment.text):
            return level
    return 0


def _opens(view: PageView, segment: Segment) -> tuple[BlockKind, int] | None:
    """Return (kind, level) of the block that this line's own form opens; None if it may go on with the last one."""
    if RULE.match(segment.text):
        return None
    level = heading_level(segment)
    if level and (level <= 5 or segment.box.left - view.left > -_INDENT * view.width):
        return BlockKind.HEADING, level
    if LIST_ITEM.match(segment.text):
        return BlockKind.LIST_ITEM, 0
    if PREAMBLE_KEY.match(segment.key) and segment.text[:1].isupper():
        return BlockKind.PREAMBLE, 0
    return None


def _goes_on(view: PageView, block: _Open, segment: Segment) -> bool:
    """Whether `segment` continues `block`: by distance, indent, the line before; over a page break by punctuation."""
    last = block.segments[-1]
    if block.kind is BlockKind.TABLE:
        return segment.kind is RegionKind.TABLE
    if segment.kind is RegionKind.TABLE:
        return False
    indented = segment.box.left - view.left > _INDENT * view.width
    if last.page != segment.page:
        return not last.text.rstrip().endswith(_ENDS) and not indented and not segment.text[:1].isupper()
    gap = segment.box.top - last.box.bottom
    if gap > _SAME_PARAGRAPH * view.line_height or segment.box.bottom < last.box.top:
        return False
    short = last.box.right < view.right - _SHORT * view.width
    centred = (
        abs(last.middle - view.centre) < 0.02 * view.width and last.box.left - view.left > 2 * _INDENT * view.width
    )
    if centred and indented and last.capitals == segment.capitals:
        return True
    if short and last.text.rstrip().endswith(_ENDS):
        return False
    if indented:
        return segment.text[:1].islower() and not last.text.rstrip().endswith(_ENDS)
    return not (short and segment.text[:1].isupper() and block.kind is not BlockKind.LIST_ITEM)


def _body(views: Sequence[PageView], used: Collection[tuple[int, int]]) -> Iterator[Block]:
    current: _Open | None = None
    for view in views:
        for segment in view.segments:
            if (segment.page, segment.order) in used or (RULE.match(segment.text) and segment.kind is RegionKind.TEXT):
                continue
            opened = _opens(view, segment) if segment.kind is RegionKind.TEXT else None
            if current and not opened and _goes_on(view, current, segment):
                current.segments.append(segment)
                continue
            if current:
                yield current.closed()
            if segment.kind is RegionKind.TABLE:
                current = _Open(BlockKind.TABLE, [segment])
            elif opened:
                current = _Open(opened[0], [segment], opened[1])
            elif segment.capitals and len(segment.words) <= _HEADING_WORDS and _centred(view, segment):
                current = _Open(BlockKind.HEADING, [segment], 1)
            else:
                current = _Open(BlockKind.PARAGRAPH, [segment])
    if current:
        yield current.closed()


def _centred(view: PageView, segment: Segment) -> bool:
    return abs(segment.middle - view.centre) < 0.03 * view.width


def _recipients(view: PageView, used: Collection[tuple[int, int]]) -> list[Segment]:
    """Return `Nơi nhận:` and the lines of its list, down the left half."""
    start = next((s for s in view.segments if RECIPIENTS_KEY.match(s.key) and (s.page, s.order) not in used), None)
    if start is None:
        return []
    lines = [start]
    below = sorted((s for s in view.segments if s.box.top > start.box.top), key=lambda s: s.box.top)
    for segment in below:
        if (segment.page, segment.order) in used or segment.box.left > view.centre:
            continue
        if segment.box.top - lines[-1].box.bottom > 2.5 * view.line_height:
            break
        if segment.box.right > view.right - 0.05 * view.width and len(segment.words) > 8:
            break
        lines.append(segment)
    return lines


def _fixed(kind: BlockKind, segments: Sequence[Segment]) -> Block:
    return _Open(kind, list(segments)).closed()


def build_blocks(
    views: Sequence[PageView], header: Header | None, signatures: Sequence[Signature]
) -> tuple[Block, ...]:
    """Return the blocks of the document, page by page: header and title first, signatures and recipients last."""
    front: list[Block] = []
    used: set[tuple[int, int]] = set()
    if header is not None:
        front = _front(views, header, used)
    ends: list[Block] = []
    for signature in signatures:
        ends.append(_fixed(BlockKind.SIGNATURE, signature.segments))
        used.update((s.page, s.order) for s in signature.segments)
    for view in views:
        lines = _recipients(view, used)
        if lines:
            ends.append(_fixed(BlockKind.RECIPIENTS, lines))
            used.update((s.page, s.order) for s in lines)
    numbers = [_fixed(BlockKind.PAGE_NUMBER, [s]) for view in views for s in view.page_numbers]
    blocks = [*front, *_body(views, used)]
    return tuple(_placed(blocks, ends, numbers))


def _front(views: Sequence[PageView], header: Header, used: set[tuple[int, int]]) -> list[Block]:
    """Return header and title blocks and mark their segments as used."""
    blocks: list[Block] = []
    view = next(v for v in views if v.number == header.page)
    left = [*header.issuer, *([header.number] if header.number else []), *header.marks]
    left += header.title if header.letter_title else []
    right = [*header.mottos, *([header.date] if header.date else [])]
    for column in (left, right):
        if column:
            blocks.append(_fixed(BlockKind.HEADER, sorted(column, key=lambda s: s.box.top)))
            used.update((s.page, s.order) for s in column)
    titled = [*([header.doc_type] if header.doc_type else []), *(() if header.letter_title else header.title)]
    if titled:
        blocks.append(_fixed(BlockKind.TITLE, titled))
        used.update((s.page, s.order) for s in titled)
    if header.addressees is not None:
        blocks.append(_fixed(BlockKind.RECIPIENTS, _addressees(view, header.addressees)))
        used.update((s.page, s.order) for s in _addressees(view, header.addressees))
    return blocks


def _addressees(view: PageView, start: Segment) -> list[Segment]:
    """Return `Kính gửi:` and the list under it."""
    lines = [start]
    for segment in view.segments:
        if segment.order <= start.order:
            continue
        near = segment.box.top - lines[-1].box.bottom < 1.5 * view.line_height
        listed = LIST_ITEM.match(segment.text) or segment.box.left > start.box.left + 2 * view.line_height
        if not near or not listed or ADDRESSEES_KEY.match(segment.key):
            break
        lines.append(segment)
    return lines


def _placed(blocks: Sequence[Block], ends: Sequence[Block], numbers: Sequence[Block]) -> Iterator[Block]:
    """Merge by page: number first, then the body, then signatures and recipients."""
    pages = sorted({block.page for block in (*blocks, *ends, *numbers)})
    for page in pages:
        for part in (numbers, blocks, ends):
            yield from (replace(block) for block in part if block.page == page)
