"""Clusters depend on the matches alone: not on shards, arrival, replays or races."""

from __future__ import annotations

import copy
import random
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article, clusters
from workers import topology

WORDS = ["".join(letters) for letters in product("bdfgklmnprst", "aeiou", "bdfgklmnprst", "aeiou")]


def stories(rng: random.Random, count: int) -> list[str]:
    """Texts of a few stories: copied, cut, extended, edited, now and then two in one."""
    bases = [rng.choices(WORDS, k=rng.randint(60, 200)) for _ in range(max(2, count // 5))]
    return [" ".join(version(rng, bases)) for _ in range(count)]


def version(rng: random.Random, bases: list[list[str]]) -> list[str]:
    base = list(rng.choice(bases))
    match rng.randrange(6):
        case 0:
            return base
        case 1:
            return base[: int(len(base) * rng.uniform(0.4, 0.9))]
        case 2:
            return base[int(len(base) * rng.uniform(0.1, 0.6)) :]
        case 3:
            return base + rng.choices(WORDS, k=rng.randint(10, 80))
        case 4:
            return base + list(rng.choice(bases)) if rng.random() < 0.3 else base
        case _:
            for _ in range(len(base) // 25):
                base[rng.randrange(len(base))] = rng.choice(WORDS)
            return base


def in_order(texts: list[str], shards: int) -> Line:
    """One article after the other, each walked to its end."""
    line = Line(shards)
    for number, text in enumerate(texts):
        line.feed(article(f"a{number:03}", text, number))
        line.settle()
    return line


def all_at_once(rng: random.Random, texts: list[str], shards: int, repeated: float) -> Line:
    """Shuffled arrival, walks interleaved at random, records now and then read twice."""
    line = Line(shards)
    coming = [article(f"a{number:03}", text, number) for number, text in enumerate(texts)]
    rng.shuffle(coming)
    while coming or any(line.walks.values()):
        waiting = [shard for shard, walks in line.walks.items() if walks]
        if coming and (not waiting or rng.random() < 0.3):
            record = coming.pop()
            if rng.random() < repeated:
                coming.insert(0, copy.deepcopy(record))
            line.feed(record)
        else:
            shard = rng.choice(waiting)
            if rng.random() < repeated:
                line.walks[shard].append(copy.deepcopy(line.walks[shard][0]))
            line.visit(shard)
    return line


def passed_and_not_corrected(line: Line) -> set[str]:
    passed = {emit.record.id for emit in line.sent if emit.topic == topology.UNIQUE}
    copies = [emit.record for emit in line.sent if emit.topic == topology.DUPLICATES]
    return passed - {record.id for record in copies if record.corrects}


@settings(deadline=None, max_examples=12)
@given(
    seed=st.integers(0, 2**32),
    shards=st.sampled_from([1, 4, 8]),
    repeated=st.sampled_from([0.0, 0.2]),
)
def test_shuffled_racing_and_repeated_articles_end_in_the_same_clusters(seed, shards, repeated):
    rng = random.Random(seed)
    texts = stories(rng, 30)
    expected = clusters(in_order(texts, 1).sent)
    line = all_at_once(rng, texts, shards, repeated)
    found = clusters(line.sent)
    assert found == expected
    assert passed_and_not_corrected(line) == {id_ for id_, head in found.items() if id_ == head}


def test_of_two_racing_copies_the_later_one_is_the_copy_whoever_comes_first_to_a_shard():
    text = " ".join(WORDS[:150])
    for seed in range(20):
        rng = random.Random(seed)
        line = Line(4)
        for record in rng.sample([article("early", text, 0), article("late", text, 1)], 2):
            line.feed(record)
        while any(line.walks.values()):
            line.visit(rng.choice([shard for shard, walks in line.walks.items() if walks]))
        copies = [emit.record for emit in line.sent if emit.topic == topology.DUPLICATES]
        assert {(record.id, record.duplicate_of) for record in copies} == {("late", "early")}
        assert passed_and_not_corrected(line) == {"early"}


def test_a_story_that_went_on_is_corrected_when_an_earlier_copy_arrives():
    text = " ".join(WORDS[:150])
    line = Line(4)
    for id_, second in (("late", 10), ("early", 5)):
        line.feed(article(id_, text, second))
        line.settle()
    unique, *others = (emit.record for emit in line.sent)
    correction, other = sorted(others, key=lambda record: record.id, reverse=True)
    assert (unique.id, other.id) == ("late", "early")
    assert correction.corrects
    assert correction.version == unique.version
    assert (correction.id, correction.duplicate_of) == ("late", "early")
    assert (correction.rule, correction.origin) == ("exact", unique.origin)


def test_an_article_that_joins_two_stories_has_the_later_one_corrected():
    one, two = WORDS[:120], WORDS[200:320]
    line = Line(4)
    for id_, words, second in (("one", one, 0), ("two", two, 1), ("both", one + two, 2)):
        line.feed(article(id_, " ".join(words), second))
        line.settle()
    correction, copy_ = (emit.record for emit in line.sent[2:])
    assert (correction.id, correction.duplicate_of, correction.rule) == ("two", "one", "bridge")
    assert correction.corrects
    assert (copy_.id, copy_.duplicate_of, copy_.corrects) == ("both", "one", False)
    assert set(clusters(line.sent).values()) == {"one"}


def test_a_copy_of_a_copy_is_in_the_cluster_of_the_first():
    words = WORDS[:300]
    line = Line(4)
    for id_, part in (("a", words[:180]), ("b", words[60:240]), ("c", words[120:300])):
        line.feed(article(id_, " ".join(part), ord(id_)))
        line.settle()
    last = line.sent[-1].record
    assert (last.id, last.duplicate_of, last.cluster_id) == ("c", "b", "a")
