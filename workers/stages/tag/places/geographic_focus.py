"""Where an article plays, by the places it names: what speaks for one meaning of a name."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.gazetteer import LARGE, Gazetteer
from workers.stages.tag.places.place import Place

FIRST = {"continent": 10.0, "country": 3.0, "region": 1.5, "city": 0.0}
NAMED = 2.5  # its country is named in the article
IN_STATE = 1.0  # its American state is
BESIDE = 4.0  # "Paris, Texas"
SHARE = 2.0  # times the share of the article's certain places that lie in its country
SOURCE = 0.7  # the source's country, by its top-level domain
CLEAR = 2.0  # lead in weight from which a name means its first place whatever the article
KNOWN = 100_000  # inhabitants from which a city needs no introduction
KNOWN_BY_OTHERS = 500_000  # the same by another than its main name


@dataclass(frozen=True, slots=True)
class Naming:
    """One group's name, the places that bear it, and the areas named right behind it."""

    index: int
    name: str
    places: Sequence[Place]
    beside: set[Place]

    def held(self, place: Place) -> bool:
        """Whether what stands behind the name holds the place."""
        return any(holds(area, place) for area in self.beside)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the article's names and its source (an ISO country code) say of where it plays.

    `countries` and `regions` are named by the groups of these indices, `towns` are those that
    lie in one country only, `certain` the mentions of the larger ones, by country and group,
    `totals` by country alone: counted once, for a text may name thousands of places.
    """

    source: str | None
    countries: Mapping[str, set[int]]
    regions: Mapping[str, set[int]]
    towns: Mapping[str, set[int]]
    certain: Mapping[str, Mapping[int, int]]
    totals: Mapping[str, int]

    def score(self, place: Place, naming: Naming) -> float:
        """How much speaks for a place: larger is likelier."""
        index = naming.index
        total = _weight(place)
        if place.kind != "country" and _named(self.countries, place.country, index):
            total += NAMED
        if _named(self.regions, place.region or "", index):
            total += IN_STATE
        if naming.held(place):
            total += BESIDE
        own = sum(held.get(index, 0) for held in self.certain.values())
        if everywhere := sum(self.totals.values()) - own:
            total += SHARE * self._mentions(place.country, index) / everywhere
        return total + (SOURCE if self.source == place.country else 0.0)

    def credible(self, place: Place, naming: Naming) -> bool:
        """Whether a small city can be meant: something else must speak for its country.

        In the US for its state, where a region bears the name too: Yukon, in Oklahoma.
        """
        main_name = plain(naming.name) == plain(place.name)
        known = place.population >= (KNOWN if main_name else KNOWN_BY_OTHERS)
        if place.kind != "city" or known or naming.held(place):
            return True
        if place.region and any(other.kind == "region" for other in naming.places):
            return _named(self.regions, place.region, naming.index)
        return self.source == place.country or any(
            _named(areas, place.country, naming.index) for areas in (self.countries, self.towns)
        )

    def by_mentions(self) -> list[str]:
        """The countries of `certain`, the most named first."""
        return sorted(self.totals, key=lambda country: -self.totals[country])

    def _mentions(self, country: str, index: int) -> int:
        """The certain mentions of a country by other groups than this one."""
        return self.totals.get(country, 0) - self.certain.get(country, {}).get(index, 0)


def whereabouts(
    found: Sequence[Group],
    known: Mapping[int, Sequence[Place]],
    lists: Gazetteer,
    source: str | None,
) -> Whereabouts:
    """Reads the groups (by index) with the places that each can mean."""
    countries: defaultdict[str, set[int]] = defaultdict(set)
    regions: defaultdict[str, set[int]] = defaultdict(set)
    towns: defaultdict[str, set[int]] = defaultdict(set)
    certain: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for index, places in known.items():
        for place in places:
            if place.kind == "country":
                countries[place.country].add(index)
            if place.kind == "region" and place.region:
                regions[place.region].add(index)
        if len(all_in := {place.country for place in places}) == 1:
            towns[all_in.pop()].add(index)
        if country := _certain(places):
            certain[country][index] = len(found[index].spans)
    for index, group in enumerate(found):
        if code := lists.demonyms.get(plain(group.name)):
            certain[code][index] = len(group.spans)
            countries[code].add(index)
    totals = {country: sum(held.values()) for country, held in certain.items()}
    return Whereabouts(source, countries, regions, towns, certain, totals)


def holds(area: Place, place: Place) -> bool:
    """Whether a place lies in a country or American state, as far as the lists tell."""
    if area.region:
        return place.region == area.region
    return place.country == area.country


def _certain(places: Sequence[Place]) -> str | None:
    """The country that the name alone tells: no small city's, those are other things as well."""
    best = max(places, key=_weight, default=None)
    if best is None or (best.kind == "city" and best.population < LARGE):
        return None
    others = (place for place in places if place.country != best.country)
    return best.country if all(_weight(best) - _weight(o) >= CLEAR for o in others) else None


def _weight(place: Place) -> float:
    return FIRST[place.kind] + math.log10(place.population + 1000)


def _named(areas: Mapping[str, set[int]], area: str, index: int) -> bool:
    """Whether another group than this one names the area."""
    held = areas.get(area, frozenset[int]())
    return len(held) > (index in held)
