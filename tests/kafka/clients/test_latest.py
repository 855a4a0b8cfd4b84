"""The last records of a topic in all, against a real Kafka."""

from __future__ import annotations

import time

import pytest

from tests.kafka.clients.records_sent import an_article
from workers import codec
from workers.kafka.latest import latest
from workers.kafka.producer import ArticleProducer
from workers.kafka.reading import read
from workers.records import Message
from workers.settings import Settings
from workers.topology import ENRICHED

pytestmark = pytest.mark.kafka


@pytest.fixture
def articles(installation: Settings) -> Settings:
    """Sixty, over ten hours, on all partitions; a10 is the last one of even tens."""
    with ArticleProducer(installation) as producer:
        for number in range(60):
            producer.send_message(
                f"a{number}".encode(),
                codec.encode(an_article(f"a{number}")),
                (),
                "",
                topic=installation.topic(ENRICHED),
                timestamp_ms=round(time.time() * 1000) - 600_000 * (60 - number),
            )
    return installation


def keys(messages: list[Message]) -> list[str]:
    return [(message.key or b"").decode() for message in messages]


def test_so_many_are_read_in_all_oldest_first(articles: Settings) -> None:
    found, after = latest(articles, ENRICHED, 7)
    assert keys(found) == [f"a{number}" for number in range(53, 60)]
    assert list(read(articles, ENRICHED, within=after)) == []
    assert latest(articles, ENRICHED, 0)[0] == []
    assert len(latest(articles, ENRICHED, 1000)[0]) == 60


def test_of_those_that_fit_the_last_are_found_however_far_back(articles: Settings) -> None:
    def tenth(message: Message) -> bool:
        return (message.key or b"").endswith(b"0")

    assert keys(latest(articles, ENRICHED, 2, tenth)[0]) == ["a40", "a50"]
    assert keys(latest(articles, ENRICHED, 9, tenth)[0]) == [
        f"a{n}0" if n else "a0" for n in range(6)
    ]
    assert latest(articles, ENRICHED, 3, lambda message: message.key == b"none")[0] == []
