"""Makes the topics of the topology on a cluster, and says what differs on an existing one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from workers import topology
from workers.kafka.connection import security
from workers.settings import MIB, Settings
from workers.topology import DAY, STAGES, TOPICS, Stage, Topic

TOMBSTONE_DAYS = 7
"""So long a deletion can be read in a changelog: a worker that was away must hear of it."""


class ClusterUnreachable(RuntimeError):
    """No broker answers; the message names the brokers and the setting."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the cluster is not as the topology wants it.

    `stops` says that workers cannot run like that; else it is only worth knowing.
    """

    topic: str
    what: str
    wanted: str
    found: str
    stops: bool

    def __str__(self) -> str:
        return f"{self.topic}: {self.what} is {self.found}, wanted {self.wanted}"


def group(stage: str, settings: Settings) -> str:
    """The consumer group of a stage on this installation."""
    return f"{settings.topic_prefix}newsmill-{stage}"


def changelog(stage: str, table: str, settings: Settings) -> str:
    """The topic that keeps a table of a stage, as Faust names it."""
    return f"{group(stage, settings)}-{table}-changelog"


def state_topic(stage: Stage) -> str:
    """The topic that a stage's tables are split like: the last one that it reads."""
    return stage.reads[-1]


def max_letter_bytes(settings: Settings) -> int:
    """Bytes that a dead letter may have: the largest record allowed, and headers."""
    return settings.max_message_bytes + MIB


def wanted(settings: Settings, partitions: dict[str, int] | None = None) -> list[Topic]:
    """All topics under their names on the cluster, changelogs of the tables among them.

    `partitions` are those of topics that exist already: a changelog has as many as the
    topic whose records it keeps state for.
    """
    found = partitions or {}
    topics = [
        replace(
            topic,
            name=settings.topic(topic.name),
            partitions=settings.dedup_shards if topic.name == topology.WALK else topic.partitions,
            max_message_bytes=(
                max_letter_bytes(settings)
                if topic.name == topology.FAILED
                else settings.max_message_bytes
            ),
        )
        for topic in TOPICS.values()
    ]
    by_name = {topic.name: topic for topic in topics}
    for stage in STAGES.values():
        for table in stage.tables:
            source = by_name[settings.topic(state_topic(stage))]
            topics.append(
                Topic(
                    name=changelog(stage.name, table, settings),
                    summary=f"State of {stage.name}, table {table}.",
                    record=None,
                    key="state key",
                    partitions=found.get(source.name, source.partitions),
                    cleanup="compact",
                    max_message_bytes=settings.max_message_bytes,
                )
            )
    return topics


def create(settings: Settings) -> list[str]:
    """Makes the topics that are missing; returns their names.

    Raises `ClusterUnreachable`, and `KafkaError` when the cluster refuses a topic.
    """
    with _Admin(settings) as admin:
        there = _partitions(admin)
        missing = [topic for topic in wanted(settings, there) if topic.name not in there]
        if missing:
            new = [
                NewTopic(
                    topic.name,
                    num_partitions=topic.partitions,
                    replication_factor=settings.replication,
                    topic_configs=configuration(topic),
                )
                for topic in missing
            ]
            with suppress(TopicAlreadyExistsError):  # another `topics create` was quicker
                admin.create_topics(new, wait_for_metadata=True)
        return [topic.name for topic in missing]


def configuration(topic: Topic) -> dict[str, str]:
    """The topic's configuration in Kafka's words."""
    found = {
        "cleanup.policy": topic.cleanup,
        "max.message.bytes": str(topic.max_message_bytes),
    }
    if "delete" in topic.cleanup:
        found["retention.ms"] = str(topic.retention_seconds * 1000)
    if topic.cleanup == "compact":
        found["segment.bytes"] = str(64 * MIB)  # a segment is compacted once it is closed
        found["min.cleanable.dirty.ratio"] = "0.2"
        found["delete.retention.ms"] = str(TOMBSTONE_DAYS * DAY * 1000)
    return found


def partitions(settings: Settings) -> dict[str, int]:
    """How many partitions each topic of the cluster has; raises `ClusterUnreachable`."""
    with _Admin(settings) as admin:
        return _partitions(admin)


def check(settings: Settings) -> list[Difference]:
    """What differs from the topology on the cluster; empty when all is as it should be.

    Raises `ClusterUnreachable`.
    """
    with _Admin(settings) as admin:
        there = _partitions(admin)
        topics = wanted(settings, there)
        resources = [
            ConfigResource(ConfigResourceType.TOPIC, topic.name)
            for topic in topics
            if topic.name in there
        ]
        described: dict[str, Any] = (
            admin.describe_configs(resources, config_filter="all")["topic"] if resources else {}
        )
    return [
        difference
        for topic in topics
        for difference in _differences(
            topic, there.get(topic.name), described.get(topic.name, {}), settings
        )
    ]


def _differences(
    topic: Topic, partitions: int | None, described: dict[str, Any], settings: Settings
) -> Iterator[Difference]:
    if partitions is None:
        yield Difference(topic.name, "topic", "there", "missing", stops=True)
        return
    if partitions != topic.partitions:
        fixed = topic.cleanup == "compact" or topic.name == settings.topic(topology.WALK)
        yield Difference(
            topic.name, "partitions", str(topic.partitions), str(partitions), stops=fixed
        )
    for name, value in configuration(topic).items():
        found = str(described[name]["value"])
        if name == "cleanup.policy":
            same, stops = set(found.split(",")) == set(value.split(",")), "compact" in value
        elif name == "max.message.bytes":
            same, stops = int(found) >= int(value), True
        elif name == "retention.ms":
            same, stops = found == value, False
        else:
            continue
        if not same:
            yield Difference(topic.name, name, value, found, stops)


def _partitions(admin: KafkaAdminClient) -> dict[str, int]:
    return {
        topic["name"]: len(topic["partitions"])
        for topic in admin.describe_topics()
        if not topic["error_code"]
    }


class _Admin:
    """A kafka-python admin client that is closed again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __enter__(self) -> KafkaAdminClient:
        try:
            self._client = KafkaAdminClient(
                **security.clients(self._settings), bootstrap_timeout_ms=10_000
            )
            self._client.describe_cluster()
        except (KafkaError, OSError) as error:
            secured = self._settings.security_protocol != "PLAINTEXT"
            hint = "; is NEWSMILL_SASL_* or NEWSMILL_SSL_* right?" if secured else ""
            raise ClusterUnreachable(
                f"no Kafka answers at {self._settings.brokers} (NEWSMILL_BROKERS): {error}{hint}"
            ) from error
        return self._client

    def __exit__(self, *_: object) -> None:
        self._client.close()
