"""What is older than the window leaves the shard, a little with every article.

Expiry frees space and changes no answer: whether two articles are near enough in time is
decided by their own times. So it may follow a clock that is only roughly right, and that
no single article with a wrong time can move.
"""

from __future__ import annotations

from collections import deque
from statistics import median_low

from workers.stages.dedup.index import pages, postings
from workers.stages.dedup.index.postings import DAY_MS, LAST_DAY, Entry, Table

RECENT = 31
"""Articles whose median time is the clock: fifteen wrong ones among them do not move it."""
PER_VISIT = 2
"""Entries deleted a visit: one more than a visit inserts, so the deleting catches up."""


class Housekeeping:
    """What a worker remembers of one shard to keep it tidy; losing it loses nothing."""

    def __init__(self) -> None:
        self._recent: deque[int] = deque(maxlen=RECENT)
        self._counts: dict[int, int] = {}

    def saw(self, received_ms: int) -> None:
        """An article of this time passed."""
        self._recent.append(received_ms)

    def clock_ms(self) -> int | None:
        """The shard's idea of now; None until it has seen enough articles."""
        return median_low(self._recent) if len(self._recent) == RECENT else None

    def next_number(self, table: Table, day: int) -> int:
        """The number for the next entry of a day."""
        number = postings.count(table, day, self._counts.get(day, 0))
        self._counts[day] = number + 1
        return number

    def expire(self, table: Table, window_ms: int) -> None:
        """Deletes up to `PER_VISIT` entries that are a day or more older than the window."""
        clock = self.clock_ms()
        if clock is None:
            return
        oldest_kept = (clock - window_ms) // DAY_MS - 1
        known = postings.days(table)
        if not known or known[0] >= oldest_kept:
            return
        day = known[0]
        number = postings.count(table, day, self._counts.get(day, 0))
        for last in range(number - 1, max(-1, number - 1 - PER_VISIT), -1):
            _delete(table, (day, last), oldest_kept)
            number = last
        self._counts[day] = number
        if number == 0:
            self._counts.pop(day)
            postings.write_days(table, known[1:])


def day_of(received_ms: int, now_ms: int) -> int:
    """The day under which an article is kept: its own, at most tomorrow.

    An article dated in a far year would otherwise stay until then.
    """
    return max(0, min(received_ms // DAY_MS, now_ms // DAY_MS + 1, LAST_DAY))


def _delete(table: Table, ref: postings.Ref, oldest_kept: int) -> None:
    """Takes an entry out: from its keys' postings, and at home from its page."""
    packed = table.get(postings.entry_key(ref))
    if packed is None:
        return
    entry = Entry.unpack(packed)
    postings.drop_before(table, entry, oldest_kept)
    if entry.home:
        pages.forget(table, entry.page, entry.id, entry.received_ms)
    del table[postings.entry_key(ref)]
