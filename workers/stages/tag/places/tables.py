"""The place lists that `training/places` makes: areas with a point and ids, and small towns."""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import cast

from workers.stages.tag.places.place import Kind, Place


def areas() -> Iterator[tuple[Place, list[str]]]:
    """Countries, divisions, districts, counties and airports, each with its other names."""
    states: dict[str, str] = {}
    for line in _unpacked("areas.tsv.gz").decode().split("\n"):
        (kind, name, country, division, population, latitude, longitude,
         geonames, wikidata, wikipedia, others) = line.split("\t")  # fmt: skip
        if kind == "region" and country == "US":
            states[division] = name
        place = Place(
            kind=cast(Kind, kind),
            name=name,
            country=country,
            division=division,
            population=int(population),
            latitude=float(latitude),
            longitude=float(longitude),
            geonames=int(geonames) if geonames else None,
            wikidata=wikidata or None,
            wikipedia=wikipedia or None,
            region=states.get(division),
        )
        yield place, [other for other in others.split(";") if other]


@dataclass(frozen=True, eq=False)
class Towns:
    """Places of 500 to 15,000 inhabitants, found by folded name.

    The 200,000 lines stay packed as bytes, sorted: 25 MB; a place is made when it is asked
    for. `states` are the names of American states by division.
    """

    lines: list[bytes]
    states: dict[str, str]

    @lru_cache(maxsize=20_000)  # noqa: B019  (one object a process)
    def named(self, folded: str) -> tuple[Place, ...]:
        """The towns of a folded name."""
        start = folded.encode() + b"\t"
        at = bisect_left(self.lines, start)
        found = []
        while at < len(self.lines) and self.lines[at].startswith(start):
            found.append(self._place(self.lines[at].decode()))
            at += 1
        return tuple(found)

    def _place(self, line: str) -> Place:
        folded, name, division, latitude, longitude, population, geonames = line.split("\t")
        return Place(
            kind="town",
            name=name or folded.title(),
            country=division.partition(".")[0],
            division=division,
            population=int(population),
            geonames=int(geonames),
            latitude=float(latitude),
            longitude=float(longitude),
            region=self.states.get(division),
        )


def towns(states: dict[str, str]) -> Towns:
    """The table of towns."""
    return Towns(_unpacked("towns.tsv.gz").split(b"\n"), states)


def _unpacked(name: str) -> bytes:
    return gzip.decompress((files(__package__) / "data" / name).read_bytes())
