"""Articles from files to `articles.raw`, no faster than asked."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from workers.kafka.producer import ArticleProducer
from workers.settings import Settings
from workers.sources import Outgoing


class Feeder:
    """Sends articles at `rate` a second at most; the end of `with` waits for the broker."""

    def __init__(self, settings: Settings, rate: float | None = None) -> None:
        self._producer = ArticleProducer(settings)
        self._interval = 1 / rate if rate else 0.0
        self._next = time.monotonic()

    @property
    def confirmed(self) -> int:
        """Articles that the broker has confirmed."""
        return self._producer.confirmed

    def send(self, article: Outgoing) -> None:
        """Queues one; raises `DeliveryError` for earlier ones that were refused."""
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._producer.send_message(article.key, article.value, article.headers, article.place)
        # From now, not from when it was due: after a wait for the broker there is no rush.
        self._next = time.monotonic() + self._interval

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._producer.__exit__(kind, error, traceback)
