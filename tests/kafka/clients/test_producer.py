"""Articles sent by `ArticleProducer`, against a real Kafka."""

from __future__ import annotations

import threading
import time
from itertools import count
from typing import Any

import pytest

from workers.kafka import reading
from workers.kafka.producer import ArticleProducer, DeliveryError
from workers.settings import Settings
from workers.stages.decode.envelope.raw_article import article_id, read
from workers.topology import RAW

pytestmark = pytest.mark.kafka


def test_an_article_sent_is_the_article_that_the_edge_reads(installation: Settings) -> None:
    body = "<p>Grüße</p>".encode("latin-1")
    with ArticleProducer(installation) as articles:
        sent = articles.send(
            body, url="https://www.site.example/1", content_type="text/html", desk="world"
        )
    (message,) = reading.read(installation, RAW)
    article = read(message, installation)
    assert sent == article.id == article_id("https://www.site.example/1", body)
    assert message.key == b"site.example"
    assert (article.body, article.content_type) == (body, "text/html")
    assert article.meta == {"desk": "world"}


def test_articles_of_one_site_stay_in_order(installation: Settings) -> None:
    with ArticleProducer(installation) as articles:
        for number in range(200):
            site = f"https://site{number % 5}.example/{number}"
            articles.send(f"Text {number}.", url=site, id=str(number))
    seen: dict[bytes, list[int]] = {}
    for message in reading.read(installation, RAW):
        seen.setdefault(message.key or b"", []).append(int(read(message, installation).id))
    assert len(seen) == 5
    assert all(numbers == sorted(numbers) for numbers in seen.values())
    assert sum(map(len, seen.values())) == articles.confirmed == 200


def test_an_article_that_the_broker_refuses_is_raised_with_its_id(installation: Settings) -> None:
    small = installation.model_copy(update={"max_message_bytes": 1024 * 1024})
    articles = ArticleProducer(small)
    articles.send("Small.", id="small")
    with pytest.raises(DeliveryError) as refusal:
        articles.send("x" * 2_000_000, id="large")
    articles.close()
    assert [name for name, _ in refusal.value.failures] == ["large"]
    assert [read(m, installation).id for m in reading.read(installation, RAW)] == ["small"]


def test_an_error_about_earlier_articles_does_not_cost_the_one_in_hand(
    installation: Settings,
) -> None:
    far_ahead = 4_000_000_000_000  # refused by the broker, and so told at a later call
    told: list[str] = []
    with ArticleProducer(installation, linger_ms=0) as articles:
        articles.send_message(b"elsewhere", b"late", (), "late", timestamp_ms=far_ahead)
        end = time.monotonic() + 30
        for number in count():
            try:
                articles.send(f"Text {number}.", id=str(number), url="https://site.example/")
            except DeliveryError as error:
                told += [name for name, _ in error.failures]
            if told or time.monotonic() > end:
                break
            time.sleep(0.1)
    assert told == ["late"]
    arrived = sorted(int(read(m, installation).id) for m in reading.read(installation, RAW))
    assert arrived == list(range(number + 1))


def test_every_article_is_either_sent_or_named(installation: Settings) -> None:
    bodies = ["Text 0.", "x" * 2_000_000, "Text 2.", "Text 3."]
    small = installation.model_copy(update={"max_message_bytes": 1024 * 1024})
    told: list[str] = []
    with ArticleProducer(small) as articles:
        for number, body in enumerate(bodies):
            try:
                articles.send(body, id=f"pp{number}")
            except DeliveryError as error:
                told += [name for name, _ in error.failures]
    assert told == ["pp1"]
    arrived = {read(m, installation).id for m in reading.read(installation, RAW)}
    assert arrived == {"pp0", "pp2", "pp3"}


@pytest.mark.parametrize("given", [5, 0, "5"])
def test_an_id_may_be_a_number_and_comes_back_as_a_string(
    installation: Settings, given: str | int
) -> None:
    with ArticleProducer(installation) as articles:
        assert articles.send("Text.", id=given) == str(given)
    (message,) = reading.read(installation, RAW)
    assert read(message, installation).id == str(given)


def test_a_field_of_the_wrong_type_is_named_before_anything_is_sent(
    installation: Settings,
) -> None:
    with ArticleProducer(installation) as articles:
        for wrong in ({"body": None}, {"body": 5}, {"url": b"x"}, {"id": 1.5}, {"id": True}):
            (name,) = wrong
            fields: dict[str, Any] = {"body": "Text."} | wrong
            with pytest.raises(TypeError, match=f"^{name}: "):
                articles.send(**fields)
    assert articles.confirmed == 0


def test_many_threads_may_send(installation: Settings) -> None:
    with ArticleProducer(installation) as articles:
        threads = [
            threading.Thread(target=lambda: [articles.send(f"{n}") for n in range(50)])
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert articles.confirmed == 200 == len(list(reading.read(installation, RAW)))
