"""The two steps of dedup: an article sets out on its walk, and a walk visits a shard."""

from __future__ import annotations

import struct
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from workers import topology
from workers.records import BACKFILL, Article, Duplicate, Join, Match, Walk
from workers.settings import Settings
from workers.stages.contract import Emit, Rejected, Step, Tables
from workers.stages.dedup.index import postings
from workers.stages.dedup.index.expiry import Housekeeping, day_of
from workers.stages.dedup.index.pages import milliseconds, node_hash
from workers.stages.dedup.matching.reading import read
from workers.stages.dedup.matching.shingles import shard_of
from workers.stages.dedup.versions.address import OLD_PAGE, page_hash
from workers.stages.dedup.walk.answer import copy_of, decide, is_known
from workers.stages.dedup.walk.union import Joining, Shard, next_stop, unite
from workers.stages.dedup.walk.visit import Visitor, entry_of, itinerary, meet, retell

STAGE = "dedup"
MOST_RELATED = 6
"""Articles looked at in a shard as the source of a rewritten copy: the cost has a bound."""


def steps(settings: Settings) -> list[Step]:
    """The steps of the stage."""
    return [SetOut(settings), Visit(settings)]


class SetOut:
    """articles.decoded: works out keys and sketch, sends the article to its first shard."""

    stage = STAGE
    topic = topology.DECODED

    def __init__(self, settings: Settings) -> None:
        self._shards = settings.dedup_shards
        self._rewrites = settings.rewrites != "off"

    def prepare(self, record: Article) -> Walk:
        """The walk of an article, nothing visited."""
        return set_out(record, self._shards, self._rewrites)

    def apply(self, prepared: Walk, tables: Tables) -> list[Emit]:
        """No state is needed to set out."""
        return [Emit(topology.WALK, prepared.article.id, prepared, prepared.shards[0])]


