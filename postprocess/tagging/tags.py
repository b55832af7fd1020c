"""The document as one spaCy `Doc`, and its tags: references, dates, bodies, persons, places, recipients, markings.

spaCy is imported when the first block is tagged: who only wants words or metadata does not wait for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from models.resources import model_path
from postprocess.elements import Block, Tag

# Longer than any paragraph in print; what is longer is tagged up to here.
_MOST_CHARACTERS: Final = 20_000


@cache
def pipeline() -> Any:
    """Return the spaCy pipeline of `models/pipeline.cfg`, loaded once a process.

    Raises:
        MissingToolError: the config or the patterns are not installed.

    """
    from spacy.util import load_config, load_model_from_config

    from postprocess.tagging import components  # noqa: F401  registers what the config names

    return load_model_from_config(load_config(model_path("pipeline.cfg")), auto_fill=True)


def document(blocks: Sequence[Block]) -> Any:
    """Return the blocks as one `Doc`, their texts joined by newlines.

    `doc.spans["blocks"]` has a span a block, labelled by its kind, with extensions `level`, `marker` and `scheme` (how
    headings and items are numbered: điều, I, 1.1, a, -); `doc.spans["header"]` what header and title are made of;
    `doc.spans["structure"]` the tags, with extension `parts`. Blocks without text have no span.

    Raises:
        MissingToolError: the config or the patterns are not installed.

    """
    return _document([(index, block) for index, block in enumerate(blocks) if block.text])


def _document(numbered: Sequence[tuple[int, Block]]) -> Any:
    from spacy.tokens import Span

    from postprocess.tagging.markings import scheme_of
    from postprocess.tagging.spans import BLOCKS

    nlp = pipeline()
    texts = [block.text[:_MOST_CHARACTERS] for _, block in numbered]
    doc = nlp.tokenizer("\n".join(texts))
    begins = [token.idx for token in doc]
    spans, at = [], 0
    for (_, block), text in zip(numbered, texts, strict=True):
        first, last = bisect_right(begins, at) - 1, bisect_right(begins, at + len(text) - 1) - 1
        at += len(text) + 1
        span = Span(doc, first, last + 1, label=block.kind.value)
        span._.level, span._.marker, span._.scheme = block.level, block.marker, scheme_of(text)
        spans.append(span)
    doc.spans[BLOCKS] = spans
    return nlp(doc)


def tag_blocks(blocks: Sequence[Block]) -> tuple[Tag, ...]:
    """Return the tags of `blocks` in order of the text.

    No two overlap. What fills a line (a recipient, a signature's line, a marking) goes before what is found within it;
    of others the longer stays, of equals the former.

    Raises:
        MissingToolError: the config or the patterns are not installed.

    """
    numbered = [(index, block) for index, block in enumerate(blocks) if block.text]
    if not numbered:
        return ()
    from postprocess.tagging.spans import STRUCTURE

    doc = _document(numbered)
    begins, at = [], 0
    for _, block in numbered:
        begins.append(at)
        at += len(block.text[:_MOST_CHARACTERS]) + 1
    tags = []
    for span in doc.spans[STRUCTURE]:
        place = bisect_right(begins, span.start_char) - 1
        index, block = numbered[place]
        start, end = span.start_char - begins[place], span.end_char - begins[place]
        tags.append(Tag(span.label_, block.text[start:end], index, start, end, dict(span._.parts)))
    return tuple(tags)
