"""A text in about 200 bytes, enough to tell how much of it another text shares.

MinHash with b bits a slot (Broder 1997; Li and König 2010): 256 slots of 4 bits have a
standard error of 0.03 in the Jaccard estimate, 128 slots of 8 bits, the same 128 bytes,
0.044 (docs/choices.md).
"""

from __future__ import annotations

import math
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xxhash

from workers.stages.dedup.shingles import Hashes

SLOTS = 256
BITS = 4
NUMBERS = 16
"""Number tokens kept: those with the smallest hashes."""

_CHANCE = 2.0**-BITS
_PLANE = (1 << SLOTS) - 1
_HEAD = struct.Struct(">QIIB")
_CHUNK = 4096
_family = np.random.Generator(np.random.PCG64(20))
_ODD = _family.integers(0, 1 << 31, SLOTS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_XOR = _family.integers(0, 1 << 32, SLOTS, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to compare it.

    `slots` holds the 4 bits of each of the 256 minima as four bit planes in one integer,
    `size` is the number of distinct shingles, `numbers` the smallest 32-bit hashes of its
    `number_count` distinct number tokens, `exact` the hash of the normalised text.
    """

    exact: int
    slots: int
    size: int
    numbers: tuple[int, ...]
    number_count: int

    def pack(self) -> bytes:
        """145 bytes and 4 a number."""
        head = _HEAD.pack(self.exact, self.size, self.number_count, len(self.numbers))
        slots = self.slots.to_bytes(SLOTS * BITS // 8, "big")
        return head + slots + struct.pack(f">{len(self.numbers)}I", *self.numbers)

    @classmethod
    def unpack(cls, packed: bytes) -> Sketch:
        """The inverse of `pack`."""
        exact, size, number_count, kept = _HEAD.unpack_from(packed)
        end = _HEAD.size + SLOTS * BITS // 8
        slots = int.from_bytes(packed[_HEAD.size : end], "big")
        return cls(exact, slots, size, struct.unpack_from(f">{kept}I", packed, end), number_count)

    def to_text(self) -> str:
        """`pack` in base64."""
        return b64encode(self.pack()).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> Sketch:
        """The inverse of `to_text`."""
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
    hashes = sorted(xxhash.xxh3_64_intdigest(number.encode()) >> 32 for number in numbers)
    return Sketch(exact, _minima(shingles), len(shingles), tuple(hashes[:NUMBERS]), len(hashes))


def overlap(copy: Sketch, original: Sketch) -> Overlap:
    """Compares two texts by their sketches; symmetric but for `growth`."""
    smaller, larger = sorted((max(1, copy.size), max(1, original.size)))
    if copy.exact == original.exact:
        return Overlap(True, 1.0, 1.0, 0.0, smaller, 1.0, None, 0.0)
    agreeing = _agreeing(copy.slots, original.slots) / SLOTS
    jaccard = max(0.0, (agreeing - _CHANCE) / (1 - _CHANCE))
    scale = (smaller + larger) / smaller
    containment = min(1.0, jaccard * scale / (1 + jaccard))
    spread = math.sqrt(max(agreeing * (1 - agreeing), 0.01) / SLOTS) / (1 - _CHANCE)
    return Overlap(
        exact=False,
        jaccard=jaccard,
        containment=containment,
        error=spread * scale / (1 + jaccard) ** 2,
        smaller=smaller,
        growth=max(1, copy.size) / max(1, original.size),
        numbers=_shared_numbers(copy, original),
        density=min(copy.number_count, original.number_count) / smaller,
    )


def _minima(shingles: Hashes) -> int:
    """The low bits of each slot's smallest value, as bit planes."""
    least = np.full(SLOTS, 0xFFFFFFFF, np.uint32)
    seeds = (shingles >> np.uint64(32)).astype(np.uint32)
    for start in range(0, len(seeds), _CHUNK):
        values = seeds[start : start + _CHUNK] * _ODD[:, None]
        values ^= _XOR[:, None]
        values ^= values >> np.uint32(16)
        values *= np.uint32(0x85EBCA6B)
        np.minimum(least, values.min(axis=1), out=least)
    bits = (least * np.uint32(0x9E3779B1)) >> np.uint32(32 - BITS)
    planes = [
        np.packbits((bits >> np.uint32(b) & np.uint32(1)).astype(np.uint8)) for b in range(BITS)
    ]
    return int.from_bytes(b"".join(plane.tobytes() for plane in planes), "big")


def _agreeing(a: int, b: int) -> int:
    """Slots whose bits are all equal."""
    differing = a ^ b
    folded = 0
    for plane in range(BITS):
        folded |= differing >> (plane * SLOTS)
    return SLOTS - (folded & _PLANE).bit_count()


def _shared_numbers(a: Sketch, b: Sketch) -> float | None:
    """Both samples hold all hashes up to a bound: compare what lies below the lower one."""
    if min(a.number_count, b.number_count) < 3:
        return None
    bound = min((s.numbers[-1] for s in (a, b) if s.number_count > NUMBERS), default=1 << 32)
    mine, theirs = ({n for n in s.numbers if n <= bound} for s in (a, b))
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))
