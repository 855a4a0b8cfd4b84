"""Records read by `Subscription`, against a real Kafka."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kafka.clients.records_sent import a_correction, a_quote, an_article, read_all, send_all
from workers import codec
from workers.kafka.consumer import Gone, Subscription
from workers.kafka.producer import ArticleProducer
from workers.records import (
    Article,
    Duplicate,
    QuoteRecord,
)
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED, FAILED, QUOTES

pytestmark = pytest.mark.kafka


def test_a_repeat_is_dropped_and_a_new_version_comes_out(installation: Settings) -> None:
    first = an_article("a")
    again = an_article("a", seconds=0.7, offset=5)  # the same article, processed once more
    changed = an_article("a", text="Text, corrected.")
    send_all(installation, ENRICHED, ("a", first), ("a", again), ("a", changed), ("a", changed))
    found = read_all(installation, ENRICHED)
    assert [record.text for record in found if isinstance(record, Article)] == [
        "Text.",
        "Text, corrected.",
    ]


def test_a_correction_comes_out_and_withdraws_what_follows(installation: Settings) -> None:
    send_all(installation, QUOTES, ("copy/0", a_quote("copy", 0)), ("first/0", a_quote("first", 0)))
    with Subscription(QUOTES, group=None, settings=installation, idle_seconds=2) as quotes:
        found = iter(quotes)
        early = {next(found).article_id, next(found).article_id}  # type: ignore[union-attr]
        send_all(
            installation,
            DUPLICATES,
            ("copy", a_correction("copy", of="first")),
            ("other", a_correction("other", of="first", corrects=False)),
        )
        correction = next(found)
        send_all(
            installation, QUOTES, ("copy/1", a_quote("copy", 1)), ("first/1", a_quote("first", 1))
        )
        late = list(found)
    assert early == {"copy", "first"}
    assert isinstance(correction, Duplicate)
    assert (correction.id, correction.duplicate_of) == ("copy", "first")
    assert [record.quote.id for record in late if isinstance(record, QuoteRecord)] == ["first/1"]


def test_an_older_version_does_not_come_out_after_a_newer_one(installation: Settings) -> None:
    older, newer = (replace(an_article("a", text=text), version=n) for n, text in enumerate("on"))
    send_all(installation, ENRICHED, ("a", newer), ("a", older), ("a", newer))
    found = read_all(installation, ENRICHED)
    assert [record.text for record in found if isinstance(record, Article)] == ["n"]


def test_an_update_of_a_withdrawn_article_comes_out(installation: Settings) -> None:
    send_all(installation, DUPLICATES, ("a", a_correction("a", of="first", version=5)))
    with Subscription(ENRICHED, group=None, settings=installation, idle_seconds=2) as articles:
        found = iter(articles)
        assert isinstance(next(found), Duplicate)
        versions = [(n, replace(an_article("a", text=f"{n}."), version=n)) for n in (4, 5, 6)]
        send_all(installation, ENRICHED, *[("a", article) for _, article in versions])
        send_all(installation, DUPLICATES, ("a", a_correction("a", of="first", version=4)))
        assert [record.text for record in found if isinstance(record, Article)] == ["6."]


def test_what_the_last_version_has_no_longer_is_told(installation: Settings) -> None:
    send_all(installation, QUOTES, *[(f"a/{n}", a_quote("a", n, version=1)) for n in range(3)])
    with Subscription(QUOTES, group=None, settings=installation, idle_seconds=2) as quotes:
        found = iter(quotes)
        store = {(one.article_id, one.index) for one in (next(found), next(found), next(found))}
        send_all(
            installation,
            QUOTES,
            ("a/0", a_quote("a", 0, version=2)),
            *[(key, None) for key in ("a/1", "a/2", "a/2")],
        )
        late = list(found)
    assert store == {("a", 0), ("a", 1), ("a", 2)}
    gone = [one for one in late if isinstance(one, Gone)]
    assert sorted(gone, key=lambda one: one.index) == [Gone("a", 1), Gone("a", 2)]
    assert [one.version for one in late if isinstance(one, QuoteRecord)] == [2]


def test_a_tombstone_of_a_foreign_key_says_nothing(installation: Settings) -> None:
    send_all(installation, QUOTES, ("no number", None), ("a/b", None))
    assert read_all(installation, QUOTES) == []


def test_all_duplicates_come_out_for_those_who_ask_for_them(installation: Settings) -> None:
    send_all(installation, DUPLICATES, ("b", a_correction("b", of="a", corrects=False)))
    assert [type(record) for record in read_all(installation, DUPLICATES)] == [Duplicate]


def test_a_topic_without_records_is_told_with_those_that_have_some() -> None:
    with pytest.raises(ValueError, match=r"^no topic nope; records are on articles\.decoded, "):
        Subscription("nope", group=None)
    with pytest.raises(ValueError, match=r"^articles\.failed holds raw messages; records are on"):
        Subscription(FAILED, group=None)


def test_a_group_goes_on_where_it_stopped(installation: Settings) -> None:
    names = [f"a{number}" for number in range(20)]
    send_all(installation, ENRICHED, *[(name, an_article(name)) for name in names])
    with Subscription(group="desk", settings=installation, idle_seconds=2) as articles:
        found = iter(articles)
        first = {next(found).id for _ in range(7)}  # type: ignore[union-attr]
    rest = {record.id for record in read_all(installation, ENRICHED, "desk")}  # type: ignore[union-attr]
    assert first | rest == set(names)
    # The record in hand when the loop was left may come again; those before it may not.
    assert len(first & rest) <= 1


def test_a_record_that_is_none_stops_the_loop_and_is_named(installation: Settings) -> None:
    with ArticleProducer(installation) as producer:
        producer.send_message(b"a", b"{}", (), "a", topic=installation.topic(ENRICHED))
    with pytest.raises(codec.Malformed, match=r"articles\.enriched/\d/0: Article"):
        read_all(installation, ENRICHED)
