"""The components of `models/pipeline.cfg` by their names. Importing this imports spaCy: only tagging does."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from postprocess.tagging import tokenizer  # noqa: F401  registers the tokenizer that the config names
from postprocess.tagging.bodies import Organisations
from postprocess.tagging.dates import Dates
from postprocess.tagging.markings import Header, Markings, Overlaps
from postprocess.tagging.persons import Persons
from postprocess.tagging.recipients import Recipients
from postprocess.tagging.references import References
from postprocess.tagging.ruler import Ruler
from postprocess.tagging.signatures import Signatures
from postprocess.tagging.spans import register_extensions


def _ruler(nlp: Any, name: str, patterns: str) -> Ruler:
    return Ruler(nlp, patterns)


def _factory(component: type) -> Any:
    def create(nlp: Any, name: str) -> Any:
        return component(nlp)

    return create


register_extensions()
Language.factory("sohoa_structure", default_config={"patterns": "patterns.jsonl"}, func=_ruler)
for _name, _component in (
    ("dates", Dates),
    ("organisations", Organisations),
    ("references", References),
    ("persons", Persons),
    ("recipients", Recipients),
    ("signature", Signatures),
    ("markings", Markings),
    ("header", Header),
    ("overlaps", Overlaps),
):
    Language.factory(f"sohoa_{_name}", func=_factory(_component))
