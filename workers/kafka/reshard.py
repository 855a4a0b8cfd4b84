"""Moves the dedup index of an installation to another number of shards.

The moved index is complete on disk before anything is deleted on the cluster, so what was
interrupted can be run again.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

from kafka import KafkaProducer
from kafka.errors import CoordinatorNotAvailableError
from rocksdict import Options, Rdict

from workers.kafka import topics
from workers.kafka.connection.admin import admin_client
from workers.kafka.connection.security import clients
from workers.kafka.lag import cluster_lag
from workers.kafka.reading import read
from workers.settings import Settings
from workers.stages.dedup.index.reshard import reshard
from workers.topology import WALK

STAGE, TABLE = "dedup", "shard"
DONE = "complete"
UNCONFIRMED = 10_000
ATTEMPTS, ATTEMPT_SECONDS = 20, 0.5


class StillAtWork(RuntimeError):
    """The stage is not at rest; the message says what to wait for."""


def move(settings: Settings, shards: int) -> int:
    """Moves the index to `shards` shards; returns the number of articles in it.

    Raises `StillAtWork`, `KafkaError`, `NoSuchTopic`.
    """
    _at_rest(settings)
    folder = settings.data_dir / f"reshard-{shards}"
    if not (folder / DONE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        moved = _moved(settings, shards, folder)
        (folder / DONE).write_text(str(moved))
    after = settings.model_copy(update={"dedup_shards": shards})
    _make_topics_anew(settings, after)
    for shard in range(shards):
        _write(after, shard, Store.at(folder / f"new-{shard}"))
    articles = int((folder / DONE).read_text())
    shutil.rmtree(folder)
    return articles


class Store(MutableMapping[bytes, bytes]):
    """One shard's table in a RocksDB of its own."""

    def __init__(self, db: Rdict) -> None:
        self._db: Any = db

    @classmethod
    def at(cls, path: Path) -> Store:
        """The table in a folder, which is made when it is not there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(Rdict(str(path), Options(raw_mode=True)))

    def __getitem__(self, key: bytes) -> bytes:
        value: bytes | None = self._db.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._db[key] = value

    def __delitem__(self, key: bytes) -> None:
        del self._db[key]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._db.keys())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _at_rest(settings: Settings) -> None:
    if members := _members(settings):
        raise StillAtWork(f"{members} dedup worker(s) are running: stop them first")
    walking = sum(lag.records for lag in cluster_lag(settings) if lag.topic == WALK)
    if walking:
        raise StillAtWork(
            f"{walking} record(s) wait on {settings.topic(WALK)}: stop what feeds dedup and let "
            "its workers finish first"
        )


def _members(settings: Settings) -> int:
    """Workers in the stage's group."""
    group = topics.group(STAGE, settings)
    with admin_client(settings) as admin:
        for _ in range(ATTEMPTS):
            with suppress(CoordinatorNotAvailableError):  # a cluster that never had a group
                return len(admin.describe_groups([group])[group]["members"])
            sleep(ATTEMPT_SECONDS)
    raise CoordinatorNotAvailableError(group)


def _moved(settings: Settings, shards: int, folder: Path) -> int:
    """Reads the changelog and writes the moved index to `folder`."""
    name = topics.changelog(STAGE, TABLE, settings).removeprefix(settings.topic_prefix)
    old: dict[int, Store] = {}
    for message in read(settings, name):
        if message.partition not in old:
            old[message.partition] = Store.at(folder / f"old-{message.partition}")
        if message.key is None:
            continue
        if message.value is None:
            old[message.partition].pop(message.key, None)
        else:
            old[message.partition][message.key] = message.value
    new = {shard: Store.at(folder / f"new-{shard}") for shard in range(shards)}
    return reshard(old, new, settings.dedup_postings_per_key)


def _make_topics_anew(before: Settings, after: Settings) -> None:
    there = topics.partitions(before)
    names = [before.topic(WALK), topics.changelog(STAGE, TABLE, before)]
    with admin_client(before) as admin:
        admin.delete_topics([name for name in names if name in there])
    topics.create(after)


def _write(settings: Settings, shard: int, table: Store) -> None:
    producer = KafkaProducer(**clients(settings), acks="all", linger_ms=50)
    name = topics.changelog(STAGE, TABLE, settings)
    waiting = deque[Any]()
    for key in table:
        waiting.append(producer.send(name, key=key, value=table[key], partition=shard))
        if len(waiting) > UNCONFIRMED:
            waiting.popleft().get()
    for sent in waiting:
        sent.get()
    producer.close()
