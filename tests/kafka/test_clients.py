"""Producer, consumer and reading against a real Kafka."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from workers import codec
from workers.inputs.article_files import envelope
from workers.kafka import dead_letters, kb, reading
from workers.kafka.consumer import Subscription
from workers.kafka.feed import Feeder
from workers.kafka.missing import NoSuchTopic
from workers.kafka.producer import ArticleProducer, DeliveryError
from workers.kafka.replay import dead_letters as all_dead
from workers.kafka.replay import put_back
from workers.records import (
    Article,
    Decoding,
    Duplicate,
    KbEntity,
    Origin,
    Quote,
    QuoteRecord,
    Record,
    Speaker,
    Trail,
)
from workers.settings import Settings
from workers.stages.contract import Failure
from workers.stages.decode.envelope.raw_article import article_id, read
from workers.topology import DUPLICATES, ENRICHED, FAILED, KB, QUOTES, RAW

pytestmark = pytest.mark.kafka
AT = "2026-11-24T06:00:00.000Z"


def _article(name: str, text: str = "Text.", seconds: float = 0.1, offset: int = 0) -> Article:
    return Article(
        id=name,
        text=text,
        received_at=AT,
        origin=Origin(topic=RAW, partition=0, offset=offset),
        decoding=Decoding(charset=None, charset_declared=None, charset_rule="", extractor="none"),
        trail=[Trail(stage="decode", version="1", at=AT, seconds=seconds)],
    )


def _correction(name: str, of: str, corrects: bool = True) -> Duplicate:
    return Duplicate(
        id=name,
        duplicate_of=of,
        cluster_id=of,
        kind="near",
        rule="jaccard",
        jaccard=0.9,
        containment=0.9,
        received_at=AT,
        origin=Origin(topic=RAW, partition=0, offset=0),
        corrects=corrects,
    )


def _quote(article: str, index: int) -> QuoteRecord:
    quote = Quote(
        id=f"{article}/{index}",
        start=0,
        end=4,
        text="Said",
        kind="direct",
        speaker=Speaker(kind="unknown"),
        confidence=0.5,
        rule="test",
    )
    return QuoteRecord(article_id=article, index=index, quote=quote, received_at=AT)


def _send(settings: Settings, topic: str, *records: tuple[str, Record]) -> None:
    with ArticleProducer(settings) as producer:
        for key, record in records:
            producer.send_message(
                key.encode(), codec.encode(record), (), key, topic=settings.topic(topic)
            )


def _all(settings: Settings, topic: str, group: str | None = None) -> list[Record]:
    with Subscription(topic, group=group, settings=settings, idle_seconds=1.5) as records:
        return list(records)


def test_an_article_sent_is_the_article_that_the_edge_reads(installation: Settings) -> None:
    body = "<p>Grüße</p>".encode("latin-1")
    with ArticleProducer(installation) as articles:
        sent = articles.send(
            body, url="https://www.site.example/1", content_type="text/html", section="world"
        )
    (message,) = reading.read(installation, RAW)
    article = read(message, installation)
    assert sent == article.id == article_id("https://www.site.example/1", body)
    assert message.key == b"site.example"
    assert (article.body, article.content_type) == (body, "text/html")
    assert article.meta == {"section": "world"}


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


def test_a_feeder_keeps_key_value_and_headers(installation: Settings) -> None:
    outgoing = envelope(b'{"body": "Text.", "url": "https://site.example/1"}', {}, "here")
    with Feeder(installation) as feeder:
        feeder.send(outgoing)
    (message,) = reading.read(installation, RAW)
    assert (message.key, message.value, message.headers) == (
        outgoing.key,
        outgoing.value,
        outgoing.headers,
    )
    assert feeder.confirmed == 1


def test_a_refused_article_does_not_stop_the_feeding_of_the_others(
    installation: Settings,
) -> None:
    small = installation.model_copy(update={"max_message_bytes": 1024 * 1024})
    bodies = [b"Text 0.", b"x" * 2_000_000, b"Text 2."]
    feeder = Feeder(small)
    for number, body in enumerate(bodies):
        feeder.send(envelope(b'{"body": "%s"}' % body, {}, f"file:{number}"))
    with pytest.raises(DeliveryError) as refusal:
        feeder.__exit__(None, None, None)
    assert [place for place, _ in refusal.value.failures] == ["file:1"]
    assert feeder.confirmed == 2 == len(list(reading.read(installation, RAW)))
    assert feeder.stopped_at is None


def test_a_repeat_is_dropped_and_a_new_version_comes_out(installation: Settings) -> None:
    first = _article("a")
    again = _article("a", seconds=0.7, offset=5)  # the same article, processed once more
    changed = _article("a", text="Text, corrected.")
    _send(installation, ENRICHED, ("a", first), ("a", again), ("a", changed), ("a", changed))
    found = _all(installation, ENRICHED)
    assert [record.text for record in found if isinstance(record, Article)] == [
        "Text.",
        "Text, corrected.",
    ]


def test_a_correction_comes_out_and_withdraws_what_follows(installation: Settings) -> None:
    _send(installation, QUOTES, ("copy/0", _quote("copy", 0)), ("first/0", _quote("first", 0)))
    with Subscription(QUOTES, group=None, settings=installation, idle_seconds=2) as quotes:
        found = iter(quotes)
        early = {next(found).article_id, next(found).article_id}  # type: ignore[union-attr]
        _send(
            installation,
            DUPLICATES,
            ("copy", _correction("copy", of="first")),
            ("other", _correction("other", of="first", corrects=False)),
        )
        correction = next(found)
        _send(installation, QUOTES, ("copy/1", _quote("copy", 1)), ("first/1", _quote("first", 1)))
        late = list(found)
    assert early == {"copy", "first"}
    assert isinstance(correction, Duplicate)
    assert (correction.id, correction.duplicate_of) == ("copy", "first")
    assert [record.quote.id for record in late if isinstance(record, QuoteRecord)] == ["first/1"]


def test_all_duplicates_come_out_for_those_who_ask_for_them(installation: Settings) -> None:
    _send(installation, DUPLICATES, ("b", _correction("b", of="a", corrects=False)))
    assert [type(record) for record in _all(installation, DUPLICATES)] == [Duplicate]


def test_a_topic_without_records_is_told_with_those_that_have_some() -> None:
    with pytest.raises(ValueError, match=r"^no topic nope; records are on articles\.decoded, "):
        Subscription("nope", group=None)
    with pytest.raises(ValueError, match=r"^articles\.failed holds raw messages; records are on"):
        Subscription(FAILED, group=None)


def test_a_group_goes_on_where_it_stopped(installation: Settings) -> None:
    names = [f"a{number}" for number in range(20)]
    _send(installation, ENRICHED, *[(name, _article(name)) for name in names])
    with Subscription(group="desk", settings=installation, idle_seconds=2) as articles:
        found = iter(articles)
        first = {next(found).id for _ in range(7)}  # type: ignore[union-attr]
    rest = {record.id for record in _all(installation, ENRICHED, "desk")}  # type: ignore[union-attr]
    assert first | rest == set(names)
    # The record in hand when the loop was left may come again; those before it may not.
    assert len(first & rest) <= 1


def test_a_record_that_is_none_stops_the_loop_and_is_named(installation: Settings) -> None:
    with ArticleProducer(installation) as producer:
        producer.send_message(b"a", b"{}", (), "a", topic=installation.topic(ENRICHED))
    with pytest.raises(codec.Malformed, match=r"articles\.enriched/\d/0: Article"):
        _all(installation, ENRICHED)


def test_the_last_messages_of_each_partition_can_be_read(installation: Settings) -> None:
    _send(installation, KB, *[(f"e{n}", _entity(f"e{n}")) for n in range(9)])
    assert [m.key for m in reading.read(installation, KB, last=2)] == [b"e7", b"e8"]
    assert reading.one(installation, KB, 0, 4) is not None
    assert reading.one(installation, KB, 0, 9) is None
    assert reading.one(installation, KB, 7, 0) is None


def test_reading_by_key_finds_what_kafka_put_there(installation: Settings) -> None:
    names = [f"a{number}" for number in range(40)]
    _send(installation, ENRICHED, *[(name, _article(name)) for name in names])
    for name in names[:10]:
        found = [m.key for m in reading.read(installation, ENRICHED, key=name.encode())]
        assert name.encode() in found
        assert len(found) < len(names)


def test_a_topic_that_is_not_there_is_named_with_the_remedy(installation: Settings) -> None:
    elsewhere = installation.model_copy(update={"topic_prefix": "nowhere."})
    said = r"nowhere\.articles\.raw.*topics create"
    with pytest.raises(NoSuchTopic, match=said):
        list(reading.read(elsewhere, RAW))
    with pytest.raises(NoSuchTopic, match=said):
        ArticleProducer(elsewhere)


def _entity(name: str) -> KbEntity:
    return KbEntity(id=name, type="PER", name=f"Name of {name}")


def test_kb_entries_are_put_replaced_and_removed(installation: Settings) -> None:
    kb.put(installation, [_entity("a"), _entity("b")])
    kb.put(installation, [replace(_entity("a"), name="New")])
    kb.remove(installation, ["b"])
    assert {name: entity.name for name, entity in kb.entries(installation).items()} == {"a": "New"}


def test_a_dead_letter_goes_back_as_it_came_and_is_counted(installation: Settings) -> None:
    topic = installation.topic(RAW)
    with ArticleProducer(installation) as producer:
        producer.send_message(b"\xffkey", b"\x00value", (("h", b"\xfe"), ("h", b"2")), "x")
    (original,) = reading.read(installation, RAW)
    failure = Failure("decode", "bad-json", "Rejected", "no JSON", "", None)
    own = tuple(dead_letters.headers(replace(original, topic=topic), failure))
    with ArticleProducer(installation) as producer:
        producer.send_message(
            original.key,
            original.value,
            own,
            "x",
            topic=installation.topic(FAILED),
            timestamp_ms=original.timestamp_ms,
        )
    for times in (1, 2):
        (dead,) = all_dead(installation)
        assert dead.letter.failure == failure
        put_back(installation, [dead])
        back = list(reading.read(installation, RAW))[-1]
        assert (back.key, back.value) == (original.key, original.value)
        assert back.timestamp_ms == original.timestamp_ms
        assert dead_letters.original_headers(back.headers) == original.headers
        assert dead_letters.replays(back.headers) == 1
        assert len(list(reading.read(installation, RAW))) == times + 1
