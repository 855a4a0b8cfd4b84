"""Which record of each partition comes to the stage next: what makes a hand-over whole.

Faust 0.15.3 seeks, resumes flow and empties the queues of its streams in no fixed order:
two seeks run side by side when a fetch returns while flow is off, flow is resumed once for
changelogs and once more for good, and each resume throws away what waits in the queues. So
nothing here asks when flow was resumed. For each partition there is one state:

    held   nothing is handed over: no seek has ended since partitions moved or a seek began
    open   `wanted` is the offset that must come next

    event                          held                open
    partitions taken away, or
    a seek begins: `hold`          held                held, what was handed is stale
    the last seek begun ends:
    `open`                         open at its offset  (cannot be: its begin has held it)
    an earlier seek ends: `open`   held                open, unchanged
    a record is handed: `hand`     (dropped)           open, wanted is the one behind it
    queues are emptied:
    `emptied`                      held                open, wanted is the first of those
                                                       handed and not taken

Whatever the order, a partition is open once its last seek has ended, and what was thrown
away is wanted again. What is stale may still stand in the queue of the stream, before all that
is handed later: the stage passes over it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

from faust.types import TP


class Dropped(RuntimeError):
    """A record was fetched and did not come to the stage; after a restart it is read again."""


class Handover:
    """The offsets wanted and handed, by partition."""

    def __init__(self) -> None:
        self.wanted: dict[TP, int] = {}
        """The offset that must come next, of the partitions that are open."""
        self._handed: defaultdict[TP, deque[int]] = defaultdict(deque)  # and not yet taken
        self._stale: defaultdict[TP, deque[int]] = defaultdict(deque)  # handed before a hold
        self._holds = 0

    def hold(self) -> int:
        """Hands nothing over until the seek that begins now has ended; returns its number."""
        self._holds += 1
        self.wanted.clear()
        for tp, handed in self._handed.items():
            self._stale[tp] += handed
        self._handed.clear()
        return self._holds

    def is_last(self, hold: int) -> bool:
        """Whether nothing has moved and no other seek has begun since that number was given."""
        return hold == self._holds

    @property
    def holds(self) -> int:
        """The number given last."""
        return self._holds

    def open(self, hold: int, offsets: Mapping[TP, int]) -> bool:
        """The seek of that number has ended at `offsets`; False when it is not the last one."""
        if not self.is_last(hold):
            return False
        self.wanted = dict(offsets)
        return True

    def hand(self, tp: TP, offset: int) -> None:
        """The record at `offset`, which is the one wanted, goes to the queue of the stream."""
        self.wanted[tp] = offset + 1
        self._handed[tp].append(offset)

    def skip(self, tp: TP, offset: int) -> None:
        """There is no record before `offset`: that one is wanted next."""
        self.wanted[tp] = offset

    def emptied(self) -> dict[TP, int]:
        """The queues were emptied: what was handed and not taken is wanted again, from there."""
        back = {tp: waiting[0] for tp, waiting in self._handed.items() if waiting}
        self.wanted |= back
        self._handed.clear()
        self._stale.clear()
        return back

    def took(self, tp: TP, offset: int) -> bool:
        """Whether the record that came to the stage is the one that is due there.

        One from before a seek is not: it will come again. Raises `Dropped` when the due one
        was handed over and did not come.
        """
        if self._passes(tp, offset):
            return False
        handed = self._handed[tp]
        due = handed[0] if handed else self.wanted.get(tp)
        if handed and offset == due:
            handed.popleft()
            return True
        if due is not None and offset > due:
            raise Dropped(f"{tp.topic}/{tp.partition}: {due} is due and {offset} came")
        return False

    def _passes(self, tp: TP, offset: int) -> bool:
        """Whether this is a record handed before a hold; those stand first in the queue."""
        stale = self._stale[tp]
        if offset not in stale:
            stale.clear()
            return False
        while stale.popleft() != offset:
            pass
        return True
