"""Lines to paragraphs, headings and list items, across lines and pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ocr.elements import Box, RegionKind
from postprocess.elements import LINED, Block, BlockKind
from postprocess.layout.labels import HEADING_SCHEMES, NAMED_BELOW, Label, Scheme, label
from postprocess.layout.page_view import PageView, Segment
from postprocess.layout.patterns import APPENDIX_KEY, APPENDIX_LABEL_KEY, PREAMBLE_KEY, RULE
from postprocess.layout.tables import rows
from postprocess.words.lexicon import fold

# A first line is set in by 10 mm of 165 mm (HD05, appendix 2): 0.06 of the width. Half of that is an indent.
_INDENT = 0.03
# Set in by more, a line is no first line of a paragraph: it is centred, or stands in a column of its own.
_DEEPEST_INDENT = 0.2
# A line that ends this far before the right margin is the last of its paragraph, where lines are justified or not.
_SHORT_JUSTIFIED = 0.03
_SHORT_RAGGED = 0.12
# Lines of one paragraph stand within this many line heights of each other; a gap wider than the usual by this share of
# a line height is one between paragraphs (spacing of 6 pt to lines of 18, HD05).
_SAME_PARAGRAPH = 1.6
_WIDER = 0.25
_CENTRED = 0.03
_ENDS = (".", ";", ":", "!", "?", "./.", "”", '"', "…")
# A heading is a line or three; what is longer, or ends like a sentence of several, is a paragraph with a number.
_HEADING_WORDS = 40
# Margins are told from so many wide lines, near a line or on its page.
_NEIGHBOURS = 8
_ENOUGH = 5
_BROKEN_WORD = re.compile(r"[^\W_]-$")


@dataclass(slots=True)
class Open:
    """A block being filled. `last` is its latest line."""

    kind: BlockKind
    segments: list[Segment]
    label: Label | None = None

    @property
    def last(self) -> Segment:
        """Its latest line."""
        return self.segments[-1]

    def closed(self) -> Block:
        """Return the block; its box is on the page where it starts."""
        first = self.segments[0]
        box = Box.hull(s.source for s in self.segments if s.page == first.page)
        lined = self.kind in LINED
        text = "\n".join(segment.text for segment in self.segments) if lined else run_on(self.segments)
        table = rows(self.segments) if self.kind is BlockKind.TABLE else ()
        kind = self.kind
        marker = self.label.marker if self.label else ""
        if self.label and kind is BlockKind.HEADING and self.label.scheme not in HEADING_SCHEMES and _is_prose(text):
            kind = BlockKind.LIST_ITEM
        return Block(kind, text, first.page, box, marker=marker, rows=table)


def _is_prose(text: str) -> bool:
    """Whether a numbered paragraph is running text, no heading."""
    bare = text.rstrip()
    return len(text.split()) > _HEADING_WORDS or bare.endswith((";", ",")) or (bare.endswith(".") and len(bare) > 60)


def run_on(segments: Sequence[Segment]) -> str:
    """Return the lines as running text; what a hyphen parts at the end of a line (`26-` `NQ/TW`) is joined."""
    text = ""
    for segment in segments:
        glued = _BROKEN_WORD.search(text) is not None and segment.text[:1].isalnum()
        text += ("" if glued or not text else " ") + segment.text
    return text


@dataclass(slots=True)
class _Margins:
    """Where the print of a page begins and ends near each line: pages are bent, and lines stand in columns."""

    left: dict[int, float] = field(default_factory=dict)
    right: dict[int, float] = field(default_factory=dict)
    justified: bool = True
    indents: bool = False
    gap: float = 0.0

    @classmethod
    def of(cls, view: PageView, lines: Sequence[Segment], usual: tuple[float, float] | None) -> _Margins:
        """Measure the lines of the content; where wide ones are few, the `usual` margins of other pages hold."""
        found = cls()
        if not lines:
            return found
        wide = _wide(view, lines)
        page = _edges(wide) if len(wide) >= _ENOUGH else usual or _edges(wide or lines)
        for place, segment in enumerate(lines):
            near = _wide(view, lines[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1])
            found.left[segment.order], found.right[segment.order] = _edges(near) if len(near) >= _ENOUGH else page
        flush = [s for s in wide if s.box.right > found.right[s.order] - 0.015 * view.width]
        found.justified = len(flush) >= 0.55 * len(wide)
        leads = [(s.box.left - found.left[s.order]) / view.width for s in lines]
        found.indents = sum(_INDENT < lead < _DEEPEST_INDENT for lead in leads) > len(lines) // 10
        gaps = sorted(
            b.box.top - a.box.bottom
            for a, b in pairwise(lines)
            if 0 <= b.box.top - a.box.bottom < _SAME_PARAGRAPH * view.line_height
        )
        found.gap = gaps[len(gaps) // 4] if gaps else 0.0
        return found


def _wide(view: PageView, lines: Sequence[Segment]) -> list[Segment]:
    """Return the lines that reach over most of the page's print."""
    return [s for s in lines if s.box.width > 0.6 * view.width]


