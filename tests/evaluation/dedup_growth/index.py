"""An index of made-up articles in RocksDB, filled without the work of making their keys."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from faust.stores.rocksdb import RocksDBOptions

from tests.evaluation.tasks.dedup import START, Line, Shards
from workers.kafka.reshard import Store
from workers.stages.dedup.index import pages, postings
from workers.stages.dedup.index.expiry import Housekeeping
from workers.stages.dedup.index.postings import DAY_MS, Entry
from workers.stages.dedup.matching.shingles import KEYS, shard_of
from workers.stages.dedup.matching.sketch import Sketch
from workers.streams.state.tables import store_options

SHARDS = 4
SPACING = 0.5
"""Seconds between two articles: 170,000 a day, so 1,000,000 lie within the window."""


class Disk(Store):
    """A shard's table in RocksDB, opened as Faust opens it in the stream."""

    def __init__(self, path: Path) -> None:
        options = RocksDBOptions(use_rocksdict=True, **store_options(SHARDS))
        super().__init__(options.open(path))
        self.path = path

    def bytes_on_disk(self) -> int:
        """Size of the files after a full compaction."""
        self._db.flush()
        self._db.compact_range(None, None)
        return sum(file.stat().st_size for file in self.path.rglob("*.sst"))


def on_disk(folder: str) -> Shards:
    """One table a shard."""
    return {shard: Disk(Path(folder) / str(shard)) for shard in range(SHARDS)}


def fill(line: Line, first: int, last: int) -> None:
    """Puts articles straight into the index, with random keys and half-full bitmaps."""
    rng = random.Random(first)
    tidy: dict[int, Housekeeping] = defaultdict(Housekeeping)
    for number in range(first, last):
        id_, at = f"article-{number:09}", round((START + number * SPACING) * 1000)
        keys = [rng.getrandbits(64) for _ in range(KEYS)]
        page = pages.page_hash(None, id_)
        home = page % SHARDS
        bitmap = rng.getrandbits(1024) & rng.getrandbits(1024)
        numbers = tuple(sorted(rng.getrandbits(16) for _ in range(8)))
        drawn = Sketch(rng.getrandbits(64), bitmap, 1024, 300, numbers, 8)
        for shard in {home, *(shard_of(key, SHARDS) for key in keys)}:
            owned = tuple(key for key in keys if shard_of(key, SHARDS) == shard)
            table, day = line.tables[shard], at // DAY_MS
            entry = Entry(id_, at, page, 0, 0, shard == home, owned, drawn)
            postings.insert(table, entry, (day, tidy[shard].next_number(table, day)), 32)
        node = pages.Node(passed=True, origin=("articles.raw", number % 8, number))
        pages.write_node(line.tables[home], pages.node_hash(id_, at), node)
        version = pages.Version(id_, at, drawn.exact, passed=True)
        pages.write_page(line.tables[home], page, pages.Page([version]))
