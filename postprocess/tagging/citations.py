"""Where the pieces of a citation end: congresses and plenums that adopted it, and its title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from postprocess.tagging.spans import norm, text

_ORDINAL: Final = re.compile(r"[IVXL]{1,6}|\d{1,2}|(?:nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)")
_ROMAN: Final = re.compile(r"[IVXL]{1,6}")
_TERM: Final = re.compile(r"[IVXL]{1,6}|\d{1,2}[A-Z]?")
# Words of an assembly's name that say nothing of which one it was.
_LOOSE: Final = (("đại", "biểu"), ("toàn", "quốc"))
_MOST_PIECES: Final = 10
# Titles of resolutions run to fifty syllables, seldom further.
_LONGEST_TITLE: Final = 80
_SHORTEST_TITLE: Final = 2
# A question is a sentence.
_VERB_PUNCTUATION: Final = frozenset(("?", "!"))
_CLOSES: Final = frozenset((";", ".", ")", "\n", '"', "”", "./"))
_OPENS: Final = {'"': '"', "“": "”", "«": "»"}
# What makes the words before it a sentence, not a title.
_VERBS: Final = frozenset(("đã", "là", "thì", "nêu", "phải", "chỉ", "yêu", "đang", "sẽ", "vẫn", "gồm", "ghi"))


def assembly_end(doc: Any, start: int, bodies: Mapping[int, int], periods: Mapping[int, Any]) -> int:
    """Return where the congress or plenum named at `start` ends; `start` if none is named there for certain.

    `Đại hội đại biểu toàn quốc lần thứ XIII của Đảng`, `Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng (khoá XI)`,
    `Trung ương 4 khoá XII`.
    """
    opening = (norm(doc, start), norm(doc, start + 1))
    if not text(doc, start)[:1].isupper():
        return start
    if opening == ("trung", "ương") and _TERM.fullmatch(text(doc, start + 2)):
        end, certain = start + 3, True
    elif opening in (("đại", "hội"), ("hội", "nghị")):
        end, certain = start + 2, False
    else:
        return start
    for _ in range(_MOST_PIECES):
        further, says = _piece_end(doc, end, bodies, periods)
        if further == end:
            break
        end, certain = further, certain or says
    return end if certain else start


def _piece_end(doc: Any, at: int, bodies: Mapping[int, int], periods: Mapping[int, Any]) -> tuple[int, bool]:
    """Return (end of the next piece of an assembly's name, whether it says which one); (`at`, False) if none."""
    pair = (norm(doc, at), norm(doc, at + 1))
    if pair in _LOOSE:
        return at + 2, False
    if pair == ("lần", "thứ") and _ORDINAL.fullmatch(text(doc, at + 2)):
        return at + 3, True
    if pair == ("trung", "ương") and _TERM.fullmatch(text(doc, at + 2)):
        return at + 3, True
    if _ROMAN.fullmatch(text(doc, at)):
        return at + 1, True
    if at in bodies:
        return bodies[at], True
    if pair in (("trung", "ương"), ("đảng", "toàn")) and norm(doc, at + 2) in ("lần", "toàn"):
        return at + (2 if pair[0] == "trung" else 1), False
    if text(doc, at) == "Đảng":
        return at + 1, False
    if norm(doc, at) == "của" and (text(doc, at + 1) == "Đảng" or at + 1 in bodies):
        return bodies.get(at + 1, at + 2), True
    end = period_end(doc, at, periods)
    return end, end > at


def period_end(doc: Any, at: int, periods: Mapping[int, Any]) -> int:
    """Return where a period at `at` ends, behind a comma or in brackets too; `at` if there is none."""
    if at in periods:
        return int(periods[at].end)
    if text(doc, at) in (",", "(") and at + 1 in periods:
        end = int(periods[at + 1].end)
        if text(doc, at) == ",":
            return end
        return end + 1 if text(doc, end) == ")" else at
    return at


def title_end(doc: Any, at: int, led: bool, types: Mapping[int, Any]) -> tuple[int, int] | None:
    """Return (start, end) of the title that begins at `at`; None if there is none, or where it ends cannot be told.

    A title in quotation marks always ends surely. Another does where the citation is the sentence's beginning (`led`)
    and a bracket, a semicolon, a full stop, or a comma before a capital closes it.
    """
    start = at + 1 if text(doc, at) == "," else at
    if norm(doc, start) not in ("về", "v/v"):
        return None
    quoted = start + 1 + (norm(doc, start + 1) == "việc")
    if text(doc, quoted) in _OPENS:
        closing = _OPENS[text(doc, quoted)]
        last = min(len(doc), quoted + _LONGEST_TITLE)
        end = next((i for i in range(quoted + 1, last) if doc[i].text == closing), None)
        return (start, end + 1) if end is not None else None
    for index in range(start + 1, min(len(doc) + 1, start + _LONGEST_TITLE)):
        word = text(doc, index)
        if norm(doc, index) in _VERBS or word in _VERB_PUNCTUATION:
            return None
        if word == "(" or _closes(doc, index, types):
            whole = index - start > _SHORTEST_TITLE and (led or word == ")")
            return (start, index) if whole else None
    return None


def _closes(doc: Any, index: int, types: Mapping[int, Any]) -> bool:
    """Whether a title ends before the token: by its punctuation, or by a comma or `và` before the next citation."""
    word, following = text(doc, index), text(doc, index + 1)
    if word == "" or word in _CLOSES:
        return True
    if word == "," and following[:1].isupper():
        return True
    return word in (",", "và") and index + 1 in types and norm(doc, types[index + 1].end) == "số"
