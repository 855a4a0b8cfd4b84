"""deploy/examples/postgres with a real PostgreSQL and a real Kafka."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest

from tests.faults.fleet import wait_until
from tests.kafka.clients.records_sent import send_all
from workers.processes.local_workers import variables
from workers.records import Article, Duplicate, Record, moment
from workers.settings import Settings
from workers.testing import records
from workers.topology import DUPLICATES, ENRICHED

EXAMPLE = Path(__file__).parents[2] / "deploy/examples/postgres"
TABLES = ("article", "quote", "mention", "copy", "withdrawal")
kafka = pytest.mark.kafka


def rows(address: str) -> dict[str, list[Any]]:
    with psycopg.connect(address) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} AS one ORDER BY one::text").fetchall()  # type: ignore[arg-type]
            for table in TABLES
        }


def asked(address: str, file: str, **variables_: str) -> list[list[str]]:
    """What psql answers to a query of the example."""
    given = [word for name, value in variables_.items() for word in ("-v", f"{name}={value}")]
    done = subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-F", "\t", *given, "-f", f"queries/{file}", address],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split("\t") for line in done.stdout.splitlines()]


def started(address: str, settings: Settings, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "sink.py", address, *more],
        cwd=EXAMPLE,
        env=os.environ | variables(settings),
    )


def version(article: Article, number: int, quotes: int) -> Article:
    """A later version of an article, with so many quotes."""
    later = (article.version or 0) + number
    return replace(article, version=later, quotes=(article.quotes or [])[:quotes])


def send(settings: Settings, *given: Article | Duplicate) -> None:
    for topic, kind in ((ENRICHED, Article), (DUPLICATES, Duplicate)):
        send_all(settings, topic, *[(each.id, each) for each in given if isinstance(each, kind)])


def withdrawal(article: Article, of: str) -> Duplicate:
    copy = records.duplicates()[0]
    return replace(copy, id=article.id, duplicate_of=of, version=article.version, corrects=True)


@kafka
@pytest.mark.slow
def test_a_database_follows_the_line_through_revisions_withdrawals_and_kills(
    database: str, installation: Settings
) -> None:
    articles, copies = records.articles(), records.duplicates()
    send(installation, *articles, *copies)
    killed = started(database, installation)
    wait_until(lambda: bool(rows(database)["article"]), "the first articles are there")
    killed.kill()
    killed.wait()
    speaking = [article for article in articles if len(article.quotes or ()) > 1]
    revised, withdrawn, again = speaking[0], speaking[1], speaking[2]
    last = version(revised, 2, quotes=1)
    send(installation, last, version(revised, 1, quotes=2))  # the later one first
    send(installation, withdrawal(withdrawn, revised.id), withdrawal(again, revised.id))
    send(installation, version(again, 1, quotes=1))  # a version after the one withdrawn
    running = started(database, installation)
    wait_until(lambda: len(rows(database)["withdrawal"]) == 2, "the withdrawals came")
    wait_until(
        lambda: len([row for row in rows(database)["quote"] if row[0] == again.id]) == 1,
        "all came",
    )
    time.sleep(1)
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0
    found = rows(database)
    assert {row[0] for row in found["article"]} == {a.id for a in articles} - {withdrawn.id}
    stand = {a.id: a for a in articles if a.id != withdrawn.id}
    stand |= {last.id: last, again.id: version(again, 1, quotes=1)}
    said = [(row[0], row[1], row[2]) for row in found["quote"]]
    wanted = [(a.id, n, q.text) for a in stand.values() for n, q in enumerate(a.quotes or ())]
    assert sorted(said) == sorted(wanted)
    named = sum(len(entity.mentions) for a in stand.values() for entity in a.entities or ())
    assert len(found["mention"]) == named
    assert len(found["copy"]) == len(copies) + 2
    every = started(database, installation, "--group", "once-more", "--idle", "4")
    assert every.wait(120) == 0
    assert rows(database) == found, "reading everything again changes nothing"


def test_whatever_order_records_come_in_the_tables_end_the_same(
    database: str, sink: ModuleType
) -> None:
    first, second, third = [a for a in records.articles() if len(a.quotes or ()) > 1][:3]
    events: list[Record] = [
        *(version(first, number, quotes=number) for number in (0, 1, 2)),
        *(version(second, number, quotes=2) for number in (0, 1)),
        third,
        withdrawal(first, second.id),
        withdrawal(third, second.id),
        *records.duplicates(),
    ]

    async def applied(order: list[Record]) -> None:
        async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
            await connection.execute(f"TRUNCATE {', '.join(TABLES)}")
            for record in order:
                await sink.apply(connection, record)

    asyncio.run(applied(events))
    wanted = rows(database)
    assert {row[0] for row in wanted["article"]} == {first.id, second.id}
    for seed in range(12):
        order = events + random.Random(seed).sample(events, 6)
        random.Random(seed).shuffle(order)
        asyncio.run(applied(order))
        assert rows(database) == wanted, f"seed {seed}"


def test_the_queries_answer(database: str, sink: ModuleType) -> None:
    now = moment(time.time())
    articles = [replace(article, received_at=now) for article in records.articles()]
    head = articles[0]
    published = replace(
        withdrawal(head, ""), id="copy", duplicate_of=head.id, source="Second Post", corrects=False
    )
    chained = replace(published, id="copy of the copy", duplicate_of="copy", source="Third Post")
    chained.received_at = published.received_at = moment(time.time() + 60)

    async def applied() -> None:
        async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
            for record in (*articles, published, chained):
                await sink.apply(connection, record)

    asyncio.run(applied())
    said = [(a, q) for a in articles for q in a.quotes or () if q.speaker.name]
    person = said[0][1].speaker.name
    assert person
    found = asked(database, "quotes_of_a_person.sql", person=person.upper())
    assert len(found) == sum(quote.speaker.name == person for _, quote in said) > 0
    assert asked(database, "quotes_of_a_person.sql", person="'; DROP TABLE quote; --") == []
    assert head.dedup
    cluster = head.dedup.cluster_id
    own = [a for a in articles if a.dedup and a.dedup.cluster_id == cluster]
    earliest = min(own, key=lambda a: a.published_at or a.received_at)
    for member in ("copy of the copy", "copy", head.id):
        [[story, source, *_, followed]] = asked(database, "first_source.sql", article=member)
        assert (story, source) == (cluster, earliest.source or "")
        assert followed == str(len(own) + 2 - 1)
    speakers = [
        {q.speaker.entity_key for q in a.quotes or () if q.speaker.entity_key} for a in articles
    ]
    pairs = {(one, other) for keys in speakers for one in keys for other in keys if other > one}
    answered = asked(database, "quoted_together.sql")
    assert len(answered) == min(50, len(pairs)) > 0
    assert {(one, other) for one, other, _ in answered} <= pairs


def test_offsets_cut_in_sql_and_the_whole_record_is_there(database: str, sink: ModuleType) -> None:
    articles = records.articles()

    async def applied() -> None:
        async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
            for record in articles:
                await sink.apply(connection, record)

    asyncio.run(applied())
    with psycopg.connect(database) as connection:
        wrong = connection.execute(
            "SELECT count(*) FROM quote JOIN article ON id = article_id "
            "WHERE substr(article.text, start_at + 1, end_at - start_at) <> quote.text"
        ).fetchone()
        whole = connection.execute("SELECT record FROM article WHERE id = %s", [articles[0].id])
        assert wrong == (0,)
        assert whole.fetchone() == (
            json.loads(dict(records.lines(ENRICHED))[articles[0].id.encode()]),
        )


def test_a_database_that_is_not_there_is_told_in_a_line() -> None:
    done = subprocess.run(
        [sys.executable, "sink.py", "postgresql:///none?host=/nowhere"],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("sink.py: ")
    assert "Traceback" not in done.stderr
