"""Records that take the whole process down, told from the others after a few deaths.

An input that crashes a C library, or eats all memory, would come again after each restart
and stop its partition for good. So the record at work is noted in a small file (mapped
memory: it outlives the process, and costs microseconds). A worker that starts and finds a
note knows that its predecessor died over that record; after `MAX_DEATHS` deaths it becomes
a dead letter.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.records import Message
from workers.stages.contract import Rejected

MAX_DEATHS = 3
MAX_TOO_SLOW = 2
"""Of those, when the last was an end by the time limit: a frozen process has one by chance."""

NOTE_BYTES = 4096

Place = tuple[str, int, int]
"""Topic, partition, offset."""


class Suspects:
    """The note of one worker, in its own folder."""

    def __init__(self, folder: Path, too_slow: str = "") -> None:
        """Takes over the note of the worker before, if it left one.

        `too_slow` says what that worker was doing when it was ended over the record noted
        (`TimeLimit.left_behind`): two deaths are enough then.
        """
        self._too_slow = too_slow
        self._file = os.open(folder / "at-work", os.O_RDWR | os.O_CREAT, 0o644)
        os.ftruncate(self._file, NOTE_BYTES)
        self._note = mmap.mmap(self._file, NOTE_BYTES)
        self._suspect, self._deaths = _read(self._note[:])
        if self._suspect:
            self._deaths += 1

    @contextmanager
    def at_work(self, message: Message) -> Iterator[None]:
        """Around the work on a record; raises `Rejected` for one that killed too many."""
        place = (message.topic, message.partition, message.offset)
        deaths = self._deaths if place == self._suspect else 0
        if deaths >= MAX_TOO_SLOW and self._too_slow:
            self._suspect = None
            raise Rejected(
                "too-slow",
                "a process was ended over this record (NEWSMILL_RECORD_SECONDS); it was in: "
                + self._too_slow,
            )
        if deaths >= MAX_DEATHS:
            self._suspect = None
            raise Rejected(
                "kills-the-worker",
                f"{deaths} processes died over this record: their exit codes and logs say how",
            )
        note = f"{place[0]} {place[1]} {place[2]} {deaths}\n".encode()
        self._note[: len(note)] = note
        try:
            yield
        finally:
            self._note[:1] = b"\0"

    def close(self) -> None:
        """Leaves a note with nothing in it."""
        self._note[:1] = b"\0"
        self._note.close()
        os.close(self._file)


def _read(note: bytes) -> tuple[Place | None, int]:
    line = note.split(b"\n", 1)[0].decode("utf-8", "replace")
    match line.split(" "):
        case [topic, partition, offset, deaths] if topic[:1] != "\0" and topic:
            return (topic, int(partition), int(offset)), int(deaths)
    return None, 0
