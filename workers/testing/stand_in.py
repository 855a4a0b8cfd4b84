"""Topics in memory, which the real `Subscription` reads instead of Kafka's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kafka import OffsetAndMetadata, TopicPartition

from workers import codec
from workers.records import Article, Duplicate, MentionRecord, Message, QuoteRecord, Record
from workers.settings import Settings
from workers.testing import records
from workers.topology import DUPLICATES, ENRICHED, MENTIONS, QUOTES

AT_MS = 1_795_500_000_000


class Topics:
    """What lies on each topic, and how far each was processed.

    They begin with the example records, and with what a subscriber must be able to take: a
    repeat, a later version of an article, the tombstone of a quote and of a mention that this
    version has no longer, and the withdrawal of another article.
    """

    def __init__(self) -> None:
        self._lying: defaultdict[str, list[Message]] = defaultdict(list)
        self.processed: dict[str, int] = {}
        """Topic -> so many records were committed."""
        for topic in records.KINDS:
            for key, value in records.lines(topic):
                self._lay(topic, key, value)
        first, *_, last = records.articles()
        self._lay(ENRICHED, *next(records.lines(ENRICHED)))
        newer = replace(first, version=(first.version or 0) + 1, title="A later version")
        self.put(ENRICHED, newer)
        for topic, each in ((QUOTES, records.quotes()), (MENTIONS, records.mentions())):
            self._lay(topic, f"{each[0].article_id}/{each[0].index}".encode(), None)
        copy = records.duplicates()[0]
        withdrawn = replace(copy, id=last.id, version=last.version, corrects=True)
        self.put(DUPLICATES, withdrawn)

    def clear(self) -> None:
        """Takes everything away, for records of your own."""
        self._lying.clear()

    def put(self, topic: str, *given: Record) -> None:
        """Adds records to a topic, under the keys that the line gives them."""
        for record in given:
            self._lay(topic, _key(record), codec.encode(record))

    def _lay(self, topic: str, key: bytes, value: bytes | None) -> None:
        there = self._lying[topic]
        there.append(
            Message(
                topic=topic,
                partition=0,
                offset=len(there),
                timestamp_ms=AT_MS,
                key=key,
                value=value,
            )
        )

    def connected(
        self,
        settings: Settings,
        topics: list[str],
        _group: str | None,
        *,
        take_finished: Callable[[], Any],
        **_: Any,
    ) -> Any:
        """In place of `workers.kafka.subscribing.start.connected`."""
        stop: Callable[[], None] = take_finished.__self__.stop  # type: ignore[attr-defined]
        names = [name.removeprefix(settings.topic_prefix) for name in topics]
        waiting = [message for name in names for message in self._lying[name]]
        return Consumer(settings, waiting, self.processed, stop)


class Consumer:
    """What `Subscription` needs of a `KafkaConsumer`; the loop ends when all was read."""

    def __init__(
        self,
        settings: Settings,
        waiting: list[Message],
        processed: dict[str, int],
        stop: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._waiting = waiting
        self._processed = processed
        self._stop = stop

    def poll(self, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Any]]:
        """The next ones, as kafka-python gives them."""
        if not self._waiting:
            self._stop()
            return {}
        found, self._waiting = self._waiting[:max_records], self._waiting[max_records:]
        return {TopicPartition("", 0): [Polled(self._settings, message) for message in found]}

    def commit(self, offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        """Notes how far each topic was processed."""
        for place, at in offsets.items():
            self._processed[place.topic.removeprefix(self._settings.topic_prefix)] = at.offset

    def close(self) -> None:
        """Nothing is open."""


class Polled:
    """A message under the names that kafka-python has for its parts."""

    def __init__(self, settings: Settings, message: Message) -> None:
        self.topic = settings.topic(message.topic)
        self.partition, self.offset = message.partition, message.offset
        self.timestamp, self.key, self.value = message.timestamp_ms, message.key, message.value


def _key(record: Record) -> bytes:
    if isinstance(record, QuoteRecord | MentionRecord):
        return f"{record.article_id}/{record.index}".encode()
    if isinstance(record, Article | Duplicate):
        return record.id.encode()
    raise ValueError(f"{type(record).__name__}: subscribers get {', '.join(records.KINDS)}")
