"""HTML entities in plain text, undone to the last level (`&amp;amp;rsquo;` is one character)."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from workers.stages.decode.traced import Edit, Traced

ENTITY = re.compile(
    r"&(?P<escapes>(?:amp;)*)(?P<name>#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)"
)
MARKUP = re.compile(r"<(?:!doctype|!--|/?[a-z][a-z0-9]*(?:\s[^<>]{0,500})?/?>)", re.IGNORECASE)


def holds_markup(text: str) -> bool:
    """Whether the text is a page's source, where entities must stay."""
    return MARKUP.search(text) is not None


def unescaped(traced: Traced) -> Traced:
    """Known entities replaced by their characters; text with markup is left alone."""
    if "&" not in traced.text or holds_markup(traced.text):
        return traced
    return traced.replace(
        Edit(match.start(), match.end(), char, "entity")
        for match in ENTITY.finditer(traced.text)
        if (char := _character(match)) is not None
    )


def _character(match: re.Match[str]) -> str | None:
    """The character, or None when it is not an entity after all, such as `&A;`."""
    name = match["name"]
    if name[0] == "#" or name in html5:
        return unescape("&" + name)
    return "&" + name if match["escapes"] else None
