"""What a shard keeps of the articles at home in it: their answers and their pages.

    b"n" hash of id and time -> node: the article's answer and its place in its cluster
    b"u" hash of url         -> page: the versions seen under one url, the latest text

A cluster is a tree: every node but its head links to an earlier article. Only the owner
of a node's home shard writes it, so two workers never disagree.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import astuple, dataclass, field, fields
from typing import Any

import orjson
import xxhash

from workers.records import Match, Origin, Revision, seconds_of
from workers.stages.dedup.index.postings import Table
from workers.stages.dedup.matching.revision import TEXT_CHARS

VERSIONS = 8
"""Versions of a page that are remembered: enough to know a page that flips back."""

_MATCH = [field.name for field in fields(Match) if field.name not in ("direct", "root")]
_LENGTH = struct.Struct(">H")


@dataclass(slots=True)
class Link:
    """The way from an article to an earlier one of its cluster, and why.

    `by` is the node hash of the article whose walk made the link; `corrects` says that
    the article had gone on as a story of its own.
    """

    to: Match
    by: int
    corrects: bool = False


@dataclass(slots=True)
class Node:
    """An article's answer: passed on or a copy (`link`), and the raw record it came from.

    `origin` is topic, partition and offset. A node without it is one whose article has
    not come home yet, but has been linked.
    """

    passed: bool = False
    origin: tuple[str, int, int] | None = None
    link: Link | None = None
    revision_of: str | None = None
    revision: Revision | None = None

    def where(self) -> Origin:
        """The raw record; only for nodes that have come home."""
        assert self.origin is not None
        return Origin(topic=self.origin[0], partition=self.origin[1], offset=self.origin[2])


@dataclass(slots=True)
class Version:
    """One text seen under a url."""

    id: str
    received_ms: int
    exact: int
    passed: bool


@dataclass(slots=True)
class Page:
    """The versions seen under a url by time, and the text of the latest that went on."""

    versions: list[Version] = field(default_factory=list)
    text: str | None = None


def milliseconds(moment: str) -> int:
    """A record's time as POSIX milliseconds."""
    return round(seconds_of(moment) * 1000)


def node_hash(id_: str, received_ms: int) -> int:
    """The 63-bit name of an article at a time; never 0."""
    seen = id_.encode("utf-8", "surrogatepass") + struct.pack(">q", received_ms)
    return xxhash.xxh3_64_intdigest(seen) >> 1 | 1


def page_hash(url: str | None, id_: str) -> int:
    """What an article is a version of: its url, or its id when it has none."""
    name = f"url {url}" if url else f"id {id_}"
    return xxhash.xxh3_64_intdigest(name.encode("utf-8", "surrogatepass"))


def node(table: Table, hash_: int) -> Node | None:
    """The node of an article that is at home in this shard."""
    packed = table.get(_node_key(hash_))
    if packed is None:
        return None
    passed, origin, *rest = orjson.loads(packed)
    link, revision_of, revision = rest or (None, None, None)
    return Node(
        passed=passed,
        origin=origin,
        link=_unpacked(link) if link else None,
        revision_of=revision_of,
        revision=Revision(**revision) if revision else None,
    )


def write_node(table: Table, hash_: int, node_: Node) -> None:
    """Replaces a node, in as few bytes as a story of its own needs."""
    packed: list[Any] = [node_.passed, node_.origin]
    if node_.link is not None or node_.revision_of is not None:
        link = _packed(node_.link) if node_.link else None
        packed += [link, node_.revision_of, node_.revision]
    table[_node_key(hash_)] = orjson.dumps(packed)


def page(table: Table, hash_: int) -> Page:
    """The page, empty when nothing was seen there within the window."""
    packed = table.get(_page_key(hash_))
    if packed is None:
        return Page()
    end = _LENGTH.size + _LENGTH.unpack_from(packed)[0]
    versions = [Version(*version) for version in orjson.loads(packed[_LENGTH.size : end])]
    text = zlib.decompress(packed[end:]).decode("utf-8", "surrogatepass") if packed[end:] else None
    return Page(versions=versions, text=text)


def write_page(table: Table, hash_: int, page_: Page) -> None:
    """Replaces a page, with its latest versions and the beginning of its text."""
    versions = orjson.dumps([astuple(version) for version in page_.versions[-VERSIONS:]])
    text = (page_.text or "")[:TEXT_CHARS].encode("utf-8", "surrogatepass")
    table[_page_key(hash_)] = (
        _LENGTH.pack(len(versions)) + versions + (zlib.compress(text) if text else b"")
    )


def forget(table: Table, hash_: int, id_: str, received_ms: int) -> None:
    """Deletes an article's node, and its page when nothing later was seen there."""
    table.pop(_node_key(node_hash(id_, received_ms)), None)
    known = page(table, hash_).versions
    if all(version.received_ms <= received_ms for version in known):
        table.pop(_page_key(hash_), None)


def _packed(link: Link) -> list[Any]:
    return [*(getattr(link.to, name) for name in _MATCH), link.by, link.corrects]


def _unpacked(values: list[Any]) -> Link:
    *match, by, corrects = values
    return Link(Match(**dict(zip(_MATCH, match, strict=True))), by, corrects)


def move(old: Table, new: Table, hash_: int, id_: str, received_ms: int) -> None:
    """Copies an article's node and its page to another shard's table."""
    for key in (_node_key(node_hash(id_, received_ms)), _page_key(hash_)):
        value = old.get(key)
        if value is not None:
            new[key] = value


def _node_key(hash_: int) -> bytes:
    return b"n" + hash_.to_bytes(8, "big")


def _page_key(hash_: int) -> bytes:
    return b"u" + hash_.to_bytes(8, "big")
