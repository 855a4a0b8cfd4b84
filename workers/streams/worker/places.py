"""Since when each partition has stood where it stands: one may be stuck while others go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from faust.types import TP


@dataclass(frozen=True, slots=True)
class Standing:
    """A partition with records that wait; `since` is when it moved last (POSIX seconds)."""

    tp: TP
    records: int
    since: float


class Places:
    """The first offset not acknowledged of each partition, and since when it is that."""

    def __init__(self) -> None:
        self._seen: dict[TP, tuple[int, float]] = {}

    def longest(self, now: float, places: Mapping[TP, tuple[int, int]]) -> Standing | None:
        """Which of the partitions with waiting records has stood longest; None without any.

        `places` has the position and the waiting records of every assigned partition. One
        that was not assigned at the last look, or had nothing to do then, begins at `now`.
        """
        seen: dict[TP, tuple[int, float]] = {}
        for tp, (position, records) in places.items():
            before = self._seen.get(tp)
            if records:
                seen[tp] = before if before and before[0] == position else (position, now)
        self._seen = seen
        standing = [Standing(tp, places[tp][1], since) for tp, (_, since) in seen.items()]
        return min(standing, key=lambda each: each.since, default=None)
