"""What a scraper tells about an article: authors, image, section, tags, in the forms they come in.

A value that cannot be read as such a field is no reason to lose the article: it goes to `left`,
from where it comes out under `meta`, as anything did before these fields were known.
"""

from __future__ import annotations

import re
from typing import Any

from workers.records import BACKFILL
from workers.stages.decode.envelope import author_names

_BETWEEN_TAGS = re.compile(r"\s*[;,|]\s*")


def authors(author: str | list[str] | None, others: Any, left: dict[str, Any]) -> list[str]:
    """The authors in the scraper's own words: a list is kept, one text is parted into names.

    `author` goes before `authors`; in a list, objects with a name stand for it (schema.org).
    """
    if author is not None:
        if others is not None:
            left["authors"] = others
        return _names(author)
    listed = _texts(others, "name")
    if listed is None:
        left["authors"] = others
        return []
    return _names(listed)


def tags(value: Any, left: dict[str, Any]) -> list[str]:
    """A list of words; one text is parted at commas, semicolons and strokes."""
    listed = _texts(value, "name")
    if listed is None:
        left["tags"] = value
        return []
    parts = _BETWEEN_TAGS.split(listed) if isinstance(listed, str) else listed
    return list(dict.fromkeys(tag for part in parts if (tag := " ".join(part.split()))))


def text(name: str, value: Any, left: dict[str, Any]) -> str | None:
    """One line of text; of an object with a url that (schema.org's images)."""
    if isinstance(value, dict) and isinstance(value.get("url"), str):
        value = value["url"]
    if isinstance(value, str):
        return " ".join(value.split()) or None
    if value is not None:
        left[name] = value
    return None


def lane(value: Any, left: dict[str, Any]) -> str | None:
    """ "backfill", or nothing: another lane is a field of the scraper's own."""
    if value == BACKFILL:
        return BACKFILL
    if value is not None:
        left["lane"] = value
    return None


def _names(given: str | list[str]) -> list[str]:
    if isinstance(given, list):
        return [name for value in given if (name := " ".join(value.split()))]
    return author_names.split(given) or ([" ".join(given.split())] if given.strip() else [])


def _texts(value: Any, inner: str) -> str | list[str] | None:
    """A text or a list of texts, none for null; None for what is neither."""
    if value is None:
        return []
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return None
    named = [item.get(inner) if isinstance(item, dict) else item for item in value]
    found = [item for item in named if isinstance(item, str)]
    return found if len(found) == len(named) else None
