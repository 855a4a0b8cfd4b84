"""What a worker says on stderr: one line an event, and of each kind not too many."""

from __future__ import annotations

import logging
import sys
from time import monotonic

from workers.settings import Settings

QUIET_SECONDS = 10.0
"""aiokafka says that a broker is away thirteen times a second; we let it once in this time."""


class OnceInAWhile(logging.Filter):
    """Lets one record of a kind (logger and message before formatting) through in a while."""

    def __init__(self, name: str) -> None:
        """`name`: the logger that it is for, with those below it."""
        super().__init__()
        self._about = logging.Filter(name)
        self._quiet_until: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is shown."""
        if not self._about.filter(record):
            return True
        kind, now = f"{record.name} {record.msg}", monotonic()
        if now < self._quiet_until.get(kind, 0.0):
            return False
        self._quiet_until[kind] = now + QUIET_SECONDS
        return True


def log_to_stderr(settings: Settings) -> None:
    """One line an event; Faust and the Kafka clients only when something is wrong."""
    logging.basicConfig(
        stream=sys.stderr,
        format="%(asctime)s level=%(levelname)s logger=%(name)s %(message)s",
        level=settings.log_level,
        force=True,
    )
    if settings.log_level == "DEBUG":
        return
    for name in ("faust", "aiokafka"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("mode").setLevel(logging.ERROR)  # warns when a commit takes a second
    # Says every rebalance and every start of a broker as errors; /ready tells it as it is.
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.CRITICAL)
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # what it meets is raised too
    for handler in logging.getLogger().handlers:
        handler.addFilter(OnceInAWhile("aiokafka"))
