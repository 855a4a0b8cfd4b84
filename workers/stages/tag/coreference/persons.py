"""Which mentions of persons are one person.

Full names join when they are forms of one name (names/variants.py); a lone name joins the one full
name that ends in it, else that begins with it. Relatives stay apart: their forenames differ.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, groupby, permutations

from workers.linguistics.genders import GENDERS, by_title
from workers.records import Suggestion
from workers.stages.tag.coreference.person import Person, folded
from workers.stages.tag.coreference.person_index import PersonIndex
from workers.stages.tag.coreference.surnames import FAMOUS, candidate, resolve, title_before
from workers.stages.tag.names.normalise import words
from workers.stages.tag.names.variants import (
    MOST_ALIKE,
    doubtful_forename,
    same_person,
    traits,
)
from workers.stages.tag.recognition.spans import Span

SENTENCE_END = re.compile(r"[.!?…][\"”’)]*\s|\n")
BESIDE = 25  # characters between two who do something together
FAMILY = 20  # persons of one surname that are compared with each other


EMPTY: Mapping[str, str] = {}

Famous = Callable[[str], Sequence[str]]
"""The full names of those whom the knowledge base knows by a name."""


def persons(
    text: str,
    spans: Sequence[Span],
    famous: Famous = lambda name: (),
    forms: Mapping[str, str] = EMPTY,
) -> list[Person]:
    """The persons of a text, by first mention.

    `spans` are its mentions of persons, `forms` the base of inflected names.
    """
    named: dict[tuple[str, ...], Person] = {}
    for span in spans:
        shown = forms.get(text[span.start : span.end], text[span.start : span.end])
        parts = folded(shown)
        if not parts:
            continue
        person = named.setdefault(parts, Person(parts, shown, []))
        person.spans.append(span)
    full = [person for person in named.values() if len(person.parts) > 1]
    lone = [person for person in named.values() if len(person.parts) == 1]
    known = _merge_full(full)
    _place_lone(text, lone, known, famous)
    _suggest(known)
    return sorted(known, key=lambda person: min(span.start for span in person.spans))


def _merge_full(full: list[Person]) -> list[Person]:
    """Joins the forms of one name, the most frequent form first."""
    alike: defaultdict[tuple[str, ...], list[Person]] = defaultdict(list)
    _leave_open(full)
    known = [person for person in full if person.ambiguous]
    clear = [person for person in full if not person.ambiguous]
    for person in sorted(clear, key=lambda p: (-len(p.spans), p.spans[0].start)):
        same = _same(person, alike)
        if len(same) == 1:
            _join(same[0], person)
        else:
            known.append(person)
            _add(person, alike)
    return known


def _leave_open(full: list[Person]) -> None:
    """Notes who a short form may be: "George Bush" beside "George W." and "George H.W." Bush."""
    alike: defaultdict[tuple[str, ...], list[Person]] = defaultdict(list)
    ordered = sorted(full, key=lambda p: -len(p.parts))
    for _, as_long in groupby(ordered, key=lambda p: len(p.parts)):
        people = list(as_long)
        for person in people:
            longer = _same(person, alike)
            if not all(same_person(a.parts, b.parts) for a, b in combinations(longer[:FAMILY], 2)):
                person.ambiguous = sorted(other.name for other in longer)[:MOST_ALIKE]
        for person in people:
            _add(person, alike)


def _same(person: Person, alike: Mapping[tuple[str, ...], list[Person]]) -> list[Person]:
    shared = {id(p): p for trait in traits(person.parts) for p in alike.get(trait, ())}
    return [other for other in shared.values() if same_person(other.parts, person.parts)]


def _add(person: Person, alike: defaultdict[tuple[str, ...], list[Person]]) -> None:
    for trait in traits(person.parts):
        if len(alike[trait]) < MOST_ALIKE:
            alike[trait].append(person)


def _place_lone(text: str, lone: list[Person], known: list[Person], famous: Famous) -> None:
    """Adds one-word names to the persons they mean, or to `known` as further persons."""
    index = PersonIndex()
    for person in known:
        index.add(person)
    for person in lone:
        candidates = index.called(person.parts[0])
        if not candidates:
            candidates = _slipped(text, person, index.a_slip_away(person.parts[0]))
        if len(candidates) == 1:
            _give(text, person, candidates[0])
        else:
            _share_out(text, person, candidates, famous)
            person.ambiguous = sorted(other.name for other in candidates)[:MOST_ALIKE]
        if person.spans:
            known.append(person)
            index.add(person)


def _give(text: str, lone: Person, to: Person) -> None:
    """Gives the mentions of a lone name to its one candidate: not Mrs Clinton's to Bill Clinton."""
    gender = candidate(text, to.parts[0], to.spans).gender
    titles = [by_title(title_before(text, span)) for span in lone.spans]
    fits = [gender is None or title in (None, gender) for title in titles]
    fitting = [span for span, fit in zip(lone.spans, fits, strict=True) if fit]
    lone.spans = [span for span, fit in zip(lone.spans, fits, strict=True) if not fit]
    if fitting:
        _join(to, Person(lone.parts, lone.name, fitting))


