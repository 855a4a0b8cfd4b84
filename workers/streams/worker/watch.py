"""Whether the brokers answer, and whether the worker gets on: it ends itself when it stands.

Whatever keeps a worker from its work, a new process reads on from what was committed. So a
worker with partitions, lag and no progress ends with an exit code of its own and says where
it stood, and whoever runs it starts it anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import time

from workers.observe.health import Snapshot, stalled

log = logging.getLogger(__name__)

PING_SECONDS = 3.0
"""So often the brokers are asked; an answer may take as long."""

LOOK_SECONDS = 2.0
"""So often it is looked whether the worker gets on, at the most."""


class Stalled(RuntimeError):
    """The worker stood still; the message says where."""


class Brokers:
    """Asks for metadata again and again."""

    def __init__(self, ping: Callable[[], Awaitable[bool]]) -> None:
        """`ping` says whether a broker has answered."""
        self._ping = ping
        self.silent_since: float | None = None
        """When a question was not answered first (POSIX seconds), since one was."""
        self.back = time()
        """When they answered again, or since when they do."""

    async def run(self) -> None:
        """Asks until it is cancelled."""
        while True:
            asked = time()
            try:
                answered = await asyncio.wait_for(self._ping(), PING_SECONDS)
            except Exception as error:  # of whatever kind: it is no answer
                log.debug("event=no_answer error=%r", error)
                answered = False
            if not answered:
                self.silent_since = self.silent_since or asked
            elif self.silent_since is not None:
                self.silent_since, self.back = None, time()
            await asyncio.sleep(PING_SECONDS)


class Watch:
    """Looks at the worker and raises when it stands still."""

    def __init__(
        self, snapshot: Callable[[], Snapshot], standing: Callable[[], str], stall_seconds: float
    ) -> None:
        """`standing` says where each partition is, for the log."""
        self._snapshot = snapshot
        self._standing = standing
        self._stall_seconds = stall_seconds

    async def run(self) -> None:
        """Looks until it is cancelled; raises `Stalled`."""
        pause = min(LOOK_SECONDS, self._stall_seconds / 4)
        seen, awake = time(), 0.0
        while True:
            await asyncio.sleep(pause)
            now = time()
            if now - seen > pause + LOOK_SECONDS:  # the process was frozen, or very busy
                awake = now
            seen = now
            if now - awake < self._stall_seconds:
                continue
            if why := stalled(self._snapshot(), self._stall_seconds):
                raise Stalled(f"{why}; {self._standing()}")
