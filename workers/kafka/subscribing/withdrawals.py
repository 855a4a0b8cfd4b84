"""The withdrawals that every member of a group must know, whichever of them gives them out.

The partitions of `articles.duplicates` are shared among the members as all others are: one
member is told that a version is withdrawn, another one has its quotes before it. So each reads
the topic a second time, for itself, and is up to date with it before it gives anything out.
"""

from __future__ import annotations

from typing import Any

import orjson
from kafka import KafkaConsumer

from workers import codec
from workers.kafka.connection.security import clients
from workers.kafka.subscribing.memory import Memory
from workers.kafka.subscribing.start import partitions
from workers.records import Duplicate, version_of
from workers.settings import Settings

LEAD_MS = 3_600_000
"""So much earlier than the first record read a withdrawal of it can have been stamped.

Both carry the time at which an article came in; between the withdrawal of a version and its
last quote lies what the line needs for it, which is seconds, and minutes when it is behind.
"""
POLL_MS = 200
CORRECTS = b'"corrects":true'


class Withdrawals:
    """Reads the withdrawals into the memory of a subscription, as far as they have come."""

    def __init__(self, settings: Settings, topic: str, memory: Memory) -> None:
        """`topic` is the name on the cluster. Raises `NoSuchTopic`, `KafkaError`."""
        self._memory = memory
        self._known_from: int | None = None
        self._consumer = KafkaConsumer(
            **clients(settings),
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            max_partition_fetch_bytes=settings.max_message_bytes,
        )
        self._here = partitions(self._consumer, settings, [topic])
        self._consumer.assign(self._here)

    def catch_up(self, first_ms: int) -> None:
        """Reads what was written up to now of the withdrawals of records since `first_ms`."""
        wanted = max(0, first_ms - LEAD_MS)
        end = self._consumer.end_offsets(self._here)
        if self._known_from is None or wanted < self._known_from:
            self._known_from = wanted
            found = self._consumer.offsets_for_times(dict.fromkeys(self._here, wanted))
            for tp in self._here:
                self._consumer.seek(tp, at.offset if (at := found[tp]) else end[tp])
        while any(self._consumer.position(tp) < offset for tp, offset in end.items()):
            for messages in self._consumer.poll(timeout_ms=POLL_MS).values():
                for message in messages:
                    self._note(message.value)

    def _note(self, value: Any) -> None:
        """A withdrawal goes to the memory; all else is the subscription's own to judge."""
        if value is None or CORRECTS not in value.replace(b" ", b""):
            return
        try:
            found = codec.from_json(Duplicate, orjson.loads(value))
            version = version_of(found.version, found.received_at)
        except ValueError:
            return
        if found.corrects:
            self._memory.note_withdrawal(found.id, version)

    def close(self) -> None:
        """Ends the connection."""
        self._consumer.close()
