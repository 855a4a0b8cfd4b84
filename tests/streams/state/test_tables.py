"""The state of a partition is the changelog's prefix on disk, and the rest in memory."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workers.settings import Settings
from workers.streams import app as apps
from workers.streams.state.tables import PartitionState

KEYS = st.sampled_from([b"a", b"b", b"c", b"d"])
WRITES = st.lists(st.tuples(KEYS, st.none() | st.binary(max_size=4)), max_size=6)
RECORDS = st.lists(
    st.tuples(WRITES, st.sampled_from(["keep", "undo"]), st.sampled_from(["", "send", "crash"])),
    max_size=12,
)


def table(folder: Path) -> object:
    async def make() -> object:
        app = apps.stage_app("dedup", Settings(), folder)
        made = apps.tables(app, "dedup", partitions=4)[0]
        assert made.data is not None
        return made

    return asyncio.run(make())


@pytest.fixture(scope="module")
def one_table(tmp_path_factory: pytest.TempPathFactory) -> object:
    return table(tmp_path_factory.mktemp("state"))


def write(state: PartitionState, writes: list[tuple[bytes, bytes | None]]) -> None:
    for key, value in writes:
        if value is None:
            state.pop(key, None)
        else:
            state[key] = value


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RECORDS)
def test_it_reads_as_a_dict_whatever_is_confirmed(one_table, records) -> None:
    state = PartitionState(one_table, 0)
    for key in list(state):
        del state[key]
    confirm(state)
    model: dict[bytes, bytes] = {}
    disk: dict[bytes, bytes] = {}
    for writes, ending, then in records:
        write(state, writes)
        if ending == "keep":
            state.keep()
            for key, value in writes:
                model.pop(key, None) if value is None else model.update({key: value})
        else:
            state.undo()
        assert dict(state) == model
        if then == "send":
            state.send()
            assert dict(state) == model, "what is sent and not confirmed is still there"
            state.confirm(offset=1)
            disk = dict(model)
        elif then == "crash":
            state = PartitionState(one_table, 0)
            model = dict(disk)
        assert dict(state) == model


def confirm(state: PartitionState) -> None:
    state.keep()
    state.send()
    state.confirm(offset=0)


def test_a_group_sends_only_the_last_value_of_a_key(one_table) -> None:
    state = PartitionState(one_table, 1)
    for value in (b"1", b"2", b"3"):
        state[b"k"] = value
        state.keep()
    state[b"gone"] = b"x"
    state.keep()
    del state[b"gone"]
    state.keep()
    assert state.send() == {b"k": b"3", b"gone": None}


def test_disk_and_changelog_offset_are_written_together(one_table) -> None:
    state = PartitionState(one_table, 2)
    state[b"k"] = b"v"
    state.keep()
    state.send()
    assert one_table.data.persisted_offset(state.changelog) is None
    state.confirm(offset=41)
    assert one_table.data.persisted_offset(state.changelog) == 41
    assert dict(PartitionState(one_table, 2)) == {b"k": b"v"}, "the offset is no key of the step's"


def test_partitions_do_not_see_each_other(one_table) -> None:
    here, there = PartitionState(one_table, 3), PartitionState(one_table, 1)
    here[b"only here"] = b"v"
    confirm(here)
    assert b"only here" not in there
    with pytest.raises(KeyError):
        del there[b"only here"]


def test_keys_that_rocksdb_has_only_in_its_log_are_on_disk_too(tmp_path: Path) -> None:
    state = PartitionState(table(tmp_path), 0)
    empty = state.disk_bytes
    for number in range(25_000):
        state[number.to_bytes(4, "big")] = bytes(62)
    state.keep()
    confirm(state)
    assert state.estimated_keys >= 25_000
    assert state.disk_bytes - empty > 25_000 * 66
    on_disk = sum(file.stat().st_size for file in tmp_path.rglob("*.db/*"))
    assert state.disk_bytes == on_disk
