"""Versions through the real steps over shards in memory: addresses, races, releases."""

from __future__ import annotations

import copy
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.tasks.dedup import Line, article
from workers import codec, topology
from workers.records import Article, Duplicate, Join, Origin
from workers.stages.dedup.index.pages import milliseconds

SENTENCES = [
    "The harbour board of Elmore decided on Tuesday night to shut the old ferry quay.",
    "Divers had found that more than half of the piles were hollow, the board was told.",
    "Work begins in March and is to last for eighteen months, said its engineer Pia Lund.",
    "Two smaller boats will take passengers across from the fish market until then.",
    "Shopkeepers on the island had asked for one more summer before the quay goes.",
]
TEXT = " ".join(SENTENCES)
CORRECTED = TEXT.replace("eighteen months", "two years") + " An earlier version gave another time."
OTHER = (
    "A society for green roofs has named the town of Ostby one of fifty that it will follow. "
    "Gardeners there planted moss and stonecrop on schools, on a library and on bus shelters. "
    "The society wants to see by next autumn how much rain such roofs hold back in a storm."
)
URL = "https://a.example/x/1"


def sent(line: Line) -> list[tuple[str, str]]:
    return [
        (emit.key, "unique" if isinstance(emit.record, Article) else emit.record.kind)
        for emit in line.sent
    ]


def one_after_the_other(*records: Article, shards: int = 4) -> Line:
    line = Line(shards)
    for record in records:
        line.feed(record)
        line.settle()
    return line


@pytest.mark.parametrize(
    "url",
    [
        "https://www.a.example/x/1",
        "http://a.example/x/1",
        "https://a.example/x/1/",
        "https://a.example/x/1/amp",
        "https://amp.a.example/x/1",
        "https://m.a.example/x/1",
        "https://a.example/x/1?print=1",
        "https://a.example/x/1?outputType=amp",
    ],
)
def test_a_corrected_text_under_another_address_of_the_page_is_a_revision(url):
    line = one_after_the_other(
        article("u1", TEXT, 0, url=URL), article("u2", CORRECTED, 1, url=url)
    )
    assert sent(line) == [("u1", "unique"), ("u2", "unique")]
    told = line.sent[1].record.dedup
    assert (told.revision_of, told.cluster_id) == ("u1", "u1")
    assert "An earlier version gave another time." in told.revision.added


@pytest.mark.parametrize(
    "url", [URL + "?ncid=rss", "https://a.example/x/1-quay-shut-for-two-years"]
)
@pytest.mark.parametrize("shards", [1, 4, 8])
def test_a_near_copy_of_another_page_of_the_site_is_a_revision(url, shards):
    line = one_after_the_other(
        article("u1", TEXT, 0, url=URL), article("u2", CORRECTED, 1, url=url), shards=shards
    )
    assert sent(line) == [("u1", "unique"), ("u2", "unique")]
    assert line.sent[1].record.dedup.revision_of == "u1"


def test_an_equal_text_on_another_page_of_the_site_is_a_copy():
    line = one_after_the_other(
        article("u1", TEXT, 0, url=URL), article("u2", TEXT, 1, url=URL + "2")
    )
    assert sent(line) == [("u1", "unique"), ("u2", "exact")]


def test_a_near_copy_on_another_site_is_a_copy():
    line = one_after_the_other(
        article("u1", TEXT, 0, url=URL), article("u2", CORRECTED, 1, url="https://b.example/x/1")
    )
    assert sent(line) == [("u1", "unique"), ("u2", "near")]


def test_a_revision_on_another_page_is_not_withdrawn_when_the_older_text_comes_late():
    line = one_after_the_other(
        article("u2", CORRECTED, 10, url=URL + "-new"), article("u1", TEXT, 5, url=URL)
    )
    assert sent(line) == [("u2", "unique"), ("u1", "unique")]


def test_a_wholly_new_text_under_a_known_url_is_a_story_of_its_own():
    line = one_after_the_other(article("n1", TEXT, 0, url=URL), article("n2", OTHER, 1, url=URL))
    assert sent(line) == [("n1", "unique"), ("n2", "unique")]
    assert line.sent[1].record.dedup.revision_of is None
    assert line.sent[1].record.dedup.cluster_id == "n2"


def test_an_older_story_of_a_home_page_is_not_held_back_for_a_newer_one():
    line = one_after_the_other(article("n2", OTHER, 9, url=URL), article("n1", TEXT, 1, url=URL))
    assert sent(line) == [("n2", "unique"), ("n1", "unique")]


