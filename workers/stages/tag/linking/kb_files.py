"""Reads knowledge base files: CSV with a header line, or JSON lines; one entry each.

CSV columns are the fields of `records.KbEntity`; `aliases` are separated by `;`. Exports of
Wikidata are read as they are (wikidata.py). Nothing is guessed: an unknown column, a wrong
type or a doubled id is an error that names the line and the field.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import orjson

from workers import codec
from workers.records import KbEntity
from workers.stages.tag.linking import wikidata

COLUMNS = frozenset(field.name for field in fields(KbEntity))
NUMBERS = {"geonames": int, "latitude": float, "longitude": float}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line of a file."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.message}"


class Unreadable(ValueError):
    """A file that cannot be read as a knowledge base at all."""


def read(path: Path) -> Iterator[KbEntity | Problem]:
    """The entries of a .csv or .jsonl file in order, with a `Problem` for each bad line.

    Raises `Unreadable` for another kind of file, a bad CSV header, or bytes that are not
    UTF-8.
    """
    packed = path.suffix.lower() == ".gz"
    suffix = (path.with_suffix("") if packed else path).suffix.lower()
    opened = gzip.open if packed else open
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as lines:
            yield from parse(lines, suffix)
    except (gzip.BadGzipFile, EOFError):
        raise Unreadable(f"{path}: not whole, or no gzip file") from None
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from None


def parse(lines: Iterable[str], suffix: str) -> Iterator[KbEntity | Problem]:
    """The entries of the lines of a file; `suffix` (".csv", ".jsonl") tells its kind."""
    kinds = {".csv": _csv, ".jsonl": _jsonl, ".ndjson": _jsonl, ".json": _jsonl}
    if suffix not in kinds:
        raise Unreadable(f"unknown kind {suffix or 'without suffix'!r}: use .csv, .jsonl or .json")
    seen: dict[str, int] = {}
    for number, fields_ in kinds[suffix](lines):
        if isinstance(fields_, Problem):
            yield fields_
            continue
        entry = _entry(number, fields_)
        if isinstance(entry, KbEntity) and entry.id in seen:
            entry = Problem(number, "id", f"{entry.id!r} stands on line {seen[entry.id]} already")
        elif isinstance(entry, KbEntity):
            seen[entry.id] = number
        yield entry


Rows = Iterator[tuple[int, dict[str, Any] | Problem]]


def _csv(lines: Iterable[str]) -> Rows:
    rows = csv.DictReader(lines, strict=True)
    if set(rows.fieldnames or ()) >= wikidata.COLUMNS:
        yield from _query_result(rows)
        return
    unknown = set(rows.fieldnames or ()) - COLUMNS
    if not rows.fieldnames or unknown or not {"id", "type", "name"} <= set(rows.fieldnames):
        detail = f"unknown columns {sorted(unknown)}" if unknown else "id, type, name are needed"
        raise Unreadable(f"line 1: {detail}; known are {', '.join(sorted(COLUMNS))}")
    try:
        for row in rows:
            yield rows.line_num, _typed(rows.line_num, row)
    except csv.Error as error:
        yield rows.line_num, Problem(rows.line_num, "row", str(error))


def _query_result(rows: csv.DictReader[str]) -> Rows:
    """Rows of Wikidata's query service; further rows of one item add nothing."""
    seen: set[str] = set()
    for row in rows:
        values = wikidata.of_row(row)
        if values["id"] not in seen:
            seen.add(values["id"])
            yield rows.line_num, values


def _typed(line: int, row: dict[str, Any]) -> dict[str, Any] | Problem:
    if None in row or None in row.values():
        return Problem(line, "row", "more or fewer cells than the header has columns")
    typed: dict[str, Any] = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    typed["aliases"] = [a.strip() for a in typed.get("aliases", "").split(";") if a.strip()]
    for name, number in NUMBERS.items():
        if name in typed:
            try:
                typed[name] = number(typed[name])
            except ValueError:
                return Problem(line, name, f"{typed[name]!r} is not a number")
    return typed


def _jsonl(lines: Iterable[str]) -> Rows:
    for number, given in enumerate(lines, 1):
        line = given.strip().removesuffix(",")
        if line in ("", "[", "]"):  # a dump is an array with an item a line
            continue
        try:
            parsed = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield number, Problem(number, "line", f"not JSON: {error}")
            continue
        if isinstance(parsed, dict):
            yield number, wikidata.of_item(parsed) if wikidata.is_item(parsed) else parsed
        else:
            yield number, Problem(number, "line", "not a JSON object")


def _entry(line: int, values: dict[str, Any]) -> KbEntity | Problem:
    if unknown := sorted(values.keys() - COLUMNS):
        return Problem(line, unknown[0], "not a field of a knowledge base entry")
    for needed in ("id", "type", "name"):
        if not str(values.get(needed, "")).strip():
            return Problem(line, needed, "missing")
    try:
        return codec.from_json(KbEntity, values)
    except codec.Malformed as error:
        where, _, message = str(error).removeprefix("KbEntity.").partition(": ")
        return Problem(line, where, message)
