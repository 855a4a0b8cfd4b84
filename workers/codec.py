"""Records to bytes and back: orjson writes, pydantic checks the types on reading."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from workers.records import Record

R = TypeVar("R")


class Malformed(ValueError):
    """Bytes that are not a record of the expected kind; the message names the field."""


def encode(record: Record) -> bytes:
    """A record as JSON bytes; equal records give equal bytes."""
    return orjson.dumps(record)


def decode(kind: type[R], value: bytes) -> R:
    """JSON bytes as a record of `kind`; fields that `kind` does not know are ignored.

    Raises `Malformed` when the bytes are not JSON or a field is missing or mistyped.
    """
    try:
        return from_json(kind, orjson.loads(value))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from None


def from_json(kind: type[R], parsed: Any) -> R:
    """A parsed JSON value as a record of `kind`; raises `Malformed`."""
    try:
        return _adapter(kind).validate_python(parsed)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "record"
        raise Malformed(f"{kind.__name__}.{field}: {first['msg']}") from None


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type[R]) -> TypeAdapter[R]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
