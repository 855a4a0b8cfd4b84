"""Keeps a PostgreSQL database up to date with the articles that Newsmill gives out.

    python sink.py postgresql://user@host/news            for ever; SIGTERM or Ctrl-C ends it
    python sink.py postgresql://user@host/news --idle 30  until nothing came for 30 seconds

Each record is one transaction, and its position is committed to Kafka after it. What comes
again changes nothing, what comes late does no harm: of an article the highest version stays,
with its own quotes and mentions, unless it was withdrawn. So run as many as you like, kill
them, read everything again under another `--group`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from workers import codec
from workers.kafka.consumer import Gone, Subscription
from workers.records import Article, Duplicate, Record, version_of

ARTICLE = """
INSERT INTO article (id, version, received_at, published_at, url, source, title, text, language,
                     authors, cluster_id, revision_of, rewrite_of, record)
SELECT %(id)s, %(version)s, %(received_at)s, %(published_at)s, %(url)s, %(source)s, %(title)s,
       %(text)s, %(language)s, %(authors)s, %(cluster_id)s, %(revision_of)s, %(rewrite_of)s,
       %(record)s
WHERE NOT EXISTS (SELECT FROM withdrawal WHERE id = %(id)s AND version >= %(version)s)
ON CONFLICT (id) DO UPDATE SET
    version = excluded.version, received_at = excluded.received_at,
    published_at = excluded.published_at, url = excluded.url, source = excluded.source,
    title = excluded.title, text = excluded.text, language = excluded.language,
    authors = excluded.authors, cluster_id = excluded.cluster_id,
    revision_of = excluded.revision_of, rewrite_of = excluded.rewrite_of,
    record = excluded.record
WHERE article.version <= excluded.version
RETURNING id
"""
QUOTE = """
INSERT INTO quote (article_id, index, text, kind, polarity, speaker_kind, speaker_name,
                   speaker_key, speaker_role, quote_key, confidence, start_at, end_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
MENTION = """
INSERT INTO mention (article_id, index, entity_id, entity_key, type, name, text, wikidata,
                     geonames, kb_id, start_at, end_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
COPY = """
INSERT INTO copy (id, duplicate_of, kind, version, cluster_id, received_at, url, source, title)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (id, duplicate_of, kind, version) DO UPDATE SET cluster_id = excluded.cluster_id
"""
WITHDRAW = """
INSERT INTO withdrawal (id, version) VALUES (%(id)s, %(version)s)
ON CONFLICT (id) DO UPDATE SET version = greatest(withdrawal.version, excluded.version)
"""


async def apply(database: psycopg.AsyncConnection[Any], record: Record | Gone) -> None:
    """One record in one transaction; two programs at one article wait for each other."""
    async with database.transaction():
        if isinstance(record, Article):
            await database.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [record.id])
            await put(database, record)
        elif isinstance(record, Duplicate):
            await database.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [record.id])
            await put_copy(database, record)


async def put(database: psycopg.AsyncConnection[Any], article: Article) -> None:
    written = await database.execute(ARTICLE, row(article))
    if await written.fetchone() is None:
        return  # a later version is there, or this one was withdrawn
    await database.execute("DELETE FROM quote WHERE article_id = %s", [article.id])
    await database.execute("DELETE FROM mention WHERE article_id = %s", [article.id])
    async with database.cursor() as cursor:
        await cursor.executemany(QUOTE, list(quotes(article)))
        await cursor.executemany(MENTION, list(mentions(article)))


async def put_copy(database: psycopg.AsyncConnection[Any], copy: Duplicate) -> None:
    version = version_of(copy.version, copy.received_at)
    told = [copy.id, copy.duplicate_of, copy.kind, version, copy.cluster_id, copy.received_at]
    await database.execute(COPY, [*told, copy.url, copy.source, copy.title])
    if copy.corrects:
        withdrawn = {"id": copy.id, "version": version}
        await database.execute(WITHDRAW, withdrawn)
        await database.execute(
            "DELETE FROM article WHERE id = %(id)s AND version <= %(version)s", withdrawn
        )


def row(article: Article) -> dict[str, Any]:
    """The columns of an article."""
    dedup = article.dedup
    return {
        "id": article.id,
        "version": version_of(article.version, article.received_at),
        "received_at": article.received_at,
        "published_at": article.published_at,
        "url": article.url,
        "source": article.source,
        "title": article.title,
        "text": article.text,
        "language": article.language,
        "authors": article.authors,
        "cluster_id": dedup.cluster_id if dedup else None,
        "revision_of": dedup.revision_of if dedup else None,
        "rewrite_of": dedup.rewrite.of if dedup and dedup.rewrite else None,
        "record": codec.encode(article).decode(),
    }


def quotes(article: Article) -> Iterator[list[Any]]:
    """A row a quote."""
    for index, quote in enumerate(article.quotes or ()):
        said = quote.speaker
        speaker = [said.kind, said.name, said.entity_key, said.role]
        place = [quote.confidence, quote.start, quote.end]
        whole = [article.id, index, quote.text, quote.kind, quote.polarity]
        yield [*whole, *speaker, quote.quote_key, *place]


def mentions(article: Article) -> Iterator[list[Any]]:
    """A row a mention, in the order of the text."""
    found = [(mention, entity) for entity in article.entities or () for mention in entity.mentions]
    found.sort(key=lambda pair: (pair[0].start, pair[0].end, pair[1].id))
    for index, (mention, entity) in enumerate(found):
        whom = [entity.id, entity.entity_key, entity.type, entity.name]
        links = [entity.wikidata, entity.geonames, entity.kb_id]
        yield [article.id, index, *whom, mention.text, *links, mention.start, mention.end]


async def follow(where: str, topic: str, group: str, idle: float | None) -> None:
    """Writes what comes on a topic, until stopped or idle."""
    async with (
        await psycopg.AsyncConnection.connect(where, autocommit=True) as database,
        Subscription(topic, group=group, idle_seconds=idle) as records,
    ):
        async for record in records:
            await apply(database, record)


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("database", help="where: postgresql://user@host/name")
    parser.add_argument("--group", default="postgres", help="the consumer group (postgres)")
    parser.add_argument("--idle", type=float, help="end after so many seconds without a record")
    given = parser.parse_args()
    async with await psycopg.AsyncConnection.connect(given.database) as database:
        await database.execute("SELECT pg_advisory_xact_lock(1)")  # others start as well
        await database.execute(Path(__file__).with_name("schema.sql").read_bytes())
    async with asyncio.TaskGroup() as tasks:  # the end of one is an error: both end
        tasks.create_task(follow(given.database, "articles.enriched", given.group, given.idle))
        copies = f"{given.group}-copies"
        tasks.create_task(follow(given.database, "articles.duplicates", copies, given.idle))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except* psycopg.OperationalError as errors:
        sys.exit(f"sink.py: {errors.exceptions[0]}")
