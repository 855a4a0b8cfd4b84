"""The knowledge base in each tag worker: the compacted topic kb.entities, read whole and on.

No consumer group and no table: each worker has all entries in memory, the topic itself is
the state. A Faust GlobalTable would keep a second copy on disk and in a changelog.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from concurrent.futures import Executor
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import ConsumerRecord

from workers import codec
from workers.kafka.connection import security
from workers.observe.metrics import KB_ENTITIES
from workers.records import KbEntity
from workers.settings import Settings
from workers.topology import KB

log = logging.getLogger(__name__)


class Knowledge(Protocol):
    """What the tag stage keeps; `put` is called where `prepare` runs, never beside it."""

    def put(self, id: str, entity: KbEntity | None) -> None:
        """Learns or (None) forgets an entry."""


class KnowledgeReader:
    """Keeps a `Knowledge` as the topic is."""

    def __init__(self, settings: Settings, knowledge: Knowledge, executor: Executor) -> None:
        self._settings = settings
        self._knowledge = knowledge
        self._executor = executor
        self._ids: set[str] = set()
        self.caught_up = asyncio.Event()
        """Set once all that was on the topic at the start is known."""

    async def run(self) -> None:
        """Reads until it is cancelled."""
        consumer = AIOKafkaConsumer(
            self._settings.topic(KB),
            **security.aiokafka(self._settings),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )
        await consumer.start()
        try:
            await self._follow(consumer)
        finally:
            await consumer.stop()

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        partitions = list(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        loop = asyncio.get_running_loop()
        while True:
            if not self.caught_up.is_set():
                positions = [await consumer.position(tp) for tp in partitions]
                if all(at >= ends[tp] for tp, at in zip(partitions, positions, strict=True)):
                    log.info("event=kb_loaded entities=%d", len(self._ids))
                    self.caught_up.set()
            batches: dict[Any, list[ConsumerRecord]] = await consumer.getmany(timeout_ms=500)
            for records in batches.values():
                await loop.run_in_executor(self._executor, self._learn, records)

    def _learn(self, records: Iterable[ConsumerRecord]) -> None:
        for record in records:
            key = (record.key or b"").decode("utf-8", "replace")
            try:
                entity = codec.decode(KbEntity, record.value) if record.value else None
            except codec.Malformed as error:
                log.warning(
                    "event=kb_malformed key=%r offset=%d error=%r", key, record.offset, str(error)
                )
                continue
            self._knowledge.put(key, entity)
            if entity:
                self._ids.add(key)
            else:
                self._ids.discard(key)
        KB_ENTITIES.set(len(self._ids))
