"""What the lists say: rows of GeoNames and ISO 3166 as places, reviewed tables as pairs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.place import Place

APPELLATION = re.compile(
    r" \[.*| \(.*| †| Sheng$| Shi$"
    r"|, (?:Respublika|City of|Regi[oó]n(?: de)?|Principado de|Comunidad(?: Foral)?(?: de)?)$"
)
"""What ISO 3166-2 adds to the names of divisions: "Henan Sheng", "Dagestan, Respublika"."""
MACRONS = str.maketrans("āēīōūĀĒĪŌŪ", "aeiouAEIOU")  # Mahārāshtra
ALIKE = 60.0  # per cent: as like must another name of several words be to a city's own


def place_of(city: Mapping[str, Any], states: Mapping[str, Any]) -> Place:
    """A city of GeoNames as a place; `states` are those of the US by code."""
    state = states.get(city["admin1code"]) if city["countrycode"] == "US" else None
    return Place(
        kind="city",
        name=city["name"],
        country=city["countrycode"],
        population=int(city["population"]),
        geonames=int(city["geonameid"]),
        latitude=city["latitude"],
        longitude=city["longitude"],
        region=state["name"] if state else None,
    )


def may_be_called(name: str, other: str) -> bool:
    """Whether another name is one of the place: no translation (White House for Casablanca)."""
    parts = other.split()
    shared = not set(plain(name).split()).isdisjoint(parts)
    return len(parts) == 1 or shared or fuzz.ratio(plain(name), other) > ALIKE


def names_of(country: Any) -> Iterator[str]:
    """The English names that ISO 3166 has for a country."""
    for part in ("name", "common_name", "official_name"):
        if name := getattr(country, part, None):
            yield name


def centres_by(cities: Mapping[str, Any], by: str) -> dict[str, tuple[float, float]]:
    """Mean latitude and longitude by some field, weighted by inhabitants."""
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for city in cities.values():
        weight = max(1, city["population"])
        held = sums[city[by]]
        held[0] += weight
        held[1] += weight * city["latitude"]
        held[2] += weight * city["longitude"]
    return {key: (round(y / w, 4), round(x / w, 4)) for key, (w, y, x) in sums.items()}


def pairs(name: str) -> Iterator[tuple[str, str]]:
    """(first field, each of the words of the second) of a reviewed table."""
    for line in lines(name):
        first, words, *_ = line.split("|")
        for word in words.split(";"):
            yield first, word


def lines(name: str) -> list[str]:
    """The lines of a reviewed table, without comments."""
    lines = (files(__package__) / "data" / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
