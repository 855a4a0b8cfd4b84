"""The knowledge base topic from outside: put entries, take them out, read what is there."""

from __future__ import annotations

from collections.abc import Iterable

from workers import codec
from workers.kafka.producer import ArticleProducer
from workers.kafka.reading import read
from workers.records import KbEntity
from workers.settings import Settings
from workers.topology import KB


def put(settings: Settings, entities: Iterable[KbEntity]) -> None:
    """Sends entries under their ids; raises `DeliveryError` when the broker refuses one."""
    with ArticleProducer(settings) as producer:
        for entity in entities:
            producer.send_message(
                entity.id.encode(), codec.encode(entity), (), entity.id, topic=settings.topic(KB)
            )


def remove(settings: Settings, ids: Iterable[str]) -> None:
    """Sends tombstones; raises `DeliveryError`."""
    with ArticleProducer(settings) as producer:
        for name in ids:
            producer.send_message(name.encode(), None, (), name, topic=settings.topic(KB))


def entries(settings: Settings) -> dict[str, KbEntity]:
    """The entries that hold now, by id; raises `NoSuchTopic`, `codec.Malformed`."""
    found: dict[str, KbEntity] = {}
    for message in read(settings, KB):
        name = (message.key or b"").decode("utf-8", "replace")
        if message.value is None:
            found.pop(name, None)
        else:
            found[name] = codec.decode(KbEntity, message.value)
    return found
