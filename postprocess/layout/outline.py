"""The tree of headings and list items: which stands under which, told from the schemes of their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from postprocess.elements import Block, BlockKind
from postprocess.layout.labels import Label, Scheme, label

# Letters of a heading's name, at least.
_NAME_LETTERS: Final = 4
# The place of G among the letters that headings count by: A, B, C, D, Đ, E, G.
_G: Final = 7


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading or item that others may still come under."""

    label: Label
    block: int


def outline(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return `blocks` with `level` and `parent`: their place in the tree, of unlabelled ones what they stand under.

    A scheme that is open already goes on at its level; a new one opens below the last, unless it counts what is further
    out (`Scheme`). `A.` below `I.` is no sooner than `A.` below nothing: there the order of the first ones decides.
    """
    labels = _reread(blocks)
    placed: list[Block] = []
    stack: list[_Open] = []
    appendix: int | None = None
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.APPENDIX:
            stack, appendix = [], index
            placed.append(block)
            continue
        if block.kind in (BlockKind.TITLE, BlockKind.HEADER):
            stack, appendix = [], None
        found = labels[index]
        if found is None:
            under = block.kind in (BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.FOOTNOTE)
            parent = (stack[-1].block if stack else appendix) if under else None
            placed.append(replace(block, parent=parent))
            continue
        _close(stack, found)
        parent = stack[-1].block if stack else appendix
        placed.append(replace(block, level=len(stack) + 1, parent=parent))
        stack.append(_Open(found, index))
    return tuple(placed)


def _reread(blocks: Sequence[Block]) -> list[Label | None]:
    """Return the labels of `blocks`, misread Roman numbers told by what stands around them.

    `I.` is read as `1.`, `II.` as `H.`: a heading in capitals numbered 1 is a Roman one where others are, or where a
    second 1 follows; an H that no G goes before counts two. The text stays as it was read.
    """
    labels = [
        label(block.text) if block.marker and block.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM) else None
        for block in blocks
    ]
    romans = any(
        one is not None and one.scheme is Scheme.ROMAN and _named_in_capitals(block)
        for one, block in zip(labels, blocks, strict=True)
    )
    letters = {one.ordinal for one in labels if one is not None and one.scheme is Scheme.CAPITAL}
    told = list(labels)
    following: Label | None = None
    for index, one in reversed(list(enumerate(labels))):
        if one is None:
            continue
        if _named_in_capitals(blocks[index]):
            doubled = following is not None and (following.scheme, following.ordinal) == (one.scheme, 1)
            if one.scheme in (Scheme.ARABIC, Scheme.ARABIC_DASH) and one.ordinal == 1 and (romans or doubled):
                told[index] = replace(one, scheme=Scheme.ROMAN)
            elif one.scheme is Scheme.CAPITAL and one.marker[0] == "H" and _G not in letters:
                told[index] = replace(one, scheme=Scheme.ROMAN, ordinal=2)
        following = one
    return told


def _named_in_capitals(block: Block) -> bool:
    """Whether the name behind the label is in capitals."""
    name = block.text[len(block.marker) :]
    return name.isupper() and sum(map(str.isalpha, name)) >= _NAME_LETTERS


def _close(stack: list[_Open], found: Label) -> None:
    """Close what `found` cannot stand under."""
    same = next((depth for depth, one in enumerate(stack) if one.label.scheme is found.scheme), None)
    if same is not None:
        del stack[same:]
        return
    if found.scheme is Scheme.CAPITAL and found.ordinal == 1 and stack and stack[-1].label.scheme is Scheme.ROMAN:
        return
    while stack and stack[-1].label.scheme > found.scheme:
        stack.pop()
