"""What the components of the tagging pipeline share: anchors, blocks and tags in a `Doc`.

`doc.spans` has three groups: `anchors`, what the ruler found and the components build on; `blocks`, each block
labelled by its kind; `structure`, what becomes tags. Header parts are in a fourth, `header`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from spacy.tokens import Doc, Span

from postprocess.elements import BlockKind

ANCHORS: Final = "anchors"
BLOCKS: Final = "blocks"
STRUCTURE: Final = "structure"
HEADER: Final = "header"
# Closes a clause or a line: nothing is joined over it.
STOPS: Final = frozenset((";", ".", "\n", ":", "!", "?"))
# Where the same words are cited again and again, no list is longer.
MOST_LISTED: Final = 50


def register_extensions() -> None:
    """Let spans have `parts`, block spans `level`, `marker` and `scheme`, and a document `legal_bases`."""
    Span.set_extension("parts", getter=_parts, force=True)
    Span.set_extension("level", default=0, force=True)
    Span.set_extension("marker", default="", force=True)
    Span.set_extension("scheme", default="", force=True)
    Doc.set_extension("legal_bases", getter=_legal_bases, force=True)


def _parts(span: Any) -> dict[str, str]:
    """Return what a span is made of. Spans of two labels may stand at one place, so the label belongs to the key."""
    return dict(span.doc.user_data.get(_key(span), ()))


def _key(span: Any) -> tuple[str, str, int, int]:
    return ("parts", span.label_, span.start_char, span.end_char)


def _legal_bases(doc: Any) -> tuple[Any, ...]:
    """Return the preamble's blocks that name what the document rests on (`Căn cứ …`)."""
    return tuple(span for kind, span in blocks(doc) if kind is BlockKind.PREAMBLE and starts_with(span, "căn", "cứ"))


def starts_with(span: Any, *norms: str) -> bool:
    """Whether `span` begins with these words, a dash before them aside."""
    start = span.start
    while start < span.end and norm(span.doc, start) in ("-", "–", "+", "*"):
        start += 1
    return all(norm(span.doc, start + index) == word for index, word in enumerate(norms))


def blocks(doc: Any) -> Iterator[tuple[BlockKind, Any]]:
    """Yield (kind, span) of each block; a document made of bare text is one paragraph."""
    if BLOCKS not in doc.spans:
        if len(doc):
            yield BlockKind.PARAGRAPH, doc[:]
        return
    for span in doc.spans[BLOCKS]:
        yield BlockKind(span.label_), span


def anchors(doc: Any, label: str) -> Iterator[Any]:
    """Yield the anchors of `label`, first to last; of those that begin alike the longest alone."""
    for span in doc.spans[ANCHORS]:
        if span.label_ == label:
            yield span


def by_start(doc: Any, label: str) -> dict[int, Any]:
    """Return the anchors of `label` by the token at which they begin."""
    return {span.start: span for span in anchors(doc, label)}


def found(doc: Any, label: str) -> dict[int, Any]:
    """Return what was tagged `label` so far, by the token at which it begins."""
    return {span.start: span for span in doc.spans[STRUCTURE] if span.label_ == label}


def tag(
    doc: Any, label: str, start: int, end: int, parts: Mapping[str, str] | None = None, group: str = STRUCTURE
) -> Any:
    """Add tokens `start` to `end` to `group` as `label`, made of `parts`, and return the span."""
    span = Span(doc, start, end, label=label)
    doc.user_data[_key(span)] = {name: value for name, value in (parts or {}).items() if value}
    doc.spans[group].append(span)
    return span


def norm(doc: Any, index: int) -> str:
    """Return the style key of a token; "" beyond either end."""
    return str(doc[index].norm_) if 0 <= index < len(doc) else ""


def text(doc: Any, index: int) -> str:
    """Return a token as printed; "" beyond either end."""
    return str(doc[index].text) if 0 <= index < len(doc) else ""


def is_title(word: str) -> bool:
    """Whether `word` has a capital and then small letters: Lâm, M'gar, A."""
    return word[:1].isupper() and (len(word) == 1 or word[1:].islower() or (word[1:2] in "'’" and word[3:].islower()))


def is_capital(word: str) -> bool:
    """Whether `word` is printed in capitals alone, two or more."""
    return len(word) > 1 and word.isalpha() and word.isupper()


def lines(doc: Any, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each printed line of tokens `start` to `end`; empty ones left out."""
    begin = start
    for index in range(start, end + 1):
        if index == end or "\n" in doc[index].text:
            if index > begin:
                yield begin, index
            begin = index + 1


def stripped(doc: Any, start: int, end: int, drop: str) -> tuple[int, int]:
    """Return (start, end) without the tokens of `drop` and blanks on either side."""
    while start < end and (doc[start].text in drop or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].text in drop or doc[end - 1].is_space):
        end -= 1
    return start, end
