"""/ready and /live: whether a worker can work, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer and, in words, why."""

    ok: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A worker at one moment; times in POSIX seconds."""

    now: float
    joined: bool
    partitions: int
    knowledge_loaded: bool
    lag_records: int
    last_progress: float
    recovering: str | None = None


def ready(worker: Snapshot) -> Verdict:
    """Ready = has all it works with, and as far as it has heard is a member of its group.

    A worker whose brokers are away has heard nothing, and stays ready.
    """
    if worker.recovering:
        return Verdict(False, worker.recovering)
    if not worker.joined:
        return Verdict(False, "joining the consumer group, or partitions are moving")
    if not worker.knowledge_loaded:
        return Verdict(False, "loading the knowledge base")
    if not worker.partitions:
        return Verdict(True, "ready; no partitions: there are more workers than partitions")
    return Verdict(True, f"ready; {worker.partitions} partitions")


def live(worker: Snapshot, stall_seconds: float) -> Verdict:
    """Not live = records wait, and none was finished for `stall_seconds`."""
    idle = worker.now - worker.last_progress
    if worker.joined and worker.lag_records and idle > stall_seconds:
        return Verdict(
            False, f"no progress for {idle:.0f} s although {worker.lag_records} records wait"
        )
    if not worker.joined and not worker.recovering and idle > stall_seconds:
        return Verdict(False, f"not in the consumer group for {idle:.0f} s")
    return Verdict(True, f"live; {worker.lag_records} records wait")