def _edges(lines: Sequence[Segment]) -> tuple[float, float]:
    """Return (left, right): where most lines begin and end. First lines are set in, strays stand out."""
    lefts, rights = sorted(s.box.left for s in lines), sorted(s.box.right for s in lines)
    return lefts[len(lefts) // 8], rights[-1 - len(rights) // 8]


def _usual(views: Sequence[PageView], free: Sequence[Sequence[Segment]]) -> dict[tuple[int, int], tuple[float, float]]:
    """Return the margins of most pages, by the pages' size in pixels."""
    found: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for view, lines in zip(views, free, strict=True):
        wide = _wide(view, lines)
        if len(wide) >= _ENOUGH:
            found.setdefault(view.size, []).append(_edges(wide))
    return {
        size: (median(left for left, _ in edges), median(right for _, right in edges)) for size, edges in found.items()
    }


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the content, and what its place says."""

    segment: Segment
    indented: bool
    short: bool
    centred: bool
    label: Label | None

    @property
    def ends(self) -> bool:
        """Whether it ends like a sentence."""
        return self.segment.text.rstrip().endswith(_ENDS)

    @property
    def rises(self) -> bool:
        """Whether it begins like a sentence."""
        return self.segment.text.lstrip("“\"'(")[:1].isupper()


def opens_appendix(view: PageView) -> bool:
    """Whether the page begins with the label of an appendix."""
    first = next((s for s in view.segments if not RULE.match(s.text)), None)
    return first is not None and APPENDIX_LABEL_KEY.match(first.key) is not None and len(first.words) <= 8


def content(views: Sequence[PageView], used: Collection[tuple[int, int]]) -> Iterator[Open]:
    """Yield the blocks of the content: what is neither header, signature, recipients nor set apart otherwise."""
    current: Open | None = None
    before: _Line | None = None
    left = [[s for s in view.segments if (s.page, s.order) not in used] for view in views]
    texts = [[s for s in free if s.kind is RegionKind.TEXT] for free in left]
    usual = _usual(views, texts)
    for view, free, lines in zip(views, left, texts, strict=True):
        margins = _Margins.of(view, lines, usual.get(view.size))
        first = True
        for segment in free:
            if segment.kind is RegionKind.TEXT and RULE.match(segment.text):
                continue
            if segment.kind is RegionKind.TABLE:
                if current and current.kind is BlockKind.TABLE:
                    current.segments.append(segment)
                    continue
                line = None
                following = Open(BlockKind.TABLE, [segment])
            else:
                line = _line(view, margins, segment)
                if current and _goes_on(view, margins, current, before, line, first):
                    current.segments.append(segment)
                    before, first = line, False
                    continue
                following = _opened(line, top=first)
            if current:
                yield current
            current, before, first = following, line, False
    if current:
        yield current


def _line(view: PageView, margins: _Margins, segment: Segment) -> _Line:
    left, right = margins.left[segment.order], margins.right[segment.order]
    width = max(1.0, right - left)
    lead, trail = (segment.box.left - left) / width, (right - segment.box.right) / width
    middle = (segment.middle - (left + right) / 2) / width
    centred = abs(middle) < _CENTRED and min(lead, trail) > _INDENT
    short = trail > (_SHORT_JUSTIFIED if margins.justified else _SHORT_RAGGED)
    return _Line(segment, _INDENT < lead < _DEEPEST_INDENT, short, centred, label(segment.text))


def _opened(line: _Line, *, top: bool) -> Open:
    """Return the block that `line` opens; `top` says that it is the first of its page."""
    segment = line.segment
    if (line.centred or top) and APPENDIX_LABEL_KEY.match(segment.key) and len(segment.words) <= 8:
        return Open(BlockKind.APPENDIX, [segment])
    if _opens_preamble(segment):
        return Open(BlockKind.PREAMBLE, [segment])
    if line.label:
        items = line.label.scheme in (
            Scheme.LETTER, Scheme.BRACKET, Scheme.SMALL_ROMAN, Scheme.DASH, Scheme.PLUS, Scheme.STAR
        )  # fmt: skip
        return Open(BlockKind.LIST_ITEM if items else BlockKind.HEADING, [segment], line.label)
    if line.centred and segment.capitals and len(segment.words) <= _HEADING_WORDS:
        return Open(BlockKind.HEADING, [segment])
    return Open(BlockKind.PARAGRAPH, [segment])


def _opens_preamble(segment: Segment) -> bool:
    """Whether the line begins like a legal basis: `Căn cứ …`, `- Xét đề nghị …`."""
    bare = segment.text.lstrip("-–— ")
    return bare[:1].isupper() and PREAMBLE_KEY.match(fold(bare[:60])) is not None


def _goes_on(view: PageView, margins: _Margins, block: Open, before: _Line | None, line: _Line, first: bool) -> bool:
    """Whether `line` continues `block`: by its label, place and distance, and by how the line before ends.

    `first` says that `line` is the first of the content on its page.
    """
    if before is None or block.kind is BlockKind.TABLE:
        return False
    last, segment = before.segment, line.segment
    if block.kind is BlockKind.APPENDIX:
        return not first and (line.centred or APPENDIX_KEY.match(segment.key) is not None) and line.label is None
    if before.centred and line.centred and (_awaits_name(block) or not first):
        return _name_goes_on(block, line)
    if before.ends and _opens_preamble(segment):
        return False
    if not first and (
        segment.box.top - last.box.bottom > _SAME_PARAGRAPH * view.line_height or segment.box.bottom < last.box.top
    ):
        return False
    if before.centred and block.kind is BlockKind.HEADING and not block.label:
        return False
    if line.centred and line.short and (segment.capitals or not before.centred) and not segment.text[:1].islower():
        return False
    hanging = len(block.segments) > 1 and abs(segment.box.left - last.box.left) < 0.012 * view.width
    if line.label is not None and _counts(line, before, hanging=hanging and not line.indented):
        return False
    if first:
        if line.rises or line.indented:
            return not before.short and not line.indented and (margins.indents or not before.ends)
        return not before.ends or not before.short
    if line.indented and not hanging:
        return not before.short and not before.ends and segment.text[:1].islower()
    if before.short:
        return not before.ends and not line.rises and not line.centred
    wider = segment.box.top - last.box.bottom > margins.gap + _WIDER * view.line_height
    return not (before.ends and line.rises and wider and (not margins.indents or block.kind is BlockKind.HEADING))


def _name_goes_on(block: Open, line: _Line) -> bool:
    """Whether a centred line goes on the centred one before: a heading's name, or a heading of several lines."""
    if line.label is not None:
        return False
    if block.kind is not BlockKind.HEADING:
        return True
    return _awaits_name(block) or line.segment.capitals == block.last.capitals


def _awaits_name(block: Open) -> bool:
    """Whether the block is a label alone (`Chương II`) so far."""
    return block.label is not None and block.label.scheme in NAMED_BELOW and len(block.segments) == 1


def _counts(line: _Line, before: _Line, *, hanging: bool) -> bool:
    """Whether the label of `line` is one, and no number or dash that a paragraph's line happens to begin with."""
    assert line.label is not None
    if line.indented or line.centred:
        return True
    if line.label.scheme is Scheme.DASH and not before.short and not before.ends:
        return False
    return (before.ends or before.short) and not hanging
