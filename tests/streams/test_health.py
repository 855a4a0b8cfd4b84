"""/ready and /live tell the truth about a worker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workers.observe.health import Snapshot, live, ready

WORKING = Snapshot(
    now=1000.0,
    joined=True,
    partitions=8,
    knowledge_loaded=True,
    lag_records=5,
    last_progress=999.0,
)


@pytest.mark.parametrize(
    ("change", "ok", "reason"),
    [
        ({}, True, "ready; 8 partitions"),
        ({"joined": False}, False, "joining the consumer group"),
        ({"knowledge_loaded": False}, False, "loading the knowledge base"),
        ({"recovering": "restoring state: 5 changelog records to go"}, False, "restoring state"),
        ({"partitions": 0}, True, "more workers than partitions"),
    ],
)
def test_ready(change: dict[str, object], ok: bool, reason: str) -> None:
    verdict = ready(replace(WORKING, **change))  # type: ignore[arg-type]
    assert verdict.ok == ok
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("change", "ok"),
    [
        ({}, True),
        ({"last_progress": 800.0}, False),
        ({"last_progress": 800.0, "lag_records": 0}, True),
        ({"last_progress": 800.0, "joined": False}, False),
        ({"last_progress": 800.0, "joined": False, "recovering": "restoring"}, True),
    ],
)
def test_live(change: dict[str, object], ok: bool) -> None:
    assert live(replace(WORKING, **change), stall_seconds=120).ok == ok  # type: ignore[arg-type]
