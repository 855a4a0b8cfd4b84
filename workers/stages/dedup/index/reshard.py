"""The index of S shards as the index of another number of shards, nothing forgotten.

Done offline, when no walk is under way (docs/dedup-resharding.md): shards own keys by
their hash modulo S, so with another S nearly every key has another owner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from workers.stages.dedup.index import pages
from workers.stages.dedup.index.expiry import Housekeeping
from workers.stages.dedup.index.postings import Entry, Ref, Table, entry_key, entry_refs, insert
from workers.stages.dedup.matching.shingles import shard_of

Place = tuple[int, Ref]
"""Shard and reference of one entry."""


def reshard(old: Mapping[int, Table], new: Mapping[int, Table], cap: int) -> int:
    """Fills the empty tables `new`, shards 0 to len(new) - 1, from `old`.

    `cap` is the most postings of a key. Returns the number of articles. What it keeps in
    memory is the place of each entry, about 0.5 kB an article.
    """
    places: dict[tuple[int, str], list[Place]] = defaultdict(list)
    for shard, table in old.items():
        for ref in entry_refs(table):
            entry = _entry(old, (shard, ref))
            places[entry.received_ms, entry.id].append((shard, ref))
    tidy: dict[int, Housekeeping] = defaultdict(Housekeeping)
    for name in sorted(places):
        _move([(place, _entry(old, place)) for place in places[name]], old, new, cap, tidy)
    return len(places)


def _move(
    parts: list[tuple[Place, Entry]],
    old: Mapping[int, Table],
    new: Mapping[int, Table],
    cap: int,
    tidy: dict[int, Housekeeping],
) -> None:
    """Puts together what the old shards knew of one article and hands it out anew."""
    (shard, (day, _)), whole = max(parts, key=lambda part: part[1].home)
    keys = sorted({key for _, entry in parts for key in entry.keys})
    anchors = sorted({key for _, entry in parts for key in entry.anchor_keys})
    home = whole.page % len(new)
    for owner in {home, *(shard_of(key, len(new)) for key in keys + anchors)}:
        owned, owned_anchors = (
            tuple(key for key in all_ if shard_of(key, len(new)) == owner)
            for all_ in (keys, anchors)
        )
        entry = replace(whole, keys=owned, anchor_keys=owned_anchors, home=owner == home)
        insert(new[owner], entry, (day, tidy[owner].next_number(new[owner], day)), cap)
    pages.move(old[shard], new[home], whole.page, whole.id, whole.received_ms)


def _entry(tables: Mapping[int, Table], place: Place) -> Entry:
    shard, ref = place
    return Entry.unpack(tables[shard][entry_key(ref)])
