"""A dead letter is put back once, and a record as often as allowed."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.line.test_commands import newsmill
from workers.kafka import reading
from workers.kafka.dead_letters import letter_format
from workers.kafka.dead_letters.replay import dead_letters as all_dead
from workers.kafka.dead_letters.replay import put_back
from workers.kafka.dead_letters.replayed import MAX_NOTE, Marks, from_note, note, replayed
from workers.kafka.producer import ArticleProducer
from workers.records import Message
from workers.settings import Settings
from workers.stages.contract import Failure
from workers.topology import FAILED, RAW


def fail_again(settings: Settings, original: Message) -> None:
    """A dead letter of a record on articles.raw, as the decode worker writes it."""
    failure = Failure("decode", "bad-json", "Rejected", "no JSON", "", None)
    headers = letter_format.headers(replace(original, topic=settings.topic(RAW)), failure)
    with ArticleProducer(settings) as producer:
        producer.send_message(
            original.key, original.value, tuple(headers), "x", topic=settings.topic(FAILED)
        )


def raw(settings: Settings) -> list[Message]:
    return list(reading.read(settings, RAW))


@pytest.fixture
def letter(installation: Settings) -> Settings:
    """An installation with one record, which has failed."""
    with ArticleProducer(installation) as producer:
        producer.send_message(b"key", b"nonsense", (), "x")
    fail_again(installation, raw(installation)[0])
    return installation


@pytest.mark.kafka
def test_a_letter_is_put_back_once_unless_asked_for_again(letter: Settings) -> None:
    (dead,) = all_dead(letter)
    for _ in range(3):
        newsmill(letter, "failed", "replay", dead.place, "--yes")
    assert len(raw(letter)) == 2
    told = newsmill(letter, "failed", "replay", "--reason", "bad-json").stderr.decode()
    assert "1 left out: put back already; --again takes them too" in told
    assert "0 would be put back" in told
    newsmill(letter, "failed", "replay", dead.place, "--again", "--yes")
    assert len(raw(letter)) == 3


@pytest.mark.kafka
def test_a_record_that_fails_again_and_again_is_put_back_three_times(letter: Settings) -> None:
    for times in (1, 2, 3, 3, 3):
        before = len(raw(letter))
        newsmill(letter, "failed", "replay", "--reason", "bad-json", "--yes")
        new = raw(letter)[before:]
        for message in new:
            assert letter_format.replays(message.headers) == times
            fail_again(letter, message)
    assert len(raw(letter)) == 4
    assert len(list(all_dead(letter))) == 4
    told = newsmill(letter, "failed", "replay", "--yes").stderr.decode()
    assert "1 left out: put back 3 times already" in told
    assert "3 left out: put back already" in told


@pytest.mark.kafka
def test_a_letter_that_the_broker_refuses_is_not_taken_for_put_back(letter: Settings) -> None:
    big = replace(raw(letter)[0], value=b"x" * 2_000_000)
    fail_again(letter, big)
    small = letter.model_copy(update={"max_message_bytes": 1024 * 1024})
    letters = list(all_dead(letter))
    refused = next(dead for dead in letters if dead.message.value == big.value)
    with pytest.raises(Exception, match=f"1 article.* {refused.place}: "):
        put_back(small, letters)
    done = replayed(letter)
    assert [dead.at[1] in done[dead.at[0]] for dead in letters] == [
        dead is not refused for dead in letters
    ]


@pytest.mark.kafka
def test_a_place_without_a_letter_and_a_stage_that_is_none_are_told(letter: Settings) -> None:
    for place, code in (("0/99", 1), ("99/0", 1), ("nonsense", 2), ("-1/0", 2)):
        told = newsmill(letter, "failed", "replay", "--yes", "--", place, code=code)
        assert place in told.stderr.decode()
    (dead,) = all_dead(letter)
    told = newsmill(letter, "failed", "replay", dead.place, "--stage", "tag", "--yes", code=1)
    assert b"with that stage and reason" in told.stderr
    for command in ("list", "replay"):
        told = newsmill(letter, "failed", command, "--stage", "nope", code=2)
        assert b"no stage nope; there are decode" in told.stderr
    newsmill(letter, "failed", "list", "-n", "-1", code=2)
    assert len(raw(letter)) == 1


@pytest.mark.kafka
def test_notes_add_up_in_the_cluster(installation: Settings) -> None:
    note(installation, [(0, 5), (3, 17)])
    note(installation, [(0, 2), (0, 5)])
    done = replayed(installation)
    found = {(p, o) for p, marks in done.items() for o in range(30) if o in marks}
    assert found == {(0, 2), (0, 5), (3, 17)}


def test_marks_come_back_from_their_note() -> None:
    marks = Marks(7)
    for offset in (7, 9, 300):
        marks = marks.add(offset)
    again = from_note(*marks.note())
    assert again == marks
    assert [offset for offset in range(400) if offset in again] == [7, 9, 300]
    assert from_note(-1, "") == from_note(5, "") == Marks()


def test_marks_of_what_the_topic_keeps_no_longer_are_dropped() -> None:
    marks = Marks(2).add(3).add(8).of_kept(5)
    assert (marks.first, [o for o in range(20) if o in marks]) == (5, [8])
    assert 8 in marks.of_kept(1)


def test_of_too_many_marks_the_latest_are_kept() -> None:
    chance = random.Random(1)
    marks = Marks(0, chance.getrandbits(60_000) | 1 << 60_000)
    first, text = marks.note()
    assert len(text) <= MAX_NOTE
    kept = from_note(first, text)
    assert first > 0
    assert 60_000 in kept
    assert [o in kept for o in range(first, 60_001)] == [o in marks for o in range(first, 60_001)]
