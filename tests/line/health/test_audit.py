"""`newsmill audit` counts what the topics hold, and finds what is taken away."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition

from tests.line.ran import Ran
from tests.line.test_commands import ARTICLES, newsmill
from workers.cli.exits import Exit
from workers.kafka import reading, topics
from workers.kafka.connection import security
from workers.observe.audit import ledger
from workers.observe.audit.ledger import Ledger
from workers.observe.audit.look import audit
from workers.settings import Settings
from workers.topology import DUPLICATES, ENRICHED, FAILED, RAW

pytestmark = pytest.mark.kafka


@pytest.mark.slow
def test_every_record_of_a_line_that_has_worked_has_its_outcome(ran: Ran) -> None:
    found = audit(ran.settings, None, None)
    outcomes = ran.outcomes
    assert found.records == len(ran.raw)
    assert found.outcomes == {
        ENRICHED: len(outcomes.enriched),
        DUPLICATES: len(outcomes.duplicates),
        FAILED: len(outcomes.failed),
    }
    assert (found.without, found.contradictory) == ([], [])


@pytest.mark.slow
def test_a_span_has_the_records_of_its_time(ran: Ran) -> None:
    times = sorted(message.timestamp_ms for message in ran.raw)
    middle = times[len(times) // 2]
    first, second = audit(ran.settings, None, middle), audit(ran.settings, middle, times[-1] + 1)
    assert first.records == sum(at < middle for at in times)
    assert first.records + second.records == len(times), "one is from the future"
    assert first.without == second.without == []


def test_what_no_stage_has_read_waits(installation: Settings) -> None:
    newsmill(installation, "feed", "-", given=ARTICLES)
    told = json.loads(newsmill(installation, "audit").stdout)
    assert (told["records"], told["waiting"], told["missing"]) == (2, 2, [])


def test_what_every_stage_has_read_past_is_missing(installation: Settings) -> None:
    """As if the output of decode had been lost: its offset is committed, nothing came out."""
    newsmill(installation, "feed", "-", given=ARTICLES)
    raw = list(reading.read(installation, RAW))
    commit_all(installation, "decode", RAW)
    found = audit(installation, None, None)
    assert [one.place for one in found.missing] == [(m.partition, m.offset) for m in raw]
    assert {one.id for one in found.missing} == {"a", "b"}
    assert {one.last_topic for one in found.missing} == {RAW}
    shown = newsmill(installation, "audit", "--format", "readable", code=Exit.FINDINGS).stdout
    place = f"{raw[0].partition}/{raw[0].offset}"
    assert f"missing: {found.missing[0].id} at articles.raw/{place}, last on".encode() in shown


def test_a_wrong_time_is_named(installation: Settings) -> None:
    done = newsmill(installation, "audit", "--from", "yesterday", code=Exit.USAGE)
    assert b"--from wants a time" in done.stderr


def commit_all(settings: Settings, stage: str, topic: str) -> None:
    consumer = KafkaConsumer(**security.clients(settings), group_id=topics.group(stage, settings))
    name = settings.topic(topic)
    here = [TopicPartition(name, number) for number in consumer.partitions_for_topic(name)]
    consumer.assign(here)
    ends = consumer.end_offsets(here)
    consumer.commit({tp: OffsetAndMetadata(end, "", -1) for tp, end in ends.items()})
    consumer.close()


PLACES = st.tuples(st.integers(0, 2), st.integers(0, 30))
NOTES = st.lists(
    st.tuples(PLACES, st.sampled_from([ledger.ENRICHED, ledger.DUPLICATE, ledger.FAILED]))
)


@given(st.sets(PLACES), NOTES)
def test_the_ledger_counts_as_a_dictionary_would(raw, notes) -> None:
    book, model = Ledger(), dict.fromkeys(raw, ledger.OPEN)
    for partition, offset in sorted(raw):
        book.open(partition, offset)
    for place, code in notes:
        book.note(place, code)
        if model.get(place) in (ledger.OPEN, ledger.FAILED):
            model[place] = code
    assert book.count() == {code: list(model.values()).count(code) for code in book.count()}
    assert book.count().total() == len(raw)
    assert set(book.without()) == {place for place, code in model.items() if code == ledger.OPEN}
