"""Whether a worker that ended by itself is started again, and how long that waits."""

from __future__ import annotations

from dataclasses import dataclass, field

FIRST_SECONDS, MOST_SECONDS = 1.0, 30.0
"""The pause before a restart: doubled each time, up to the second."""

MOST = 8
"""Restarts of a stage within `WINDOW_SECONDS`; after one more end all of them are stopped."""

WINDOW_SECONDS = 600.0

HOPELESS = frozenset({2, 3})
"""Exit codes that the next start would end with too: wrong usage, wrong settings."""

NO_KAFKA = 4
"""Hopeless as well for a stage that never ran: topics or rights are missing."""


@dataclass(slots=True)
class Restarts:
    """The ends of one stage's worker."""

    ends: list[float] = field(default_factory=list)

    def pause(self, exit_code: int, ran_seconds: float, now: float) -> float | None:
        """Seconds to wait before the next start, None when there is to be none.

        `now` and `ran_seconds` by one clock.
        """
        never_ran = exit_code == NO_KAFKA and not self.ends and ran_seconds < WINDOW_SECONDS
        if exit_code in HOPELESS or never_ran:
            return None
        self.ends = [end for end in self.ends if now - end < WINDOW_SECONDS] + [now]
        if len(self.ends) > MOST:
            return None
        return min(MOST_SECONDS, FIRST_SECONDS * 2.0 ** (len(self.ends) - 1))
