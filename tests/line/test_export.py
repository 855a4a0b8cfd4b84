"""`newsmill export` and `newsmill tail` as a user types them, against a real Kafka."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.kafka.clients.records_sent import a_correction, a_quote, an_article, send_all
from tests.line.test_commands import newsmill
from workers.cli.exits import Exit
from workers.kafka.producer import ArticleProducer
from workers.settings import Settings
from workers.testing.records import lines as examples
from workers.topology import DUPLICATES, ENRICHED, QUOTES

pytestmark = pytest.mark.kafka


def lines(settings: Settings, *arguments: str, code: int = Exit.OK) -> list[dict[str, object]]:
    return [
        json.loads(one) for one in newsmill(settings, *arguments, code=code).stdout.splitlines()
    ]


def test_export_gives_the_last_version_of_each_and_no_more(installation: Settings) -> None:
    older, newer = (replace(an_article("a", text=text), version=n) for n, text in enumerate("on"))
    articles = [("a", older), ("a", newer), ("a", older), ("a", newer), ("b", an_article("b"))]
    send_all(installation, ENRICHED, *articles, ("copy", an_article("copy")))
    send_all(installation, DUPLICATES, ("copy", a_correction("copy", of="b")))
    send_all(installation, DUPLICATES, ("b", a_correction("b", of="a", corrects=False)))
    quotes = [("a/0", a_quote("a", 0, version=1)), ("a/1", a_quote("a", 1, version=1))]
    send_all(installation, QUOTES, *quotes, ("a/0", a_quote("a", 0, version=2)), ("a/1", None))
    found = lines(installation, "export", ENRICHED, "--to", "jsonl")
    assert sorted((one["id"], one["text"]) for one in found) == [("a", "n"), ("b", "Text.")]
    assert len(lines(installation, "export", ENRICHED, "--to", "jsonl", "--all")) == 6
    said = [
        (one["index"], one["version"])
        for one in lines(installation, "export", QUOTES, "--to", "jsonl")
    ]
    assert said == [(0, 2)]
    assert len(lines(installation, "export", DUPLICATES, "--to", "jsonl")) == 2


def test_export_chooses_by_field_and_time_and_writes_whole_files(
    installation: Settings, tmp_path: Path
) -> None:
    with ArticleProducer(installation) as producer:
        for key, value in examples(QUOTES):
            producer.send_message(key, value, (), "", topic=installation.topic(QUOTES))
    names = [json.loads(value)["speaker_name"] for _, value in examples(QUOTES)]
    name = next(name for name in names if name)
    where = ("--where", f"quote.speaker.name={name.upper()}", "--from-time", "1h")
    table = newsmill(installation, "export", QUOTES, "--to", "csv", *where).stdout.decode()
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert len(rows) == names.count(name) > 0
    assert {row["quote.speaker.name"] for row in rows} == {name}
    file = tmp_path / "quotes.parquet"
    told = newsmill(installation, "export", QUOTES, "--to", "parquet", "-o", str(file)).stderr
    assert f"{len(names)} records of quotes written".encode() in told
    counted = f"SELECT count(*) FROM '{file}' WHERE speaker_name = ?"
    assert duckdb.execute(counted, [name]).fetchall() == [(len(rows),)]
    assert list(tmp_path.iterdir()) == [file]
    last = lines(
        installation,
        "tail",
        QUOTES,
        "-n",
        "2",
        "--no-follow",
        "--where",
        f"quote.speaker.name={name}",
    )
    assert {one["speaker_name"] for one in last} == {name}
    assert len(last) == min(2, len(rows))
    assert len(lines(installation, "tail", QUOTES, "-n", "5", "--no-follow")) == 5


def test_a_foreign_record_is_named_left_out_and_told_by_the_exit_code(
    installation: Settings,
) -> None:
    send_all(installation, ENRICHED, ("a", an_article("a")))
    with ArticleProducer(installation) as producer:
        producer.send_message(b"x", b"[]", (), "x", topic=installation.topic(ENRICHED))
    done = newsmill(installation, "export", ENRICHED, "--to", "jsonl", code=Exit.FINDINGS)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]
    assert b"left out: articles.enriched/" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["articles.raw", "--to", "csv"], "articles.raw holds no records; there are articles."),
        (["nope", "--to", "csv"], "no topic nope"),
        (["quotes", "--to", "xlsx"], "--to is one of jsonl, csv, parquet"),
        (["articles.dedup", "--to", "csv"], "records of several kinds: --to jsonl"),
        (["quotes", "--to", "csv", "--from-time", "noon"], "--from-time: 'noon' is no time"),
        (["quotes", "--to", "csv", "--where", "who=x"], "no field who in these records"),
        (["quotes", "--to", "csv", "-o", "/none/x.csv"], "/none/x.csv: No such file or directory"),
    ],
)
def test_what_cannot_be_exported_is_told_before_anything_is_read(
    arguments: list[str], told: str
) -> None:
    nowhere = Settings(brokers="127.0.0.1:1")
    assert told in newsmill(nowhere, "export", *arguments, code=Exit.USAGE).stderr.decode()
