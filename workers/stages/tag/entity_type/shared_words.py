"""Names that share words judge their types together.

"Petro" beside "Gustavo Petro" is a person if that is one, and that both stand in one text
is itself evidence: organisations and places are seldom shortened to their last word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import permutations

from workers.records import EntityType
from workers.stages.tag.languages import Language
from workers.stages.tag.names.variants import MOST_ALIKE, near, same_person, sound, traits

Scores = dict[EntityType, float]

SHORTENED = 4.0  # log-odds for persons when the last word of a longer name stands alone
FORENAME = 1.8  # a lone word that begins a person's full name, times that name's margin
SURNAME = 3.0  # one that ends it
SLIP = 2.0  # one that ends it but for a slip
FAMILY = 2.0  # a full name that ends as a certain person's does
CERTAIN = 3.0  # a lead of another type that no slip explains: "Iran" beside "Imran"


def share_evidence(scores: Mapping[str, Scores], language: Language) -> None:
    """Moves the scores of names (by key) that share words with others."""
    full = [name for name in scores if _can_be_full(name, language)]
    lone = [name for name in scores if " " not in name]
    unlinked = [name for name in full if not language.links.intersection(name.split())]
    slipped = [word for word in lone if len(word) > 3 and margin(scores[word]) > -CERTAIN]
    pairs = list(_pairs(unlinked, lone, slipped))
    for name, word, share in pairs:
        if share != FORENAME:
            _together(scores[name], scores[word], SHORTENED)
    for one, other in _alike(full):
        _together(scores[one], scores[other], 0.0)
    gains: dict[str, float] = {}
    for one, other in _relatives(unlinked):
        if margin(scores[one]) > 1.0 > margin(scores[other]):
            gains[other] = FAMILY
    for name, word, share in pairs:
        gain = share * min(margin(scores[name]), 2.0)
        gains[word] = max(gains.get(word, 0.0), gain)
    for word, gain in gains.items():
        scores[word]["PER"] += gain


def margin(scores: Scores) -> float:
    """By how much a person leads (or, negative, trails) the best other type."""
    return scores["PER"] - max(v for kind, v in scores.items() if kind != "PER")


def _can_be_full(name: str, language: Language) -> bool:
    parts = name.split()
    return 2 <= len(parts) <= 4 and language.heads.isdisjoint((parts[0], parts[-1]))


def _pairs(
    full: list[str], lone: list[str], slipped: list[str]
) -> Iterator[tuple[str, str, float]]:
    """Full names with the lone words that can be short for them, and how strongly.

    Only the words in `slipped` are taken for misspelt surnames.
    """
    words = set(lone)
    by_shape: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for word in slipped:
        by_shape[sound(word[0]), len(word)].append(word)
    for name in full:
        first, *_, last = name.split()
        if last in words:
            yield name, last, SURNAME
        if first in words and first != last:
            yield name, first, FORENAME
        for length in range(len(last) - 2, len(last) + 3):
            for word in by_shape.get((sound(last[0]), length), ())[:MOST_ALIKE]:
                if word not in (first, last) and near(last, word, loose=True):
                    yield name, word, SLIP


def _relatives(full: list[str]) -> Iterator[tuple[str, str]]:
    """Ordered pairs of names of two words with one surname."""
    families: defaultdict[str, list[str]] = defaultdict(list)
    for name in full:
        if name.count(" ") == 1:
            families[name.rpartition(" ")[2]].append(name)
    for family in families.values():
        yield from permutations(family[:20], 2)


def _alike(full: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of full names that can be one person's."""
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in full:
        for trait in traits(tuple(name.split())):
            groups[trait].append(name)
    pairs = {
        (one, other)
        for group in groups.values()
        for place, other in enumerate(group)
        for one in group[: min(place, MOST_ALIKE)]
    }
    for one, other in sorted(pairs):
        if same_person(tuple(one.split()), tuple(other.split())):
            yield one, other


def _together(one: Scores, other: Scores, bonus: float) -> None:
    """Makes both persons when that is the best of the types that both can share."""
    joint = {kind: one[kind] + other[kind] for kind in one}
    joint["PER"] += bonus
    if margin(joint) > 0:
        for scores in (one, other):
            lead = margin(scores)
            if lead <= 0:
                scores["PER"] += 0.5 - lead
