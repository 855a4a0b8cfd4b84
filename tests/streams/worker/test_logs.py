"""A worker's log does not drown what it says in one message."""

from __future__ import annotations

import json
import logging
import sys

from hypothesis import given
from hypothesis import strategies as st

from workers.streams.worker import logs


def record(name: str, message: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "", 0, message, values, None)


def test_a_client_says_the_same_once_in_a_while(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(logs, "monotonic", lambda: clock[0])
    sparing = logs.OnceInAWhile("aiokafka")
    assert sparing.filter(record("aiokafka.conn", "no connection to %s", 1))
    assert not sparing.filter(record("aiokafka.conn", "no connection to %s", 2))
    assert sparing.filter(record("aiokafka.conn", "something else")), "another message"
    assert sparing.filter(record("aiokafka.cluster", "no connection to %s", 1)), "another logger"
    clock[0] += logs.QUIET_SECONDS
    assert sparing.filter(record("aiokafka.conn", "no connection to %s", 1))


def test_what_others_say_is_never_left_out():
    sparing = logs.OnceInAWhile("aiokafka")
    assert all(
        sparing.filter(record("workers.streams.delivery.failure_log", "event=failed"))
        for _ in range(9)
    )


def as_json(message: str, *values: object, **more: object) -> dict[str, object]:
    made = logging.LogRecord("workers.x", logging.WARNING, "", 0, message, values, None)
    vars(made).update(more)
    line = logs.JsonLines().format(made)
    assert "\n" not in line
    parsed: dict[str, object] = json.loads(line)
    return parsed


def test_a_line_of_json_has_the_fields_of_the_message_as_they_were_given():
    line = as_json("event=dead_letter stage=%s offset=%d message=%r", "tag", 7, "two\nlines")
    assert line["fields"] == {
        "event": "dead_letter",
        "stage": "tag",
        "offset": 7,
        "message": "two\nlines",
    }
    assert line["level"] == "WARNING"
    assert line["message"] == "event=dead_letter stage=tag offset=7 message='two\\nlines'"


def test_a_traceback_stays_in_the_line():
    try:
        raise ValueError("a bug")
    except ValueError:
        line = as_json("event=stage_crashed stage=%s", "tag", exc_info=sys.exc_info())
    assert str(line["exception"]).endswith("ValueError: a bug")


@given(st.text(), st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.none()))
def test_whatever_is_logged_is_one_line_of_json(text, value):
    as_json("event=any text=%s value=%r", text, value)
    as_json(text.replace("%", "%%") + " x=%s", value)


def test_messages_of_others_have_their_text():
    assert as_json("Unable connect to node with id %s: %s", 1, "refused")["message"] == (
        "Unable connect to node with id 1: refused"
    )
