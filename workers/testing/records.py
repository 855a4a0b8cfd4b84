"""The example records that come with newsmill, as the line made them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workers import codec
from workers.records import Article, Duplicate, MentionRecord, QuoteRecord
from workers.topology import DUPLICATES, ENRICHED, MENTIONS, QUOTES

FOLDER = Path(__file__).parent / "data"
KINDS: dict[str, type[Article | Duplicate | MentionRecord | QuoteRecord]] = {
    ENRICHED: Article,
    QUOTES: QuoteRecord,
    MENTIONS: MentionRecord,
    DUPLICATES: Duplicate,
}
"""The topics that subscribers read, and what is on them."""


def lines(topic: str) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of each example record of a topic; raises `ValueError` for others."""
    if topic not in KINDS:
        raise ValueError(f"no example records of {topic}; there are {', '.join(KINDS)}")
    for line in (FOLDER / f"{topic}.jsonl").read_bytes().splitlines():
        key, _, value = line.partition(b"\t")
        yield key, value


def articles() -> list[Article]:
    """Finished articles in several languages, with receipts, entities and quotes."""
    return [codec.decode(Article, value) for _, value in lines(ENRICHED)]


def quotes() -> list[QuoteRecord]:
    """Every quote of these articles."""
    return [codec.decode(QuoteRecord, value) for _, value in lines(QUOTES)]


def mentions() -> list[MentionRecord]:
    """Every mention of an entity in these articles."""
    return [codec.decode(MentionRecord, value) for _, value in lines(MENTIONS)]


def duplicates() -> list[Duplicate]:
    """Copies of these articles, each with the reason."""
    return [codec.decode(Duplicate, value) for _, value in lines(DUPLICATES)]
