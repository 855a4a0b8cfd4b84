"""The records of one topic that were read and are not acknowledged yet, in their order."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from time import time
from typing import Any

from faust.types import TP, EventT

from workers.records import Message
from workers.settings import MIB

MOST_BYTES = 64 * MIB
"""Values in flight together; one that is larger goes alone."""


@dataclass(slots=True)
class Arrival:
    """A record in flight; `generation` counts how often partitions had moved when it came."""

    event: EventT[Any]
    message: Message
    generation: int

    @property
    def tp(self) -> TP:
        """Its topic (under the full name) and partition."""
        found: TP = self.event.message.tp
        return found


class InFlight:
    """Who is in flight, how far each partition has come, and whether there is room."""

    def __init__(self, most_records: int) -> None:
        self._most_records = most_records
        self._open: defaultdict[TP, deque[Arrival]] = defaultdict(deque)
        self._bytes = 0
        self._changed = asyncio.Event()
        self.count = 0
        self.progress = time()
        """When a record was acknowledged last (POSIX seconds)."""
        self.position: dict[TP, int] = {}
        """The offset after the last one acknowledged, since partitions moved last."""
        self.last_timestamp: dict[TP, float] = {}
        """The time (POSIX seconds) of the last record acknowledged."""

    def add(self, arrival: Arrival) -> None:
        """One more."""
        self._open[arrival.tp].append(arrival)
        self.count += 1
        self._bytes += len(arrival.message.value or b"")

    @property
    def is_full(self) -> bool:
        """Whether another must wait until one is acknowledged."""
        return self.count > 0 and (self.count >= self._most_records or self._bytes >= MOST_BYTES)

    async def room(self) -> None:
        """Waits until there is room for another."""
        while self.is_full:
            self._changed.clear()
            await self._changed.wait()

    def acknowledge(self, arrival: Arrival) -> None:
        """The oldest of its partition is done: Faust may commit it."""
        oldest = self._open[arrival.tp].popleft()
        assert oldest is arrival, "records are acknowledged in their order"
        arrival.event.ack()
        self.count -= 1
        self._bytes -= len(arrival.message.value or b"")
        self.progress = time()
        self.position[arrival.tp] = arrival.message.offset + 1
        self.last_timestamp[arrival.tp] = arrival.message.timestamp_ms / 1000
        self._changed.set()

    def clear(self) -> None:
        """Forgets all of them: they will be read again, here or elsewhere."""
        self._open.clear()
        self.position.clear()
        self.last_timestamp.clear()
        self.count = self._bytes = 0
        self._changed.set()

    def oldest(self, tp: TP) -> Arrival | None:
        """The partition's first record in flight."""
        waiting = self._open.get(tp)
        return waiting[0] if waiting else None
