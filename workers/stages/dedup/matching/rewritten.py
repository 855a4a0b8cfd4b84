"""When a text retells another in other words: by its names and numbers, and their order.

The rule is learnt (`training/dedup_rewrites.py`) on texts that were translated there and
back, had words replaced by synonyms or were rewritten by language models, against different
articles about the same event.
"""

from __future__ import annotations

from workers.stages.dedup.matching import anchors, features
from workers.stages.dedup.matching.logistic import learnt, probability
from workers.stages.dedup.matching.overlap import Overlap
from workers.stages.dedup.matching.sketch import Sketch

FEWEST = 4
"""Different anchors that two texts must share: fewer are the same by chance."""
OTHER_WORDS = 0.45
"""Jaccard from which the words are the same: if it is no copy, it is a template's instance."""
SHOWN = 40
"""Anchors that are told of a rewritten copy."""


def score(found: Overlap) -> float | None:
    """How sure it is that the one text is a rewritten copy of the other; None when it is not."""
    if found.anchors.shared < FEWEST or found.jaccard >= OTHER_WORDS:
        return None
    rule = learnt("rewrites")
    log_odds, _ = rule.log_odds(features.of_rewrites(found))
    sure = probability(log_odds)
    return round(sure, 3) if sure >= rule.threshold else None


def told_by(text: str, source: Sketch) -> list[str]:
    """The anchors of a text that its source has too, in the order in which both have them."""
    named = anchors.anchors(text)
    return anchors.in_common(named, source.anchors)[:SHOWN]


def side_by_side(text: str, source: str) -> list[tuple[str, str]]:
    """The anchors of two texts in rows: equal ones beside each other, "" where one lacks it."""
    return anchors.aligned(anchors.anchors(text), anchors.anchors(source))
