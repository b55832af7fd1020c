"""What stamps say is known in advance: the words of an incoming stamp's form, the labels of urgency and secrecy.

A word that looks like one of the form's (`models/stamps.json`) is that word; what was read stays beside it as `raw`.
The label, in capitals, is known as a whole row: an office's name is in capitals as well.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from functools import cache

from rapidfuzz.distance import Levenshtein

from models.resources import load_json
from ocr.confidence import FORM_READABLE
from ocr.elements import Word
from ocr.readers.vote import letters_key

_LABEL = 0.25
"""Share of its letters by which a label may be misread and still be known."""

_LIKE_LABEL = 0.34
"""The same for a stamp of urgency or secrecy, which says nothing else."""

_DATE = re.compile(r"\d[/.]\d+[/.]\d")
"""A date in figures."""

_NUMBER = "Số:"
"""What stands before a stamp's number."""

_DAY = "Ngày:"
"""What stands before a date in figures, whatever is left of it beneath a pen's strokes."""

_SHORT = 3
"""Letters below which a word is like too many others."""

_FIGURES = 2
"""Figures behind a field's word that are a value, at least."""

_LIKE = str.maketrans("05138", "oslea")
"""Figures that the letters of small, worn words are taken for."""


@cache
def _fields() -> dict[str, tuple[str, ...]]:
    """Return the fields' words by what they look like; several differ in case or punctuation alone."""
    words: dict[str, list[str]] = {}
    for word in load_json("stamps.json")["fields"]:
        words.setdefault(_looks(word), []).append(word)
    return {look: tuple(group) for look, group in words.items()}


def _looks(text: str) -> str:
    return letters_key("".join(c for c in text.translate(_LIKE) if c.isalpha()))


def filled(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return a row of an incoming stamp with the form's words put right and unreadable ones left out."""
    label = _label([word.text for word in words])
    dated = len(words) > 1 and _DATE.search(words[1].text) is not None
    kept: list[Word] = []
    for number, word in enumerate(words):
        known = label[number] if label else _field(word.text, first=not kept)
        if dated and number == 0 and known != _NUMBER:
            known = _DAY
        if known is not None:
            word, value = _parted(word)
            kept.append(dataclasses.replace(word, text=known, raw=word.text) if known != word.text else word)
            kept.extend(value)
        elif word.confidence >= FORM_READABLE and any(c.isalnum() for c in word.text):
            kept.append(word)
    return tuple(kept)


def said(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Return the words of a label of urgency or secrecy put right: its frame's sides are read as letters too."""
    true = text.split()
    own = [word for word in words if _looks(word.text)]
    if len(true) != len(own):
        return tuple(own)
    return tuple(
        word if word.text == right else dataclasses.replace(word, text=right, raw=word.text)
        for word, right in zip(own, true, strict=True)
    )


def label_like(text: str) -> tuple[str, str] | None:
    """Return the kind (`urgency`, `secrecy`) and the words of the label that `text` nearly says; None if none."""
    read = _looks(text)
    labels = [(label, kind) for kind, group in load_json("stamps.json")["labels"].items() for label in group]
    scores = [
        (Levenshtein.normalized_distance(read, _looks(label)), Levenshtein.distance(text, label), kind, label)
        for label, kind in labels
    ]
    far, _, kind, label = min(scores)
    return (kind, label) if read and far <= _LIKE_LABEL else None


def _parted(word: Word) -> tuple[Word, tuple[Word, ...]]:
    """Part a field's word from the figures written close behind it."""
    head = _head(word.text)
    value = word.text[len(head) :]
    if not head or sum(c.isdigit() for c in value) < _FIGURES:
        return word, ()
    at = word.box.left + round(word.box.width * len(head) / len(word.text))
    before, behind = dataclasses.replace(word.box, right=at), dataclasses.replace(word.box, left=at)
    return dataclasses.replace(word, text=head, box=before), (Word(value, behind, word.confidence),)


def _head(text: str) -> str:
    """Return what stands before figures at the end of a word."""
    return text.rstrip("0123456789/.-")


def _label(texts: Sequence[str]) -> list[str]:
    """Return the words of the label that a row says, or nearly says; none if it is no label."""
    if not _in_capitals("".join(texts)):
        return []
    look = _looks("".join(texts))
    for label in load_json("stamps.json")["label"]:
        words = label.split()
        if len(words) == len(texts) and Levenshtein.normalized_distance(look, _looks(label)) <= _LABEL:
            return list(words)
    return []


def _field(text: str, first: bool) -> str | None:
    """Return the field's word that `text` is a worn print of; None if it is like none, or like several."""
    look = _looks(_head(text) or text)
    if not look or (_in_capitals(text) and not text[0].isdigit()):
        return None
    found = {form for form in _fields() if look == form}
    if not found and len(look) >= _SHORT:
        # A short word is like too many others, but for the one a row begins with.
        near = [form for form in _fields() if Levenshtein.distance(look, form) <= 1]
        found = {form for form in near if len(form) >= _SHORT or (first and form[0] == look[0])}
    if len(found) != 1 or (len(look) < _SHORT and not first):
        return None
    large = text[0].isupper()
    return min(_fields()[found.pop()], key=lambda word: (word[0].isupper() != large, Levenshtein.distance(word, text)))


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)
