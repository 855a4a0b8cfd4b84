"""What happens to an article at a shard: meet its copies, leave its own mark, go on.

Each shard is one partition of articles.dedup and has one owner, so whatever two copies
share a key, the second to come to the key's shard finds the first. No shard waits for
another: the article carries what it has learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.records import Match, Walk, moment
from workers.stages.dedup.index import Entry
from workers.stages.dedup.normalise import title_hash
from workers.stages.dedup.pages import milliseconds, node_hash
from workers.stages.dedup.rule import judge
from workers.stages.dedup.shingles import shard_of
from workers.stages.dedup.sketch import Sketch, overlap


@dataclass(frozen=True, slots=True)
class Visitor:
    """An article that walks, with its fields unpacked."""

    walk: Walk
    keys: Sequence[int]
    sketch: Sketch
    page: int
    title: int
    received_ms: int
    hash: int

    @classmethod
    def of(cls, walk: Walk) -> Visitor:
        """Unpacks a copy of the walk; raises `ValueError` or `struct.error` for bad fields."""
        article = replace(walk.article, trail=[*walk.article.trail])
        walk = replace(
            walk,
            article=article,
            shards=[*walk.shards],
            heads=[*walk.heads],
            joined=[*walk.joined],
        )
        received_ms = milliseconds(article.received_at)
        return cls(
            walk=walk,
            keys=[int(key, 16) for key in walk.keys],
            sketch=Sketch.from_text(walk.sketch),
            page=int(walk.page, 16),
            title=title_hash(article.title),
            received_ms=received_ms,
            hash=node_hash(article.id, received_ms),
        )


def itinerary(keys: Sequence[int], page: int, shards: int) -> list[int]:
    """The shards to visit: the owners of the keys ascending, the home of the page last."""
    home = page % shards
    return [*sorted({shard_of(key, shards) for key in keys} - {home}), home]


def meet(visitor: Visitor, entries: Sequence[Entry], window_ms: int) -> bool:
    """Adds the copies among `entries` to the walk; True when the article itself is one.

    An entry that was linked to another copy when it came stands for nothing new: that
    copy leads to the same head.
    """
    walk, known, present = visitor.walk, set(visitor.walk.joined), False
    for entry in sorted(entries, key=lambda entry: (entry.received_ms, entry.id)):
        if (entry.id, entry.received_ms) == (walk.article.id, visitor.received_ms):
            present = True
            continue
        name = node_hash(entry.id, entry.received_ms)
        if name in known or abs(entry.received_ms - visitor.received_ms) > window_ms:
            continue
        match = _match(visitor, entry)
        if match is None:
            continue
        known.add(name)
        walk.joined.append(name)
        if entry.linked not in known:
            walk.heads.append(match)
        if earlier(match, walk) and (walk.parent is None or order(match) < order(walk.parent)):
            walk.parent = match
    return present


def entry_of(visitor: Visitor, keys: Sequence[int], home: bool) -> Entry:
    """What a shard keeps of the article: `keys` are those it owns."""
    parent = visitor.walk.parent
    return Entry(
        id=visitor.walk.article.id,
        received_ms=visitor.received_ms,
        page=visitor.page,
        title=visitor.title,
        linked=node_hash(parent.id, milliseconds(parent.received_at)) if parent else 0,
        home=home,
        keys=tuple(keys),
        sketch=visitor.sketch,
    )


def order(match: Match) -> tuple[int, str]:
    """When an article came: by the raw record's time, then by id; never by arrival here."""
    return milliseconds(match.received_at), match.id


def earlier(match: Match, walk: Walk) -> bool:
    """Whether the matched article came before the one that walks."""
    article = walk.article
    return order(match) < (milliseconds(article.received_at), article.id)


def _match(visitor: Visitor, entry: Entry) -> Match | None:
    """The match with an entry; figures and kind are those of the later one as the copy."""
    mine, theirs = visitor.sketch, entry.sketch
    came_first = (visitor.received_ms, visitor.walk.article.id) < (entry.received_ms, entry.id)
    found = overlap(theirs, mine) if came_first else overlap(mine, theirs)
    titles = visitor.title == entry.title if visitor.title and entry.title else None
    verdict = judge(found, titles)
    if verdict is None:
        return None
    return Match(
        id=entry.id,
        received_at=moment(entry.received_ms / 1000),
        page=f"{entry.page:016x}",
        kind=verdict.kind,
        rule=verdict.rule,
        jaccard=round(found.jaccard, 3),
        containment=round(found.containment, 3),
        shared_numbers=None if found.numbers is None else round(found.numbers, 3),
    )
