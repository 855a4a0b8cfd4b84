"""A flood of one template neither merges nor grows what a visit has to look at."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.evaluation.tasks.dedup import Line, article, clusters
from tests.stages.dedup.walk.test_clusters import WORDS
from workers.settings import Settings

FLOOD = 10_000


def market(rng: random.Random) -> str:
    price, change, volume = rng.uniform(5, 500), rng.uniform(0.1, 9), rng.randint(1000, 9_000_000)
    return (
        f"Shares of {rng.choice(WORDS)} closed at {price:.2f} crowns on Tuesday, up {change:.1f} "
        f"percent from the previous close. The stock opened at {price * rng.uniform(0.9, 1.1):.2f} "
        f"and reached {price * rng.uniform(1, 1.2):.2f} during the session. Trading volume stood "
        f"at {volume} shares against an average of {rng.randint(1000, 9_000_000)}. The company "
        f"trades at {rng.uniform(3, 60):.1f} times earnings. This report was generated "
        "automatically from exchange data and may be delayed by fifteen minutes."
    )


def weather(rng: random.Random) -> str:
    return (
        f"Weather for {rng.choice(WORDS)} on November 24, 2026: {rng.choice(WORDS)} with a high "
        f"of {rng.randint(-5, 35)} and a low of {rng.randint(-15, 25)} degrees. Winds from the "
        f"{rng.choice(['north', 'south', 'east', 'west'])} at {rng.randint(3, 60)} kilometres an "
        f"hour, gusts up to {rng.randint(10, 99)}. Humidity will be around {rng.randint(20, 99)} "
        f"percent. Sunrise is at 7:{rng.randint(10, 59)} and sunset at 16:{rng.randint(10, 59)}. "
        "Check back tomorrow for the next forecast from our newsroom."
    )


def appeal(rng: random.Random) -> str:
    place, day, spot = (rng.choice(WORDS) for _ in range(3))
    return (
        f"Police in {place} are asking for help in finding a person last seen on {day} near "
        f"{spot}. Anyone with information is asked to contact officers at the nearest station or "
        "to call the anonymous line. Family members say that they are very worried and want "
        "their loved one to come home safely. Officers are checking cameras in the area."
    )


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_thousand_market_notices_are_ten_thousand_stories():
    line = flood(market, FLOOD, shards=1)
    assert len(set(clusters(line.sent).values())) > 0.999 * FLOOD
    assert longest_posting(line) <= Settings().dedup_postings_per_key


@pytest.mark.parametrize("template", [weather, appeal])
def test_instances_of_a_template_merge_at_most_until_it_shows_as_one(template):
    line = flood(template, 300)
    sizes = Counter(clusters(line.sent).values())
    assert sum(sizes.values()) == 300
    assert max(sizes.values()) <= 32
    assert len(sizes) >= 260


def test_a_story_sent_a_hundred_times_stays_one_cluster():
    rng, line = random.Random(1), Line(4)
    story = rng.choices(WORDS, k=200)
    for number in range(100):
        copied = story[: rng.randint(120, 200)] if number % 3 else story
        line.feed(article(f"a{number}", " ".join(copied), number))
        line.settle()
    assert len(set(clusters(line.sent).values())) == 1


def test_the_same_text_again_and_again_is_one_story_with_short_postings():
    line = flood(lambda _: "The very same sentence again and again, word for word. " * 5, 200)
    assert set(clusters(line.sent).values()) == {"a0"}
    assert longest_posting(line) <= Settings().dedup_postings_per_key
    walks = [emit.record for emit in line.sent[1:]]
    assert {walk.duplicate_of for walk in walks} == {"a0"}


def flood(template: Callable[[random.Random], str], count: int, shards: int = 4) -> Line:
    rng, line = random.Random(7), Line(shards)
    for number in range(count):
        line.feed(article(f"a{number}", template(rng), number))
        line.settle()
    return line


def longest_posting(line: Line) -> int:
    lengths = [
        len(value) // 6
        for table in line.tables.values()
        for key, value in table.items()
        if key[:1] == b"k"
    ]
    return max(lengths)
