"""A worker's log does not drown what it says in one message."""

from __future__ import annotations

import logging

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
