"""The graph at a glance: every stage, every topic, and who reads and writes what.

    articles.raw -> decode -> articles.decoded -> dedup -> articles.unique -> tag
        -> articles.tagged -> quote -> articles.enriched, mentions, quotes

Everything else (topic creation, AsyncAPI, docs, dashboards) derives from these tables.
Names here carry no prefix; `Settings.topic` adds the one of the installation.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import UnionType
from typing import Literal

from workers import records

DAY = 24 * 3600
Cleanup = Literal["delete", "compact", "compact,delete"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: what it holds, how it is keyed, kept and spread."""

    name: str
    summary: str
    record: type | UnionType | None
    key: str
    partitions: int = 8
    retention_seconds: int = 7 * DAY
    cleanup: Cleanup = "delete"
    max_message_bytes: int = 34 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage: one Faust app, one consumer group, one deployment."""

    name: str
    summary: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    tables: tuple[str, ...] = ()


RAW = "articles.raw"
DECODED = "articles.decoded"
WALK = "articles.dedup"
UNIQUE = "articles.unique"
DUPLICATES = "articles.duplicates"
TAGGED = "articles.tagged"
ENRICHED = "articles.enriched"
MENTIONS = "mentions"
QUOTES = "quotes"
FAILED = "articles.failed"
KB = "kb.entities"

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            name=RAW,
            summary="Raw articles from scrapers: a JSON envelope, or the page itself.",
            record=None,
            key="site (host of the url), else the article id",
        ),
        Topic(
            name=DECODED,
            summary="Articles with repaired text, boilerplate removed, language known.",
            record=records.Article,
            key="article id",
        ),
        Topic(
            name=WALK,
            summary="Articles on their way through the dedup shards; partition = shard.",
            record=records.Walk | records.Join,
            key="article id",
            partitions=4,
        ),
        Topic(
            name=UNIQUE,
            summary="First versions and revisions, no copies.",
            record=records.Article,
            key="article id",
        ),
        Topic(
            name=DUPLICATES,
            summary="Copies with the reason, late versions, and corrections of articles passed on.",
            record=records.Duplicate,
            key="article id",
            retention_seconds=30 * DAY,
        ),
        Topic(
            name=TAGGED,
            summary="Articles with persons, organisations and places.",
            record=records.Article,
            key="article id",
        ),
        Topic(
            name=ENRICHED,
            summary="The finished articles: repaired, unique, tagged, quotes attributed.",
            record=records.Article,
            key="article id",
            retention_seconds=30 * DAY,
        ),
        Topic(
            name=MENTIONS,
            summary="One flat record a mention of an entity.",
            record=records.MentionRecord,
            key="article id / index",
            retention_seconds=30 * DAY,
            cleanup="compact,delete",
        ),
        Topic(
            name=QUOTES,
            summary="One record a quote: who said what, where; `quote` is an object.",
            record=records.QuoteRecord,
            key="article id / index",
            retention_seconds=30 * DAY,
            cleanup="compact,delete",
        ),
        Topic(
            name=FAILED,
            summary="Dead letters: original key, value and headers, and why in added headers.",
            record=None,
            key="as received",
            retention_seconds=30 * DAY,
        ),
        Topic(
            name=KB,
            summary="Names, aliases and ids of entities that users feed.",
            record=records.KbEntity,
            key="entity id",
            partitions=1,
            cleanup="compact",
        ),
    )
}

STAGES: dict[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage(
            name="decode",
            summary="Repairs the decoding, takes the article out of its page, removes boilerplate.",
            reads=(RAW,),
            writes=(DECODED, FAILED),
            tables=("sites",),
        ),
        Stage(
            name="dedup",
            summary="Finds copies across all sites and tells revisions from copies.",
            reads=(DECODED, WALK),
            writes=(WALK, UNIQUE, DUPLICATES, FAILED),
            tables=("shard",),
        ),
        Stage(
            name="tag",
            summary="Tags persons, organisations and places; one entry for one entity.",
            reads=(UNIQUE, KB),
            writes=(TAGGED, FAILED),
        ),
        Stage(
            name="quote",
            summary="Finds quotes and attributes them to their speakers.",
            reads=(TAGGED,),
            writes=(ENRICHED, MENTIONS, QUOTES, DUPLICATES, FAILED),
            tables=("latest",),
        ),
    )
}


def producers(topic: str) -> list[str]:
    """Names of the stages that write to `topic`."""
    return [stage.name for stage in STAGES.values() if topic in stage.writes]


def consumers(topic: str) -> list[str]:
    """Names of the stages that read `topic`."""
    return [stage.name for stage in STAGES.values() if topic in stage.reads]
