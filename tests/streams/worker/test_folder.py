"""Workers that share a data folder have a folder each in it."""

from __future__ import annotations

import os
from pathlib import Path
from time import time

from workers.streams.worker.folder import DAY, KEPT_DAYS, WorkerFolder


def test_two_workers_sit_apart_and_a_free_seat_is_taken_again(tmp_path: Path) -> None:
    first, second = WorkerFolder(tmp_path), WorkerFolder(tmp_path)
    assert [first.folder.name, second.folder.name] == ["0", "1"]
    first.leave()
    third = WorkerFolder(tmp_path)
    assert third.folder == first.folder
    second.leave()
    third.leave()


def database(seat_folder: Path, name: str, days: float) -> Path:
    """A partition's folder that was last written to `days` ago."""
    folder = seat_folder / "v1" / "tables" / name
    folder.mkdir(parents=True)
    for path in (folder / "CURRENT", folder):
        path.touch()
        os.utime(path, (time() - days * DAY,) * 2)
    return folder


def test_state_that_nobody_wrote_to_for_long_is_removed(tmp_path: Path) -> None:
    old = database(tmp_path / "0", "shard-0.db", KEPT_DAYS + 1)
    kept = database(tmp_path / "0", "shard-1.db", KEPT_DAYS - 1)
    WorkerFolder(tmp_path).leave()
    assert not old.exists()
    assert kept.exists()
