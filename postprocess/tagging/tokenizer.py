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

from postprocess.words.syllables import style_key

TOKEN = re.compile(
    # 35-NQ/TW, 30a/2008/NQ-CP, 77/2015/QH13
    r"\d{1,5}[a-zA-ZĐ]?[-/](?:\d{4}/)?[A-ZĐƯ](?:(?!ngày)[A-Za-zĐđƯư0-9]){0,9}"
    r"(?:[-/][A-ZĐƯ0-9](?:(?!ngày)[A-Za-zĐđƯư0-9]){0,11}){0,5}(?:/nb)?"
    r"|\d{1,2}/\d{1,2}/\d{4}"
    r"|(?:T/M|K/T|T/L|T/UQ|V/v|v/v|[Đđ]/c)(?!\w)|(?:TM|KT|TL|TUQ|Q|TP)\."
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_](?:['’](?=[^\W\d_]))?[^\W\d_]*"  # M'gar, H'Leo
    r"|\S"
)
# Half of a pair of 16 bits, which no text has but a broken file may; spaCy cannot store it.
_HALVES = re.compile("[\ud800-\udfff]")


class Tokenizer:
    """Cuts at `TOKEN`; a token's norm is its style key, so that uỷ and ủy, HOÀ and hòa match alike.

    Blanks but for single spaces are tokens of their own: the tokens joined are the text, and no pattern reaches over
    the end of a line.
    """

    def __init__(self, vocab: Vocab) -> None:
        """Take the pipeline's vocabulary."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return `text` as tokens; positions in the `Doc` are positions in `text`."""
        text = _HALVES.sub("\ufffd", text)
        words: list[str] = []
        spaces: list[bool] = []
        last = 0
        for match in TOKEN.finditer(text):
            _add_blanks(text[last : match.start()], words, spaces)
            words.append(match.group())
            spaces.append(False)
            last = match.end()
        _add_blanks(text[last:], words, spaces)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        for token, word in zip(doc, words, strict=True):
            token.norm_ = style_key(word)
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


def _add_blanks(blanks: str, words: list[str], spaces: list[bool]) -> None:
    """Give the first space to the word before; make the rest a token."""
    if blanks.startswith(" ") and words:
        spaces[-1] = True
        blanks = blanks[1:]
    if blanks:
        words.append(blanks)
        spaces.append(False)


def create_tokenizer() -> Callable[[Any], Tokenizer]:
    """Let the pipeline's config name the tokenizer."""
    return lambda nlp: Tokenizer(nlp.vocab)


registry.tokenizers.register("sohoa.tokenizer.v1", func=create_tokenizer)
