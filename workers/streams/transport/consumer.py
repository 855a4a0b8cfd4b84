"""Faust's Kafka transport, repaired: a worker that lives through a rebalance loses nothing.

Faust 0.15.3 may fetch records and drop them while partitions move (the generation has
changed, the flow is stopped, the fetcher is cancelled). It then reads on behind them,
takes the hole for one that compaction left, and commits past it: 22 to 96 of 5,000
records were lost in five rolling restarts. And where nothing is committed yet it does not
seek back at all. Here the consumer knows which offset must come next in each partition;
when a later one comes it asks the broker which is the first from there on, and goes back to
that one. So holes that are real (markers of transactions) are told from what was dropped.

Faust also fetches while it still seeks, and empties the queues of its streams right after:
one of 170 workers that took partitions over under load lost a record so. Here nothing is
handed over from the moment partitions are taken away until the last seek has ended, what
was emptied away is read again, and the stage takes only what is due (`handover`).

Records of transactions that were aborted are never seen (`isolation_level`).
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from itertools import pairwise
from time import time
from typing import Any, ClassVar, cast

from faust.exceptions import ConsumerNotStarted
from faust.transport.consumer import RecordMap
from faust.transport.drivers import aiokafka
from faust.types import TP, ConsumerT, Message

from workers.observe.metrics import WENT_BACK
from workers.streams.state.restore import Restoring
from workers.streams.transport import parsing
from workers.streams.transport.client import (
    ConsumerThread,
    FlowControl,
    position_of,
    report_lost,
    seek_to_first,
)
from workers.streams.transport.handover import Handover


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
        self._handover = Handover()
        self._seeks = 0  # begun and not ended
        self._holes: dict[TP, tuple[int, int]] = {}  # the last real one: from, to
        self._gaps: dict[tuple[TP, int], int] = {}  # of those, the ones inside this batch
        self.start_offsets: dict[TP, int] = {}
        """Where reading began after partitions were assigned."""
        self.dropping_since: float | None = None
        """Since when (POSIX seconds) records are fetched and none is handed over."""
        flow = cast(FlowControl, self.app.flow_control)
        flow.emptied = self._queues_emptied

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def perform_seek(self) -> None:
        """Goes to the committed offsets; to the start where nothing is committed.

        The second half is what aiokafka's `seek_to_committed` leaves out.
        """
        hold = self._handover.hold()
        self._seeks += 1
        try:
            await super().perform_seek()
            sources = self._sources()
            starts = await self.earliest_offsets(*sources) if sources else {}
            if not self._handover.is_last(hold):
                return  # partitions moved meanwhile, or another seek has begun
            offsets = {tp: self._committed_offset.get(tp) or starts[tp] for tp in sources}
            for tp in sources:
                if not self._committed_offset.get(tp):
                    await self._seek(tp, offsets[tp])
            if self._handover.open(hold, offsets):
                self.start_offsets |= offsets
        finally:
            self._seeks -= 1

    def _sources(self) -> list[TP]:
        """The partitions that are read for the stage: no changelogs."""
        return [tp for tp in self.assignment() if self.app.topics.acks_enabled_for(tp.topic)]

    def _queues_emptied(self) -> None:
        """What waited in the queues of the streams is gone: it is to be read again."""
        self._handover.emptied()

    async def _seek_if_lost(self) -> None:
        """Seeks anew when a partition has no offset to go on from and nobody is about it.

        So it is after a seek that failed, or one that was overtaken by a rebalance which
        left the assignment as it was.
        """
        if self._seeks or not self.flow_active or self.app.rebalancing:
            return
        if cast(Any, self.app).in_recovery:
            return
        if any(tp not in self._handover.wanted for tp in self._sources()):
            self.log.warning("event=seek_again (a partition was assigned without one)")
            await self.perform_seek()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Finishes and commits what is in flight, before Faust forgets what was acknowledged.

        Faust 0.15.3 forgets first and commits then: up to a second of work came twice.
        """
        app = cast(Any, self.app)
        self._handover.hold()
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
        await self._seek_if_lost()
        came: set[TP] = set()
        again: set[TP] = set()  # partitions that went back: the rest of this batch is void
        restoring = Restoring(self.app)
        async for tp, message in super().getmany(timeout):
            if restoring.takes(tp, message):
                continue
            for restored in restoring.write():
                yield restored
            if self.app.topics.acks_enabled_for(tp.topic):
                came.add(tp)
                if tp in again or not await self._is_due(tp, message.offset, again):
                    continue
                self._hand(tp, message.offset)
            yield tp, message
        for restored in restoring.write():
            yield restored
        if not came:
            self.dropping_since = None
        for tp in [tp for tp in self._handover.wanted if tp not in came]:
            await self._check_position(tp)

    def _hand(self, tp: TP, offset: int) -> None:
        self._handover.hand(tp, offset)
        read = self._read_offset[tp]
        if read is not None and read > offset:
            self._read_offset[tp] = offset  # else Faust would drop it as read already

    async def _is_due(self, tp: TP, offset: int, again: set[TP]) -> bool:
        """Whether the record fetched is the one wanted; goes back for one that is missing."""
        wanted = self._handover.wanted.get(tp)
        if wanted is not None and offset > wanted and self._gaps.get((tp, wanted)) != offset:
            again.add(tp)
            await self._go_back(tp, offset)
        elif wanted is not None and offset >= wanted:
            self.dropping_since = None
            return True
        self.dropping_since = self.dropping_since or time()
        return False

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
            if tp in self._handover.wanted
            for before, after in pairwise(batch)
            if after.offset > before.offset + 1
        }
        return records

    def took(self, tp: TP, offset: int) -> bool:
        """Whether the record that came to the stage is the one due there (`Handover.took`)."""
        return self._handover.took(tp, offset)

    def is_open(self, tp: TP) -> bool:
        """Whether records of this partition are handed to the stage."""
        return tp in self._handover.wanted

    async def ping(self) -> bool:
        """Whether a broker answers a question for metadata."""
        try:
            client = self._thread._ensure_consumer()
        except ConsumerNotStarted:
            return True  # it has not been asked
        answered: bool = await self._thread.call_thread(client._client.force_metadata_update)
        return answered

    def skip_hole(self, tp: TP, offset: int) -> int:
        """The next offset that can have a record, from `offset` on, as far as is known."""
        first, end = self._holes.get(tp, (0, 0))
        return end if offset == first else offset

    async def _check_position(self, tp: TP) -> None:
        """Nothing came: so the client must not be ahead of what was delivered."""
        position, wanted = (
            position_of(self._thread._ensure_consumer(), tp),
            self._handover.wanted.get(tp),
        )
        if position is None or wanted is None or position <= wanted:
            return
        await self._go_back(tp, position)

    async def _go_back(self, tp: TP, found: int) -> None:
        """Records before `found` are missing: reads on at the first that there is."""
        wanted, hold = self._handover.wanted[tp], self._handover.holds
        start = int((await self.earliest_offsets(tp))[tp])
        if start > wanted:
            report_lost(self.stage, tp, wanted, min(start, found))
        client = self._thread._ensure_consumer()
        first: int = await self._thread.call_thread(seek_to_first, client, tp, max(start, wanted))
        if not self._handover.is_last(hold) or self._handover.wanted.get(tp) != wanted:
            return  # partitions moved meanwhile, or queues were emptied: the next fetch tells
        if first < found:
            WENT_BACK.labels(self.stage).inc()
        else:
            self._holes[tp] = (wanted, first)
        self._handover.skip(tp, first)


parsing.accept()


class Transport(aiokafka.Transport):
    """The Kafka transport with that consumer."""

    Consumer: ClassVar[type[ConsumerT]] = Consumer
