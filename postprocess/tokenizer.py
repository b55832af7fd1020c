"""A tokenizer for official Vietnamese: syllables and punctuation, document symbols whole.

spaCy's own for Vietnamese wants pyvi and joins syllables to words; rules on syllables need neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from postprocess.syllables import style_key

TOKEN = re.compile(
    r"\d{1,5}[-/](?:\d{4}/)?[A-ZĐƯ][A-Za-zĐđƯư]{0,9}(?:[-/][A-ZĐƯ0-9][A-Za-zĐđƯư0-9]{0,11}){0,5}(?:/nb)?"  # 35-NQ/TW
    r"|\d{1,2}/\d{1,2}/\d{4}"
    r"|(?:T/M|K/T|T/L|V/v)(?!\w)|(?:TM|KT|TL|TUQ|Q|TP)\."
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+"
    r"|\S"
)


class Tokenizer:
    """Cuts at `TOKEN`; a token's norm is its style key, so that uỷ and ủy, HOÀ and hòa match alike."""

    def __init__(self, vocab: Vocab) -> None:
        """Take the pipeline's vocabulary."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return `text` as tokens; joining them with their spaces gives it back, but for runs of blanks."""
        found = list(TOKEN.finditer(text))
        words = [match.group() for match in found]
        ends = [match.end() for match in found]
        spaces = [end < len(text) and text[end].isspace() for end in ends]
        doc = Doc(self.vocab, words=words, spaces=spaces)
        for token in doc:
            token.norm_ = style_key(token.text)
        return doc

    def to_disk(self, path: Path, **kwargs: Any) -> None:
        """Keep nothing: there is nothing to learn."""

    def from_disk(self, path: Path, **kwargs: Any) -> Tokenizer:
        """Return itself."""
        return self

    def to_bytes(self, **kwargs: Any) -> bytes:
        """Return nothing."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> Tokenizer:
        """Return itself."""
        return self


def create_tokenizer() -> Callable[[Any], Tokenizer]:
    """Let the pipeline's config name the tokenizer."""
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register("sohoa.tokenizer.v1", func=create_tokenizer)
