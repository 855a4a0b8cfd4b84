"""Which names are one person's."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.tag.coreference.persons import persons
from workers.stages.tag.names.variants import same_person, traits
from workers.stages.tag.recognition.spans import Span

SAME = [
    ("martha okonkwo", "m okonkwo"),
    ("keshav baliram hedgewar", "kb hedgewar"),
    ("sabah al-khaled", "sabah al-khaled al-hamad"),
    ("helena brandauer", "helena brandaeur"),
    ("ivan volkov", "ivan wolkov"),
    ("maria ana silva", "maria silva"),
    ("robert w halloran", "robert william halloran"),
    ("robert w halloran", "robert halloran"),
    ("osman abou laban", "osman abu laban"),
    ("mohammed hashir faruqi", "muhammad hashir faruqi"),
    ("yevgeny volkov", "evgeni volkov"),
    ("chung mong-joon", "chung mong-jun"),
    ("horacio cartes", "horacio manuel cartes jara"),
]
OTHERS = [
    ("pieter oosthuizen", "annelie oosthuizen"),
    ("jack sullivan", "jake sullivan"),
    ("anna berg", "anna borg-larsen"),
    ("li wei", "li wen"),
    ("ivan volkov", "oleg wolkov"),
    ("robert w halloran", "robert hj halloran"),
    ("wong kwok-kin", "wong kwok-hing"),
    ("mohammed hashir faruqi", "ahmed hashir faruqi"),
    ("luis lacalle pou", "luis alberto lacalle herrera"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_one_name(one: str, other: str) -> None:
    assert same_person(tuple(one.split()), tuple(other.split()))


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_of_two_persons(one: str, other: str) -> None:
    assert not same_person(tuple(one.split()), tuple(other.split()))


WORD = st.sampled_from(["anna", "anne", "a", "kb", "berg", "borg", "bergen", "volkov", "wolkov"])
FULL = st.lists(WORD, min_size=2, max_size=4).map(tuple)


@given(FULL, FULL)
def test_who_can_be_one_person_shares_a_trait(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    if same_person(one, other):
        assert traits(one) & traits(other)


@given(FULL, FULL)
def test_the_order_does_not_matter(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert same_person(one, other) == same_person(other, one)


@given(st.lists(st.lists(WORD, min_size=1, max_size=3).map(" ".join), max_size=12))
def test_each_mention_belongs_to_one_person(names: list[str]) -> None:
    text = "; ".join(names)
    spans = [Span(m.start(), m.end(), {"PER": 1.0}, "PER") for m in re.finditer(r"[^;]+", text)]
    for span in spans:
        while text[span.start] == " ":
            span.start += 1
    held = [span.start for person in persons(text, spans) for span in person.spans]
    assert sorted(held) == [span.start for span in spans]
