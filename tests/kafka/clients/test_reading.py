"""Topics read by key or end, knowledge base and dead letters, against a real Kafka."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kafka.clients.records_sent import an_article, send_all
from workers.kafka import kb, reading
from workers.kafka.connection.missing import NoSuchTopic
from workers.kafka.dead_letters import letter_format
from workers.kafka.dead_letters.replay import dead_letters as all_dead
from workers.kafka.dead_letters.replay import put_back
from workers.kafka.producer import ArticleProducer
from workers.records import (
    KbEntity,
)
from workers.settings import Settings
from workers.stages.contract import Failure
from workers.topology import ENRICHED, FAILED, KB, RAW

pytestmark = pytest.mark.kafka


def test_the_last_messages_of_each_partition_can_be_read(installation: Settings) -> None:
    send_all(installation, KB, *[(f"e{n}", _entity(f"e{n}")) for n in range(9)])
    assert [m.key for m in reading.read(installation, KB, last=2)] == [b"e7", b"e8"]
    assert reading.one(installation, KB, 0, 4) is not None
    assert reading.one(installation, KB, 0, 9) is None
    assert reading.one(installation, KB, 7, 0) is None


def test_reading_by_key_finds_what_kafka_put_there(installation: Settings) -> None:
    names = [f"a{number}" for number in range(40)]
    send_all(installation, ENRICHED, *[(name, an_article(name)) for name in names])
    for name in names[:10]:
        found = [m.key for m in reading.read(installation, ENRICHED, key=name.encode())]
        assert name.encode() in found
        assert len(found) < len(names)


def test_a_topic_that_is_not_there_is_named_with_the_remedy(installation: Settings) -> None:
    elsewhere = installation.model_copy(update={"topic_prefix": "nowhere."})
    said = r"nowhere\.articles\.raw.*topics create"
    with pytest.raises(NoSuchTopic, match=said):
        list(reading.read(elsewhere, RAW))
    with pytest.raises(NoSuchTopic, match=said):
        ArticleProducer(elsewhere)


def _entity(name: str) -> KbEntity:
    return KbEntity(id=name, type="PER", name=f"Name of {name}")


def test_kb_entries_are_put_replaced_and_removed(installation: Settings) -> None:
    kb.put(installation, [_entity("a"), _entity("b")])
    kb.put(installation, [replace(_entity("a"), name="New")])
    kb.remove(installation, ["b"])
    assert {name: entity.name for name, entity in kb.entries(installation).items()} == {"a": "New"}


def test_a_dead_letter_goes_back_as_it_came_and_is_counted(installation: Settings) -> None:
    topic = installation.topic(RAW)
    with ArticleProducer(installation) as producer:
        producer.send_message(b"\xffkey", b"\x00value", (("h", b"\xfe"), ("h", b"2")), "x")
    (original,) = reading.read(installation, RAW)
    failure = Failure("decode", "bad-json", "Rejected", "no JSON", "", None)
    own = tuple(letter_format.headers(replace(original, topic=topic), failure))
    with ArticleProducer(installation) as producer:
        producer.send_message(
            original.key,
            original.value,
            own,
            "x",
            topic=installation.topic(FAILED),
            timestamp_ms=original.timestamp_ms,
        )
    for times in (1, 2):
        (dead,) = all_dead(installation)
        assert dead.letter.failure == failure
        put_back(installation, [dead])
        back = list(reading.read(installation, RAW))[-1]
        assert (back.key, back.value) == (original.key, original.value)
        assert back.timestamp_ms == original.timestamp_ms
        assert back.headers == (*original.headers, (letter_format.REPLAYS, b"1"))
        assert letter_format.replays(back.headers) == 1
        assert len(list(reading.read(installation, RAW))) == times + 1
