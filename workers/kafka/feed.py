"""Articles from files to `articles.raw`, no faster than asked."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from kafka.errors import (
    InvalidRecordError,
    InvalidTimestampError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from workers.inputs.outgoing import Outgoing
from workers.kafka.gate import Gate
from workers.kafka.producer import ArticleProducer, DeliveryError
from workers.settings import Settings

OF_THE_ARTICLE = (
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    InvalidTimestampError,
    InvalidRecordError,
    ValueError,
)
"""Refusals that say nothing about the next article; others mean that Kafka takes none."""


class Feeder:
    """Sends articles at `rate` a second at most; the end of `with` waits for the broker.

    A refused article does not stop the others: the end of `with` raises one `DeliveryError`
    that names all of them. Only when Kafka takes none any more `send` raises it at once.
    """

    def __init__(
        self, settings: Settings, rate: float | None = None, gate: Gate | None = None
    ) -> None:
        """`gate` says when the next one may be sent; whoever made it closes it."""
        self._producer = ArticleProducer(settings)
        self._gate = gate
        self._interval = 1 / rate if rate else 0.0
        self._next = time.monotonic()
        self.sent = 0
        self.refused: list[tuple[str, BaseException]] = []
        """Those that the broker did not take: where they were found, and why."""
        self._last = ""
        self.stopped_at: str | None = None
        """The last article sent when Kafka took none any more."""

    @property
    def confirmed(self) -> int:
        """Articles that the broker has confirmed."""
        return self._producer.confirmed

    def send(self, article: Outgoing) -> None:
        """Queues one; raises `DeliveryError` when there is no use in going on."""
        if self._gate is not None:
            self._gate.wait(self.flush)
        time.sleep(max(0.0, self._next - time.monotonic()))
        self.sent += 1
        self._last = article.place
        try:
            self._producer.send_message(article.key, article.value, article.headers, article.place)
        except DeliveryError as error:
            self._note(error)
        # From now, not from when it was due: after a wait for the broker there is no rush.
        self._next = time.monotonic() + self._interval

    def flush(self) -> None:
        """Waits until all that was sent is confirmed or refused; raises as `send` does."""
        try:
            self._producer.flush()
        except DeliveryError as error:
            self._note(error)

    @property
    def settled(self) -> bool:
        """Whether of each article sent is known what became of it."""
        return self.confirmed + len(self.refused) == self.sent

    def _note(self, error: DeliveryError) -> None:
        self.refused += error.failures
        if not all(isinstance(why, OF_THE_ARTICLE) for _, why in error.failures):
            self.stopped_at = self._last
            raise DeliveryError(self.refused) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._producer.__exit__(kind, error, traceback)
        except DeliveryError as late:
            self.refused += late.failures
        if kind is None and self.refused:
            raise DeliveryError(self.refused)
