"""A text in about 300 bytes, enough to tell how much of it another text shares.

The distinct shingles set bits in a bitmap. Of two bitmaps, the bits that only one text
sets tell how many shingles it has alone (linear counting, Whang, Vander-Zanden and Taylor
1990, given the other bitmap); the two texts give two estimates of what they share, which
are weighted by their errors. With 128 bytes an article the containment estimate has a
standard error of 0.025 on real pairs, where 256 MinHash slots of 4 bits, the same 128
bytes, have 0.05 and much more when one text is far longer (docs/choices/dedup.md).
Two samples follow, of the numbers and of the anchors: templates and rewritten copies are
told by those.
"""

from __future__ import annotations

import math
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xxhash

from workers.stages.dedup.matching.anchors import (
    NO_SAMPLE,
    NOTHING_ALIKE,
    Alike,
    Sample,
    alike,
    longest_common_subsequence,
)
from workers.stages.dedup.matching.shingles import Hashes

LEAST_BITS, MOST_BITS = 1024, 8192
FILL = 0.8
"""Shingles a bit: above it the bitmap doubles."""
NUMBERS = 16
"""Number tokens kept: those with the smallest hashes."""
MOST_NUMBERS = 0xFFFF

_HEAD = struct.Struct(">QHHHB")
_TAIL = struct.Struct(">12sHB")
LEAD = 12
"""Tokens of the beginning that are kept, a byte each: captions differ there."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it.

    `exact` is the hash of the normalised text, `bitmap` has `bits` bits, `size` is the
    number of distinct shingles, `numbers` are the smallest 16-bit hashes of its
    `number_count` distinct number tokens, `anchors` a sample of its names and numbers in
    their order, `lead` the first tokens, a byte each.
    """

    exact: int
    bitmap: int
    bits: int
    size: int
    numbers: tuple[int, ...]
    number_count: int
    anchors: Sample = NO_SAMPLE
    lead: bytes = b""

    def pack(self) -> bytes:
        """30 bytes, the bitmap, 2 bytes a number and 2 bytes an anchor."""
        kept, anchors = len(self.numbers), self.anchors.hashes
        head = _HEAD.pack(self.exact, self.size, self.number_count, self.bits, kept)
        bitmap = self.bitmap.to_bytes(self.bits // 8, "big")
        samples = struct.pack(f">{kept}H", *self.numbers)
        tail = _TAIL.pack(self.lead, self.anchors.bound, len(anchors))
        return head + bitmap + samples + tail + struct.pack(f">{len(anchors)}H", *anchors)

    @classmethod
    def unpack(cls, packed: bytes) -> Sketch:
        """The inverse of `pack`; a sketch of an earlier version has no anchors, no lead."""
        exact, size, number_count, bits, kept = _HEAD.unpack_from(packed)
        end = _HEAD.size + bits // 8
        bitmap = int.from_bytes(packed[_HEAD.size : end], "big")
        numbers = struct.unpack_from(f">{kept}H", packed, end)
        end += 2 * kept
        if len(packed) == end:
            return cls(exact, bitmap, bits, size, numbers, number_count)
        lead, bound, count = _TAIL.unpack_from(packed, end)
        hashes = struct.unpack_from(f">{count}H", packed, end + _TAIL.size)
        anchors, lead = Sample(hashes, bound), lead.rstrip(b"\0")
        return cls(exact, bitmap, bits, size, numbers, number_count, anchors, lead)

    def to_text(self) -> str:
        """`pack` in base64."""
        return b64encode(self.pack()).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> Sketch:
        """The inverse of `to_text`; raises `ValueError` or `struct.error`."""
        return cls.unpack(b64decode(text))


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


def sketch(
    exact: int,
    shingles: Hashes,
    numbers: Iterable[str],
    anchors: Sample = NO_SAMPLE,
    lead: bytes = b"",
) -> Sketch:
    """The sketch of a text from its distinct shingles, number tokens, anchors and `lead_of`."""
    bits = LEAST_BITS
    while len(shingles) > bits * FILL and bits < MOST_BITS:
        bits *= 2
    cells = np.zeros(bits, np.uint8)
    cells[(shingles % np.uint64(bits)).astype(np.intp)] = 1
    bitmap = int.from_bytes(np.packbits(cells).tobytes(), "big")
    hashes = sorted({xxhash.xxh3_64_intdigest(number.encode()) >> 48 for number in numbers})
    count = min(len(hashes), MOST_NUMBERS)
    kept = tuple(hashes[:NUMBERS])
    return Sketch(exact, bitmap, bits, len(shingles), kept, count, anchors, lead)


def lead_of(hashes: Hashes) -> bytes:
    """The first tokens of a text by their hashes, a byte from 1 to 255 each."""
    return (hashes[:LEAD] % np.uint64(255) + np.uint64(1)).astype(np.uint8).tobytes()


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
