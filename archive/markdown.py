"""`document.md`: a document as a person likes to read it, from its blocks.

All that is printed comes out, part by part; only page numbers and what repeats on pages is left out. Footnotes come at
the end of their document. What the machine adds is in italics, and `(?)` stands behind what it is not sure of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive import markdown_text as md
from archive.confidence import LOW_CONFIDENCE
from archive.markdown_lists import Lists, dash_of, listed
from archive.record import DocumentRecord
from core.wording import UNSURE
from postprocess.elements import LINED, Block, BlockKind, Document, Field, Part

_LEFT_OUT = (BlockKind.RUNNING, BlockKind.PAGE_NUMBER)
# These begin anew: headings below them have depths of their own.
_OPENS_SECTION = (BlockKind.TITLE, BlockKind.APPENDIX)
# These may stand between the items of a list; all others end it.
_BESIDE_ITEMS = (BlockKind.PARAGRAPH, BlockKind.PREAMBLE, BlockKind.TABLE)

_ANOTHER = "Trang {first}–{last}: có vẻ là một văn bản khác, cần người xem lại."
_ANOTHER_PAGE = "Trang {first}: có vẻ là một văn bản khác, cần người xem lại."
_LEGEND = "(?) là chỗ máy chưa chắc, cần người xem lại."
_DOUBTFUL = "Máy đọc chưa chắc {low} trong {count} từ; document.json ghi rõ từng từ."


def to_markdown(document: Document | DocumentRecord) -> str:
    """Return `document` as Markdown (CommonMark with GFM's tables); empty if nothing is printed on it."""
    writer = _Writer(document.blocks, _unsure_fields(document))
    following = list(document.parts[1:])
    for index, block in enumerate(document.blocks):
        if block.kind in _LEFT_OUT or not (block.text.strip() or _cells(block)):
            continue
        while following and block.page >= following[0].first:
            writer.begin(following.pop(0))
        writer.write(index, block)
    writer.end_part()
    notes = [_LEGEND] if writer.doubts else []
    notes += _doubt(document)
    if notes:
        writer.rule()
        writer.add(md.emphasis(" ".join(notes)))
    return writer.text


def _doubt(document: Document | DocumentRecord) -> Iterator[str]:
    """Yield one sentence that says how many words were read unsurely, if any were."""
    confidences = [word.confidence for page in document.pages for line in page.lines for word in line.words]
    low = sum(confidence < LOW_CONFIDENCE for confidence in confidences)
    if low:
        yield _DOUBTFUL.format(low=low, count=len(confidences))


def _unsure_fields(document: Document | DocumentRecord) -> list[Field]:
    """Return the metadata that a person must look at."""
    several = (document.metadata, *(part.metadata for part in document.parts))
    return [field for metadata in several if metadata for _, field in metadata.found if not field.sure]


def _cells(block: Block) -> bool:
    """Whether the block is a table whose cells are known."""
    return block.kind is BlockKind.TABLE and any(cell.strip() for row in block.rows for cell in row)


class _Writer:
    """Writes blocks one after the other. `doubts` tells whether any got the sign of doubt."""

    def __init__(self, blocks: Sequence[Block], unsure: Sequence[Field]) -> None:
        self.doubts = False
        self._unsure = unsure
        self._depths = _heading_depths(blocks)
        self._chunks: list[str] = []
        self._footnotes: list[str] = []
        self._lists = Lists(blocks)
        self._last: BlockKind | None = None

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._chunks) + "\n" if self._chunks else ""

    def add(self, text: str, tight: bool = False) -> None:
        """Write a chunk; an empty line before it unless it is `tight`."""
        if self._chunks:
            self._chunks.append("\n" if tight else "\n\n")
        self._chunks.append(text)

    def rule(self) -> None:
        """Write a rule between what is there and what comes; none at the start, where it would open front matter."""
        self._lists.close()
        if self._chunks:
            self.add(md.RULE)

    def begin(self, part: Part) -> None:
        """Begin another document of the same scan."""
        self.end_part()
        self.rule()
        note = _ANOTHER_PAGE if part.first == part.last else _ANOTHER
        self.add(md.emphasis(note.format(first=part.first, last=part.last)))
        self._last = None

    def end_part(self) -> None:
        """Write the footnotes of the document."""
        if self._footnotes:
            self.rule()
        for footnote in self._footnotes:
            self.add(footnote)
        self._footnotes = []

    def write(self, index: int, block: Block) -> None:
        """Write the block with this index in the document."""
        if block.kind is BlockKind.FOOTNOTE:
            self._footnotes.append(md.line(block.text))
            return
        lines = self._with_doubts(block)
        bullet = _bullet(block, lines)
        if bullet is not None:
            self.add(*self._lists.item(index, lines[0], bullet))
            return
        margin = self._lists.beside(index) if block.kind in _BESIDE_ITEMS else self._lists.close()
        self._write_apart(index, block, lines, margin)
        self._last = block.kind

    def _write_apart(self, index: int, block: Block, lines: Sequence[str], margin: int) -> None:
        """Write a block that is no item of a list, `margin` spaces from the left."""
        match block.kind:
            case BlockKind.TITLE:
                self.add(md.heading(lines[0], 1))
            case BlockKind.APPENDIX:
                self.rule()
                self.add(md.heading(lines[0], 1))
            case BlockKind.HEADING:
                self.add(md.heading(lines[0], self._depths[index]))
            case BlockKind.TABLE if _cells(block):
                self.add(md.indent(md.table(block.rows), margin))
            case BlockKind.ADDRESSEES | BlockKind.RECIPIENTS:
                for text, tight in listed(lines):
                    self.add(text, tight)
            case BlockKind.COPY if self._last is not BlockKind.COPY:
                self.rule()
                self.add(md.lines(lines))
            case _:
                self.add(md.indent(md.lines(lines), margin))

    def _with_doubts(self, block: Block) -> list[str]:
        """Return the lines of `block`, the sign of doubt behind those that hold unsure metadata."""
        texts = block.text.split("\n") if block.kind in LINED else [block.text]
        lines = [" ".join(text.split()) for text in texts if text.strip()]
        doubtful = set()
        for field in self._unsure:
            if field.page == block.page and field.box.intersection(block.box):
                doubtful.add(_line_of(field.value, lines))
        doubtful.discard(None)
        self.doubts = self.doubts or bool(doubtful)
        return [line + UNSURE if number in doubtful else line for number, line in enumerate(lines)]


