"""JSON Schemas (draft-07) of the records, made from their dataclasses."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import TypeAdapter

from workers import records

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
KINDS: dict[str, type] = {
    kind.__dataclass_fields__["schema"].default: kind for kind in get_args(records.Record)
}
"""Record by its name and version, e.g. "newsmill.article/1"."""

RAW = "newsmill.raw/1"
"""The envelope that scrapers send; its schema is written by hand."""


class UnknownField(LookupError):
    """A record has a field whose meaning nobody wrote down; the message says where to."""


def file_name(schema_name: str) -> str:
    """ "newsmill.article/1" as "newsmill.article.1.schema.json"."""
    return schema_name.replace("/", ".") + ".schema.json"


@cache
def meanings() -> dict[str, dict[str, str]]:
    """What each field means: type name -> field -> one line."""
    path = Path(__file__).parent / "data" / "fields.yaml"
    loaded: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def schema_of(name: str) -> Schema:
    """The JSON Schema of a record; unknown fields are allowed, so that fields can be added."""
    kind = KINDS[name]
    made = TypeAdapter(kind).json_schema(ref_template="#/definitions/{model}")
    definitions = made.pop("$defs", {})
    body = _typed(kind.__name__, made)
    body["properties"]["schema"] |= {"const": name}
    head = {"$schema": DRAFT, "$id": f"urn:{name.replace('.', ':').replace('/', ':')}"}
    parts = {part: _typed(part, schema) for part, schema in sorted(definitions.items())}
    return head | body | ({"definitions": parts} if parts else {})


def _typed(kind: str, schema: Schema) -> Schema:
    """One object type: its description, then its fields with theirs."""
    fields = {}
    for name, field in schema["properties"].items():
        plain = _plain(field)
        if name in records.TIMES:
            plain["format"] = "date-time"
        fields[name] = plain | {"description": _meaning(kind, name)}
    return {
        "title": kind,
        "description": " ".join(schema["description"].split()),
        "type": "object",
        "required": schema.get("required", []),
        "properties": fields,
    }


def _meaning(kind: str, field: str) -> str:
    try:
        return meanings()[kind][field]
    except KeyError:
        raise UnknownField(f"workers/describe/data/fields.yaml: add {kind}.{field}") from None


def _plain(field: Schema) -> Schema:
    """A field without pydantic's noise: `type: [string, null]` instead of anyOf and titles."""
    field = {k: v for k, v in field.items() if k != "title"}
    if field.get("default", "") is None:
        del field["default"]
    if "prefixItems" in field:  # draft-07 has no such word; our tuples are of one type
        field["items"] = field.pop("prefixItems")[0]
    if "$ref" not in field.get("items", {"$ref": ""}):
        field["items"] = _plain(field["items"])
    if "anyOf" in field:
        return _nullable(field)
    if "$ref" in field:  # draft-07 ignores what stands beside a $ref
        field["allOf"] = [{"$ref": field.pop("$ref")}]
    return field


def _nullable(field: Schema) -> Schema:
    options = [_plain(option) for option in field.pop("anyOf")]
    [value] = [option for option in options if option != {"type": "null"}]
    if "allOf" in value:
        return field | {"anyOf": [*value["allOf"], {"type": "null"}]}
    if "enum" in value:
        value = value | {"enum": [*value["enum"], None]}
    return field | value | {"type": [value["type"], "null"]}
