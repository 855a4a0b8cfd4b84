"""Faust's Kafka transport, mended: a worker that lives through a rebalance loses nothing.

Faust 0.15.3 may fetch records and drop them while partitions move (the generation has
changed, the flow is stopped, the fetcher is cancelled). It then reads on behind them,
takes the hole for one that compaction left, and commits past it: 22 to 96 of 5,000
records were lost in five rolling restarts. And where nothing is committed yet it does not
seek back at all. Here the consumer knows which offset must come next in each partition;
when a later one comes it asks the broker which is the first from there on, and goes back to
that one. So holes that are real (markers of transactions) are told from what was dropped.

Faust also fetches while it still seeks, and empties the queues of its streams right after:
one of 170 workers that took partitions over under load lost a record so. Here nothing is
handed over from the moment partitions are taken away until flow is resumed after a seek,
and the stage takes only what is due (`took`).
"""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from itertools import pairwise
from time import monotonic
from typing import Any, ClassVar, cast

from aiokafka import AIOKafkaConsumer
from faust.transport.consumer import RecordMap
from faust.transport.drivers import aiokafka
from faust.types import TP, ConsumerT, Message

from workers.observe.metrics import LOST_TO_RETENTION, WENT_BACK
from workers.streams.restore import Restoring

LOOK_SECONDS = 5.0
"""So long the consumer waits for the broker to say what stands at an offset."""

GLANCE_SECONDS = 0.05
"""So often it looks whether the broker has."""


class Dropped(RuntimeError):
    """A record was fetched and did not come to the stage; after a restart it is read again."""


