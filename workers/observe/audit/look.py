"""Every raw record of a span of time, and its outcome: counted from the topics alone.

Values of outputs are read, since they say which raw record they came of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import orjson
from kafka import KafkaConsumer, TopicPartition

from workers.kafka import reading
from workers.kafka.connection.missing import absent
from workers.kafka.connection.security import clients
from workers.kafka.dead_letters import letter_format
from workers.kafka.lag import cluster_lag
from workers.observe.audit import ledger
from workers.observe.audit.ledger import Ledger, Place
from workers.observe.trace import identify
from workers.records import Message
from workers.settings import Settings
from workers.topology import (
    DECODED,
    DUPLICATES,
    ENRICHED,
    FAILED,
    RAW,
    TAGGED,
    UNIQUE,
    WALK,
)

OUTCOMES = {ENRICHED: ledger.ENRICHED, DUPLICATES: ledger.DUPLICATE, FAILED: ledger.FAILED}
BETWEEN = (DECODED, WALK, UNIQUE, TAGGED)
SKEW_MS = 3_600_000
"""A scraper's clock may be ahead of a worker's by this: outputs are read from so much earlier."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A raw record without an outcome, and the last topic that has it."""

    place: Place
    id: str | None
    last_topic: str
    waits: bool
    """The stage that reads this topic has not come so far."""


@dataclass(slots=True)
class Audit:
    """What became of the raw records of a span (POSIX milliseconds; None: no bound)."""

    from_ms: int | None
    to_ms: int | None
    records: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    open: int = 0
    """Those without an outcome."""
    contradictory: list[Place] = field(default_factory=list)
    """Both enriched and, not as a correction, a duplicate."""
    without: list[Missing] = field(default_factory=list)
    """Of the open ones those that were looked for."""

    @property
    def waiting(self) -> list[Missing]:
        """Those on their way."""
        return [one for one in self.without if one.waits]

    @property
    def missing(self) -> list[Missing]:
        """Those that no stage will read any more."""
        return [one for one in self.without if not one.waits]


def audit(settings: Settings, from_ms: int | None, to_ms: int | None, most: int = 1000) -> Audit:
    """The outcomes of the raw records written from `from_ms` to before `to_ms`.

    Of those without one, `most` are looked for. Needs READ on the topics and DESCRIBE on the
    stages' groups; joins no group. Raises `NoSuchTopic`, `ClusterUnreachable`, `KafkaError`.
    """
    book = Ledger()
    for message in _read(settings, RAW, from_ms, to_ms):
        book.open(message.partition, message.offset)
    since = None if from_ms is None else from_ms - SKEW_MS
    for topic, code in OUTCOMES.items():
        for message in _read(settings, topic, since, None):
            kind = _kind(message)
            if kind and (place := _came_of(message, settings)):
                book.note(place, code, late=kind == "superseded")
    counted = book.count()
    found = Audit(
        from_ms,
        to_ms,
        records=counted.total(),
        outcomes={
            ENRICHED: counted[ledger.ENRICHED],
            DUPLICATES: counted[ledger.DUPLICATE] + counted[ledger.LATE],
            FAILED: counted[ledger.FAILED],
        },
        open=counted[ledger.OPEN],
        contradictory=sorted(book.contradictory),
    )
    open_ = [place for place, _ in zip(book.without(), range(most), strict=False)]
    found.without = list(_looked_for(settings, open_, since))
    return found


def _looked_for(settings: Settings, places: list[Place], since: int | None) -> Iterator[Missing]:
    """Where each of these is; the topics between the stages are read only if there are any."""
    if not places:
        return
    last: dict[Place, tuple[str, Place]] = {place: (RAW, place) for place in places}
    for topic in BETWEEN:
        for message in _read(settings, topic, since, None):
            if (place := _came_of(message, settings)) in last:
                last[place] = topic, (message.partition, message.offset)
    done = _read_up_to(settings)
    for place, (topic, (partition, offset)) in last.items():
        original = reading.one(settings, RAW, *place)
        name = identify(original, settings) if original else None
        yield Missing(place, name, topic, offset >= done.get((topic, partition), 0))


def _read_up_to(settings: Settings) -> dict[tuple[str, int], int]:
    """The first offset of each partition that its stage has still to do."""
    found: dict[tuple[str, int], int] = {}
    lags = cluster_lag(settings)
    with closing(_consumer(settings)) as consumer:
        for topic in {lag.topic for lag in lags}:
            ends = consumer.end_offsets(_partitions(consumer, settings, topic))
            for lag in lags:
                if lag.topic == topic:
                    end = ends[TopicPartition(settings.topic(topic), lag.partition)]
                    found[topic, lag.partition] = end - lag.records
    return found


def _kind(message: Message) -> str | None:
    """The kind of an outcome; None for a correction, and for a copy that passed: they are none."""
    if message.topic != DUPLICATES:
        return message.topic
    try:
        record = orjson.loads(message.value or b"{}")
        ends = not (record.get("corrects") or record.get("passed"))
    except (orjson.JSONDecodeError, AttributeError):
        return None
    return str(record.get("kind")) if ends else None


def _came_of(message: Message, settings: Settings) -> Place | None:
    """The raw record that a message came of; None of one that is none of the line's."""
    if message.topic == FAILED:
        try:
            letter = letter_format.read(message)
        except ValueError:
            return None
        if letter.topic == settings.topic(RAW):
            return letter.partition, letter.offset
    try:
        return _origin(orjson.loads(message.value or b""))
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return None


def _origin(record: Any) -> Place:
    about = record.get("article") or record.get("copy") or record
    return int(about["origin"]["partition"]), int(about["origin"]["offset"])


def _read(
    settings: Settings, topic: str, from_ms: int | None, to_ms: int | None
) -> Iterable[Message]:
    """The messages of a topic written in a span, partition by partition in their order."""
    with closing(_consumer(settings)) as consumer:
        here = _partitions(consumer, settings, topic)
        starts, ends = consumer.beginning_offsets(here), consumer.end_offsets(here)
        if from_ms is not None:
            firsts = consumer.offsets_for_times(dict.fromkeys(here, max(0, from_ms)))
            starts = {tp: firsts[tp].offset if firsts[tp] else ends[tp] for tp in here}
        consumer.assign(here)
        for tp in here:
            consumer.seek(tp, starts[tp])
        while any(consumer.position(tp) < ends[tp] for tp in here):
            for tp, records in consumer.poll(timeout_ms=300).items():
                for record in records:
                    in_span = (from_ms is None or record.timestamp >= from_ms) and (
                        to_ms is None or record.timestamp < to_ms
                    )
                    if record.offset < ends[tp] and in_span:
                        yield reading.message_of(topic, record)


def _consumer(settings: Settings) -> KafkaConsumer:
    return KafkaConsumer(
        **clients(settings),
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        max_partition_fetch_bytes=settings.max_message_bytes,
    )


def _partitions(consumer: KafkaConsumer, settings: Settings, topic: str) -> list[TopicPartition]:
    name = settings.topic(topic)
    known = consumer.partitions_for_topic(name)
    if not known:
        raise absent(settings, name)
    return [TopicPartition(name, number) for number in sorted(known)]
