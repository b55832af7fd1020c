"""The JSON Schema of `document.json`, made from its types: `python -m archive.schema` writes it anew.

What it says of fields are their docstrings in `ocr/elements.py`, `postprocess/elements.py` and `archive/record.py`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
from pydantic import ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from archive.record import SCHEMA_VERSION, DocumentRecord

SCHEMA = Path(__file__).with_name("document.schema.json")

# A document is written whole, so that readers can count on every field.
_CONFIG = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=True)
# In a list, for pydantic takes no configuration for a dataclass itself.
_ADAPTER = TypeAdapter(list[DocumentRecord], config=_CONFIG)
_WRAPPED = re.compile(r"(?<!\n)\n(?!\n)")


class _Plain(GenerateJsonSchema):
    """Leaves out titles that only repeat the names of fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def make_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12) of records as they are written today."""
    definitions: dict[str, Any] = _ADAPTER.json_schema(mode="serialization", schema_generator=_Plain)["$defs"]
    definitions[DocumentRecord.__name__]["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:sohoa:document:{SCHEMA_VERSION}",
        "title": "sohoa document.json",
        "description": "The full record of a scanned Vietnamese Party or state document: where it came from, all that "
        "was read on its pages, what it says and what it is made of, and every step and change on the way. Boxes are "
        "in pixels of the page image as the scan delivered it, x to the right and y down.",
        "$ref": f"#/$defs/{DocumentRecord.__name__}",
        "$defs": {name: _unwrapped(definition) for name, definition in sorted(definitions.items())},
    }


def to_text(schema: dict[str, Any]) -> str:
    """Write `schema` as the file has it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _unwrapped(schema: Any) -> Any:
    """Return `schema` with the lines of each paragraph of its descriptions joined, and without defaults."""
    if isinstance(schema, list):
        return [_unwrapped(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _WRAPPED.sub(" ", value) if key == "description" and isinstance(value, str) else _unwrapped(value)
        for key, value in schema.items()
        if key != "default"
    }


@click.command()
def main() -> None:
    """Write the schema anew."""
    SCHEMA.write_text(to_text(make_schema()), "utf-8")


if __name__ == "__main__":
    main()
