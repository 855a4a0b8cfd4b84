"""Log lines on dead letters: enough to see at night what fails, not one for each of a flood."""

from __future__ import annotations

import logging
from time import monotonic

from workers.records import Message
from workers.stages.contract import Failure

log = logging.getLogger(__name__)

QUIET_SECONDS = 30.0
"""After a line for a reason, the next one for it comes no sooner."""


class FailureLog:
    """Remembers what was said lately."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}
        self._unsaid: dict[str, int] = {}

    def dead_letter(self, why: Failure, original: Message) -> None:
        """Notes a dead letter; `more` counts those of its reason that got no line."""
        now, reason = monotonic(), why.reason
        if now - self._said.get(reason, -QUIET_SECONDS) < QUIET_SECONDS:
            self._unsaid[reason] = self._unsaid.get(reason, 0) + 1
            return
        self._said[reason] = now
        log.warning(
            "event=dead_letter stage=%s reason=%s place=%s/%d/%d more=%d message=%r",
            why.stage,
            reason,
            original.topic,
            original.partition,
            original.offset,
            self._unsaid.pop(reason, 0),
            why.message[:200],
        )