class Consumer(aiokafka.Consumer):
    """Delivers each record of a source topic after its predecessor, or not at all."""

    logger = logging.getLogger("faust")

    @property
    def stage(self) -> str:
        """The stage whose app this is, for metrics."""
        stage: str = self.app.stage  # type: ignore[attr-defined]  # a StageApp
        return stage

    def on_init(self) -> None:
        """Faust calls this at the end of its constructor."""
        super().on_init()
        self._next: dict[TP, int] = {}  # the offset that must come next
        self._holes: dict[TP, tuple[int, int]] = {}  # the last real one: from, to
        self._gaps: dict[tuple[TP, int], int] = {}  # of those, the ones inside this batch
        self._handed: defaultdict[TP, deque[int]] = defaultdict(deque)  # and not yet taken
        self._handing_over = self._sought = False
        self._holds = 0
        self.start_offsets: dict[TP, int] = {}
        """Where reading began after partitions were assigned."""

    async def perform_seek(self) -> None:
        """Goes to the committed offsets; to the start where nothing is committed.

        The second half is what aiokafka's `seek_to_committed` leaves out.
        """
        hold = self._hold()
        await super().perform_seek()
        sources = [tp for tp in self.assignment() if self.app.topics.acks_enabled_for(tp.topic)]
        starts = await self.earliest_offsets(*sources) if sources else {}
        if hold != self._holds:
            return  # partitions moved meanwhile
        for tp in sources:
            committed = self._committed_offset.get(tp)
            if not committed:
                committed = starts[tp]
                await self._seek(tp, committed)
            self._next[tp] = self.start_offsets[tp] = committed
        self._sought = True

    def resume_flow(self) -> None:
        """Faust calls this last, when its queues have been emptied."""
        super().resume_flow()
        self._handing_over = self._sought

    def _hold(self) -> int:
        """Hands nothing over until flow is resumed after a seek; returns its own number."""
        self._holds += 1
        self._handing_over = self._sought = False
        self._next.clear()
        self._handed.clear()
        return self._holds

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Finishes and commits what is in flight, before Faust forgets what was acknowledged.

        Faust 0.15.3 forgets first and commits then: up to a second of work came twice.
        """
        app = cast(Any, self.app)
        self._hold()
        assignment = self.assignment()
        if assignment and not app.should_stop:
            self.stop_flow()
            app.flow_control.suspend()
            self.pause_partitions(assignment)
            app.flow_control.clear()
            try:
                await app._consumer_wait_empty(self, self.log)
            except Exception as error:
                await app.crash(error)
        await super().on_partitions_revoked(revoked)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, Message]]:  # noqa: ASYNC109
        """The records fetched, up to the first that is not the one to come next."""
        again: set[TP] = set()  # partitions that went back: the rest of this batch is void
        idle = True
        restoring = Restoring(self.app)
        async for tp, message in super().getmany(timeout):
            idle = False
            if restoring.takes(tp, message):
                continue
            for restored in restoring.write():
                yield restored
            if self.app.topics.acks_enabled_for(tp.topic):
                wanted = self._next.get(tp)
                if not self._handing_over or wanted is None:
                    continue
                if tp in again or message.offset < wanted:
                    continue
                if message.offset > wanted and self._gaps.get((tp, wanted)) != message.offset:
                    await self._mend(tp, message.offset)
                    again.add(tp)
                    continue
                self._next[tp] = message.offset + 1
                self._handed[tp].append(message.offset)
            yield tp, message
        for restored in restoring.write():
            yield restored
        if idle and self._handing_over:
            for tp in list(self._next):
                await self._check_position(tp)

    async def _getmany(
        self,
        active_partitions: set[TP] | None,
        timeout: float,  # noqa: ASYNC109
    ) -> RecordMap:
        """A batch as aiokafka has it: what is missing inside is missing in the topic too."""
        records = await super()._getmany(active_partitions=active_partitions, timeout=timeout)
        self._gaps = {
            (tp, before.offset + 1): after.offset
            for tp, batch in records.items()
            if tp in self._next
            for before, after in pairwise(batch)
            if after.offset > before.offset + 1
        }
        return records

    def took(self, tp: TP, offset: int) -> bool:
        """Whether the record that came to the stage is the one that is due there.

        One from before a seek is not: it will come again. Raises `Dropped` when the due one
        was fetched and did not come.
        """
        handed = self._handed[tp]
        due = handed[0] if handed else self._next.get(tp)
        if handed and offset == due:
            handed.popleft()
            return True
        if due is not None and offset > due:
            raise Dropped(f"{tp.topic}/{tp.partition}: {due} is due and {offset} came")
        return False

    def skip_hole(self, tp: TP, offset: int) -> int:
        """The next offset that can have a record, from `offset` on, as far as is known."""
        first, end = self._holes.get(tp, (0, 0))
        return end if offset == first else offset

    async def _check_position(self, tp: TP) -> None:
        """Nothing came: so the client must not be ahead of what was delivered."""
        position, wanted = self._client_position(tp), self._next.get(tp)
        if position is None or wanted is None or position <= wanted:
            return
        await self._mend(tp, position)

    def _client_position(self, tp: TP) -> int | None:
        """Where aiokafka reads next, looked at without a trip to its thread."""
        subscription = self._thread._ensure_consumer()._subscription.subscription
        if not subscription or not subscription.assignment:
            return None
        assignment = subscription.assignment
        if tp not in assignment.tps:
            return None
        state = assignment.state_value(tp)
        position: int | None = state.position if state.has_valid_position else None
        return position

    async def _mend(self, tp: TP, found: int) -> None:
        """Records before `found` are missing: reads on at the first that there is."""
        wanted, hold = self._next[tp], self._holds
        start = int((await self.earliest_offsets(tp))[tp])
        if start > wanted:
            self._report_lost(tp, wanted, min(start, found))
        client = self._thread._ensure_consumer()
        first: int = await self._thread.call_thread(_seek_to_first, client, tp, max(start, wanted))
        if hold != self._holds:
            return  # partitions moved meanwhile
        if first < found:
            WENT_BACK.labels(self.stage).inc()
        else:
            self._holes[tp] = (wanted, first)
        self._next[tp] = first

    def _report_lost(self, tp: TP, first: int, end: int) -> None:
        LOST_TO_RETENTION.labels(self.stage).inc(end - first)
        self.log.error(
            "event=lost_to_retention topic=%s partition=%d from=%d to=%d "
            "(deleted by the broker before they were read: lengthen retention.ms)",
            tp.topic,
            tp.partition,
            first,
            end - 1,
        )


async def _seek_to_first(client: AIOKafkaConsumer, tp: TP, offset: int) -> int:
    """The first offset from `offset` on that has a record, where `client` reads on then.

    Runs in the client's thread. Behind markers that nothing follows it is the end; without
    an answer in time it is `offset` itself.
    """
    client.seek(tp, offset)
    fetcher, end = client._fetcher, monotonic() + LOOK_SECONDS
    first = offset
    while first == offset and monotonic() < end:
        with fetcher._subscriptions.fetch_context():
            found = await fetcher.fetched_records([tp], timeout=GLANCE_SECONDS, max_records=1)
        if found.get(tp):
            first = found[tp][0].offset
            break
        first = await client.position(tp)
    client.seek(tp, first)
    return first


class Transport(aiokafka.Transport):
    """The Kafka transport with that consumer."""

    Consumer: ClassVar[type[ConsumerT]] = Consumer
