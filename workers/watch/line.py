"""A thread that asks the cluster how far behind each stage is."""

from __future__ import annotations

import threading
import time

from kafka.errors import KafkaError

from workers.kafka.connection.admin import ClusterUnreachable
from workers.kafka.lag import PartitionLag, cluster_lag
from workers.settings import Settings

EVERY_SECONDS = 10.0


class LagWatch(threading.Thread):
    """The lag of each partition as it was last known; `error` says why there is none."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(name="newsmill-watch-lag", daemon=True)
        self._settings = settings
        self._stopped = threading.Event()
        self.lags: list[PartitionLag] = []
        self.error: str | None = None
        self.unreachable: str | None = None
        """Why no broker answers; the reader's client itself waits in silence then."""
        self.at: float | None = None
        """When it was asked (POSIX seconds)."""

    def run(self) -> None:
        """Asks every ten seconds until stopped."""
        while not self._stopped.is_set():
            try:
                self.lags, self.error, self.unreachable = cluster_lag(self._settings), None, None
            except ClusterUnreachable as error:
                self.error = self.unreachable = str(error)
            except (KafkaError, OSError) as error:
                self.error = str(error) or type(error).__name__
            self.at = time.time()
            self._stopped.wait(EVERY_SECONDS)

    def stop(self) -> None:
        """Ends the thread, without waiting for an answer that may not come."""
        self._stopped.set()
