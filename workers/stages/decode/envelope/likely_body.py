"""Which fields of somebody else's JSON look like the body, to be named in a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

NAMES = (
    "html",
    "raw_html",
    "maintext",
    "text",
    "content",
    "plaintext",
    "plain_text",
    "cleaned_text",
    "articlebody",
    "article_body",
    "article_text",
    "fulltext",
    "full_text",
    "page",
    "article",
    "story",
    "document",
)
"""In lower case; the likelier first."""
LONG = 200
"""Characters from which a string may be the body whatever it is called."""
DEEPEST = 3


def likely_bodies(fields: dict[str, Any]) -> list[str]:
    """The paths ("html.content") of three fields at most, the likeliest first."""
    found = [(path, value) for path, value in _texts(fields, "", 0) if _looks(path, value)]
    found.sort(key=lambda item: (_rank(item[0]), -len(item[1])))
    return [path for path, _ in found[:3]]


def likely_names(names: Iterable[str]) -> list[str]:
    """Those of the names that a body often has, the likeliest first."""
    return sorted((name for name in names if _rank(name) < len(NAMES)), key=_rank)


def _texts(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value.strip():
        yield path, value
    elif isinstance(value, dict) and depth < DEEPEST:
        for name, item in value.items():
            yield from _texts(item, f"{path}.{name}" if path else str(name), depth + 1)


def _looks(path: str, value: str) -> bool:
    return _rank(path) < len(NAMES) or (len(value) >= LONG and " " in value)


def _rank(path: str) -> int:
    name = path.rpartition(".")[2].lower().strip()
    return NAMES.index(name) if name in NAMES else len(NAMES)
