"""Child processes that do not outlive this one, however it dies."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Callable


def die_with_parent() -> Callable[[], None] | None:
    """For `Popen(preexec_fn=...)`: Linux sends the child SIGTERM when this process is gone.

    Elsewhere None. Linux means the thread that starts the child: start it from one that stays.
    """
    if sys.platform != "linux":
        return None
    prctl, set_death_signal = ctypes.CDLL(None).prctl, 1
    return lambda: prctl(set_death_signal, signal.SIGTERM)
