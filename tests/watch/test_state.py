"""What the page says when Kafka does not answer, waits to be read, or is late."""

from __future__ import annotations

import time

from tests.watch.test_newsroom import take
from workers.kafka.embedded.ports import free_port
from workers.kafka.lag import PartitionLag
from workers.settings import Settings
from workers.watch.line import LagWatch
from workers.watch.newsroom import Newsroom
from workers.watch.pages import Asked, State, page


def shown(view="articles", error=None, behind=0, lags=(), lag_error=None):
    room = Newsroom(10, 10)
    take(room, "a1", title="Kept")
    return page(room, State(error, behind, list(lags), lag_error), Asked(view=view), part=True)


def test_a_broker_that_is_gone_is_told_and_what_is_kept_stays():
    port = free_port()
    lag = LagWatch(Settings(brokers=f"127.0.0.1:{port}"))
    lag.start()
    end = time.monotonic() + 60
    while lag.unreachable is None and time.monotonic() < end:
        time.sleep(0.1)
    lag.stop()
    assert lag.unreachable
    assert f"127.0.0.1:{port}" in lag.unreachable
    told = shown(error=lag.unreachable, lag_error=lag.error)
    assert "Kafka does not answer" in told
    assert ">live" not in told
    assert "Kept" in told
    assert f"127.0.0.1:{port}" in shown("line", error=lag.unreachable)


def test_what_is_still_to_be_read_back_is_told():
    assert "reading back, 1,204 to go" in shown(behind=1_204)


def test_a_stage_that_is_late_is_told():
    lags = [PartitionLag("tag", "articles.unique", 0, 40, 300.0)]
    lags += [PartitionLag("tag", "articles.unique", 1, 2, 10.0)]
    assert "late by 5 min" in shown(lags=lags)
    told = shown("line", lags=lags)
    assert "<b>42</b> waiting, the oldest for 5 min" in told
    assert told.count('class="late"') == 1
    assert "up to date" in shown(lags=[PartitionLag("tag", "articles.unique", 0, 0, 0.0)])


def test_a_right_that_is_missing_for_the_lag_is_told():
    assert "lag unknown" in shown(lag_error="not allowed")
    assert "not allowed" in shown("line", lag_error="not allowed")
