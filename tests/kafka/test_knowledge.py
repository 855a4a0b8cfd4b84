"""The knowledge base of a tag worker follows the topic kb.entities."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from kafka import KafkaProducer

from workers import codec
from workers.kafka.connection import security
from workers.records import KbEntity
from workers.settings import Settings
from workers.streams.knowledge import KnowledgeReader
from workers.topology import KB

pytestmark = pytest.mark.kafka


class Kept:
    """A knowledge base that is a dict."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def put(self, id: str, entity: KbEntity | None) -> None:
        if entity:
            self.names[id] = entity.name
        else:
            self.names.pop(id, None)


def send(settings: Settings, key: str, value: bytes | None) -> None:
    producer = KafkaProducer(**security.clients(settings))
    producer.send(settings.topic(KB), key=key.encode(), value=value).get(10)
    producer.close()


def entity(id: str, name: str) -> bytes:
    return codec.encode(KbEntity(id=id, type="PER", name=name))


def test_all_is_known_before_work_begins_and_changes_are_followed(installation: Settings) -> None:
    kept = Kept()

    async def follow() -> None:
        with ThreadPoolExecutor(1) as thread:
            reader = KnowledgeReader(installation, kept, thread)
            running = asyncio.create_task(reader.run())
            async with asyncio.timeout(20):
                await reader.caught_up.wait()
                assert kept.names == {"a": "Ada Berg"}
                await asyncio.to_thread(send, installation, "a", None)
                await asyncio.to_thread(send, installation, "c", entity("c", "Cai Dahl"))
                while kept.names != {"c": "Cai Dahl"}:  # noqa: ASYNC110 (Kept knows no loop)
                    await asyncio.sleep(0.1)
            running.cancel()

    send(installation, "a", entity("a", "Ada Berg"))
    send(installation, "broken", b"{")
    send(installation, "b", entity("b", "Bo Carlsen"))
    send(installation, "b", None)
    asyncio.run(follow())


def test_an_empty_topic_is_caught_up_at_once(installation: Settings) -> None:
    async def follow() -> None:
        with ThreadPoolExecutor(1) as thread:
            reader = KnowledgeReader(installation, Kept(), thread)
            running = asyncio.create_task(reader.run())
            async with asyncio.timeout(20):
                await reader.caught_up.wait()
            running.cancel()

    asyncio.run(follow())
