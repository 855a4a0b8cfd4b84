"""When two texts are one story, and what kind of copy it is.

The rule is learnt (`training/dedup_rule.py`): what the two texts share of their wording,
numbers and names, weighed together. No figure decides alone, so several edits at once or
the words of a template do not fall over one threshold.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workers.records import DuplicateKind, Match
from workers.stages.dedup.matching import features
from workers.stages.dedup.matching.logistic import learnt, probability
from workers.stages.dedup.matching.overlap import Overlap

RELATED = 0.2
"""Containment below which no pair of the development set is a copy: it is not weighed."""
SAME_TEXT = 0.95
"""From this Jaccard on it is the same text, whatever differs: corrections of a figure."""
SHORT = 14
"""Different shingles of a flash or a teaser: under another headline it is another story."""

RESEMBLING = 0.30
TEMPLATE = 0.97
"""What Jaccard or containment makes copies of two instances of one template."""

SAME_WORDING = 0.90
SAME_LENGTH = 0.80
TRUNCATED_CONTAINMENT = 0.85
TRUNCATED_SIZE = 0.80


@dataclass(frozen=True, slots=True)
class Verdict:
    """A match: which rule fired, what kind of copy it makes, and what speaks for it.

    `rule` is `exact`, `jaccard` (two texts of about one length share their wording) or
    `containment` (the shorter one lies in the longer). `score` is the probability that it
    is a copy; `evidence` what wording, numbers, names and size add to its log odds.
    """

    kind: DuplicateKind
    rule: str
    score: float
    evidence: dict[str, float] = field(default_factory=dict)


def judge(found: Overlap, same_title: bool | None) -> Verdict | None:
    """The verdict on a pair of texts, None when they are different stories.

    `same_title` is None when either has no title.
    """
    if found.smaller < SHORT and same_title is False:
        return None
    if found.exact:
        return Verdict(_kind(found, same_title), "exact", 1.0)
    if found.containment < RELATED:
        return None
    rule = learnt("copies")
    log_odds, parts = rule.log_odds(features.of_copies(found))
    score = probability(log_odds)
    if score < rule.threshold and found.jaccard < SAME_TEXT:
        return None
    name = "jaccard" if SAME_LENGTH <= found.growth <= 1 / SAME_LENGTH else "containment"
    return Verdict(_kind(found, same_title), name, round(score, 3), rule.evidence(parts))


def all_but_equal(match: Match) -> bool:
    """Whether a match holds between instances of a template too."""
    return max(match.jaccard, match.containment) >= TEMPLATE


def resembles(found: Overlap) -> bool:
    """Whether two texts have enough in common to be instances of one template."""
    return found.jaccard >= RESEMBLING


def _kind(found: Overlap, same_title: bool | None) -> DuplicateKind:
    if same_title is False and (found.exact or found.jaccard >= SAME_WORDING):
        return "wire"
    if found.exact:
        return "exact"
    if found.growth < TRUNCATED_SIZE and found.containment >= TRUNCATED_CONTAINMENT:
        return "truncated"
    return "near"
