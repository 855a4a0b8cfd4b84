"""What kind of value a record's field holds, read from its dataclass."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_fields: dict[Any, dict[str, Any]] = {}


def fields_of(kind: type[Any]) -> dict[str, Any]:
    """Field -> type, `| None` left out, in the order of the dataclass."""
    if kind not in _fields:
        hints = get_type_hints(kind)
        _fields[kind] = {name: required(hints[name]) for name in kind.__dataclass_fields__}
    return _fields[kind]


def required(hint: Any) -> Any:
    """A type without `| None`."""
    if get_origin(hint) in (Union, types.UnionType):
        [rest] = [each for each in get_args(hint) if each is not type(None)]
        return rest
    return hint


def item_of(hint: Any) -> Any | None:
    """What a list or tuple holds; None for what is neither."""
    return required(get_args(hint)[0]) if get_origin(hint) in (list, tuple) else None


def scalar(hint: Any) -> type | None:
    """`str`, `int`, `float` or `bool`; None for what has parts."""
    if get_origin(hint) is Literal:
        return str
    return hint if hint in (str, int, float, bool) else None


def is_record(hint: Any) -> bool:
    """Whether it is an object with fields of its own."""
    return isinstance(hint, type) and is_dataclass(hint)


def nested(kind: type[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Path and type of each field that holds an object, or a list of them ("[]" behind it)."""
    for name, hint in fields_of(kind).items():
        item = item_of(hint)
        inner = item or hint
        if is_record(inner):
            path = f"{prefix}{name}{'[]' if item else ''}"
            yield path, inner.__name__
            yield from nested(inner, f"{path}.")
