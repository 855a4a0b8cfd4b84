"""The time limit of a record, held in two ways, since native code cannot be interrupted.

At the limit `TooSlow` is raised in the thread at work: Python code, and native code that
comes back, ends there, the record becomes a dead letter and the worker goes on. Code that
does not come back (a regex, a parser, a call that holds the interpreter's lock) is ended
with its process a little later, by faulthandler's timer, which needs no lock; what it was
doing then lies in a file, and after two such ends over one record a worker dead-letters it
(`Suspects`). Two, since a process that was frozen meanwhile ends so as it wakes.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK_SECONDS = 0.2
"""So often it is looked whether a limit is passed, at the most."""

MOST_BYTES, MOST_CALLS = 64_000, 6
"""So much is read of what a process left behind, and told of it."""

HARD = 1.25
"""The process ends at this many times the limit."""


class TooSlow(BaseException):
    """Raised in the thread at work; no `Exception`, so that no handler of a library takes it."""


class TimeLimit:
    """Around the work on one record after the other, in one thread."""

    def __init__(self, seconds: float, folder: Path) -> None:
        """`folder` is the worker's own: there lies what a process ended was doing."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._left: float | None = None  # seconds, while a record is at work
        self._thread_id = 0
        self._closed = threading.Event()
        self._file = os.open(folder / "too-slow", os.O_RDWR | os.O_CREAT, 0o644)
        self.left_behind = _calls(os.pread(self._file, MOST_BYTES, 0).decode("utf-8", "replace"))
        """The calls in which the process before was ended over its record; mostly empty."""
        os.ftruncate(self._file, 0)
        threading.Thread(target=self._look, daemon=True, name="time-limit").start()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Raises `TooSlow` in this thread when the limit is passed within."""
        faulthandler.dump_traceback_later(self._seconds * HARD, exit=True, file=self._file)
        with self._lock:
            if self._thread_id != threading.get_ident():
                self._thread_id = threading.get_ident()
                os.pwrite(self._file, f"{self._thread_id:x}\n".encode(), 0)
                os.lseek(self._file, 0, os.SEEK_END)
            self._left = self._seconds
        try:
            yield
        finally:
            with self._lock:
                self._left = None
            # Raised too late for the work, and not seen yet: it shall not meet the next record.
            _raise_in(self._thread_id, None)
            faulthandler.cancel_dump_traceback_later()

    def close(self) -> None:
        """Ends the looking; the limit is held no more."""
        self._closed.set()

    def _look(self) -> None:
        pause = min(LOOK_SECONDS, self._seconds / 4)
        before = time.monotonic()
        while not self._closed.wait(pause):
            now = time.monotonic()
            passed, before = min(now - before, 4 * pause), now  # time frozen does not count
            with self._lock:
                if self._left is None:
                    continue
                self._left -= passed
                if self._left <= 0:
                    self._left = None
                    _raise_in(self._thread_id, TooSlow)


def _calls(told: str) -> str:
    """Of all threads that faulthandler tells of, the calls of the one named in the first line."""
    name, _, rest = told.partition("\n")
    if not name:
        return ""
    threads = re.split(r"^(?=Thread 0x|Current thread 0x)", rest, flags=re.MULTILINE)
    own = next((thread for thread in threads if f"{name} (most recent" in thread[:80]), "")
    return " < ".join(line.strip() for line in own.splitlines()[1 : 1 + MOST_CALLS] if line)


def _raise_in(thread_id: int, error: type[BaseException] | None) -> None:
    """Has the interpreter raise `error` in a thread; None takes one back that was not raised."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread_id), ctypes.py_object(error) if error else None
    )
