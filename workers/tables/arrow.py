"""Arrow schemas made from the dataclasses of records, and rows that fit them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args, get_origin

import orjson
import pyarrow as pa

from workers.records import TIMES
from workers.tables.field_types import fields_of, is_record, item_of, scalar

TIME = pa.timestamp("ms", tz="UTC")
_SCALARS = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


def schema(kind: type[Any]) -> pa.Schema:
    """The columns of a record: objects are structs, times timestamps, free objects JSON text."""
    fields = [pa.field(name, _type(name, hint)) for name, hint in fields_of(kind).items()]
    name = kind.__dataclass_fields__["schema"].default
    return pa.schema(fields, metadata={"newsmill.schema": name})


def _type(name: str, hint: Any) -> pa.DataType:
    if name in TIMES:
        return TIME
    if (plain := scalar(hint)) is not None:
        return _SCALARS[plain]
    if (item := item_of(hint)) is not None:
        return pa.list_(_type("", item))
    if is_record(hint):
        return pa.struct([pa.field(*part) for part in _parts(hint)])
    if get_origin(hint) is dict and get_args(hint)[1] is float:
        return pa.map_(pa.string(), pa.float64())
    return pa.string()


def _parts(kind: type[Any]) -> list[tuple[str, pa.DataType]]:
    return [(name, _type(name, hint)) for name, hint in fields_of(kind).items()]


def fitted(kind: type[Any], record: dict[str, Any]) -> dict[str, Any]:
    """A record's JSON object as Arrow takes it; raises `ValueError` for a time that is none."""
    return {
        name: _value(name, hint)(value)
        for name, hint in fields_of(kind).items()
        if (value := record.get(name)) is not None
    }


def _value(name: str, hint: Any) -> Callable[[Any], Any]:
    if name in TIMES:
        return datetime.fromisoformat
    if (item := item_of(hint)) is not None:
        one = _value("", item)
        return lambda values: [one(value) for value in values]
    if is_record(hint):
        return lambda value: fitted(hint, value)
    if get_origin(hint) is dict:
        free = get_args(hint)[1] is not float
        return (
            (lambda value: orjson.dumps(value).decode())
            if free
            else (lambda value: [*value.items()])
        )
    return float if hint is float else lambda value: value
