"""Articles in files, as the messages that a scraper would send.

Used by `feed` (to Kafka) and `process` (offline), so that both read a file alike. Nothing is
taken for an article that need not be one: what is left out is noted with the reason.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from workers.inputs import json_values, kinds, syndication, tables, warc
from workers.inputs.field_maps import AS_IT_IS, FieldMap
from workers.inputs.opening import opened, suffix, whole
from workers.inputs.outgoing import Notes, Outgoing, Unreadable, page


def read(path: str, fields: FieldMap = AS_IT_IS, notes: Notes | None = None) -> Iterator[Outgoing]:
    """The articles of a file, of all files in a folder (sorted), or of "-" (stdin).

    `fields` says where JSON, CSV and feeds have the fields of the envelope. What is not sent is
    put into `notes`; a file that cannot be read to its end too, if something was read. Raises
    `Unreadable` where nothing was, and for each such file without `notes`.
    """
    is_folder = Path(path).is_dir()
    for file in files(path, notes):
        yield from read_one(file, fields, notes, goes_on=is_folder)


def read_one(
    file: str, fields: FieldMap, notes: Notes | None, *, goes_on: bool
) -> Iterator[Outgoing]:
    """The articles of one of the `files`; `goes_on` says that others come behind it."""
    given = False
    try:
        for article in _articles(file, fields, Notes() if notes is None else notes):
            given = True
            yield article
    except Unreadable as error:
        if notes is None or not (given or goes_on):
            raise
        place, _, why = str(error).partition(": ")
        notes.unreadable.append((place, why))


def files(path: str, notes: Notes | None = None) -> list[str]:
    """The files that `read` goes through; raises `Unreadable`.

    Of a folder those with a suffix that is known; the others are put into `notes`.
    """
    if path == "-":
        return ["-"]
    here = Path(path)
    if not here.is_dir():
        if not here.is_file():
            raise Unreadable(f"{path}: no such file or folder")
        return [path]
    there = sorted(str(p) for p in here.rglob("*") if p.is_file() and not _is_hidden(p, here))
    found = [file for file in there if kinds.known(file)]
    if not found:
        raise Unreadable(f"{path}: no file there that ends in {kinds.all_suffixes()}")
    if notes is not None:
        for file in there:
            if not kinds.known(file):
                kind = suffix(file) or "no suffix"
                notes.left_out[file, f"{kind}: not a kind that is read"] += 1
    return found


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _articles(file: str, fields: FieldMap, notes: Notes) -> Iterator[Outgoing]:
    if kinds.is_archive(file):
        yield from warc.read_packed(file, notes)
        return
    with opened(file) as stream:
        kind = kinds.kind(file, stream)
        if "/" in kind:
            yield page(whole(stream, file), kind.encode(), place=file)
        else:
            yield from _of_kind(kind, stream, file, fields, notes)


def _of_kind(
    kind: str, stream: io.BufferedReader, file: str, fields: FieldMap, notes: Notes
) -> Iterator[Outgoing]:
    match kind:
        case "warc":
            return warc.read(stream, file, notes)
        case "jsonl":
            return json_values.read_lines(stream, file, fields, notes)
        case "json":
            return json_values.read_file(stream, file, fields, notes)
        case "csv":
            return tables.read(stream, file, fields, notes)
        case _:
            return syndication.read(stream, file, fields, notes)
