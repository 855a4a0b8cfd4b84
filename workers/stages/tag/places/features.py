"""What speaks for each meaning of each toponym: figures for the ranking.

Its own weight (kind, inhabitants), what the article names beside it, and how near it lies to
what the other names can mean: towns of one county support each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.gazetteer import Gazetteer
from workers.stages.tag.places.place import Place, holds
from workers.stages.tag.places.toponyms import Toponym

Floats = NDArray[np.float64]

KINDS = ("country", "continent", "region", "district", "county", "city", "town", "airport", "area")
NAMES = (
    *(f"kind {kind}" for kind in KINDS),
    "city size", "town size", "region size", "capital", "reviewed", "other name",
    "country named", "division named", "beside", "not beside", "near", "near likely",
    "names of division", "share of country", "source's country",
    "overshadowed", "overshadowed often", "overshadowed early",
    "cue for", "cue against", "sentence country",
)  # fmt: skip
COLUMN = {name: at for at, name in enumerate(NAMES)}
MOST = 40  # meanings looked at of one name
NAMES_COMPARED = 120  # names whose places support each other: texts may name thousands
REACH = 120.0  # kilometres in which support falls to a third
EARLY = 150  # characters: the headline and the first words
DEGREE = 111.0  # kilometres


@dataclass(frozen=True, slots=True)
class Name:
    """One name (inside other names apart): its meanings and its mentions."""

    folded: str
    inside: bool
    places: tuple[Place, ...]
    mentions: tuple[Toponym, ...]


def names(found: Sequence[Toponym]) -> list[Name]:
    """The names that can mean anything, in order of first mention."""
    held: dict[tuple[str, bool], list[Toponym]] = {}
    for one in found:
        held.setdefault((one.name, one.role == "inside"), []).append(one)
    made = []
    for (folded, inside), mentions in held.items():
        places = dict.fromkeys(place for one in mentions for place in one.places)
        if places:
            made.append(Name(folded, inside, tuple(places)[:MOST], tuple(mentions)))
    return made


class Setting:
    """The names of one article beside each other; `source` is an ISO country code."""

    def __init__(self, found: Sequence[Name], lists: Gazetteer, source: str | None) -> None:
        self.names, self._lists, self._source = found, lists, source
        first: dict[str, int] = {}
        for index, name in enumerate(found):
            first.setdefault(name.folded, index)
        self._compared = sorted(first.values())[:NAMES_COMPARED]
        self._rows: dict[int, slice] = {}
        every: list[Place] = []
        for index in self._compared:
            self._rows[index] = slice(len(every), len(every) + len(found[index].places))
            every += found[index].places
        self._every = every
        self._points = np.array([(p.latitude, p.longitude) for p in every]).reshape(-1, 2)
        self._small = np.array([float(place.pointlike) for place in every])
        self._owner = np.array(
            [index for index in self._compared for _ in found[index].places], dtype=int
        )
        self._countries = np.array([place.country for place in every])
        self._divisions = np.array([place.division for place in every])
        self._kinds = np.array([place.kind for place in every])
        self._single = np.array([len(found[i].places) == 1 for i in self._owner], dtype=bool)
        counts = [len(found[index].places) for index in self._owner]
        self._flat = 1 / np.sqrt(np.array(counts)) if counts else np.zeros(0)

    def rows(self, index: int, likely: dict[int, Floats] | None) -> Floats:
        """The figures of the meanings of name `index`; `likely` are earlier probabilities."""
        name = self.names[index]
        made = np.zeros((len(name.places), len(NAMES)))
        others = np.array([self.names[owner].folded != name.folded for owner in self._owner], bool)
        weight = self._weights(likely)
        self._own(name, made)
        count = len({self.names[i].folded for i in self._compared} - {name.folded})
        if count and others.any():
            self._support(name.places, made, others, weight, count)
        return made

    def local(self, index: int, one: Toponym, likely: dict[int, Floats], made: Floats) -> Floats:
        """The figures for one mention: those of its name, and what its own sentence says."""
        name = self.names[index]
        rows = made.copy()
        near = {
            i for i in self._compared
            if self.names[i].folded != name.folded
            and any(other.sentence == one.sentence for other in self.names[i].mentions)
        }  # fmt: skip
        inside = np.isin(self._owner, list(near))
        weight = self._weights(likely)
        for at, place in enumerate(name.places):
            if one.cue:
                kind = "city" if place.kind in ("city", "town") else place.kind
                rows[at, COLUMN["cue for"]] = kind == one.cue
                rows[at, COLUMN["cue against"]] = kind != one.cue
            if near:
                same = (self._countries == place.country) & inside
                rows[at, COLUMN["sentence country"]] = (weight * same).sum() / len(near)
        return rows

    def _weights(self, likely: dict[int, Floats] | None) -> Floats:
        if not self._every:
            return np.zeros(0)
        if likely is None:
            return self._flat**2
        return np.concatenate([likely[index] for index in self._compared])

    def _own(self, name: Name, made: Floats) -> None:
        reviewed = self._lists.first.get(name.folded)
        beside = [area for one in name.mentions for area in one.beside]
        famous = [p.kind == "country" or p.capital or p == reviewed for p in name.places]
        early = float(name.mentions[0].start < EARLY)
        for at, place in enumerate(name.places):
            size = math.log10(place.population + 1)
            held = any(holds(area, place) for area in beside)
            kind = place.kind
            shadow = float(any(famous) and not famous[at] and kind in ("city", "town"))
            figures = {
                f"kind {kind}": 1.0,
                "city size": size - 5 if kind == "city" else 0.0,
                "town size": size - 3 if kind == "town" else 0.0,
                "region size": math.log10(place.population + 1000) - 6
                if kind in ("region", "district")
                else 0.0,
                "capital": float(place.capital),
                "reviewed": float(reviewed == place),
                "other name": float(plain(place.name) != name.folded),
                "beside": float(held),
                "not beside": float(bool(beside) and not held),
                "source's country": float(self._source == place.country),
                "overshadowed": shadow,
                "overshadowed often": shadow * math.log(len(name.mentions)),
                "overshadowed early": shadow * early,
            }
            for feature, value in figures.items():
                made[at, COLUMN[feature]] = value

    def _support(
        self, places: Sequence[Place], made: Floats, others: Floats, weight: Floats, count: int
    ) -> None:
        likely = weight * others
        country = (self._kinds == "country") & others
        region = (self._kinds == "region") & others & (self._single | (weight > 0.3))
        starts = [self._rows[index].start for index in self._compared]
        for at, place in enumerate(places):
            same_country = self._countries == place.country
            same_division = (
                self._divisions == place.division if place.division else same_country & False
            )
            if place.kind != "country":
                made[at, COLUMN["country named"]] = (country & same_country).any()
            if place.kind != "region":
                made[at, COLUMN["division named"]] = (region & same_division).any()
            made[at, COLUMN["names of division"]] = math.log1p((likely * same_division).sum())
            made[at, COLUMN["share of country"]] = (likely * same_country).sum() / count
            reach = self._reach(place) * self._small * others
            best = np.maximum.reduceat(reach, starts) * self._flat[starts]
            made[at, COLUMN["near"]] = math.log1p(best.sum())
            made[at, COLUMN["near likely"]] = math.log1p((reach * weight).sum())

    def _reach(self, place: Place) -> Floats:
        """exp(-distance / REACH) to every meaning of every name."""
        shift = (self._points - (place.latitude, place.longitude)) * DEGREE
        shift[:, 1] *= math.cos(math.radians(place.latitude))
        return np.asarray(np.exp(-np.sqrt((shift**2).sum(axis=1)) / REACH))
