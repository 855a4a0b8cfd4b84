"""How long a dedup worker is away: on an empty disk, after SIGKILL, after SIGTERM."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

from kafka import KafkaProducer

from tests.evaluation.dedup_growth.index import SHARDS, Disk, fill
from tests.evaluation.tasks.dedup import Line
from tests.faults.fleet import Fleet, Worker, wait_until
from workers.bench.processes import peak_bytes
from workers.kafka import topics
from workers.kafka.connection import security
from workers.kafka.embedded.broker import EmbeddedKafka
from workers.settings import MIB, Settings

MILLION = 1_000_000
RISE = 1.25
"""An article that takes this much longer to restore in a larger index forbids an estimate."""

PATIENCE = 3600.0
UNCONFIRMED = 10_000


class Logged(Disk):
    """A table whose writes go to its partition of the changelog too, in their order."""

    def __init__(self, path: Path, producer: KafkaProducer, topic: str, partition: int) -> None:
        super().__init__(path)
        self.records = self.bytes = 0
        self._producer, self._topic, self._partition = producer, topic, partition
        self._waiting = deque[Any]()

    def __setitem__(self, key: bytes, value: bytes) -> None:
        super().__setitem__(key, value)
        sent = self._producer.send(self._topic, key=key, value=value, partition=self._partition)
        self._waiting.append(sent)
        if len(self._waiting) > UNCONFIRMED:
            self._waiting.popleft().get()
        self.records += 1
        self.bytes += len(key) + len(value)

    def confirm(self) -> None:
        """Returns once the broker has all; raises `KafkaError` when it has not."""
        for sent in self._waiting:
            sent.get()
        self._waiting.clear()


def restart(sizes: list[int]) -> None:
    """Prints seconds until /ready and memory at each size of the index."""
    print(
        f"{'articles':>10} {'records':>11} {'changelog MB':>13} {'empty disk s':>13} {'MB/s':>6} "
        f"{'records/s':>10} {'SIGKILL s':>10} {'SIGTERM s':>10} {'memory MB':>10}"
    )
    each: list[float] = []  # milliseconds of restoring an article
    start = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            empty, start = _measure(size, Path(folder))
            each.append((empty - start) / size * 1000)
    print(f"session timeout {Settings().session_timeout_seconds:.0f} s, part of SIGKILL s")
    if len(each) > 1:
        before, last = each[-2:]
        print(f"restoring an article: {before:.3f} ms, then {last:.3f} ms")
        if last <= RISE * before:
            low, high = (start + ms * MILLION / 1000 for ms in sorted((before, last)))
            print(f"estimate, not measured: {MILLION:,} articles {low:,.0f} to {high:,.0f} s")


def _measure(size: int, folder: Path) -> tuple[float, float]:
    """Prints a line; returns the seconds on an empty disk and after SIGTERM."""
    with EmbeddedKafka(folder / "kafka") as kafka:
        settings = Settings(brokers=kafka.address, dedup_shards=SHARDS)
        topics.create(settings)
        records, size_bytes = _fill(size, settings, folder)
        fleet = Fleet(settings, folder)
        try:
            empty, worker = _seconds(fleet)
            memory = _memory(worker)
            worker.kill()
            killed, worker = _seconds(fleet)
            memory = max(memory, _memory(worker))
            worker.stop()
            stopped, worker = _seconds(fleet)
            worker.stop()
        finally:
            fleet.end()
    megabytes = size_bytes / 1e6
    print(
        f"{size:>10,} {records:>11,} {megabytes:>13,.1f} {empty:>13.1f} {megabytes / empty:>6.1f} "
        f"{records / empty:>10,.0f} {killed:>10.1f} {stopped:>10.1f} {memory:>10.0f}",
        flush=True,
    )
    return empty, stopped


def _fill(size: int, settings: Settings, folder: Path) -> tuple[int, int]:
    """Writes the changelog of so many articles; returns its records, and bytes in them."""
    producer = KafkaProducer(
        **security.clients(settings), acks="all", linger_ms=50, batch_size=1 << 18
    )
    name = topics.changelog("dedup", "shard", settings)
    shards = range(SHARDS)
    tables = [Logged(folder / f"table-{shard}", producer, name, shard) for shard in shards]
    fill(Line(SHARDS, dict(enumerate(tables))), 0, size)
    for table in tables:
        table.confirm()
    producer.close()
    return sum(table.records for table in tables), sum(table.bytes for table in tables)


def _seconds(fleet: Fleet) -> tuple[float, Worker]:
    """Starts the worker; the seconds until it is ready, imports of Python among them."""
    started = time.monotonic()
    worker = fleet.start("dedup", module="workers.cli")
    wait_until(lambda: worker.get("ready")[0] == 200, f"{worker.log} ready", PATIENCE)
    return time.monotonic() - started, worker


def _memory(worker: Worker) -> float:
    """The most memory the worker had so far, in MB (Linux)."""
    return peak_bytes(worker.process.pid) / MIB
