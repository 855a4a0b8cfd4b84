"""CSV files: an article a row, fields named in the first one."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson

from workers.inputs.field_maps import FieldMap
from workers.inputs.outgoing import LARGEST, MIB, Notes, Outgoing, Unreadable, envelope
from workers.stages.decode.envelope.likely_body import likely_names

DELIMITERS = ",;\t|"


def read(
    stream: io.BufferedReader, file: str, fields: FieldMap, notes: Notes
) -> Iterator[Outgoing]:
    """The rows of a table with a column for the body; UTF-8, UTF-16, or bytes of another charset.

    Raises `Unreadable` for a table without such a column, and names the ones that may be meant.
    """
    csv.field_size_limit(LARGEST)
    lines = _lines(stream, file)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter), [])
    _check(file, names, fields)
    try:
        rows = csv.reader(lines, delimiter=delimiter)
        for number, row in enumerate(rows, 2):
            place = f"{file}, row {number}"
            if len(row) > len(names):
                notes.unreadable.append((place, f"{len(row)} cells, the head has {len(names)}"))
            elif row:
                for article in fields.articles(_fields(names, row)):
                    yield envelope(orjson.dumps(_readable(article)), place)
    except csv.Error as error:
        raise Unreadable(f"{file}: no CSV: {error}") from None


def _lines(stream: io.BufferedReader, file: str) -> Iterator[str]:
    start = stream.peek(4)[:4]
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    codec = "utf-16" if wide else "utf-8-sig"
    text = io.TextIOWrapper(stream, codec, errors="surrogateescape", newline="")
    try:
        while line := text.readline(LARGEST):
            if len(line) >= LARGEST:
                raise Unreadable(f"{file}: a line of more than {LARGEST // MIB} MB")
            yield line
    finally:
        if not stream.closed:
            text.detach()  # whoever opened the stream closes it


def _check(file: str, names: list[str], fields: FieldMap) -> None:
    wanted = {*fields.targets.get("body", ()), "body", "body_base64"}
    if not wanted.isdisjoint(names):
        return
    likely = likely_names(names)
    hint = "".join(f" --map body={name}" for name in likely[:1]) or " --map body=COLUMN"
    listed = ", ".join(names[:20]) or "none"
    raise Unreadable(f"{file}: no column body; columns: {listed}. Give it one:{hint}")


def _fields(names: list[str], row: list[str]) -> dict[str, Any]:
    return {name: cell for name, cell in zip(names, row, strict=False) if cell}


def _readable(item: dict[str, Any]) -> dict[str, Any]:
    """Bytes that were no UTF-8: kept as bytes in the body, read as Windows-1252 elsewhere."""
    found: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            found[name] = _readable(value)
        elif not (isinstance(value, str) and (raw := _bytes(value))):
            found[name] = value
        elif name == "body":
            found["body_base64"] = base64.b64encode(raw).decode()
        else:
            found[name] = raw.decode("windows-1252", "replace")
    return found


def _bytes(cell: str) -> bytes | None:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return cell.encode("utf-8", "surrogateescape")
    return None
