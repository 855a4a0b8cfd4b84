"""What the stages really emit keeps the contracts: schema, key, offsets, topic."""

from __future__ import annotations

import json
from collections import defaultdict

import jsonschema_rs
import pytest

from workers import codec, topology
from workers.demo import corpus
from workers.describe.__main__ import record_schemas
from workers.describe.topic_files import schema_names
from workers.offline import Failed, Line
from workers.records import Article, Duplicate, MentionRecord, QuoteRecord
from workers.settings import Settings
from workers.stages.contract import Emit

START_MS = 1_795_500_000_000
VALIDATORS = {
    name: jsonschema_rs.Draft7Validator(schema, validate_formats=True)
    for name, schema in record_schemas().items()
}


class Emitted:
    """All example articles through the offline line: what each topic got, and what failed."""

    def __init__(self) -> None:
        self.by_topic: defaultdict[str, list[Emit]] = defaultdict(list)
        self.values: defaultdict[str, list[bytes]] = defaultdict(list)
        self.failed: list[Failed] = []
        messages = (
            article.message(offset, START_MS + 1000 * offset)
            for offset, article in enumerate(corpus.articles())
        )
        for outcome in Line(Settings()).process(messages):
            if isinstance(outcome, Failed):
                self.failed.append(outcome)
            else:
                self.by_topic[outcome.topic].append(outcome)
                self.values[outcome.topic].append(codec.encode(outcome.record))

    def articles(self) -> list[Article]:
        return [codec.decode(Article, value) for value in self.values[topology.ENRICHED]]


@pytest.fixture(scope="module")
def emitted() -> Emitted:
    return Emitted()


WRITTEN = [
    topic
    for topic in topology.TOPICS.values()
    if topology.producers(topic.name) and topic.record is not None
]


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda topic: topic.name)
def test_what_a_topic_gets_validates_against_its_schema(emitted, topic):
    values = emitted.values[topic.name]
    assert values, "the example articles reach every topic"
    for value in values:
        record = json.loads(value)
        assert record["schema"] in schema_names(topic)
        VALIDATORS[record["schema"]].validate(record)


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda topic: topic.name)
def test_records_are_of_the_topics_type_and_read_back_the_same(emitted, topic):
    for emit, value in zip(emitted.by_topic[topic.name], emitted.values[topic.name], strict=True):
        assert isinstance(emit.record, topic.record)
        assert codec.encode(codec.decode(topic.record, value)) == value


@pytest.mark.parametrize("topic", WRITTEN, ids=lambda topic: topic.name)
def test_stages_write_only_where_the_topology_says(emitted, topic):
    written = {name for stage in topology.STAGES.values() for name in stage.writes}
    assert set(emitted.by_topic) <= written


@pytest.mark.parametrize(
    "topic", [topology.DECODED, topology.UNIQUE, topology.TAGGED, topology.ENRICHED]
)
def test_articles_are_keyed_by_their_id(emitted, topic):
    assert all(emit.key == emit.record.id for emit in emitted.by_topic[topic])


@pytest.mark.parametrize("topic", [topology.MENTIONS, topology.QUOTES])
def test_flat_records_are_keyed_by_article_and_index(emitted, topic):
    for emit in emitted.by_topic[topic]:
        assert isinstance(emit.record, MentionRecord | QuoteRecord)
        assert emit.key == f"{emit.record.article_id}/{emit.record.index}"
    keys = [emit.key for emit in emitted.by_topic[topic]]
    assert len(keys) == len(set(keys))


def test_every_raw_article_ends_in_one_outcome(emitted):
    ids = [article.id for article in emitted.articles()]
    copies = [emit for emit in emitted.by_topic[topology.DUPLICATES] if not emit.record.corrects]
    assert len(ids) + len(copies) + len(emitted.failed) == len(corpus.articles())


def test_nothing_fails_but_for_a_reason_that_was_foreseen(emitted):
    assert [failed for failed in emitted.failed if failed.reason == "unexpected"] == []


def test_offsets_of_mentions_and_quotes_point_at_their_text(emitted):
    for article in emitted.articles():
        for entity in article.entities or []:
            for mention in entity.mentions:
                written = mention.corrected_from or mention.text
                assert article.text[mention.start : mention.end] == written
        for quote in article.quotes or []:
            assert article.text[quote.start : quote.end] == quote.text
            if quote.cue:
                assert article.text[quote.cue.start : quote.cue.end] == quote.cue.text
            speaker = quote.speaker
            if speaker.start is not None:
                assert article.text[speaker.start : speaker.end] == speaker.text


def test_repairs_say_what_stands_there_now(emitted):
    repairs = 0
    for article in emitted.articles():
        for repair in article.decoding.repairs:
            if repair.field == "text":
                repairs += 1
                assert article.text[repair.start : repair.end] == repair.after
    assert repairs > 10


def test_a_speaker_that_is_an_entity_is_one_of_the_article(emitted):
    for article in emitted.articles():
        ids = {entity.id for entity in article.entities or []}
        named = {quote.speaker.entity_id for quote in article.quotes or []} - {None}
        assert named <= ids


def test_flat_records_repeat_what_the_article_says(emitted):
    articles = {article.id: article for article in emitted.articles()}
    for emit in emitted.by_topic[topology.QUOTES]:
        record = emit.record
        assert isinstance(record, QuoteRecord)
        article = articles[record.article_id]
        assert codec.encode(record.quote) == codec.encode((article.quotes or [])[record.index])
        assert (record.url, record.article_title) == (article.url, article.title)


def test_a_copy_names_an_article_that_went_before_it(emitted):
    seen = {article.id for article in emitted.articles()}
    seen |= {emit.record.id for emit in emitted.by_topic[topology.DUPLICATES]}
    for emit in emitted.by_topic[topology.DUPLICATES]:
        assert isinstance(emit.record, Duplicate)
        assert emit.record.duplicate_of in seen
