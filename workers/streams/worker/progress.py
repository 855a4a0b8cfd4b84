"""How far a worker is: lag by partition, and the snapshot that /ready and /live judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import time
from typing import cast

from faust.tables.manager import TableManager
from faust.types import TP

from workers.kafka.lag import PartitionLag
from workers.observe.health import Snapshot
from workers.observe.lag import StateSize
from workers.streams.app import StageApp
from workers.streams.delivery.preparing import Preparer
from workers.streams.loop import StageLoop
from workers.streams.state.tables import States
from workers.streams.transport.consumer import Consumer
from workers.streams.worker.places import Places
from workers.streams.worker.watch import Brokers


class Progress:
    """Looks at a running app and its loops."""

    def __init__(
        self,
        app: StageApp,
        loops: dict[str, StageLoop],
        states: States,
        preparer: Preparer,
        knowledge_loaded: Callable[[], bool],
    ) -> None:
        """`loops` by the full name of the topic they read."""
        self._stage = app.stage
        self._app = app
        self._loops = loops
        self._states = states
        self._preparer = preparer
        self.brokers = Brokers(self._ping)
        self._knowledge_loaded = knowledge_loaded
        self._moved = time()  # when partitions last moved
        self._waiting_since: float | None = None  # when lag was seen first, since there was none
        self._places = Places()
        self._restoring = (0, 0.0)  # what was left to restore, and since when it is that

    def partitions_moved(self) -> None:
        """Called after each rebalance."""
        self._moved = time()

    def snapshot(self) -> Snapshot:
        """The worker now; progress is not missed before there is lag."""
        now, joined = time(), self._joined()
        places = self._waiting()
        lag, longest = sum(n for _, n in places.values()), self._places.longest(now, places)
        self._waiting_since = (self._waiting_since or now) if lag else None
        progress = [loop.flight.progress for loop in self._loops.values()]
        return Snapshot(
            now=now,
            joined=joined,
            partitions=len(self._assigned()) if joined else 0,
            knowledge_loaded=self._knowledge_loaded(),
            lag_records=lag,
            last_progress=max(
                *progress,
                self._moved,
                self._waiting_since or 0.0,
                self._preparer.progress,
                self.brokers.back,
                self._restored(now),
            ),
            recovering=self._recovering(),
            at_work=self._preparer.at_work,
            broker_silent_since=self.brokers.silent_since,
            dropping_since=self._consumer().dropping_since if joined else None,
            partition=f"{longest.tp.topic}/{longest.tp.partition}, where {longest.records}"
            if longest
            else "",
            partition_since=max(longest.since, self._moved, self.brokers.back) if longest else None,
        )

    def standing(self) -> str:
        """Where each partition is, for the log of a worker that stands still."""
        app, consumer = self._app, self._consumer()
        loops = [
            f"{loop.topic}: {loop.flight.count} in flight, {loop.waiting} to be prepared"
            for loop in self._loops.values()
        ]
        places = [
            f"{tp.topic}/{tp.partition} at {self._position(tp)} of {consumer.highwater(tp) or 0}"
            + ("" if consumer.is_open(tp) else " (held)")
            for tp in self._assigned()
        ]
        flow = "on" if consumer.flow_active else "off"
        moving = "moving" if app.rebalancing else "settled"
        return "; ".join([f"flow {flow}", f"partitions {moving}", *loops, *places])

    def lags(self) -> Iterator[PartitionLag]:
        """What each assigned partition still has to read and acknowledge."""
        now = time()
        for tp, (_, records) in self._waiting().items():
            loop = self._loops[tp.topic]
            yield PartitionLag(
                stage=self._stage,
                topic=loop.topic,
                partition=tp.partition,
                records=records,
                seconds=max(0.0, now - self._oldest(loop, tp)) if records else 0.0,
            )

    def state_sizes(self) -> Iterator[StateSize]:
        """Keys and disk of each partition of the tables in use."""
        for state in self._states.in_use():
            yield StateSize(
                stage=self._stage,
                table=state.name,
                partition=state.changelog.partition,
                keys=state.estimated_keys,
                disk_bytes=state.disk_bytes,
            )

    def _waiting(self) -> dict[TP, tuple[int, int]]:
        """The first offset not acknowledged of each assigned partition, and how many wait."""
        if not self._joined():
            return {}
        consumer = self._consumer()
        places = {tp: self._position(tp) for tp in self._assigned()}
        return {tp: (at, max(0, (consumer.highwater(tp) or 0) - at)) for tp, at in places.items()}

    def _position(self, tp: TP) -> int:
        """The first offset that is not acknowledged yet."""
        consumer = self._consumer()
        position = self._loops[tp.topic].flight.position.get(tp, consumer.start_offsets.get(tp, 0))
        return consumer.skip_hole(tp, position)

    def _consumer(self) -> Consumer:
        return cast(Consumer, self._app.consumer)

    async def _ping(self) -> bool:
        consumer = cast(Consumer | None, self._app._consumer)
        return await consumer.ping() if consumer else True

    def _oldest(self, loop: StageLoop, tp: TP) -> float:
        """The time of the oldest record that waits, as near as is known without reading it."""
        arrival = loop.flight.oldest(tp)
        if arrival:
            return arrival.message.timestamp_ms / 1000
        return loop.flight.last_timestamp.get(tp, self._moved)

    def _joined(self) -> bool:
        app, tables = self._app, cast(TableManager, self._app.tables)
        consumer = cast(Consumer | None, app._consumer)
        return bool(
            consumer and consumer.flow_active and not app.rebalancing and tables.actives_ready
        )

    def _assigned(self) -> list[TP]:
        return sorted(tp for tp in self._app.consumer.assignment() if tp.topic in self._loops)

    def _recovering(self) -> str | None:
        left = self._to_restore()
        return None if left is None else f"restoring state: {left} changelog records to go"

    def _to_restore(self) -> int | None:
        recovery = cast(TableManager, self._app.tables).recovery
        return recovery.active_remaining_total() if recovery.in_recovery else None

    def _restored(self, now: float) -> float:
        """When restoring went on last."""
        left = self._to_restore() or 0
        if left != self._restoring[0]:
            self._restoring = (left, now)
        return self._restoring[1]
