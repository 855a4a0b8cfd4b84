"""The stream under measurement: real Kafka, a process a worker, pinned to given cores."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from workers.bench import processes
from workers.demo.line import LocalLine, is_ready
from workers.demo.watch import Watch
from workers.inputs.outgoing import Outgoing
from workers.kafka.feed import Feeder
from workers.processes.local_workers import Worker
from workers.settings import Settings
from workers.topology import STAGES

START_SECONDS = 180.0
LOOK_SECONDS = 0.05
SILENCE_SECONDS = 120.0


class BenchFailed(RuntimeError):
    """There is nothing to measure: the stream did not come to its end, or articles failed."""


@dataclass(frozen=True, slots=True)
class StreamRun:
    """One block of articles: wall seconds, processor seconds of each stage and the broker."""

    seconds: float
    stages: dict[str, float]
    broker: float


class Stream:
    """The line on this machine: `each` workers a stage on `cores`, the broker on `others`."""

    def __init__(self, settings: Settings, cores: set[int], others: set[int], each: int) -> None:
        """Starts everything; raises `BenchFailed` when a worker does not get ready."""
        self._line = LocalLine(settings)
        self._outcomes = 0
        try:
            with processes.pinned(others):
                self._line.start_broker()
            with processes.pinned(cores):
                for _ in range(each):
                    self._line.start_workers()
            _until_ready(self._line)
            self._watch = Watch(self._line.settings)
        except BaseException:
            self._line.stop()
            raise

    def run(self, articles: Sequence[Outgoing]) -> StreamRun:
        """Feeds a block; timed until its last outcome was read. Raises `BenchFailed`."""
        before, broker = self._spent(), self._broker_spent()
        self._outcomes += len(articles)
        with Feeder(self._line.settings) as feeder:
            began = time.perf_counter()
            for article in articles:
                feeder.send(article)
        self._wait()
        self._check_outcomes()
        seconds = time.perf_counter() - began
        spent = {stage: after - before[stage] for stage, after in self._spent().items()}
        return StreamRun(seconds, spent, self._broker_spent() - broker)

    def peak_bytes(self) -> dict[str, int]:
        """The most memory that a worker of each stage has had."""
        return {
            stage: max(processes.peak_bytes(w.pid) for w in self._workers(stage))
            for stage in STAGES
        }

    def stop(self) -> None:
        """Stops everything."""
        self._watch.close()
        self._line.stop()

    def _wait(self) -> None:
        last = time.monotonic()
        while (done := len(self._watch.outcomes.places)) < self._outcomes:
            if self._watch.look(LOOK_SECONDS):
                last = time.monotonic()
            _check(self._line)
            if time.monotonic() - last > SILENCE_SECONDS:
                raise BenchFailed(
                    f"nothing for {SILENCE_SECONDS:.0f} s, {done} of {self._outcomes} done"
                )

    def _check_outcomes(self) -> None:
        """Articles that fail at once would measure the speed of failing."""
        failed = len(self._watch.outcomes.failed)
        if failed > self._outcomes / 2:
            raise BenchFailed(
                f"{failed} of {self._outcomes} articles became dead letters: is the text in a "
                "field of another name (--rename text=body)? `newsmill process FILE` says why"
            )

    def _workers(self, stage: str) -> list[Worker]:
        return [worker for worker in self._line.workers.running if worker.stage == stage]

    def _spent(self) -> dict[str, float]:
        return {
            stage: sum(processes.cpu_seconds(w.pid) for w in self._workers(stage))
            for stage in STAGES
        }

    def _broker_spent(self) -> float:
        assert self._line.broker.pid is not None
        return processes.cpu_seconds(self._line.broker.pid)


def _until_ready(line: LocalLine) -> None:
    end = time.monotonic() + START_SECONDS
    while not all(is_ready(worker) for worker in line.workers.running):
        _check(line)
        if time.monotonic() > end:
            raise BenchFailed(f"workers not ready after {START_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)


def _check(line: LocalLine) -> None:
    worker = line.workers.ended()
    if worker is not None:
        raise BenchFailed(f"the {worker.stage} worker ended with exit code {worker.exit_code}")
