"""SIGTERM ends a loop after the record in hand, where the program has no handler of its own."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def on_sigterm(stop: Callable[[], None]) -> Iterator[None]:
    """Calls `stop` at SIGTERM while the block runs, and puts the old handler back.

    Only where SIGTERM would have killed the process (no handler, not ignored), and only in the
    main thread, the one that Python lets set handlers.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def told(_number: int, _frame: FrameType | None) -> None:
        stop()

    signal.signal(signal.SIGTERM, told)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGTERM) is told:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
