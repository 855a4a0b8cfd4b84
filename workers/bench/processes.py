"""What Linux says of a process: processor seconds and peak memory; and where it may run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
UTIME = 11
"""Index of utime in /proc/PID/stat behind the name; stime follows (man proc_pid_stat)."""


def cpu_seconds(pid: int) -> float:
    """User and system time of a running process, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[UTIME]) + int(fields[UTIME + 1])) / TICKS


def peak_bytes(pid: int) -> int:
    """The most memory (resident) that a running process has had."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise ValueError(f"no VmHWM of process {pid}")


@contextmanager
def pinned(cores: Iterable[int]) -> Iterator[None]:
    """Processes started inside run on these cores only; so does this one, while inside."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
