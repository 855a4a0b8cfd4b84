"""How much two texts share, told from their sketches."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.stages.dedup.matching.anchors import (
    NOTHING_ALIKE,
    Alike,
    alike,
    longest_common_subsequence,
)
from workers.stages.dedup.matching.sketch import NUMBERS, Sketch


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share: estimates from their sketches.

    `containment` is the part of the smaller one's shingles that the larger one has,
    `error` its standard error; `growth` is the copy's size over the original's. The text
    with fewer numbers has `fewer_numbers` different ones, of which the other shares
    `shared_numbers`. `anchors` tell what names and numbers stand in both, and in what order.
    """

    exact: bool
    jaccard: float
    containment: float
    error: float
    smaller: int
    growth: float
    fewer_numbers: float = 0.0
    shared_numbers: float = 0.0
    lead: float = 1.0
    anchors: Alike = NOTHING_ALIKE

    @property
    def numbers(self) -> float | None:
        """Part of the numbers that is shared; None when there are fewer than three."""
        return self.shared_numbers / self.fewer_numbers if self.fewer_numbers >= 3 else None


def overlap(copy: Sketch, original: Sketch) -> Overlap:
    """Compares two texts by their sketches; symmetric but for `growth`."""
    copy_size, original_size = max(1, copy.size), max(1, original.size)
    smaller, growth = min(copy_size, original_size), copy_size / original_size
    if copy.exact == original.exact:
        return Overlap(True, 1.0, 1.0, 0.0, smaller, 1.0)
    shared, error = _shared(copy, original)
    shared_numbers, fewer_numbers = _numbers(copy, original)
    return Overlap(
        exact=False,
        jaccard=shared / (copy_size + original_size - shared),
        containment=shared / smaller,
        error=error / smaller,
        smaller=smaller,
        growth=growth,
        fewer_numbers=fewer_numbers,
        shared_numbers=shared_numbers,
        lead=_shared_lead(copy.lead, original.lead),
        anchors=alike(copy.anchors, original.anchors),
    )


def common_bits(a: Sketch, b: Sketch) -> float:
    """Set bits in common over set bits in all: a quick upper bound, nearly, of Jaccard."""
    bits = min(a.bits, b.bits)
    mine, theirs = _folded(a, bits), _folded(b, bits)
    return (mine & theirs).bit_count() / max(1, (mine | theirs).bit_count())


def _shared(a: Sketch, b: Sketch) -> tuple[float, float]:
    """How many distinct shingles two texts have in common, and the standard error."""
    bits = min(a.bits, b.bits)
    mine, theirs = _folded(a, bits), _folded(b, bits)
    mine_set, theirs_set = mine.bit_count(), theirs.bit_count()
    both = (mine & theirs).bit_count()
    mine_alone, mine_variance = _alone(mine_set - both, theirs_set, bits)
    theirs_alone, theirs_variance = _alone(theirs_set - both, mine_set, bits)
    weight, other = 1 / mine_variance, 1 / theirs_variance
    shared = ((a.size - mine_alone) * weight + (b.size - theirs_alone) * other) / (weight + other)
    bounded = max(0.0, min(shared, a.size, b.size))
    return bounded, math.sqrt(1 / (weight + other))


def _alone(seen: int, covered: int, bits: int) -> tuple[float, float]:
    """Shingles of one text that the other lacks, and the variance of that estimate.

    `seen` bits are set by this text only; shingles that fall on the `covered` bits of the
    other do not show.
    """
    free = max(1, bits - covered)
    alone = -bits * math.log(1 - min(seen, free - 0.5) / free)
    load = alone / bits
    hidden = max(alone, 0.25) * max(covered, 1) / free
    collided = (math.exp(load) - load - 1) * bits * bits / free
    return alone, hidden + collided


def _folded(sketch: Sketch, bits: int) -> int:
    """The bitmap at a lower resolution: shingle mod n, so halves lie on each other."""
    bitmap, width = sketch.bitmap, sketch.bits
    while width > bits:
        width //= 2
        bitmap = (bitmap >> width) | (bitmap & ((1 << width) - 1))
    return bitmap


def _shared_lead(a: bytes, b: bytes) -> float:
    """Part of the shorter of two beginnings that is in both, in order; 1 when unknown."""
    shorter = min(len(a), len(b))
    return longest_common_subsequence(a, b) / shorter if shorter else 1.0


def _numbers(a: Sketch, b: Sketch) -> tuple[float, float]:
    """How many numbers both texts have, and how many the one with fewer has.

    Both samples hold all hashes up to a bound: what lies below the lower one is compared.
    """
    fewer = min(a.number_count, b.number_count)
    if fewer == 0:
        return 0.0, 0.0
    bound = min((s.numbers[-1] for s in (a, b) if s.number_count > NUMBERS), default=1 << 16)
    mine, theirs = ({n for n in s.numbers if n <= bound} for s in (a, b))
    sampled = max(1, min(len(mine), len(theirs)))
    return len(mine & theirs) / sampled * fewer, float(fewer)
