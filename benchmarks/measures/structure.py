"""How right a document was understood: its fields, its paragraphs, the tree of its headings.

Words of truth and of blocks are aligned with the fewest edits (`rapidfuzz`); what stands where is judged at words, so
that a misread letter is no error of structure.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

from postprocess.declarations import NormalForm
from postprocess.elements import DECLARED, Block, BlockKind, Document, Field, Metadata, Route
from postprocess.fields.signers import fold_authority
from postprocess.words.syllables import phrase_key
from synthesis.form import Document as MadeDocument
from synthesis.form import Paragraph, Table
from synthesis.truth import TrueLine, TrueMetadata

FIELDS: Final = tuple(DECLARED)
"""All fields."""
BY_HAND: Final = tuple(name for name, declared in DECLARED.items() if declared.by_hand)
"""Fields that hands fill in: to be flagged, not to be read."""
_TOLD: Final = frozenset(slot.name for slot in dataclasses.fields(TrueMetadata))
"""Fields of which made documents tell the truth; the others cannot be judged."""
_BY_NORMAL: Final = (NormalForm.DIGITS, NormalForm.DATE, NormalForm.OFFICE)
"""Values of these forms are judged by their normal form: how they are printed is style."""
_ASIDE: Final = (BlockKind.PAGE_NUMBER, BlockKind.RUNNING)
_NODES: Final = (BlockKind.HEADING, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class Judged:
    """A field as the truth has it and as it was found, both folded for style; "" where there is nothing."""

    name: str
    true: str
    found: str
    sure: bool
    where: str = ""
    confidence: float = 0.0
    by_hand: bool = False
    route: Route | None = None

    @property
    def right(self) -> bool:
        """Whether the two are the same."""
        return self.true == self.found

    @property
    def silent(self) -> bool:
        """Whether it is wrong and called sure."""
        return self.sure and not self.right


@dataclass(frozen=True, slots=True)
class Counts:
    """So many of all."""

    right: int = 0
    all: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return both added up."""
        return Counts(self.right + other.right, self.all + other.all)

    @property
    def share(self) -> float:
        """Share of the right ones; 1 of none."""
        return self.right / self.all if self.all else 1.0


NONE: Final = Counts()


@dataclass(frozen=True, slots=True)
class Structure:
    """How right one document's structure is; `wrong` names what is not."""

    boundaries: Counts
    edges: Counts
    wrong: tuple[str, ...] = ()


def fields(true: TrueMetadata, found: Metadata, where: str = "") -> Iterator[Judged]:
    """Yield the fields that the truth or the finding has, or both."""
    for name in FIELDS:
        one = judged(name, str(getattr(true, name) or ""), found.values(name), where) if name in _TOLD else None
        if one:
            yield dataclasses.replace(one, by_hand=name in BY_HAND)


def judged(name: str, true: str, found: Sequence[Field], where: str) -> Judged | None:
    """Judge what was `found` of a field by its truth; None if neither says anything."""
    expected = _fold(name, true)
    value = _fold(name, "; ".join(_value(name, field) for field in found))
    if not expected and not value:
        return None
    confidence = math.prod(field.confidence for field in found) if found else 0.0
    sure = bool(found) and all(field.sure for field in found)
    route = max((field.route for field in found if field.route), key=list(Route).index, default=None)
    return Judged(name, expected, value, sure, where, confidence, route=route)


def _value(name: str, field: Field) -> str:
    return field.normal if DECLARED[name].normal in _BY_NORMAL else field.value


def _fold(name: str, value: str) -> str:
    """Return what a value is compared by: style folded, leading noughts and the punctuation around it gone."""
    value = value.strip(" .,;:*-–—")
    match DECLARED[name].normal:
        case NormalForm.DIGITS:
            return value.lstrip("0")
        case NormalForm.CODE:
            return "".join(value.split())
        case NormalForm.DATE:
            return value
        case NormalForm.AUTHORITY | NormalForm.OFFICE:
            return "; ".join(phrase_key(fold_authority(part)) for part in value.split("; "))
        case NormalForm.PHRASE:
            return phrase_key(value)


