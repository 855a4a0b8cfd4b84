"""One shard's index: which articles have a key, and what they looked like.

    b"k" key           -> postings: references of the articles that have the key
    b"a" anchor key    -> the same of the keys by which rewritten copies are found
    b"K", b"A"         -> both of back-filled articles, which live ones never look at
    b"e" day, number   -> the entry of one article in this shard
    b"d"               -> the days that have entries

A reference is the day and number of an entry. Numbering by day makes expiry a walk over
the numbers of an old day, with no list of what to delete.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass

from workers.stages.dedup.matching.sketch import Sketch

Table = MutableMapping[bytes, bytes]
Ref = tuple[int, int]
"""Day since 1970 and number within the day."""

DAY_MS = 86_400_000
LAST_DAY = 0xFFFF

_REF = struct.Struct(">HI")
_HEAD = struct.Struct(">qQIQBBH")
_DIRECTORY = b"d"
ANCHOR_BYTES = 5
ANCHOR_POSTINGS = 8
"""Postings kept of an anchor key: what many articles name in a row is no one's mark."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as one shard knows it.

    `received_ms` is POSIX milliseconds, `page` and `title` are hashes (`title` 32 bits, 0
    without one), `linked` is the hash of the earliest match known when the entry was made
    (0 without one), `home` says that this shard keeps the article's place in its cluster,
    `keys` and `anchor_keys` are those that this shard owns. `old` says that it was back-filled.
    """

    id: str
    received_ms: int
    page: int
    title: int
    linked: int
    home: bool
    keys: tuple[int, ...]
    sketch: Sketch
    anchor_keys: tuple[int, ...] = ()
    old: bool = False

    @property
    def name(self) -> tuple[str, int]:
        """What tells the article from all others."""
        return self.id, self.received_ms

    def pack(self) -> bytes:
        """The sketch, 32 bytes, the id, 8 a key and 5 an anchor key."""
        name = self.id.encode("utf-8", "surrogatepass")
        head = _HEAD.pack(
            self.received_ms,
            self.page,
            self.title,
            self.linked,
            self.home | len(self.anchor_keys) << 1 | self.old << 7,
            len(self.keys),
            len(name),
        )
        anchors = b"".join(key.to_bytes(ANCHOR_BYTES, "big") for key in self.anchor_keys)
        keys = struct.pack(f">{len(self.keys)}Q", *self.keys) + anchors
        return head + keys + name + self.sketch.pack()

    @classmethod
    def unpack(cls, packed: bytes) -> Entry:
        """The inverse of `pack`."""
        received_ms, page, title, linked, flags, count, length = _HEAD.unpack_from(packed)
        keys = struct.unpack_from(f">{count}Q", packed, _HEAD.size)
        start = _HEAD.size + 8 * count
        end = start + ANCHOR_BYTES * (flags >> 1 & 0x3F)
        anchors = tuple(
            int.from_bytes(packed[at : at + ANCHOR_BYTES], "big")
            for at in range(start, end, ANCHOR_BYTES)
        )
        name = packed[end : end + length].decode("utf-8", "surrogatepass")
        sketch = Sketch.unpack(packed[end + length :])
        home, old = bool(flags & 1), bool(flags >> 7)
        return cls(name, received_ms, page, title, linked, home, keys, sketch, anchors, old)


def candidates(table: Table, keys: Iterable[int], old: bool = False) -> list[list[Entry]]:
    """For each key the entries that have it, in the order in which they came.

    Those of back-filled articles only for an `old` one.
    """
    refs = [
        [ref for lane in _lanes(old) for ref in _read(table, posting_key(key, lane))]
        for key in keys
    ]
    read: dict[Ref, Entry] = {}
    for ref in {ref for under_key in refs for ref in under_key}:
        packed = table.get(entry_key(ref))
        if packed is not None:
            read[ref] = Entry.unpack(packed)
    return [[read[ref] for ref in under_key if ref in read] for under_key in refs]


def related(table: Table, anchor_keys: Iterable[int], most: int, old: bool = False) -> list[Entry]:
    """Up to `most` entries that have anchor keys: those with many and with rare ones first."""
    weights: dict[Ref, float] = defaultdict(float)
    for key in anchor_keys:
        refs = [ref for lane in _lanes(old) for ref in _read(table, anchor_key(key, lane))]
        for ref in refs:
            weights[ref] += 1 / len(refs)
    best = sorted(weights, key=lambda ref: (-weights[ref], ref))[:most]
    found = (table.get(entry_key(ref)) for ref in best)
    return [Entry.unpack(packed) for packed in found if packed is not None]


def insert(table: Table, entry: Entry, ref: Ref, cap: int) -> None:
    """Writes the entry under `ref` and its keys' postings, of which `cap` are kept."""
    table[entry_key(ref)] = entry.pack()
    for key in entry.keys:
        under = posting_key(key, entry.old)
        _write(table, under, capped([*_read(table, under), ref], cap))
    for key in entry.anchor_keys:
        under = anchor_key(key, entry.old)
        _write(table, under, capped([*_read(table, under), ref], ANCHOR_POSTINGS))
    if ref[1] == 0:
        write_days(table, [*days(table), ref[0]])


def capped(refs: list[Ref], cap: int) -> list[Ref]:
    """The first and the latest: a new copy is like the first one or like a recent one."""
    return refs if len(refs) <= cap else refs[: cap // 2] + refs[cap // 2 - cap :]


def drop_before(table: Table, entry: Entry, oldest_kept: int) -> None:
    """Takes references to days before `oldest_kept` out of the postings of an entry's keys."""
    for key in (
        *(posting_key(key, entry.old) for key in entry.keys),
        *(anchor_key(key, entry.old) for key in entry.anchor_keys),
    ):
        refs = _read(table, key)
        kept = [ref for ref in refs if ref[0] >= oldest_kept]
        if kept != refs:
            _write(table, key, kept)


def _read(table: Table, key: bytes) -> list[Ref]:
    return list(_REF.iter_unpack(table.get(key, b"")))


def _write(table: Table, key: bytes, refs: list[Ref]) -> None:
    if refs:
        table[key] = b"".join(_REF.pack(*ref) for ref in refs)
    else:
        table.pop(key, None)


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


def _lanes(old: bool) -> tuple[bool, ...]:
    return (False, True) if old else (False,)


def posting_key(key: int, old: bool) -> bytes:
    """The key of a posting list in the table."""
    return (b"K" if old else b"k") + key.to_bytes(8, "big")


def anchor_key(key: int, old: bool) -> bytes:
    """The key of an anchor key's posting list in the table."""
    return (b"A" if old else b"a") + key.to_bytes(ANCHOR_BYTES, "big")
