"""Where a subscription starts: at a time, at the end, or where its group stopped."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError

from workers.kafka.connection.missing import absent
from workers.kafka.connection.security import clients
from workers.kafka.subscribing.rebalance import CommitBeforeLeaving, Offsets
from workers.settings import Settings

log = logging.getLogger(__name__)

Since = datetime | timedelta | str
END = "end"
_AGO = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def milliseconds(since: Since) -> int:
    """POSIX milliseconds of a time, of a span before now ("90m", "2h", "3d") or of "end".

    Text without a zone is UTC, as all times of records are. Raises `ValueError` for text that
    is neither, and for a `datetime` without a zone: it could mean either clock.
    """
    if isinstance(since, str):
        since = _read(since.strip())
    if isinstance(since, timedelta):
        return max(0, round((time.time() - since.total_seconds()) * 1000))
    if since.tzinfo is None:
        raise ValueError(f"{since!r} has no time zone: datetime(..., tzinfo=UTC) is meant?")
    return max(0, round(since.timestamp() * 1000))


def _read(text: str) -> datetime | timedelta:
    if text == END:
        return timedelta(0)
    if ago := _AGO.fullmatch(text):
        try:
            return timedelta(seconds=float(ago[1]) * _SECONDS[ago[2]])
        except OverflowError:
            raise ValueError(f"{text!r} is longer than any time ago") from None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is no time; give 2026-11-24, 2026-11-24T06:00:00Z, or how long ago: 2h, 3d"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def partitions(
    consumer: KafkaConsumer, settings: Settings, names: Iterable[str]
) -> list[TopicPartition]:
    """All partitions of topics, given by their names on the cluster; raises `NoSuchTopic`."""
    found = []
    for name in names:
        known = consumer.partitions_for_topic(name)
        if not known:
            raise absent(settings, name)
        found += [TopicPartition(name, number) for number in sorted(known)]
    return found


def offsets(
    consumer: KafkaConsumer, here: list[TopicPartition], since: Since
) -> dict[TopicPartition, int]:
    """The first offsets of that time or later, by the time at which an article came in.

    Kafka finds the first such record of a partition: none of that time or later lies before
    it. Where there is none, it is the partition's end.
    """
    found = {}
    if since != END:
        wanted = dict.fromkeys(here, milliseconds(since))
        found = {tp: at.offset for tp, at in consumer.offsets_for_times(wanted).items() if at}
    for name in {tp.topic for tp in here}:  # asked topic by topic: docs/choices/commands.md
        rest = [tp for tp in here if tp.topic == name and tp not in found]
        found |= consumer.end_offsets(rest) if rest else {}
    return found


def connected(
    settings: Settings,
    topics: list[str],
    group: str | None,
    *,
    since: Since | None,
    take_finished: Callable[[], Offsets],
    own: dict[str, Any],
) -> KafkaConsumer:
    """A consumer of topics (their names on the cluster) that starts where it should.

    `own` are arguments of the user's for `KafkaConsumer`. Raises `ValueError`, `NoSuchTopic`,
    `KafkaError`.
    """
    if since is not None and since != END:
        milliseconds(since)  # what is no time is told before anything connects
    options: dict[str, Any] = {
        "group_id": settings.topic(group) if group else None,
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "isolation_level": "read_committed",
        "max_partition_fetch_bytes": settings.max_message_bytes,
        "session_timeout_ms": round(settings.session_timeout_seconds * 1000),
        "heartbeat_interval_ms": min(3000, round(settings.session_timeout_seconds * 1000 / 3)),
    }
    consumer = KafkaConsumer(**clients(settings) | options | own)
    try:
        if since is not None:
            _place(consumer, partitions(consumer, settings, topics), since, bool(group))
        if group or since is None:
            consumer.subscribe(topics, listener=CommitBeforeLeaving(consumer, take_finished))
    except BaseException:
        consumer.close()
        raise
    return consumer


def _place(consumer: KafkaConsumer, here: list[TopicPartition], since: Since, group: bool) -> None:
    """Has a consumer that has not subscribed yet start there.

    A group starts there where it has committed nothing, all its members alike: the offsets are
    committed before anybody joins. Without a group the consumer is assigned all partitions.
    """
    if not group:
        consumer.assign(here)
        for tp, offset in offsets(consumer, here, since).items():
            consumer.seek(tp, offset)
        return
    fresh = [tp for tp in here if consumer.committed(tp) is None]
    if not fresh:
        return
    starts = offsets(consumer, fresh, since)
    try:
        consumer.commit({tp: OffsetAndMetadata(at, "", -1) for tp, at in starts.items()})
    except KafkaError as error:
        # Members are at work already, and the group has its place from them.
        log.warning("event=start_not_set error=%r (the group is at work)", error)
