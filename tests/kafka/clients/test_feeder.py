"""Articles fed from files, against a real Kafka."""

from __future__ import annotations

import pytest

from workers.inputs.outgoing import envelope
from workers.kafka import reading
from workers.kafka.feed import Feeder
from workers.kafka.producer import DeliveryError
from workers.settings import Settings
from workers.topology import RAW

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
