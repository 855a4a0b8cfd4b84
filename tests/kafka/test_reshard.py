"""The index of an installation moved to another number of shards, on a real broker."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from kafka import KafkaProducer

from tests.stages.dedup.walk.test_clusters import in_order, stories
from workers.kafka import topics
from workers.kafka.connection.security import clients
from workers.kafka.reading import read
from workers.kafka.reshard import StillAtWork, move
from workers.settings import Settings
from workers.stages.dedup.index.reshard import reshard
from workers.topology import WALK

pytestmark = pytest.mark.kafka


def test_the_changelog_is_written_anew_for_the_new_shards(installation: Settings):
    line = in_order(stories(random.Random(1), 40), installation.dedup_shards)
    write_changelog(installation, line.tables)
    assert move(installation, 6) == 40

    after = installation.model_copy(update={"dedup_shards": 6})
    expected: dict[int, dict[bytes, bytes]] = {shard: {} for shard in range(6)}
    reshard(line.tables, expected, after.dedup_postings_per_key)
    assert read_changelog(after) == expected
    made = topics.partitions(after)
    assert made[after.topic(WALK)] == made[topics.changelog("dedup", "shard", after)] == 6
    assert not list(installation.data_dir.glob("reshard-*"))


def test_nothing_is_moved_while_a_walk_is_under_way(installation: Settings):
    producer = KafkaProducer(**clients(installation))
    producer.send(installation.topic(WALK), key=b"a", value=b"{}").get()
    producer.close()
    with pytest.raises(StillAtWork, match="1 record"):
        move(installation, 8)
    assert topics.partitions(installation)[installation.topic(WALK)] == 4


def write_changelog(settings: Settings, tables: dict[int, dict[bytes, bytes]]) -> None:
    name = topics.changelog("dedup", "shard", settings)
    producer = KafkaProducer(**clients(settings))
    for shard, table in tables.items():
        producer.send(name, key=b"gone", value=b"deleted below", partition=shard)
        for key, value in table.items():
            producer.send(name, key=key, value=value, partition=shard)
        producer.send(name, key=b"gone", value=None, partition=shard)
    producer.flush()
    producer.close()


def read_changelog(settings: Settings) -> dict[int, dict[bytes, bytes]]:
    name = topics.changelog("dedup", "shard", settings).removeprefix(settings.topic_prefix)
    found: dict[int, dict[bytes, bytes]] = defaultdict(dict)
    for message in read(settings, name):
        found[message.partition][message.key or b""] = message.value or b""
    return found
