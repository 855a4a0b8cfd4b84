"""The plain loop: every stage's functions, one after another, no Kafka, no bytes between.

The bench runs it as a process of its own, so that it has what a worker has.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from workers.bench import processes
from workers.offline import Line
from workers.records import Message, Record
from workers.settings import load
from workers.stages.contract import Emit, Step, Tables


@dataclass(slots=True)
class Timed:
    """A step that notes the processor seconds of its stage."""

    step: Step
    spent: dict[str, float]
    stage: str = field(init=False)
    topic: str = field(init=False)

    def __post_init__(self) -> None:
        self.stage, self.topic = self.step.stage, self.step.topic

    def prepare(self, record: Any) -> Any:
        """As the step does it."""
        began = time.process_time()
        try:
            return self.step.prepare(record)
        finally:
            self.spent[self.stage] += time.process_time() - began

    def apply(self, prepared: Any, tables: Tables) -> list[Emit]:
        """As the step does it."""
        began = time.process_time()
        try:
            return self.step.apply(prepared, tables)
        finally:
            self.spent[self.stage] += time.process_time() - began


@dataclass(frozen=True, slots=True)
class LoopRun:
    """One block of articles: wall seconds, processor seconds of each stage."""

    seconds: float
    stages: dict[str, float]


def _as_it_is(emit: Emit) -> Record:
    """A record as the stage emitted it, not through bytes."""
    assert emit.record is not None, "no stage reads a topic that has tombstones"
    return emit.record


class Loop:
    """The line in this process, timed."""

    def __init__(self) -> None:
        self._spent: defaultdict[str, float] = defaultdict(float)
        self._line = Line(load(), hand_over=_as_it_is)
        steps = self._line.steps.items()
        self._line.steps = {topic: Timed(step, self._spent) for topic, step in steps}

    def run(self, messages: list[Message]) -> LoopRun:
        """Takes a block through; state stays for the next one."""
        self._spent.clear()
        began = time.perf_counter()
        for _ in self._line.process(messages):
            pass
        return LoopRun(time.perf_counter() - began, dict(self._spent))


class LoopProcess:
    """A `Loop` in a process of its own, on one core; `start` and `result` in turn."""

    def __init__(self, core: int) -> None:
        with processes.pinned({core}):
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from workers.bench.loop import main; main()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )

    def start(self, messages: list[Message]) -> None:
        """Hands over a block."""
        assert self._process.stdin is not None
        pickle.dump(messages, self._process.stdin)
        self._process.stdin.flush()

    def result(self) -> LoopRun:
        """Waits for the block; raises `EOFError` when the process has died."""
        assert self._process.stdout is not None
        run: LoopRun = pickle.load(self._process.stdout)
        return run

    def stop(self) -> None:
        """Ends the process."""
        self._process.terminate()
        self._process.wait()


def main() -> None:
    """Blocks of messages on stdin, runs on stdout, until stdin ends."""
    loop = Loop()
    while True:
        try:
            messages = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(loop.run(messages), sys.stdout.buffer)
        sys.stdout.buffer.flush()
