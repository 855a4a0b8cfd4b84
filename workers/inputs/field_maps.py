"""Fields under other names and in other places, put where the envelope has them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("data") / "scrapers.toml"
LISTS = ("author", "authors", "tags")
"""Fields that may hold several values; of the others' values the first one counts."""
EMPTY: tuple[Any, ...] = (None, "", [], {}, "None")
"""What says nothing; "None" is what Python writes for it, and scrapers pass on."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which fields of a JSON object hold which fields of the envelope.

    `targets` has the envelope's name -> paths, of which the first one filled counts. With
    `alone` only these fields are the envelope's, and all else goes to `meta`.
    """

    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    each: str | None = None
    alone: bool = False

    def articles(self, item: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The envelopes in one JSON object: one, or those of the list `each`."""
        listed = item.get(self.each) if self.each else None
        if not isinstance(listed, list):
            yield self.apply(item)
            return
        for inner in listed:
            yield self.apply(inner) if isinstance(inner, dict) else {"meta": {"item": inner}}

    def apply(self, item: dict[str, Any]) -> dict[str, Any]:
        """The envelope; a field whose place another one takes goes to `meta`."""
        if not self.targets:
            return item
        found: dict[str, Any] = {}
        used: list[str] = []
        for target, paths in self.targets.items():
            for path in paths:
                there = _at(item, path)
                if (value := _fitting(target, there)) not in EMPTY:
                    found[target] = value
                    if value == there or (target == "body" and _is_text(there)):
                        used.append(path)  # else it stays: there was more in it
                    break
        rest = _without(item, used)
        meta = rest.pop("meta", None)
        aside = {n: v for n, v in rest.items() if v is not None and (self.alone or n in found)}
        kept = {} if self.alone else {n: v for n, v in rest.items() if n not in found}
        if meta is not None:
            aside = {**aside, **(meta if isinstance(meta, dict) else {"meta": meta})}
        if aside:
            kept["meta"] = aside
        return {**kept, **found}

    def and_then(self, other: Mapping[str, tuple[str, ...]]) -> FieldMap:
        """This map, in which `other` goes before."""
        targets = {name: (*other.get(name, ()), *paths) for name, paths in self.targets.items()}
        return FieldMap({**other, **targets}, self.each, self.alone)


AS_IT_IS = FieldMap()


def scrapers() -> list[str]:
    """The names that `of_scraper` knows."""
    return list(_table())


def of_scraper(name: str) -> FieldMap:
    """The map for the JSON of a scraper; `KeyError` for one that is not known."""
    fields = dict(_table()[name])
    each = fields.pop("each", None)
    return FieldMap({target: tuple(paths) for target, paths in fields.items()}, each, alone=True)


def of_pairs(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """(envelope's name, path) pairs as `targets`; of several with one name the first goes first."""
    targets: dict[str, tuple[str, ...]] = {}
    for target, path in pairs:
        targets[target] = (*targets.get(target, ()), path)
    return targets


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def _at(value: Any, path: str) -> Any:
    """The value at a path; through a list the values in it, None where there is nothing."""
    if isinstance(value, list):
        return [inner for item in value if (inner := _at(item, path)) not in EMPTY]
    if not isinstance(value, dict):
        return None
    if path in value:
        return value[path]
    name, dot, rest = path.partition(".")
    return _at(value[name], rest) if dot and name in value else None


def _fitting(target: str, value: Any) -> Any:
    if not isinstance(value, list | dict):
        return value
    if target == "body":
        return "\n\n".join(_texts(value))  # a text in paragraphs, or in sections of them
    if isinstance(value, dict):
        return value
    texts = list(_texts(value))
    return texts if target in LISTS else texts[0] if texts else None


def _is_text(value: Any) -> bool:
    """Whether there is nothing but texts in it, however they are nested."""
    if isinstance(value, list | dict):
        return all(map(_is_text, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _without(value: Any, paths: list[str]) -> Any:
    """A copy without what stands at the paths, and without what that leaves empty.

    Lists stay whole: of a tag and its score neither says much alone.
    """
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, item in value.items():
        if name in paths:
            continue
        inner = [path[len(name) + 1 :] for path in paths if path.startswith(name + ".")]
        if inner and (item := _without(item, inner)) in EMPTY:
            continue
        kept[name] = item
    return kept
