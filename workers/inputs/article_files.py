"""Articles in files, as the messages that a scraper would send: JSON lines, HTML, text.

Used by `feed` (to Kafka) and `process` (offline), so that both read a file alike.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import orjson

from workers.records import Message
from workers.stages.decode.envelope.raw_article import article_id
from workers.stages.decode.envelope.urls import site
from workers.topology import RAW

PAGES = {".html": b"text/html", ".htm": b"text/html", ".xhtml": b"application/xhtml+xml"}
LINES = {".jsonl", ".ndjson"}
TEXTS = {".txt", ".text", ".md"}
SNIFFED_BYTES = 2048


class Unreadable(Exception):
    """A path that holds no articles; the message says why."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What to send to `articles.raw`, and for messages to users: where it was found."""

    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]
    place: str

    def message(self, offset: int, timestamp_ms: int) -> Message:
        """The message that a consumer would read; partition 0."""
        return Message(
            topic=RAW,
            partition=0,
            offset=offset,
            timestamp_ms=timestamp_ms,
            key=self.key,
            value=self.value,
            headers=self.headers,
        )


def read(path: str, rename: dict[str, str] | None = None) -> Iterator[Outgoing]:
    """The articles of a file, of all files in a folder (sorted), or of "-" (stdin).

    Files may be gzipped. The kind goes by the suffix, else by the look of the content.
    `rename` gives fields of JSON lines the names of the envelope, e.g. {"text": "body"}.
    Raises `Unreadable`.
    """
    for file in files(path):
        yield from _articles(file, rename or {})


def files(path: str) -> list[str]:
    """The files that `read` goes through; raises `Unreadable`."""
    if path == "-":
        return ["-"]
    here = Path(path)
    if here.is_dir():
        found = sorted(str(p) for p in here.rglob("*") if p.is_file() and _known(p))
        if not found:
            known = ", ".join(sorted({*PAGES, *LINES, *TEXTS, ".json"}))
            raise Unreadable(f"{path}: no file there that ends in {known} (or these with .gz)")
        return found
    if not here.is_file():
        raise Unreadable(f"{path}: no such file or folder")
    return [path]


def _known(path: Path) -> bool:
    return _suffix(path.name) in {*PAGES, *LINES, *TEXTS, ".json"}


def _suffix(name: str) -> str:
    return Path(name.lower().removesuffix(".gz")).suffix


def _articles(file: str, rename: dict[str, str]) -> Iterator[Outgoing]:
    try:
        with _open(file) as stream:
            kind = _kind(file, stream)
            if kind == "jsonl":
                yield from _lines(stream, file, rename)
            elif kind == "json":
                yield from _json(stream.read(), file, rename)
            else:
                yield page(stream.read(), kind.encode(), place=file)
    except (OSError, EOFError) as error:
        raise Unreadable(f"{file}: {error}") from None


def _open(file: str) -> BinaryIO:
    if file == "-":
        return sys.stdin.buffer
    stream: BinaryIO = open(file, "rb", buffering=1 << 16)  # noqa: SIM115 -- caller closes
    if file.lower().endswith(".gz"):
        return gzip.open(stream)  # type: ignore[return-value]
    return stream


def _kind(file: str, stream: BinaryIO) -> str:
    suffix = _suffix(file)
    if suffix in LINES:
        return "jsonl"
    if suffix == ".json":
        return "json"
    if suffix in PAGES:
        return PAGES[suffix].decode()
    if suffix in TEXTS:
        return "text/plain"
    peek = getattr(stream, "peek", None)
    start = peek(SNIFFED_BYTES)[:SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n") if peek else b""
    if start[:1] == b"{":
        return "jsonl"
    return "text/html" if start[:1] == b"<" else "text/plain"


def _lines(stream: BinaryIO, file: str, rename: dict[str, str]) -> Iterator[Outgoing]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield envelope(line.strip(), rename, place=f"{file}:{number}")


def _json(value: bytes, file: str, rename: dict[str, str]) -> Iterator[Outgoing]:
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError:
        parsed = None  # sent as it is: the line says what is wrong with it
    if not isinstance(parsed, list):
        yield envelope(value, rename, place=file)
        return
    for number, item in enumerate(parsed):
        yield envelope(orjson.dumps(item), rename, place=f"{file}[{number}]")


def page(value: bytes, content_type: bytes, place: str) -> Outgoing:
    """A page or text sent as it is; its id stands in for the site as key."""
    key = article_id(None, value).encode()
    return Outgoing(key, value, (("content-type", content_type),), place)


def envelope(value: bytes, rename: dict[str, str], place: str) -> Outgoing:
    """A JSON envelope; bytes that are no JSON object are sent as they are, to be rejected."""
    key = article_id(None, value)
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError:
        parsed = None
    if isinstance(parsed, dict):
        if rename:
            parsed = {rename.get(name, name): item for name, item in parsed.items()}
            value = orjson.dumps(parsed)
        url, given = parsed.get("url"), parsed.get("id")
        key = (site(url) if isinstance(url, str) else None) or str(given or key)
    headers = (("content-type", b"application/json"),)
    return Outgoing(key.encode("utf-8", "replace"), value, headers, place)


def with_header(article: Outgoing, name: str, value: str) -> Outgoing:
    """`article` with one more header."""
    return replace(article, headers=(*article.headers, (name, value.encode())))