def _slipped(text: str, lone: Person, among: Sequence[Person]) -> list[Person]:
    """Those of whose surname the lone name can be a slip.

    Not of another gender by its title ("Mr Lopes", Maria Lopez), nor beside the right name:
    "Tim Cook and Cooke argued".
    """
    genders = {by_title(title_before(text, span)) for span in lone.spans} - {None}
    return [
        person
        for person in among
        if candidate(text, person.parts[0], person.spans).gender in (None, *(genders or GENDERS))
        and not _ever_beside(text, lone.spans, person.spans)
    ]


def _ever_beside(text: str, some: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether one of `some` stands beside one of `others`; both in the order of the text.

    Only the nearest on either side need be looked at: what parts it from them parts it from
    all that are further off.
    """
    starts = [span.start for span in others]
    places = [bisect(starts, span.start) for span in some]
    return any(
        _beside(text, span, other)
        for span, place in zip(some, places, strict=True)
        for other in others[max(0, place - 1) : place + 1]
    )


def _beside(text: str, one: Span, other: Span) -> bool:
    first, second = sorted((one, other), key=lambda span: span.start)
    near_by = second.start - first.end <= BESIDE
    return near_by and not SENTENCE_END.search(text, first.end, second.start)


def _share_out(text: str, lone: Person, among: Sequence[Person], famous: Famous) -> None:
    """Gives mentions of a surname or forename to those whom they mean (surnames.py).

    None, if somebody is called so whom the text does not name in full: Trump, beside Ivanka.
    """
    word = lone.parts[0]
    if not 0 < len(among) <= MOST_ALIKE or not all(
        word in (p.parts[0], p.parts[-1]) for p in among
    ):
        return
    candidates = [candidate(text, p.parts[0], p.spans) for p in among]
    for name in famous(lone.name):
        known = [i for i, p in enumerate(among) if same_person(folded(name), p.parts)]
        if not known:
            return
        for index in known:
            candidates[index].first = FAMOUS
    whose = resolve(text, lone.spans, candidates)
    shares: defaultdict[int | None, list[Span]] = defaultdict(list)
    for span, who in zip(lone.spans, whose, strict=True):
        shares[who].append(span)
    lone.spans = shares.pop(None, [])
    for who, share in shares.items():
        if who is not None:
            _join(among[who], Person(lone.parts, lone.name, share))


def _join(person: Person, other: Person) -> None:
    """Takes in the mentions of `other`; notes the ones that are spelt otherwise."""
    right = person.parts
    if len(other.parts) == 1 and other.parts[0] not in right:
        shown = words(person.name)[-1]
        person.corrected |= {span.start: shown for span in other.spans}
    elif len(other.parts) > 1 and other.parts[-1] != right[-1] and len(right) == len(other.parts):
        person.corrected |= {span.start: person.name for span in other.spans}
    longer = len(other.parts) > len(right) and other.parts[: len(right)] != right
    if longer and len(other.spans) >= len(person.spans):
        person.parts, person.name = other.parts, other.name
        person.other.add(right)
    person.other.add(other.parts)
    person.spans = sorted([*person.spans, *other.spans], key=lambda span: span.start)


def _suggest(known: Sequence[Person]) -> None:
    """Offers, without joining, persons of one surname whose forenames are two slips apart."""
    families: defaultdict[str, list[Person]] = defaultdict(list)
    for person in known:
        if len(person.parts) > 1:
            families[person.parts[-1]].append(person)
    for family in families.values():
        for person, other in permutations(family[:FAMILY], 2):
            if doubtful_forename(person.parts[0], other.parts[0]):
                reason = f"same surname and a similar forename as {other.name} in this article"
                person.suggestions.append(Suggestion(name=other.name, reason=reason))
