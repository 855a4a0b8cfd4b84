"""Cues to a name's type: in the name itself and in the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.stages.tag.languages import Language
from workers.stages.tag.names.normalise import key, words

NEAR = 48  # characters looked at on each side
PIECE = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
ACRONYM = re.compile(r"[A-Z][A-Z0-9&.\-]{1,6}s?")
NAMESAKE = "article, no noun"
"""A ship or hospital under a person's name: "the Abraham Lincoln"."""
ENDS = frozenset(",.;:)!?") | {"and", "or", "et", "ou"}
INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3} (?:[A-Z][a-z]+ ?){1,2}")


def cues(text: str, start: int, end: int, language: Language) -> Iterator[str]:
    """Names of the cues that hold for the mention at start..end.

    One comes from and goes to persons too: that cue is for names of one word only, where
    the model is least to be trusted.
    """
    name = text[start:end]
    yield from _inside(name, language)
    before = text[max(0, start - NEAR) : start]
    after = PIECE.findall(text[end : end + NEAR])
    if "\n" not in before[-2:]:
        found = list(_before(PIECE.findall(before), language))
        yield from (cue for cue in found if cue != "moves" or " " not in name)
        if "article" in found and " " in name and (not after or after[0] in ENDS):
            yield NAMESAKE
    yield from _after(after, language)


def _inside(name: str, language: Language) -> Iterator[str]:
    parts = [word.casefold().rstrip(".") for word in words(name)]
    if len(parts) > 1:
        if parts[-1] in language.organisations or parts[0] in language.organisations:
            yield "body word"
        if parts[-1] in language.places or parts[0] in language.places:
            yield "place word"
        if not language.things.isdisjoint(parts[:2]):
            yield "thing word"
    if parts[-1:] and parts[-1] in language.works:
        yield "work word"
    if len(parts) > 1 and key(name) in language.works:
        yield "known work"
    if key(name) in language.peoples:
        yield "people"
    if ACRONYM.fullmatch(name):
        yield "acronym"
    if INITIALS.fullmatch(name):
        yield "initials"
    if any(char.isdigit() for char in name):
        yield "digit"


def _before(pieces: list[str], language: Language) -> Iterator[str]:
    if not pieces:
        return
    last = pieces[-1].casefold()
    if last == "." and len(pieces) > 1 and len(pieces[-2]) < 5:
        last = pieces[-2].casefold()
    if last in language.titles:
        yield "title before"
    if last in language.within:
        yield "within"
    if last in language.ways and len(pieces) > 1 and pieces[-2].casefold() in language.motion:
        yield "moves"
    if last in language.speech:
        yield "spoken before"
    if last in language.articles:
        yield "article"


def _after(pieces: list[str], language: Language) -> Iterator[str]:
    if not pieces:
        return
    first = pieces[0].casefold()
    second = pieces[1].casefold() if len(pieces) > 1 else ""
    if first in language.speech:
        yield "speaks"
    if first in ("who", "whose", "qui") or (first == "," and second in ("who", "whose", "qui")):
        yield "who"
    if first in ",(" and second.isdigit() and len(second) == 2:
        yield "age"
