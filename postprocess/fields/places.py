"""What a document names twice, and was misread once: the place it was signed at, the body it was signed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from postprocess.elements import Field
from postprocess.layout.patterns import AUTHORITY
from postprocess.layout.zones import Header
from postprocess.words.lexicon import alike, fold
from postprocess.words.syllables import phrase_key

# Two words of three letters that differ in one are alike by 0.83 (Ratcliff and Obershelp, as in `difflib`).
_NEARLY = 0.8
# What names no body without the words that follow.
HALF_NAMES = ("UY BAN", "BAN", "BO", "SO", "CUC", "HOI")


def same_place(
    header: Header, place: Field | None, bodies: Sequence[Field | None]
) -> tuple[Field | None, list[Field | None]]:
    """Return all, no longer sure where the name of a body holds a place that is nearly `place`, but not quite.

    One of the two was misread: both take the spelling that was read more surely.
    """
    found = list(bodies)
    for at, body in enumerate(bodies):
        if place is None or body is None:
            continue
        own, printed = place.value.split(), body.value.split()
        runs = [printed[start : start + len(own)] for start in range(len(printed) - len(own) + 1)]
        keys = [phrase_key(" ".join(run)) for run in runs]
        near = [run for run in runs if _nearly(run, own)]
        if phrase_key(place.value) in keys or not near or "." in place.value:
            continue
        why = "; địa danh và tên cơ quan khác nhau"
        spelt = _surer(header, own, near[0])
        name = " ".join(spelt).title()
        value = body.value.replace(" ".join(near[0]), name.upper() if body.value.isupper() else name)
        place = replace(place, value=name, normal=phrase_key(name), sure=False, evidence=place.evidence + why)
        found[at] = replace(body, value=value, normal=phrase_key(value), sure=False, evidence=body.evidence + why)
    return place, found


def same_body(authority: Field | None, named: Sequence[Field | None]) -> Field | None:
    """Return the authority with its body as the header names it (`named`) where it was read nearly so, or cut short.

    It is not sure then: `T/M ĐẠN BÍ THƯ` below `CỦA BAN BÍ THƯ`, `T/M UỶ BAN` of the `UỶ BAN KIỂM TRA`.
    """
    match = AUTHORITY.match(authority.value) if authority else None
    if authority is None or match is None:
        return authority
    body = authority.value[match.end() :].strip(" .,;:")
    names = [name.value for name in named if name]
    if phrase_key(body) in map(phrase_key, names):
        return authority
    for name in names:
        cut = fold(body) in HALF_NAMES and fold(name).startswith(f"{fold(body)} ")
        near = len(body.split()) == len(name.split()) and alike(fold(body), fold(name)) >= _NEARLY
        if cut or near:
            value = f"{authority.value[: match.end()].rstrip()} {name.upper()}"
            normal = phrase_key(f"{authority.normal.split()[0]} {name}")
            why = f"{authority.evidence}; đọc là «{body}», khác phần đầu"
            return replace(authority, value=value, normal=normal, sure=False, evidence=why)
    return authority


def _surer(header: Header, place: Sequence[str], run: Sequence[str]) -> Sequence[str]:
    """Return the spelling, of the place's line or of a body's name, whose words that differ were read more surely."""
    apart = [(one, other) for one, other in zip(place, run, strict=True) if phrase_key(one) != phrase_key(other)]
    dated = header.date.words if header.date else ()
    named = [word for line in header.issuer for word in line.words]
    ours = [word.confidence for one, _ in apart for word in dated if word.text.strip(" .,") == one]
    theirs = [word.confidence for _, other in apart for word in named if word.text.strip(" .,") == other]
    capital = all(one[:1].isupper() for one in place)
    return run if not capital or min(theirs, default=0.0) > min(ours, default=0.0) else place


def _nearly(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names differ in a letter or diacritic of a word or two."""
    return SequenceMatcher(None, fold(" ".join(one)), fold(" ".join(other)), autojunk=False).ratio() >= _NEARLY
