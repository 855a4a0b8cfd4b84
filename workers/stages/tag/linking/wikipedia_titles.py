"""English Wikipedia titles, where the name itself is good evidence for one.

Proof comes from a list of 38,000 much-read articles (data/wikipedia_titles.txt.gz, from
the package compromise-wikipedia 0.1.1, MIT), from GeoNames with Wikipedia's own rules for
naming places, or from the knowledge base. Without it a full name counts as a title only
for a person who is named twice, and for a place of learning: six in ten and seven in ten of
those are titles on the development data, of the others under half.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.names.normalise import words
from workers.stages.tag.places.place import Place

PLAIN_CITIES = frozenset(
    "atlanta|baltimore|boston|chicago|cincinnati|cleveland|dallas|denver|detroit|honolulu|houston"
    "|indianapolis|las vegas|los angeles|miami|milwaukee|minneapolis|new orleans|new york city"
    "|oklahoma city|philadelphia|phoenix|pittsburgh|st. louis|salt lake city|san antonio"
    "|san diego|san francisco|seattle|manhattan|brooklyn|queens|the bronx|staten island".split("|")
)
"""US cities whose article bears no state (Wikipedia: naming conventions, after AP style)."""
SPECIAL = {
    ("country", "Georgia"): "Georgia (country)",
    ("region", "Georgia"): "Georgia (U.S. state)",
    ("region", "Washington"): "Washington (state)",
    ("region", "New York"): "New York (state)",
    ("country", "The Netherlands"): "Netherlands",
    ("country", "Ireland"): "Republic of Ireland",
    ("country", "Palestinian Territory"): "State of Palestine",
    ("country", "Czechia"): "Czech Republic",
    ("country", "Vatican"): "Vatican City",
    ("country", "Bahamas"): "The Bahamas",
    ("country", "Gambia"): "The Gambia",
    ("city", "Makkah"): "Mecca",
}
LEARNING = frozenset("university college museum observatory library polytechnic".split())
SURE = 0.8  # confidence from which a full name is trusted to be a title


@cache
def titles() -> frozenset[str]:
    """Much-read titles, in lower case."""
    path = files(__package__) / "data" / "wikipedia_titles.txt.gz"
    return frozenset(gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"))


def title(group: Group, place: Place | None, long_form: str | None, sure: float) -> str | None:
    """The title of the article on the group's entity, or None when that is a guess."""
    if place is not None:
        return _of_place(place)
    name = long_form or group.name
    if "people" in group.hints:
        return None
    for form in (name, f"The {name}"):
        if form.casefold() in titles():
            return form
    return name if sure >= SURE and _speaks_for_itself(name, group) else None


def _speaks_for_itself(name: str, group: Group) -> bool:
    parts = [word.casefold() for word in words(name)]
    if len(parts) < 2 or any(c.isdigit() for c in name):
        return False
    if group.type == "PER":
        return len(group.spans) > 1
    return group.type in ("ORG", "LOC") and bool(LEARNING & set(parts))


def _of_place(place: Place) -> str:
    if special := SPECIAL.get((place.kind, place.name)):
        return special
    if place.kind == "region" and place.wikipedia:
        return place.wikipedia
    if not place.region or place.kind not in ("city", "town", "county"):
        return place.name
    if place.region == "District of Columbia":
        return "Washington, D.C."
    alone = place.name.casefold() in PLAIN_CITIES
    return place.name if alone else f"{place.name}, {place.region}"
