"""Old articles wait until live ones are through: fed only while little waits in the line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from types import TracebackType
from typing import Self

from kafka import KafkaConsumer, TopicPartition

from workers.kafka.connection import security
from workers.kafka.connection.admin import admin_client
from workers.kafka.lag import positions
from workers.settings import Settings
from workers.topology import STAGES

LOOK_SECONDS = 0.5
LONG_SECONDS = 30.0
LATE_SECONDS = 1.25
"""A record that waits longer is late: what is done counts until it is committed, after a second."""
GROW_SECONDS = 3.0
"""After so long without a late record a look lets one more article pass."""
MOST_A_LOOK = 50


class Gate:
    """Opens for some articles at a time, and not while the line has enough to do.

    With `most`: for `most` less the records that wait in it. Without: for as many as it does
    without a record being late at any stage: a few more from time to time, half as many when one
    is, and none until it has been done (as TCP finds out what a path takes). `told` is called
    once for each wait of more than half a minute, with what waits.
    """

    def __init__(
        self, settings: Settings, most: int | None, told: Callable[[int], None] = lambda _: None
    ) -> None:
        """Raises `ClusterUnreachable`, `KafkaError`; needs DESCRIBE on the stages' groups."""
        self._settings = settings
        self._most = most
        self._told = told
        self._free = 0
        self._a_look = 1
        self._grown = time.monotonic()
        self._open = ExitStack()
        self._admin = self._open.enter_context(admin_client(settings))
        consumer = KafkaConsumer(**security.clients(settings), enable_auto_commit=False)
        self._consumer = self._open.enter_context(closing(consumer))

    def waiting(self) -> int:
        """Records that wait for a stage, of all lanes."""
        return sum(end - position for _, position, end in self._positions())

    def late(self) -> int:
        """Of these the ones that were written more than `LATE_SECONDS` ago."""
        before = round((time.time() - LATE_SECONDS) * 1000)
        behind = [(tp, position, end) for tp, position, end in self._positions() if end > position]
        younger = self._consumer.offsets_for_times({tp: before for tp, _, _ in behind})
        return sum(
            max(0, (younger[tp].offset if younger.get(tp) else end) - position)
            for tp, position, end in behind
        )

    def wait(self, flush: Callable[[], None]) -> None:
        """Returns when the next article may be sent; `flush` makes what was sent count."""
        if self._free > 0:
            self._free -= 1
            return
        flush()
        began, said = time.monotonic(), False
        while (free := self._places()) <= 0:
            if not said and time.monotonic() - began > LONG_SECONDS:
                self._told(self.waiting())
                said = True
            time.sleep(LOOK_SECONDS)
        self._free = free - 1

    def _places(self) -> int:
        if self._most is not None:
            return self._most - self.waiting()
        time.sleep(LOOK_SECONDS)
        if self.late():
            self._a_look = max(1, self._a_look // 2)
            self._grown = time.monotonic()
            return 0
        if time.monotonic() - self._grown > GROW_SECONDS:
            self._a_look = min(MOST_A_LOOK, self._a_look + 1)
            self._grown = time.monotonic()
        return self._a_look

    def _positions(self) -> Iterator[tuple[TopicPartition, int, int]]:
        for stage in STAGES:
            yield from positions(stage, self._settings, self._admin, self._consumer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open.close()
