"""An index moved to another number of shards knows what it knew."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from tests.evaluation.tasks.dedup import Line, article, clusters
from tests.stages.dedup.walk.test_clusters import in_order, stories
from workers.stages.dedup.index.reshard import reshard


@pytest.mark.parametrize(("before", "after"), [(1, 4), (4, 8), (8, 4), (4, 1)])
def test_copies_are_found_across_a_change_of_shards(before, after):
    texts = stories(random.Random(before * 10 + after), 40)
    expected = clusters(in_order(texts, after).sent)
    line = in_order(texts[:20], before)
    tables: dict[int, dict[bytes, bytes]] = {shard: {} for shard in range(after)}
    assert reshard(line.tables, tables, cap=32) == 20
    moved = Line(after, defaultdict(dict, tables))
    for number, text in enumerate(texts[20:], 20):
        moved.feed(article(f"a{number:03}", text, number))
        moved.settle()
    assert clusters(line.sent + moved.sent) == expected


def test_moved_and_moved_back_every_table_is_as_it_was():
    line = in_order(stories(random.Random(3), 30), 4)
    away: dict[int, dict[bytes, bytes]] = {shard: {} for shard in range(7)}
    back: dict[int, dict[bytes, bytes]] = {shard: {} for shard in range(4)}
    reshard(line.tables, away, cap=32)
    reshard(away, back, cap=32)
    for shard in range(4):
        was, now = line.tables[shard], back[shard]
        assert was.keys() == now.keys()
        for key in was:
            assert key[:1] == b"e" or was[key] == now[key]


def test_answers_are_repeated_after_the_change():
    line = in_order(stories(random.Random(4), 30), 4)
    tables: dict[int, dict[bytes, bytes]] = {shard: {} for shard in range(8)}
    reshard(line.tables, tables, cap=32)
    moved = Line(8, defaultdict(dict, tables))
    for number, text in enumerate(stories(random.Random(4), 30)):
        moved.feed(article(f"a{number:03}", text, number))
        moved.settle()
    first = {(emit.topic, emit.key) for emit in line.sent if not _corrects(emit)}
    assert {(emit.topic, emit.key) for emit in moved.sent if not _corrects(emit)} == first


def _corrects(emit) -> bool:
    return getattr(emit.record, "corrects", False)
