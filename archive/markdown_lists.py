"""Lists in Markdown that keep the labels that were printed, for Markdown counts by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive import markdown_text as md
from postprocess.elements import Block, BlockKind

_BULLETS = "-–—+•●*▪"
_BULLET = re.compile(rf"^[{re.escape(_BULLETS)}]\s*(?=\S)")
# "Kính gửi: - Uỷ ban nhân dân xã,": the first item stands behind the words that open the list.
_FIRST_ITEM = re.compile(rf"^[^:]+:\s+(?=[{re.escape(_BULLETS)}]\s+\S)")
# CommonMark takes no longer ones, and shows 01 as 1.
_NUMBER = re.compile(r"^(?P<number>0|[1-9][0-9]{0,8})(?P<mark>[.)])$")


class Lists:
    """The lists and items that are open where the next block is written."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        # The last list item under each parent.
        self._last = {block.parent: at for at, block in enumerate(blocks) if block.kind is BlockKind.LIST_ITEM}
        self._items: list[tuple[int, int]] = []  # (index of the block, width of its bullet), the innermost last
        self._lists: list[tuple[str, int]] = []  # (kind of bullet, last number) of the list at each depth
        self._tight = False

    def close(self) -> int:
        """Close all; return 0, by how much what comes is to be set in."""
        return self._keep(None)

    def beside(self, index: int) -> int:
        """Close what the block `index`, no item, is no part of; return by how many spaces it is to be set in.

        Print does not tell what goes on with the last item of a list from what comes after the list; as most documents
        end with a sentence or two for all of it, such a block is taken for the latter.
        """
        parent = self._blocks[index].parent
        while parent is not None and self._blocks[parent].kind is BlockKind.LIST_ITEM:
            above = self._blocks[parent].parent
            if max(self._last.get(parent, -1), self._last[above]) > index:
                break
            parent = above if above is None or above < parent else None
        return self._keep(parent)

    def _keep(self, parent: int | None) -> int:
        """Close all but the item `parent` and what holds it."""
        self._leave(parent)
        del self._lists[len(self._items) :]
        self._tight = False
        return sum(width for _, width in self._items)

    def item(self, index: int, text: str, marker: str) -> tuple[str, bool]:
        """Return the item `text` of the block `index`, and whether no empty line is needed before it.

        A printed dash or bullet becomes Markdown's, and so does a number where Markdown would count the same. Any other
        label stays in the text.
        """
        self._leave(self._blocks[index].parent)
        depth = len(self._items)
        margin = sum(width for _, width in self._items)
        kind, number, label, rest = self._label(depth, text, marker)
        # A number other than 1 begins a list only after an empty line.
        goes_on = len(self._lists) > depth and self._lists[depth][0] == kind
        tight = self._tight and (goes_on or number < 0)
        self._lists[depth:] = [(kind, number)]
        self._items.append((index, len(label) + 1))
        self._tight = True
        return md.indent(f"{label} {md.line(rest)}", margin), tight

    def _leave(self, parent: int | None) -> None:
        while self._items and self._items[-1][0] != parent:
            self._items.pop()

    def _label(self, depth: int, text: str, marker: str) -> tuple[str, int, str, str]:
        """Return (kind of bullet, number or -1, what Markdown is to see, the rest of the text)."""
        bare = text.removeprefix(marker)
        rest = bare.strip()
        if not marker or not text.startswith(marker) or not rest:
            return "-", -1, "-", text
        if marker in _BULLETS:
            bullet = marker if marker in "-+*" else "-"
            return bullet, -1, bullet, rest
        numbered = _NUMBER.match(marker)
        if numbered and bare[0].isspace():
            kind, number = numbered["mark"], int(numbered["number"])
            last = self._lists[depth] if len(self._lists) > depth else None
            if last is None or last[0] != kind or last[1] == number - 1:
                return kind, number, marker, rest
        return "-", -1, "-", text


def dash_of(text: str) -> str:
    """Return the dash or bullet that stands apart before `text`; empty if there is none."""
    return text[0] if text[:1] in _BULLETS and text[1:2].isspace() else ""


def listed(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the lines before the first dash as a paragraph, then each item, and whether it follows another.

    A line without a dash goes on with the item above it.
    """
    groups: list[list[str]] = [[]]
    opening = _FIRST_ITEM.match(lines[0])
    for text in (opening.group(), lines[0][opening.end() :], *lines[1:]) if opening else lines:
        if _BULLET.match(text):
            groups.append([_BULLET.sub("", text)])
        else:
            groups[-1].append(text)
    head, *items = groups
    if head:
        yield md.lines(head), False
    for number, item in enumerate(items):
        yield "- " + md.indent("\n".join(md.line(text) for text in item), 2).lstrip(), number > 0
