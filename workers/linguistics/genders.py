"""What a title or a first name tells of a person's gender: evidence, no more."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import orjson

Gender = Literal["m", "f"]
GENDERS: tuple[Gender, ...] = ("m", "f")

_TITLES: dict[str, Gender] = {
    "mr": "m",
    "sir": "m",
    "lord": "m",
    "king": "m",
    "prince": "m",
    "herr": "m",
    "monsieur": "m",
    "mrs": "f",
    "ms": "f",
    "miss": "f",
    "lady": "f",
    "dame": "f",
    "queen": "f",
    "princess": "f",
    "frau": "f",
    "mme": "f",
    "mlle": "f",
    "madame": "f",
    "congressman": "m",
    "congresswoman": "f",
    "spokesman": "m",
    "spokeswoman": "f",
    "chairman": "m",
    "chairwoman": "f",
    "actress": "f",
    "businessman": "m",
    "businesswoman": "f",
    "father": "m",
    "mother": "f",
    "wife": "f",
    "husband": "m",
    "son": "m",
    "daughter": "f",
    "brother": "m",
    "sister": "f",
}


def by_title(word: str) -> Gender | None:
    """The gender that a title before a name tells ("Mrs.", "spokesman"), case aside."""
    return _TITLES.get(word.casefold().strip(".,"))


def by_first_name(name: str) -> Gender | None:
    """The gender of those who bear a first name, None where it is not in the list."""
    return _first_names().get(name.casefold())


@cache
def _first_names() -> dict[str, Gender]:
    listed = orjson.loads((files(__package__) / "data" / "first_names.json").read_bytes())
    genders: tuple[Gender, ...] = ("m", "f")
    return {name.casefold(): gender for gender in genders for name in listed[gender].split()}
