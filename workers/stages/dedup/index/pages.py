"""What a shard keeps of the articles at home in it: their answers and their pages.

    b"n" hash of id and time -> node: the article's answer and its place in its cluster
    b"u" hash of page        -> page: its versions, the latest text

Of two raw records with one id and one time (the second of two texts sent in the same
millisecond), the one that comes home second has its answer under a hash of its own.

A cluster is a tree: every node but its head links to an earlier article. Only the owner
of a node's home shard writes it, so two workers never disagree.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field, fields
from typing import Any

import orjson
import xxhash

from workers.records import Match, Origin, Revision, seconds_of
from workers.stages.dedup.index.postings import Table
from workers.stages.dedup.matching.revision import TEXT_CHARS
from workers.stages.dedup.versions.order import Order, Version

VERSIONS = 8
"""Versions of a page that are remembered, the latest ones."""

_MATCH = [field.name for field in fields(Match) if field.name not in ("direct", "root")]
_LENGTH = struct.Struct(">H")
_NOTHING: list[Any] = [None, None, None, 0, None, None]
"""What a story of its own has after `passed` and `origin` in a node."""


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
    """An article's answer, and the raw record it came from.

    It was passed on, or is a copy (`link`), or was late (`later`: the version that has
    its place). `rewrite` is what it retells. `raised` is by how much its number is above
    its time. `origin` is topic, partition and offset. A node without it is one whose
    article has not come home yet, but has been linked.
    """

    passed: bool = False
    origin: tuple[str, int, int] | None = None
    link: Link | None = None
    revision_of: str | None = None
    revision: Revision | None = None
    raised: int = 0
    later: Match | None = None
    rewrite: Match | None = None

    def where(self) -> Origin:
        """The raw record; only for nodes that have come home."""
        assert self.origin is not None
        return Origin(topic=self.origin[0], partition=self.origin[1], offset=self.origin[2])


@dataclass(slots=True)
class Page:
    """The versions of a page in their order, and the text of the latest that went on."""

    versions: list[Version] = field(default_factory=list)
    text: str | None = None


def milliseconds(moment: str) -> int:
    """A record's time as POSIX milliseconds."""
    return round(seconds_of(moment) * 1000)


def node_hash(id_: str, received_ms: int) -> int:
    """The 63-bit name of an article at a time; never 0."""
    seen = id_.encode("utf-8", "surrogatepass") + struct.pack(">q", received_ms)
    return xxhash.xxh3_64_intdigest(seen) >> 1 | 1


def second_hash(hash_: int, order: Order) -> int:
    """The name of another raw record with the id and time that `hash_` names; never 0."""
    return xxhash.xxh3_64_intdigest(struct.pack(">QqqQ", hash_, *order)) >> 1 | 1


def node(table: Table, hash_: int) -> Node | None:
    """The node of an article that is at home in this shard."""
    packed = table.get(_node_key(hash_))
    if packed is None:
        return None
    passed, origin, *rest = orjson.loads(packed)
    link, revision_of, revision, raised, later, rewrite = rest + _NOTHING[len(rest) :]
    return Node(
        passed=passed,
        origin=tuple(origin) if origin else None,
        link=_unpacked_link(link) if link else None,
        revision_of=revision_of,
        revision=Revision(**revision) if revision else None,
        raised=raised,
        later=_unpacked(later) if later else None,
        rewrite=_unpacked(rewrite) if rewrite else None,
    )


def write_node(table: Table, hash_: int, node_: Node) -> None:
    """Replaces a node, in as few bytes as a story of its own needs."""
    link = node_.link
    rest: list[Any] = [
        [*_packed(link.to), link.by, link.corrects] if link else None,
        node_.revision_of,
        node_.revision,
        node_.raised,
        _packed(node_.later) if node_.later else None,
        _packed(node_.rewrite) if node_.rewrite else None,
    ]
    while rest and rest[-1] == _NOTHING[len(rest) - 1]:
        rest.pop()
    table[_node_key(hash_)] = orjson.dumps([node_.passed, node_.origin, *rest])


def page(table: Table, hash_: int) -> Page:
    """The page, empty when nothing was seen there within the window."""
    packed = table.get(_page_key(hash_))
    if packed is None:
        return Page()
    end = _LENGTH.size + _LENGTH.unpack_from(packed)[0]
    versions = [_unpacked_version(version) for version in orjson.loads(packed[_LENGTH.size : end])]
    text = zlib.decompress(packed[end:]).decode("utf-8", "surrogatepass") if packed[end:] else None
    return Page(versions=versions, text=text)


def write_page(table: Table, hash_: int, page_: Page) -> None:
    """Replaces a page, with its latest versions and the beginning of its text."""
    versions = orjson.dumps([_packed_version(version) for version in page_.versions[-VERSIONS:]])
    text = (page_.text or "")[:TEXT_CHARS].encode("utf-8", "surrogatepass")
    table[_page_key(hash_)] = (
        _LENGTH.pack(len(versions)) + versions + (zlib.compress(text) if text else b"")
    )


def forget(table: Table, hash_: int, id_: str, received_ms: int) -> None:
    """Deletes an article's node, and its page when nothing later was seen there."""
    known = page(table, hash_).versions
    for key in _node_keys(known, id_, received_ms):
        table.pop(key, None)
    if all(version.seen[0] <= received_ms for version in known):
        table.pop(_page_key(hash_), None)


def move(old: Table, new: Table, hash_: int, id_: str, received_ms: int) -> None:
    """Copies an article's nodes and its page to another shard's table."""
    known = page(old, hash_).versions
    for key in (*_node_keys(known, id_, received_ms), _page_key(hash_)):
        value = old.get(key)
        if value is not None:
            new[key] = value


def _node_keys(versions: list[Version], id_: str, received_ms: int) -> list[bytes]:
    """The keys under which there may be nodes of an id at a time."""
    name = node_hash(id_, received_ms)
    same = [v for v in versions if (v.id, v.received_ms) == (id_, received_ms)]
    return [_node_key(name), *(_node_key(second_hash(name, v.order)) for v in same)]


def _packed(match: Match) -> list[Any]:
    values = [getattr(match, name) for name in _MATCH]
    while not values[-1]:
        values.pop()  # empty lists at the end
    return values


def _unpacked(values: list[Any]) -> Match:
    # Written by a release that had fewer fields, the last ones are missing.
    return Match(**dict(zip(_MATCH, values, strict=False)))


def _unpacked_link(values: list[Any]) -> Link:
    *match, by, corrects = values
    return Link(_unpacked(match), by, corrects)


def _packed_version(version: Version) -> list[Any]:
    received_ms, *place = version.order
    raised, seen = version.number - received_ms, list(version.seen)
    again = [raised, *seen] if raised or seen != [received_ms, *place] else []
    return [version.id, received_ms, version.exact, version.passed, *place, *again]


def _unpacked_version(values: list[Any]) -> Version:
    id_, received_ms, exact, passed, *rest = values  # of the release before: no more than these
    partition, offset, raised, *seen = rest + [0, 0, 0][len(rest) :]
    order = (received_ms, partition, offset)
    return Version(
        id=id_,
        order=order,
        exact=exact,
        passed=passed,
        number=received_ms + raised,
        seen=(seen[0], seen[1], seen[2]) if seen else order,
    )


def _node_key(hash_: int) -> bytes:
    return b"n" + hash_.to_bytes(8, "big")


def _page_key(hash_: int) -> bytes:
    return b"u" + hash_.to_bytes(8, "big")
