"""`--where FIELD=VALUE`: which records of a topic are shown."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args

import orjson

from workers.cli.exits import Exit, stop
from workers.stages.tag.names.normalise import plain
from workers.tables.field_types import fields_of, is_record, item_of

SHORT = {
    "speaker": ("quote.speaker.name", "quote.speaker.entity_key", "quote.speaker.text"),
    "entity": ("name", "entity_key", "entities.name", "entities.entity_key"),
}
"""What stands for several fields; others are paths: quote.kind, entities.name."""

Condition = tuple[tuple[str, ...], str]


def conditions(given: list[str], kind: type[Any] | UnionType) -> list[Condition]:
    """Of each FIELD=VALUE the paths of which one must fit, and the value.

    A wrong one ends the command, and so does a field that records of `kind` do not have.
    """
    pairs = [item.partition("=") for item in given]
    if any(not equals or not name or not value for name, equals, value in pairs):
        stop(Exit.USAGE, '--where wants FIELD=VALUE, for example --where speaker="Oskar Teller"')
    for name, _, _ in pairs:
        if not any(_leads(kind, path.split(".")) for path in SHORT.get(name, (name,))):
            there = ", ".join(sorted({field for one in _kinds(kind) for field in fields_of(one)}))
            stop(Exit.USAGE, f"--where: no field {name} in these records; there are {there}")
    return [(SHORT.get(name, (name,)), plain(value)) for name, _, value in pairs]


def holds(value: bytes, wanted: list[Condition]) -> bool:
    """Whether a record fits all; case, accents and blanks do not count, of lists one is enough."""
    record = orjson.loads(value) if wanted else None
    return all(
        any(plain(str(found)) == folded for path in paths for found in _at(record, path.split(".")))
        for paths, folded in wanted
    )


def _kinds(kind: type[Any] | UnionType) -> tuple[type[Any], ...]:
    return get_args(kind) or (kind,)


def _leads(hint: Any, path: list[str]) -> bool:
    """Whether a path leads to a value; below a free object any may."""
    if isinstance(hint, UnionType):
        return any(_leads(each, path) for each in _kinds(hint))
    if not path:
        return not is_record(item_of(hint) or hint)
    if (item := item_of(hint)) is not None:
        return _leads(item, path)
    if not is_record(hint):
        return getattr(hint, "__origin__", None) is dict
    return path[0] in fields_of(hint) and _leads(fields_of(hint)[path[0]], path[1:])


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    """The values at a path, through lists."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        if value is not None:
            yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])
