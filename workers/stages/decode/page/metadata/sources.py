"""Where on a page its title and its authors are given, by the names that the weights have."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from workers.records import Claim
from workers.stages.decode.page.blocks import Block
from workers.stages.decode.page.metadata import authors, bylines, titles
from workers.stages.decode.page.metadata.meta_elements import Value

LONGEST_VALUE = 2000
_TITLES = {
    "og:title": "og",
    "twitter:title": "twitter",
    "dc.title": "dc",
    "dcterms.title": "dc",
    "headline": "itemprop",
}
"""Keys of meta elements as the weights of titles have them; the rest are "meta"."""

_AUTHORS = {
    "json-ld": "json-ld",
    "author": "meta",
    "article:author": "og",
    "twitter:data1": "twitter",
}
"""The same for authors; the rest are "meta-other"."""


def wordings(values: Iterable[Value], sites: list[str]) -> list[tuple[str, str, str]]:
    """Place, wording without the site's name, and origin of every title; each place once."""
    places: dict[str, tuple[str, str]] = {}
    for value in values:
        place = value.key if value.origin in ("html", "json-ld") else _TITLES.get(value.key, "meta")
        place = "json-ld-2" if place == "json-ld" and place in places else place
        text = titles.without_site(" ".join(value.value.split()), sites)
        places.setdefault(place, (text, value.origin))
    return [(place, text, origin) for place, (text, origin) in places.items()]


def title_claims(
    values: Iterable[Value], sites: list[str], chosen: titles.Candidate | None
) -> list[Claim]:
    """Every title once with its origin, the one that was chosen marked."""
    claims: dict[tuple[str, str], Claim] = {}
    for place, text, origin in wordings(values, sites):
        claim = Claim(field="title", value=text[:LONGEST_VALUE], origin=origin)
        claim = claims.setdefault((text, origin), claim)
        claim.used = claim.used or (chosen is not None and chosen.places[0].rstrip("<") == place)
    return list(claims.values())


def authors_of(
    values: Iterable[Value], root: etree._Element, blocks: list[Block]
) -> list[authors.Candidate]:
    """The names that each place gives: metadata, by-lines in the markup, lines of the text."""
    places: dict[tuple[str, str], list[Value]] = {}
    for value in values:
        if value.name == "author":
            place = _AUTHORS.get(value.key, "meta-other")
            places.setdefault((value.origin, place), []).append(value)
    stated = [
        authors.from_values(origin, place, [value.value for value in given])
        for (origin, place), given in places.items()
    ]
    return stated + authors.from_markup(bylines.find(root)) + authors.from_lines(blocks)


def author_claims(
    candidates: list[authors.Candidate], best: authors.Candidate | None
) -> list[Claim]:
    """Every list of names once with its origin, the one that is believed marked."""
    claims: dict[tuple[str, str], Claim] = {}
    for candidate in candidates:
        value = ", ".join(candidate.names) or " ".join(candidate.raw.split())[:LONGEST_VALUE]
        if not value or (candidate is not best and candidate.elsewhere):
            continue
        claim = claims.setdefault(
            (value, candidate.origin),
            Claim(
                field="author",
                value=value,
                origin=candidate.origin,
                dropped=None if candidate.names else "no-name",
            ),
        )
        claim.used = claim.used or candidate is best
    return list(claims.values())
