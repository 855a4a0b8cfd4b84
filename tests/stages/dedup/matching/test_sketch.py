"""Figures of a pair of texts from their sketches."""

from __future__ import annotations

import random
from statistics import fmean, pstdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.dedup.matching.normalise import numbers, title_hash, tokens, words
from workers.stages.dedup.matching.overlap import overlap
from workers.stages.dedup.matching.shingles import KEYS, keys_of, shard_of, shingles, token_hashes
from workers.stages.dedup.matching.sketch import Sketch, sketch

TEXTS = st.text(st.sampled_from("abcde 123.\n好ก"), max_size=300)


def drawn(text: str) -> Sketch:
    found = tokens(text)
    return sketch(hash(text) % 2**64, shingles(token_hashes(found), 3), numbers(found))


def random_sets(rng: random.Random, one: int, two: int, both: int) -> tuple[Sketch, Sketch]:
    """Sketches of two sets of these sizes that have `both` members in common."""
    members = np.array([rng.getrandbits(64) for _ in range(one + two - both)], dtype=np.uint64)
    return (
        sketch(1, np.sort(members[:one]), []),
        sketch(2, np.sort(members[one - both :]), []),
    )


@pytest.mark.parametrize(
    ("one", "two", "both"),
    [(300, 300, 200), (300, 300, 0), (600, 600, 400), (150, 1200, 120), (3000, 400, 300)],
)
def test_the_estimate_of_what_is_shared_errs_as_little_as_it_says(one, two, both):
    rng = random.Random(one + two + both)
    figures = [overlap(*random_sets(rng, one, two, both)) for _ in range(200)]
    errors = [figure.containment - both / min(one, two) for figure in figures]
    stated = fmean(figure.error for figure in figures)
    assert abs(fmean(errors)) < 0.02
    assert pstdev(errors) < 1.5 * stated
    assert stated < 0.1


@given(TEXTS, TEXTS)
def test_comparing_is_symmetric_and_stays_within_bounds(one, two):
    there, back = overlap(drawn(one), drawn(two)), overlap(drawn(two), drawn(one))
    assert there.jaccard == pytest.approx(back.jaccard)
    assert there.containment == pytest.approx(back.containment)
    assert there.numbers == back.numbers
    assert 0 <= there.jaccard <= there.containment <= 1


@given(TEXTS)
def test_a_sketch_survives_packing(text):
    made = drawn(text)
    assert Sketch.unpack(made.pack()) == made
    assert Sketch.from_text(made.to_text()) == made


def test_a_sketch_of_a_usual_article_takes_less_than_200_bytes():
    text = " ".join(f"word{number % 97} and{number % 89}" for number in range(300))
    assert len(drawn(text).pack()) < 200


@given(TEXTS)
def test_keys_are_few_and_do_not_depend_on_layout(text):
    keys = keys_of(token_hashes(tokens(text)))
    assert len(keys) <= KEYS
    spaced = text.replace(" ", " \n ").upper()
    assert keys_of(token_hashes(tokens(spaced))) == keys


def test_keys_are_spread_evenly_over_shards():
    rng = random.Random(1)
    small = sorted(rng.getrandbits(64) for _ in range(100_000))[:8000]
    counts = np.bincount([shard_of(key, 8) for key in small], minlength=8)
    assert counts.min() > 850


def test_words_of_scripts_without_spaces_count_half_a_character_each():
    assert words(tokens("seven words of English stand in here")) == 7
    assert words(tokens("港口委员会投票决定")) == 4.5


def test_vowel_signs_do_not_break_a_word():
    assert tokens("हिन्दी में समाचार") == ["हिन्दी", "में", "समाचार"]


def test_numbers_are_the_tokens_with_digits():
    assert numbers(tokens("On 3 May B52 bombers, 1,200 of them")) == {"3", "b52", "1", "200"}


def test_the_name_of_the_site_is_no_part_of_a_headline():
    assert title_hash("Fish market to close | Courier") == title_hash("Fish market to close")
    assert title_hash("Fish market to close") != title_hash("Fish market to open")
    assert title_hash(None) == title_hash(" | ") == 0
