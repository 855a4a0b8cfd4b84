"""No false alarms in a worker's log, and the true ones in one line each."""

from __future__ import annotations

import json
import time

import pytest

from tests.faults.fleet import Fleet, feed, keys, wait_until
from tests.faults.test_restarts import articles
from workers.topology import DECODED, ENRICHED, RAW, TAGGED

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

PATIENCE = "3"
"""Seconds after which Faust says that a partition stands, in place of its 300."""
ALARM = "partition_stands"


def test_a_burst_after_idle_minutes_is_no_stream_that_stopped(fleet: Fleet) -> None:
    """One worker with our look at partitions, and beside it one with Faust's, to compare."""
    settings, slow = fleet.settings, {"TINY_PATIENCE": PATIENCE, "TINY_SECONDS": "0.012"}
    for topic in (RAW, TAGGED):
        feed(settings, topic, articles(0, 40))
    ours = fleet.start("decode", **slow)
    fausts = fleet.start("quote", TINY_VERIFY="plain", **slow)
    for topic in (DECODED, ENRICHED):
        wait_until(lambda topic=topic: len(keys(settings, topic)) == 40, f"40 on {topic}")
    time.sleep(float(PATIENCE) + 2)
    for topic in (RAW, TAGGED):
        feed(settings, topic, articles(40, 640))
    for topic in (DECODED, ENRICHED):
        wait_until(lambda topic=topic: len(keys(settings, topic)) == 640, f"640 on {topic}")
    assert ours.stop() == fausts.stop() == 0
    assert ALARM not in ours.log.read_text()
    assert ALARM in fausts.log.read_text(), "without a false alarm there nothing is compared"


def test_a_stream_that_hangs_is_told_in_one_line_of_json(fleet: Fleet) -> None:
    feed(fleet.settings, RAW, (("one site", b"hang") for _ in range(300)))
    worker = fleet.start(
        "decode", TINY_PATIENCE=PATIENCE, NEWSMILL_LOG_FORMAT="json", NEWSMILL_BROKER="x"
    )
    wait_until(lambda: ALARM in worker.log.read_text(), "it is told")
    lines = [json.loads(line) for line in worker.log.read_text().splitlines()]
    [told, *_] = [line for line in lines if line["fields"].get("event") == ALARM]
    assert told["level"] == "ERROR"
    assert "articles.raw" in told["message"]
    [typo] = [line for line in lines if line["fields"].get("event") == "unknown_setting"]
    assert "did you mean NEWSMILL_BROKERS?" in typo["message"]
    assert keys(fleet.settings, DECODED) == {}
    worker.kill()
