"""Title, author, date and the like, as a page claims them: every claim with its origin.

Read in the order of trust JSON-LD, OpenGraph and its kin, other meta elements, markup; the
first claim that can be true is taken, the others are kept as claims beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml import etree

from workers.records import Claim
from workers.stages.decode.page.metadata import json_ld, plausibility

META = {
    "og:title": ("title", "opengraph"),
    "twitter:title": ("title", "twitter"),
    "dc.title": ("title", "dublin-core"),
    "og:description": ("summary", "opengraph"),
    "twitter:description": ("summary", "twitter"),
    "description": ("summary", "meta"),
    "article:author": ("author", "opengraph"),
    "author": ("author", "meta"),
    "byl": ("author", "meta"),
    "dc.creator": ("author", "dublin-core"),
    "parsely-author": ("author", "meta"),
    "sailthru.author": ("author", "meta"),
    "article:published_time": ("date", "opengraph"),
    "og:published_time": ("date", "opengraph"),
    "datepublished": ("date", "microdata"),
    "parsely-pub-date": ("date", "meta"),
    "sailthru.date": ("date", "meta"),
    "pubdate": ("date", "meta"),
    "publishdate": ("date", "meta"),
    "publish-date": ("date", "meta"),
    "dc.date": ("date", "dublin-core"),
    "dc.date.issued": ("date", "dublin-core"),
    "dcterms.created": ("date", "dublin-core"),
    "date": ("date", "meta"),
    "og:url": ("canonical_url", "opengraph"),
    "og:site_name": ("site_name", "opengraph"),
    "application-name": ("site_name", "meta"),
    "og:locale": ("language", "opengraph"),
    "content-language": ("language", "meta"),
    "language": ("language", "meta"),
    "inlanguage": ("language", "microdata"),
}
"""Name, property, itemprop or http-equiv of a meta element (lower case): field and origin."""

ORIGINS = (
    "json-ld",
    "opengraph",
    "twitter",
    "microdata",
    "dublin-core",
    "meta",
    "html",
    "htmldate",
)
LONGEST_VALUE = 2000
MOST_NODES = 20_000
"""On larger pages no date is guessed: htmldate's time is not bounded."""


@dataclass(slots=True)
class Found:
    """All claims of a page; `get` gives the one that is believed."""

    claims: list[Claim] = field(default_factory=list)
    paywalled: bool = False

    def get(self, name: str) -> str | None:
        """The most trusted value of a field that nothing speaks against."""
        good = [c for c in self.claims if c.field == name and c.dropped is None]
        return min(good, key=lambda c: ORIGINS.index(c.origin)).value if good else None

    def all(self, name: str) -> str:
        """Every value that the page claims for a field, one a line."""
        return "\n".join(claim.value for claim in self.claims if claim.field == name)


def read(root: etree._Element, url: str | None, received_at: str | None) -> Found:
    """Every claim of the page, checked; see `plausibility` for why a claim is dropped."""
    found = Found()
    seen = set()
    for name, raw, origin in _claims(root, found):
        value = " ".join(raw.split())[:LONGEST_VALUE]
        if name == "canonical_url":
            value = _absolute(value, url)
        checked, dropped = plausibility.check(name, value, url, received_at)
        if checked and (name, checked, origin) not in seen:
            seen.add((name, checked, origin))
            found.claims.append(Claim(field=name, value=checked, origin=origin, dropped=dropped))
    if found.get("date") is None and sum(1 for _ in islice(root.iter(), MOST_NODES)) < MOST_NODES:
        _guess_date(root, url, received_at, found)
    _without_site_name(found)
    return found


def _claims(root: etree._Element, found: Found) -> Iterator[tuple[str, str, str]]:
    for name, value in json_ld.claims(root):
        if name == "paywalled":
            found.paywalled = True
        else:
            yield name, value, "json-ld"
    for node in root.iter("meta"):
        key = node.get("property") or node.get("name") or node.get("itemprop")
        known = META.get((key or node.get("http-equiv") or "").strip().lower())
        if known and node.get("content"):
            yield known[0], node.get("content") or "", known[1]
    for node in root.iter("link"):
        if "canonical" in (node.get("rel") or "").lower().split() and node.get("href"):
            yield "canonical_url", node.get("href") or "", "html"
    for node in root.iter("time"):
        if node.get("datetime") and (
            node.get("pubdate") is not None or node.get("itemprop") == "datePublished"
        ):
            yield "date", node.get("datetime") or "", "microdata"
    for tag in ("h1", "title"):
        for node in islice(root.iter(tag), 1):
            yield "title", "".join(str(text) for text in node.itertext()), "html"
    if root.get("lang"):
        yield "language", root.get("lang") or "", "html"


def _absolute(value: str, url: str | None) -> str:
    try:
        return urljoin(url, value) if url else value
    except ValueError:
        return value


def _guess_date(
    root: etree._Element, url: str | None, received_at: str | None, found: Found
) -> None:
    """What htmldate finds in the markup, the url or a by-line; only the day."""
    try:
        day = find_date(
            root,
            extensive_search=False,
            original_date=True,
            url=url,
            max_date=received_at[:10] if received_at else None,
            deferred_url_extractor=True,
        )
    except Exception:  # htmldate is tested on pages, not on attacks: no date is an answer too
        return
    if day:
        checked, dropped = plausibility.check("date", day, url, received_at)
        if checked:
            found.claims.append(
                Claim(field="date", value=checked, origin="htmldate", dropped=dropped)
            )


def _without_site_name(found: Found) -> None:
    """Takes " - The Site" off the end of titles."""
    site = found.get("site_name")
    host = next(
        (urlsplit(c.value).hostname or "" for c in found.claims if c.field == "canonical_url"), ""
    )
    names = {name.casefold() for name in (site, host, host.removeprefix("www.")) if name}
    for claim in found.claims:
        if claim.field == "title":
            for sep in (" | ", " - ", " – ", " — ", " :: ", " · ", " » "):
                head, found_sep, tail = claim.value.rpartition(sep)
                if found_sep and tail.strip().casefold() in names and head.strip():
                    claim.value = head.strip()
