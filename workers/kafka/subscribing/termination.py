"""SIGTERM ends loops after the record in hand, where the program has no handler of its own."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_running: list[Callable[[], None]] = []
"""What ends the loops that run: several, where one program has several subscriptions."""


def _told(_number: int, _frame: FrameType | None) -> None:
    for stop in list(_running):
        stop()


@contextmanager
def on_sigterm(stop: Callable[[], None]) -> Iterator[None]:
    """Calls `stop` at SIGTERM while the block runs, and puts the old handler back.

    Only where SIGTERM would have killed the process (no handler, not ignored), and only in the
    main thread, the one that Python lets set handlers.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGTERM) not in (signal.SIG_DFL, _told):
        yield
        return
    _running.append(stop)
    signal.signal(signal.SIGTERM, _told)
    try:
        yield
    finally:
        _running.remove(stop)
        if not _running and signal.getsignal(signal.SIGTERM) is _told:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
