"""What is kept of versions: written and read, moved to other shards, left by a release before."""

from __future__ import annotations

import copy
from dataclasses import replace

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article
from tests.stages.dedup.versions.test_pages import (
    CORRECTED,
    TEXT,
    URL,
    one_after_the_other,
    sent,
)
from workers import codec
from workers.records import Article, Match, Origin, Walk
from workers.stages.dedup.index import pages
from workers.stages.dedup.index.pages import Link, Node, node_hash
from workers.stages.dedup.index.reshard import reshard
from workers.stages.dedup.step import set_out
from workers.stages.dedup.versions.order import Version


def test_a_walk_that_was_decided_before_the_update_still_gives_its_answer():
    line = Line(4)
    walk = set_out(article("old", TEXT, 0), 4)
    walk.heads = [_match(walk, "old")]
    walk.decided, walk.visited = True, len(walk.shards)
    walk.shards.append(int(walk.page, 16) % 4)
    for goes_on in (True, False):
        decided: Walk = codec.decode(Walk, codec.encode(walk))
        decided.parent = None if goes_on else _match(walk, "first")
        decided.article = codec.decode(Article, codec.encode(walk.article))
        if goes_on:
            parsed = orjson.loads(codec.encode(decided))
            parsed["article"]["dedup"] = {"cluster_id": "old"}
            decided = codec.from_json(Walk, parsed)
        line.walks[walk.shards[-1]].append(decided)
        line.settle()
    assert sent(line) == [("old", "unique"), ("old", "near")]
    assert line.sent[1].record.duplicate_of == "first"


def _match(walk: Walk, id_: str) -> Match:
    return Match(
        id=id_,
        received_at=walk.article.received_at,
        page=walk.page,
        kind="near",
        rule="jaccard",
        jaccard=0.9,
        containment=0.9,
    )


def test_pages_and_nodes_of_the_release_before_are_read():
    table: dict[bytes, bytes] = {}
    page = orjson.dumps([["p", 5, 17, True]])
    table[b"u" + bytes(8)] = len(page).to_bytes(2, "big") + page
    (version,) = pages.page(table, 0).versions
    assert version == Version("p", (5, 0, 0), 17, True, 5, (5, 0, 0))
    link = ["first", "2026-11-24T06:00:00.000Z", "00", "near", "jaccard", 0.9, 0.9, None, 3, True]
    for value in ([True, ["r", 0, 7]], [True, ["r", 0, 7], link, "before", None]):
        table[b"n" + bytes(8)] = orjson.dumps(value)
        node = pages.node(table, 0)
        assert node is not None
        assert (node.passed, node.origin, node.raised, node.later) == (True, ("r", 0, 7), 0, None)
    assert node.link is not None
    assert (node.link.to.id, node.link.by, node.link.corrects) == ("first", 3, True)


@given(
    st.builds(
        Version,
        st.text(max_size=9),
        st.tuples(st.integers(0, 2**42), st.integers(0, 99), st.integers(0, 2**40)),
        st.integers(0, 2**64 - 1),
        st.booleans(),
        st.integers(0, 2**42),
        st.tuples(st.integers(0, 2**42), st.integers(0, 99), st.integers(0, 2**40)),
    )
)
def test_a_version_is_read_as_it_was_written(version):
    table: dict[bytes, bytes] = {}
    pages.write_page(table, 1, pages.Page([version], "text"))
    assert pages.page(table, 1) == pages.Page([version], "text")


def test_a_node_is_read_as_it_was_written():
    table: dict[bytes, bytes] = {}
    walk = set_out(article("a", TEXT, 0), 4)
    match = _match(walk, "b")
    for node in (
        Node(),
        Node(passed=True, origin=("r", 1, 2), raised=3),
        Node(origin=("r", 1, 2), later=match),
        Node(origin=("r", 1, 2), link=Link(match, 5), revision_of="x"),
    ):
        pages.write_node(table, node_hash("a", 0), node)
        assert pages.node(table, node_hash("a", 0)) == node


def test_moved_to_other_shards_late_versions_are_told_as_before():
    first, second = (
        replace(
            article("p", text, 5, url=URL), origin=Origin(topic="r", partition=0, offset=offset)
        )
        for offset, text in enumerate((TEXT, CORRECTED))
    )
    line = one_after_the_other(first, second)
    tables: dict[int, dict[bytes, bytes]] = {shard: {} for shard in range(8)}
    reshard(line.tables, tables, cap=32)
    moved = Line(8, tables)
    for record in (first, second):
        moved.feed(copy.deepcopy(record))
        moved.settle()
    assert sent(moved) == [("p", "superseded"), ("p", "unique")]