def structure(made: MadeDocument, lines: Iterable[TrueLine], found: Document) -> Structure:
    """Judge paragraphs and tree of `found` by the `lines` of all pages that `made` was set on.

    A boundary is right if at the start of a printed line of the content a block begins where, and only where, a
    paragraph does. An edge is right if a heading or item hangs on the block that the truth hangs it on.
    """
    content = [*made.body, *(block for part in made.appendices for block in part.body)]
    words, starts = _true_words(lines, content)
    blocks = [block for block in found.blocks if block.kind not in _ASIDE]
    given, begins = _block_words(blocks)
    at = _aligned(words, given)
    boundaries, wrong = Counts(), []
    first: dict[int, int] = {}
    for position, block, opens in starts:
        spot = at.get(position)
        hit = spot is not None and (spot in begins) == opens
        boundaries += Counts(hit, 1)
        if opens and spot in begins:
            first[block] = begins[spot]
        if not hit:
            wrong.append(f"{'no break' if opens else 'break'} before «{' '.join(words[position : position + 6])}»")
    edges = Counts()
    for block, parent in _edges(made):
        mine = first.get(block)
        hit = (
            mine is not None
            and blocks[mine].kind in _NODES
            and _parent(found, blocks[mine])
            == (blocks[first[parent]] if parent is not None and parent in first else None)
        )
        edges += Counts(hit, 1)
        if not hit:
            label = getattr(content[block], "text", "")[:40]
            has = _parent(found, blocks[mine]) if mine is not None else None
            wrong.append(f"edge of «{label}»: {has.text[:30] if has else None}")
    return Structure(boundaries, edges, tuple(wrong))


def _parent(found: Document, block: Block) -> Block | None:
    """Return the heading or item that `block` hangs on; an appendix is a root of its own."""
    if block.parent is None:
        return None
    parent = found.blocks[block.parent]
    return None if parent.kind is BlockKind.APPENDIX else parent


def _edges(made: MadeDocument) -> Iterator[tuple[int, int | None]]:
    """Yield (block, its parent) of all headings and items, by their numbers in the content."""
    number = 0
    for body in (made.body, *(part.body for part in made.appendices)):
        open_: list[tuple[int, int]] = []
        for block in body:
            if isinstance(block, Paragraph) and block.depth:
                while open_ and open_[-1][0] >= block.depth:
                    open_.pop()
                yield number, open_[-1][1] if open_ else None
                open_.append((block.depth, number))
            number += 1


def _true_words(lines: Iterable[TrueLine], content: Sequence[object]) -> tuple[list[str], list[tuple[int, int, bool]]]:
    """Return all words, and (word, block, whether a block begins) of each start of a line of running content."""
    words: list[str] = []
    starts: list[tuple[int, int, bool]] = []
    last: int | None = None
    for line in lines:
        if line.block is None and line.kind.value in ("page_number", "mark"):
            continue
        if line.block is not None and not isinstance(content[line.block], Table):
            starts.append((len(words), line.block, line.block != last))
        last = line.block
        words += line.text.split()
    return words, starts


def _block_words(blocks: Sequence[Block]) -> tuple[list[str], dict[int, int]]:
    """Return all words, and which word begins which block."""
    words: list[str] = []
    begins: dict[int, int] = {}
    for number, block in enumerate(blocks):
        begins.setdefault(len(words), number)
        words += block.text.split()
    return words, begins


def _aligned(words: Sequence[str], given: Sequence[str]) -> dict[int, int]:
    """Return where each word of the truth stands in what was given."""
    at: dict[int, int] = {}
    for edit in Levenshtein.opcodes(words, given):
        if edit.tag in ("equal", "replace"):
            for step in range(min(edit.src_end - edit.src_start, edit.dest_end - edit.dest_start)):
                at[edit.src_start + step] = edit.dest_start + step
    return at
