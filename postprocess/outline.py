"""The tree of headings and list items: which stands under which, told from the schemes of their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postprocess.elements import Block, BlockKind
from postprocess.labels import Label, Scheme, label


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
        found = label(block.text) if block.marker and block.kind in (BlockKind.HEADING, BlockKind.LIST_ITEM) else None
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
