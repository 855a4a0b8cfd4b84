"""What became of each raw article, read from the output topics as it happens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson
from kafka import KafkaConsumer, TopicPartition

from workers import codec
from workers.kafka import reading
from workers.kafka.connection.security import clients
from workers.kafka.dead_letters import letter_format
from workers.records import Article, Duplicate
from workers.settings import Settings
from workers.stages.contract import Failure
from workers.topology import DUPLICATES, ENRICHED, FAILED, RAW, TOPICS

Place = tuple[int, int]
"""Partition and offset on articles.raw."""

OUTCOMES = (ENRICHED, DUPLICATES, FAILED)


@dataclass(slots=True)
class Outcomes:
    """One entry a raw article; corrections are kept beside, the article has its outcome.

    `repeats` counts outcomes that came again, as they may after a crash.
    """

    enriched: dict[Place, Article] = field(default_factory=dict)
    duplicates: dict[Place, Duplicate] = field(default_factory=dict)
    failed: dict[Place, Failure] = field(default_factory=dict)
    corrected: dict[Place, Duplicate] = field(default_factory=dict)
    repeats: int = 0

    @property
    def places(self) -> set[Place]:
        """The raw articles that have an outcome."""
        return set(self.enriched) | set(self.duplicates) | set(self.failed)


class Watch:
    """Follows the output topics; `look` takes in what is new."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.outcomes = Outcomes()
        self._consumer = KafkaConsumer(
            **clients(settings),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=settings.max_message_bytes,
        )
        self._consumer.assign(
            [tp for topic in OUTCOMES for tp in self._partitions(settings.topic(topic))]
        )
        self._names = {settings.topic(topic): topic for topic in TOPICS}

    def look(self, seconds: float) -> bool:
        """Waits so long at most for something new; says whether there was."""
        polled = self._consumer.poll(timeout_ms=int(seconds * 1000))
        for records in polled.values():
            for record in records:
                self._take(record)
        return bool(polled)

    def counts(self) -> Counter[str]:
        """Records on each topic of the line."""
        found: Counter[str] = Counter()
        # Topic by topic: of several, kafka-python 3.0 leaves out those it does not know yet.
        for name, topic in self._names.items():
            found[topic] = sum(self._consumer.end_offsets(self._partitions(name)).values())
        return found

    def close(self) -> None:
        """Disconnects."""
        self._consumer.close()

    def _partitions(self, name: str) -> list[TopicPartition]:
        known = self._consumer.partitions_for_topic(name) or ()
        return [TopicPartition(name, number) for number in known]

    def _take(self, record: Any) -> None:
        topic = self._names[record.topic]
        if topic == FAILED:
            self._take_failed(record)
            return
        if topic == DUPLICATES:
            copy = codec.decode(Duplicate, record.value)
            place = (copy.origin.partition, copy.origin.offset)
            if copy.passed:
                return  # its outcome is on articles.enriched
            if copy.corrects:
                self.outcomes.corrected[place] = copy  # the last one of several holds
            else:
                self._note(self.outcomes.duplicates, place, copy)
            return
        article = codec.decode(Article, record.value)
        self._note(
            self.outcomes.enriched, (article.origin.partition, article.origin.offset), article
        )

    def _take_failed(self, record: Any) -> None:
        letter = letter_format.read(reading.message_of(FAILED, record))
        place = (letter.partition, letter.offset)
        if letter.topic != self._settings.topic(RAW):
            parsed = orjson.loads(record.value)
            origin = parsed.get("article", parsed)["origin"]
            place = (origin["partition"], origin["offset"])
        self._note(self.outcomes.failed, place, letter.failure)

    def _note(self, into: dict[Place, Any], place: Place, outcome: Any) -> None:
        self.outcomes.repeats += place in into
        into[place] = outcome
