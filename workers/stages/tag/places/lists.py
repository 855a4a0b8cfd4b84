"""What the lists say: rows of GeoNames and ISO 3166 as places, reviewed tables as pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.place import Place

ALIKE = 60.0  # per cent: as like must another name of several words be to a city's own


def areas_of_the_world() -> Iterator[tuple[Place, list[str]]]:
    """Seas, rivers and regions that cross borders, each with its other names."""
    for line in lines("world.txt"):
        name, latitude, longitude, *others = line.split("|")
        place = Place(
            kind="area",
            name=capitalised(name),
            country="",
            population=0,
            geonames=None,
            latitude=float(latitude),
            longitude=float(longitude),
        )
        yield place, others[0].split(";") if others else []


def capitalised(name: str) -> str:
    """ "Gulf of Aden" for "gulf of aden"; only "of" stays small."""
    return re.sub(r"(?<![\w'])(?!of\b)[a-z]", lambda letter: letter.group().upper(), name)


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
