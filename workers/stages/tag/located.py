"""Which place a name means: the article's other places and its source decide.

"Paris" with Texas beside it is another place than "Paris" alone; "Georgia" among Tbilisi
and Russia is the country, among Atlanta and Alabama the state. A choice that is close
stays marked as open.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from workers.records import Suggestion
from workers.stages.tag.gazetteer import Gazetteer, Place
from workers.stages.tag.groups import Group
from workers.stages.tag.names import plain

FIRST = {"country": 3.0, "region": 1.5, "city": 0.0}
NAMED = 2.5  # its country is named in the article
IN_STATE = 1.0  # its American state is
BESIDE = 4.0  # "Paris, Texas"
SHARE = 2.0  # times the share of the article's certain places that lie in its country
SOURCE = 0.7  # the source's country, by its top-level domain
REVIEWED = 4.0  # the reviewed table says that the name means this place first
ALSO_CITIES = frozenset({"New York", "Washington"})
CLOSE = 1.0  # a lead below this leaves the choice open


@dataclass(frozen=True, slots=True)
class Located:
    """The place chosen, and the others that remain possible."""

    place: Place
    open: tuple[Place, ...] = ()


def locate(
    text: str, found: Sequence[Group], lists: Gazetteer, source_country: str | None
) -> dict[int, Located]:
    """The place of each group (by its index) that the lists know.

    A place that they do not know and that looks like an abbreviation ("LV") gets the city
    it may be as a suggestion.
    """
    ends = {span.end for group in found if group.type == "LOC" for span in group.spans}
    options = {
        index: _options(text, group, lists, ends)
        for index, group in enumerate(found)
        if group.type == "LOC"
    }
    near = _surroundings(found, options, lists)
    located: dict[int, Located] = {}
    for index, named in options.items():
        beside = _beside(text, found[index], lists)
        places = [place for place in named if not _elsewhere(place, beside)]
        if places:
            scores = {p: near.score(p, beside, source_country, index) for p in places}
            located[index] = _chosen(scores, lists.first.get(plain(found[index].name)))
        elif offered := _abbreviated(found[index].name, near.certain, lists):
            found[index].suggestions.append(offered)
    return located


def _chosen(scores: dict[Place, float], reviewed: Place | None) -> Located:
    if reviewed is not None:
        scores[reviewed] = scores.get(reviewed, 0.0) + REVIEWED
    best, *rest = sorted(scores, key=lambda place: -scores[place])
    return Located(best, tuple(p for p in rest if scores[best] - scores[p] < CLOSE))


def _abbreviated(name: str, certain: Counter[str], lists: Gazetteer) -> Suggestion | None:
    """The largest city with these first letters, of the country named most that has one."""
    if not 2 <= len(name) <= 4 or not name.isupper():
        return None
    for country, _ in certain.most_common():
        if city := lists.city_beginning(name, country):
            reason = f"largest city of {country} that begins with {name}"
            return Suggestion(name=city.name, reason=f"{reason}; the article names {country}")
    return None


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the article's names say of where it plays."""

    countries: Mapping[str, set[int]]
    regions: Mapping[str, set[int]]
    certain: Counter[str]

    def score(self, place: Place, beside: set[Place], source: str | None, index: int) -> float:
        total = FIRST[place.kind] + math.log10(place.population + 1000)
        if place.kind != "country" and self.countries.get(place.country, set()) - {index}:
            total += NAMED
        if self.regions.get(place.region or "", set()) - {index}:
            total += IN_STATE
        if any(_holds(area, place) for area in beside):
            total += BESIDE
        if self.certain:
            total += SHARE * self.certain[place.country] / self.certain.total()
        return total + (SOURCE if source == place.country else 0.0)


def _surroundings(
    found: Sequence[Group], known: Mapping[int, list[Place]], lists: Gazetteer
) -> _Surroundings:
    countries: dict[str, set[int]] = {}
    regions: dict[str, set[int]] = {}
    certain: Counter[str] = Counter()
    for index, places in known.items():
        for place in places:
            if place.kind == "country":
                countries.setdefault(place.country, set()).add(index)
            if place.kind == "region" and place.region:
                regions.setdefault(place.region, set()).add(index)
        if places and len({place.country for place in places}) == 1:
            certain[places[0].country] += len(found[index].spans)
    for index, group in enumerate(found):
        code = lists.demonyms.get(plain(group.name))
        if code:
            certain[code] += len(group.spans)
            countries.setdefault(code, set()).add(index)
    return _Surroundings(countries, regions, certain)


def _options(text: str, group: Group, lists: Gazetteer, ends: Container[int]) -> list[Place]:
    """The places that a group's name can mean, else any of its forms.

    Else the state whose short form it is, if it stands behind a place that ends at `ends`.
    """
    for name in (group.name, *group.surfaces(text)):
        if places := lists.lookup(name):
            return places
    first = group.spans[0]
    short = text[first.start : first.end]
    state = lists.states.get(short) or lists.states.get(short + ".")
    behind = text.endswith(", ", 0, first.start) and first.start - 2 in ends
    return [state] if state and behind else []


def _beside(text: str, group: Group, lists: Gazetteer) -> set[Place]:
    """Countries and states named right after a mention: "Paris, Texas", "Urbana, Md."."""
    beside: set[Place] = set()
    for span in group.spans:
        after = text[span.end : span.end + 40]
        if not after.startswith((", ", " (")):
            continue
        parts = after[2:].split()
        for size in (1, 2, 3):
            name = " ".join(parts[:size]).rstrip(",;:)")
            state = lists.states.get(name) or lists.states.get(name + ".")
            named = [state] if state else lists.lookup(name.rstrip("."))
            beside.update(place for place in named if place.kind != "city")
    return beside


def _holds(area: Place, place: Place) -> bool:
    """Whether a place lies in a country or American state, as far as the lists tell."""
    if area.region:
        return place.region == area.region
    return place.country == area.country


def _elsewhere(place: Place, beside: set[Place]) -> bool:
    """A city behind which a state stands that is not its own: "Urbana, Md.", not in Illinois.

    Not where the state's name is a city's, too: "Chicago, Washington and Los Angeles".
    """
    states = [area for area in beside if area.region and area.name not in ALSO_CITIES]
    city = place.kind == "city"
    return city and bool(states) and not any(_holds(area, place) for area in beside)
