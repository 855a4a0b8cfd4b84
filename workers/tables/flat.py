"""A record as one row of plain columns, as CSV wants it: "quote.speaker.name"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from workers.tables.field_types import fields_of, is_record


def columns(kind: type[Any], prefix: str = "") -> Iterator[str]:
    """Paths of a record's columns: objects are taken apart, a list is one column."""
    for name, hint in fields_of(kind).items():
        if is_record(hint):
            yield from columns(hint, f"{prefix}{name}.")
        else:
            yield prefix + name


def row(names: list[str], record: dict[str, Any]) -> list[str]:
    """The columns of a record given as its JSON object; nothing for null and what is not there.

    Lists and free objects are JSON.
    """
    return [_text(_at(record, name.split("."))) for name in names]


def _at(value: Any, path: list[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()
