"""A partition that stands is told from those that go on."""

from __future__ import annotations

from faust.types import TP

from workers.streams.worker.places import Places, Standing

ONE, TWO = TP("articles.raw", 1), TP("articles.raw", 2)


def test_the_partition_that_stood_longest_is_told() -> None:
    places = Places()
    assert places.longest(100.0, {ONE: (7, 3), TWO: (0, 2)}) == Standing(ONE, 3, 100.0)
    assert places.longest(110.0, {ONE: (9, 1), TWO: (0, 5)}) == Standing(TWO, 5, 100.0)
    assert places.longest(120.0, {ONE: (9, 1), TWO: (4, 1)}) == Standing(ONE, 1, 110.0)


def test_a_partition_without_waiting_records_does_not_stand() -> None:
    places = Places()
    assert places.longest(100.0, {ONE: (7, 0)}) is None
    assert places.longest(900.0, {ONE: (7, 1)}) == Standing(ONE, 1, 900.0)


def test_a_partition_that_was_away_begins_anew() -> None:
    places = Places()
    places.longest(100.0, {ONE: (7, 1), TWO: (7, 1)})
    places.longest(110.0, {TWO: (7, 1)})
    assert places.longest(120.0, {ONE: (7, 1), TWO: (8, 1)}) == Standing(ONE, 1, 120.0)
