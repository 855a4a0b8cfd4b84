"""One place on earth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from workers.stages.tag.names.normalise import plain

Kind = Literal[
    "continent", "country", "region", "district", "county", "city", "town", "airport", "area"
]
"""A region is a first-order division, a district one below it, an area crosses borders."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the lists, with a point in degrees.

    `country` is ISO 3166 alpha-2, "" for what lies in several; `division` the first-order
    division that it is or lies in ("DE.02": country and GeoNames' code); `region` the name of
    that division in the US, where Wikipedia titles have it.
    """

    kind: Kind
    name: str
    country: str
    population: int = field(compare=False)
    geonames: int | None
    latitude: float
    longitude: float = field(compare=False)
    division: str = ""
    region: str | None = field(default=None, compare=False)
    wikidata: str | None = field(default=None, compare=False)
    wikipedia: str | None = field(default=None, compare=False)
    capital: bool = field(default=False, compare=False)

    @property
    def key(self) -> str:
        """One string for one place."""
        return f"{self.kind}:{self.geonames or plain(self.name)}:{self.division or self.country}"

    @property
    def pointlike(self) -> bool:
        """Whether its point tells where it is: not of countries and what is larger."""
        return self.kind not in ("country", "continent", "area")


def holds(area: Place, place: Place) -> bool:
    """Whether a place lies in a country, division, district or county, as far as the lists tell."""
    if area == place:
        return False
    if area.kind == "country":
        return place.country == area.country
    if area.kind in ("district", "county"):
        near = abs(area.latitude - place.latitude) + abs(area.longitude - place.longitude) < 1.5
        return near and place.division == area.division
    return bool(area.division) and place.division == area.division
