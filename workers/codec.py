"""Records to bytes and back: orjson writes, pydantic checks the types on reading."""

from __future__ import annotations

from types import UnionType
from typing import Any, TypeVar, cast

import orjson
from pydantic import TypeAdapter, ValidationError

from workers.records import Record

R = TypeVar("R")


class Malformed(ValueError):
    """Bytes that are not a record of the expected kind; the message names the field."""


def encode(record: Record) -> bytes:
    """A record as JSON bytes; equal records give equal bytes."""
    return orjson.dumps(record)


def decode(kind: type[R] | UnionType, value: bytes) -> R:
    """JSON bytes as a record of `kind`, or of one of several kinds.

    Fields that it does not know are ignored. Raises `Malformed` when the bytes are not
    JSON or a field is missing or mistyped.
    """
    try:
        return from_json(kind, orjson.loads(value))
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from None


def from_json(kind: type[R] | UnionType, parsed: Any) -> R:
    """A parsed JSON value as a record of `kind`; raises `Malformed`."""
    try:
        record: R = _adapter(kind).validate_python(parsed)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        # Of several kinds the place begins with the name of one.
        kinds = () if isinstance(kind, UnionType) else (kind.__name__,)
        place = [*kinds, *map(str, first["loc"] or ("record",))]
        raise Malformed(f"{'.'.join(place)}: {first['msg']}") from None
    return record


_adapters: dict[type | UnionType, TypeAdapter[Any]] = {}


def _adapter(kind: type | UnionType) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(cast(type[Any], kind))
    return _adapters[kind]
