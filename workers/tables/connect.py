"""Records as Kafka Connect wants them: flat, with their schema beside them.

What `JsonConverter` reads with `schemas.enable=true`: {"schema": …, "payload": …}. Objects are
taken apart (`quote__speaker__name`), times are Connect's Timestamp, lists are JSON text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from workers.records import TIMES
from workers.tables.field_types import fields_of, is_record, scalar

TIMESTAMP = {"type": "int64", "name": "org.apache.kafka.connect.data.Timestamp", "version": 1}
NESTED = "__"
"""Between the names of a path: with one line `dedup.revision_of` would be `dedup.revision.of`."""
_TYPES = {str: "string", int: "int64", float: "double", bool: "boolean"}


def _columns(kind: type[Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, hint in fields_of(kind).items():
        if is_record(hint):
            yield from _columns(hint, (*path, name))
        else:
            yield (*path, name), hint


def schema(kind: type[Any]) -> dict[str, Any]:
    """The struct of a record's row; every column may be null, so that fields can be added."""
    fields = []
    for path, hint in _columns(kind):
        plain = {"type": _TYPES[scalar(hint) or str]}
        of = TIMESTAMP if path[-1] in TIMES else plain
        fields.append(of | {"field": NESTED.join(path), "optional": True})
    name = kind.__dataclass_fields__["schema"].default.replace("/", ".v")
    return {"type": "struct", "name": name, "optional": False, "fields": fields}


_heads: dict[type[Any], bytes] = {}


def _head(kind: type[Any]) -> bytes:
    if kind not in _heads:
        _heads[kind] = b'{"schema":' + orjson.dumps(schema(kind)) + b',"payload":'
    return _heads[kind]


def envelope(kind: type[Any], record: dict[str, Any]) -> bytes:
    """The message of a record, given as its JSON object; raises `ValueError` for a bad time."""
    payload = {NESTED.join(path): _value(path, hint, record) for path, hint in _columns(kind)}
    return _head(kind) + orjson.dumps(payload) + b"}"


def _value(path: tuple[str, ...], hint: Any, value: Any) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None:
        return None
    if path[-1] in TIMES:
        return round(datetime.fromisoformat(value).timestamp() * 1000)
    return orjson.dumps(value).decode() if scalar(hint) is None else value
