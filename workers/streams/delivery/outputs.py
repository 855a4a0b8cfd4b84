"""Between Kafka's bytes and a step's records: what comes in, what goes out, what failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from faust.types.tuples import Message as FaustMessage

from workers import codec
from workers.kafka import topics
from workers.kafka.dead_letters import letter_format
from workers.kafka.dead_letters.letter_format import Header
from workers.kafka.header_names import is_utf8, printable
from workers.records import Message
from workers.settings import Settings
from workers.stages.contract import Emit, Failure, Rejected
from workers.streams.delivery import record_headers
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

    Raises `codec.Malformed`, and `Rejected` for a header whose name is no UTF-8.
    """
    for name, _ in read.headers:
        if not is_utf8(name):
            raise Rejected(
                "header-not-utf8",
                f"the name of a header must be UTF-8, {printable(name)!r} is not",
                "headers",
            )
    kind = TOPICS[topic].record
    return read if kind is None else codec.decode(kind, read.value or b"")


def output(emit: Emit, read: Message, *, raw: bool, settings: Settings) -> Output:
    """A record made of the one `read` (`raw`: from articles.raw) as bytes, None for a tombstone.

    Raises `Rejected` when it is too large for its topic.
    """
    key = emit.key.encode()
    value = b"" if emit.record is None else codec.encode(emit.record)
    headers = record_headers.of(emit, read, raw=raw)
    if letter_format.size(key, value, headers) + OVERHEAD_BYTES > settings.max_message_bytes:
        raise Rejected(
            "output-too-large",
            f"the record for {emit.topic} has {len(value)} bytes, "
            f"NEWSMILL_MAX_MESSAGE_BYTES is {settings.max_message_bytes}",
        )
    return Output(settings.topic(emit.topic), key, value or None, emit.partition, headers)


def dead_letter(failed: Message, why: Failure, settings: Settings) -> Output:
    """The record for `articles.failed`, key and value as they came; a stub if it is too large.

    A batch that came compressed can hold a record larger than any topic takes.
    """
    headers = letter_format.headers(failed, why)
    whole = letter_format.size(failed.key, failed.value, headers) + OVERHEAD_BYTES
    if whole > topics.max_letter_bytes(settings):
        return stub(failed, why, settings)
    return Output(settings.topic(FAILED), failed.key, failed.value, headers=headers)


def stub(failed: Message, why: Failure, settings: Settings) -> Output:
    """A letter that only tells of the record: its place, its sizes, its hash.

    Its value is empty and not null: the client sends no record without key and value.
    """
    key, headers = letter_format.stub(failed, why)
    return Output(settings.topic(FAILED), key, b"", headers=headers)
