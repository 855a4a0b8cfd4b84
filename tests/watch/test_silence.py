"""A source that fell silent, or sends something else: told from its own past."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise

import pytest

from workers.records import moment
from workers.watch import silence
from workers.watch.kept import Row
from workers.watch.sources import MOST_SOURCES, Sources, span

DAY = 86_400.0


def poisson(seed, mean, count):
    chance = random.Random(seed)
    return list(accumulate(chance.expovariate(1 / mean) for _ in range(count)))


def test_a_source_is_silent_when_it_paused_twice_as_long_as_ever():
    times = poisson(1, 600, 100)
    longest = max(b - a for a, b in pairwise(times))
    assert silence.silent(times, times[-1] + 1.9 * longest) is None
    assert silence.silent(times, times[-1] + 2.1 * longest) == longest


def test_a_source_with_nights_is_not_silent_at_night():
    days = [day * DAY + 8 * 3600 + at for day in range(5) for at in range(0, 12 * 3600, 900)]
    assert silence.silent(days, days[-1] + 14 * 3600) is None
    assert silence.silent(days, days[-1] + 30 * 3600) is not None


def test_a_new_source_and_a_quick_one_are_not_called_silent():
    assert silence.silent([0.0, 1.0, 2.0], 10_000) is None
    assert silence.silent([float(second) for second in range(50)], 50 + 600) is None


def test_steady_sources_are_seldom_called_changed():
    flagged = 0
    for seed in range(300):
        chance = random.Random(seed)
        values = [round(chance.lognormvariate(8, 0.9)) for _ in range(100)]
        flagged += silence.changed(values) is not None
    assert flagged <= 2


@pytest.mark.parametrize("lately", [300, 0])
def test_a_source_whose_texts_collapsed_is_called_changed(lately):
    chance = random.Random(3)
    values = [round(chance.lognormvariate(8, 0.9)) for _ in range(60)] + [lately] * 10
    found = silence.changed(values)
    assert found is not None
    assert found[1] == lately


def test_quotes_that_vanish_are_seen_and_few_quotes_are_no_finding():
    assert silence.changed([4, 6, 3, 5, 8] * 6 + [0] * 10) is not None
    assert silence.changed([0, 1, 0, 0, 2] * 6 + [0] * 10) is None
    assert silence.changed([0] * 60) is None


def row(source, at, characters=3_000):
    return Row(
        id="a", at=at, seconds=1, version=1, title="", source=source, language="en",
        received_at=moment(at), characters=characters, quotes=3, speakers=(), names=(),
        repairs=0, removed=0, lead=("", ""), revision_of=None, rewrite_of=None,
    )  # fmt: skip


def test_hours_counts_and_the_last_are_right_in_any_order():
    sources = Sources()
    now = 1_790_000_000.0
    times = [now - 60 * minute for minute in range(300)]
    for at in random.Random(2).sample(times, 300):
        sources.saw(row("Harbour Post", at))
    [source] = sources.all()
    assert source.last == now
    assert sum(source.by_hour(now)) == 300
    assert source.remarks(now) == []
    assert source.remarks(now + 3_600)[0][0] == "silent"


def test_there_are_never_more_sources_than_are_kept():
    sources = Sources()
    for number in range(MOST_SOURCES + 500):
        sources.saw(row(f"source {number}", 1_790_000_000.0 + number))
    assert len(sources.all()) == MOST_SOURCES
    assert sources.all()[-1].name == f"source {MOST_SOURCES + 499}"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(40, "40 s"), (60, "1 min"), (5_400, "2 h"), (86_400, "24 h"), (200_000, "2 days")],
)
def test_a_span_is_told_as_people_tell_it(seconds, told):
    assert span(seconds) == told
