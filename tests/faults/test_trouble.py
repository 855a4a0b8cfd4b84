"""What operators meet: records that kill or hang a worker, no broker, wrong topics."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.fleet import Fleet, Worker, feed, keys, wait_until
from tests.faults.test_restarts import articles
from workers.kafka import topics
from workers.kafka.dead_letters import letter_format
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.kafka.reading import read
from workers.settings import MIB, Settings
from workers.streams.delivery.suspects import MAX_DEATHS
from workers.streams.worker.ending import STALLED
from workers.topology import DECODED, ENRICHED, FAILED, RAW, TAGGED

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def test_a_record_that_kills_the_worker_becomes_a_dead_letter(fleet: Fleet) -> None:
    texts = ["one", "two", "die", "three"]
    feed(fleet.settings, RAW, (("site", text.encode()) for text in texts))
    worker = fleet.start("decode")
    deaths = 0
    while not (letters := list(read(fleet.settings, FAILED))):
        assert deaths <= MAX_DEATHS
        if worker.process.poll() is not None:
            deaths += 1
            worker = fleet.start("decode")  # as a supervisor does
        time.sleep(0.2)
    assert deaths == MAX_DEATHS
    assert [(letter.value, letter_format.read(letter).failure.reason) for letter in letters] == [
        (b"die", "kills-the-worker")
    ]
    wait_until(lambda: len(keys(fleet.settings, DECODED)) == 3, "the others went on")


def test_a_slow_record_is_work_and_no_stall(fleet: Fleet) -> None:
    feed(fleet.settings, RAW, [("site", b"hang"), ("site", b"after it")])
    worker = fleet.start("decode", NEWSMILL_STALL_SECONDS="2", NEWSMILL_RECORD_SECONDS="8")
    worker.wait_ready()
    time.sleep(4)
    assert worker.get("live")[0] == worker.get("ready")[0] == 200
    assert worker.metric("newsmill_lag_records") == 2
    first, then = worker.metric("newsmill_lag_seconds"), worker.metric("newsmill_lag_seconds")
    assert 2 < first <= then
    wait_until(lambda: len(keys(fleet.settings, DECODED)) == 1, "it was given up")
    assert worker.stop() == 0


def test_a_worker_that_is_stopped_amid_a_slow_record_ends(fleet: Fleet) -> None:
    feed(fleet.settings, RAW, [("site", b"hang")])
    worker = fleet.start("decode").wait_ready()
    wait_until(lambda: worker.metric("newsmill_lag_records") == 1, "it is at work")
    assert worker.stop() == 0


def test_a_worker_that_stands_still_ends_itself_and_says_where(fleet: Fleet) -> None:
    feed(fleet.settings, TAGGED, articles(0, 300))
    worker = fleet.start("quote", NEWSMILL_STALL_SECONDS="3", TINY_HOLD="100")
    assert worker.process.wait(60) == STALLED
    told = worker.log.read_text()
    assert "event=stalled stage=quote" in told
    assert "(held)" in told
    assert "no progress for" in told
    assert fleet.start("quote").wait_ready()
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 300, "the next one has all")


def test_an_idle_worker_is_live_and_ready(fleet: Fleet) -> None:
    worker = fleet.start("decode", NEWSMILL_STALL_SECONDS="2", TINY_SECONDS="0.01").wait_ready()
    time.sleep(3)
    assert worker.get("live") == (200, "live; 0 records wait\n")
    assert worker.get("ready") == (200, "ready; 8 partitions\n")
    feed(fleet.settings, RAW, ((str(n), f"text {n}".encode()) for n in range(300)))
    while worker.metric("newsmill_records_in_total") < 300:
        assert worker.get("live")[0] == 200, "work that has just come is no stall"


def test_the_largest_records_fit_as_dead_letters(kafka: EmbeddedKafka, tmp_path: Path) -> None:
    small = Settings(
        brokers=kafka.address, topic_prefix="large.", data_dir=tmp_path, max_message_bytes=2 * MIB
    )
    topics.create(small)
    full = small.max_message_bytes - 200  # what Kafka adds to a record and its batch
    sent = [b"bad " + b"x" * (full - 4), b"y" * full, b"small"]
    fleet = Fleet(small, tmp_path)
    try:
        feed(small, RAW, (("site", value) for value in sent))
        worker = fleet.start("decode").wait_ready()
        wait_until(lambda: len(keys(small, DECODED)) == 1, "the small one went on")
        letters = list(read(small, FAILED))
        reasons = [letter_format.read(letter).failure.reason for letter in letters]
        assert reasons == ["bad-text", "output-too-large"]
        assert [letter.value for letter in letters] == sent[:2]
        assert worker.stop() == 0
    finally:
        fleet.end()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[EmbeddedKafka, Fleet]]:
    """A broker that the test may kill, and 1,500 records for the workers of a fleet on it."""
    with EmbeddedKafka(tmp_path / "kafka") as broker:
        settings = Settings(brokers=broker.address, data_dir=tmp_path, session_timeout_seconds=6)
        topics.create(settings)
        feed(settings, TAGGED, articles(0, 1500))
        fleet = Fleet(settings, tmp_path)
        yield broker, fleet
        fleet.tell()
        fleet.end()


def at_work(fleet: Fleet, **environment: str) -> Worker:
    """A worker that has begun on the records and has most of them before it."""
    worker = fleet.start("quote", TINY_SECONDS="0.003", **environment).wait_ready()
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) > 100, "it works")
    return worker


def test_workers_live_through_a_restart_of_the_broker(own: tuple[EmbeddedKafka, Fleet]) -> None:
    broker, fleet = own
    worker = at_work(fleet)
    broker.kill()
    wait_until(lambda: worker.get("ready")[0] == 503, "/ready tells")
    assert "no broker answers" in worker.get("ready")[1]
    assert worker.get("live")[0] == 200, "a restart would not help"
    broker.start()
    wait_until(lambda: worker.get("ready")[0] == 200, "it is ready again")
    wait_until(lambda: len(keys(fleet.settings, ENRICHED)) == 1500, "all are there")
    assert worker.process.poll() is None, "the worker is still the same process"
    assert worker.log.read_text().count("Unable connect to node") <= 2, "and said it once"
    assert worker.stop() == 0


def test_a_worker_whose_broker_is_gone_ends_in_time(own: tuple[EmbeddedKafka, Fleet]) -> None:
    broker, fleet = own
    worker = at_work(fleet, TINY_STOP="5")
    broker.kill()
    assert worker.stop() == 1
    assert "event=abandoned" in worker.log.read_text()


def test_a_worker_says_which_topic_is_missing(kafka: EmbeddedKafka, tmp_path: Path) -> None:
    fleet = Fleet(Settings(brokers=kafka.address, topic_prefix="nothing-here."), tmp_path)
    worker = fleet.start("decode")
    assert worker.process.wait(30) == 2
    assert "nothing-here.articles.raw: topic is missing" in worker.log.read_text()
    assert "newsmill topics create" in worker.log.read_text()


def test_a_worker_says_that_no_broker_answers(tmp_path: Path) -> None:
    worker = Fleet(Settings(brokers="127.0.0.1:1"), tmp_path).start("decode")
    assert worker.process.wait(40) == 2
    assert "no broker answers at 127.0.0.1:1" in worker.log.read_text()
