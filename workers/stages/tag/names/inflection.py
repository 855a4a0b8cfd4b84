"""Forms of one name in languages that bend names: "Путин", "Путина"; "Merkelová", "Merkelovou".

Two words are taken for forms of one name when they are equal up to endings that the language has
for names. The tables say which; what stands behind "=" are the endings of the form for the
dictionary. Only names that stand in one article are compared, so that a likeness by chance is rare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SHORTEST = 3  # characters that forms of a name have in common at least
LIKE = {"nb": "no", "nn": "no", "bs": "hr", "mk": "bg"}


@dataclass(frozen=True)
class Endings:
    """The endings of a language's names, the longest first; `dictionary` are those of the base."""

    all: tuple[str, ...]
    dictionary: frozenset[str]

    def stems(self, word: str) -> dict[str, str]:
        """Each stem that the word can have, with the ending that it then has."""
        return {
            word[: len(word) - len(ending)]: ending
            for ending in self.all
            if word.endswith(ending) and len(word) - len(ending) >= SHORTEST
        }


@cache
def endings(code: str) -> Endings | None:
    """The endings of a language; None for one whose names do not change or is not known."""
    return _tables().get(LIKE.get(code, code))


@cache
def _tables() -> Mapping[str, Endings]:
    text = (files(__package__) / "data" / "case_endings.txt").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            code, _, rest = line.partition(":")
            bent, _, plain = rest.partition("=")
            dictionary = ["", *plain.split()]
            longest_first = sorted({*dictionary, *bent.split()}, key=lambda e: (-len(e), e))
            found[code.strip()] = Endings(tuple(longest_first), frozenset(dictionary))
    return found


def forms_of_one(a: str, b: str, known: Endings) -> bool:
    """Whether two names of as many words can be forms of one name."""
    first, second = a.split(), b.split()
    if len(first) != len(second) or a == b:
        return a == b
    return all(
        x == y or not known.stems(x).keys().isdisjoint(known.stems(y))
        for x, y in zip(first, second, strict=True)
    )


def base_forms(names: Iterable[str], code: str) -> dict[str, str]:
    """Name to the form that stands for it and its other forms, for names that have others.

    That is the form with endings of the dictionary; of those a word of a longer name, the
    commonest, the shortest. A name of one word can be a form of a word of a longer name: "Путина",
    of "Владимир Путин".
    """
    known = endings(code)
    if known is None:
        return {}
    counts = Counter(names)
    given = frozenset(counts)
    parts = Counter(word for name in given for word in name.split() if word != name)
    counts.update(parts)
    groups: list[list[str]] = []
    for name in sorted(counts, key=lambda name: (len(name), name)):
        for group in groups:
            if all(forms_of_one(name, other, known) for other in group):
                group.append(name)
                break
        else:
            groups.append([name])
    found: dict[str, str] = {}
    for group in groups:
        base = _base(group, counts, parts, known)
        found |= {name: base for name in group if len(group) > 1 and name in given}
    return found


def _base(
    group: list[str], counts: Mapping[str, int], parts: Container[str], known: Endings
) -> str:
    """The form that stands for a group."""
    ranks = {name: (_is_base(name, group, known), name in parts, counts[name]) for name in group}
    return max(group, key=lambda name: (*ranks[name], -len(name)))


def _is_base(name: str, group: list[str], known: Endings) -> bool:
    """Whether each word has an ending of the dictionary on the stem that the forms share."""
    for at, word in enumerate(name.split()):
        others = [other.split()[at] for other in group]
        stems = known.stems(word)
        shared = [stem for stem in stems if all(stem in known.stems(other) for other in others)]
        if not shared or stems[max(shared, key=len)] not in known.dictionary:
            return False
    return True


def dictionary_forms(name: str, code: str) -> list[str]:
    """The forms for the dictionary that a single inflected name may have, likeliest first."""
    known = endings(code)
    if known is None:
        return []
    options = [""]
    for word in name.split():
        forms = {word: None}
        for stem in sorted(known.stems(word), key=len, reverse=True):
            forms |= {stem + ending: None for ending in sorted(known.dictionary)}
        options = [f"{before} {form}".strip() for before in options for form in list(forms)[:24]]
    return [option for option in options if option != name][:200]
