"""A text in about 170 bytes, enough to tell how much of it another text shares.

The distinct shingles set bits in a bitmap. Of two bitmaps, the bits that only one text
sets tell how many shingles it has alone (linear counting, Whang, Vander-Zanden and Taylor
1990, given the other bitmap); the two texts give two estimates of what they share, which
are weighted by their errors. With 128 bytes an article the containment estimate has a
standard error of 0.025 on real pairs, where 256 MinHash slots of 4 bits, the same 128
bytes, have 0.05 and much more when one text is far longer (docs/choices/dedup.md).
"""

from __future__ import annotations

import math
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xxhash

from workers.stages.dedup.matching.shingles import Hashes

LEAST_BITS, MOST_BITS = 1024, 8192
FILL = 0.8
"""Shingles a bit: above it the bitmap doubles."""
NUMBERS = 16
"""Number tokens kept: those with the smallest hashes."""
MOST_NUMBERS = 0xFFFF

_HEAD = struct.Struct(">QHHHB")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it.

    `exact` is the hash of the normalised text, `bitmap` has `bits` bits, `size` is the
    number of distinct shingles, `numbers` are the smallest 16-bit hashes of its
    `number_count` distinct number tokens.
    """

    exact: int
    bitmap: int
    bits: int
    size: int
    numbers: tuple[int, ...]
    number_count: int

    def pack(self) -> bytes:
        """15 bytes, the bitmap and 2 bytes a number."""
        kept = len(self.numbers)
        head = _HEAD.pack(self.exact, self.size, self.number_count, self.bits, kept)
        bitmap = self.bitmap.to_bytes(self.bits // 8, "big")
        return head + bitmap + struct.pack(f">{kept}H", *self.numbers)

    @classmethod
    def unpack(cls, packed: bytes) -> Sketch:
        """The inverse of `pack`."""
        exact, size, number_count, bits, kept = _HEAD.unpack_from(packed)
        end = _HEAD.size + bits // 8
        bitmap = int.from_bytes(packed[_HEAD.size : end], "big")
        numbers = struct.unpack_from(f">{kept}H", packed, end)
        return cls(exact, bitmap, bits, size, numbers, number_count)

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
    `error` its standard error; `numbers` the part of the smaller one's numbers that the
    larger one has, None when either has fewer than three; `density` is numbers per
    shingle in the text that has fewer; `growth` the copy's size over the original's.
    """

    exact: bool
    jaccard: float
    containment: float
    error: float
    smaller: int
    growth: float
    numbers: float | None
    density: float


def sketch(exact: int, shingles: Hashes, numbers: Iterable[str]) -> Sketch:
    """The sketch of a text from its distinct shingles and number tokens."""
    bits = LEAST_BITS
    while len(shingles) > bits * FILL and bits < MOST_BITS:
        bits *= 2
    cells = np.zeros(bits, np.uint8)
    cells[(shingles % np.uint64(bits)).astype(np.intp)] = 1
    bitmap = int.from_bytes(np.packbits(cells).tobytes(), "big")
    hashes = sorted({xxhash.xxh3_64_intdigest(number.encode()) >> 48 for number in numbers})
    count = min(len(hashes), MOST_NUMBERS)
    return Sketch(exact, bitmap, bits, len(shingles), tuple(hashes[:NUMBERS]), count)


def overlap(copy: Sketch, original: Sketch) -> Overlap:
    """Compares two texts by their sketches; symmetric but for `growth`."""
    copy_size, original_size = max(1, copy.size), max(1, original.size)
    smaller, growth = min(copy_size, original_size), copy_size / original_size
    if copy.exact == original.exact:
        return Overlap(True, 1.0, 1.0, 0.0, smaller, 1.0, None, 0.0)
    shared, error = _shared(copy, original)
    return Overlap(
        exact=False,
        jaccard=shared / (copy_size + original_size - shared),
        containment=shared / smaller,
        error=error / smaller,
        smaller=smaller,
        growth=growth,
        numbers=_shared_numbers(copy, original),
        density=min(copy.number_count, original.number_count) / smaller,
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


def _shared_numbers(a: Sketch, b: Sketch) -> float | None:
    """Both samples hold all hashes up to a bound: compare what lies below the lower one."""
    if min(a.number_count, b.number_count) < 3:
        return None
    bound = min((s.numbers[-1] for s in (a, b) if s.number_count > NUMBERS), default=1 << 16)
    mine, theirs = ({n for n in s.numbers if n <= bound} for s in (a, b))
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
