"""State of a stage: Faust tables (RocksDB, changelog), read and written as plain mappings.

A step's writes stay in memory until the changelog has them; only then do they go to
RocksDB, in one batch with the changelog's offset. So what is on disk is always a prefix
of the changelog, and after a crash a record that is read again finds the state as it was
before, not half of its own writes.

Faust 0.15 is pinned: `_db_for_partition` and `offset_key` of its RocksDB store are used.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, cast

from faust.tables.base import Collection
from faust.types import TP, CollectionT
from rocksdict import WriteBatch

from workers.settings import MIB

Changes = dict[bytes, bytes | None]
"""Last values by key; None where the key was deleted."""

CACHE_BYTES = 192 * MIB  # of all partitions of a table together
BUFFER_BYTES = 8 * MIB  # what RocksDB keeps in memory of a partition before it writes a file


def store_options(partitions: int) -> dict[str, int]:
    """Options of Faust's RocksDB store; its own would take 2 GB a partition for a cache."""
    return {
        "block_cache_size": CACHE_BYTES // partitions,
        "write_buffer_size": BUFFER_BYTES,
        "max_write_buffer_number": 2,
        "bloom_filter_size": 10,
    }


def size_of(file: Path) -> int:
    """Bytes of a file; 0 of one that RocksDB has removed meanwhile."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


class PartitionState(MutableMapping[bytes, bytes]):
    """One partition of one table."""

    def __init__(self, table: CollectionT, partition: int) -> None:
        self.name = table.name
        self.changelog = TP(table.changelog_topic.get_topic_name(), partition)
        self._store: Any = cast(Collection, table).data
        self._trial: Changes = {}  # of the record being worked on
        self._new: Changes = {}  # not sent yet
        self._sent: Changes = {}  # sent, not confirmed yet

    def __getitem__(self, key: bytes) -> bytes:
        for layer in (self._trial, self._new, self._sent):
            if key in layer:
                value = layer[key]
                break
        else:
            value = self._db.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._trial[key] = value

    def __delitem__(self, key: bytes) -> None:
        if key not in self:
            raise KeyError(key)
        self._trial[key] = None

    def __iter__(self) -> Iterator[bytes]:
        """All keys, from disk: for inspection, not for a step's work."""
        over = self._sent | self._new | self._trial
        yield from (key for key, value in over.items() if value is not None)
        for key in self._db.keys():  # noqa: SIM118 (an Rdict does not iterate)
            if key not in over and key != self._store.offset_key:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def estimated_keys(self) -> int:
        """About how many keys there are, as RocksDB guesses without reading them."""
        return int(self._db.property_int_value("rocksdb.estimate-num-keys") or 0)

    @property
    def disk_bytes(self) -> int:
        """Bytes of the partition's files.

        RocksDB's own figure leaves out its log, in which 25,000 keys may stand before it
        writes a table.
        """
        folder = Path(self._store.partition_path(self.changelog.partition))
        return sum(size_of(file) for file in folder.iterdir()) if folder.is_dir() else 0

    def keep(self) -> None:
        """The record was worked on in full: its changes count."""
        self._new |= self._trial
        self._trial = {}

    def undo(self) -> None:
        """The record failed: its changes never were."""
        self._trial = {}

    def send(self) -> Changes:
        """The changes that the changelog must get now; `confirm` comes before the next call."""
        assert not self._sent, "the changes sent before are not confirmed yet"
        self._sent, self._new = self._new, {}
        return self._sent

    def confirm(self, offset: int) -> None:
        """The changelog has all that was sent, the last of it at `offset`: write it to disk."""
        batch = WriteBatch(raw_mode=True)
        for key, value in self._sent.items():
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        batch.put(self._store.offset_key, str(offset).encode())
        self._db.write(batch)
        self._sent = {}

    @property
    def _db(self) -> Any:
        # Asked for each time: Faust closes a partition by dropping the last reference to it.
        return self._store._db_for_partition(self.changelog.partition)


class States:
    """The partitions of a stage's tables that this worker has in use."""

    def __init__(self, tables: list[CollectionT]) -> None:
        self._tables = tables
        self._by_partition: dict[int, dict[str, PartitionState]] = {}

    def of(self, partition: int) -> dict[str, PartitionState]:
        """The tables of one partition by name."""
        found = self._by_partition.get(partition)
        if found is None:
            found = {table.name: PartitionState(table, partition) for table in self._tables}
            self._by_partition[partition] = found
        return found

    def in_use(self) -> list[PartitionState]:
        """All partitions of all tables that a step has worked on since `forget`."""
        return [state for tables in self._by_partition.values() for state in tables.values()]

    def forget(self) -> None:
        """Lets go of everything, as before other partitions are assigned."""
        self._by_partition.clear()
