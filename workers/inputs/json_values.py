"""JSON lines, and JSON files with one article or a list of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from workers.inputs.field_maps import FieldMap
from workers.inputs.opening import whole
from workers.inputs.outgoing import LARGEST, MIB, Notes, Outgoing, envelope

MOST_JSON = 256 * MIB
"""A JSON file is read as a whole, which takes some five times its size."""


def read_lines(stream: BinaryIO, file: str, fields: FieldMap, notes: Notes) -> Iterator[Outgoing]:
    """An envelope a line; a line that is no JSON is sent as it is, one without end is left out."""
    number = 0
    while line := stream.readline(LARGEST):
        number += 1
        if len(line) == LARGEST and not line.endswith(b"\n"):
            notes.unreadable.append(
                (f"{file}:{number}", f"a line of more than {LARGEST // MIB} MB")
            )
            while (rest := stream.readline(LARGEST)) and not rest.endswith(b"\n"):
                pass
        elif line.strip():
            yield from _envelopes(line.strip(), fields, f"{file}:{number}")


def read_file(
    stream: io.BufferedReader, file: str, fields: FieldMap, notes: Notes
) -> Iterator[Outgoing]:
    """A JSON file: one envelope, a list of them, or lines under another suffix.

    Raises `Unreadable` for a file of more than `MOST_JSON`.
    """
    value = whole(stream, file, MOST_JSON)
    try:
        parsed = orjson.loads(value.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        parsed = None
    if isinstance(parsed, list):
        for number, item in enumerate(parsed):
            yield from _envelopes(orjson.dumps(item), fields, f"{file}[{number}]")
    elif parsed is None and _is_json(value.strip().partition(b"\n")[0]):
        yield from read_lines(io.BytesIO(value), file, fields, notes)
    else:
        yield from _envelopes(value, fields, file)  # no JSON: sent, to be told what is wrong


def as_envelope(item: dict[str, Any], fields: FieldMap, place: str) -> Iterator[Outgoing]:
    """What is sent for an article that is there as fields."""
    for number, article in enumerate(fields.articles(item)):
        yield envelope(orjson.dumps(article), place if number == 0 else f"{place}+{number}")


def _envelopes(value: bytes, fields: FieldMap, place: str) -> Iterator[Outgoing]:
    if fields.targets:
        try:
            parsed = orjson.loads(value)
        except orjson.JSONDecodeError:
            parsed = None
        if isinstance(parsed, dict):
            yield from as_envelope(parsed, fields, place)
            return
    yield envelope(value, place)


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
