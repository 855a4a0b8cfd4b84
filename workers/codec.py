"""Records to bytes and back: orjson writes, pydantic checks the types on reading."""

from __future__ import annotations

import re
from dataclasses import asdict
from types import UnionType
from typing import Any, TypeVar, cast

import orjson
from pydantic import TypeAdapter, ValidationError

from workers.records import Record

R = TypeVar("R")
SURROGATE = re.compile("[\ud800-\udfff]")


class Malformed(ValueError):
    """Bytes that are not a record of the expected kind; the message names the field."""


NUL_SHOWN = "\u2400"
"""Stands for U+0000, which PostgreSQL's jsonb refuses, and with it the whole record."""


def encode(record: Record) -> bytes:
    """A record as JSON bytes; equal records give equal bytes.

    No string in it holds U+0000 (U+2400 stands for it) or a lone surrogate (U+FFFD).
    """
    try:
        data = orjson.dumps(record)
    except TypeError:  # a lone surrogate
        return orjson.dumps(_storable(asdict(record)))
    return orjson.dumps(_storable(orjson.loads(data))) if b"\\u0000" in data else data


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return SURROGATE.sub("\ufffd", value.replace("\0", NUL_SHOWN))
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value


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
