"""The line end to end: real Kafka, a process a stage, the example articles and bad input."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from typing import Any

import pytest

from tests.line.bad_input import Bad, bad_input
from tests.line.ran import Ran
from workers import codec
from workers.demo import corpus
from workers.demo.watch import Place
from workers.kafka import reading
from workers.kafka.consumer import Subscription
from workers.kafka.dead_letters import letter_format
from workers.kafka.lag import cluster_lag
from workers.observe.trace import Status, find
from workers.offline import Failed, Line
from workers.records import Article, Duplicate, MentionRecord, QuoteRecord
from workers.topology import DUPLICATES, ENRICHED, FAILED, MENTIONS, QUOTES, RAW, STAGES

pytestmark = [pytest.mark.kafka, pytest.mark.slow]
DIFFERS_BY_RUN = ("trail",)


def test_every_article_fed_has_exactly_one_outcome(ran: Ran) -> None:
    found = ran.outcomes
    assert len(ran.raw) == len(corpus.articles()) + len(list(bad_input()))
    assert found.places == ran.places
    assert len(found.enriched) + len(found.duplicates) + len(found.failed) == len(ran.raw)
    assert found.repeats == 0


def test_workers_leave_in_order_when_told_to(ran: Ran) -> None:
    assert ran.exit_codes == [0] * len(STAGES)
    assert {lag.stage: lag.records for lag in cluster_lag(ran.settings) if lag.records} == {}


@pytest.mark.parametrize("bad", list(bad_input()), ids=lambda bad: bad.name)
def test_bad_input_ends_as_it_should(ran: Ran, bad: Bad) -> None:
    places = [place for place, one in ran.bad.items() if one.name == bad.name]
    assert places
    for place in places:
        failure = ran.outcomes.failed.get(place)
        if bad.reason is not None:
            assert failure is not None
            assert (failure.stage, failure.reason) == ("decode", bad.reason)
        elif failure is not None:
            assert failure.exception == "Rejected", failure.stacktrace


def test_dead_letters_keep_key_value_and_headers_byte_for_byte(ran: Ran) -> None:
    letters = list(reading.read(ran.settings, FAILED))
    assert letters
    originals = {(m.partition, m.offset): m for m in ran.raw}
    for message in letters:
        letter = letter_format.read(message)
        original = originals[letter.partition, letter.offset]
        assert (message.key, message.value) == (original.key, original.value)
        assert letter.headers == original.headers


def test_offline_twin_and_stream_give_the_same(ran: Ran) -> None:
    named = [replace(message, topic=ran.settings.topic(RAW)) for message in ran.raw]
    raw = sorted(named, key=lambda m: (m.timestamp_ms, m.partition, m.offset))
    twin = list(Line(ran.settings).process(raw))
    failed = {(f.raw.partition, f.raw.offset): f.reason for f in twin if isinstance(f, Failed)}
    assert failed == {place: f.reason for place, f in ran.outcomes.failed.items()}
    emits = [emit for emit in twin if not isinstance(emit, Failed)]
    copies = [e.record for e in emits if e.topic == DUPLICATES]
    late = {_place(c) for c in copies if isinstance(c, Duplicate) and c.corrects}
    offline = {
        _place(e.record): _content(e.record)
        for e in emits
        if e.topic == ENRICHED and _place(e.record) not in late
    }
    streamed = {
        place: _content(article)
        for place, article in ran.outcomes.enriched.items()
        if place not in ran.outcomes.corrected
    }
    assert streamed.keys() == offline.keys()
    for place, content in streamed.items():
        assert content == offline[place], place


def _place(record: Any) -> Place:
    return record.origin.partition, record.origin.offset


def _content(record: Any) -> dict[str, Any]:
    content = asdict(record)
    for name in DIFFERS_BY_RUN:
        content.pop(name)
    return content


def test_quotes_and_mentions_are_those_of_the_articles(ran: Ran) -> None:
    articles = {article.id: article for article in ran.outcomes.enriched.values()}
    quotes = Counter(
        codec.decode(QuoteRecord, m.value or b"").article_id
        for m in reading.read(ran.settings, QUOTES)
    )
    mentions = Counter(
        codec.decode(MentionRecord, m.value or b"").article_id
        for m in reading.read(ran.settings, MENTIONS)
    )
    for name, article in articles.items():
        # An id that came twice unchanged wrote its keys twice.
        times = sum(a.id == name for a in ran.outcomes.enriched.values())
        assert quotes[name] == times * len(article.quotes or [])
        assert mentions[name] == times * sum(len(e.mentions) for e in article.entities or [])
    assert sum(quotes.values()) > 50
    assert sum(mentions.values()) > 80


def test_offsets_of_entities_and_quotes_are_right(ran: Ran) -> None:
    for article in ran.outcomes.enriched.values():
        for mention in (m for entity in article.entities or [] for m in entity.mentions):
            written = mention.corrected_from or mention.text
            assert article.text[mention.start : mention.end] == written
        for quote in article.quotes or []:
            assert article.text[quote.start : quote.end] == quote.text


def test_every_trail_names_the_stages_in_their_order(ran: Ran) -> None:
    for article in ran.outcomes.enriched.values():
        assert [step.stage for step in article.trail] == list(STAGES)


def test_trace_finds_each_kind_of_outcome(ran: Ran) -> None:
    outcomes = ran.outcomes
    enriched = next(a for p, a in outcomes.enriched.items() if p not in outcomes.corrected)
    copy = next(iter(outcomes.duplicates.values()))
    place = next(place for place, bad in ran.bad.items() if bad.name == "bad base64")
    found = find(ran.settings, enriched.id)
    assert found.status == Status.ENRICHED
    assert [p.topic for p in found.places][:2] == [RAW, "articles.decoded"]
    assert [step.stage for step in found.trail] == list(STAGES)
    assert find(ran.settings, f"{RAW}/{_place(enriched)[0]}/{_place(enriched)[1]}").article == (
        enriched.id
    )
    assert find(ran.settings, copy.id).status == Status.DUPLICATE
    assert find(ran.settings, f"{RAW}/{place[0]}/{place[1]}").status == Status.FAILED
    assert find(ran.settings, "no such id").status == Status.UNKNOWN


def test_a_subscriber_gets_each_article_once(ran: Ran) -> None:
    with Subscription(group=None, settings=ran.settings, idle_seconds=2) as records:
        found = list(records)
    articles = Counter(record.id for record in found if isinstance(record, Article))
    assert set(articles.values()) == {1}
    withdrawn = {record.id for record in found if isinstance(record, Duplicate)}
    assert withdrawn == {copy.id for copy in ran.outcomes.corrected.values()}
    wanted = {article.id for article in ran.outcomes.enriched.values()}
    assert set(articles) | withdrawn == wanted
