"""Lines that mark a document as urgent or secret."""

from __future__ import annotations

from typing import Final

from postprocess.layout.page_view import Segment
from postprocess.words.lexicon import fold, lexicon
from postprocess.words.secrecy_words import Sight, said

# Characters of a line that are looked at: no marking is longer.
_LONGEST: Final = 200


def bare_text(text: str) -> str:
    """Return `text` without what is no letter at its ends."""
    return text[:_LONGEST].strip(" .,:;*-–|_'\"“”[]()/\\!¡")


def is_marking(segment: Segment) -> bool:
    """Whether the line is a marking of urgency or secrecy standing alone (secrecy with its diacritics: never MẶT)."""
    secrecy = said(segment.text)
    return fold(bare_text(segment.text)) in lexicon().urgency or (
        secrecy is not None and secrecy.sight is not Sight.SUSPICION
    )
