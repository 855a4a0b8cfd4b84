"""One shard's index: which articles have a key, and what they looked like.

    b"k" key           -> postings: references of the articles that have the key
    b"e" day, number   -> the entry of one article in this shard
    b"d"               -> the days that have entries

A reference is the day and number of an entry. Numbering by day makes expiry a walk over
the numbers of an old day, with no list of what to delete.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass

from workers.stages.dedup.matching.sketch import Sketch

Table = MutableMapping[bytes, bytes]
Ref = tuple[int, int]
"""Day since 1970 and number within the day."""

DAY_MS = 86_400_000
LAST_DAY = 0xFFFF

_REF = struct.Struct(">HI")
_HEAD = struct.Struct(">qQIQ?BH")
_DIRECTORY = b"d"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as one shard knows it.

    `received_ms` is POSIX milliseconds, `page` and `title` are hashes (`title` 32 bits, 0
    without one), `linked` is the hash of the earliest match known when the entry was made
    (0 without one), `home` says that this shard keeps the article's place in its cluster,
    `keys` are those that this shard owns.
    """

    id: str
    received_ms: int
    page: int
    title: int
    linked: int
    home: bool
    keys: tuple[int, ...]
    sketch: Sketch

    @property
    def name(self) -> tuple[str, int]:
        """What tells the article from all others."""
        return self.id, self.received_ms

    def pack(self) -> bytes:
        """About 190 bytes, the id and 8 a key."""
        name = self.id.encode("utf-8", "surrogatepass")
        head = _HEAD.pack(
            self.received_ms,
            self.page,
            self.title,
            self.linked,
            self.home,
            len(self.keys),
            len(name),
        )
        return head + struct.pack(f">{len(self.keys)}Q", *self.keys) + name + self.sketch.pack()

    @classmethod
    def unpack(cls, packed: bytes) -> Entry:
        """The inverse of `pack`."""
        received_ms, page, title, linked, home, count, length = _HEAD.unpack_from(packed)
        keys = struct.unpack_from(f">{count}Q", packed, _HEAD.size)
        start = _HEAD.size + 8 * count
        name = packed[start : start + length].decode("utf-8", "surrogatepass")
        sketch = Sketch.unpack(packed[start + length :])
        return cls(name, received_ms, page, title, linked, home, keys, sketch)


def candidates(table: Table, keys: Iterable[int]) -> list[list[Entry]]:
    """For each key the entries that have it, in the order in which they came."""
    refs = [postings(table, key) for key in keys]
    read: dict[Ref, Entry] = {}
    for ref in {ref for under_key in refs for ref in under_key}:
        packed = table.get(entry_key(ref))
        if packed is not None:
            read[ref] = Entry.unpack(packed)
    return [[read[ref] for ref in under_key if ref in read] for under_key in refs]


def insert(table: Table, entry: Entry, ref: Ref, cap: int) -> None:
    """Writes the entry under `ref` and its keys' postings, of which `cap` are kept."""
    table[entry_key(ref)] = entry.pack()
    for key in entry.keys:
        write_postings(table, key, capped([*postings(table, key), ref], cap))
    if ref[1] == 0:
        write_days(table, [*days(table), ref[0]])


def capped(refs: list[Ref], cap: int) -> list[Ref]:
    """The first and the latest: a new copy is like the first one or like a recent one."""
    return refs if len(refs) <= cap else refs[: cap // 2] + refs[cap // 2 - cap :]


def postings(table: Table, key: int) -> list[Ref]:
    """The articles known to have `key`, in the order in which they came."""
    return list(_REF.iter_unpack(table.get(posting_key(key), b"")))


def write_postings(table: Table, key: int, refs: list[Ref]) -> None:
    """Replaces the postings of a key; none at all deletes it."""
    if refs:
        table[posting_key(key)] = b"".join(_REF.pack(*ref) for ref in refs)
    else:
        table.pop(posting_key(key), None)


def days(table: Table) -> list[int]:
    """The days that have entries, ascending."""
    packed = table.get(_DIRECTORY, b"")
    return list(struct.unpack(f">{len(packed) // 2}H", packed))


def write_days(table: Table, known: Iterable[int]) -> None:
    """Replaces the list of days."""
    ordered = sorted(set(known))
    table[_DIRECTORY] = struct.pack(f">{len(ordered)}H", *ordered)


def count(table: Table, day: int, guess: int = 0) -> int:
    """How many entries a day has: numbers run from 0 without a hole.

    `guess` is tried first, so that a caller who remembers pays two look-ups.
    """
    if not has(table, day, guess) and (guess == 0 or has(table, day, guess - 1)):
        return guess
    low, step = -1, 1
    while has(table, day, low + step):
        low, step = low + step, step * 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if has(table, day, middle) else (low, middle)
    return high


def has(table: Table, day: int, number: int) -> bool:
    """Whether the day has an entry of that number."""
    return table.get(entry_key((day, number))) is not None


def entry_refs(table: Table) -> list[Ref]:
    """All entries of the shard. Reads the whole table: for inspection and moving only."""
    keys = (bytes(key) for key in table)
    return sorted(_REF.unpack_from(key, 1) for key in keys if key[:1] == b"e")


def entry_key(ref: Ref) -> bytes:
    """The key of an entry in the table."""
    return b"e" + _REF.pack(*ref)


def posting_key(key: int) -> bytes:
    """The key of a posting list in the table."""
    return b"k" + key.to_bytes(8, "big")
