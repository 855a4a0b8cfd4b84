"""Clusters are joined: the heads of all that an article matches become one.

A union-find (Galler and Fischer 1964) whose nodes lie at their home shards. A head is
linked only by the owner of its home and only to an earlier article, so the trees have no
cycles, and which articles end in one tree depends on the matches alone: not on the number
of shards, nor on who came first to which.
"""

from __future__ import annotations

from dataclasses import replace

from workers.records import Duplicate, Match
from workers.stages.dedup.index import pages
from workers.stages.dedup.index.pages import Link, Node, milliseconds, node_hash
from workers.stages.dedup.index.postings import Table
from workers.stages.dedup.walk.answer import copy_of
from workers.stages.dedup.walk.visit import Visitor, order

BRIDGE = "bridge"
"""The rule of a link between two stories that only a third article has in common."""


def unite(
    visitor: Visitor, table: Table, shard: int, shards: int, window_ms: int
) -> list[Duplicate]:
    """Follows and joins the heads that are at home in this shard.

    Returns corrections: heads that were passed on and now prove to be copies.
    """
    walk, corrections = visitor.walk, []
    followed = []
    for head in walk.heads:
        reached, again = _follow(visitor, table, head, shard, shards)
        corrections += again
        followed.append(reached)
    walk.heads = _distinct(followed)
    first = walk.heads[0] if walk.heads else None
    if walk.decided and first is not None and first.root:
        for head in [other for other in walk.heads[1:] if home(other, shards) == shard]:
            corrections += _link(visitor, table, head, first, window_ms)
            walk.heads.remove(head)
    return list({record.id: record for record in corrections}.values())


def next_stop(visitor: Visitor, shards: int) -> int | None:
    """The shard to visit after the answer is decided; None when nothing is left to join."""
    first, *others = visitor.walk.heads
    if not first.root:
        return home(first, shards)
    return home(others[0], shards) if others else None


def home(match: Match, shards: int) -> int:
    """The shard that keeps the matched article's node."""
    return int(match.page, 16) % shards


def _follow(
    visitor: Visitor, table: Table, head: Match, shard: int, shards: int
) -> tuple[Match, list[Duplicate]]:
    """The head of the tree as far as this shard knows it."""
    corrections: list[Duplicate] = []
    while home(head, shards) == shard:
        node = _node(table, head)
        if node is None or node.link is None:
            return replace(head, root=True), corrections
        link = node.link
        if link.by == visitor.hash:
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


def _link(
    visitor: Visitor, table: Table, head: Match, first: Match, window_ms: int
) -> list[Duplicate]:
    """Puts the tree of `head` under `first`, with the figures of the match that shows it."""
    seen = head.direct and _is_visitor(visitor, first)
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
    node = _node(table, head)
    if node is None:
        if visitor.received_ms - milliseconds(head.received_at) > window_ms:
            return []  # forgotten: it stays the head of what is left of its tree
        node = Node()  # still on its way home, where it will find this
    # A version of the same page went on because of what it changed: no copy.
    corrects = node.passed and head.page != first.page
    node.link = Link(match, visitor.hash, corrects)
    pages.write_node(table, _hash(head), node)
    return _correction(head, node, node.link)


def _correction(head: Match, node: Node, link: Link) -> list[Duplicate]:
    """What consumers are told of an article that went on and now proves to be a copy."""
    if not link.corrects:
        return []
    copy = copy_of(link.to, link.to.id, head.id, head.received_at, node.where())
    return [replace(copy, corrects=True)]


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


def _is_visitor(visitor: Visitor, match: Match) -> bool:
    return _hash(match) == visitor.hash
