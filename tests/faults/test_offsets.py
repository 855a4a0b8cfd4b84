"""Offsets without a record behind them, and metrics that agree with the topics."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from aiokafka import AIOKafkaProducer
from kafka import KafkaAdminClient, TopicPartition

from tests.faults.fleet import Fleet, feed, keys, wait_until
from tests.faults.test_restarts import articles
from tests.faults.tiny import article
from workers.kafka.connection import security
from workers.kafka.dead_letters import letter_format
from workers.kafka.lag import cluster_lag
from workers.kafka.reading import read
from workers.settings import Settings
from workers.topology import DECODED, ENRICHED, FAILED, RAW, TAGGED

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


async def feed_in_transactions(settings: Settings, transactions: int, each: int) -> None:
    """Every transaction leaves a marker that takes an offset in each partition it wrote to."""
    producer = AIOKafkaProducer(**security.aiokafka(settings), transactional_id="feeder")
    await producer.start()
    records = articles(0, transactions * each)
    for _ in range(transactions):
        async with producer.transaction():
            for _ in range(each):
                key, value = next(records)
                await producer.send(settings.topic(TAGGED), value, key.encode())
    await producer.stop()


def test_markers_of_transactions_are_no_holes_to_wait_for(fleet: Fleet) -> None:
    asyncio.run(feed_in_transactions(fleet.settings, transactions=20, each=5))
    worker = fleet.start("quote").wait_ready()
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 100, "all 100 are there")
    assert sum(keys(fleet.settings, ENRICHED).values()) == 100, "and none twice"
    wait_until(lambda: worker.metric("newsmill_lag_records") == 0, "no lag is left")
    assert worker.metric("newsmill_lost_to_retention_total") == 0
    assert worker.stop() == 0


def test_records_deleted_before_they_were_read_are_told(fleet: Fleet) -> None:
    feed(fleet.settings, TAGGED, articles(0, 100))
    worker = fleet.start("quote").wait_ready()
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 100, "the first 100 are there")
    assert worker.stop() == 0
    feed(fleet.settings, TAGGED, articles(100, 150))
    delete_all(fleet.settings, TAGGED)
    feed(fleet.settings, TAGGED, articles(150, 160))
    worker = fleet.start("quote").wait_ready()
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 110, "the last 10 are there")
    assert 1 <= worker.metric("newsmill_lost_to_retention_total") <= 50
    assert "event=lost_to_retention" in worker.log.read_text()
    assert worker.stop() == 0


def delete_all(settings: Settings, topic: str) -> None:
    admin = KafkaAdminClient(**security.clients(settings))
    name = settings.topic(topic)
    admin.delete_records({TopicPartition(name, number): -1 for number in range(8)})
    admin.close()


def test_metrics_agree_with_the_topics(fleet: Fleet) -> None:
    texts = [("bad" if n % 10 == 0 else "boom" if n % 10 == 1 else f"text {n}") for n in range(200)]
    feed(fleet.settings, RAW, ((str(n), text.encode()) for n, text in enumerate(texts)))
    worker = fleet.start("decode").wait_ready()
    wait_until(lambda: worker.metric("newsmill_records_in_total") == 200, "all are read")
    letters = [letter_format.read(message) for message in read(fleet.settings, FAILED)]
    reasons = Counter(letter.failure.reason for letter in letters)
    assert reasons == {"bad-text": 20, "unexpected": 20}
    for reason, count in reasons.items():
        assert worker.metric("newsmill_dead_letters_total", reason=reason) == count
        assert worker.metric("newsmill_outcomes_total", reason=reason) == count
    passed = sum(1 for _ in read(fleet.settings, DECODED))
    assert passed == 160
    assert worker.metric("newsmill_records_out_total", topic="articles.decoded") == passed
    assert worker.metric("newsmill_outcomes_total", outcome="passed") == passed
    assert worker.metric("newsmill_outcomes_total") == 200, "each record has one outcome"
    assert worker.metric("newsmill_end_to_end_seconds_count") == passed
    wait_until(
        lambda: (
            sum(lag.records for lag in cluster_lag(fleet.settings) if lag.stage == "decode") == 0
        ),
        "all is committed",
    )
    assert sum(lag.records for lag in cluster_lag(fleet.settings)) == passed, "dedup has it to do"
    assert worker.stop() == 0


async def feed_aborting(settings: Settings, transactions: int) -> None:
    """Every second transaction is aborted; its records carry ids of their own."""
    producer = AIOKafkaProducer(**security.aiokafka(settings), transactional_id="aborter")
    await producer.start()
    good, aborted = articles(0, 5 * transactions), articles(10_000, 10_000 + 5 * transactions)
    for number in range(transactions):
        await producer.begin_transaction()
        for _ in range(5):
            key, value = next(aborted if number % 2 else good)
            await producer.send(settings.topic(TAGGED), value, key.encode())
        await producer.flush()
        if number % 2:
            await producer.abort_transaction()
        else:
            await producer.commit_transaction()
    await producer.stop()


def test_records_of_aborted_transactions_are_not_worked_on(fleet: Fleet) -> None:
    doomed = fleet.start("quote", "doomed", TINY_SECONDS="0.02").wait_ready()
    other = fleet.start("quote", "other", TINY_SECONDS="0.02").wait_ready()
    asyncio.run(feed_aborting(fleet.settings, transactions=40))
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) > 10, "both have begun")
    doomed.kill()
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 100, "all committed are there")
    feed(fleet.settings, TAGGED, articles(500, 520))
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 120, "and it goes on behind them")
    aborted = {article(f"{number:06d}").id for number in range(10_000, 10_200)}
    assert not aborted & set(keys(fleet.settings, ENRICHED))
    wait_until(lambda: other.metric("newsmill_lag_records") == 0, "no lag is left")
    assert other.get("ready")[0] == 200
    assert other.metric("newsmill_lost_to_retention_total") == 0
    assert other.stop() == 0


async def feed_and_leave_open(settings: Settings) -> AIOKafkaProducer:
    producer = AIOKafkaProducer(**security.aiokafka(settings), transactional_id="open")
    await producer.start()
    await producer.begin_transaction()
    for key, value in articles(0, 20):
        await producer.send(settings.topic(TAGGED), value, key.encode())
    await producer.flush()
    return producer


def test_a_transaction_that_stays_open_is_no_lag_and_no_stall(fleet: Fleet) -> None:
    async def run() -> None:
        producer = await feed_and_leave_open(fleet.settings)
        worker = fleet.start("quote", NEWSMILL_STALL_SECONDS="2").wait_ready()
        await asyncio.sleep(6)
        assert worker.get("live") == (200, "live; 0 records wait\n")
        assert worker.get("ready")[0] == 200
        assert not keys(fleet.settings, ENRICHED)
        await producer.commit_transaction()
        await producer.stop()
        wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 20, "it was committed")
        assert worker.stop() == 0

    asyncio.run(run())
