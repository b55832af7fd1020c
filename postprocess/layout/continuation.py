"""Whether a line goes on the block before it: rules from the surest sign to the faintest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.rules import decide
from postprocess.elements import BlockKind
from postprocess.layout.labels import Scheme
from postprocess.layout.margins import SAME_PARAGRAPH, Margins, PlacedLine
from postprocess.layout.open_block import OpenBlock
from postprocess.layout.page_view import PageView, Segment
from postprocess.layout.patterns import APPENDIX_KEY, PREAMBLE_KEY
from postprocess.words.lexicon import fold

# A gap wider than the usual by this share of a line height is one between paragraphs (spacing of 6 pt to lines of 18,
# HD05).
_WIDER: Final = 0.25
# Two lines begin under one another where their left edges differ by less than this share of the print's width.
_SAME_LEFT: Final = 0.012
# Characters at the head of a line in which the words that open a legal basis stand.
_OPENING: Final = 60


@dataclass(frozen=True, slots=True)
class Junction:
    """A line, the block that it may go on, and the line before it, the last of that block."""

    view: PageView
    margins: Margins
    block: OpenBlock
    before: PlacedLine
    line: PlacedLine
    over_page: bool
    """The line is the first of the content on its page."""

    @property
    def gap(self) -> float:
        """Pixels between the two lines."""
        return self.line.segment.box.top - self.before.segment.box.bottom

    @property
    def hanging(self) -> bool:
        """Whether the line begins under the one before it, which was not the block's first."""
        apart = abs(self.line.segment.box.left - self.before.segment.box.left)
        return len(self.block.segments) > 1 and apart < _SAME_LEFT * self.view.width


def goes_on(junction: Junction) -> bool:
    """Whether the line goes on the block: by its label, place and distance, and by how the line before ends."""
    return bool(decide(RULES, junction))


def opens_preamble(segment: Segment) -> bool:
    """Whether the line begins like a legal basis: `Căn cứ …`, `- Xét đề nghị …`."""
    bare = segment.text.lstrip("-–— ")
    return bare[:1].isupper() and PREAMBLE_KEY.match(fold(bare[:_OPENING])) is not None


def _below_an_appendix_label(at: Junction) -> bool | None:
    """Below the label of an appendix, on its page, stands its name: centred, or `Kèm theo …`."""
    if at.block.kind is not BlockKind.APPENDIX:
        return None
    names = at.line.centred or APPENDIX_KEY.match(at.line.segment.key) is not None
    return names and not at.over_page and at.line.label is None


def _both_centred(at: Junction) -> bool | None:
    """Of two centred lines the second is the name of a heading's label, or goes on a heading in the same letters."""
    if not (at.before.centred and at.line.centred and (at.block.awaits_name or not at.over_page)):
        return None
    if at.line.label is not None:
        return False
    if at.block.kind is not BlockKind.HEADING or at.block.awaits_name:
        return True
    return at.line.segment.capitals == at.block.last.capitals


def _legal_basis_begins(at: Junction) -> bool | None:
    """Behind a full stop or semicolon, `Căn cứ …` begins anew."""
    return False if at.before.ends_sentence and opens_preamble(at.line.segment) else None


def _stands_apart(at: Junction) -> bool | None:
    """On one page, a line far below the one before, or above it, belongs to something else."""
    above = at.line.segment.box.bottom < at.before.segment.box.top
    far = at.gap > SAME_PARAGRAPH * at.view.line_height
    return False if not at.over_page and (far or above) else None


def _heading_is_over(at: Junction) -> bool | None:
    """A centred heading without a label ends where a line is not centred."""
    heading = at.block.kind is BlockKind.HEADING and not at.block.label
    return False if at.before.centred and heading else None


def _centred_line_begins(at: Junction) -> bool | None:
    """A short centred line begins anew, unless it goes on in small letters or within what is centred."""
    line = at.line
    anew = line.segment.capitals or not at.before.centred
    return False if line.centred and line.short and anew and not line.segment.text[:1].islower() else None


def _label_begins(at: Junction) -> bool | None:
    """A label begins anew; a number or dash that a paragraph's line happens to begin with is none."""
    line, before = at.line, at.before
    if line.label is None:
        return None
    if line.indented or line.centred:
        return False
    if line.label.scheme is Scheme.DASH and not before.short and not before.ends_sentence:
        return None
    return False if (before.ends_sentence or before.short) and not at.hanging else None


def _over_the_page_break(at: Junction) -> bool | None:
    """Over a page break the distance says nothing: how the last line ends counts, and how the first one begins."""
    line, before = at.line, at.before
    if not at.over_page:
        return None
    if line.begins_sentence or line.indented:
        return not before.short and not line.indented and (at.margins.indents or not before.ends_sentence)
    return not before.ends_sentence or not before.short


def _indented_line(at: Junction) -> bool | None:
    """An indent begins a paragraph, unless a full line without an end stands before small letters."""
    if not at.line.indented or at.hanging:
        return None
    return not at.before.short and not at.before.ends_sentence and at.line.segment.text[:1].islower()


def _behind_a_short_line(at: Junction) -> bool | None:
    """A line that ends early is the last of its paragraph, unless its sentence goes on below."""
    if not at.before.short:
        return None
    return not at.before.ends_sentence and not at.line.begins_sentence and not at.line.centred


def _behind_a_full_line(at: Junction) -> bool:
    """A full line goes on; where first lines are not set in, a wider gap between two sentences parts paragraphs."""
    wider = at.gap > at.margins.gap + _WIDER * at.view.line_height
    parted = at.before.ends_sentence and at.line.begins_sentence and wider
    return not (parted and (not at.margins.indents or at.block.kind is BlockKind.HEADING))


RULES: Final = (
    _below_an_appendix_label,
    _both_centred,
    _legal_basis_begins,
    _stands_apart,
    _heading_is_over,
    _centred_line_begins,
    _label_begins,
    _over_the_page_break,
    _indented_line,
    _behind_a_short_line,
    _behind_a_full_line,
)
"""Whether a line goes on the block before it; the last rule always answers."""
