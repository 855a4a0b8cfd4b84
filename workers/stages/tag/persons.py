"""Which mentions of persons are one person.

A full name is compared by surname (within one edit, two from eight letters, same first
letter) and forenames (equal, an initial, or within one edit); a lone name joins the one
full name that ends in it, else that begins with it. Relatives stay apart: their forenames
differ. Phonetic keys were tried and merge every family (docs/choices.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from workers.records import Suggestion
from workers.stages.tag.names import plain, words
from workers.stages.tag.spans import Span

SUFFIXES = frozenset("jr sr jnr snr ii iii iv".split())
SOUNDS = ("kg", "vw", "sz", "cs", "ck", "iy", "jy", "fp")
"""First letters that transliterations exchange; trusted only when the forenames are equal."""


@dataclass(slots=True)
class Person:
    """One person: the name's parts folded, the spelling shown, the mentions."""

    parts: tuple[str, ...]
    name: str
    spans: list[Span]
    other: set[tuple[str, ...]] = field(default_factory=set)
    corrected: dict[int, str] = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def persons(text: str, spans: Sequence[Span]) -> list[Person]:
    """The persons of a text, by first mention; `spans` are its mentions of persons."""
    named: dict[tuple[str, ...], Person] = {}
    for span in spans:
        shown = text[span.start : span.end]
        parts = folded(shown)
        if not parts:
            continue
        person = named.setdefault(parts, Person(parts, shown, []))
        person.spans.append(span)
    full = [person for person in named.values() if len(person.parts) > 1]
    lone = [person for person in named.values() if len(person.parts) == 1]
    known = _merge_full(full)
    for person in lone:
        _place_lone(person, known)
    _suggest(known)
    return sorted(known, key=lambda person: min(span.start for span in person.spans))


def folded(name: str) -> tuple[str, ...]:
    """The parts of a name for comparing: no accents, points, quotes or suffixes."""
    parts = [plain(word) for word in words(name)]
    kept = [part for part in parts if part and part not in SUFFIXES]
    return tuple(kept)


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names (folded parts) are spellings or forms of one name."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) >= 2 and long[: len(short)] == short:
        return True
    equal = a[0] == b[0]
    if a[-1] == b[-1]:
        return forenames_agree(a[0], b[0]) or _within(short, long) or _initials(short, long)
    return (equal or _initial(a[0], b[0])) and near(a[-1], b[-1], loose=equal)


def near(a: str, b: str, loose: bool = False) -> bool:
    """Whether two surnames are one but for a slip.

    `loose` lets the first letters differ as transliterations do ("Volkov", "Wolkow").
    """
    if min(len(a), len(b)) < 4 or not (a[0] == b[0] or (loose and _sounds(a[0], b[0]))):
        return False
    allowed = 2 if min(len(a), len(b)) >= 8 else 1
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def forenames_agree(a: str, b: str) -> bool:
    """Whether two forenames can be one: equal, an initial of the other, one slip apart."""
    if a == b or _initial(a, b):
        return True
    return min(len(a), len(b)) >= 5 and a[0] == b[0] and OSA.distance(a, b) <= 1


def _initial(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) == 1 and long.startswith(short)


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """ "KB Hedgewar" and "Keshav Baliram Hedgewar"."""
    letters = "".join(part[0] for part in long[:-1])
    return len(short) == 2 and 1 < len(short[0]) < 4 and short[0] == letters


def _sounds(a: str, b: str) -> bool:
    return "".join(sorted((a, b))) in {"".join(sorted(pair)) for pair in SOUNDS}


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether all parts of the shorter name stand in the longer one, in order."""
    left = iter(long)
    return len(short) >= 2 and all(part in left for part in short)


def _merge_full(full: list[Person]) -> list[Person]:
    known: list[Person] = []
    for person in sorted(full, key=lambda p: (-len(p.spans), p.spans[0].start)):
        same = [other for other in known if same_person(other.parts, person.parts)]
        if len(same) == 1:
            _join(same[0], person)
        else:
            known.append(person)
    return known


def _place_lone(person: Person, known: list[Person]) -> None:
    """Adds a one-word name to the person it means, or to `known` as one more person."""
    word = person.parts[0]
    tests = (
        lambda other: len(other.parts) > 1 and word in _surnames(other),
        lambda other: len(other.parts) > 1 and other.parts[0] == word,
        lambda other: len(other.parts) > 1 and word in other.parts,
        lambda other: len(other.parts) > 1 and near(other.parts[-1], word),
        lambda other: len(other.parts) == 1 and len(word) > 5 and near(other.parts[0], word),
    )
    for test in tests:
        fitting = [other for other in known if test(other)]
        if len(fitting) == 1:
            _join(fitting[0], person)
            return
        if fitting:
            person.ambiguous = sorted(other.name for other in fitting)
            break
    known.append(person)


def _surnames(person: Person) -> set[str]:
    return {person.parts[-1], *(parts[-1] for parts in person.other)}


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
    full = [person for person in known if len(person.parts) > 1]
    for person in full:
        for other in full:
            if person is other or person.parts[-1] != other.parts[-1]:
                continue
            if doubtful_forename(person.parts[0], other.parts[0]):
                reason = f"same surname and a similar forename as {other.name} in this article"
                person.suggestions.append(Suggestion(name=other.name, reason=reason))


def doubtful_forename(a: str, b: str) -> bool:
    """Forenames that may be one, but may not: "Jack" and "Jake"."""
    if a == b or min(len(a), len(b)) < 3 or a[0] != b[0]:
        return False
    return OSA.distance(a, b) <= 2
