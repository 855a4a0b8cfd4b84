"""Records that no ordinary client would send: names of headers that are no UTF-8, gzip bombs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.structs import RecordMetadata
from kafka import KafkaProducer

from workers.kafka.connection import security
from workers.settings import MIB, Settings


class Name(str):
    """A header's name that goes out as the bytes given."""

    __slots__ = ("_bytes",)
    _bytes: bytes

    def __new__(cls, name: bytes) -> Name:
        made = super().__new__(cls, name.decode("utf-8", "replace"))
        made._bytes = name
        return made

    def encode(self, *_: object, **__: object) -> bytes:
        """What the client writes."""
        return self._bytes


def send(
    settings: Settings,
    topic: str,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]] = (),
) -> tuple[int, int]:
    """One record, in a gzip batch, however large; returns partition and offset."""
    if any(isinstance(name, Name) for name, _ in headers):
        producer = KafkaProducer(**security.clients(settings), compression_type="gzip")
        found = producer.send(settings.topic(topic), value, key, list(headers)).get(60)
        producer.close()
    else:  # kafka-python sends no null values
        found = asyncio.run(_send(settings, settings.topic(topic), key, value, headers))
    return found.partition, found.offset


async def _send(
    settings: Settings,
    topic: str,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes | None]],
) -> RecordMetadata:
    async with AIOKafkaProducer(
        **security.aiokafka(settings), compression_type="gzip", max_request_size=300 * MIB
    ) as producer:
        return await producer.send_and_wait(topic, value, key, headers=list(headers))
