"""Keys that a template brings: market notices, weather, calls for witnesses.

Copies of a story are few versions, each many times; instances of a template are all
different from each other, and all half alike. A key whose articles are of the second sort
is no evidence that two of them are one story.
"""

from __future__ import annotations

from collections.abc import Sequence

from workers.stages.dedup.matching.overlap import common_bits
from workers.stages.dedup.matching.sketch import Sketch

INSTANCES = 16
"""So many texts under one key, no two of them alike, make it a template's."""
ALIKE = 0.90
"""Part of the bits in common from which two texts count as one version."""


def is_template(sketches: Sequence[Sketch]) -> bool:
    """Whether texts that share a key, each half like the one at hand, are all different."""
    versions: list[Sketch] = []
    for left, sketch in zip(range(len(sketches), 0, -1), sketches, strict=True):
        if len(versions) + left < INSTANCES:
            return False
        if all(common_bits(sketch, version) < ALIKE for version in versions):
            versions.append(sketch)
    return len(versions) >= INSTANCES
