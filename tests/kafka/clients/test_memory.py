"""What a subscriber's store holds in the end, whatever order records and corrections come in."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from workers.kafka.subscribing.memory import Lately, Memory

VERSIONS = st.lists(st.integers(1, 5), min_size=1, max_size=8)


def store(events: list[tuple[str, int]]) -> int | None:
    """The version that a store keeps that does what the subscription gives out."""
    memory, kept = Memory(100), None
    for kind, version in events:
        if kind == "article" and memory.is_current("a", version):
            kept = version
        elif kind == "correction" and memory.withdraws("a", version):
            kept = None
    return kept


@given(VERSIONS)
def test_a_store_ends_with_the_last_version(versions):
    assert store([("article", version) for version in versions]) == max(versions)


@given(VERSIONS, st.integers(0, 5), st.integers(0, 2**32))
def test_a_correction_takes_away_its_version_and_those_before_whenever_it_comes(
    versions, withdrawn, seed
):
    events = [("article", version) for version in versions] + [("correction", withdrawn)]
    random.Random(seed).shuffle(events)
    last = max(versions)
    assert store(events) == (last if last > withdrawn else None)


def test_an_update_of_a_withdrawn_article_is_given_out():
    assert store([("article", 1), ("correction", 1), ("article", 2)]) == 2
    assert store([("correction", 1), ("article", 2)]) == 2


def test_a_correction_is_given_out_once():
    memory = Memory(100)
    assert [memory.withdraws("a", 3), memory.withdraws("a", 3), memory.withdraws("a", 2)] == [
        True,
        False,
        False,
    ]


def test_a_content_is_news_once_under_its_key():
    memory = Memory(100)
    assert [memory.is_news("a/0", b"1"), memory.is_news("a/0", b"1")] == [True, False]
    assert [memory.is_news("a/1", b"1"), memory.is_news("a/0", b"2")] == [True, True]


def test_the_keys_put_longest_ago_are_forgotten():
    lately: Lately[int] = Lately(2)
    for key, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        lately.put(key, value)
    assert [lately.get(key) for key in "abc"] == [3, None, 4]
