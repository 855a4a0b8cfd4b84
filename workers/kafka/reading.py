"""A topic read from here to there, in no group: for looking, not for processing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.partitioner.default import murmur2

from workers.kafka import header_names
from workers.kafka.connection.missing import absent
from workers.kafka.connection.security import clients
from workers.records import Message
from workers.settings import Settings

POLL_MS = 300

header_names.accept()


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a topic: of each partition the first offset, and the one after the last."""

    start: Mapping[int, int]
    end: Mapping[int, int]


def span(settings: Settings, topic: str, since_ms: int = 0) -> Span:
    """What a topic holds now, from the first record stamped `since_ms` or later (milliseconds).

    Raises `NoSuchTopic`, `kafka.errors.KafkaError`.
    """
    consumer = _consumer(settings)
    try:
        here = _partitions(consumer, settings, settings.topic(topic))
        start, end = consumer.beginning_offsets(here), consumer.end_offsets(here)
        if since_ms > 0:
            found = consumer.offsets_for_times(dict.fromkeys(here, since_ms))
            start = {tp: at.offset if (at := found[tp]) else end[tp] for tp in here}
        return Span(_by_number(start), _by_number(end))
    finally:
        consumer.close()


def read(
    settings: Settings,
    topic: str,
    *,
    within: Span | None = None,
    last: int | None = None,
    follow: bool = False,
    key: bytes | None = None,
) -> Iterator[Message]:
    """Messages of a topic (a topology name): all that are kept, or those `within` a span.

    `last`: so many of each partition. With `key`, those of the partition that Kafka's
    partitioner puts that key on. Ends at the offsets that were the last when it began, or at
    the span's end, unless it is to `follow`. Order holds within a partition. Raises
    `NoSuchTopic`, `kafka.errors.KafkaError`.
    """
    name = settings.topic(topic)
    consumer = _consumer(settings)
    try:
        here = _partitions(consumer, settings, name)
        if key is not None:
            here = [here[(murmur2(key) & 0x7FFFFFFF) % len(here)]]
        first, end = consumer.beginning_offsets(here), consumer.end_offsets(here)
        if within is not None:
            first = {tp: max(at, within.start.get(tp.partition, 0)) for tp, at in first.items()}
            end = {tp: within.end.get(tp.partition, 0) for tp in here}
        consumer.assign(here)
        for tp in here:
            start = first[tp] if last is None else max(first[tp], end[tp] - last)
            consumer.seek(tp, start)
        yield from _messages(consumer, topic, None if follow else end)
    finally:
        consumer.close()


def _by_number(offsets: Mapping[TopicPartition, int]) -> dict[int, int]:
    return {tp.partition: offset for tp, offset in offsets.items()}


def _consumer(settings: Settings, **more: Any) -> KafkaConsumer:
    return KafkaConsumer(
        **clients(settings),
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=settings.max_message_bytes,
        **more,
    )


def one(settings: Settings, topic: str, partition: int, offset: int) -> Message | None:
    """The message at a place, None when the topic no longer keeps it."""
    consumer = _consumer(settings, max_poll_records=1)
    try:
        tp = TopicPartition(settings.topic(topic), partition)
        if tp not in _partitions(consumer, settings, tp.topic):
            return None
        kept = consumer.beginning_offsets([tp])[tp] <= offset < consumer.end_offsets([tp])[tp]
        if not kept:
            return None
        consumer.assign([tp])
        consumer.seek(tp, offset)
        found = next(_messages(consumer, topic, {tp: offset + 1}), None)
        return found if found is not None and found.offset == offset else None
    finally:
        consumer.close()


def _partitions(consumer: KafkaConsumer, settings: Settings, name: str) -> list[TopicPartition]:
    known = consumer.partitions_for_topic(name)
    if not known:
        raise absent(settings, name)
    return [TopicPartition(name, number) for number in sorted(known)]


def _messages(
    consumer: KafkaConsumer, topic: str, end: dict[TopicPartition, int] | None
) -> Iterator[Message]:
    while end is None or any(consumer.position(tp) < offset for tp, offset in end.items()):
        for tp, records in consumer.poll(timeout_ms=POLL_MS).items():
            for record in records:
                if end is None or record.offset < end[tp]:
                    yield message_of(topic, record)


def message_of(topic: str, record: Any) -> Message:
    """A record of kafka-python's as a `Message`; `topic` is the name without prefix."""
    return Message(
        topic=topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )
