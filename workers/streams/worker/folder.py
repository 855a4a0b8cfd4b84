"""A folder for the state of one worker: workers that share a data folder have one each.

RocksDB lets one process in, and Faust closes a partition when Python collects it: two
workers of a stage on one machine would wait for each other's files. So each takes the
first folder that nobody holds, mostly the one it had before, with its state in it.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from itertools import count
from pathlib import Path
from time import time

log = logging.getLogger(__name__)

DAY = 24 * 3600
KEPT_DAYS = 6
"""A partition's files untouched for longer are removed: the changelog forgets deletions
after `topics.TOMBSTONE_DAYS`, and what it no longer tells would come back to life."""


class WorkerFolder:
    """Taken until `leave`, or until the process ends, however it ends."""

    def __init__(self, stage_folder: Path) -> None:
        """Takes the first free folder under `stage_folder`; makes it when there is none."""
        for number in count():
            self.folder = stage_folder.absolute() / str(number)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(self._lock)
            else:
                break
        self._remove_stale()

    def leave(self) -> None:
        """Lets another worker take it."""
        os.close(self._lock)

    def _remove_stale(self) -> None:
        for database in self.folder.glob("**/*.db"):
            touched = max(path.stat().st_mtime for path in [database, *database.iterdir()])
            if time() - touched > KEPT_DAYS * DAY:
                log.info("event=stale_state_removed folder=%s", database)
                shutil.rmtree(database)