def test_an_older_text_of_an_id_is_superseded():
    line = one_after_the_other(
        article("p", CORRECTED, 50, url=URL), article("p", TEXT, 10, url=URL)
    )
    assert sent(line) == [("p", "unique"), ("p", "superseded")]
    late = line.sent[1].record
    assert late.duplicate_of == "p"
    assert 0.5 < late.jaccard < late.containment <= 1


def test_an_id_whose_page_moved_keeps_its_update():
    line = one_after_the_other(
        article("p", TEXT, 10, url=URL), article("p", CORRECTED, 50, url="https://b.example/new")
    )
    assert sent(line) == [("p", "unique"), ("p", "unique")]
    first, second = (emit.record for emit in line.sent)
    assert second.dedup.revision_of == "p"
    assert first.version < second.version


def test_an_update_of_an_article_that_was_withdrawn_goes_on_and_the_correction_names_the_version():
    line = one_after_the_other(
        article("i1", TEXT, 1000, url=URL),
        article("i2", TEXT, 10, url="https://b.example/1"),
        article("i1", CORRECTED, 2000, url=URL),
    )
    corrections = [
        emit.record
        for emit in line.sent
        if isinstance(emit.record, Duplicate) and emit.record.corrects
    ]
    first, *_, last = (emit.record for emit in line.sent if emit.topic == topology.UNIQUE)
    assert [(record.id, record.version) for record in corrections] == [("i1", first.version)]
    assert (last.id, last.dedup.revision_of) == ("i1", "i1")
    assert last.version > first.version


def test_two_texts_of_one_id_in_one_millisecond_both_have_an_answer_and_end_in_order():
    first, second = (
        replace(
            article("p", text, 5, url=URL), origin=Origin(topic="r", partition=0, offset=offset)
        )
        for offset, text in enumerate((TEXT, CORRECTED))
    )
    line = one_after_the_other(first, second)
    assert [emit.record.version - milliseconds(first.received_at) for emit in line.sent] == [0, 1]
    assert line.sent[1].record.dedup.revision_of == "p"
    for record in (first, second):  # read again
        line.feed(copy.deepcopy(record))
        line.settle()
    assert sent(line)[2:] == [("p", "superseded"), ("p", "unique")]
    assert line.sent[3].record.dedup == line.sent[1].record.dedup
    assert sent(one_after_the_other(second, first)) == [("p", "unique"), ("p", "superseded")]


VARIANTS = [TEXT, CORRECTED, TEXT + " The board meets again in May.", OTHER]


@given(
    st.lists(st.sampled_from(range(len(VARIANTS))), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from([1, 4, 8]),
    st.integers(0, 2**32),
)
def test_however_versions_race_the_last_one_of_an_id_is_the_last_word(texts, spread, shards, seed):
    rng = random.Random(seed)
    coming = [
        replace(
            article("p", VARIANTS[text], number if spread else number // 2, url=URL),
            origin=Origin(topic="r", partition=0, offset=number),
        )
        for number, text in enumerate(texts)
    ]
    last = coming[-1]
    rng.shuffle(coming)
    line = raced(coming, shards, rng)
    went_on = [emit.record for emit in line.sent if emit.topic == topology.UNIQUE]
    assert went_on[-1].text == last.text
    assert [r.version for r in went_on] == sorted(r.version for r in went_on)


def raced(coming: list[Article], shards: int, rng: random.Random) -> Line:
    """Walks interleaved at random, now and then a walk read twice."""
    line = Line(shards)
    while coming or any(line.walks.values()):
        waiting = [shard for shard, walks in line.walks.items() if walks]
        if coming and (not waiting or rng.random() < 0.5):
            line.feed(copy.deepcopy(coming.pop()))
            continue
        shard = rng.choice(waiting)
        if rng.random() < 0.2:
            line.walks[shard].append(copy.deepcopy(line.walks[shard][0]))
        line.visit(shard)
    return line


def test_the_answer_leaves_at_home_and_only_a_small_join_walks_on():
    joins: list[Join] = []
    for seed in range(30):
        line = Line(8)
        rng = random.Random(seed)
        for record in (article(f"late{seed}", TEXT, 9), article(f"early{seed}", CORRECTED, 5)):
            line.feed(record)
            while waiting := [shard for shard, walks in line.walks.items() if walks]:
                shard = rng.choice(waiting)
                joins += [walk for walk in [line.walks[shard][0]] if isinstance(walk, Join)]
                line.visit(shard)
    assert joins
    assert max(len(codec.encode(join)) for join in joins) < 1_500
    assert all(TEXT not in codec.encode(join).decode() for join in joins)
