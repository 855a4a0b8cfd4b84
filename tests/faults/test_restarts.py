"""Workers are killed, stopped and started under load; the topics tell what became of it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.faults.fleet import PATIENCE, Fleet, feed, keys, wait_until
from tests.faults.tiny import article
from workers import codec
from workers.kafka.reading import read
from workers.records import Article
from workers.settings import Settings
from workers.topology import DECODED, ENRICHED, TAGGED, UNIQUE

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

RECORDS = 2000
WORK = {"TINY_SECONDS": "0.002"}


def articles(first: int, last: int) -> Iterator[tuple[str, bytes]]:
    for number in range(first, last):
        record = article(f"{number:06d}")
        yield record.id, codec.encode(record)


def all_there(settings: Settings, topic: str, wanted: int) -> bool:
    return len(keys(settings, topic)) == wanted


def restart_under_load(fleet: Fleet, stage: str, source: str, target: str, how: str) -> None:
    """Two workers of one folder; half the records come later; one after the other is replaced."""
    feed(fleet.settings, source, articles(0, RECORDS // 2))
    workers = [fleet.start(stage, **WORK) for _ in range(2)]
    for worker in workers:
        worker.wait_ready()
    feed(fleet.settings, source, articles(RECORDS // 2, RECORDS))
    for round_ in range(4):
        end = workers[round_ % 2]
        if how == "kill":
            end.kill()
        else:
            assert end.stop() == 0
        workers[round_ % 2] = fleet.start(stage, **WORK).wait_ready()
    wait_until(lambda: all_there(fleet.settings, target, RECORDS), "all records are there")
    assert [worker.stop() for worker in workers] == [0, 0]


def test_a_rolling_restart_loses_nothing(fleet: Fleet) -> None:
    restart_under_load(fleet, "quote", TAGGED, ENRICHED, "stop")
    repeats = sum(keys(fleet.settings, ENRICHED).values()) - RECORDS
    assert repeats < RECORDS / 50, "a stop in order finishes what is in flight"


def test_killed_workers_lose_neither_records_nor_state(fleet: Fleet) -> None:
    restart_under_load(fleet, "dedup", DECODED, UNIQUE, "kill")
    assert seen_by_shard(fleet.settings) == RECORDS


def test_state_comes_back_on_an_empty_disk(fleet: Fleet) -> None:
    feed(fleet.settings, DECODED, articles(0, 500))
    first = fleet.start("dedup", "first").wait_ready()
    wait_until(lambda: all_there(fleet.settings, UNIQUE, 500), "the first 500 are there")
    assert first.stop() == 0
    second = fleet.start("dedup", "second").wait_ready()
    feed(fleet.settings, DECODED, articles(500, 600))
    wait_until(lambda: all_there(fleet.settings, UNIQUE, 600), "100 more are there")
    assert second.stop() == 0
    assert seen_by_shard(fleet.settings) == 600


def seen_by_shard(settings: Settings) -> int:
    """The sum over the shards of the highest count that tiny's Count wrote on an article."""
    highest: dict[int, int] = {}
    for message in read(settings, UNIQUE):
        found = codec.decode(Article, message.value or b"")
        shard = sum(found.id.encode()) % 4
        highest[shard] = max(highest.get(shard, 0), int(found.title or 0))
    return sum(highest.values())


@pytest.mark.parametrize(("transport", "complete"), [("ours", True), ("plain", False)])
def test_batches_that_the_consumer_drops_are_read_again(
    fleet: Fleet, transport: str, complete: bool
) -> None:
    """Faust's own consumer loses them: without that the test would prove nothing."""
    feed(fleet.settings, TAGGED, articles(0, 1000))
    worker = fleet.start("quote", TINY_DROP="3", TINY_TRANSPORT=transport).wait_ready()
    if complete:
        wait_until(lambda: all_there(fleet.settings, ENRICHED, 1000), "all are there")
        assert worker.metric("newsmill_consumer_went_back_total") > 0
    else:
        wait_until(lambda: worker.metric("newsmill_records_in_total") > 0, "it works")
        time.sleep(8)
        assert len(keys(fleet.settings, ENRICHED)) < 1000
    assert worker.stop() == 0


@pytest.mark.parametrize(("transport", "complete"), [("ours", True), ("plain", False)])
def test_what_comes_before_flow_is_resumed_is_not_lost(
    fleet: Fleet, transport: str, complete: bool
) -> None:
    """With state to restore Faust fetches before it has sought, and empties its queues after."""
    feed(fleet.settings, DECODED, articles(0, 50))
    first = fleet.start("dedup", "first").wait_ready()
    wait_until(lambda: all_there(fleet.settings, UNIQUE, 50), "the first 50 are there")
    assert first.stop() == 0
    feed(fleet.settings, DECODED, articles(50, 550))
    slowly = {"TINY_SEEK": "3", "TINY_SECONDS": "0.01", "NEWSMILL_INFLIGHT": "8"}
    second = fleet.start("dedup", "second", TINY_TRANSPORT=transport, **slowly).wait_ready()
    if complete:
        wait_until(lambda: all_there(fleet.settings, UNIQUE, 550), "all are there")
    else:
        wait_until(lambda: len(keys(fleet.settings, UNIQUE)) > 400, "most are there")
        time.sleep(8)
        assert len(keys(fleet.settings, UNIQUE)) < 550
    assert second.stop() == 0


def test_a_record_lost_on_the_way_to_the_stage_ends_the_worker(fleet: Fleet) -> None:
    """Better than to go on without it: started anew it reads on from what is committed."""
    feed(fleet.settings, TAGGED, articles(0, 1000))
    worker = fleet.start("quote", TINY_LOSE="300")
    assert worker.process.wait(PATIENCE) == 1
    assert "is due and" in worker.log.read_text()
    again = fleet.start("quote").wait_ready()
    wait_until(lambda: all_there(fleet.settings, ENRICHED, 1000), "all are there")
    assert again.stop() == 0
