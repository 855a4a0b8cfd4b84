"""The consumer for those who subscribe: typed records, repeats dropped, corrections applied."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType, UnionType
from typing import Any, Literal, Self

import orjson
from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition

from workers import codec
from workers.kafka import header_names
from workers.kafka.connection.security import clients
from workers.kafka.memory import Memory
from workers.kafka.rebalance import CommitBeforeLeaving, commit
from workers.kafka.repeats import contents
from workers.records import Article, Duplicate, MentionRecord, QuoteRecord, Record, version_of
from workers.settings import Settings, load
from workers.topology import DUPLICATES, ENRICHED, MENTIONS, QUOTES, TOPICS

log = logging.getLogger(__name__)

COMMIT_SECONDS = 5.0
POLL_MS = 500

header_names.accept()


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no quote (or mention) of this number any more.

    The last version of the article has fewer than one before it had.
    """

    article_id: str
    index: int


class Subscription:
    """Records of one output topic, each as its dataclass.

        with Subscription("quotes", group="fact-check") as quotes:
            for record in quotes:
                ...

    The line delivers at least once, so a record can come again after a crash: what was
    already given out unchanged is dropped, a changed record is given out as the new
    version of its key, one of an older version of its article is not. With `corrections`,
    a `Duplicate` (its `corrects` set) comes out when an article that was passed on as
    unique turns out to be a copy: withdraw what you keep of `id` up to `version`,
    `duplicate_of` stays. If the correction arrives first, that version and its quotes
    never come out; a later version does. And a `Gone` comes out for each quote or mention
    of an older version that the last one has no longer.

    A record counts as processed when the loop asks for the next one; the position is
    committed every five seconds, at the end, and when other members of the group join or
    leave. With `group` None nothing is committed and everything kept is read.
    """

    def __init__(
        self,
        topic: str = ENRICHED,
        *,
        group: str | None,
        settings: Settings | None = None,
        corrections: bool = True,
        remember: int = 200_000,
        idle_seconds: float | None = None,
        on_malformed: Literal["raise", "skip"] = "raise",
        **kafka: Any,
    ) -> None:
        """`remember` bounds the keys and articles known for this (about 200 bytes each).

        Iteration ends after `idle_seconds` without a record, or never. A foreign record on
        the topic raises `codec.Malformed` with its place, at each start again until
        `on_malformed="skip"` passes it over (logged, counted in `skipped`). Raises `ValueError`
        for a topic that holds no records of newsmill's, `kafka.errors.KafkaError` when no
        broker answers.
        """
        self._settings = settings or load()
        self._kinds: dict[str, type[Any] | UnionType]
        self._kinds = {self._settings.topic(topic): _kind(topic)}
        if corrections and topic != DUPLICATES:
            self._kinds[self._settings.topic(DUPLICATES)] = Duplicate
        self._corrections_topic = self._settings.topic(DUPLICATES) if topic != DUPLICATES else None
        self._idle_seconds = idle_seconds
        self._on_malformed = on_malformed
        self.skipped = 0
        """Records passed over because they are none of newsmill's."""
        self._memory = Memory(remember)
        flat = corrections and topic in (MENTIONS, QUOTES)
        self._flat_topic = self._settings.topic(topic) if flat else None
        self._group = group
        self._finished: dict[TopicPartition, OffsetAndMetadata] = {}
        options: dict[str, Any] = {
            "group_id": self._settings.topic(group) if group else None,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "isolation_level": "read_committed",
            "max_partition_fetch_bytes": self._settings.max_message_bytes,
        }
        self._consumer = KafkaConsumer(**clients(self._settings) | options | kafka)
        self._consumer.subscribe(
            list(self._kinds), listener=CommitBeforeLeaving(self._consumer, self._take_finished)
        )

    def __iter__(self) -> Iterator[Record | Gone]:
        """Yields records for ever, or until idle; raises `codec.Malformed`."""
        last = committed = time.monotonic()
        while True:
            polled = self._consumer.poll(timeout_ms=POLL_MS)
            for partition, messages in polled.items():
                for message in messages:
                    record = self._new(message)
                    if record is not None:
                        yield record
                    self._finished[partition] = OffsetAndMetadata(message.offset + 1, "", -1)
            now = time.monotonic()
            if now - committed > COMMIT_SECONDS:
                self.commit()
                committed = now
            if polled:
                last = now
            elif self._idle_seconds is not None and now - last > self._idle_seconds:
                return

    def commit(self) -> None:
        """Notes what was processed, so that the group does not get it again."""
        if finished := self._take_finished():
            commit(self._consumer, finished)

    def _take_finished(self) -> dict[TopicPartition, OffsetAndMetadata]:
        """What is to be committed, once."""
        finished, self._finished = self._finished, {}
        return finished if self._group else {}

    def close(self) -> None:
        """Commits and leaves the group."""
        try:
            self.commit()
        finally:
            self._consumer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _new(self, message: Any) -> Record | Gone | None:
        """What a message gives out: None for a repeat, and for what is out of date."""
        if message.value is None:
            return self._gone(message)
        try:
            parsed = orjson.loads(message.value)
            record: Record = codec.from_json(self._kinds[message.topic], parsed)
        except ValueError as error:
            place = f"{message.topic}/{message.partition}/{message.offset}"
            if self._on_malformed == "raise":
                raise codec.Malformed(f"{place}: {error}") from None
            self.skipped += 1
            log.warning("event=skipped place=%s error=%r", place, str(error))
            return None
        if message.topic == self._corrections_topic:
            return self._correction(record)
        if not isinstance(record, Duplicate) and not self._is_current(record):
            return None
        return record if self._memory.is_news(_key(message), contents(parsed)) else None

    def _is_current(self, record: Record) -> bool:
        """Whether it is of the last version of its article, or of something without versions."""
        if not isinstance(record, Article | MentionRecord | QuoteRecord):
            return True
        article = record.id if isinstance(record, Article) else record.article_id
        return self._memory.is_current(article, version_of(record.version, record.received_at))

    def _correction(self, record: Record) -> Record | None:
        if not isinstance(record, Duplicate) or not record.corrects:
            return None
        version = version_of(record.version, record.received_at)
        return record if self._memory.withdraws(record.id, version) else None

    def _gone(self, message: Any) -> Gone | None:
        """What a tombstone says, once; tombstones of other topics say nothing."""
        article, slash, index = _key(message).rpartition("/")
        if message.topic != self._flat_topic or not slash or not index.isdecimal():
            return None
        news = self._memory.is_news(_key(message), b"")
        return Gone(article, int(index)) if news else None


def _kind(topic: str) -> type[Any] | UnionType:
    kind = TOPICS[topic].record if topic in TOPICS else None
    if kind is None:
        raw = f"{topic} holds raw messages" if topic in TOPICS else f"no topic {topic}"
        there = ", ".join(name for name in TOPICS if TOPICS[name].record)
        raise ValueError(f"{raw}; records are on {there}")
    return kind


def _key(message: Any) -> str:
    return str(message.key.decode("utf-8", "replace")) if message.key else ""
