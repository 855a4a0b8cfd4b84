"""The languages that can be tagged, with their word lists.

The word lists lie in `data/<code>/`, one word or phrase a line, `#` starts a comment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib.resources import files

from workers.records import EntityType

ONTONOTES: Mapping[str, EntityType] = {
    "PERSON": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "NORP": "MISC",
    "PRODUCT": "MISC",
    "EVENT": "MISC",
    "WORK_OF_ART": "MISC",
    "LAW": "MISC",
    "LANGUAGE": "MISC",
}
PLAIN: Mapping[str, EntityType] = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}
"""The types themselves: labels of WikiNER, and of all recognisers but the English pipeline."""


@dataclass(frozen=True)
class Language:
    """What the tagger knows of a language: the model's labels, and words that are cues."""

    code: str
    types: Mapping[str, EntityType]
    titles: frozenset[str]
    speech: frozenset[str]
    within: frozenset[str]
    motion: frozenset[str]
    ways: frozenset[str]
    links: frozenset[str]
    particles: frozenset[str]
    organisations: frozenset[str]
    places: frozenset[str]
    works: frozenset[str]
    things: frozenset[str]
    terms: frozenset[str]
    peoples: frozenset[str]
    portfolios: frozenset[str]
    roles: frozenset[str]
    calendar: frozenset[str]
    articles: frozenset[str]
    small: frozenset[str]
    openers: frozenset[str]

    @cached_property
    def heads(self) -> frozenset[str]:
        """Words that begin or end the names of bodies and places, and no person's."""
        return self.organisations | self.places

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """The terms as they are written: in capitals."""
        return frozenset(map(str.upper, self.terms))

    @cached_property
    def no_forenames(self) -> frozenset[str]:
        """Capitalised words that stand before a person's name and are no part of it."""
        return self.titles | self.calendar | self.heads | self.small | self.openers | self.things


FULL = ("en", "fr")
"""Languages with a recogniser and word lists of their own."""
BASIC = frozenset(
    "ar bg ca cs da de el es et fa fi he hi hr hu id it ja kk ko lt lv nb nl nn no pl pt ro ru sk "
    "sl sr sv th tr uk vi zh".split()
)
"""Languages that the multilingual recogniser was trained or measured or read in."""


@cache
def language(code: str) -> Language:
    """The language of an ISO 639 code; one without word lists has the labels alone."""
    types = {**ONTONOTES, **PLAIN} if code == "en" else PLAIN
    lists = (field.name for field in fields(Language) if field.name not in ("code", "types"))
    return Language(code, types, **{name: words(code, name) for name in lists})


def words(code: str, name: str) -> frozenset[str]:
    """One of the word lists of a language, in lower case; empty if it has none."""
    path = files(__package__) / "data" / code / f"{name}.txt"
    if not path.is_file():
        return frozenset()
    found = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return frozenset(line.casefold() for line in found if line)
