"""The component `structure`: finds what the patterns of a data file describe, and leaves it as anchors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Span

from models.resources import model_path
from postprocess.tagging.spans import ANCHORS, HEADER, STRUCTURE


class Ruler:
    """Phrases by their style keys, patterns token by token; of what begins alike under one label the longest stays.

    spaCy's own SpanRuler keeps every shorter match as well, which the thousand names of bodies and laws make many.
    """

    def __init__(self, nlp: Any, patterns: str) -> None:
        """Read the data file `patterns` of `models/`.

        Raises:
            MissingToolError: the file is not installed.

        """
        self._phrases = PhraseMatcher(nlp.vocab, attr="NORM")
        self._tokens = Matcher(nlp.vocab)
        rows = [json.loads(row) for row in model_path(patterns).read_text(encoding="utf-8").splitlines()]
        self._kinds: dict[int, tuple[str, str]] = {}
        for key, items in _grouped(rows).items():
            name = "\t".join(key)
            self._kinds[nlp.vocab.strings.add(name)] = key
            phrases = [nlp.tokenizer(item) for item in items if isinstance(item, str)]
            tokens = [item for item in items if not isinstance(item, str)]
            if phrases:
                self._phrases.add(name, phrases)
            if tokens:
                self._tokens.add(name, tokens, greedy="LONGEST")

    def __call__(self, doc: Any) -> Any:
        """Fill `doc.spans["anchors"]` in order of the text, and begin the other groups."""
        longest: dict[tuple[int, str], tuple[int, str]] = {}
        for key, start, end in [*self._phrases(doc), *self._tokens(doc)]:
            label, kind = self._kinds[key]
            if end > longest.get((start, label), (0, ""))[0]:
                longest[start, label] = end, kind
        doc.spans[ANCHORS] = [
            Span(doc, start, end, label=label, span_id=kind) for (start, label), (end, kind) in sorted(longest.items())
        ]
        doc.spans[STRUCTURE] = []
        doc.spans[HEADER] = []
        return doc


def _grouped(rows: list[Mapping[str, Any]]) -> dict[tuple[str, str], list[Any]]:
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        groups.setdefault((row["label"], row.get("id", "")), []).append(row["pattern"])
    return groups
