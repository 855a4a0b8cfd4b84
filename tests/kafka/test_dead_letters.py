"""A dead letter holds the record as it came, and can be put back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.codec import Malformed
from workers.kafka.dead_letters import letter_format
from workers.records import Message
from workers.settings import Settings
from workers.stages.contract import Failure, Rejected, failure_of
from workers.streams.delivery import outputs

HEADERS = st.lists(st.tuples(st.text(max_size=9), st.binary(max_size=9)), max_size=4).map(tuple)
BYTES = st.none() | st.binary(max_size=9)
MESSAGES = st.builds(
    Message,
    topic=st.just("articles.raw"),
    partition=st.integers(0, 9),
    offset=st.integers(0, 2**40),
    timestamp_ms=st.just(0),
    key=BYTES,
    value=BYTES,
    headers=HEADERS,
)
FAILURE = Failure(stage="decode", reason="bad-text", exception="Rejected", message="why", field="f")


def as_read(output: outputs.Output) -> Message:
    return Message(
        topic="articles.failed",
        partition=0,
        offset=0,
        timestamp_ms=0,
        key=output.key,
        value=output.value,
        headers=tuple(output.headers or ()),
    )


@given(MESSAGES)
def test_key_value_and_headers_stay_byte_for_byte(message: Message) -> None:
    letter = as_read(outputs.dead_letter(message, FAILURE, Settings()))
    assert (letter.key, letter.value) == (message.key, message.value)
    found = letter_format.read(letter)
    assert found.headers == message.headers
    assert (found.topic, found.partition, found.offset) == (
        message.topic,
        message.partition,
        message.offset,
    )
    assert found.failure == FAILURE


@given(MESSAGES, st.integers(1, 5))
def test_a_letter_put_back_again_and_again_counts_its_replays(message: Message, times: int) -> None:
    for _ in range(times):
        letter = letter_format.read(as_read(outputs.dead_letter(message, FAILURE, Settings())))
        headers = tuple(letter_format.replay_headers(letter))
        message = Message(
            topic=letter.topic,
            partition=letter.partition,
            offset=letter.offset,
            timestamp_ms=0,
            key=message.key,
            value=message.value,
            headers=headers,
        )
    assert letter_format.replays(message.headers) == times
    assert sum(name == letter_format.REPLAYS for name, _ in message.headers) == 1


@pytest.mark.parametrize(
    ("error", "reason", "has_trace"),
    [
        (Rejected("empty-body", "the body is empty", "body"), "empty-body", False),
        (Malformed("Article.text: Field required"), "malformed", False),
        (RecursionError("too deep"), "unexpected", True),
    ],
)
def test_only_surprises_bring_a_stack_trace(error: Exception, reason: str, has_trace: bool) -> None:
    found = failure_of("decode", error)
    assert found.reason == reason
    assert bool(found.stacktrace) == has_trace


def test_an_endless_message_and_trace_are_cut() -> None:
    message = Message(topic="t", partition=0, offset=0, timestamp_ms=0, key=None, value=b"v")
    failure = Failure("decode", "unexpected", "E", "m" * 10**6, "t" * 10**6)
    size = sum(len(name) + len(value) for name, value in letter_format.headers(message, failure))
    assert size < 16_000


def test_what_is_no_dead_letter_is_refused() -> None:
    message = Message(topic="t", partition=0, offset=0, timestamp_ms=0, key=None, value=b"v")
    with pytest.raises(ValueError, match="not a dead letter"):
        letter_format.read(message)
