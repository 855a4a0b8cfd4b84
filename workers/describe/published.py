"""The fields that were ever published, one a line: a schema's version may only gain fields.

`schemas/published.txt` is the memory. What consumers rely on never changes under the same
version: no field goes away, none changes its type or whether it is required, none loses a
value that it can have; new fields are optional, though a
new object may require fields of its own. Anything else is a new version of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_VALUES = re.compile(r"\((.*)\)")

Schema = dict[str, Any]


def lines(name: str, schema: Schema) -> Iterator[str]:
    """Each field of a schema: "newsmill.quote/1 quote.cue.start integer required"."""
    for path, kind, required in _walk(schema, schema, ""):
        yield f"{name} {path} {kind} {'required' if required else 'optional'}"


def breaks(published: Iterable[str], now: Iterable[str]) -> list[str]:
    """What no longer holds of the published lines, one sentence each; empty when compatible."""
    current = {_field(line): line for line in now}
    known = {_field(line) for line in published}
    found = []
    for line in published:
        today = current.get(_field(line))
        if today is None:
            found.append(f"removed: {line}")
        elif today != line and not _widened(line, today):
            found.append(f"changed: {line} -> {today}")
    versions = {name for name, _ in known}
    for (name, path), line in current.items():
        parent = path.rpartition(".")[0].removesuffix("[]")
        part_of_new = parent != "" and (name, parent) not in known  # which is told by itself
        if (name, path) in known or name not in versions or part_of_new:
            continue
        if line.endswith(" required"):
            found.append(f"new but required: {line}")
    return found


def _widened(line: str, today: str) -> bool:
    """Whether a field has the values that it had, and some more."""
    before, now = _VALUES.search(line), _VALUES.search(today)
    if before is None or now is None or _VALUES.sub("", line) != _VALUES.sub("", today):
        return False
    return set(before[1].split("|")) <= set(now[1].split("|"))


def _field(line: str) -> tuple[str, str]:
    name, path, *_ = line.split(" ")
    return name, path


def _walk(root: Schema, schema: Schema, at: str) -> Iterator[tuple[str, str, bool]]:
    for name, field in schema["properties"].items():
        path = f"{at}.{name}" if at else name
        required = name in schema.get("required", [])
        target, kind = _resolved(root, field)
        yield path, kind, required
        if target is not None:
            yield from _walk(root, target, path + ("[]" if kind.startswith("array") else ""))


def _resolved(root: Schema, field: Schema) -> tuple[Schema | None, str]:
    """The object type a field leads to, if any, and its kind in a word."""
    for option in field.get("allOf", []) + field.get("anyOf", []) + [field]:
        if "$ref" in option:
            nullable = "|null" if "anyOf" in field else ""
            return root["definitions"][option["$ref"].rsplit("/", 1)[1]], "object" + nullable
    kinds = field.get("type", "any")
    kind = kinds if isinstance(kinds, str) else "|".join(kinds)
    if kind.startswith("array"):
        target, items = _resolved(root, field["items"])
        return target, kind.replace("array", f"array<{items}>")
    if "enum" in field:
        kind += "(" + "|".join(str(value) for value in field["enum"] if value is not None) + ")"
    return None, kind
