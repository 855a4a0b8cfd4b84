"""Records written as JSON lines, CSV or Parquet, one after the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, BinaryIO

from workers.tables import flat

ROWS_A_GROUP = 2_000
"""Rows of Parquet held in memory: enriched articles have some ten kB each."""

Rows = Iterable[tuple[bytes, dict[str, Any]]]
"""Records as they lie on the topic, and parsed."""


def write_jsonl(out: BinaryIO, _kind: type[Any], rows: Rows) -> int:
    """A line each, as the line wrote it; returns how many."""
    count = 0
    for value, _ in rows:
        out.write(value + b"\n")
        count += 1
    return count


def write_csv(out: BinaryIO, kind: type[Any], rows: Rows) -> int:
    """A line of column names, then a row each, UTF-8; lists are JSON. Returns how many rows."""
    names = list(flat.columns(kind))
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    table, count = csv.writer(text), 0
    table.writerow(names)
    for _, record in rows:
        table.writerow(flat.row(names, record))
        count += 1
    text.detach()
    return count


def write_parquet(out: BinaryIO, kind: type[Any], rows: Rows) -> int:
    """Columns as `arrow.schema` makes them, compressed with zstd; returns how many rows."""
    import pyarrow as pa  # noqa: PLC0415  an extra, which only this needs
    from pyarrow import parquet  # noqa: PLC0415

    from workers.tables import arrow  # noqa: PLC0415

    schema, count, rest = arrow.schema(kind), 0, iter(rows)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := [arrow.fitted(kind, record) for _, record in islice(rest, ROWS_A_GROUP)]:
            writer.write_batch(pa.RecordBatch.from_pylist(group, schema=schema))
            count += len(group)
    return count


WRITERS: dict[str, Callable[[BinaryIO, type[Any], Rows], int]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}
