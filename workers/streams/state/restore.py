"""Restoring a table from its changelog by batches instead of record by record.

Faust takes each changelog record through a queue and three asyncio tasks, 5,000 a second
(`python -m tests.evaluation.bench_dedup restart`). Here all that one fetch brought is
written at once, by Faust's own store, offset after data, 25,000 to 47,000 a second; Faust
then only sees how far its recovery has come. Like Faust, it skips what is not after the
last offset written.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple, cast

from faust.tables.base import Collection
from faust.tables.manager import TableManager
from faust.types import TP, AppT, Message


class Fetched(NamedTuple):
    """What the store looks at of a Faust event."""

    message: Message


class Restoring:
    """What one fetch brought of changelogs; written before the event loop runs on."""

    def __init__(self, app: AppT) -> None:
        self._recovery = cast(TableManager, app.tables).recovery
        self._batches: defaultdict[TP, list[Fetched]] = defaultdict(list)

    def takes(self, tp: TP, message: Message) -> bool:
        """Keeps the record for `write` when Faust is restoring this partition."""
        recovery = self._recovery
        if not (recovery.in_recovery and tp in recovery.active_tps):
            return False
        self._batches[tp].append(Fetched(message))
        return True

    def write(self) -> list[tuple[TP, Message]]:
        """Writes what was kept; the last record of each partition, for Faust to notice."""
        batches = list(self._batches.items())
        self._batches.clear()
        for tp, batch in batches:
            seen = self._recovery.active_offsets.get(tp)
            new = [each for each in batch if seen is None or each.message.offset > seen]
            if new:
                table = cast(Collection, self._recovery.tp_to_table[tp])
                table.apply_changelog_batch(cast(Any, new))
                self._recovery.active_offsets[tp] = new[-1].message.offset
        return [(tp, batch[-1].message) for tp, batch in batches]
