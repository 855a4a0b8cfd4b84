"""Dead letters: the record as it came, and in headers what failed, named as Kafka Connect does.

A letter that is put back keeps a count of its replays, so that one which fails again and
again can be told from a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workers.records import Message
from workers.stages.contract import Failure

Header = tuple[str, bytes]

PREFIX = "__connect.errors."
REASON = "newsmill.reason"
FIELD = "newsmill.field"
REPLAYS = "newsmill.replays"
MAX_STACKTRACE = 8_000
MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter as read from its headers; `headers` are those of the original record."""

    failure: Failure
    topic: str
    partition: int
    offset: int
    replays: int
    headers: tuple[Header, ...]


def headers(original: Message, failure: Failure) -> list[Header]:
    """The headers of a dead letter: the original ones as they were, then the failure's."""
    own = {
        PREFIX + "topic": original.topic,
        PREFIX + "partition": str(original.partition),
        PREFIX + "offset": str(original.offset),
        PREFIX + "stage": failure.stage,
        PREFIX + "exception.class.name": failure.exception,
        PREFIX + "exception.message": failure.message[:MAX_TEXT],
        PREFIX + "exception.stacktrace": failure.stacktrace[-MAX_STACKTRACE:],
        REASON: failure.reason,
        FIELD: failure.field or "",
        REPLAYS: str(replays(original.headers)),
    }
    kept = [header for header in original.headers if header[0] != REPLAYS]
    return kept + [(name, value.encode("utf-8", "replace")) for name, value in own.items()]


def read(message: Message) -> Letter:
    """The letter that `message`, from the dead-letter topic, is.

    Raises `ValueError` when the headers of a dead letter are missing.
    """
    own = {name: value.decode("utf-8", "replace") for name, value in message.headers if value}
    try:
        return Letter(
            failure=Failure(
                stage=own[PREFIX + "stage"],
                reason=own[REASON],
                exception=own[PREFIX + "exception.class.name"],
                message=own.get(PREFIX + "exception.message", ""),
                stacktrace=own.get(PREFIX + "exception.stacktrace", ""),
                field=own.get(FIELD) or None,
            ),
            topic=own[PREFIX + "topic"],
            partition=int(own[PREFIX + "partition"]),
            offset=int(own[PREFIX + "offset"]),
            replays=replays(message.headers),
            headers=original_headers(message.headers),
        )
    except KeyError as missing:
        raise ValueError(f"not a dead letter: header {missing} is missing") from None


def replay_headers(letter: Letter) -> list[Header]:
    """Headers for putting a letter back where it failed: the original ones and the count."""
    return [*letter.headers, (REPLAYS, str(letter.replays + 1).encode())]


def replays(found: Iterable[Header]) -> int:
    """How often the record was put back already."""
    counts = [value for name, value in found if name == REPLAYS]
    return int(counts[-1]) if counts and counts[-1].isdigit() else 0


def original_headers(found: Iterable[Header]) -> tuple[Header, ...]:
    """The headers without those that Newsmill adds."""
    own = (REASON, FIELD, REPLAYS)
    return tuple(h for h in found if h[0] not in own and not h[0].startswith(PREFIX))