class Visit:
    """articles.dedup: the article meets its copies in one shard and goes on."""

    stage = STAGE
    topic = topology.WALK

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._shards = settings.dedup_shards
        self._window_ms = round(settings.dedup_window_days * postings.DAY_MS)
        self._cap = settings.dedup_postings_per_key
        self._drop_rewrites = settings.rewrites == "drop"
        self._now = now
        self._housekeeping: dict[int, Housekeeping] = defaultdict(Housekeeping)

    def prepare(self, record: Walk | Join) -> Visitor | Join:
        """Unpacks the walk; raises `Rejected` when it is not one that `SetOut` makes."""
        if isinstance(record, Join):
            return record
        try:
            return Visitor.of(record)
        except (ValueError, struct.error) as error:
            raise Rejected("bad-walk", f"not a walk of this version: {error}") from None

    def apply(self, prepared: Visitor | Join, tables: Tables) -> list[Emit]:
        """One visit, then the next one or the answer."""
        table = tables["shard"]
        if isinstance(prepared, Join):
            return self._join(prepared, table)
        walk = prepared.walk
        if walk.decided:  # by the release before, with which the article walked on too
            return self._leave(prepared, walk.parent)
        return self._visit(prepared, table)

    def _visit(self, visitor: Visitor, table: postings.Table) -> list[Emit]:
        """At a shard on the way, or at home, the last one."""
        walk = visitor.walk
        shard = self._shard(table, walk.shards[walk.visited])
        by = Joining(visitor.hash, visitor.received_ms)
        self._meet(visitor, shard)
        walk.visited += 1
        if walk.visited < len(walk.shards):
            walk.heads, corrections = unite(walk.heads, by, shard, link=False)
            onward = Emit(topology.WALK, walk.article.id, walk, walk.shards[walk.visited])
            return [*_corrections(corrections), onward]
        why_not = decide(visitor, table, self._drop_rewrites)
        walk.heads, corrections = unite(walk.heads, by, shard, link=True)
        return [*_corrections(corrections), *self._leave(visitor, why_not)]

    def _leave(self, visitor: Visitor, why_not: Match | None) -> list[Emit]:
        """The article goes, its heads walk on; a copy waits for the head of its cluster."""
        article, heads = visitor.walk.article, visitor.walk.heads
        copy = None
        if article.dedup is not None:
            article.dedup.cluster_id = heads[0].id
        else:
            assert why_not is not None, "an article that does not go on has been matched"
            copy = _described(why_not, article)
        join = Join(id=article.id, received_at=article.received_at, shard=0, heads=heads, copy=copy)
        passed = [] if copy else [Emit(topology.UNIQUE, article.id, article)]
        if article.dedup is not None and visitor.walk.rewrite is not None:
            told = _described(visitor.walk.rewrite, article)
            told = replace(told, cluster_id=article.dedup.cluster_id, passed=True)
            passed.append(Emit(topology.DUPLICATES, article.id, told))
        return [*passed, *self._rest(join)]

    def _join(self, join: Join, table: postings.Table) -> list[Emit]:
        """At the home of a head, after the article has its answer."""
        received_ms = milliseconds(join.received_at)
        by = Joining(node_hash(join.id, received_ms), received_ms)
        heads, corrections = unite(join.heads, by, self._shard(table, join.shard), link=True)
        return [*_corrections(corrections), *self._rest(replace(join, heads=heads))]

    def _rest(self, join: Join) -> list[Emit]:
        """The next shard to join clusters at; at the end the copy, if it is one."""
        stop = next_stop(join.heads, self._shards)
        if stop is not None:
            return [Emit(topology.WALK, join.id, replace(join, shard=stop), stop)]
        if join.copy is None:
            return []
        copy = replace(join.copy, cluster_id=join.heads[0].id, trail=[*join.copy.trail])
        return [Emit(topology.DUPLICATES, join.id, copy)]

    def _shard(self, table: postings.Table, number: int) -> Shard:
        return Shard(table, number, self._shards, self._window_ms)

    def _meet(self, visitor: Visitor, shard: Shard) -> None:
        tidy, table = self._housekeeping[shard.number], shard.table
        keys, anchor_keys = (
            [key for key in all_ if shard_of(key, self._shards) == shard.number]
            for all_ in (visitor.keys, visitor.anchor_keys)
        )
        at_home = visitor.page % self._shards == shard.number
        present = meet(visitor, postings.candidates(table, keys, visitor.old), self._window_ms)
        related = postings.related(table, anchor_keys, MOST_RELATED, visitor.old)
        retell(visitor, related, self._window_ms)
        tidy.saw(visitor.received_ms)
        if not (present or (at_home and is_known(visitor, table))):
            entry = entry_of(visitor, keys, anchor_keys, at_home)
            day = day_of(visitor.received_ms, round(self._now() * 1000))
            postings.insert(table, entry, (day, tidy.next_number(table, day)), self._cap)
        tidy.expire(table, self._window_ms)


def set_out(article: Article, shards: int, rewrites: bool = True) -> Walk:
    """The walk of an article over `shards` shards: its keys, sketch and itinerary.

    `rewrites` says that rewritten copies are looked for.
    """
    reading = read(article.text, article.title)
    anchor_keys = reading.anchor_keys if rewrites else []
    page = page_hash(article.canonical_url or article.url, article.id)
    if article.lane == BACKFILL:
        page ^= OLD_PAGE
    return Walk(
        article=replace(article, dedup=None, trail=[*article.trail]),
        shards=itinerary([*reading.keys, *anchor_keys], page, shards),
        visited=0,
        keys=[f"{key:016x}" for key in reading.keys],
        anchor_keys=[f"{key:010x}" for key in anchor_keys],
        sketch=reading.sketch.to_text(),
        page=f"{page:016x}",
    )


def _described(why: Match, article: Article) -> Duplicate:
    """The record of an article that does not go on; the head of its cluster comes later."""
    copy = copy_of(why, why.id, article.id, article.received_at, article.origin)
    return replace(
        copy,
        url=article.url,
        source=article.source,
        title=article.title,
        trail=[*article.trail],
    )


def _corrections(records: list[Duplicate]) -> list[Emit]:
    return [Emit(topology.DUPLICATES, record.id, record) for record in records]
