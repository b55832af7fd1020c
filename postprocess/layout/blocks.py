"""Lines to blocks: header, title, the content in its tree, signatures, recipients, copies, and what stands aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from ocr.elements import RegionKind
from postprocess.elements import Block, BlockKind
from postprocess.layout.copies import SecondHand
from postprocess.layout.footnotes import footnotes
from postprocess.layout.labels import Scheme, label
from postprocess.layout.open_block import OpenBlock
from postprocess.layout.outline import outline
from postprocess.layout.page_view import PageView, Segment
from postprocess.layout.paragraphs import content
from postprocess.layout.patterns import ADDRESSEES_KEY, FILE_TAG, PAGE_NUMBER, RECIPIENTS_KEY
from postprocess.layout.signature import Signature
from postprocess.layout.zones import Header

# Running heads and file tags stand this near to the upper or lower edge of the page, as a share of its height; three
# pages show that one repeats.
_EDGE: Final = 0.08
_REPEATS: Final = 3
# Line heights from one line of a list to the next: of recipients, of addressees.
_RECIPIENTS_WITHIN: Final = 2.5
_ADDRESSEES_WITHIN: Final = 1.5
# A line of more words that ends nearer to the right margin than this share of the print's width is no recipient.
_RECIPIENT_WORDS: Final = 8
_RIGHT_MARGIN: Final = 0.05
# Line heights by which addressees without a dash are set in below `Kính gửi:`, at least.
_ADDRESSEES_INDENT: Final = 2

Used = set[tuple[int, int]]


def build_blocks(
    views: Sequence[PageView],
    header: Header | None,
    signatures: Sequence[Signature],
    hands: Sequence[SecondHand] = (),
) -> tuple[Block, ...]:
    """Return the blocks of the document, page by page: header and title first, signatures and recipients last.

    What repeats on pages or tags the file is RUNNING, what a copier or confirmer added COPY; footnotes end their page.
    """
    used: Used = set()
    aside = list(_running(views, used))
    copies = []
    for hand in hands:
        lines = [s for s in hand.segments if (s.page, s.order) not in used]
        if lines:
            copies.append(_fixed(BlockKind.COPY, lines, used))
    front = _front(views, header, used) if header is not None else []
    ends = [_fixed(BlockKind.SIGNATURE, signature.segments, used) for signature in signatures]
    for view in views:
        lines = _recipients(view, used)
        if lines:
            ends.append(_fixed(BlockKind.RECIPIENTS, lines, used))
    notes = []
    for view in views:
        free = [s for s in view.segments if (s.page, s.order) not in used and s.kind is RegionKind.TEXT]
        notes += [_fixed(BlockKind.FOOTNOTE, lines, used) for lines in footnotes(view, free)]
    numbers = [_fixed(BlockKind.PAGE_NUMBER, [s], set()) for view in views for s in view.page_numbers]
    blocks = [*front, *(opened.closed() for opened in content(views, used))]
    return outline(list(_placed([numbers, blocks, ends, copies, notes, aside])))


def _fixed(kind: BlockKind, segments: Sequence[Segment], used: Used) -> Block:
    used.update((s.page, s.order) for s in segments)
    return OpenBlock(kind, list(segments)).closed()


def _running(views: Sequence[PageView], used: Used) -> Iterator[Block]:
    """Yield what tags the file, numbers the page or repeats, at the edge of pages."""
    edges = [
        segment
        for view in views
        for segment in view.segments
        if segment.box.bottom < _EDGE * view.size[1] or segment.box.top > (1 - _EDGE) * view.size[1]
    ]
    repeated = Counter(segment.key for segment in edges)
    for segment in edges:
        if PAGE_NUMBER.match(segment.text):
            yield _fixed(BlockKind.PAGE_NUMBER, [segment], used)
        elif FILE_TAG.match(segment.text) or repeated[segment.key] >= _REPEATS:
            yield _fixed(BlockKind.RUNNING, [segment], used)


def _recipients(view: PageView, used: Used) -> list[Segment]:
    """Return `Nơi nhận:` and the lines of its list, down the left half."""
    start = next((s for s in view.segments if RECIPIENTS_KEY.match(s.key) and (s.page, s.order) not in used), None)
    if start is None:
        return []
    lines = [start]
    below = sorted((s for s in view.segments if s.box.top > start.box.top), key=lambda s: s.box.top)
    for segment in below:
        if (segment.page, segment.order) in used or segment.box.left > view.centre:
            continue
        if segment.box.top - lines[-1].box.bottom > _RECIPIENTS_WITHIN * view.line_height:
            break
        if segment.box.right > view.right - _RIGHT_MARGIN * view.width and len(segment.words) > _RECIPIENT_WORDS:
            break
        lines.append(segment)
    return lines


def _front(views: Sequence[PageView], header: Header, used: Used) -> list[Block]:
    """Return header and title blocks and note their segments as used."""
    blocks: list[Block] = []
    view = next(v for v in views if v.number == header.page)
    left = [*header.issuer, *header.markings, *(s for s in (header.number, header.draft) if s)]
    left += header.title if header.letter_title else []
    right = [*header.mottos, *(s for s in (header.date, header.circulation) if s)]
    for column in (left, right):
        free = {s.order: s for s in column if (s.page, s.order) not in used}
        if free:
            blocks.append(_fixed(BlockKind.HEADER, sorted(free.values(), key=lambda s: s.box.top), used))
    titled = [s for s in (header.doc_type, *header.author) if s]
    titled += () if header.letter_title else header.title
    titled = [s for s in titled if (s.page, s.order) not in used]
    if titled:
        blocks.append(_fixed(BlockKind.TITLE, titled, used))
    if header.addressees is not None and (header.addressees.page, header.addressees.order) not in used:
        blocks.append(_fixed(BlockKind.ADDRESSEES, _addressees(view, header.addressees, used), used))
    return blocks


def _addressees(view: PageView, start: Segment, used: Used) -> list[Segment]:
    """Return `Kính gửi:` and the list under it."""
    lines = [start]
    for segment in view.segments:
        if segment.order <= start.order or (segment.page, segment.order) in used:
            continue
        near = segment.box.top - lines[-1].box.bottom < _ADDRESSEES_WITHIN * view.line_height
        found = label(segment.text)
        dashed = found is not None and found.scheme is Scheme.DASH
        listed = dashed or (not found and segment.box.left > start.box.left + _ADDRESSEES_INDENT * view.line_height)
        if not near or not listed or ADDRESSEES_KEY.match(segment.key) or segment.kind is not RegionKind.TEXT:
            break
        lines.append(segment)
    return lines


def _placed(parts: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """Merge by page; on each the parts in their order."""
    pages = sorted({block.page for part in parts for block in part})
    for page in pages:
        for part in parts:
            yield from (block for block in part if block.page == page)
