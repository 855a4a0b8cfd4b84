"""Records as JSON lines, CSV and Parquet, read back by others' tools."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import duckdb
import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from tests.kafka.clients.records_sent import a_quote, an_article
from workers import codec, records
from workers.describe.record_schemas import KINDS
from workers.records import TIMES, Article, QuoteRecord
from workers.tables import arrow, flat
from workers.tables.files import WRITERS
from workers.testing.records import KINDS as HELD
from workers.testing.records import lines
from workers.topology import QUOTES


def written(form: str, kind: type, values: list[bytes]) -> bytes:
    out = io.BytesIO()
    assert WRITERS[form](out, kind, ((value, orjson.loads(value)) for value in values)) == len(
        values
    )
    return out.getvalue()


def plain(value: Any) -> Any:
    """A value that came back from Parquet, as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def as_parquet_has_it(kind: type, record: Any) -> Any:
    """Free objects as their text, those of numbers as pairs."""
    for name in ("meta", "evidence"):
        if name in record:  # of the record itself
            free = name == "meta"
            record[name] = (
                orjson.dumps(record[name]).decode()
                if free
                else [[*p] for p in record[name].items()]
            )
    return record


@pytest.mark.parametrize("topic", HELD)
def test_parquet_gives_every_record_back_as_it_was(topic: str) -> None:
    # With the fields that were added since the examples were made.
    kind = HELD[topic]
    values = [codec.encode(codec.decode(kind, value)) for _, value in lines(topic)]
    table = parquet.read_table(io.BytesIO(written("parquet", HELD[topic], values)))
    pairs = zip(table.to_pylist(), map(json.loads, values), strict=True)
    for row, record in pairs:
        got = json.loads(json.dumps(plain(row)))
        assert got == as_parquet_has_it(HELD[topic], record)
    name = next(name for name, kind in KINDS.items() if kind is HELD[topic])
    assert table.schema.metadata[b"newsmill.schema"] == name.encode()


@pytest.mark.parametrize("kind", get_args(records.Record), ids=lambda kind: kind.__name__)
def test_every_record_has_an_arrow_schema_with_all_its_fields(kind: type) -> None:
    schema = arrow.schema(kind)
    assert schema.names == list(kind.__dataclass_fields__)
    times = {name for name in schema.names if pa.types.is_timestamp(schema.field(name).type)}
    assert times == TIMES & set(schema.names)


@pytest.mark.parametrize("topic", HELD)
def test_csv_has_a_row_a_record_and_no_cell_is_lost(topic: str) -> None:
    values = [value for _, value in lines(topic)]
    table = list(
        csv.DictReader(io.StringIO(written("csv", HELD[topic], values).decode(), newline=""))
    )
    assert len(table) == len(values) > 0
    for row, value in zip(table, values, strict=True):
        assert flat.columns(HELD[topic]).__next__() in row
        for path, cell in row.items():
            found: Any = json.loads(value)
            for name in path.split("."):
                found = found.get(name) if found else None
            shown = cell if isinstance(found, str) else json.loads(cell or "null")
            assert shown == found


@given(st.text(), st.text())
def test_any_text_comes_back_from_csv_and_parquet(text: str, name: str) -> None:
    value = codec.encode(an_article(name, text=text))
    wanted = json.loads(value)["text"]
    table = csv.DictReader(io.StringIO(written("csv", Article, [value]).decode(), newline=""))
    assert [row["text"] for row in table] == [wanted]
    rows = parquet.read_table(io.BytesIO(written("parquet", Article, [value]))).to_pylist()
    assert [row["text"] for row in rows] == [wanted]


def test_a_time_that_is_none_is_an_error_and_a_new_field_none() -> None:
    value = json.loads(codec.encode(a_quote("a", 0)))
    known = written("parquet", QuoteRecord, [orjson.dumps(value | {"new": [1]})])
    assert parquet.read_table(io.BytesIO(known)).num_rows == 1
    with pytest.raises(ValueError, match="yesterday"):
        written("parquet", QuoteRecord, [orjson.dumps(value | {"published_at": "yesterday"})])


def test_duckdb_answers_over_the_parquet_files(tmp_path: Path) -> None:
    for topic, kind in HELD.items():
        values = [value for _, value in lines(topic)]
        (tmp_path / f"{topic}.parquet").write_bytes(written("parquet", kind, values))
    database = duckdb.connect()
    database.execute(f"SET file_search_path = '{tmp_path}'")
    told = database.execute(
        "SELECT speaker_name, count(*) FROM 'quotes.parquet' "
        "WHERE speaker_name IS NOT NULL AND received_at >= TIMESTAMPTZ '2026-11-01' "
        "GROUP BY ALL ORDER BY 2 DESC, 1"
    ).fetchall()
    quotes = [json.loads(value) for _, value in lines(QUOTES)]
    names = [quote["speaker_name"] for quote in quotes if quote["speaker_name"]]
    assert dict(told) == {name: names.count(name) for name in names}
    assert told
