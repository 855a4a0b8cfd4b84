"""The one loop of every stage: read, prepare, apply, state confirmed, sent, acknowledged.

Up to `settings.inflight` records are on their way. What waits is handled in groups: one
trip to the broker for the state of a group, one for its outputs. Acknowledgements keep
the order of the records, since Faust commits past an earlier one that is still open.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, cast

from faust import Stream
from faust.types import AppT, EventT

from workers.observe.metrics import StageMetrics
from workers.records import Message
from workers.settings import Settings
from workers.stages.contract import Emit, Failure, Step, failure_of, with_trail
from workers.streams.delivery import outputs, sending
from workers.streams.delivery.failure_log import FailureLog
from workers.streams.delivery.in_flight import Arrival, InFlight
from workers.streams.delivery.outputs import Output
from workers.streams.delivery.preparing import Prepared, Preparer
from workers.streams.state.tables import PartitionState, States
from workers.streams.transport.consumer import Consumer
from workers.topology import FAILED, RAW

log = logging.getLogger(__name__)

GROUP_SECONDS = 0.02
"""Outputs wait this long for others: a trip to the broker costs as much for one as for ten."""

BUSY_SECONDS = 0.4
"""So long they wait at most while more records stand in line, who are later than that anyway."""

GATHER_SECONDS = 0.002
"""So long a first record waits for others: a visit to the thread costs more than a record."""


@dataclass(slots=True)
class Applied:
    """A record that the step is done with: `outputs` are to be confirmed, then it is too."""

    arrival: Arrival
    emits: list[Emit]
    outputs: list[Output]
    failure: Failure | None
    seconds: float


class StageLoop:
    """Runs one step on the records of its topic."""

    def __init__(
        self, app: AppT, step: Step, settings: Settings, states: States, preparer: Preparer
    ) -> None:
        """`states` has no tables where the step's topic is not the one they go with."""
        self.topic = step.topic
        self._app = app
        self._step = step
        self._settings = settings
        self._states = states
        self._preparer = preparer
        self._metrics = StageMetrics(step.stage, step.topic)
        self._logbook = FailureLog()
        self._generation = 0
        self._draining = False
        self.flight = InFlight(settings.inflight)
        self._arrived: deque[Arrival] = deque()  # of these: not applied yet
        self._applied: list[Applied] = []  # of these: applied, not yet being delivered
        self._has_arrived, self._has_applied = asyncio.Event(), asyncio.Event()
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        """Records that arrived and are not prepared yet."""
        return len(self._arrived)

    async def read(self, stream: Stream[Any]) -> None:
        """Takes records from Faust while there is room; the body of the agent."""
        if not self._tasks:
            self._tasks = [self._start(self._work()), self._start(self._deliver())]
        await self._or_crash(self._take(stream))

    async def drain(self) -> None:
        """Delivers what the step has worked on, forgets what it has not; as partitions move."""
        self._draining = True
        self._generation += 1
        self._arrived.clear()
        await self._is_idle.wait()
        self.flight.clear()
        self._states.forget()
        self._draining = False

    async def _take(self, stream: Stream[Any]) -> None:
        consumer = cast(Consumer, self._app.consumer)
        async for event in stream.noack().events():
            if self._draining or not consumer.took(event.message.tp, event.message.offset):
                continue  # it will be read again, here or elsewhere
            self._admit(event)
            await self.flight.room()

    def _admit(self, event: EventT[Any]) -> None:
        arrival = Arrival(event, outputs.message(event.message), self._generation)
        self.flight.add(arrival)
        self._metrics.inflight.set(self.flight.count)
        self._arrived.append(arrival)
        self._has_arrived.set()

    async def _work(self) -> None:
        """Has records prepared and applies them, in the order of arrival."""
        while True:
            await self._has_arrived.wait()
            await asyncio.sleep(GATHER_SECONDS)
            batch = list(self._arrived)
            done = await self._preparer.some(self._step, [each.message for each in batch])
            for arrival, prepared in zip(batch, done, strict=False):
                if arrival.generation != self._generation:
                    break  # drained meanwhile
                self._arrived.popleft()
                self._applied.append(self._apply(arrival, prepared))
                self._is_idle.clear()
                self._has_applied.set()
            if not self._arrived:
                self._has_arrived.clear()

    def _apply(self, arrival: Arrival, prepared: Prepared) -> Applied:
        clock = perf_counter()
        tables = self._states.of(arrival.message.partition)
        failure, seconds = prepared.failure, prepared.seconds
        if failure is None:
            try:
                emits = self._step.apply(prepared.value, tables)
                seconds += perf_counter() - clock
                with_trail(self._step.stage, emits, prepared.started, seconds)
                sending = self._outputs(emits, arrival.message)
            except Exception as error:
                failure = failure_of(self._step.stage, error)
            else:
                for state in tables.values():
                    state.keep()
                return Applied(arrival, emits, sending, None, seconds)
        for state in tables.values():
            state.undo()
        return Applied(arrival, [], self._letter(arrival.message, failure), failure, seconds)

    def _outputs(self, emits: list[Emit], read: Message) -> list[Output]:
        raw = self._step.topic == RAW
        return [outputs.output(emit, read, raw=raw, settings=self._settings) for emit in emits]

    def _letter(self, failed: Message, why: Failure) -> list[Output]:
        try:
            return [outputs.dead_letter(failed, why, self._settings)]
        except Exception:  # whatever the record holds: it must not stop its partition
            log.exception("event=letter_failed topic=%s offset=%d", failed.topic, failed.offset)
            return [outputs.stub(failed, why, self._settings)]

    async def _deliver(self) -> None:
        """Group by group: the state is confirmed, then the outputs, then all acknowledged."""
        while True:
            await self._has_applied.wait()
            await self._gather_group()
            self._has_applied.clear()
            group, self._applied = self._applied, []
            await self._save()
            await self._send(group)
            for applied in group:
                self._acknowledge(applied)
            if not self._applied:
                self._is_idle.set()

    async def _gather_group(self) -> None:
        """Waits for others, at the most until half of all that may be in flight is here."""
        if self.flight.is_full and not self._arrived:
            return  # there are no others
        end = perf_counter() + BUSY_SECONDS
        half = self._settings.inflight / 2
        await asyncio.sleep(GROUP_SECONDS)
        while self._arrived and len(self._applied) < half and perf_counter() < end:  # noqa: ASYNC110
            await asyncio.sleep(GROUP_SECONDS)

    async def _save(self) -> None:
        sent: list[tuple[PartitionState, list[Any]]] = []
        for state in self._states.in_use():
            topic, partition = state.changelog
            futures = [
                await self._app.producer.send(topic, key, value, partition, None, None)
                for key, value in state.send().items()
            ]
            if futures:
                sent.append((state, futures))
        for state, futures in sent:
            confirmed = await asyncio.gather(*futures)
            state.confirm(max(metadata.offset for metadata in confirmed))

    async def _send(self, group: Sequence[Applied]) -> None:
        refusals = await sending.send(self._app, [applied.outputs for applied in group])
        for applied, error in zip(group, refusals, strict=True):
            if error is not None:
                await self._give_up(applied, error)

    async def _give_up(self, applied: Applied, error: BaseException) -> None:
        """The broker will never take an output: a dead letter instead (or a stub of the letter)."""
        if applied.failure is None:
            topics = sorted({output.topic for output in applied.outputs})
            applied.failure = sending.refused(self._step.stage, ", ".join(topics), error)
        await sending.send_letter(
            self._app, applied.arrival.message, applied.failure, self._settings
        )

    def _acknowledge(self, applied: Applied) -> None:
        self.flight.acknowledge(applied.arrival)
        self._metrics.inflight.set(self.flight.count)
        if applied.failure:
            self._metrics.failed(FAILED, applied.failure.reason)
            self._logbook.dead_letter(applied.failure, applied.arrival.message)
        else:
            self._metrics.passed(
                [(emit.topic, emit.record) for emit in applied.emits], applied.seconds
            )

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        return asyncio.create_task(self._or_crash(work))

    async def _or_crash(self, work: Coroutine[Any, Any, None]) -> None:
        """Without its tasks the worker would sit there: better it ends and is started anew."""
        try:
            await work
        except Exception as error:
            log.exception("event=stage_crashed stage=%s", self._step.stage)
            await self._app.crash(error)
