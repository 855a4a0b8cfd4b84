"""Articles fed from files, against a real Kafka."""

from __future__ import annotations

import threading
import time

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from workers.inputs.outgoing import envelope
from workers.kafka import gate, reading, topics
from workers.kafka.connection import security
from workers.kafka.feed import Feeder
from workers.kafka.gate import Gate
from workers.kafka.producer import DeliveryError
from workers.settings import Settings
from workers.topology import RAW, STAGES

pytestmark = pytest.mark.kafka


def test_a_feeder_keeps_key_value_and_headers(installation: Settings) -> None:
    outgoing = envelope(b'{"body": "Text.", "url": "https://site.example/1"}', "here")
    with Feeder(installation) as feeder:
        feeder.send(outgoing)
    (message,) = reading.read(installation, RAW)
    assert (message.key, message.value, message.headers) == (
        outgoing.key,
        outgoing.value,
        outgoing.headers,
    )
    assert feeder.confirmed == 1


def test_a_refused_article_does_not_stop_the_feeding_of_the_others(
    installation: Settings,
) -> None:
    small = installation.model_copy(update={"max_message_bytes": 1024 * 1024})
    bodies = [b"Text 0.", b"x" * 2_000_000, b"Text 2."]
    feeder = Feeder(small)
    for number, body in enumerate(bodies):
        feeder.send(envelope(b'{"body": "%s"}' % body, f"file:{number}"))
    with pytest.raises(DeliveryError) as refusal:
        feeder.__exit__(None, None, None)
    assert [place for place, _ in refusal.value.failures] == ["file:1"]
    assert feeder.confirmed == 2 == len(list(reading.read(installation, RAW)))
    assert feeder.stopped_at is None


def raw_count(settings: Settings) -> int:
    return len(list(reading.read(settings, RAW)))


def catch_up(settings: Settings) -> None:
    """Commits, as the group of decode, everything that is in articles.raw."""
    group = topics.group("decode", settings)
    with KafkaConsumer(**security.clients(settings), group_id=group) as consumer:
        name = settings.topic(STAGES["decode"].reads[0])
        partitions = [TopicPartition(name, n) for n in consumer.partitions_for_topic(name)]
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        consumer.commit({tp: OffsetAndMetadata(end, "", -1) for tp, end in ends.items()})


def test_no_more_than_so_many_are_in_the_line_and_the_rest_follows_when_it_is_free(
    installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "LONG_SECONDS", 0.5)
    told: list[int] = []
    articles = [envelope(b'{"body": "Text %d."}' % n, f"file:{n}") for n in range(25)]

    def feed() -> None:
        with Gate(installation, 10, told.append) as held, Feeder(installation, gate=held) as feeder:
            for article in articles:
                feeder.send(article)

    feeding = threading.Thread(target=feed)
    feeding.start()
    deadline = time.monotonic() + 60
    for most in (10, 20):
        while raw_count(installation) < most or not told:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert raw_count(installation) == most
        assert told == [10]  # once for this wait: nobody reads
        told.clear()
        catch_up(installation)
    feeding.join(30)
    assert raw_count(installation) == 25
