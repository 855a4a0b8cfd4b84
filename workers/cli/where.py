"""`--where FIELD=VALUE`: which records of a topic are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from workers.cli.exits import Exit, stop
from workers.stages.tag.names.normalise import plain

SHORT = {
    "speaker": ("quote.speaker.name", "quote.speaker.entity_key", "quote.speaker.text"),
    "entity": ("name", "entity_key", "entities.name", "entities.entity_key"),
}
"""What stands for several fields; others are paths: quote.kind, entities.name."""

Condition = tuple[tuple[str, ...], str]


def conditions(given: list[str]) -> list[Condition]:
    """Of each FIELD=VALUE the paths of which one must fit, and the value; a wrong one ends all."""
    pairs = [item.partition("=") for item in given]
    if any(not equals or not name or not value for name, equals, value in pairs):
        stop(Exit.USAGE, '--where wants FIELD=VALUE, for example --where speaker="Oskar Teller"')
    return [(SHORT.get(name, (name,)), plain(value)) for name, _, value in pairs]


def holds(value: bytes, wanted: list[Condition]) -> bool:
    """Whether a record fits all; case, accents and blanks do not count, of lists one is enough."""
    record = orjson.loads(value) if wanted else None
    return all(
        any(plain(str(found)) == folded for path in paths for found in _at(record, path.split(".")))
        for paths, folded in wanted
    )


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
