"""What stands on a topic: the last version of each record, without repeats and withdrawn ones.

As `Subscription` gives it out in the end, for those who want a table and not a stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from workers.kafka.reading import Span, read, span
from workers.kafka.subscribing.withdrawals import CORRECTS, LEAD_MS
from workers.records import Article, KbEntity, MentionRecord, Message, QuoteRecord, version_of
from workers.settings import Settings
from workers.topology import DUPLICATES, TOPICS

ARTICLE_OF = {Article: "id", MentionRecord: "article_id", QuoteRecord: "article_id"}
"""The field that names the article, of records that have versions."""

Place = tuple[int, int]


def current(
    settings: Settings, topic: str, within: Span, since_ms: int = 0
) -> Iterator[tuple[Message, bool]]:
    """Messages with a value within a span, and of each whether it stands.

    The topic is read twice; each key is remembered (about 200 bytes). Records of kinds that
    have no versions all stand (of the knowledge base, the last of each id). `since_ms` says
    where the withdrawals begin. What is none of newsmill's stands, for the reader to refuse.
    """
    field = next((name for kind, name in ARTICLE_OF.items() if TOPICS[topic].record is kind), None)
    if field is None and TOPICS[topic].record is not KbEntity:
        yield from (
            (message, True) for message in read(settings, topic, within=within) if message.value
        )
        return
    standing = _standing(settings, topic, within, field, since_ms)
    for message in read(settings, topic, within=within):
        if message.value is not None:
            best = standing.get(message.key or b"")
            yield message, best == (message.partition, message.offset)


def _standing(
    settings: Settings, topic: str, within: Span, field: str | None, since_ms: int
) -> dict[bytes, Place]:
    """Key -> where its last record lies, of those that count."""
    last: dict[bytes, tuple[int, str, Place]] = {}
    newest: dict[str, int] = {}
    for message in read(settings, topic, within=within):
        key, place = message.key or b"", (message.partition, message.offset)
        if message.value is None:
            last.pop(key, None)
            continue
        article, version = _of(message.value, field)
        newest[article] = max(version, newest.get(article, version))
        if key not in last or version >= last[key][0]:
            last[key] = version, article, place
    if field is None:
        return {key: place for key, (_, _, place) in last.items()}
    gone = _withdrawn(settings, since_ms)
    return {
        key: place
        for key, (version, article, place) in last.items()
        if version == newest[article] and version > gone.get(article, -1)
    }


def _of(value: bytes, field: str | None) -> tuple[str, int]:
    """Article and version of a record; of what is none, nobody's and the first."""
    if field is None:
        return "", 0
    try:
        parsed: Any = orjson.loads(value)
        return str(parsed[field]), version_of(parsed.get("version"), parsed["received_at"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return "", 0


def _withdrawn(settings: Settings, since_ms: int) -> dict[str, int]:
    """Article -> the last version that was withdrawn."""
    found: dict[str, int] = {}
    part = span(settings, DUPLICATES, max(0, since_ms - LEAD_MS))
    for message in read(settings, DUPLICATES, within=part):
        if message.value and CORRECTS in message.value.replace(b" ", b""):
            article, version = _of(message.value, "id")
            found[article] = max(version, found.get(article, version))
    return found
