"""What is sent for one article, and what a reader left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import orjson

from workers.records import Message
from workers.stages.decode.envelope.raw_article import article_id
from workers.stages.decode.envelope.urls import site
from workers.topology import RAW

MIB = 1024 * 1024
LARGEST = 64 * MIB
"""One article never takes more: the largest message is half of it, base64 adds a third."""


class Unreadable(Exception):
    """A path that holds no articles, or no more of them; the message says why."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What to send to `articles.raw`, and for messages to users: where it was found."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    place: str

    def message(self, offset: int, timestamp_ms: int) -> Message:
        """The message that a consumer would read; partition 0."""
        return Message(
            topic=RAW,
            partition=0,
            offset=offset,
            timestamp_ms=timestamp_ms,
            key=self.key,
            value=self.value,
            headers=self.headers,
        )


@dataclass(slots=True)
class Notes:
    """What was not sent: `left_out` is no article, `unreadable` may have been one."""

    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(file, what it is) -> how many."""
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    """(place, why)."""

    def lines(self) -> list[str]:
        """What to tell the user, a line each."""
        told = [f"not read: {place}: {why}" for place, why in self.unreadable]
        for (file, what), count in self.left_out.items():
            told.append(f"left out: {file}: {f'{count} × ' if count > 1 else ''}{what}")
        return told


def page(
    value: bytes,
    content_type: bytes,
    place: str,
    url: str | None = None,
    headers: tuple[tuple[str, bytes], ...] = (),
) -> Outgoing:
    """A page or text sent as it is, keyed by its site, else by its id."""
    key = site(url) or article_id(url, value)
    given = (("content-type", content_type), *headers)
    if url is not None:
        given = (*given, ("url", url.encode("utf-8", "replace")))
    return Outgoing(key.encode("utf-8", "replace"), value, given, place)


def envelope(value: bytes, place: str) -> Outgoing:
    """A JSON envelope; bytes that are no JSON object are sent as they are, to be rejected."""
    key = article_id(None, value)
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError:
        parsed = None
    if isinstance(parsed, dict):
        url = parsed.get("url") or parsed.get("subject")  # that of a CloudEvent
        given = parsed.get("id")
        key = (site(url) if isinstance(url, str) else None) or str(given or key)
    headers = (("content-type", b"application/json"),)
    return Outgoing(key.encode("utf-8", "replace"), value, headers, place)


def with_header(article: Outgoing, name: str, value: str) -> Outgoing:
    """`article` with one more header."""
    return replace(article, headers=(*article.headers, (name, value.encode())))
