"""What is older than the window leaves, and no wrong clock makes it leave too soon."""

from __future__ import annotations

import random

import pytest

from tests.evaluation.tasks.dedup import Line, article
from tests.stages.dedup.walk.test_clusters import WORDS
from workers import topology
from workers.stages.dedup.index import postings
from workers.stages.dedup.index.expiry import Housekeeping, day_of

DAY = 86_400
PER_DAY = 60


def text(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=40))


def keys(line: Line) -> int:
    return sum(len(table) for table in line.tables.values())


def feed_days(line: Line, first: int, last: int, rng: random.Random) -> None:
    for number in range(first * PER_DAY, last * PER_DAY):
        line.feed(
            article(f"a{number}", text(rng), number * DAY / PER_DAY, url=f"https://a.b/{number}")
        )
        line.settle()


def test_the_state_stops_growing_once_the_window_is_full():
    line, rng = Line(2, dedup_window_days=2), random.Random(1)
    sizes = []
    for day in range(0, 14, 2):
        feed_days(line, day, day + 2, rng)
        sizes.append(keys(line))
    full = sizes[2]
    assert sizes[0] < full
    assert max(sizes[3:]) <= full * 1.1
    kinds = {key[:1] for table in line.tables.values() for key in table}
    assert kinds == {b"k", b"e", b"d", b"n", b"u"}


def test_nothing_is_left_of_articles_that_have_expired():
    line, rng = Line(1, dedup_window_days=1), random.Random(2)
    line.feed(article("old", text(rng), 0, url="https://a.b/old"))
    line.settle()
    before = set(line.tables[0])
    feed_days(line, 5, 8, rng)
    assert not before & set(line.tables[0]) - {b"d"}


def test_a_key_that_a_later_copy_has_too_outlives_the_first_one():
    line, rng = Line(1, dedup_window_days=2), random.Random(3)
    story = text(rng)
    for day in (0, 1.9, 3.5):
        line.feed(article(f"copy {day}", story, day * DAY))
        line.settle()
    feed_days(line, 5, 6, rng)
    line.feed(article("last", story, 5.2 * DAY))
    line.settle()
    answer = line.sent[-1].record
    assert answer.duplicate_of == "copy 3.5"
    assert postings.days(line.tables[0])[0] > postings.days(line.tables[0])[-1] - 5


@pytest.mark.parametrize("year", ["1970", "2099"])
def test_articles_with_a_wrong_clock_do_not_make_the_others_expire(year):
    line, rng = Line(1, dedup_window_days=2), random.Random(4)
    feed_days(line, 0, 1, rng)
    story = text(rng)
    line.feed(article("first", story, DAY))
    line.settle()
    for number in range(200):
        record = article(f"good {number}", text(rng), DAY + number)
        if number % 3 == 0:
            record.received_at = f"{year}-01-01T00:00:00.{number:03}Z"
        line.feed(record)
        line.settle()
    line.feed(article("second", story, 1.5 * DAY))
    line.settle()
    assert line.sent[-1].topic == topology.DUPLICATES


def test_a_time_before_1970_is_kept_under_the_first_day():
    line = Line(1)
    for id_ in ("one", "two"):
        record = article(id_, text(random.Random(5)), 0)
        record.received_at = "1969-12-31T23:59:59.999Z"
        line.feed(record)
        line.settle()
    assert postings.days(line.tables[0]) == [0]
    assert line.sent[-1].record.duplicate_of == "one"


def test_a_far_future_day_is_kept_no_longer_than_tomorrow():
    now_ms = 1_760_000_000_000
    assert day_of(now_ms * 5, now_ms) == now_ms // postings.DAY_MS + 1
    assert day_of(now_ms - 3 * postings.DAY_MS, now_ms) == now_ms // postings.DAY_MS - 3


def test_entries_are_numbered_without_a_hole_by_a_worker_that_remembers_wrongly():
    table: dict[bytes, bytes] = {postings.entry_key((7, number)): b"" for number in range(1000)}
    for guess in (0, 1, 500, 999, 1000, 1001, 5000):
        assert postings.count(table, 7, guess) == 1000
    assert postings.count(table, 8, 3) == 0
    tidy = Housekeeping()
    assert [tidy.next_number(table, 7) for _ in range(2)] == [1000, 1000]
    table[postings.entry_key((7, 1000))] = b""
    assert tidy.next_number(table, 7) == 1001
