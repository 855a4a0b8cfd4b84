"""A thread that reads the outcomes from Kafka into the newsroom, in no group."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from workers import codec
from workers.kafka import header_names
from workers.kafka.connection.missing import absent
from workers.kafka.connection.security import clients
from workers.kafka.dead_letters import letter_format
from workers.kafka.reading import message_of
from workers.records import Article, Duplicate
from workers.settings import MIB, Settings
from workers.topology import DUPLICATES, ENRICHED, FAILED
from workers.watch.newsroom import Dead, Newsroom

log = logging.getLogger(__name__)

TOPICS = (DUPLICATES, ENRICHED, FAILED)
POLL_MS = 500
FETCH_BYTES = 8 * MIB
"""At a time from a broker: a larger record comes all the same, alone."""
PARTITION_BYTES = MIB
LOOK_AGAIN_SECONDS = 60.0
RETRY_SECONDS = 3.0

header_names.accept()


class Reader(threading.Thread):
    """Reads what is kept of the last articles, then what comes; never commits anything."""

    def __init__(self, settings: Settings, newsroom: Newsroom) -> None:
        """Connects. Raises `NoSuchTopic`, `ClusterUnreachable`, `kafka.errors.KafkaError`."""
        super().__init__(name="newsmill-watch-reader", daemon=True)
        self._settings, self._newsroom = settings, newsroom
        self._names = {settings.topic(topic): topic for topic in TOPICS}
        self._next: dict[TopicPartition, int] = {}
        self._stopped = threading.Event()
        self._looked = 0.0
        self.error: str | None = None
        """Why nothing can be read at the moment."""
        self.behind = 0
        """Records that were there at the start and are still to be read."""
        self._consumer = self._connected()
        self._first_end = self._start()
        self._count_behind()

    def stop(self) -> None:
        """Ends the thread and disconnects."""
        self._stopped.set()
        if self.ident is not None:
            self.join(timeout=10)
        self._consumer.close()

    def run(self) -> None:
        """Reads until stopped; a broker that does not answer is asked again."""
        while not self._stopped.is_set():
            try:
                self._look_for_partitions()
                polled = self._consumer.poll(timeout_ms=POLL_MS)
                self.error = None
                for tp, records in polled.items():
                    for record in records:
                        self._take(record)
                        self._next[tp] = record.offset + 1
                self._count_behind()
            except KafkaError as error:
                self._again(error)

    def _connected(self) -> KafkaConsumer:
        return KafkaConsumer(
            **clients(self._settings),
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            fetch_max_bytes=FETCH_BYTES,
            max_partition_fetch_bytes=PARTITION_BYTES,
        )

    def _start(self) -> dict[TopicPartition, int]:
        """Goes so far back as articles are kept; gives the ends."""
        ends: dict[TopicPartition, int] = {}
        for name in self._names:
            here = self._partitions(name)
            if not here:
                raise absent(self._settings, name)
            first, end = self._consumer.beginning_offsets(here), self._consumer.end_offsets(here)
            back = -(-self._settings.watch_articles // len(here))
            self._next |= {tp: max(first[tp], end[tp] - back) for tp in here}
            ends |= end
        self._assign()
        return ends

    def _partitions(self, name: str) -> list[TopicPartition]:
        known = self._consumer.partitions_for_topic(name) or ()
        return [TopicPartition(name, number) for number in sorted(known)]

    def _assign(self) -> None:
        self._consumer.assign(list(self._next))
        for tp, offset in self._next.items():
            self._consumer.seek(tp, offset)
        self._looked = time.monotonic()

    def _look_for_partitions(self) -> None:
        """Takes in partitions that were added to a topic."""
        if time.monotonic() - self._looked < LOOK_AGAIN_SECONDS:
            return
        self._looked = time.monotonic()
        found = [tp for name in self._names for tp in self._partitions(name)]
        if new := [tp for tp in found if tp not in self._next]:
            self._next |= dict.fromkeys(new, 0)
            self._assign()

    def _count_behind(self) -> None:
        if self._first_end:
            self.behind = sum(max(0, end - self._next[tp]) for tp, end in self._first_end.items())
            if not self.behind:
                self._first_end = {}

    def _again(self, error: KafkaError) -> None:
        """A new connection, from where the old one was."""
        if self.error is None:
            log.warning("event=watch-disconnected error=%r", str(error))
        self.error = f"{type(error).__name__}: {error}"
        self._stopped.wait(RETRY_SECONDS)
        if self._stopped.is_set():
            return
        try:
            consumer = self._connected()
        except (KafkaError, OSError):
            return
        self._consumer.close()
        self._consumer = consumer
        self._assign()

    def _take(self, record: Any) -> None:
        topic, at = self._names[record.topic], record.timestamp / 1000
        try:
            if topic == FAILED:
                self._newsroom.take_failure(_dead(record, at))
            elif record.value is not None and topic == ENRICHED:
                article = codec.decode(Article, record.value)
                self._newsroom.take_article(article, record.value, at)
            elif record.value is not None:
                self._newsroom.take_copy(codec.decode(Duplicate, record.value))
        except ValueError as error:  # a foreign record; the others are shown
            with self._newsroom.lock:
                self._newsroom.unreadable += 1
            place = f"{record.topic}/{record.partition}/{record.offset}"
            log.warning("event=skipped place=%s error=%r", place, str(error)[:300])


def _dead(record: Any, at: float) -> Dead:
    letter = letter_format.read(message_of(FAILED, record))
    return Dead(
        place=f"{record.partition}/{record.offset}",
        of=f"{letter.topic}/{letter.partition}/{letter.offset}",
        key=(record.key or b"").decode("utf-8", "replace")[:200],
        at=at,
        failure=letter.failure,
        replays=letter.replays,
    )
