"""Structure tags: references, dates, periods, organisations, persons and places in the text, by the spaCy pipeline.

spaCy is imported when the first block is tagged: who only wants words or metadata does not wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from models.resources import model_path
from postprocess.elements import Block, BlockKind, Tag

VERSION: Final = "1"
_SPANS: Final = "structure"
# Longer than any paragraph in print; what is longer is tagged up to here.
_MOST_CHARACTERS: Final = 20_000
_TAGGED: Final = (
    BlockKind.TITLE,
    BlockKind.PREAMBLE,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.RECIPIENTS,
)


@cache
def pipeline() -> Any:
    """Return the spaCy pipeline of `models/pipeline.cfg`, loaded once a process.

    Raises:
        MissingToolError: the config or the patterns are not installed.

    """
    from spacy.util import load_config, load_model_from_config

    from postprocess import tokenizer  # noqa: F401  registers the tokenizer that the config names

    nlp = load_model_from_config(load_config(model_path("pipeline.cfg")), auto_fill=True)
    rows = model_path("patterns.jsonl").read_text(encoding="utf-8").splitlines()
    ruler: Any = nlp.get_pipe("structure")
    ruler.add_patterns([json.loads(row) for row in rows])
    return nlp


def tag_blocks(blocks: Sequence[Block]) -> tuple[Tag, ...]:
    """Return the tags of `blocks` in order of the text; of overlapping spans the longest stays.

    Raises:
        MissingToolError: the config or the patterns are not installed.

    """
    wanted = [(index, block.text[:_MOST_CHARACTERS]) for index, block in enumerate(blocks) if block.kind in _TAGGED]
    return tuple(tag for index, text in wanted for tag in _tags(index, text))


def _tags(index: int, text: str) -> Iterator[Tag]:
    from spacy.util import filter_spans

    doc = pipeline()(text)
    offsets = _offsets(text)
    for span in filter_spans(list(doc.spans[_SPANS])):
        start, end = offsets[span.start][0], offsets[span.end - 1][1]
        yield Tag(span.label_, text[start:end], index, start, end)


def _offsets(text: str) -> list[tuple[int, int]]:
    """Return where each token stands in `text` itself: runs of blanks are lost to the pipeline."""
    from postprocess.tokenizer import TOKEN

    return [match.span() for match in TOKEN.finditer(text)]
