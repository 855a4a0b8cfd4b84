"""Children told to stop, together, and killed when they do not."""

from __future__ import annotations

import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self


def stop_all(processes: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
    """SIGTERM to all that run, SIGKILL to those that have not left after `seconds` together."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + seconds
    for process in processes:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class StopsAtEnd(ABC):
    """What has a `stop`, called at the end of `with` whatever happened in it."""

    @abstractmethod
    def stop(self) -> None:
        """Stops it; more than once does no harm."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
