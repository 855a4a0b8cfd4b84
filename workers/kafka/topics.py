"""Makes the topics of the topology on a cluster, and says what differs on an existing one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.errors import TopicAlreadyExistsError

from workers import topology
from workers.kafka.connection.admin import admin_client, seen
from workers.settings import MIB, Settings
from workers.topology import DAY, STAGES, TOPICS, Stage, Topic

TOMBSTONE_DAYS = 7
"""So long a deletion can be read in a changelog: a worker that was away must hear of it."""


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

    Whoever may create topics and see none of them has the broker told which there are. Raises
    `ClusterUnreachable`, and `KafkaError` when the cluster refuses a topic.
    """
    with admin_client(settings) as client:
        found = seen(client, [topic.name for topic in wanted(settings)])
        missing = [t for t in wanted(settings, found.partitions) if t.name not in found.partitions]
        made = [topic.name for topic in missing if _make(client, topic, settings.replication)]
        client.wait_for_topics([name for name in made if name not in found.hidden])
    return made


def _make(client: KafkaAdminClient, topic: Topic, replication: int) -> bool:
    """Makes a topic; False when it was there, unseen or made by another meanwhile."""
    new = NewTopic(
        topic.name,
        num_partitions=topic.partitions,
        replication_factor=replication,
        topic_configs=configuration(topic),
    )
    try:
        client.create_topics([new])
    except TopicAlreadyExistsError:
        return False
    return True


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


def partitions(settings: Settings, names: Collection[str] = ()) -> dict[str, int]:
    """How many partitions each of these topics (full names; all, if none) has that is there.

    Raises `ClusterUnreachable`.
    """
    with admin_client(settings) as client:
        return seen(client, names or {topic.name for topic in wanted(settings)}).partitions


def of_stage(stage: str, settings: Settings) -> set[str]:
    """The full names of the topics that a stage reads, writes and keeps its tables in."""
    its = STAGES[stage]
    names = {settings.topic(name) for name in (*its.reads, *its.writes)}
    return names | {changelog(stage, table, settings) for table in its.tables}


def check(settings: Settings, stage: str | None = None) -> list[Difference]:
    """What differs from the topology on the cluster; empty when all is as it should be.

    Of a stage only the topics that it works with, which are all that it may see. Raises
    `ClusterUnreachable`.
    """
    names = of_stage(stage, settings) if stage else {t.name for t in wanted(settings)}
    with admin_client(settings) as client:
        found = seen(client, names)
        there = sorted(found.partitions)
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in there]
        described: dict[str, Any] = (
            client.describe_configs(resources, config_filter="all")["topic"] if resources else {}
        )
    return [
        difference
        for topic in wanted(settings, found.partitions)
        if topic.name in names
        for difference in (
            [_hidden(topic.name, settings)]
            if topic.name in found.hidden
            else _differences(
                topic,
                found.partitions.get(topic.name),
                described.get(topic.name, {}),
                settings,
            )
        )
    ]


def _hidden(name: str, settings: Settings) -> Difference:
    user = settings.sasl_username or "this client"
    return Difference(name, "access", "DESCRIBE at least", f"not allowed to {user}", stops=True)


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
    if not described:
        found = "not to be read"
        yield Difference(topic.name, "configuration", "DESCRIBE_CONFIGS", found, stops=False)
        return
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
