"""Entries loaded into a running tag worker link the next article, without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from kafka import KafkaProducer

from tests.stages.tag.articles import article
from workers import codec
from workers.kafka import reading
from workers.kafka.connection import security
from workers.processes.local_workers import Workers
from workers.records import Article, Entity, KbEntity
from workers.settings import Settings
from workers.topology import KB, TAGGED, UNIQUE

pytestmark = [pytest.mark.kafka, pytest.mark.slow]
TEXT = "Mayor Odile Brandt opened the bridge in Lyon. “It holds,” Brandt said."
BRANDT = KbEntity(id="brandt", type="PER", name="Odile Brandt", wikidata="Q0", country="FR")
LONGEST_SECONDS = 120


def send(settings: Settings, topic: str, key: str, value: bytes | None) -> None:
    producer = KafkaProducer(**security.clients(settings))
    producer.send(settings.topic(topic), key=key.encode(), value=value).get(10)
    producer.close()


def brandt_in(settings: Settings, id: str) -> Entity:
    """The mayor in the tagged article of this id, sent now."""
    send(settings, UNIQUE, id, codec.encode(article(TEXT, id=id)))
    end = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < end:
        for message in reading.read(settings, TAGGED):
            if message.key == id.encode() and message.value is not None:
                tagged = codec.decode(Article, message.value)
                (found,) = [e for e in tagged.entities or [] if e.type == "PER"]
                return found
        time.sleep(0.3)
    raise AssertionError(f"{id} was not tagged within {LONGEST_SECONDS} s")


def until(settings: Settings, name: str, holds: Callable[[Entity], bool]) -> Entity:
    """Articles are sent until one comes out as wanted (entries take a moment to arrive)."""
    for number in range(20):
        found = brandt_in(settings, f"{name}-{number}")
        if holds(found):
            return found
        time.sleep(0.5)
    raise AssertionError(f"{name}: never came")


def test_an_entry_is_used_and_dropped_while_the_worker_runs(
    installation: Settings, tmp_path: Path
) -> None:
    with Workers(installation, tmp_path) as workers:
        workers.start("tag")
        assert brandt_in(installation, "before").kb_id is None
        send(installation, KB, "brandt", codec.encode(BRANDT))
        linked = until(installation, "linked", lambda found: found.kb_id is not None)
        assert (linked.id, linked.wikidata, linked.country) == ("brandt", "Q0", "FR")
        send(installation, KB, "brandt", None)
        assert until(installation, "dropped", lambda found: found.kb_id is None).wikidata is None
        assert workers.ended() is None
