"""Faust's thread with its aiokafka client, and what its streams tell: asked, or made to tell."""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any, cast

from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka
from faust.types import TP
from mode.utils.queues import FlowControlEvent

from workers.observe.metrics import LOST_TO_RETENTION

log = logging.getLogger("faust")

LOOK_SECONDS = 5.0
"""So long the consumer waits for the broker to say what stands at an offset."""

GLANCE_SECONDS = 0.05
"""So often it looks whether the broker has."""


class FlowControl(FlowControlEvent):
    """Faust's switch for the queues of its streams, which tells when it empties them."""

    emptied: Any = None
    """Called right after."""

    def clear(self) -> None:
        """Empties the queues."""
        super().clear()
        if self.emptied:
            self.emptied()


class ConsumerThread(aiokafka.AIOKafkaConsumerThread):
    """Faust's thread with a client that reads committed records only.

    Faust compares what a partition has with the time of its last record or commit: after
    17 idle minutes the first records of a burst make it say that the stream has stopped, and
    so does a partition whose turn comes late. Here Faust looks only at a partition that has
    had more to read for as long as Faust lets pass, and only when for as long no partition
    gave a record, or none was committed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._behind_since: dict[TP, float] = {}  # by `time.monotonic`

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Faust calls this every 2.5 s for each partition."""
        position = position_of(self._ensure_consumer(), tp)
        if position is None or position >= self.highwater(tp):
            self._behind_since.pop(tp, None)
            return
        since = self._behind_since.setdefault(tp, now)
        inbound = cast(Any, self.consumer).app.monitor.stream_inbound_time
        waits = now - max(since, *inbound.values(), since)
        uncommitted = now - max(since, *self.tp_last_committed_at.values(), since)
        if waits >= self.tp_stream_timeout_secs or uncommitted >= self.tp_commit_timeout_secs:
            super().verify_event_path(now, tp)

    def _log_slow_processing(self, msg: str, *args: Any, **_: Any) -> None:
        log.error('event=partition_stands told="%s"', " ".join((msg % args).split()))

    def _create_worker_consumer(self, transport: aiokafka.Transport) -> AIOKafkaConsumer:
        client = super()._create_worker_consumer(transport)
        client._isolation_level = "read_committed"  # Faust: only when it has transactions itself
        return client

    def highwater(self, tp: TP) -> int:
        """The end of what can be read: records of a transaction still open cannot."""
        client = self._ensure_consumer()
        stable: int | None = client.last_stable_offset(tp)
        end: int = client.highwater(tp) or 0
        return end if stable is None or stable < 0 else min(stable, end)


async def seek_to_first(client: AIOKafkaConsumer, tp: TP, offset: int) -> int:
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


def position_of(client: AIOKafkaConsumer, tp: TP) -> int | None:
    """Where aiokafka reads next, looked at without a trip to its thread."""
    subscription = client._subscription.subscription
    if not subscription or not subscription.assignment:
        return None
    assignment = subscription.assignment
    if tp not in assignment.tps:
        return None
    state = assignment.state_value(tp)
    position: int | None = state.position if state.has_valid_position else None
    return position


def report_lost(stage: str, tp: TP, first: int, end: int) -> None:
    """Counts and tells the records from `first` to before `end` that the broker has deleted."""
    LOST_TO_RETENTION.labels(stage).inc(end - first)
    log.error(
        "event=lost_to_retention topic=%s partition=%d from=%d to=%d "
        "(deleted by the broker before they were read: lengthen retention.ms)",
        tp.topic,
        tp.partition,
        first,
        end - 1,
    )
