"""The time limit of a record: in Python, in native code that comes back, and in one that hangs."""

from __future__ import annotations

import ctypes
import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.streams.delivery.test_suspects import message
from workers.stages.contract import Rejected
from workers.streams.delivery import time_limit
from workers.streams.delivery.suspects import Suspects
from workers.streams.delivery.time_limit import TimeLimit, TooSlow

spawn = multiprocessing.get_context("spawn")


@pytest.fixture(autouse=True)
def not_ended_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the hard limit would end this very process; children have it as it is."""
    monkeypatch.setattr(time_limit, "HARD", 100)


def work(limit: TimeLimit, step: Callable[[], object]) -> None:
    with limit():
        while True:
            step()


def test_work_within_the_limit_is_left_alone(tmp_path: Path) -> None:
    limit = TimeLimit(5, tmp_path)
    for _ in range(3):
        with limit():
            time.sleep(0.01)
    assert limit.left_behind == ""


def test_python_code_ends_at_the_limit_and_the_next_record_has_all_its_time(
    tmp_path: Path,
) -> None:
    # With 0.4 s a busy machine that is 0.1 s late has the whole test run ended.
    limit, began = TimeLimit(4, tmp_path), time.monotonic()
    with pytest.raises(TooSlow):
        work(limit, lambda: sum(range(1000)))
    assert 3 < time.monotonic() - began < 5
    with limit():
        time.sleep(1.5)


def test_native_code_that_comes_back_ends_as_well(tmp_path: Path) -> None:
    limit = TimeLimit(4, tmp_path)
    with pytest.raises(TooSlow):
        work(limit, lambda: time.sleep(0.1))


def hang(folder: Path) -> None:
    """A native call that holds the interpreter's lock and does not come back."""
    limit = TimeLimit(0.4, folder)
    with Suspects(folder, limit.left_behind).at_work(message(7)), limit():
        ctypes.PyDLL(None).usleep(60_000_000)


def test_native_code_that_hangs_is_ended_with_its_process_and_told_to_the_next(
    tmp_path: Path,
) -> None:
    for _ in range(2):
        process = spawn.Process(target=hang, args=(tmp_path,))
        process.start()
        process.join(30)
        assert process.exitcode == 1
    limit = TimeLimit(5, tmp_path)
    assert "in hang" in limit.left_behind
    suspects = Suspects(tmp_path, limit.left_behind)
    with suspects.at_work(message(6)):
        pass
    with pytest.raises(Rejected, match="in hang") as caught, suspects.at_work(message(7)):
        pass
    assert caught.value.reason == "too-slow"
    with suspects.at_work(message(7)):
        pass  # put back by hand, it has another try


def test_one_such_end_is_no_proof_a_process_may_have_been_frozen(tmp_path: Path) -> None:
    process = spawn.Process(target=hang, args=(tmp_path,))
    process.start()
    process.join(30)
    limit = TimeLimit(5, tmp_path)
    with Suspects(tmp_path, limit.left_behind).at_work(message(7)):
        pass
