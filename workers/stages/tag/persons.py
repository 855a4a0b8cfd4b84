"""Which mentions of persons are one person.

A full name is compared by surname (within one edit, two from eight letters, same first
letter) and forenames (equal, an initial, or within one edit); a lone name joins the one
full name that ends in it, else that begins with it. Relatives stay apart: their forenames
differ. Phonetic keys were tried and merge every family (docs/choices.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations

from rapidfuzz.distance import OSA

from workers.records import Suggestion
from workers.stages.tag.names import plain, words
from workers.stages.tag.spans import Span

SUFFIXES = frozenset("jr sr jnr snr ii iii iv".split())
SOUNDS = ("cgksz", "vw", "ijy", "fp")
"""First letters that transliterations exchange; trusted only when the forenames are equal."""

FAMILY = 20  # persons of one surname that are compared with each other


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
    _place_lone(lone, known)
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
    if a[:-1] == b[:-1] and (a[-1].startswith(b[-1] + "-") or b[-1].startswith(a[-1] + "-")):
        return True  # "Moon Jae" and "Moon Jae-in"
    equal = a[0] == b[0]
    if a[-1] == b[-1]:
        return forenames_agree(a[0], b[0]) or _within(short, long) or _initials(short, long)
    return (equal or _initial(a[0], b[0])) and near(a[-1], b[-1], loose=equal)


def traits(parts: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What two full names must have one of in common for `same_person` to hold.

    With it, thousands of names are compared in their own small groups only.
    """
    first, last = parts[0], parts[-1]
    return {("last", last), ("begin", *parts[:2]), ("initials", first[0], sound(last[0]))}


def near(a: str, b: str, loose: bool = False) -> bool:
    """Whether two surnames are one but for a slip.

    `loose` lets the first letters differ as transliterations do ("Volkov", "Wolkow").
    """
    if min(len(a), len(b)) < 4 or not (a[0] == b[0] or (loose and sound(a[0]) == sound(b[0]))):
        return False
    allowed = 2 if min(len(a), len(b)) >= 8 else 1
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed


def forenames_agree(a: str, b: str) -> bool:
    """Whether two forenames can be one: equal, an initial of the other, one slip apart."""
    if a == b or _initial(a, b):
        return True
    slip = min(len(a), len(b)) >= 5 and a[0] == b[0] and OSA.distance(a, b) <= 1
    return slip and not _of_both_genders(a, b)


def _of_both_genders(a: str, b: str) -> bool:
    """Brother and sister rather than a slip: Mario and Maria, Daniel and Daniela."""
    short, long = sorted((a, b), key=len)
    return long == short + "a" or (a[:-1] == b[:-1] and {a[-1], b[-1]} == {"a", "o"})


def _initial(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) == 1 and long.startswith(short)


def _initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """ "KB Hedgewar" and "Keshav Baliram Hedgewar"."""
    letters = "".join(part[0] for part in long[:-1])
    return len(short) == 2 and 1 < len(short[0]) < 4 and short[0] == letters


def sound(letter: str) -> str:
    """The letters that transliterations exchange for this one, as one key."""
    return next((group for group in SOUNDS if letter in group), letter)


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether all parts of the shorter name stand in the longer one, in order."""
    left = iter(long)
    return len(short) >= 2 and all(part in left for part in short)


def _merge_full(full: list[Person]) -> list[Person]:
    known: list[Person] = []
    alike: defaultdict[tuple[str, ...], list[Person]] = defaultdict(list)
    for person in sorted(full, key=lambda p: (-len(p.spans), p.spans[0].start)):
        shared = {id(p): p for trait in traits(person.parts) for p in alike[trait]}
        same = [other for other in shared.values() if same_person(other.parts, person.parts)]
        if len(same) == 1:
            _join(same[0], person)
        else:
            known.append(person)
            for trait in traits(person.parts):
                alike[trait].append(person)
    return known


@dataclass(slots=True)
class _Index:
    """Persons by the words that a lone name can be."""

    surname: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    forename: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    any_part: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_letter: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    lone: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: Person) -> None:
        first, last = person.parts[0], person.parts[-1]
        if len(person.parts) == 1:
            self.lone[first[0]].append(person)
            return
        for surname in sorted({last, *(parts[-1] for parts in person.other)}):
            self.surname[surname].append(person)
        self.forename[first].append(person)
        self.by_letter[last[0]].append(person)
        for part in sorted(set(person.parts)):
            self.any_part[part].append(person)

    def meant_by(self, word: str) -> list[Person]:
        """The persons that a lone word may mean, by the first test that any passes."""
        slips = [p for p in self.by_letter[word[0]] if near(p.parts[-1], word)]
        twins = [p for p in self.lone[word[0]] if len(word) > 5 and near(p.parts[0], word)]
        tests = (self.surname[word], self.forename[word], self.any_part[word], slips, twins)
        return next((found for found in tests if found), [])


def _place_lone(lone: list[Person], known: list[Person]) -> None:
    """Adds one-word names to the persons they mean, or to `known` as further persons."""
    index = _Index()
    for person in known:
        index.add(person)
    for person in lone:
        meant = index.meant_by(person.parts[0])
        if len(meant) == 1:
            _join(meant[0], person)
            continue
        person.ambiguous = sorted(other.name for other in meant)
        known.append(person)
        index.add(person)


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


def doubtful_forename(a: str, b: str) -> bool:
    """Forenames that may be one, but may not: "Jack" and "Jake"."""
    if a == b or min(len(a), len(b)) < 3 or a[0] != b[0]:
        return False
    return OSA.distance(a, b) <= 2
