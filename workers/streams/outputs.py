"""Between Kafka's bytes and a step's records: what comes in, what goes out, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from faust.types.tuples import Message as FaustMessage

from workers import codec
from workers.kafka import dead_letters
from workers.kafka.dead_letters import Header
from workers.records import Message
from workers.settings import Settings
from workers.stages.contract import Emit, Failure, Rejected
from workers.topology import FAILED, TOPICS

OVERHEAD_BYTES = 512
"""What Kafka adds to a record's key and value, generously."""


@dataclass(frozen=True, slots=True)
class Output:
    """One record to send, as bytes; with `partition` None the key decides."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    headers: list[Header] | None = None


def message(read: FaustMessage) -> Message:
    """A record as Faust read it, as the stages know it."""
    return Message(
        topic=read.topic,
        partition=read.partition,
        offset=read.offset,
        timestamp_ms=round(read.timestamp * 1000),
        key=read.key,
        value=read.value,
        headers=tuple(cast(list[Header], read.headers or [])),
    )


def record(read: Message, topic: str) -> Any:
    """What a step takes: the message itself from `articles.raw`, else the decoded record.

    Raises `codec.Malformed`.
    """
    kind = TOPICS[topic].record
    return read if kind is None else codec.decode(kind, read.value or b"")


def output(emit: Emit, settings: Settings) -> Output:
    """An emitted record as bytes, None for a tombstone.

    Raises `Rejected` when it is too large for its topic.
    """
    key = emit.key.encode()
    value = b"" if emit.record is None else codec.encode(emit.record)
    if len(key) + len(value) + OVERHEAD_BYTES > settings.max_message_bytes:
        raise Rejected(
            "output-too-large",
            f"the record for {emit.topic} has {len(value)} bytes, "
            f"NEWSMILL_MAX_MESSAGE_BYTES is {settings.max_message_bytes}",
        )
    return Output(settings.topic(emit.topic), key, value or None, emit.partition)


def dead_letter(original: Message, why: Failure, settings: Settings) -> Output:
    """The original record for `articles.failed`, key and value as they came."""
    return Output(
        settings.topic(FAILED),
        original.key,
        original.value,
        headers=dead_letters.headers(original, why),
    )
