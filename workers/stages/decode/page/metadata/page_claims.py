"""Title, authors, dates and the like, as a page claims them: every claim with its origin.

Of a field's claims the first that can be true is taken, in the order of trust JSON-LD,
OpenGraph and its kin, other meta elements, markup; title and authors are chosen by points
(`titles`, `authors`), because no place is right on all sites. The others are kept beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml import etree, html

from workers.records import Claim
from workers.stages.decode.envelope import times
from workers.stages.decode.page.blocks import Block
from workers.stages.decode.page.metadata import (
    authors,
    json_ld,
    meta_elements,
    plausibility,
    sources,
    titles,
)

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
MOST_TAGS = 50
_TAGS = re.compile(r"\s*[,;、，]\s*")


@dataclass(slots=True)
class Found:
    """All claims of a page, those that are believed marked as `used`.

    `bodies` are the texts of the article in the page's JSON-LD; `offsets` are the time zones
    ("+09:00") that dates were given in, by the date.
    """

    claims: list[Claim] = field(default_factory=list)
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    offsets: dict[str, str | None] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The most trusted value of a field that nothing speaks against."""
        claim = self._best(name)
        return claim.value if claim else None

    def all(self, name: str) -> str:
        """Every value that the page claims for a field, one a line."""
        return "\n".join(claim.value for claim in self.claims if claim.field == name)

    def tags(self) -> list[str]:
        """The tags that the most trusted origin gives, each once."""
        best = self._best("tags")
        claims = [c for c in self.claims if best and (c.field, c.origin) == ("tags", best.origin)]
        parts = (part for claim in claims for part in _TAGS.split(claim.value))
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))[:MOST_TAGS]

    @property
    def offset(self) -> str | None:
        """The time zone of the date, where the page gives one with it."""
        return self.offsets.get(self.get("date") or "")

    @property
    def paywalled(self) -> bool | None:
        """Whether the page says that the article is not free; None where it says nothing."""
        said = {claim.value for claim in self.claims if claim.field == "paywalled"}
        return "true" in said if said else None

    def mark(self) -> None:
        """Marks the claim that each field is taken from."""
        for name in dict.fromkeys(claim.field for claim in self.claims):
            best = self._best(name)
            if best is not None and name not in ("title", "author"):
                best.used = True

    def _best(self, name: str) -> Claim | None:
        good = [c for c in self.claims if c.field == name and c.dropped is None]
        return min(good, key=lambda c: ORIGINS.index(c.origin), default=None)


def read(
    root: etree._Element, url: str | None, received_at: str | None, blocks: list[Block]
) -> Found:
    """Every claim of the page, checked; see `plausibility` for why a claim is dropped."""
    linked = json_ld.read(root, url)
    values = [
        meta_elements.Value(name, value, "json-ld", "json-ld") for name, value in linked.claims
    ]
    values += meta_elements.read(root)
    headings = list(meta_elements.headlines(root))
    found = Found(bodies=linked.bodies)
    claims = _Claims(found, url, received_at)
    for name, raw, origin, _ in values:
        if name not in ("title", "author"):
            claims.add(name, raw, origin)
    if found.get("date") is None and sum(1 for _ in islice(root.iter(), MOST_NODES)) < MOST_NODES:
        _guess_date(root, claims)
    sites = _sites(found, url)
    stated = [value for value in values if value.name == "title"]
    chosen = titles.choose(sources.wordings([*stated, *headings], sites), url)
    found.claims += sources.title_claims([*stated, *headings], sites, chosen)
    found.title = chosen.text if chosen is not None else None
    candidates = sources.authors_of(values, root, blocks)
    best = authors.choose(candidates)
    found.claims += sources.author_claims(candidates, best)
    found.authors = best.names if best is not None else []
    found.mark()
    return found


@dataclass(slots=True)
class _Claims:
    """Checks claims one by one into `found`, beside what is known of the page."""

    found: Found
    url: str | None
    received_at: str | None

    def add(self, name: str, raw: str, origin: str) -> None:
        value = " ".join(raw.split())[:LONGEST_VALUE]
        if name in ("canonical_url", "image"):
            value = _absolute(value, self.url)
        checked, dropped = plausibility.check(name, value, self.url, self.received_at)
        claim = Claim(field=name, value=checked, origin=origin, dropped=dropped)
        if not checked or claim in self.found.claims:
            return
        if name == "date":
            self.found.offsets.setdefault(checked, times.offset(value))
        self.found.claims.append(claim)


def _sites(found: Found, url: str | None) -> list[str]:
    """All names of the site, which are neither title nor author."""
    sites = [claim.value for claim in found.claims if claim.field == "site_name"]
    for address in (url, found.get("canonical_url")):
        host = _host(address)
        if host:
            sites += [host, host.split(".")[-2] if host.count(".") else host]
    return list(dict.fromkeys(sites))


def _host(address: str | None) -> str:
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _absolute(value: str, url: str | None) -> str:
    try:
        return urljoin(url, value) if url else value
    except ValueError:
        return value


def _guess_date(root: etree._Element, claims: _Claims) -> None:
    """What htmldate finds in the markup, the url or a by-line; only the day."""
    try:
        day = find_date(
            html.fromstring(etree.tostring(root, encoding="unicode")),  # of the class it reads
            extensive_search=True,
            original_date=True,
            url=claims.url,
            max_date=claims.received_at[:10] if claims.received_at else None,
            deferred_url_extractor=True,
        )
    except Exception:  # htmldate is tested on pages, not on attacks: no date is an answer too
        return
    if day:
        claims.add("date", day, "htmldate")
