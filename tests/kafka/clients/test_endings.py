"""How loops over a subscription end: SIGTERM, `stop`, a cancelled task; against a real Kafka."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from itertools import islice

import pytest

from tests.kafka.clients.records_sent import an_article, read_all, send_all
from workers.kafka.consumer import Subscription
from workers.processes.local_workers import variables
from workers.records import Article
from workers.settings import Settings
from workers.topology import ENRICHED

pytestmark = pytest.mark.kafka
NAMES = ["a0", "a1", "a2"]


def ids(records: list[object]) -> list[str]:
    return sorted(record.id for record in records if isinstance(record, Article))


@pytest.fixture
def articles(installation: Settings) -> Settings:
    send_all(installation, ENRICHED, *[(name, an_article(name)) for name in NAMES])
    return installation


@pytest.mark.parametrize("form", ["sync", "async", "own"])
def test_sigterm_ends_the_loop_when_the_record_in_hand_is_done(
    articles: Settings, form: str
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kafka.clients.loop", form],
        env=os.environ | variables(articles),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    begun = process.stdout.readline().split()
    process.send_signal(signal.SIGTERM)
    said = process.stdout.read().splitlines()
    assert process.wait(30) == 0
    own = ["own handler"] if form == "own" else []
    end = "clean end True" if form == "async" else "clean end"
    assert (begun[0], said) == ("begun", [*own, f"done {begun[1]}", end])
    rest = ids(list(read_all(articles, ENRICHED, "desk")))
    assert rest == sorted(set(NAMES) - {begun[1]}), "what was done was committed, no more"


def test_a_loop_in_another_thread_is_stopped_and_leaves_signals_alone(articles: Settings) -> None:
    found: list[object] = []
    with Subscription(group="desk", settings=articles) as records:

        def loop() -> None:
            found.extend(records)

        thread = threading.Thread(target=loop)
        thread.start()
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        for _ in range(200):
            if len(found) == len(NAMES):
                break
            thread.join(0.1)
        records.stop()
        thread.join(10)
        assert not thread.is_alive()
    assert ids(found) == NAMES


def test_the_handler_is_there_only_while_the_loop_runs(articles: Settings) -> None:
    with Subscription(group=None, settings=articles, idle_seconds=1) as records:
        for _ in islice(records, 1):
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
        assert len(list(records)) == 2
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_task_that_is_cancelled_commits_what_was_done(articles: Settings) -> None:
    async def cancelled() -> list[object]:
        found: list[object] = []
        all_there = asyncio.Event()

        async def work() -> None:
            async with Subscription(group="desk", settings=articles) as records:
                async for record in records:
                    found.append(record)
                    if len(found) == len(NAMES):
                        asyncio.get_running_loop().call_later(0.3, all_there.set)

        task = asyncio.create_task(work())
        await all_there.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return found

    assert ids(asyncio.run(cancelled())) == NAMES
    assert len(read_all(articles, ENRICHED, "desk")) == 0
