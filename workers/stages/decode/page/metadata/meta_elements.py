"""What the meta, link and time elements of a page say, in the vocabularies that sites use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

META = {
    "og:title": ("title", "opengraph"),
    "twitter:title": ("title", "twitter"),
    "dc.title": ("title", "dublin-core"),
    "dcterms.title": ("title", "dublin-core"),
    "headline": ("title", "microdata"),
    "title": ("title", "meta"),
    "sailthru.title": ("title", "meta"),
    "parsely-title": ("title", "meta"),
    "citation_title": ("title", "meta"),
    "og:description": ("summary", "opengraph"),
    "twitter:description": ("summary", "twitter"),
    "description": ("summary", "meta"),
    "article:author": ("author", "opengraph"),
    "og:article:author": ("author", "opengraph"),
    "article:author:name": ("author", "opengraph"),
    "author": ("author", "meta"),
    "byl": ("author", "meta"),
    "dc.creator": ("author", "dublin-core"),
    "dcterms.creator": ("author", "dublin-core"),
    "parsely-author": ("author", "meta"),
    "sailthru.author": ("author", "meta"),
    "citation_author": ("author", "meta"),
    "cxenseparse:author": ("author", "meta"),
    "article_author": ("author", "meta"),
    "mediator_author": ("author", "meta"),
    "vr:author": ("author", "meta"),
    "article:published_time": ("date", "opengraph"),
    "og:published_time": ("date", "opengraph"),
    "og:article:published_time": ("date", "opengraph"),
    "datepublished": ("date", "microdata"),
    "parsely-pub-date": ("date", "meta"),
    "sailthru.date": ("date", "meta"),
    "pubdate": ("date", "meta"),
    "publishdate": ("date", "meta"),
    "publish-date": ("date", "meta"),
    "publish_date": ("date", "meta"),
    "citation_publication_date": ("date", "meta"),
    "cxenseparse:recs:publishtime": ("date", "meta"),
    "dc.date": ("date", "dublin-core"),
    "dc.date.issued": ("date", "dublin-core"),
    "dcterms.created": ("date", "dublin-core"),
    "dcterms.issued": ("date", "dublin-core"),
    "date": ("date", "meta"),
    "article:modified_time": ("modified", "opengraph"),
    "og:updated_time": ("modified", "opengraph"),
    "datemodified": ("modified", "microdata"),
    "dcterms.modified": ("modified", "dublin-core"),
    "dc.date.modified": ("modified", "dublin-core"),
    "last-modified": ("modified", "meta"),
    "og:url": ("canonical_url", "opengraph"),
    "og:site_name": ("site_name", "opengraph"),
    "application-name": ("site_name", "meta"),
    "og:locale": ("language", "opengraph"),
    "content-language": ("language", "meta"),
    "language": ("language", "meta"),
    "inlanguage": ("language", "microdata"),
    "og:image": ("image", "opengraph"),
    "og:image:url": ("image", "opengraph"),
    "twitter:image": ("image", "twitter"),
    "twitter:image:src": ("image", "twitter"),
    "parsely-image-url": ("image", "meta"),
    "article:section": ("section", "opengraph"),
    "section": ("section", "meta"),
    "parsely-section": ("section", "meta"),
    "articlesection": ("section", "microdata"),
    "article:tag": ("tags", "opengraph"),
    "news_keywords": ("tags", "meta"),
    "parsely-tags": ("tags", "meta"),
    "keywords": ("tags", "meta"),
    "article:content_tier": ("paywalled", "opengraph"),
    "isaccessibleforfree": ("paywalled", "microdata"),
}
"""Name, property, itemprop or http-equiv of a meta element (lower case): field and origin."""

TIERS = {"locked": "true", "metered": "true", "free": "false", "false": "true", "true": "false"}
"""Values of article:content_tier and isAccessibleForFree: whether the article is paywalled."""


class Value(NamedTuple):
    """A value that an element gives for a field; `key` is the element's own name for it."""

    name: str
    value: str
    origin: str
    key: str


def read(root: etree._Element) -> Iterator[Value]:
    """Every value, in the order of the page within each kind of element."""
    for node in root.iter("meta"):
        content = node.get("content")
        if not content:
            continue
        key = node.get("property") or node.get("name") or node.get("itemprop")
        key = (key or node.get("http-equiv") or "").strip().lower()
        known = META.get(key)
        if known is None:
            if key == "twitter:data1" and _is_author_label(root):
                yield Value("author", content, "twitter", key)
            continue
        if known[0] == "paywalled":
            content = TIERS.get(content.strip().lower(), "")
        if content:
            yield Value(known[0], content, known[1], key)
    for node in root.iter("link"):
        if "canonical" in (node.get("rel") or "").lower().split() and node.get("href"):
            yield Value("canonical_url", node.get("href") or "", "html", "canonical")
    for node in root.iter("time"):
        stated = node.get("datetime")
        prop = node.get("itemprop") or ""
        if stated and (node.get("pubdate") is not None or prop == "datePublished"):
            yield Value("date", stated, "microdata", "time")
        elif stated and prop == "dateModified":
            yield Value("modified", stated, "microdata", "time")
    if root.get("lang"):
        yield Value("language", root.get("lang") or "", "html", "lang")


_WRITTEN_BY = re.compile(
    r"by\b|von\b|author|auteur|autor|écrit|par\b|escrito|geschreven|автор|skriven|skrevet|scritto|"
    r"verfasst|napisan",
    re.IGNORECASE,
)


def _is_author_label(root: etree._Element) -> bool:
    """Whether the first free field of a Twitter card is the author (not the reading time)."""
    for node in root.iter("meta"):
        if (node.get("name") or node.get("property") or "").lower() == "twitter:label1":
            return _WRITTEN_BY.search(node.get("content") or "") is not None
    return False


def headlines(root: etree._Element, most: int = 4) -> Iterator[Value]:
    """The headings that may be the title: h1 elements, the first h2, the title element.

    `key` is "h1" for the only one, else "h1-1of", "h1-2of", ….
    """
    texts = [text for node in islice(root.iter("h1"), 20) if (text := _text(node))][:most]
    for at, text in enumerate(texts):
        yield Value("title", text, "html", "h1" if len(texts) == 1 else f"h1-{min(at + 1, 3)}of")
    marked = next(
        (
            text
            for node in islice(root.iter("h1", "h2", "div", "span", "p"), 5_000)
            if node.get("itemprop") == "headline" and (text := _text(node))
        ),
        None,
    )
    if marked:
        yield Value("title", marked, "microdata", "itemprop")
    for node in islice(root.iter("h2"), 20):
        if text := _text(node):
            yield Value("title", text, "html", "h2")
            break
    for node in islice(root.iter("title"), 1):
        if text := _text(node):
            yield Value("title", text, "html", "title")


def _text(node: etree._Element) -> str:
    return " ".join(" ".join(map(str, node.itertext())).split())
