"""The recipes for DuckDB in docs/subscribing.md, over the example records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from workers.tables.files import write_parquet
from workers.testing import records
from workers.topology import ENRICHED, QUOTES

PAGE = (Path(__file__).parents[2] / "docs/subscribing.md").read_text("utf-8")
[SECTION] = re.findall(r"^## With DuckDB$(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)
BY_SPEAKER, BY_COUNTRY, WITH_TITLE = re.findall(r"```sql\n(.*?)```", SECTION, re.DOTALL)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The files that the recipe's first lines make."""
    folder = tmp_path_factory.mktemp("parquet")
    for topic, name in ((QUOTES, "quotes.parquet"), (ENRICHED, "enriched.parquet")):
        with (folder / name).open("wb") as out:
            rows = ((value, json.loads(value)) for _, value in records.lines(topic))
            write_parquet(out, records.KINDS[topic], rows)
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{folder}'")
        yield connection


def test_who_was_quoted_how_often(database: duckdb.DuckDBPyConnection) -> None:
    found = database.execute(BY_SPEAKER).fetchall()
    names = [quote.speaker_name for quote in records.quotes() if quote.speaker_name]
    assert {name: count for name, count, _ in found}.items() <= {
        n: names.count(n) for n in names
    }.items()
    assert len(found) == min(10, len(set(names)))


def test_places_come_out_of_the_lists(database: duckdb.DuckDBPyConnection) -> None:
    found = dict(database.execute(BY_COUNTRY).fetchall())
    places = [place.country for a in records.articles() for place in a.toponyms or ()]
    assert found == {country: places.count(country) for country in set(places) - {None}}
    assert found


def test_quotes_are_cut_out_of_their_article(database: duckdb.DuckDBPyConnection) -> None:
    found = database.execute(WITH_TITLE).fetchall()
    titles = {article.id: article.title for article in records.articles()}
    said = [
        (titles[q.article_id], q.quote.text) for q in records.quotes() if q.quote.kind == "direct"
    ]
    key = lambda pair: (pair[0] or "", pair[1])  # noqa: E731
    assert sorted(found, key=key) == sorted(said, key=key)
    assert found
