"""/ready and /live: whether a worker can work, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer and, in words, why."""

    ok: bool
    reason: str


READY_SECONDS = 15.0
"""So long records may wait without progress, or be dropped, before a worker is not ready."""

PARTITION_TIMES = 5
"""One partition may stand that many times longer than a whole worker: others have their turn."""

JOIN_SECONDS = 120.0
"""A rebalance may take this long on top of a stall: others must finish what they have."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A worker at one moment; times in POSIX seconds.

    `last_progress` is when a record was finished, partitions moved, lag came up, the broker
    answered again or restoring went on, whichever was last.
    """

    now: float
    joined: bool
    partitions: int
    knowledge_loaded: bool
    lag_records: int
    last_progress: float
    recovering: str | None = None
    at_work: bool = False
    """A record is being prepared: NEWSMILL_RECORD_SECONDS bounds that."""
    broker_silent_since: float | None = None
    dropping_since: float | None = None
    """Records are fetched, and none is handed to the stage."""
    partition: str = ""
    """The partition with waiting records that has not moved for longest ("topic/3: 12")."""
    partition_since: float | None = None
    """Since when."""


def ready(worker: Snapshot) -> Verdict:
    """Ready = has all it works with, hears from the brokers, and gets on with what waits."""
    if why := _lacks(worker) or _waits(worker, READY_SECONDS):
        return Verdict(False, why)
    if not worker.partitions:
        return Verdict(True, "ready; no partitions: there are more workers than partitions")
    return Verdict(True, f"ready; {worker.partitions} partitions")


def _lacks(worker: Snapshot) -> str | None:
    if worker.broker_silent_since is not None:
        return f"no broker answers for {worker.now - worker.broker_silent_since:.0f} s"
    if worker.recovering:
        return worker.recovering
    if not worker.joined:
        return "joining the consumer group, or partitions are moving"
    if not worker.knowledge_loaded:
        return "loading the knowledge base"
    dropping = worker.now - (worker.dropping_since or worker.now)
    return (
        f"records are fetched and dropped for {dropping:.0f} s"
        if dropping > READY_SECONDS
        else None
    )


def live(worker: Snapshot, stall_seconds: float) -> Verdict:
    """Not live = stands still (`stalled`)."""
    why = stalled(worker, stall_seconds)
    return Verdict(False, why) if why else Verdict(True, f"live; {worker.lag_records} records wait")


def stalled(worker: Snapshot, stall_seconds: float) -> str | None:
    """Why the worker is to end and be started anew; None while it is well, or not to blame.

    It stands still when records wait, or it does not come back into its group, or restoring
    does not go on, for `stall_seconds`, although a broker answers and no record is at work;
    or when those of one partition wait for `PARTITION_TIMES` as long.
    """
    if worker.broker_silent_since is not None:
        return None
    idle = worker.now - worker.last_progress
    if worker.recovering:
        return f"{worker.recovering}, for {idle:.0f} s" if idle > stall_seconds else None
    if not worker.joined and idle > stall_seconds + JOIN_SECONDS:
        return f"not in the consumer group for {idle:.0f} s"
    return _waits(worker, stall_seconds)


def _waits(worker: Snapshot, seconds: float) -> str | None:
    if not (worker.joined and worker.knowledge_loaded and worker.lag_records):
        return None
    idle = worker.now - worker.last_progress
    if idle > seconds and not worker.at_work:
        return f"no progress for {idle:.0f} s although {worker.lag_records} records wait"
    alone = worker.now - (worker.partition_since or worker.now)
    if alone > PARTITION_TIMES * seconds:
        return f"no progress for {alone:.0f} s in {worker.partition} records wait"
    return None
