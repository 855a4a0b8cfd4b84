"""The two steps of dedup: an article sets out on its walk, and a walk visits a shard."""

from __future__ import annotations

import struct
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from workers import topology
from workers.records import Article, Walk
from workers.settings import Settings
from workers.stages.contract import Emit, Rejected, Step, Tables
from workers.stages.dedup.index import postings
from workers.stages.dedup.index.expiry import Housekeeping, day_of
from workers.stages.dedup.index.pages import page_hash
from workers.stages.dedup.matching.reading import read
from workers.stages.dedup.matching.shingles import shard_of
from workers.stages.dedup.walk.answer import copy_of, decide, is_known
from workers.stages.dedup.walk.union import next_stop, unite
from workers.stages.dedup.walk.visit import Visitor, entry_of, itinerary, meet

STAGE = "dedup"


def steps(settings: Settings) -> list[Step]:
    """The steps of the stage."""
    return [SetOut(settings), Visit(settings)]


class SetOut:
    """articles.decoded: works out keys and sketch, sends the article to its first shard."""

    stage = STAGE
    topic = topology.DECODED

    def __init__(self, settings: Settings) -> None:
        self._shards = settings.dedup_shards

    def prepare(self, record: Article) -> Walk:
        """The walk of an article, nothing visited."""
        return set_out(record, self._shards)

    def apply(self, prepared: Walk, tables: Tables) -> list[Emit]:
        """No state is needed to set out."""
        return [_onward(prepared, prepared.shards[0])]


class Visit:
    """articles.dedup: the article meets its copies in one shard and goes on."""

    stage = STAGE
    topic = topology.WALK

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._shards = settings.dedup_shards
        self._window_ms = round(settings.dedup_window_days * postings.DAY_MS)
        self._cap = settings.dedup_postings_per_key
        self._now = now
        self._housekeeping: dict[int, Housekeeping] = defaultdict(Housekeeping)

    def prepare(self, record: Walk) -> Visitor:
        """Unpacks the walk; raises `Rejected` when it is not one that `SetOut` makes."""
        try:
            return Visitor.of(record)
        except (ValueError, struct.error) as error:
            raise Rejected("bad-walk", f"not a walk of this version: {error}") from None

    def apply(self, prepared: Visitor, tables: Tables) -> list[Emit]:
        """One visit, then the next one or the answer."""
        visitor, table = prepared, tables["shard"]
        walk = visitor.walk
        shard = walk.shards[walk.visited]
        if not walk.decided:
            self._meet(visitor, shard, table)
            if walk.visited == len(walk.shards) - 1:
                decide(visitor, table)
        corrections = unite(visitor, table, shard, self._shards, self._window_ms)
        emits = [Emit(topology.DUPLICATES, record.id, record) for record in corrections]
        walk.visited += 1
        return [*emits, self._next(visitor)]

    def _meet(self, visitor: Visitor, shard: int, table: postings.Table) -> None:
        tidy = self._housekeeping[shard]
        keys = [key for key in visitor.keys if shard_of(key, self._shards) == shard]
        at_home = visitor.page % self._shards == shard
        present = meet(visitor, postings.candidates(table, keys), self._window_ms)
        tidy.saw(visitor.received_ms)
        if not (present or (at_home and is_known(visitor, table))):
            entry = entry_of(visitor, keys, at_home)
            day = day_of(visitor.received_ms, round(self._now() * 1000))
            postings.insert(table, entry, (day, tidy.next_number(table, day)), self._cap)
        tidy.expire(table, self._window_ms)

    def _next(self, visitor: Visitor) -> Emit:
        walk = visitor.walk
        if not walk.decided:
            return _onward(walk, walk.shards[walk.visited])
        stop = next_stop(visitor, self._shards)
        if stop is None:
            return _answer(walk)
        walk.shards.append(stop)
        return _onward(walk, stop)


def set_out(article: Article, shards: int) -> Walk:
    """The walk of an article over `shards` shards: its keys, sketch and itinerary."""
    reading = read(article.text, article.title)
    page = page_hash(article.canonical_url or article.url, article.id)
    return Walk(
        article=replace(article, dedup=None, trail=[*article.trail]),
        shards=itinerary(reading.keys, page, shards),
        visited=0,
        keys=[f"{key:016x}" for key in reading.keys],
        sketch=reading.sketch.to_text(),
        page=f"{page:016x}",
    )


def _onward(walk: Walk, shard: int) -> Emit:
    return Emit(topology.WALK, walk.article.id, walk, partition=shard)


def _answer(walk: Walk) -> Emit:
    """The article itself when it goes on, else what it is a copy of."""
    article, cluster = walk.article, walk.heads[0].id
    if article.dedup is not None:
        article.dedup.cluster_id = cluster
        return Emit(topology.UNIQUE, article.id, article)
    assert walk.parent is not None, "an article that does not go on has been matched"
    copy = copy_of(walk.parent, cluster, article.id, article.received_at, article.origin)
    described = replace(
        copy, url=article.url, source=article.source, title=article.title, trail=article.trail
    )
    return Emit(topology.DUPLICATES, article.id, described)
