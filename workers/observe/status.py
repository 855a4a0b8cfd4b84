"""The whole line at a glance, from Kafka alone: what moves, waits, failed and came out."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from time import sleep, time
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import RetriableError

from workers import codec
from workers.kafka import reading, topics
from workers.kafka.connection import security
from workers.kafka.connection.admin import admin_client
from workers.kafka.connection.missing import absent
from workers.kafka.dead_letters import letter_format
from workers.kafka.lag import PartitionLag, cluster_lag
from workers.records import Article
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED, FAILED, MENTIONS, QUOTES, RAW, STAGES

SHOWN = (RAW, ENRICHED, DUPLICATES, FAILED, QUOTES, MENTIONS)
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
LETTERS = 25
"""Dead letters looked at of each partition, for their reasons."""

COORDINATOR_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Records that came to a topic."""

    topic: str
    last_minute: int
    last_hour: int


@dataclass(frozen=True, slots=True)
class Came:
    """An article that came out; `at_ms` is when, in POSIX milliseconds."""

    at_ms: int
    id: str
    source: str | None
    title: str | None
    entities: int
    quotes: int


@dataclass(slots=True)
class Status:
    """The line at one moment (`at`, POSIX seconds)."""

    at: float
    brokers: str
    workers: dict[str, int]
    """Members of each stage's group."""
    lags: list[PartitionLag]
    flows: list[Flow]
    failures: dict[str, int]
    """`stage: reason` of the dead letters of the last hour, as far as was looked."""
    last: list[Came] = field(default_factory=list)

    @property
    def troubles(self) -> list[str]:
        """What somebody has to look at, in words."""
        waits = Counter[str]()
        for lag in self.lags:
            waits[lag.stage] += lag.records
        return [
            f"{stage}: {waits[stage]} records wait and no worker runs; newsmill run {stage}"
            for stage, members in self.workers.items()
            if not members and waits[stage]
        ]


def look(settings: Settings, articles: int = 5) -> Status:
    """Reads offsets, groups, the last `articles` and the last dead letters; joins no group.

    Needs DESCRIBE on the stages' groups and READ on the topics. Raises `NoSuchTopic`,
    `ClusterUnreachable`, `KafkaError`.
    """
    now = time()
    return Status(
        at=now,
        brokers=settings.brokers,
        workers=_members(settings),
        lags=cluster_lag(settings),
        flows=_flows(settings, round(now * 1000)),
        failures=_failures(settings, round(now * 1000)),
        last=_last(settings, articles),
    )


def _members(settings: Settings) -> dict[str, int]:
    """The workers of each stage, as the cluster counts them."""
    groups = {stage: topics.group(stage, settings) for stage in STAGES}
    end = time() + COORDINATOR_SECONDS
    with admin_client(settings) as admin:
        while True:
            try:
                found: dict[str, Any] = admin.describe_groups(list(groups.values()))
            except RetriableError:  # a cluster's first group makes it wait a little
                if time() > end:
                    raise
                sleep(0.2)
            else:
                return {stage: len(found[name]["members"]) for stage, name in groups.items()}


def _flows(settings: Settings, now_ms: int) -> list[Flow]:
    with closing(KafkaConsumer(**security.clients(settings), enable_auto_commit=False)) as consumer:
        return [_flow(consumer, settings, name, now_ms) for name in SHOWN]


def _flow(consumer: KafkaConsumer, settings: Settings, name: str, now_ms: int) -> Flow:
    full = settings.topic(name)
    here = [TopicPartition(full, number) for number in consumer.partitions_for_topic(full) or ()]
    if not here:
        raise absent(settings, full)
    ends = consumer.end_offsets(here)

    def since(milliseconds: int) -> int:
        firsts = consumer.offsets_for_times(dict.fromkeys(here, now_ms - milliseconds))
        return sum(ends[tp] - first.offset for tp, first in firsts.items() if first)

    return Flow(name, since(MINUTE_MS), since(HOUR_MS))


def _failures(settings: Settings, now_ms: int) -> dict[str, int]:
    found = Counter[str]()
    for message in reading.read(settings, FAILED, last=LETTERS):
        if message.timestamp_ms < now_ms - HOUR_MS:
            continue
        try:
            failure = letter_format.read(message).failure
        except ValueError:
            found["(no dead letter)"] += 1
        else:
            found[f"{failure.stage}: {failure.reason}"] += 1
    return dict(found.most_common())


def _last(settings: Settings, most: int) -> list[Came]:
    """The articles that came out last, the newest first."""
    messages = sorted(
        reading.read(settings, ENRICHED, last=most), key=lambda m: m.timestamp_ms, reverse=True
    )
    found: list[Came] = []
    for message in messages:
        if len(found) == most:
            break
        try:
            article = codec.decode(Article, message.value or b"")
        except codec.Malformed:
            continue
        entities, quotes = len(article.entities or []), len(article.quotes or [])
        found.append(
            Came(message.timestamp_ms, article.id, article.source, article.title, entities, quotes)
        )
    return found
