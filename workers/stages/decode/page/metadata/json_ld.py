"""Claims in the JSON-LD of a page (schema.org), which most news sites write for search engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

MOST_SCRIPTS = 20
MOST_CHARACTERS = 1_000_000
DEEPEST = 12
MOST_NODES = 2_000

_ARTICLES = ("article", "posting", "report", "webpage", "review", "liveblog")
_STRINGS = {
    "headline": "title",
    "datePublished": "date",
    "description": "summary",
    "inLanguage": "language",
}


def claims(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Field and value of what the articles in the page's JSON-LD say of themselves.

    "paywalled" is a field too. Scripts that are no JSON are passed over.
    """
    nodes = [node for script in _scripts(root) for node in _objects(script)]
    nodes.sort(key=_rank)
    for node in nodes:
        if _rank(node) < len(_ARTICLES):
            yield from _of_article(node)


def _scripts(root: etree._Element) -> Iterator[Any]:
    count = 0
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() or len(text) > MOST_CHARACTERS:
            continue
        count += 1
        if count > MOST_SCRIPTS:
            return
        try:
            yield json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue


def _objects(parsed: Any) -> Iterator[dict[str, Any]]:
    """Every object with a type, outermost first."""
    stack, seen = [(parsed, 0)], 0
    while stack and seen < MOST_NODES:
        value, depth = stack.pop()
        seen += 1
        if depth > DEEPEST:
            continue
        if isinstance(value, dict):
            if "@type" in value:
                yield value
            stack.extend((v, depth + 1) for k, v in value.items() if k in ("@graph", "mainEntity"))
        elif isinstance(value, list):
            stack.extend((v, depth + 1) for v in reversed(value))


def _rank(node: dict[str, Any]) -> int:
    """Which kind of article an object is: the lower, the more it is one."""
    names = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    kinds = [str(name).lower() for name in names]
    return min(
        (at for at, kind in enumerate(_ARTICLES) for name in kinds if kind in name),
        default=len(_ARTICLES),
    )


def _of_article(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, meaning in _STRINGS.items():
        for value in _strings(node.get(key)):
            yield meaning, value
    yield from (("author", name) for name in _strings(node.get("author")))
    yield from (("site_name", name) for name in _strings(node.get("publisher")))
    for name in ("url", "mainEntityOfPage"):
        known = node.get(name)
        address = known.get("@id") or known.get("url") if isinstance(known, dict) else known
        if isinstance(address, str) and address.startswith("http"):
            yield "canonical_url", address
    if str(node.get("isAccessibleForFree", "")).lower() == "false":
        yield "paywalled", "true"


def _strings(value: Any) -> list[str]:
    """A value, or the name of an object, or those of a list joined as one."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, dict):
        return _strings(value.get("name") or value.get("alternateName"))
    if isinstance(value, list):
        names = [name for item in value[:10] for name in _strings(item)]
        return [", ".join(dict.fromkeys(names))] if names else []
    return []
