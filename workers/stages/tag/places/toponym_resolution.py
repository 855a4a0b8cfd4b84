"""Which place a name means: the article's other places and its source decide.

"Paris" with Texas beside it is another place than "Paris" alone; "Georgia" among Tbilisi
and Russia is the country, among Atlanta and Alabama the state. A choice that is close
stays marked as open, and a small namesake of which nothing else speaks is not chosen.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from workers.records import Suggestion
from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.gazetteer import Gazetteer
from workers.stages.tag.places.geographic_focus import Naming, Whereabouts, holds, whereabouts
from workers.stages.tag.places.place import Place

CAPITAL = 3.0  # added for the capital of its country (see the weights of whereabouts.py)
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
    near = whereabouts(found, options, lists, source_country)
    located: dict[int, Located] = {}
    for index, named in options.items():
        group = found[index]
        chosen = _chosen(Naming(index, group.name, named, _beside(text, group, lists)), near, lists)
        if chosen:
            located[index] = chosen
        elif not named and (offered := _abbreviated(group.name, near.by_mentions(), lists)):
            group.suggestions.append(offered)
    return located


def _chosen(naming: Naming, near: Whereabouts, lists: Gazetteer) -> Located | None:
    reviewed = lists.first.get(plain(naming.name))
    scores: dict[Place, float] = {}
    for place in _meant(naming, lists):
        introduced = place == reviewed or place in lists.capitals
        if introduced or near.credible(place, naming):
            scores[place] = near.score(place, naming) + CAPITAL * (place in lists.capitals)
    if reviewed is not None:
        scores[reviewed] = scores.get(reviewed, 0.0) + REVIEWED
    if not scores:
        return None
    best, *rest = sorted(scores, key=lambda place: -scores[place])
    return Located(best, tuple(p for p in rest if scores[best] - scores[p] < CLOSE))


def _meant(naming: Naming, lists: Gazetteer) -> list[Place]:
    """The places without those that the name cannot mean here.

    Not cities called after a country, in a list of countries ("Mexico, Philippines, Chile"),
    nor what bears the name of something else (Gulf, in Papua New Guinea), unless what stands
    behind holds them: "Mexico, Missouri".
    """
    possible = [place for place in naming.places if not _elsewhere(place, naming)]
    if plain(naming.name) in lists.elsewhere:
        return [place for place in possible if naming.held(place)]
    if any(place.kind in ("country", "continent") for place in possible):
        states = [area for area in naming.beside if area.region]
        return [
            place
            for place in possible
            if place.kind != "city" or any(holds(state, place) for state in states)
        ]
    return possible


def _elsewhere(place: Place, naming: Naming) -> bool:
    """A city behind which a state stands that is not its own: "Urbana, Md.", not in Illinois.

    Not where the state's name is a city's, too: "Chicago, Washington and Los Angeles".
    """
    states = [area for area in naming.beside if area.region and area.name not in ALSO_CITIES]
    return place.kind == "city" and bool(states) and not naming.held(place)


def _abbreviated(name: str, countries: Sequence[str], lists: Gazetteer) -> Suggestion | None:
    """The largest city with these first letters, of the country named most that has one."""
    if not 2 <= len(name) <= 4 or not name.isupper():
        return None
    for country in countries:
        if city := lists.city_beginning(name, country):
            reason = f"largest city of {country} that begins with {name}"
            return Suggestion(name=city.name, reason=f"{reason}; the article names {country}")
    return None


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