def _bullet(block: Block, lines: Sequence[str]) -> str | None:
    """Return what stands before a list's item: its label, or a legal basis's dash; None before what is no item."""
    if block.kind is BlockKind.LIST_ITEM:
        return block.marker
    return (dash_of(lines[0]) or None) if block.kind is BlockKind.PREAMBLE else None


def _line_of(value: str, lines: Sequence[str]) -> int | None:
    """Return the number of the line on which `value` ends, the last if there are several; None if it is not there."""
    wanted = re.compile(rf"(?<!\w){re.escape(' '.join(value.split()))}(?!\w)")
    ends = [match.end() for match in wanted.finditer(" ".join(lines))] if value.strip() else []
    for number, line in enumerate(lines):
        if ends and ends[-1] <= len(line):
            return number
        ends = [end - len(line) - 1 for end in ends]
    return None


def _heading_depths(blocks: Sequence[Block]) -> dict[int, int]:
    """Return the depths of headings in Markdown by index: 2 for the outermost of a document or appendix, no gaps."""
    depths: dict[int, int] = {}
    section: list[int] = []
    for index in range(len(blocks) + 1):
        if index < len(blocks) and blocks[index].kind is BlockKind.HEADING:
            section.append(index)
        if index == len(blocks) or blocks[index].kind in _OPENS_SECTION:
            levels = sorted({blocks[heading].level for heading in section})
            depths |= {heading: 2 + levels.index(blocks[heading].level) for heading in section}
            section = []
    return depths
