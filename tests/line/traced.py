"""Trace context and CloudEvents attributes for each article that the line's test feeds."""

from __future__ import annotations

from workers.kafka.dead_letters.letter_format import Header
from workers.records import Message


def traced(number: int) -> tuple[tuple[str, bytes], ...]:
    """Headers as an instrumented scraper sends them; no two articles have the same ones."""
    return (
        ("traceparent", f"00-{number + 1:032x}-00f067aa0ba902b7-01".encode()),
        ("tracestate", b"vendor=t61rcWkgMzE"),
        ("ce_specversion", b"1.0"),
        ("ce_type", b"example.page.fetched"),
        ("ce_id", b"%d" % number),
    )


def carried(message: Message) -> tuple[Header, ...]:
    """Those of them that a message has."""
    names = {name for name, _ in traced(0)}
    return tuple(header for header in message.headers if header[0] in names)


def header(message: Message, name: str) -> str | None:
    """The last header of that name as text."""
    found = [value for key, value in message.headers if key == name and value is not None]
    return found[-1].decode() if found else None
