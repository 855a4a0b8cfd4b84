"""Where a subscription starts, against a real Kafka."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kafka.clients.records_sent import a_correction, an_article, read_all, send_all
from workers import codec
from workers.kafka.connection.missing import NoSuchTopic
from workers.kafka.consumer import Subscription
from workers.kafka.producer import ArticleProducer
from workers.kafka.subscribing.start import Since, milliseconds
from workers.records import Article, Duplicate, Record
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED

kafka = pytest.mark.kafka


def send_at(settings: Settings, topic: str, key: str, record: Record, ago: float = 0) -> None:
    """A record stamped as of so many seconds ago, as the line stamps each with when it came in."""
    with ArticleProducer(settings) as producer:
        producer.send_message(
            key.encode(),
            codec.encode(record),
            (),
            key,
            topic=settings.topic(topic),
            timestamp_ms=round((time.time() - ago) * 1000),
        )


def read(settings: Settings, since: Since | None, group: str | None = None) -> list[str]:
    with Subscription(group=group, settings=settings, since=since, idle_seconds=1) as records:
        return sorted(record.id for record in records if isinstance(record, Article | Duplicate))


@kafka
def test_a_time_a_span_and_the_end_say_where_to_start(installation: Settings) -> None:
    for hours in range(6):
        send_at(installation, ENRICHED, f"a{hours}", an_article(f"a{hours}"), 3600 * hours)
    early, now = ["a0", "a1", "a2"], datetime.now(UTC)
    assert read(installation, now - timedelta(hours=2.5)) == early
    assert read(installation, "150m") == early
    assert read(installation, "end") == []
    assert len(read(installation, "1970-01-01")) == 6


@kafka
def test_a_group_that_has_a_place_goes_on_there_whatever_the_time(installation: Settings) -> None:
    send_at(installation, ENRICHED, "old", an_article("old"), 7200)
    assert read(installation, "1h", group="desk") == []
    send_at(installation, ENRICHED, "new", an_article("new"))
    assert read(installation, "3h", group="desk") == ["new"]
    assert read(installation, "3h", group="desk") == []
    assert read(installation, "3h", group="others") == ["new", "old"]


@kafka
def test_what_comes_after_the_end_is_not_lost_when_nobody_of_the_group_was_there(
    installation: Settings,
) -> None:
    Subscription(group="desk", settings=installation, since="end").close()
    send_all(installation, ENRICHED, *[(f"a{n}", an_article(f"a{n}")) for n in range(20)])
    assert len(read(installation, "end", group="desk")) == 20


@kafka
def test_what_was_withdrawn_before_the_start_does_not_come_out(installation: Settings) -> None:
    correction = a_correction("copy", of="first")
    send_at(installation, DUPLICATES, "copy", correction, 1800)
    for name in ("copy", "first"):
        send_at(installation, ENRICHED, name, an_article(name))
    assert read(installation, "5m") == read(installation, "5m", group="desk") == ["first"]


@kafka
def test_a_loop_that_is_left_and_begun_again_loses_nothing(installation: Settings) -> None:
    names = sorted(f"a{n:02}" for n in range(40))
    send_all(installation, ENRICHED, *[(name, an_article(name)) for name in names])
    found = []
    with Subscription(group=None, settings=installation, idle_seconds=1) as records:
        for _ in range(3):
            for record in records:
                found.append(record.id)  # type: ignore[union-attr]
                break
        found += [record.id for record in records]  # type: ignore[union-attr]
    assert sorted(found) == names


@kafka
def test_a_topic_that_is_not_there_is_named(installation: Settings) -> None:
    nowhere = installation.model_copy(update={"topic_prefix": "nowhere."})
    with pytest.raises(NoSuchTopic, match=r"nowhere\.articles\.enriched"):
        Subscription(group="desk", settings=nowhere, since="end")


@pytest.mark.parametrize(
    "wrong", ["yesterday", "", "2h3m", "-2h", "2026-13-01", datetime(2026, 11, 24), "9" * 400 + "w"]
)
def test_what_is_no_time_is_refused_before_anything_connects(wrong: Since) -> None:
    with pytest.raises(ValueError, match=r"is no time|no time zone|longer than any"):
        Subscription(group=None, settings=Settings(brokers="127.0.0.1:1"), since=wrong)


@given(st.text(max_size=12) | st.from_regex(r"[0-9.]{1,6} ?[smhdw]", fullmatch=True))
def test_any_text_is_a_time_or_refused_with_its_words(text: str) -> None:
    try:
        refused = milliseconds(text) < 0
    except ValueError as error:
        refused = repr(text.strip()) not in str(error)
    assert not refused


def test_times_without_a_zone_are_utc() -> None:
    assert milliseconds("2026-11-24") == 1_795_478_400_000
    assert abs(milliseconds(timedelta(hours=2)) - milliseconds("2h")) < 1000
    assert milliseconds("2026-11-24T06:00") == milliseconds("2026-11-24T07:00+01:00")


@kafka
def test_reading_in_a_group_once_more_gives_nothing(installation: Settings) -> None:
    send_all(installation, ENRICHED, ("a", an_article("a")))
    assert len(read_all(installation, ENRICHED, "desk")) == 1
    assert read_all(installation, ENRICHED, "desk") == []
