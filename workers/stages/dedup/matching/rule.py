"""When two texts are one story, and what kind of copy it is.

The thresholds were set while reading the errors of one half of the development articles;
the other half scores the same (docs/choices/dedup.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from workers.records import DuplicateKind, Match
from workers.stages.dedup.matching.sketch import Overlap

JACCARD = 0.43
CONTAINMENT = 0.60
"""Least containment, one standard error below the estimate: lopsided pairs err more."""
CONTAINMENT_SIZE = 40
"""Shingles that the smaller text needs before its containment counts."""
CONTAINED_NUMBERS = 0.40
"""A text that lies in a longer one brings its numbers with it; shared boilerplate does not."""
NUMBERS_SHARED = 0.80
NUMBERS_DENSITY = 0.05
"""Numbers per shingle from which a text is made of its numbers: notices, tables, weather."""
SAME_TEXT = 0.95
"""From this Jaccard on, differing numbers are corrections, not another instance."""

RESEMBLING = 0.30
TEMPLATE = 0.97
"""What Jaccard or containment makes copies of two instances of one template."""

SAME_WORDING = 0.90
TRUNCATED_CONTAINMENT = 0.85
TRUNCATED_SIZE = 0.80


@dataclass(frozen=True, slots=True)
class Verdict:
    """A match: which rule fired and what kind of copy it makes."""

    kind: DuplicateKind
    rule: str


def judge(found: Overlap, same_title: bool | None) -> Verdict | None:
    """The verdict on a pair of texts, None when they are different stories.

    `same_title` is None when either has no title.
    """
    rule = _rule(found)
    if rule is None or (rule != "exact" and _another_instance(found)):
        return None
    return Verdict(_kind(found, same_title), rule)


def all_but_equal(match: Match) -> bool:
    """Whether a match holds between instances of a template too."""
    return max(match.jaccard, match.containment) >= TEMPLATE


def resembles(found: Overlap) -> bool:
    """Whether two texts have enough in common to be instances of one template."""
    return found.jaccard >= RESEMBLING or _rule(found) is not None


def _rule(found: Overlap) -> str | None:
    if found.exact:
        return "exact"
    if found.jaccard >= JACCARD:
        return "jaccard"
    large = found.smaller >= CONTAINMENT_SIZE
    numbers = found.numbers is None or found.numbers >= CONTAINED_NUMBERS
    if large and numbers and found.containment - found.error >= CONTAINMENT:
        return "containment"
    return None


def _another_instance(found: Overlap) -> bool:
    """Two instances of one template: the same words around other numbers."""
    return (
        found.jaccard < SAME_TEXT
        and found.numbers is not None
        and found.numbers < NUMBERS_SHARED
        and found.density >= NUMBERS_DENSITY
    )


def _kind(found: Overlap, same_title: bool | None) -> DuplicateKind:
    if same_title is False and (found.exact or found.jaccard >= SAME_WORDING):
        return "wire"
    if found.exact:
        return "exact"
    if found.growth < TRUNCATED_SIZE and found.containment >= TRUNCATED_CONTAINMENT:
        return "truncated"
    return "near"
