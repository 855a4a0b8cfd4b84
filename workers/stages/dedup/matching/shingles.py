"""Tokens to hashed shingles, and the few of them that find candidates."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import xxhash

Hashes = npt.NDArray[np.uint64]

KEY_SHINGLE = 5
"""Tokens in a shingle that serves as a key: long enough to be rare."""
SKETCH_SHINGLE = 3
"""Tokens in a shingle of the sketch: short enough to survive an edit nearby."""
KEYS = 10
"""Keys of an article; one shared key makes two articles candidates (docs/choices/dedup.md)."""

_BASE = np.uint64(0x9E3779B97F4A7C15)


@lru_cache(maxsize=65536)
def _token_hash(token: str) -> int:
    return xxhash.xxh3_64_intdigest(token.encode("utf-8", "surrogatepass"))


def token_hashes(tokens: list[str]) -> Hashes:
    """One 64-bit hash a token, in order."""
    return np.fromiter(map(_token_hash, tokens), np.uint64, len(tokens))


def shingles(hashes: Hashes, size: int) -> Hashes:
    """Distinct hashes of all runs of `size` tokens, ascending; a shorter text is one run."""
    size = max(1, min(size, len(hashes)))
    runs = max(0, len(hashes) - size + 1)
    mixed = np.zeros(runs, np.uint64)
    for offset in range(size):
        mixed = mixed * _BASE + hashes[offset : offset + runs]
    return np.unique(_avalanche(mixed))


def keys_of(hashes: Hashes) -> list[int]:
    """The smallest hashes of the key shingles: the same ones in every copy that has them.

    Bottom-k sampling (Broder 1997): whether a shingle is among an article's keys depends
    on the text alone, so copies agree on their keys without ever meeting.
    """
    return [int(key) for key in shingles(hashes, KEY_SHINGLE)[:KEYS]]


def shard_of(key: int, shards: int) -> int:
    """The shard that owns a key. Hashed again: the smallest hashes lie close together."""
    return xxhash.xxh3_64_intdigest(key.to_bytes(8, "big")) % shards


def _avalanche(x: Hashes) -> Hashes:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014): every bit depends on all."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
