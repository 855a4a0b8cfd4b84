"""Dead letters: the record as it came, and in headers what failed, named as Kafka Connect does.

First come all headers of the original as they were, then a block of our own, which begins
at the last header `BEGINS`: whatever the original calls its headers, its own and ours are
told apart. A letter that is put back keeps a count of its replays, so that one which fails
again and again can be told from a new one. Making a letter never raises.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.kafka.header_names import is_utf8, original, printable
from workers.records import Message
from workers.stages.contract import Failure

Header = tuple[str, bytes | None]

PREFIX = "__connect.errors."
BEGINS = PREFIX + "topic"
REASON = "newsmill.reason"
FIELD = "newsmill.field"
REPLAYS = "newsmill.replays"
NAMES = "newsmill.header-names"
STUB = "newsmill.stub"
SCHEMA = "newsmill.dead-letter/1"
MAX_STACKTRACE = 8_000
MAX_TEXT = 2_000
MAX_STUB_BYTES = 64 * 1024
"""A stub keeps the original's key, and its headers, up to this size."""

COUNT = re.compile(rb"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter as read from its headers; `headers` are those of the original record."""

    failure: Failure
    topic: str
    partition: int
    offset: int
    replays: int
    headers: tuple[Header, ...]
    stub: str | None = None
    """What the letter leaves out of the original, which was too large for a letter."""


def headers(failed: Message, failure: Failure) -> list[Header]:
    """The headers of a dead letter: the original ones as they were, then the failure's.

    A name that is not UTF-8 is written with escapes; `NAMES` has all as they came, in base64.
    """
    own = {
        BEGINS: failed.topic,
        PREFIX + "partition": str(failed.partition),
        PREFIX + "offset": str(failed.offset),
        PREFIX + "stage": failure.stage,
        PREFIX + "exception.class.name": failure.exception,
        PREFIX + "exception.message": failure.message[:MAX_TEXT],
        PREFIX + "exception.stacktrace": failure.stacktrace[-MAX_STACKTRACE:],
        REASON: failure.reason,
        FIELD: failure.field or "",
        REPLAYS: str(replays(failed.headers)),
        "schema": SCHEMA,
    }
    names = [name for name, _ in failed.headers]
    if not all(map(is_utf8, names)):
        own[NAMES] = json.dumps([base64.b64encode(original(name)).decode() for name in names])
    kept: list[Header] = [(printable(name), value) for name, value in failed.headers]
    return kept + [(name, value.encode("utf-8", "replace")) for name, value in own.items()]


def size(key: bytes | None, value: bytes | None, headers: Sequence[Header]) -> int:
    """Bytes that a record takes, generously: at most ten more a field than its contents."""
    fields = [key, value, *(part for header in headers for part in (header[0].encode(), header[1]))]
    return sum(len(field or b"") + 10 for field in fields)


def stub(failed: Message, failure: Failure) -> tuple[bytes | None, list[Header]]:
    """Key and headers of a letter without its value, for a record too large for a letter.

    It tells place, sizes and hash of the original, which lies in its topic until its retention
    ends.
    """
    size_of_headers = size(None, None, failed.headers)
    short = Message(
        topic=failed.topic,
        partition=failed.partition,
        offset=failed.offset,
        timestamp_ms=failed.timestamp_ms,
        key=failed.key if len(failed.key or b"") <= MAX_STUB_BYTES else None,
        value=None,
        headers=failed.headers if size_of_headers <= MAX_STUB_BYTES else (),
    )
    told = (
        f"{_length('key', failed.key)}, {_length('value', failed.value)}, "
        f"sha256 of the value {hashlib.sha256(failed.value or b'').hexdigest()}, "
        f"{len(failed.headers)} headers of {size_of_headers} bytes"
    )
    return short.key, [*headers(short, failure), (STUB, told.encode())]


def _length(name: str, field: bytes | None) -> str:
    return f"{name} null" if field is None else f"{name} of {len(field)} bytes"


def read(message: Message) -> Letter:
    """The letter that `message`, from the dead-letter topic, is.

    Raises `ValueError` when the headers of a dead letter are missing.
    """
    begins = _begin_of_own(message.headers)
    if begins is None:
        raise ValueError(f"not a dead letter: header {BEGINS} is missing")
    own = {
        name: (value or b"").decode("utf-8", "replace") for name, value in message.headers[begins:]
    }
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
            topic=own[BEGINS],
            partition=int(own[PREFIX + "partition"]),
            offset=int(own[PREFIX + "offset"]),
            replays=replays(message.headers),
            headers=original_headers(message.headers),
            stub=own.get(STUB),
        )
    except KeyError as missing:
        raise ValueError(f"not a dead letter: header {missing} is missing") from None


def replay_headers(letter: Letter) -> list[Header]:
    """Headers for putting a letter back where it failed: the original ones and the count."""
    kept = list(letter.headers)
    if kept and _is_count(kept[-1]):
        kept.pop()  # of the replay before
    return [*kept, (REPLAYS, str(letter.replays + 1).encode())]


def replays(found: Sequence[Header]) -> int:
    """How often the record was put back already; a value that is no count counts as none."""
    counts = [header[1] for header in found if _is_count(header)]
    return int(counts[-1] or 0) if counts else 0


def original_headers(found: Sequence[Header]) -> tuple[Header, ...]:
    """The headers of a letter without the block that is ours."""
    return tuple(found[: _begin_of_own(found)])


def _begin_of_own(found: Sequence[Header]) -> int | None:
    places = [place for place, (name, _) in enumerate(found) if name == BEGINS]
    return places[-1] if places else None


def _is_count(header: Header) -> bool:
    return header[0] == REPLAYS and COUNT.fullmatch(header[1] or b"") is not None
