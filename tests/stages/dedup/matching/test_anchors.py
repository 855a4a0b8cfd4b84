"""Names and numbers of a text, their sample, and what two samples have in common."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.dedup.matching.anchors import (
    LARGEST,
    MOST_ANCHORS,
    aligned,
    alike,
    anchors,
    in_common,
    keys_of,
    longest_common_subsequence,
    sample,
)
from workers.stages.dedup.matching.normalise import tokens
from workers.stages.dedup.matching.reading import read
from workers.stages.dedup.matching.sketch import Sketch

NAMES = st.lists(st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=6))
ITEMS = st.lists(st.integers(0, 9), max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor, Ida Sand, met Ole Ek.", ["ida", "sand", "ole", "ek"]),
        ("Ida Sand spoke. Sand left.", ["ida", "sand", "sand"]),
        ("Nobody spoke. Then nobody left.", []),
        ("It cost 4,100 crowns, not 41.5.", ["4100", "41.5"]),
        ("Мэр Олег Карпов приехал в Вессбю.", ["мэр", "олег", "карпов", "вессбю"]),
        ("市长在“鱼市场”宣布，2032年3月，390根。", ["鱼市场", "2032", "3", "390"]),
        ("رئيس البلدية قال «سوق السمك» مغلق منذ 2031", ["سوق السمك", "2031"]),
        ("", []),
        ("\0\n\t", []),
    ],
)
def test_anchors_are_the_names_and_numbers_in_their_order(text, expected):
    found = anchors(text)
    assert [anchor for n, anchor in enumerate(found) if n == 0 or found[n - 1] != anchor] == [
        anchor for n, anchor in enumerate(expected) if n == 0 or expected[n - 1] != anchor
    ]


@given(st.text(max_size=300))
def test_any_text_has_anchors_without_case_none_twice_in_a_row(text):
    found = anchors(text)
    assert all(one != other for one, other in pairwise(found))
    assert all(anchor for anchor in found)


@given(NAMES)
def test_a_sample_keeps_the_order_and_only_so_many(names):
    kept = sample(names)
    assert len(kept.hashes) <= MOST_ANCHORS
    assert all(0 <= hash_ <= min(kept.bound, LARGEST) for hash_ in kept.hashes)
    assert alike(kept, kept).ordered == len(kept.hashes)


@given(NAMES, NAMES)
def test_what_is_alike_is_so_both_ways(one, other):
    assert alike(sample(one), sample(other)) == alike(sample(other), sample(one))


def test_of_many_names_the_samples_of_two_texts_keep_the_same_ones():
    names = [f"name{number}" for number in range(500)]
    found = alike(sample(names), sample(names[100:400]))
    assert found.shared == found.fewer
    assert found.ordered == found.shorter


@given(ITEMS, ITEMS)
def test_the_longest_common_subsequence_is_as_long_as_by_the_textbook(one, other):
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            rows[i + 1][j + 1] = rows[i][j] + 1 if a == b else max(rows[i][j + 1], rows[i + 1][j])
    assert longest_common_subsequence(one, other) == rows[-1][-1]


@given(st.permutations(["ada", "brunn", "cato"]))
def test_three_names_give_one_key_in_any_order(names):
    assert keys_of(names) == keys_of(["ada", "brunn", "cato"])


@given(NAMES, NAMES)
def test_aligned_rows_hold_both_sequences_whole(one, other):
    rows = aligned(one, other)
    assert [a for a, _ in rows if a] == [name for name in one if name]
    assert [b for _, b in rows if b] == [name for name in other if name]


def test_the_anchors_in_common_are_named_in_an_order_of_both():
    source = sample(["ada", "brunn", "cato", "dahl"])
    assert in_common(["ada", "other", "cato", "dahl"], source) == ["ada", "cato", "dahl"]


@given(st.text(max_size=400))
def test_a_sketch_packed_and_unpacked_is_the_same(text):
    drawn = read(text).sketch
    assert Sketch.unpack(drawn.pack()) == drawn


def test_a_sketch_of_the_release_before_has_no_anchors():
    drawn = read("Ida Sand met Ole Ek in Tarnby on Sunday, 7 June, with 12 others.").sketch
    end = 15 + drawn.bits // 8 + 2 * len(drawn.numbers)
    old = Sketch.unpack(drawn.pack()[:end])
    assert (old.exact, old.size, old.numbers) == (drawn.exact, drawn.size, drawn.numbers)
    assert old.anchors.hashes == ()


@given(
    st.text(st.sampled_from("abc дом 好 123"), max_size=60),
    st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from("\u00ad\u200b\u200d\u2060\ufeff\u034f"))
    ),
)
def test_characters_that_nobody_sees_change_no_token(text, inserted):
    hidden = text
    for at, character in inserted:
        hidden = hidden[:at] + character + hidden[at:]
    assert tokens(hidden) == tokens(text)
