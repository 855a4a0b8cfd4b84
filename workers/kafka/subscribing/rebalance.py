"""What a subscriber has processed, committed in time as members of its group come and go."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.consumer.subscription_state import AsyncConsumerRebalanceListener
from kafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)

log = logging.getLogger(__name__)

Offsets = Mapping[TopicPartition, OffsetAndMetadata]

MOVED = (
    CommitFailedError,
    IllegalGenerationError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
"""A commit came too late: the partitions are another member's, who reads from the last one."""


def commit(consumer: KafkaConsumer, finished: Offsets) -> None:
    """Commits; one that comes too late is logged and no more."""
    try:
        consumer.commit(finished)
    except MOVED as error:
        _tell(error)


class CommitBeforeLeaving(AsyncConsumerRebalanceListener):  # type: ignore[misc]
    """Partitions that go to another member take along how far this one came.

    kafka-python calls it in its own thread, while `poll` waits for it: a commit that blocks
    would wait for itself there.
    """

    def __init__(self, consumer: KafkaConsumer, take_finished: Callable[[], Offsets]) -> None:
        """`take_finished` gives what is to be committed, once."""
        self._consumer = consumer
        self._take_finished = take_finished

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Before partitions go, while a commit is still heard."""
        if finished := self._take_finished():
            try:
                await self._consumer.commit_async(finished)
            except MOVED as error:
                _tell(error)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Nothing is to be done."""

    async def on_partitions_lost(self, lost: Iterable[TopicPartition]) -> None:
        """They are another member's already: nothing is committed."""
        self._take_finished()


def _tell(error: Exception) -> None:
    log.warning(
        "event=commit_too_late error=%r (another member has the partitions; what was "
        "processed since the last commit comes again there)",
        error,
    )
