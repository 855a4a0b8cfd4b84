"""Raw messages for tests."""

from __future__ import annotations

from workers.records import Message
from workers.topology import RAW

NOON_MS = 1_795_500_000_000


def message(
    value: bytes | None,
    headers: tuple[tuple[str, bytes], ...] = (),
    *,
    key: bytes | None = b"site.example",
    offset: int = 0,
    timestamp_ms: int = NOON_MS,
) -> Message:
    """A message of articles.raw."""
    return Message(
        topic=RAW,
        partition=0,
        offset=offset,
        timestamp_ms=timestamp_ms,
        key=key,
        value=value,
        headers=headers,
    )
