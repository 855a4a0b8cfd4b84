"""Persons by the words that a lone name can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workers.stages.tag.coreference.person import Person
from workers.stages.tag.names.variants import MOST_ALIKE, near


@dataclass(slots=True)
class PersonIndex:
    """Persons by the words that a lone name can be."""

    surname: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    forename: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    any_part: defaultdict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_shape: defaultdict[tuple[str, int], list[Person]] = field(
        default_factory=lambda: defaultdict(list)
    )
    lone: defaultdict[tuple[str, int], list[Person]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, person: Person) -> None:
        """Notes a person under all words of its name."""
        first, last = person.parts[0], person.parts[-1]
        if len(person.parts) == 1:
            self.lone[first[0], len(first)].append(person)
            return
        for surname in sorted({last, *(parts[-1] for parts in person.other)}):
            self.surname[surname].append(person)
        self.forename[first].append(person)
        self.by_shape[last[0], len(last)].append(person)
        for part in sorted(set(person.parts)):
            self.any_part[part].append(person)

    def called(self, word: str) -> list[Person]:
        """The persons that a lone word may mean, by the first test that any passes."""
        tests = (self.surname[word], self.forename[word], self.any_part[word])
        return next((found for found in tests if found), [])

    def a_slip_away(self, word: str) -> list[Person]:
        """Those with a surname that the word may be a slip of, else those of one word only."""
        slips = [p for p in _of_shape(self.by_shape, word) if near(p.parts[-1], word)]
        if slips or len(word) <= 5:
            return slips
        return [p for p in _of_shape(self.lone, word) if near(p.parts[0], word)]


def _of_shape(index: Mapping[tuple[str, int], list[Person]], word: str) -> Iterator[Person]:
    """Those noted under a word with this first letter and about as long (`near` allows two)."""
    for length in range(len(word) - 2, len(word) + 3):
        yield from index.get((word[0], length), ())[:MOST_ALIKE]
