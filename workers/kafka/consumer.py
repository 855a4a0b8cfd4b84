"""The consumer for those who subscribe: typed records, repeats dropped, corrections applied."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType, UnionType
from typing import Any, Self, TypeVar

from kafka import OffsetAndMetadata, TopicPartition

from workers.kafka import header_names
from workers.kafka.subscribing.filter import Filter, Gone, OnMalformed
from workers.kafka.subscribing.memory import Memory
from workers.kafka.subscribing.rebalance import commit
from workers.kafka.subscribing.start import Since, connected
from workers.kafka.subscribing.termination import on_sigterm
from workers.kafka.subscribing.withdrawals import Withdrawals
from workers.records import Duplicate, Record
from workers.settings import Settings, load
from workers.topology import DUPLICATES, ENRICHED, MENTIONS, QUOTES, TOPICS

__all__ = ["Gone", "Subscription"]

COMMIT_SECONDS = 5.0
POLL_MS = 500
MOST = 500
FIRST = 10

T = TypeVar("T")

header_names.accept()


class Subscription:
    """Records of one output topic, each as its dataclass.

        with Subscription("quotes", group="fact-check") as quotes:
            for record in quotes:
                ...

    or, in asyncio, `async with` and `async for`: the event loop never waits for Kafka.

    The line delivers at least once, so a record can come again after a crash: what was
    already given out unchanged is dropped, a changed record is given out as the new
    version of its key, one of an older version of its article is not. With `corrections`,
    a `Duplicate` (its `corrects` set) comes out when an article that was passed on as
    unique turns out to be a copy: withdraw what you keep of `id` up to `version`,
    `duplicate_of` stays. If the correction arrives first, that version and its quotes
    never come out, from no member of the group; a later version does. And a `Gone` comes
    out for each quote or mention of an older version that the last one has no longer.

    A record counts as processed when the loop asks for the next one; the position is
    committed every five seconds, at the end, and when other members of the group join or
    leave. With `group` None nothing is committed and everything kept is read.

    The loop ends after `stop()`, and at SIGTERM, when the record in hand is done (where the
    program handles SIGTERM itself, that is left to it).
    """

    def __init__(
        self,
        topic: str = ENRICHED,
        *,
        group: str | None,
        since: Since | None = None,
        settings: Settings | None = None,
        corrections: bool = True,
        remember: int = 200_000,
        idle_seconds: float | None = None,
        on_malformed: OnMalformed = "raise",
        **kafka: Any,
    ) -> None:
        """Connects; `remember` bounds the keys and articles known (about 200 bytes each).

        A group goes on where it stopped. Where it has no place yet, and without a group, all
        that is kept is read, or what came in `since`: a `datetime` with a zone, a `timedelta`
        before now, text for either ("2026-11-24T06:00Z", "2h"), or "end" for what comes from
        now on. Iteration ends after `idle_seconds` without a record, or never. A foreign record
        on the topic raises `codec.Malformed` with its place, at each start again until
        `on_malformed="skip"` passes it over (logged, counted in `skipped`). Raises `ValueError`
        for a topic that holds no records of newsmill's and a time that is none,
        `kafka.errors.KafkaError` when no broker answers, `NoSuchTopic`.
        """
        self._settings = settings or load()
        kinds = _kinds(self._settings, topic, corrections)
        corrected = self._settings.topic(DUPLICATES) if corrections and topic != DUPLICATES else ""
        memory = Memory(remember)
        flat = self._settings.topic(topic) if corrections and topic in (MENTIONS, QUOTES) else ""
        self._filter = Filter(
            kinds, memory, corrections=corrected, flat=flat, on_malformed=on_malformed
        )
        self._idle_seconds = idle_seconds
        self._last = self._committed = time.monotonic()
        self._most, self._stopping = FIRST, threading.Event()
        self._pending: deque[Any] = deque()
        self._finished: dict[TopicPartition, OffsetAndMetadata] = {}
        self._group = group
        self._executor: ThreadPoolExecutor | None = None
        self._consumer = connected(
            self._settings,
            list(kinds),
            group,
            since=since,
            take_finished=self._take_finished,
            own=kafka,
        )
        self._withdrawals: Withdrawals | None = None
        if corrected and (group or since is not None):
            self._withdrawals = Withdrawals(self._settings, corrected, memory)

    @property
    def skipped(self) -> int:
        """Records passed over because they are none of newsmill's."""
        return self._filter.skipped

    def __iter__(self) -> Iterator[Record | Gone]:
        """Yields records for ever, until stopped or idle; raises `codec.Malformed`."""
        self._last = time.monotonic()
        with on_sigterm(self.stop):
            while self._goes_on():
                yield from self._given_out()

    async def __aiter__(self) -> AsyncIterator[Record | Gone]:
        """As `__iter__`, waiting for Kafka in a thread."""
        self._last = time.monotonic()
        with on_sigterm(self.stop):
            while await self._in_thread(self._goes_on):
                for record in self._given_out():
                    yield record
                    await asyncio.sleep(0)  # others get their turn, whatever the body does

    def stop(self) -> None:
        """Ends the loop after the record in hand; from any thread, or a signal handler."""
        self._stopping.set()

    def _goes_on(self) -> bool:
        """One round: commits when it is time, fetches; False when the loop is to end."""
        if self._stopping.is_set():
            return False
        now = time.monotonic()
        if now - self._committed > COMMIT_SECONDS:
            self.commit()
            self._committed = now
        if self._pending:  # a loop was left and a new one goes on
            return True
        polled = self._consumer.poll(timeout_ms=POLL_MS, max_records=self._most)
        for messages in polled.values():
            self._pending.extend(messages)
        now = time.monotonic()
        if self._pending:
            self._last = now
            if self._withdrawals:
                self._withdrawals.catch_up(min(message.timestamp for message in self._pending))
        return self._idle_seconds is None or now - self._last <= self._idle_seconds

    def _given_out(self) -> Iterator[Record | Gone]:
        """The records of what is pending; each counts as processed when the next is asked for.

        How long they took says how many are fetched next: as many as are done before the next
        commit, so that a slow subscriber is not taken for a dead one.
        """
        number, began = len(self._pending), time.monotonic()
        while self._pending and not self._stopping.is_set():
            message = self._pending[0]
            record = self._filter.given_out(message)
            if record is not None:
                yield record
            self._pending.popleft()
            place = TopicPartition(message.topic, message.partition)
            self._finished[place] = OffsetAndMetadata(message.offset + 1, "", -1)
        if number:
            done = int(COMMIT_SECONDS * number / max(time.monotonic() - began, 0.001))
            self._most = max(1, min(MOST, 4 * self._most, done))

    def commit(self) -> None:
        """Notes what was processed, so that the group does not get it again."""
        if finished := self._take_finished():
            commit(self._consumer, finished)

    def _take_finished(self) -> dict[TopicPartition, OffsetAndMetadata]:
        """What is to be committed, once."""
        finished, self._finished = self._finished, {}
        return finished if self._group else {}

    def close(self) -> None:
        """Commits and leaves the group."""
        try:
            self.commit()
        finally:
            self._consumer.close()
            if self._withdrawals:
                self._withdrawals.close()
            if self._executor:
                self._executor.shutdown(wait=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._in_thread(self.close)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        """Runs it in the one thread that this subscription has for asyncio, after what runs there.

        So a loop that is cancelled while it fetches loses nothing: the round ends first.
        """
        if self._executor is None:
            self._executor = ThreadPoolExecutor(1, "newsmill-subscription")
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)


def _kinds(settings: Settings, topic: str, corrections: bool) -> dict[str, type[Any] | UnionType]:
    """What each topic that is read holds, by its name on the cluster; raises `ValueError`."""
    kind = TOPICS[topic].record if topic in TOPICS else None
    if kind is None:
        raw = f"{topic} holds raw messages" if topic in TOPICS else f"no topic {topic}"
        there = ", ".join(name for name in TOPICS if TOPICS[name].record)
        raise ValueError(f"{raw}; records are on {there}")
    kinds: dict[str, type[Any] | UnionType] = {settings.topic(topic): kind}
    if corrections:
        kinds.setdefault(settings.topic(DUPLICATES), Duplicate)
    return kinds
