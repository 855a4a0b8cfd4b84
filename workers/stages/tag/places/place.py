"""One place on earth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workers.stages.tag.names.normalise import plain

Kind = Literal["continent", "country", "region", "city"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the lists; `country` is ISO 3166 alpha-2, "" for a continent.

    `region` is a US state or nothing.

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
