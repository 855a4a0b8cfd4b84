"""How far the stages are behind, as the cluster knows it: in records and in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from time import sleep, time
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import RetriableError

from workers.kafka import topics
from workers.kafka.connection import security
from workers.kafka.connection.admin import admin_client
from workers.settings import Settings
from workers.topology import KB, STAGES

LOOK_SECONDS = 5.0
COORDINATOR_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class PartitionLag:
    """What a stage still has to do in a partition.

    `seconds` is how long ago the oldest record that waits was written.
    """

    stage: str
    topic: str
    partition: int
    records: int
    seconds: float


def cluster_lag(settings: Settings) -> list[PartitionLag]:
    """The lag of all stages as the cluster knows it: committed offsets against the ends.

    Needs DESCRIBE on the stages' groups, and READ on the topics that they read (for the age
    of what waits). Raises `ClusterUnreachable`, `KafkaError`.
    """
    with (
        admin_client(settings) as admin,
        closing(KafkaConsumer(**security.clients(settings), enable_auto_commit=False)) as consumer,
    ):
        return [lag for stage in STAGES for lag in _stage_lag(stage, settings, admin, consumer)]


def positions(
    stage: str, settings: Settings, admin: KafkaAdminClient, consumer: KafkaConsumer
) -> Iterator[tuple[TopicPartition, int, int]]:
    """Of each partition that a stage reads: where it stands, and where the partition ends."""
    committed = _committed(admin, topics.group(stage, settings))
    for name in STAGES[stage].reads:  # one by one: of several, kafka-python 3.0 leaves out new ones
        if name == KB:
            continue
        topic = settings.topic(name)
        here = [
            TopicPartition(topic, number)
            for number in sorted(consumer.partitions_for_topic(topic) or ())
        ]
        starts, ends = consumer.beginning_offsets(here), consumer.end_offsets(here)
        for tp in here:
            position = committed[tp].offset if tp in committed else -1
            yield tp, max(position, starts[tp]), ends[tp]


def _stage_lag(
    stage: str, settings: Settings, admin: KafkaAdminClient, consumer: KafkaConsumer
) -> Iterator[PartitionLag]:
    for tp, position, end in list(positions(stage, settings, admin, consumer)):
        seconds = max(0.0, time() - _written_at(consumer, tp, position)) if end > position else 0.0
        name = tp.topic.removeprefix(settings.topic_prefix)
        yield PartitionLag(stage, name, tp.partition, end - position, seconds)


def _committed(admin: KafkaAdminClient, group: str) -> dict[Any, Any]:
    """The offsets that a group has committed; a cluster's first group makes it wait a little."""
    end = time() + COORDINATOR_SECONDS
    while True:
        try:
            found: dict[Any, Any] = admin.list_group_offsets({group: None})[group]
            return found
        except RetriableError:
            if time() > end:
                raise
            sleep(0.2)


def _written_at(consumer: KafkaConsumer, tp: TopicPartition, offset: int) -> float:
    """When the record at `offset` was written (POSIX seconds); now if it cannot be read."""
    consumer.assign([tp])
    consumer.seek(tp, offset)
    found = consumer.poll(timeout_ms=int(LOOK_SECONDS * 1000), max_records=1).get(tp)
    return float(found[0].timestamp / 1000) if found else time()
