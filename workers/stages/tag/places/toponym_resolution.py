"""Which place each mention means: what the whole article names decides, and its own sentence.

"Paris" with Texas beside it is another place than "Paris" alone; "Georgia" in one sentence
with Tbilisi is the country, with Atlanta the state, and one article may name both. Where no
meaning is likelier than all others together, none is chosen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.records import Suggestion
from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.places.features import Setting, names
from workers.stages.tag.places.gazetteer import Gazetteer
from workers.stages.tag.places.place import Place, holds
from workers.stages.tag.places.ranking import Ranking
from workers.stages.tag.places.toponyms import Toponym

ENOUGH = 0.5  # probability from which a meaning is taken
ENOUGH_OF_MANY = 0.6  # the same where three places or more bear the name
MANY = 3
LARGE_REGION = 3_000_000  # inhabitants of a division that is known without its country
LANDMARKS = frozenset("airport bridge island lake mall park square stadium street tower".split())
"""Words that end the names of sights: Central Park is no town, though towns are called so."""
POSSIBLE = 0.2  # from which another one stays open


@dataclass(frozen=True, slots=True)
class Located:
    """The place chosen with its probability, and the others that remain possible."""

    place: Place
    probability: float
    open: tuple[Place, ...] = ()


Resolved = list[tuple[Toponym, Located | None]]


def resolve(
    found: Sequence[Toponym], lists: Gazetteer, ranking: Ranking, source: str | None
) -> Resolved:
    """Each toponym with its place, in order; `source` is the ISO code of the source's country."""
    meant = possible(found, lists)
    setting = Setting(names(meant), lists, source)
    chosen: dict[int, Located] = {}
    for name, mentions in ranking.of_mentions(setting):
        for one, odds in mentions:
            own = [
                (p, place)
                for p, place in zip(odds, name.places, strict=False)
                if place in one.places
            ]
            ordered = sorted(own, key=lambda pair: -pair[0])
            enough = ENOUGH_OF_MANY if len(ordered) >= MANY else ENOUGH
            if ordered and ordered[0][0] >= enough:
                (p, best), *rest = ordered
                rivals = tuple(place for q, place in rest if q >= POSSIBLE)
                chosen[id(one)] = Located(best, round(float(p), 3), rivals)
    return [(one, chosen.get(id(one))) for one in meant]


def possible(found: Sequence[Toponym], lists: Gazetteer) -> list[Toponym]:
    """The toponyms without the meanings that are out of the question."""
    times = Counter(one.name for one in found)
    return [replace(one, places=_meant(one, lists, times[one.name] == 1)) for one in found]


def by_place(found: Sequence[Group], resolved: Resolved) -> tuple[list[Group], dict[int, Located]]:
    """The groups, those apart that name two places, and the place of each by its new index.

    Mentions that mean no place for sure go with the place that most others mean.
    """
    places: defaultdict[int, list[tuple[int, Located | None]]] = defaultdict(list)
    for one, located in resolved:
        if one.group is not None:
            places[one.group].append((one.start, located))
    kept: list[tuple[Group, Located | None]] = []
    for index, group in enumerate(found):
        parts = _parts(places.get(index, []))
        if len(parts) < 2:
            kept.append((group, parts[0][0] if parts else None))
            continue
        for located, starts in parts:
            spans = [span for span in group.spans if span.start in starts]
            kept.append((replace(group, spans=spans), located))
    kept.sort(key=lambda pair: pair[0].spans[0].start)
    located_by_index = {index: located for index, (_, located) in enumerate(kept) if located}
    return [group for group, _ in kept], located_by_index


def suggest_abbreviated(found: Sequence[Group], resolved: Resolved, lists: Gazetteer) -> None:
    """Offers the city that an unknown place such as "LV" may be short for."""
    named = Counter(located.place.country for _, located in resolved if located)
    for one, located in resolved:
        if one.group is None or located or one.places:
            continue
        group = found[one.group]
        countries = [code for code, _ in named.most_common() if code]
        if not group.suggestions and (offered := _abbreviated(group.name, countries, lists)):
            group.suggestions.append(offered)


def _parts(mentions: list[tuple[int, Located | None]]) -> list[tuple[Located, set[int]]]:
    """The places of one group's mentions with the mentions' starts, the most frequent first."""
    held: dict[str, tuple[Located, set[int]]] = {}
    for start, located in mentions:
        if located:
            held.setdefault(located.place.key, (located, set()))[1].add(start)
    parts = sorted(held.values(), key=lambda part: -len(part[1]))
    if parts:
        parts[0][1].update(start for start, located in mentions if not located)
    return parts


def _meant(one: Toponym, lists: Gazetteer, once: bool) -> tuple[Place, ...]:
    """The meanings without those that are out of the question.

    What bears the name of a sea or the like means that, unless what stands behind holds the
    other; nor is a city meant behind which another state stands: "Urbana, Md.". A name that
    stands but once, alone, means the country, the capital or the city that AP style lets
    stand alone, if one bears it: Palestine is not in Texas.
    """
    places = _without_own_province(one, lists)
    if one.name.rpartition(" ")[2] in LANDMARKS:
        places = tuple(place for place in places if place.kind not in ("city", "town"))
    held = tuple(place for place in places if any(holds(area, place) for area in one.beside))
    if held and any(area.kind == "region" for area in one.beside):
        return held
    if one.name in lists.elsewhere:
        return tuple(place for place in places if place.kind == "area" or place in held)
    famous = {place for place in places if place.kind == "country" or place.capital}
    famous |= {p for p in places if p.kind == "region" and p.population > LARGE_REGION}
    if reviewed := lists.first.get(one.name):
        famous.add(reviewed)
    if once and famous and not held:
        return tuple(p for p in places if p in famous or p.kind not in ("city", "town"))
    return places


def _without_own_province(one: Toponym, lists: Gazetteer) -> tuple[Place, ...]:
    """Without the province that is called after its city: Zurich is the city.

    Unless the words beside it tell; not so of American states and Canadian provinces.
    """
    if one.cue == "region":
        return one.places
    cities = {place.division for place in one.places if place.kind == "city"}
    states = set(lists.states.values())
    return tuple(
        place
        for place in one.places
        if place.kind not in ("region", "district") or place.division not in cities
        or place in states
    )  # fmt: skip


def _abbreviated(name: str, countries: Sequence[str], lists: Gazetteer) -> Suggestion | None:
    """The largest city with these first letters, of the country named most that has one."""
    if not 2 <= len(name) <= 4 or not name.isupper():
        return None
    for country in countries:
        if city := lists.city_beginning(name, country):
            reason = f"largest city of {country} that begins with {name}"
            return Suggestion(name=city.name, reason=f"{reason}; the article names {country}")
    return None
