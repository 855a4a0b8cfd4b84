"""Dedup through real Kafka, a worker killed on the way: the clusters of the offline twin."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.evaluation.tasks.dedup import article, clusters
from tests.faults.fleet import Fleet, feed, keys, wait_until
from tests.stages.dedup.walk.test_clusters import in_order, stories
from workers import codec
from workers.kafka import topics
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.reading import read
from workers.records import Article, Duplicate
from workers.settings import Settings
from workers.stages.contract import Emit
from workers.topology import DECODED, DUPLICATES, FAILED, UNIQUE

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

ARTICLES = 300


@pytest.fixture(params=[1, 4])
def sharded(request, kafka: EmbeddedKafka, tmp_path) -> Iterator[Fleet]:
    """A fleet whose index has so many shards."""
    settings = Settings(
        brokers=kafka.address,
        topic_prefix=f"shards{request.param}.",
        data_dir=tmp_path / "state",
        session_timeout_seconds=6,
        web_port=0,
        dedup_shards=request.param,
    )
    topics.create(settings)
    fleet = Fleet(settings, tmp_path)
    yield fleet
    fleet.tell()
    fleet.end()


def sent(settings: Settings) -> list[Emit]:
    """What is on the two output topics, as the stage emitted it."""
    uniques = [codec.decode(Article, message.value) for message in read(settings, UNIQUE)]
    copies = [codec.decode(Duplicate, message.value) for message in read(settings, DUPLICATES)]
    return [
        *(Emit(UNIQUE, record.id, record) for record in uniques),
        *(Emit(DUPLICATES, record.id, record) for record in copies),
    ]


def test_two_workers_one_killed_find_the_clusters_of_the_twin(sharded: Fleet):
    settings, rng = sharded.settings, random.Random(11)
    texts = stories(rng, ARTICLES)
    records = [article(f"a{number:03}", text, number) for number, text in enumerate(texts)]
    rng.shuffle(records)
    coming = [(record.id, codec.encode(record)) for record in records]
    doomed, survivor = (
        sharded.start("dedup", name, module="workers.cli") for name in ("doomed", "survivor")
    )
    for worker in (doomed, survivor):
        worker.wait_ready()
    feed(settings, DECODED, coming[: ARTICLES // 2])
    wait_until(lambda: len(keys(settings, UNIQUE, DUPLICATES)) > 20, "both have begun")
    doomed.kill()
    feed(settings, DECODED, coming[ARTICLES // 2 :])
    wait_until(lambda: len(keys(settings, UNIQUE, DUPLICATES)) == ARTICLES, "all are answered")
    assert survivor.stop() == 0
    assert not list(read(settings, FAILED))
    assert clusters(sent(settings)) == clusters(in_order(texts, 1).sent)
