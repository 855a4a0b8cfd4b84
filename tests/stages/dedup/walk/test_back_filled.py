"""Old articles fed beside live ones: they see the live ones, and are not seen by them."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article
from tests.stages.dedup.walk.test_clusters import stories
from workers import topology
from workers.records import BACKFILL, Article
from workers.stages.dedup.index.reshard import reshard
from workers.stages.dedup.walk.answer import OLD_MS


def made(name: str, text: str, at: int, page: str | None = None, *, old: bool = False) -> Article:
    found = article(name, text, at)
    url = f"https://site.example/{page}" if page else None
    return replace(found, lane=BACKFILL if old else None, url=url, canonical_url=url)


def run(articles: list[Article], shards: int = 4) -> Line:
    line = Line(shards)
    for one in articles:
        line.feed(replace(one))
        line.settle()
    return line


def outcomes(line: Line, name: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for emit in line.sent:
        if emit.topic in (topology.UNIQUE, topology.DUPLICATES) and emit.record.id == name:
            record = asdict(emit.record)
            record.pop("trail")
            found.append((emit.topic, record))
    return found


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32), shards=st.sampled_from([1, 4]))
def test_what_becomes_of_live_articles_is_the_same_with_and_without_old_ones(seed, shards):
    rng = random.Random(seed)
    texts = stories(rng, 30)
    everything = [
        made(
            f"a{number % 25:03}" if rng.random() < 0.2 else f"a{number:03}",
            text,
            number,
            rng.choice(["p1", "p2", "p3", None]),
            old=rng.random() < 0.5,
        )
        for number, text in enumerate(texts)
    ]
    live = [one for one in everything if one.lane is None]
    mixed, alone = run(everything, shards), run(live, shards)
    origins = {one.origin.offset for one in live}
    for name in {one.id for one in live}:
        found = [o for o in outcomes(mixed, name) if o[1]["origin"]["offset"] in origins]
        assert found == outcomes(alone, name)


TEXT = " ".join(f"word{n} and then" for n in range(120))
OTHER = " ".join(f"thing{n} but not" for n in range(120))


def test_an_old_article_is_a_copy_of_a_live_one_and_of_an_old_one_before_it():
    line = run(
        [
            made("live", TEXT, 1),
            made("old", TEXT, 2, old=True),
            made("old 1", OTHER, 3, old=True),
            made("old 2", OTHER, 4, old=True),
        ]
    )
    assert [t for t, _ in outcomes(line, "old 1")] == [topology.UNIQUE]
    for name, of in (("old", "live"), ("old 2", "old 1")):
        [(topic, record)] = outcomes(line, name)
        assert (topic, record["duplicate_of"], record["cluster_id"]) == (
            topology.DUPLICATES,
            of,
            of,
        )


def test_an_old_text_of_a_live_page_is_no_later_version_of_it():
    changed = TEXT + " and at the end a little more was said"
    line = run([made("live", changed, 1, "page"), made("old", TEXT, 2, "page", old=True)])
    [(topic, record)] = outcomes(line, "old")
    assert (topic, record["duplicate_of"]) == (topology.DUPLICATES, "live")
    line = run([made("same id", TEXT, 1, "page"), made("same id", OTHER, 2, "page", old=True)])
    (_, live), (_, old) = outcomes(line, "same id")
    assert old["version"] < live["version"] - OLD_MS / 2


def test_old_versions_of_a_page_revise_each_other_in_their_order():
    changed = TEXT + " and at the end a little more was said"
    line = run([made("x", TEXT, 1, "p", old=True), made("x", changed, 2, "p", old=True)])
    (_, first), (_, second) = outcomes(line, "x")
    assert second["dedup"]["revision_of"] == "x"
    assert first["version"] < second["version"]


def test_a_resharded_index_still_hides_old_articles_from_live_ones():
    line = run([made("old", TEXT, 1, old=True), made("other", OTHER, 2)], shards=2)
    tables: dict[int, dict[bytes, bytes]] = {n: {} for n in range(3)}
    reshard(line.tables, tables, 32)
    keys = {bytes(key)[:1] for table in tables.values() for key in table}
    assert {b"K", b"k"} <= keys
    old = {bytes(k) for t in tables.values() for k in t if k[:1] == b"K"}
    before = {bytes(k) for t in line.tables.values() for k in t if k[:1] == b"K"}
    assert old == before
