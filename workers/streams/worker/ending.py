"""A worker that is told to stop ends in time, whether Kafka still answers or not.

With no broker left aiokafka's consumer asks for one at full speed and does not close: 11
of 36 workers that got SIGTERM together with their broker used a core until they were
killed. What such a worker had not acknowledged is read again, here or elsewhere.
"""

from __future__ import annotations

import logging
import os
from threading import Timer

import faust

log = logging.getLogger(__name__)

STOP_SECONDS = 45.0
"""From the signal (or the crash) to the end: draining takes up to `app.DRAIN_SECONDS` of it."""

STOPPED, CRASHED, CANNOT_START, STALLED = 0, 1, 2, 5
"""Exit codes; `cli.exits` says what they mean."""


class StageWorker(faust.Worker):
    """Faust's worker with a deadline for its end."""

    _deadline: Timer | None = None
    exit_code = CRASHED
    """What an end by the deadline is to tell."""

    async def stop(self) -> None:
        """Stops the services; the process ends after `STOP_SECONDS` at the latest."""
        if self._deadline is None:
            self._deadline = Timer(STOP_SECONDS, self._abandon)
            self._deadline.daemon = True
            self._deadline.start()
        await super().stop()

    def _abandon(self) -> None:
        log.error(
            "event=abandoned seconds=%g (Kafka does not answer; what was not acknowledged "
            "will be read again)",
            STOP_SECONDS,
        )
        os._exit(self.exit_code)
