"""What a page says of its article in JSON-LD (schema.org), which sites write for search engines.

Sites write it by hand, so it is read with comments, CDATA marks and commas too many; an object
that is named by "@id" only is looked up among all of the page's.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from lxml import etree

from workers.stages.decode.envelope.urls import canonical

MOST_SCRIPTS = 30
MOST_CHARACTERS = 2_000_000
DEEPEST = 12
MOST_NODES = 3_000
MOST_VALUES = 60
"""Authors, tags or images of one article."""

_ARTICLES = ("article", "posting", "report", "liveblog", "review", "webpage")
_WITHIN = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")
_MARKS = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$|;\s*$")
_NO_JSON = re.compile(
    r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)|,(?=\s*[}\]])',
    re.S,
)
_STRINGS = {
    "headline": "title",
    "datePublished": "date",
    "dateModified": "modified",
    "description": "summary",
    "inLanguage": "language",
}
_PEOPLE = ("author", "creator")


@dataclass(slots=True)
class Linked:
    """The claims of a page's JSON-LD in order of trust (field, value), and its article bodies.

    `bodies` are the texts (`articleBody`), `bodies_of_others` those of articles that say of
    themselves to be at another address.
    """

    claims: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


def read(root: etree._Element, url: str | None = None) -> Linked:
    """All that is said about the article of the page; `url` tells it from other articles."""
    documents = list(_documents(root))
    objects = [found for document in documents for found in _objects(document)]
    named = {str(o["@id"]): o for o in reversed(objects) if "@id" in o and len(o) > 1}
    here = canonical(url)
    articles = [(rank, o) for o in objects if (rank := _rank(o)) < len(_ARTICLES)]
    articles.sort(key=lambda pair: (pair[0], _is_elsewhere(pair[1], here)))
    linked = Linked()
    for _, article in articles:
        linked.claims.extend(_of_article(article, named))
        body = article.get("articleBody") or article.get("text")
        if isinstance(body, str) and not _is_elsewhere(article, here):
            linked.bodies.append(body)
    return linked


def loads(text: str) -> Any:
    """JSON as sites write it: with comments, CDATA marks, trailing commas, escaped quotes.

    Raises ValueError for what is none, or nested deeper than the parser goes.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    text = _MARKS.sub("", _MARKS.sub("", text))
    if text.lstrip()[:6] in ("{&quot", "[&quot"):
        text = html.unescape(text)
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    except ValueError:
        pass
    bare = _NO_JSON.sub(lambda m: m.group() if m.group()[0] == '"' else "", text)
    try:
        return json.loads(bare, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _documents(root: etree._Element) -> Iterator[Any]:
    count = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = "".join(map(str, script.itertext()))
        count += 1
        if count > MOST_SCRIPTS:
            return
        if len(text) <= MOST_CHARACTERS:
            try:
                yield loads(text)
            except ValueError:
                continue


def _objects(parsed: Any) -> Iterator[dict[str, Any]]:
    """Every object with a type or an id, outermost first."""
    stack, seen = [(parsed, 0)], 0
    while stack and seen < MOST_NODES:
        value, depth = stack.pop()
        seen += 1
        if depth > DEEPEST:
            continue
        if isinstance(value, dict):
            if "@type" in value or "@id" in value:
                yield value
            stack.extend((value[key], depth + 1) for key in reversed(_WITHIN) if key in value)
            stack.extend((value[key], depth + 1) for key in _PEOPLE if key in value)
        elif isinstance(value, list):
            stack.extend((item, depth + 1) for item in reversed(value[:MOST_NODES]))


def kinds(node: dict[str, Any]) -> list[str]:
    """The types of an object, lower case."""
    types = node.get("@type")
    return [str(name).lower() for name in (types if isinstance(types, list) else [types])]


def _rank(node: dict[str, Any]) -> int:
    """Which kind of article an object is: the lower, the more it is one."""
    names = kinds(node)
    if any(name.endswith("archivecomponent") or "advertiser" in name for name in names):
        return len(_ARTICLES)
    return min(
        (at for at, kind in enumerate(_ARTICLES) for name in names if kind in name),
        default=len(_ARTICLES),
    )


def _is_elsewhere(node: dict[str, Any], here: str | None) -> bool:
    """Whether an article says that it is at another address than the page."""
    if here is None:
        return False
    stated = [a for name in ("url", "mainEntityOfPage") if (a := _address(node.get(name)))]
    return bool(stated) and all(_path(a) != _path(here) for a in map(canonical, stated) if a)


def _path(address: str) -> str:
    return address.partition("://")[2].partition("/")[2].rstrip("/").partition("?")[0]


def _address(value: Any) -> str | None:
    known = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
    return known if isinstance(known, str) and known.startswith("http") else None


def _of_article(node: dict[str, Any], named: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, meaning in _STRINGS.items():
        for value in _strings(node.get(key)):
            yield meaning, value
    for key in _PEOPLE:
        for name in people(node.get(key), named):
            yield "author", name
    for value in _strings(node.get("publisher"))[:1]:
        yield "site_name", value
    for key in ("url", "mainEntityOfPage"):
        if address := _address(node.get(key)):
            yield "canonical_url", address
    for value in _strings(node.get("articleSection"))[:3]:
        yield "section", value
    for value in _strings(node.get("keywords"))[:MOST_VALUES]:
        yield "tags", value
    for value in _images(node.get("image"), named)[:1]:
        yield "image", value
    free = {str(part.get("isAccessibleForFree", "")).lower() for part in (node, *_parts(node))}
    if "false" in free:
        yield "paywalled", "true"
    elif "true" in free:
        yield "paywalled", "false"


def _parts(node: dict[str, Any]) -> list[dict[str, Any]]:
    parts = node.get("hasPart")
    listed = parts if isinstance(parts, list) else [parts]
    return [part for part in listed[:MOST_VALUES] if isinstance(part, dict)]


def people(value: Any, named: dict[str, Any]) -> Iterator[str]:
    """The name of each author, person or organisation."""
    for item in (value if isinstance(value, list) else [value])[:MOST_VALUES]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, list):
            yield from people(item[:MOST_VALUES], named) if len(item) < 2 else ()
        elif isinstance(item, dict):
            known = item | named.get(str(item.get("@id")), {})
            name = _name(known)
            if name:
                yield name


def _name(node: dict[str, Any]) -> str:
    whole = node.get("name") or node.get("alternateName")
    if isinstance(whole, dict):  # {"@value": "Jane Roe"}
        whole = whole.get("@value")
    if isinstance(whole, list):
        whole = ", ".join(str(part) for part in whole[:MOST_VALUES] if isinstance(part, str))
    if isinstance(whole, str) and whole.strip():
        return whole
    parts = [node.get(key) for key in ("givenName", "additionalName", "familyName")]
    return " ".join(part.strip() for part in parts if isinstance(part, str))


def _images(value: Any, named: dict[str, Any]) -> list[str]:
    return [
        address.strip()
        for item in (value if isinstance(value, list) else [value])[:MOST_VALUES]
        if isinstance(address := _image(item, named), str) and address.strip()
    ]


def _image(item: Any, named: dict[str, Any]) -> Any:
    if not isinstance(item, dict):
        return item
    known = item | named.get(str(item.get("@id")), {})
    address = known.get("url") or known.get("contentUrl")
    return address[0] if isinstance(address, list) and address else address


def _strings(value: Any) -> list[str]:
    """A value, the name of an object, or those of a list."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, dict):
        return _strings(value.get("name") or value.get("@value") or value.get("alternateName"))
    if isinstance(value, list):
        return [text for item in value[:MOST_VALUES] for text in _strings(item) if text]
    return []
