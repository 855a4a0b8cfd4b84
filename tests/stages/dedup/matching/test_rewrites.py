"""An article that retells another in other words goes on and names its source."""

from __future__ import annotations

import random
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article, clusters
from tests.stages.dedup.walk.test_clusters import all_at_once, passed_and_not_corrected
from workers import topology
from workers.records import Article, Duplicate

CASES = [orjson.loads(line) for line in (Path(__file__).parent / "cases/rewrites.jsonl").open("rb")]
BY_NAME = {case["name"]: case for case in CASES}
PIER = BY_NAME["the pier, spun"]


def fed(texts: list[str], shards: int = 4, **given: object) -> Line:
    """One article after the other: a0, a1 ..., each walked to its end."""
    line = Line(shards, **given)
    for number, text in enumerate(texts):
        line.feed(article(f"a{number}", text, number))
        line.settle()
    return line


def marks(line: Line) -> dict[str, str]:
    """Article id -> id of the article that it retells, for those that went on."""
    passed = [emit.record for emit in line.sent if isinstance(emit.record, Article)]
    return {a.id: a.dedup.rewrite.of for a in passed if a.dedup and a.dedup.rewrite}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_second_of_two_articles_is(case, request):
    if case["kind"] == "known-failure":
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["why"]))
    line = fed([case["first"], case["second"]])
    told = {emit.record.kind for emit in line.sent if isinstance(emit.record, Duplicate)}
    assert told == ({case["expect"]} if case["expect"] != "unique" else set())
    assert ("a1" in marks(line)) == (case["expect"] == "rewrite")


def test_a_rewritten_article_goes_on_with_its_source_and_the_names_that_speak_for_it():
    line = fed([PIER["first"], PIER["second"]])
    first, second, told = (emit.record for emit in line.sent)
    assert first.dedup.rewrite is None
    assert second.dedup.cluster_id == "a1"
    assert second.dedup.rewrite.of == "a0"
    assert second.dedup.rewrite.score > 0.5
    assert {"brennick", "farrant", "4100", "2032"} <= set(second.dedup.rewrite.anchors)
    assert (told.kind, told.duplicate_of, told.cluster_id) == ("rewrite", "a0", "a1")
    assert (told.passed, told.corrects) == (True, False)
    assert told.anchors == second.dedup.rewrite.anchors


def test_told_to_drop_it_does_not_go_on_and_the_record_says_so():
    line = fed([PIER["first"], PIER["second"]], rewrites="drop")
    first, told = (emit.record for emit in line.sent)
    assert (first.id, told.id, told.kind, told.passed) == ("a0", "a1", "rewrite", False)
    assert told.duplicate_of == "a0"


def test_switched_off_nothing_is_looked_for_and_nothing_kept():
    line = fed([PIER["first"], PIER["second"]], rewrites="off")
    assert [emit.topic for emit in line.sent] == [topology.UNIQUE] * 2
    assert marks(line) == {}
    assert not any(key[:1] == b"a" for table in line.tables.values() for key in table)


@pytest.mark.parametrize("rewrites", ["mark", "drop"])
def test_the_same_raw_record_read_again_gets_the_same_answer(rewrites):
    line = Line(4, rewrites=rewrites)
    for number, text in enumerate((PIER["first"], PIER["second"], PIER["second"])):
        line.feed(article(f"a{min(number, 1)}", text, min(number, 1)))
        line.settle()
    answers = [(emit.topic, emit.record) for emit in line.sent]
    half = len(answers[1:]) // 2
    assert len(answers) == 1 + 2 * half
    once, again = answers[1 : 1 + half], answers[1 + half :]
    assert [(topic, record.id) for topic, record in once] == [(t, r.id) for t, r in again]
    assert [getattr(r, "anchors", r) for _, r in once] == [
        getattr(r, "anchors", r) for _, r in again
    ]


def test_a_copy_of_a_rewritten_article_is_a_copy_and_no_more():
    line = fed([PIER["first"], PIER["second"], PIER["second"] + "\n\nReporting by our desk."])
    last = line.sent[-1].record
    assert isinstance(last, Duplicate)
    assert (last.id, last.duplicate_of, last.passed) == ("a2", "a1", False)
    assert last.kind in ("near", "exact")


def test_an_article_that_came_later_is_no_source():
    line = Line(4)
    for id_, text, second in (("late", PIER["second"], 10), ("early", PIER["first"], 5)):
        line.feed(article(id_, text, second))
        line.settle()
    assert marks(line) == {}


def test_two_versions_of_one_page_are_revisions_not_rewrites():
    line = Line(4)
    for number, text in enumerate((PIER["first"], PIER["second"])):
        line.feed(article(f"v{number}", text, number, url="https://a.example/pier"))
        line.settle()
    last = line.sent[-1].record
    assert isinstance(last, Article)
    assert last.dedup is not None
    assert last.dedup.rewrite is None


def test_outside_the_window_nothing_is_a_source():
    line = Line(4)
    for days, text in ((0, PIER["first"]), (9, PIER["second"])):
        line.feed(article(f"a{days}", text, days * 86_400))
        line.settle()
    assert marks(line) == {}


def spun(rng: random.Random, text: str) -> str:
    """The text with most of its small words replaced, its names and numbers in place."""
    words = ["stone", "river", "quiet", "often", "amber", "walked", "under", "seldom", "green"]
    return " ".join(
        rng.choice(words) if word.islower() and rng.random() < 0.6 else word
        for word in text.split(" ")
    )


def test_a_hundred_rewrites_of_one_article_name_it_and_cost_no_more_than_ten():
    rng = random.Random(5)
    line = fed([PIER["first"], *(spun(rng, PIER["first"]) for _ in range(100))])
    told = marks(line)
    copies = [
        e.record for e in line.sent if isinstance(e.record, Duplicate) and not e.record.passed
    ]
    assert len(told) + len({copy.id for copy in copies}) == 100
    assert sum(of == "a0" for of in told.values()) > 0.9 * len(told)
    longest = max(
        len(value) // 6
        for table in line.tables.values()
        for key, value in table.items()
        if key[:1] == b"a"
    )
    assert longest <= 8


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 2**32), shards=st.sampled_from([1, 4, 8]))
def test_rewritten_articles_leave_the_clusters_as_they_are(seed, shards):
    rng = random.Random(seed)
    sources = [case["first"] for case in CASES] + [case["second"] for case in CASES]
    texts = [rng.choice(sources) for _ in range(14)]
    texts += [spun(rng, rng.choice(texts)) for _ in range(8)]
    expected = clusters(fed(texts, 1, rewrites="off").sent)
    told = {f"a{number:03}": head for number, head in enumerate(expected.values())}
    line = all_at_once(rng, texts, shards, 0.2)
    found = clusters(line.sent)
    same = {(a, b) for a in found for b in found if found[a] == found[b]}
    heads = {id_: told[id_] for id_ in found}
    assert same == {(a, b) for a in found for b in found if heads[a] == heads[b]}
    assert passed_and_not_corrected(line) == {id_ for id_, head in found.items() if id_ == head}
