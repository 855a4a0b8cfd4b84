"""What happens to an article at a shard: meet its copies, leave its own mark, go on.

Each shard is one partition of articles.dedup and has one owner, so whatever two copies
share a key, the second to come to the key's shard finds the first. No shard waits for
another: the article carries what it has learnt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workers.records import BACKFILL, Match, Walk, moment
from workers.stages.dedup.index.pages import milliseconds, node_hash
from workers.stages.dedup.index.postings import Entry
from workers.stages.dedup.matching import rewritten
from workers.stages.dedup.matching.normalise import title_hash
from workers.stages.dedup.matching.overlap import Overlap, overlap
from workers.stages.dedup.matching.rule import Verdict, all_but_equal, judge, resembles
from workers.stages.dedup.matching.shingles import shard_of
from workers.stages.dedup.matching.sketch import Sketch
from workers.stages.dedup.matching.template import is_template
from workers.stages.dedup.versions.order import Order


@dataclass(frozen=True, slots=True)
class Visitor:
    """An article that walks, with its fields unpacked."""

    walk: Walk
    keys: Sequence[int]
    anchor_keys: Sequence[int]
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
            anchor_keys=[int(key, 16) for key in walk.anchor_keys],
            sketch=Sketch.from_text(walk.sketch),
            page=int(walk.page, 16),
            title=title_hash(article.title),
            received_ms=received_ms,
            hash=node_hash(article.id, received_ms),
        )

    @property
    def old(self) -> bool:
        """Whether it was back-filled: it sees live articles, and they do not see it."""
        return self.walk.article.lane == BACKFILL

    @property
    def name(self) -> tuple[str, int]:
        """What tells the article from all others."""
        return self.walk.article.id, self.received_ms

    @property
    def order(self) -> Order:
        """Its place among the versions of its page."""
        origin = self.walk.article.origin
        return self.received_ms, origin.partition, origin.offset

    def is_(self, entry: Entry) -> bool:
        """Whether the entry is the article's own, made before its record was read again."""
        return entry.name == self.name

    def near(self, entry: Entry, window_ms: int) -> bool:
        """Whether another article came within the window, before or after."""
        return not self.is_(entry) and abs(entry.received_ms - self.received_ms) <= window_ms


def itinerary(keys: Sequence[int], page: int, shards: int) -> list[int]:
    """The shards to visit: the owners of the keys ascending, the home of the page last."""
    home = page % shards
    return [*sorted({shard_of(key, shards) for key in keys} - {home}), home]


def meet(visitor: Visitor, by_key: Sequence[Sequence[Entry]], window_ms: int) -> bool:
    """Adds the copies among the entries to the walk; True when the article itself is one.

    An entry that was linked to another copy when it came stands for nothing new: that
    copy leads to the same head.
    """
    walk, known = visitor.walk, set(visitor.walk.joined)
    near = [[entry for entry in entries if visitor.near(entry, window_ms)] for entries in by_key]
    for match, entry in _matches(visitor, near):
        name = node_hash(entry.id, entry.received_ms)
        if name in known:
            continue
        known.add(name)
        walk.joined.append(name)
        if entry.linked not in known or walk.template:
            walk.heads.append(match)
        if earlier(match, walk) and (walk.parent is None or order(match) < order(walk.parent)):
            walk.parent = match
    return any(visitor.is_(entry) for entries in by_key for entry in entries)


def retell(visitor: Visitor, entries: Iterable[Entry], window_ms: int) -> None:
    """Notes the source of the article when it retells one of the entries in other words.

    Only earlier articles of other pages are sources. Of several that are about as sure the
    earliest is named; which one does not depend on who is met first.
    """
    walk = visitor.walk
    if walk.parent is not None:
        return  # a copy, whatever else it is
    found = [walk.rewrite] if walk.rewrite else []
    for entry in entries:
        earlier_ = (entry.received_ms, entry.id) < (visitor.received_ms, walk.article.id)
        if earlier_ and entry.page != visitor.page and visitor.near(entry, window_ms):
            figures = overlap(visitor.sketch, entry.sketch)
            sure = rewritten.score(figures)
            if sure is not None:
                told_by = rewritten.told_by(walk.article.text, entry.sketch)
                verdict = Verdict("rewrite", "anchors", sure)
                found.append(replace(_as_match(entry, figures, verdict), anchors=told_by))
    walk.rewrite = min(found, key=lambda m: (-round(m.score, 1), *order(m)), default=None)


def drop_instances(walk: Walk) -> None:
    """Leaves of a template's matches only those with an equal text."""
    walk.heads = [head for head in walk.heads if all_but_equal(head)]
    if walk.parent is not None and not all_but_equal(walk.parent):
        walk.parent = min((h for h in walk.heads if earlier(h, walk)), key=order, default=None)


def entry_of(
    visitor: Visitor, keys: Sequence[int], anchor_keys: Sequence[int], home: bool
) -> Entry:
    """What a shard keeps of the article: the keys are those it owns."""
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
        anchor_keys=tuple(anchor_keys),
        old=visitor.old,
    )


def order(match: Match) -> tuple[int, str]:
    """When an article came: by the raw record's time, then by id; never by arrival here."""
    return milliseconds(match.received_at), match.id


def earlier(match: Match, walk: Walk) -> bool:
    """Whether the matched article came before the one that walks."""
    article = walk.article
    return order(match) < (milliseconds(article.received_at), article.id)


def _matches(visitor: Visitor, by_key: Sequence[Sequence[Entry]]) -> list[tuple[Match, Entry]]:
    """The copies under any key, earliest first; notes when a key is a template's."""
    entries = {entry.name: entry for under_key in by_key for entry in under_key}
    overlaps = {name: _overlap(visitor, entry) for name, entry in entries.items()}
    found = {name: _match(visitor, entries[name], overlaps[name]) for name in entries}
    alike = {name for name in entries if found[name] or resembles(overlaps[name])}
    visitor.walk.template = visitor.walk.template or any(
        is_template([entry.sketch for entry in under_key if entry.name in alike])
        for under_key in by_key
    )
    matches = [
        (match, entries[name])
        for name, match in found.items()
        if match is not None and (all_but_equal(match) or not visitor.walk.template)
    ]
    return sorted(matches, key=lambda pair: order(pair[0]))


def _overlap(visitor: Visitor, entry: Entry) -> Overlap:
    """Figures with the later of the two as the copy."""
    if entry.name[::-1] < visitor.name[::-1]:
        return overlap(visitor.sketch, entry.sketch)
    return overlap(entry.sketch, visitor.sketch)


def _match(visitor: Visitor, entry: Entry, found: Overlap) -> Match | None:
    titles = visitor.title == entry.title if visitor.title and entry.title else None
    verdict = judge(found, titles)
    return _as_match(entry, found, verdict) if verdict else None


def _as_match(entry: Entry, found: Overlap, verdict: Verdict) -> Match:
    return Match(
        id=entry.id,
        received_at=moment(entry.received_ms / 1000),
        page=f"{entry.page:016x}",
        kind=verdict.kind,
        rule=verdict.rule,
        jaccard=round(found.jaccard, 3),
        containment=round(found.containment, 3),
        shared_numbers=None if found.numbers is None else round(found.numbers, 3),
        score=verdict.score,
        evidence=verdict.evidence,
    )
