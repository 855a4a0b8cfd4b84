"""Old articles wait until live ones are through: fed only while little waits in the line."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from types import TracebackType
from typing import Self

from kafka import KafkaConsumer

from workers.kafka.connection import security
from workers.kafka.connection.admin import admin_client
from workers.kafka.lag import positions
from workers.settings import Settings
from workers.topology import STAGES

LOOK_SECONDS = 0.5
LONG_SECONDS = 30.0


class Gate:
    """Opens for as many articles as the line may hold more: `most` less what waits in it.

    `told` is called once for each wait of more than half a minute, with what waits.
    """

    def __init__(
        self, settings: Settings, most: int, told: Callable[[int], None] = lambda _: None
    ) -> None:
        """Raises `ClusterUnreachable`, `KafkaError`; needs DESCRIBE on the stages' groups."""
        self._settings = settings
        self._most = most
        self._told = told
        self._free = 0
        self._open = ExitStack()
        self._admin = self._open.enter_context(admin_client(settings))
        consumer = KafkaConsumer(**security.clients(settings), enable_auto_commit=False)
        self._consumer = self._open.enter_context(closing(consumer))

    def waiting(self) -> int:
        """Records that wait for a stage, of all lanes: each article counts where it is now."""
        return sum(
            end - position
            for stage in STAGES
            for _, position, end in positions(stage, self._settings, self._admin, self._consumer)
        )

    def wait(self, flush: Callable[[], None]) -> None:
        """Returns when the next article may be sent; `flush` makes what was sent count."""
        if self._free > 0:
            self._free -= 1
            return
        flush()
        began, said = time.monotonic(), False
        while (free := self._most - self.waiting()) <= 0:
            if not said and time.monotonic() - began > LONG_SECONDS:
                self._told(self._most - free)
                said = True
            time.sleep(LOOK_SECONDS)
        self._free = free - 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open.close()
