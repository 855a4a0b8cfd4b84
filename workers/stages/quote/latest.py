"""What was written last under each id: the version, and how many mentions and quotes.

Two texts of one id can come here in the wrong order: its page had another address, or a
worker was given up for dead and went on sending. And a text with fewer quotes than the one
before leaves keys behind that hold nothing of it.

    b"a" hash of id -> version, most mentions, most quotes, day of writing
    b"q" number     -> hash of an id and the day, in the order of writing
    b"p"            -> the first and the next number of that queue

About 62 bytes an article. Entries go with the records that they stand for, after as many
days as the output topics are kept, a few at each visit.
"""

from __future__ import annotations

import struct
from collections.abc import MutableMapping
from dataclasses import dataclass

import xxhash

from workers.topology import DAY, ENRICHED, TOPICS

Table = MutableMapping[bytes, bytes]

KEPT_DAYS = TOPICS[ENRICHED].retention_seconds // DAY + 1
PER_VISIT = 2
"""Entries looked at a visit: one more than a visit adds, so that the deleting catches up."""

_VALUE = struct.Struct(">qIIH")
_WRITTEN = struct.Struct(">16sH")
_QUEUE = struct.Struct(">QQ")


@dataclass(frozen=True, slots=True)
class Latest:
    """The last version under an id, and the most mentions and quotes that any had.

    Not those of the last one: which keys there may be must still be known when a crash
    comes between writing this and sending what it stands for.
    """

    version: int
    mentions: int
    quotes: int


def latest(table: Table, id_: str) -> Latest | None:
    """What is known of an id; None for a new one, or one whose records are gone."""
    packed = table.get(_key(_digest(id_)))
    return None if packed is None else Latest(*_VALUE.unpack(packed)[:3])


def write(table: Table, id_: str, found: Latest, day: int) -> None:
    """Replaces what is known of an id; `day` is today, counted from 1970."""
    digest = _digest(id_)
    packed = table.get(_key(digest))
    table[_key(digest)] = _VALUE.pack(found.version, found.mentions, found.quotes, day)
    if packed is None or _VALUE.unpack(packed)[3] != day:
        first, number = _queue(table)
        table[_number(number)] = _WRITTEN.pack(digest, day)
        table[b"p"] = _QUEUE.pack(first, number + 1)


def expire(table: Table, day: int) -> None:
    """Forgets a few of the ids that were written last more than `KEPT_DAYS` before `day`."""
    first, end = _queue(table)
    number = first
    while number < min(end, first + PER_VISIT):
        packed = table.get(_number(number))
        if packed is not None:  # else a crash has left a hole
            digest, written = _WRITTEN.unpack(packed)
            if written >= day - KEPT_DAYS:
                break
            _forget(table, digest, written)
            del table[_number(number)]
        number += 1
    if number != first:
        table[b"p"] = _QUEUE.pack(number, end)


def _forget(table: Table, digest: bytes, written: int) -> None:
    """Deletes an entry unless it was written again since."""
    packed = table.get(_key(digest))
    if packed is not None and _VALUE.unpack(packed)[3] <= written:
        del table[_key(digest)]


def _queue(table: Table) -> tuple[int, int]:
    first, end = _QUEUE.unpack(table.get(b"p", bytes(_QUEUE.size)))
    return first, end


def _digest(id_: str) -> bytes:
    return xxhash.xxh3_128_digest(id_.encode("utf-8", "surrogatepass"))


def _key(digest: bytes) -> bytes:
    return b"a" + digest


def _number(number: int) -> bytes:
    return b"q" + number.to_bytes(8, "big")
