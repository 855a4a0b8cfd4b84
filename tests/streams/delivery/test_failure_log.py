"""A flood of dead letters is a line a reason, with a count."""

from __future__ import annotations

import pytest

from workers.records import Message
from workers.stages.contract import Failure
from workers.streams.delivery import failure_log
from workers.streams.delivery.failure_log import QUIET_SECONDS, FailureLog


def test_a_flood_is_a_line_a_reason_and_a_count(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(failure_log, "monotonic", lambda: now)
    book = FailureLog()
    letter = Message(topic="t", partition=1, offset=2, timestamp_ms=0, key=None, value=b"")
    for reason in ["bad-json"] * 50 + ["empty-body"]:
        book.dead_letter(Failure("decode", reason, "Rejected", "why"), letter)
    now += QUIET_SECONDS
    book.dead_letter(Failure("decode", "bad-json", "Rejected", "why"), letter)
    assert [(r.args[1], r.args[5]) for r in caplog.records if r.args] == [
        ("bad-json", 0),
        ("empty-body", 0),
        ("bad-json", 49),
    ]
