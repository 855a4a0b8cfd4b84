"""What a stage is: for each topic it reads, a step from a record (and state) to records.

The Faust layer and the offline twin drive the same steps through `run`, so what the
stream emits and what `newsmill process` prints cannot drift apart.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

from workers import __version__
from workers.codec import Malformed
from workers.records import Article, Duplicate, Join, Record, Trail, Walk, moment

Tables = Mapping[str, MutableMapping[bytes, bytes]]
"""State by table name (`topology.Stage.tables`): bytes to bytes, one shard's part of it."""


class Rejected(Exception):
    """A record that cannot go on: it becomes a dead letter.

    `reason` is a short stable word for metrics ("empty-body"), `field` what is at fault,
    the message what to do about it.
    """

    def __init__(self, reason: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a record could not go on. `reason` is a short stable word, for metrics."""

    stage: str
    reason: str
    exception: str
    message: str
    stacktrace: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Emit:
    """One record to send; `topic` is a topology name, `partition` only set for a shard.

    Without a record it is a tombstone: there is nothing under this key any more.
    """

    topic: str
    key: str
    record: Record | None
    partition: int | None = None


class Step(Protocol):
    """What one stage does with the records of one topic.

    On `articles.raw` a record is the `records.Message` itself, elsewhere the dataclass
    that `topology.TOPICS[topic].record` names.
    """

    stage: str
    topic: str

    def prepare(self, record: Any) -> Any:
        """The costly part: no state, so it may run in another thread. Raises `Rejected`."""

    def apply(self, prepared: Any, tables: Tables) -> list[Emit]:
        """The quick part: reads and writes state, says what to send. Raises `Rejected`.

        Running it twice for one record gives the same result and the same state.
        """


def failure_of(stage: str, error: Exception) -> Failure:
    """What a dead letter says about an exception; a stack trace only where it is a surprise."""
    reason, field, trace = "unexpected", None, ""
    if isinstance(error, Rejected):
        reason, field = error.reason, error.field
    elif isinstance(error, Malformed):
        reason = "malformed"
    else:
        trace = "".join(traceback.format_exception(error))
    return Failure(
        stage=stage,
        reason=reason,
        exception=type(error).__qualname__,
        message=str(error),
        stacktrace=trace,
        field=field,
    )


def with_trail(stage: str, emits: list[Emit], started: float, seconds: float) -> list[Emit]:
    """Notes the stage on the trail of each article that leaves it."""
    for emit in emits:
        record = emit.record
        if isinstance(record, Walk):
            record = record.article
        elif isinstance(record, Join):
            record = record.copy
        if isinstance(record, Article | Duplicate):
            step = Trail(
                stage=stage, version=__version__, at=moment(started), seconds=round(seconds, 6)
            )
            if not record.trail or record.trail[-1].stage != stage:
                record.trail.append(step)
            else:
                record.trail[-1].seconds = round(record.trail[-1].seconds + seconds, 6)
    return emits


def run(step: Step, record: Any, tables: Tables) -> list[Emit]:
    """Both parts of a step in one thread, as the offline twin does it."""
    started, clock = time.time(), time.perf_counter()
    emits = step.apply(step.prepare(record), tables)
    return with_trail(step.stage, emits, started, time.perf_counter() - clock)
