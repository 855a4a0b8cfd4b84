"""The costly half of a step, in a thread of its own: the event loop stays free meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter, time
from typing import Any

from workers.records import Message
from workers.stages.contract import Failure, Rejected, Step, failure_of
from workers.streams.delivery import outputs
from workers.streams.delivery.suspects import Suspects
from workers.streams.delivery.time_limit import TimeLimit, TooSlow

VISIT_SECONDS = 0.2
"""One visit to the thread prepares records for about this long, at least one."""


@dataclass(slots=True)
class Prepared:
    """What `Step.prepare` made of a record, or how it failed; `started` in POSIX seconds."""

    value: Any
    failure: Failure | None
    started: float
    seconds: float


class Preparer:
    """The thread, shared by the steps of a stage."""

    def __init__(self, stage: str, suspects: Suspects, limit: TimeLimit) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=f"prepare-{stage}")
        self._suspects = suspects
        self._limit = limit
        self.at_work = False
        """Whether a record is being prepared."""
        self.progress = 0.0
        """When one was done last (POSIX seconds)."""

    def close(self) -> bool:
        """Lets the thread go; False when it still works on a record that takes too long."""
        self.thread.shutdown(wait=False, cancel_futures=True)
        self._limit.close()
        if not self.at_work:
            self._suspects.close()
        return not self.at_work

    async def some(self, step: Step, messages: list[Message]) -> list[Prepared]:
        """The first of `messages` prepared: as many as fit the visit."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, self._visit, step, messages)

    def _visit(self, step: Step, messages: Iterable[Message]) -> list[Prepared]:
        self.at_work = True
        end = perf_counter() + VISIT_SECONDS
        done = []
        for message in messages:
            done.append(self._one(step, message))
            if perf_counter() >= end:
                break
        self.at_work = False
        return done

    def _one(self, step: Step, message: Message) -> Prepared:
        started, clock = time(), perf_counter()
        value, failure = None, None
        try:
            with self._suspects.at_work(message), self._limit():
                value = step.prepare(outputs.record(message, step.topic))
        except TooSlow:
            failure = failure_of(step.stage, _too_slow(perf_counter() - clock))
        except Exception as error:  # whatever it is: a dead letter, and on with the next
            failure = failure_of(step.stage, error)
        self.progress = time()
        return Prepared(value, failure, started, perf_counter() - clock)


def _too_slow(seconds: float) -> Rejected:
    return Rejected(
        "too-slow", f"not done after {seconds:.0f} s; NEWSMILL_RECORD_SECONDS is the limit"
    )
