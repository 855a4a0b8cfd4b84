"""Where a text names places: as such, inside the names of bodies, and by adjectives.

Of "Clarke County Superior Court" the county is named, of "German police" the country. The
kinds are those of Gritta et al., "A pragmatic guide to geoparsing evaluation" (2020).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.languages import FULL, Language
from workers.stages.tag.names.normalise import plain
from workers.stages.tag.places.gazetteer import Gazetteer
from workers.stages.tag.places.names_by_language import international
from workers.stages.tag.places.place import Kind, Place

Role = Literal["name", "inside", "adjective"]

WORD = re.compile(r"[^\W\d_][\w’'.-]*")
CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b")
POSSESSIVE = re.compile(r"['’]s?$")
COUNTY_AFTER = re.compile(
    r"(?:,? (?:and|or) [A-Z][\w-]+)? (?:County|Counties|counties|Co\.)(?!\w)"
    r"|(?:, [A-Z][\w-]+){1,5},? and [A-Z][\w-]+ [Cc]ounties\b"
)
BESIDE = re.compile(r" \((?=[A-Z])|, ?")
SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z])|\n")
CUES: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "region",
        re.compile(r"(?i)\b(?:state|province|governors?|gov\.|senators?|legislature) of \Z"),
        re.compile(r"(?i)(?:['’]s)? (?:state|province|governor|gov\.|legislature|lawmakers)\b"),
    ),
    (
        "city",
        re.compile(r"(?i)\b(?:city|mayor|town|downtown|port|suburbs?)(?: of)? \Z"),
        re.compile(
            r"(?i)(?:['’]s)? (?:city|mayor|police department|airport|suburbs?)\b"
            r"| \([A-Z][\w ]+\) ?[-–—]"
        ),
    ),
    (
        "country",
        re.compile(r"(?i)\b(?:republic|government|nation|president|embassy) of \Z"),
        re.compile(
            r"(?i)['’]s (?:prime minister|president|government|army|military|parliament|foreign)\b"
        ),
    ),
)  # fmt: skip
LONGEST = 4  # words of a place inside another name


@dataclass(slots=True)
class Toponym:
    """A place named at start..end, and all that the name can mean.

    `group` is the index of the group whose mention it is, None inside other names. `beside`
    are the areas named right behind ("Paris, Texas"), `cue` the kind that the words beside it
    tell, `sentence` the number of its sentence.
    """

    start: int
    end: int
    name: str
    role: Role
    places: tuple[Place, ...]
    group: int | None = None
    beside: tuple[Place, ...] = ()
    cue: Kind | None = None
    sentence: int = 0


def toponyms(
    text: str, found: Sequence[Group], lists: Gazetteer, language: Language
) -> list[Toponym]:
    """All toponyms of a text, in order."""
    finder = _Finder(text, lists, language)
    named = [(span.start, span.end, group.type, index)
             for index, group in enumerate(found) for span in group.spans]  # fmt: skip
    made: list[Toponym] = []
    for start, end, kind, index in sorted(named):
        if kind == "LOC":
            whole = finder.whole(start, end, index)
            parts = [] if whole.places else list(finder.inside(start, end))
            made += [whole, *parts] if not parts else [whole]
        elif kind in ("ORG", "MISC"):
            made += finder.adjective(start, end) or finder.inside(start, end)
    taken = {place for start, end, kind, _ in named if kind == "PER" for place in range(start, end)}
    taken |= {place for one in made for place in range(one.start, one.end)}
    made += (one for one in finder.adjectives() if one.start not in taken)
    made.sort(key=lambda one: (one.start, one.end))
    made += finder.abbreviations(made, taken)
    made.sort(key=lambda one: (one.start, one.end))
    _note_surroundings(text, made, lists)
    return made


class _Finder:
    """Reads one text."""

    def __init__(self, text: str, lists: Gazetteer, language: Language) -> None:
        self._text, self._lists = text, lists
        self._barred = language.heads | language.small | language.openers
        self._language = language.code

    def whole(self, start: int, end: int, group: int) -> Toponym:
        """The mention of a place, known or not; in most languages by its name in the lists."""
        name = self._text[start:end]
        if self._language not in FULL:
            name = international(name, self._language) or name
        return Toponym(start, end, plain(name), "name", self._places(name, end), group)

    def inside(self, start: int, end: int) -> Iterator[Toponym]:
        """Known places inside a name of several words: longest first, none overlapping."""
        text = self._text
        words = [(m.start() + start, m.end() + start) for m in WORD.finditer(text[start:end])]
        at = 0
        while at < len(words):
            for size in range(min(LONGEST, len(words) - at), 0, -1):
                if size == len(words):
                    continue
                begin, stop = words[at][0], words[at + size - 1][1]
                name = POSSESSIVE.sub("", text[begin:stop])
                before = text[start:begin].split()[-1:]
                leads = at == 0 or (before and before[0].casefold() in ("of", "in", "at", "for"))
                if one := self._part(begin, name, bool(leads)):
                    yield one
                    at += size - 1
                    break
            at += 1

    def _part(self, start: int, name: str, leads: bool) -> Toponym | None:
        if len(name) < 4 or not name[0].isupper() or name.casefold() in self._barred:
            return None
        end = start + len(name)
        if one := self.adjective(start, end):
            return one[0]
        places = self._places(name, end)
        large = any(place.kind in ("country", "continent", "region", "county") for place in places)
        if not places or not (large or leads):
            return None
        return Toponym(start, end, plain(name), "inside", places)

    def adjective(self, start: int, end: int) -> list[Toponym]:
        """The country whose adjective or people the name is, if it is one."""
        name = plain(self._text[start:end])
        country = self._lists.countries.get(self._lists.demonyms.get(name, ""))
        return [Toponym(start, end, name, "adjective", (country,))] if country else []

    def adjectives(self) -> Iterator[Toponym]:
        """Adjectives of countries anywhere in the text."""
        for match in CAPITALISED.finditer(self._text):
            yield from self.adjective(*match.span())

    def abbreviations(self, made: Sequence[Toponym], taken: set[int]) -> Iterator[Toponym]:
        """States abbreviated behind a city: "Urbana, Md."."""
        for one in made:
            match = re.compile(r", ((?:[A-Z]\. ?){2}|[A-Z][a-z]{1,4}\.|[A-Z]{2}\b)").match(
                self._text, one.end
            )
            state = self._lists.states.get(match[1].strip()) if match else None
            if match and state and match.start(1) not in taken:
                name = plain(match[1])
                yield Toponym(
                    match.start(1), match.start(1) + len(match[1].strip()), name, "name", (state,)
                )

    def _places(self, name: str, end: int) -> tuple[Place, ...]:
        state = self._lists.states.get(name) or self._lists.states.get(name + ".")
        if state:
            return (state,)
        if COUNTY_AFTER.match(self._text, end):
            counties = tuple(p for p in self._lists.lookup(name + " County") if p.kind == "county")
            if counties:
                return counties
        return tuple(self._lists.lookup(name))


def _note_surroundings(text: str, made: Sequence[Toponym], lists: Gazetteer) -> None:
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    number = 0
    for one in made:
        while number < len(ends) and ends[number] <= one.start:
            number += 1
        one.sentence = number
        one.beside = tuple(_beside(text, one.end, lists))
        before, after = text[max(0, one.start - 24) : one.start], text[one.end : one.end + 24]
        one.cue = next(
            (k for k, left, right in CUES if left.search(before) or right.match(after)), None
        )


def _beside(text: str, end: int, lists: Gazetteer) -> list[Place]:
    """Countries, divisions and counties named right behind: "Paris, Texas", "Urbana, Md."."""
    mark = BESIDE.match(text, end)
    if not mark:
        return []
    words = text[mark.end() : mark.end() + 40].split()
    for size in (3, 2, 1):
        name = " ".join(words[:size]).rstrip(",;:)")
        state = lists.states.get(name) or lists.states.get(name + ".")
        areas = [state] if state else lists.large(name.rstrip(".")) if name[:1].isupper() else []
        areas = [area for area in areas if area.kind in ("country", "region", "district", "county")]
        if areas:
            return areas
    return []
