"""A record over which processes die is told from the others."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from workers.records import Message
from workers.stages.contract import Rejected
from workers.streams.delivery.suspects import MAX_DEATHS, Suspects

fork = multiprocessing.get_context("fork")


def message(offset: int) -> Message:
    return Message(topic="t", partition=3, offset=offset, timestamp_ms=0, key=None, value=b"")


def die_over(folder: Path, *offsets: int) -> None:
    """A real process that works through the offsets and dies over the last."""

    def work() -> None:
        suspects = Suspects(folder)
        for offset in offsets:
            with suspects.at_work(message(offset)):
                if offset == offsets[-1]:
                    os._exit(11)

    process = fork.Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 11


def accepts(suspects: Suspects, offset: int) -> bool:
    try:
        with suspects.at_work(message(offset)):
            return True
    except Rejected:
        return False


def test_a_record_is_refused_once_it_has_killed_too_many(tmp_path: Path) -> None:
    for _ in range(MAX_DEATHS):
        die_over(tmp_path, 5, 6, 7)
    suspects = Suspects(tmp_path)
    assert accepts(suspects, 6)
    assert not accepts(suspects, 7)
    assert accepts(suspects, 7), "asked for again, it is tried again"


def test_before_that_it_is_tried_again(tmp_path: Path) -> None:
    for _ in range(MAX_DEATHS - 1):
        die_over(tmp_path, 7)
    assert accepts(Suspects(tmp_path), 7)


def test_a_record_that_fails_in_order_kills_nobody(tmp_path: Path) -> None:
    for _ in range(MAX_DEATHS + 1):
        suspects = Suspects(tmp_path)
        with pytest.raises(ValueError, match="a bug"), suspects.at_work(message(1)):
            raise ValueError("a bug")
        suspects.close()
    assert accepts(Suspects(tmp_path), 1)
