"""What the learnt rules look at in a pair of texts, as named figures.

A feature's name begins with the group it is reported under: wording, beginning, numbers,
names, size.
"""

from __future__ import annotations

import math

from workers.stages.dedup.matching.overlap import Overlap
from workers.stages.dedup.matching.shingles import SKETCH_SHINGLE
from workers.stages.dedup.matching.sketch import LEAD


def of_copies(found: Overlap) -> dict[str, float]:
    """Features of the rule for copies.

    Of a containment of c among runs of three words, a single word survives in about the
    third root of c: where a text has few numbers or names, so many are taken to be shared.
    """
    survival = found.containment ** (1 / SKETCH_SHINGLE)
    anchors, smaller = found.anchors, found.smaller
    return {
        "wording jaccard": found.jaccard,
        "wording containment": found.containment,
        "beginning shared": found.lead,
        "beginning missing by size": (1 - found.lead) * LEAD / smaller,
        "numbers shared": (found.shared_numbers + survival) / (found.fewer_numbers + 1),
        "numbers missing by size": (found.fewer_numbers - found.shared_numbers) / smaller,
        "names shared": (anchors.shared + survival) / (anchors.fewer + 1),
        "names in order": (anchors.ordered + survival) / (anchors.shorter + 1),
        "names missing by size": (anchors.fewer - anchors.shared) / smaller,
        "size": math.log(smaller),
        "size growth": abs(math.log(found.growth)),
    }


def of_rewrites(found: Overlap) -> dict[str, float]:
    """Features of the rule for rewritten copies."""
    anchors = found.anchors
    either = anchors.fewer + anchors.more - anchors.shared
    missing_numbers = found.fewer_numbers - found.shared_numbers
    return {
        "names shared": (anchors.shared + 0.5) / (anchors.fewer + 1),
        "names shared of all": (anchors.shared + 0.5) / (either + 1),
        "names in order": (anchors.ordered + 0.5) / (anchors.shorter + 1),
        "names in order of all": (anchors.ordered + 0.5) / (anchors.longer + 1),
        "names": math.log1p(anchors.fewer),
        "names growth": math.log((anchors.longer + 1) / (anchors.shorter + 1)),
        "numbers shared": (found.shared_numbers + 0.5) / (found.fewer_numbers + 1),
        "numbers missing": math.log1p(missing_numbers),
        "size": math.log(found.smaller),
        "size growth": abs(math.log(found.growth)),
        "wording jaccard": found.jaccard,
    }
