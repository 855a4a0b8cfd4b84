"""A table restored by batches is the changelog's last values, however it was fetched."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from faust.types import TP
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.settings import Settings
from workers.streams import app as apps
from workers.streams.state.restore import Restoring
from workers.streams.state.tables import PartitionState

KEYS = st.sampled_from([b"a", b"b", b"c"])
LOG = st.lists(st.tuples(KEYS, st.none() | st.binary(max_size=4)), min_size=1, max_size=20)
STEPS = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), min_size=1, max_size=8)
"""How many records a fetch brings, and how many of them it repeats."""


async def recovering(folder: Path) -> tuple[Any, Any]:
    """A dedup app whose recovery is under way, and its table."""
    app = apps.stage_app("dedup", Settings(), folder)
    table: Any = apps.tables(app, "dedup", partitions=2)[0]
    recovery: Any = app.tables.recovery
    recovery.in_recovery = True
    for partition in range(2):
        recovery.add_active(table, PartitionState(table, partition).changelog)
    return app, table


def fetched(log: list[Any], tp: TP, first: int, end: int) -> list[Any]:
    return [
        SimpleNamespace(tp=tp, partition=tp.partition, offset=offset, key=key, value=value)
        for offset, (key, value) in list(enumerate(log))[first:end]
    ]


def last_values(log: list[Any]) -> dict[bytes, bytes]:
    return {key: value for key, value in dict(log).items() if value is not None}


@settings(max_examples=30, deadline=None)
@given(LOG, LOG, STEPS)
def test_the_last_values_are_restored_and_the_offset_with_them(
    one: list[Any], other: list[Any], steps: list[tuple[int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app, table = asyncio.run(recovering(Path(folder)))
        states = [PartitionState(table, partition) for partition in range(2)]
        at = [0, 0]
        for number, repeated in [*steps, (20, 0)]:
            restoring = Restoring(app)
            for state, log in zip(states, (one, other), strict=True):
                partition = state.changelog.partition
                end = min(at[partition] + number, len(log))
                for message in fetched(log, state.changelog, max(0, at[partition] - repeated), end):
                    assert restoring.takes(state.changelog, message)
                at[partition] = end
            for tp, message in restoring.write():
                assert app.tables.recovery.active_offsets[tp] >= message.offset
            for state, log in zip(states, (one, other), strict=True):
                done = at[state.changelog.partition]
                assert dict(state) == last_values(log[:done])
                assert table.data.persisted_offset(state.changelog) == done - 1


def test_records_of_a_table_that_is_not_being_restored_go_faust_s_way() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app, table = asyncio.run(recovering(Path(folder)))
        tp = PartitionState(table, 0).changelog
        message: Any = fetched([(b"a", b"1")], tp, 0, 1)[0]
        assert not Restoring(app).takes(TP("articles.decoded", 0), message)
        app.tables.recovery.in_recovery = False
        assert not Restoring(app).takes(tp, message)
