"""SIGTERM as Ctrl-C, so that both stop a command in the same clean way."""

from __future__ import annotations

import signal
from types import FrameType


def terminate_as_interrupt() -> None:
    """From now on SIGTERM raises `KeyboardInterrupt` in the main thread."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
