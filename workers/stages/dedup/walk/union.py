"""Clusters are joined: the heads of all that an article matches become one.

A union-find (Galler and Fischer 1964) whose nodes lie at their home shards. A head is
linked only by the owner of its home and only to an earlier article, so the trees have no
cycles, and which articles end in one tree depends on the matches alone: not on the number
of shards, nor on who came first to which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from workers.records import Duplicate, Match
from workers.stages.dedup.index import pages
from workers.stages.dedup.index.pages import Link, Node, milliseconds, node_hash
from workers.stages.dedup.index.postings import Table
from workers.stages.dedup.versions.address import same_site
from workers.stages.dedup.walk.answer import copy_of
from workers.stages.dedup.walk.visit import order

BRIDGE = "bridge"
"""The rule of a link between two stories that only a third article has in common."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The shard that is visited: its state, which one it is of how many, the window."""

    table: Table
    number: int
    count: int
    window_ms: int


@dataclass(frozen=True, slots=True)
class Joining:
    """The article whose matches join clusters: the name of its node, and its time."""

    node: int
    received_ms: int


def unite(
    heads: list[Match], by: Joining, shard: Shard, *, link: bool
) -> tuple[list[Match], list[Duplicate]]:
    """Follows the heads that are at home in this shard, and joins them when `link` is set.

    That waits until the article has come home and is a head itself, or has one. Returns
    the heads that are left, and corrections: heads that were passed on and now prove to be
    copies.
    """
    corrections: list[Duplicate] = []
    followed = []
    for head in heads:
        reached, again = _follow(head, by, shard)
        corrections += again
        followed.append(reached)
    left = _distinct(followed)
    if link and left[0].root:
        here = [other for other in left[1:] if home(other, shard.count) == shard.number]
        for head in here:
            corrections += _link(head, left[0], by, shard)
        left = [head for head in left if head not in here]
    return left, list({record.id: record for record in corrections}.values())


def next_stop(heads: list[Match], shards: int) -> int | None:
    """The shard to visit after the answer; None when nothing is left to join."""
    first, *others = heads
    if not first.root:
        return home(first, shards)
    return home(others[0], shards) if others else None


def home(match: Match, shards: int) -> int:
    """The shard that keeps the matched article's node."""
    return int(match.page, 16) % shards


def _follow(head: Match, by: Joining, shard: Shard) -> tuple[Match, list[Duplicate]]:
    """The head of the tree as far as this shard knows it."""
    corrections: list[Duplicate] = []
    while home(head, shard.count) == shard.number:
        node = _node(shard.table, head)
        if node is None or node.link is None:
            return replace(head, root=True), corrections
        link = node.link
        if link.by == by.node:
            # This walk came here before a crash: its correction may not have been sent.
            corrections += _correction(head, node, link)
        head = replace(
            head,
            id=link.to.id,
            received_at=link.to.received_at,
            page=link.to.page,
            direct=False,
            root=False,
        )
    return head, corrections


def _link(head: Match, first: Match, by: Joining, shard: Shard) -> list[Duplicate]:
    """Puts the tree of `head` under `first`, with the figures of the match that shows it."""
    seen = head.direct and _hash(first) == by.node
    match = replace(
        first,
        kind=head.kind,
        rule=head.rule if seen else BRIDGE,
        jaccard=head.jaccard,
        containment=head.containment,
        shared_numbers=head.shared_numbers,
        score=head.score,
        evidence=head.evidence,
    )
    node = _node(shard.table, head)
    if node is None:
        if by.received_ms - milliseconds(head.received_at) > shard.window_ms:
            return []  # forgotten: it stays the head of what is left of its tree
        node = Node()  # still on its way home, where it will find this
    corrects = node.passed and not _is_version(head, match, seen)
    node.link = Link(match, by.node, corrects)
    pages.write_node(shard.table, _hash(head), node)
    return _correction(head, node, node.link)


def _is_version(head: Match, match: Match, seen: bool) -> bool:
    """Whether `head` went on because of what it changed: then it is no copy of `match`."""
    if head.page == match.page or head.id == match.id:
        return True
    near = seen and match.rule != "exact" and match.kind != "truncated"
    return near and same_site(int(head.page, 16), int(match.page, 16))


def _correction(head: Match, node: Node, link: Link) -> list[Duplicate]:
    """What consumers are told of an article that went on and now proves to be a copy."""
    if not link.corrects:
        return []
    copy = copy_of(link.to, link.to.id, head.id, head.received_at, node.where())
    version = milliseconds(head.received_at) + node.raised
    return [replace(copy, corrects=True, version=version)]


def _distinct(heads: list[Match]) -> list[Match]:
    """Each head once, earliest first."""
    known: dict[int, Match] = {}
    for head in heads:
        other = known.setdefault(_hash(head), head)
        if head.root and not other.root:
            known[_hash(head)] = replace(other, root=True)
    return sorted(known.values(), key=order)


def _node(table: Table, match: Match) -> Node | None:
    return pages.node(table, _hash(match))


def _hash(match: Match) -> int:
    return node_hash(match.id, milliseconds(match.received_at))
