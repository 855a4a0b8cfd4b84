"""Records for the clients to read, and short ways to send and read them."""

from __future__ import annotations

from workers import codec
from workers.kafka.consumer import Gone, Subscription
from workers.kafka.producer import ArticleProducer
from workers.records import (
    Article,
    Decoding,
    Duplicate,
    Origin,
    Quote,
    QuoteRecord,
    Record,
    Speaker,
    Trail,
)
from workers.settings import Settings
from workers.topology import RAW

AT = "2026-11-24T06:00:00.000Z"


def an_article(name: str, text: str = "Text.", seconds: float = 0.1, offset: int = 0) -> Article:
    return Article(
        id=name,
        text=text,
        received_at=AT,
        origin=Origin(topic=RAW, partition=0, offset=offset),
        decoding=Decoding(charset=None, charset_declared=None, charset_rule="", extractor="none"),
        trail=[Trail(stage="decode", version="1", at=AT, seconds=seconds)],
    )


def a_correction(
    name: str, of: str, corrects: bool = True, version: int | None = None
) -> Duplicate:
    return Duplicate(
        id=name,
        duplicate_of=of,
        cluster_id=of,
        kind="near",
        rule="jaccard",
        jaccard=0.9,
        containment=0.9,
        received_at=AT,
        origin=Origin(topic=RAW, partition=0, offset=0),
        corrects=corrects,
        version=version,
    )


def a_quote(article: str, index: int, version: int | None = None) -> QuoteRecord:
    quote = Quote(
        id=f"{article}/{index}",
        start=0,
        end=4,
        text="Said",
        kind="direct",
        speaker=Speaker(kind="unknown"),
        confidence=0.5,
        rule="test",
    )
    return QuoteRecord(
        article_id=article, index=index, quote=quote, received_at=AT, version=version
    )


def send_all(settings: Settings, topic: str, *records: tuple[str, Record | None]) -> None:
    """Sends records by key, tombstones for those that are None."""
    with ArticleProducer(settings) as producer:
        for key, record in records:
            value = None if record is None else codec.encode(record)
            producer.send_message(key.encode(), value, (), key, topic=settings.topic(topic))


def read_all(settings: Settings, topic: str, group: str | None = None) -> list[Record | Gone]:
    with Subscription(topic, group=group, settings=settings, idle_seconds=1.5) as records:
        return list(records)
