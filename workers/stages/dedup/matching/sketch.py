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

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xxhash

from workers.stages.dedup.matching.anchors import (
    BITS,
    LARGEST,
    NO_SAMPLE,
    Sample,
)
from workers.stages.dedup.matching.shingles import Hashes

LEAST_BITS, MOST_BITS = 1024, 8192
FILL = 0.8
"""Shingles a bit: above it the bitmap doubles."""
NUMBERS = 16
"""Number tokens kept: those with the smallest hashes."""
MOST_NUMBERS = 0xFFFF

_HEAD = struct.Struct(">QHHHB")
_TAIL = struct.Struct(">8sHB")
LEAD = 8
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
        """26 bytes, the bitmap, 2 bytes a number and 12 bits an anchor."""
        kept, anchors = len(self.numbers), self.anchors.hashes
        head = _HEAD.pack(self.exact, self.size, self.number_count, self.bits, kept)
        bitmap = self.bitmap.to_bytes(self.bits // 8, "big")
        samples = struct.pack(f">{kept}H", *self.numbers)
        tail = _TAIL.pack(self.lead, self.anchors.bound, len(anchors))
        return head + bitmap + samples + tail + _packed(anchors)

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
        end += _TAIL.size
        anchors = Sample(_unpacked(packed[end : end + _size(count)], count), bound)
        lead = lead.rstrip(b"\0")
        return cls(exact, bitmap, bits, size, numbers, number_count, anchors, lead)

    def to_text(self) -> str:
        """`pack` in base64."""
        return b64encode(self.pack()).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> Sketch:
        """The inverse of `to_text`; raises `ValueError` or `struct.error`."""
        return cls.unpack(b64decode(text))


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


def _size(count: int) -> int:
    return (count * BITS + 7) // 8


def _packed(hashes: Iterable[int]) -> bytes:
    """Hashes of `BITS` bits each, one after the other."""
    joined, count = 0, 0
    for hash_ in hashes:
        joined, count = joined << BITS | hash_, count + 1
    return joined.to_bytes(_size(count), "big")


def _unpacked(packed: bytes, count: int) -> tuple[int, ...]:
    joined = int.from_bytes(packed, "big")
    return tuple(joined >> BITS * place & LARGEST for place in range(count - 1, -1, -1))
