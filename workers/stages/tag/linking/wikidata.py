"""Wikidata exports as knowledge base entries: JSON dumps of items, and SPARQL results in CSV.

JSON: one item a line, as in Wikidata's dumps (an array with an item a line) or as
`wikibase-dump-filter` and the like leave them. CSV: what the query service gives for a query
with the variables `item`, `itemLabel` and any of `type`, `itemAltLabel` (aliases, with commas),
`itemDescription`, `article` (English Wikipedia), `country` (ISO code), `geonames`, `gender` and
`coordinates` ("Point(longitude latitude)"). A line that names nothing is a `Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from workers.records import EntityType

ITEM = re.compile(r"Q[1-9]\d*")
POINT = re.compile(r"(?i)point\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)")
HUMAN = "Q5"
PLACES = frozenset(
    "Q6256 Q3624078 Q515 Q1549591 Q486972 Q3957 Q532 Q5119 Q10864048 Q35657 Q107390 Q5107 Q23442 "
    "Q4022 Q23397 Q165 Q8502 Q46831 Q82794 Q15284 Q484170 Q1093829 Q747074 Q13220204".split()
)
"""Classes of places: country, city, town, village, division, state, island, river, lake …"""
BODIES = frozenset(
    "Q43229 Q4830453 Q783794 Q7278 Q327333 Q192283 Q3918 Q847017 Q476028 Q891723 Q163740 Q484652 "
    "Q7188 Q7210356 Q11032 Q1110794 Q22687 Q6881511 Q1616075 Q41487 Q79913 Q12973014".split()
)
"""Classes of bodies: organisation, company, party, agency, university, club, newspaper …"""
GENDERS = {"Q6581097": "m", "Q6581072": "f", "male": "m", "female": "f"}
COLUMNS = {"item", "itemLabel"}
KINDS: Mapping[str, EntityType] = {
    "human": "PER", "person": "PER", "per": "PER", "organization": "ORG", "organisation": "ORG",
    "company": "ORG", "org": "ORG", "place": "LOC", "location": "LOC", "city": "LOC",
    "country": "LOC", "loc": "LOC", "misc": "MISC",
}  # fmt: skip

Values = dict[str, Any]


def is_item(parsed: Mapping[str, Any]) -> bool:
    """Whether a JSON object is an item of Wikidata."""
    return "labels" in parsed and ITEM.fullmatch(str(parsed.get("id", ""))) is not None


def of_item(item: Mapping[str, Any], language: str = "en") -> Values:
    """The fields of a `KbEntity`, as far as the item has them."""
    claims: Mapping[str, Any] = item.get("claims") or {}
    values: Values = {
        "id": item["id"],
        "wikidata": item["id"],
        "type": _type(set(_values(claims, "P31")), bool(claims.get("P625"))),
        "name": _text(item.get("labels"), language),
        "aliases": [alias["value"] for alias in (item.get("aliases") or {}).get(language, ())],
        "description": _text(item.get("descriptions"), language),
        "wikipedia": ((item.get("sitelinks") or {}).get(f"{language}wiki") or {}).get("title"),
        "gender": next((GENDERS[q] for q in _values(claims, "P21") if q in GENDERS), None),
        "country": next(iter(_values(claims, "P297")), None),
        "geonames": next((int(n) for n in _values(claims, "P1566") if str(n).isdigit()), None),
    }
    point = next(iter(_values(claims, "P625")), None)
    if isinstance(point, Mapping):
        values["latitude"], values["longitude"] = point.get("latitude"), point.get("longitude")
    return {name: value for name, value in values.items() if value not in (None, "")}


def of_row(row: Mapping[str, str]) -> Values:
    """The fields of a `KbEntity` from one line of a query's result."""
    cells = {name: (cell or "").strip() for name, cell in row.items()}
    item = cells["item"].rpartition("/")[2]
    given = cells.get("type", "").rpartition("/")[2]
    kind = KINDS.get(given.casefold()) or (_type({given}, False) if given else "")
    values: Values = {
        "id": item,
        "wikidata": item,
        "type": kind,
        "name": "" if cells["itemLabel"] == item else cells["itemLabel"],
        "aliases": [a.strip() for a in cells.get("itemAltLabel", "").split(",") if a.strip()],
        "description": cells.get("itemDescription"),
        "country": cells.get("country"),
        "gender": GENDERS.get(cells.get("gender", "").rpartition("/")[2]),
        "geonames": int(cells["geonames"]) if cells.get("geonames", "").isdigit() else None,
    }
    if "/wiki/" in cells.get("article", ""):
        title = cells["article"].rpartition("/wiki/")[2]
        values["wikipedia"] = unquote(title).replace("_", " ")
    if point := POINT.search(cells.get("coordinates", "")):
        values["longitude"], values["latitude"] = float(point[1]), float(point[2])
    return {name: value for name, value in values.items() if value not in (None, "")}


def _type(classes: set[str], located: bool) -> EntityType:
    if HUMAN in classes:
        return "PER"
    if classes & PLACES:
        return "LOC"
    if classes & BODIES:
        return "ORG"
    return "LOC" if located else "MISC"


def _text(texts: Any, language: str) -> str | None:
    """A text in the language, else in the code for all languages, else the first."""
    held: Mapping[str, Any] = texts or {}
    for code in (language, "mul", *held):
        if found := held.get(code):
            return str(found["value"])
    return None


def _values(claims: Mapping[str, Any], name: str) -> Iterator[Any]:
    """What the claims of a property say: ids of items, strings, points."""
    for claim in claims.get(name) or ():
        snak = claim.get("mainsnak", claim) if isinstance(claim, Mapping) else {}
        value = (snak.get("datavalue") or {}).get("value")
        if isinstance(value, Mapping) and "id" in value:
            yield value["id"]
        elif value is not None:
            yield value
