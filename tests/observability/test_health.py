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
        ({"broker_silent_since": 990.0}, False, "no broker answers for 10 s"),
        ({"dropping_since": 995.0}, True, "ready"),
        ({"dropping_since": 970.0}, False, "fetched and dropped for 30 s"),
        ({"last_progress": 980.0}, False, "no progress for 20 s although 5 records wait"),
        ({"last_progress": 980.0, "lag_records": 0}, True, "ready"),
        ({"last_progress": 980.0, "at_work": True}, True, "ready"),
        ({"partition": "articles.raw/3, where 5", "partition_since": 940.0}, True, "ready"),
        (
            {"partition": "articles.raw/3, where 5", "partition_since": 920.0, "at_work": True},
            False,
            "no progress for 80 s in articles.raw/3, where 5 records wait",
        ),
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
        ({"last_progress": 800.0, "joined": False}, True),
        ({"last_progress": 700.0, "joined": False}, False),
        ({"last_progress": 900.0, "joined": False, "recovering": "restoring"}, True),
        ({"last_progress": 800.0, "joined": False, "recovering": "restoring"}, False),
        ({"last_progress": 800.0, "knowledge_loaded": False}, True),
        ({"last_progress": 800.0, "at_work": True}, True),
        ({"last_progress": 800.0, "broker_silent_since": 900.0}, True),
        ({"partition_since": 420.0}, True),
        ({"partition_since": 380.0}, False),
        ({"partition_since": 380.0, "lag_records": 0}, True),
        ({"partition_since": 380.0, "joined": False}, True),
    ],
)
def test_live(change: dict[str, object], ok: bool) -> None:
    assert live(replace(WORKING, **change), stall_seconds=120).ok == ok  # type: ignore[arg-type]
