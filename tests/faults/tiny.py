"""Small real steps, and a worker process that runs them in the real stream.

`python -m tests.faults.tiny STAGE`; TINY_SECONDS makes each record take that long,
TINY_TRANSPORT=plain runs Faust's own consumer, TINY_DROP=n makes the consumer drop every
n-th batch after it was fetched, as Faust does while partitions move; TINY_SEEK=s lets s
seconds pass between its seek and the moment when Faust empties its queues, TINY_LOSE=n
loses the n-th record between consumer and stage, TINY_HOLD=n has it stand
still after n; TINY_STOP=s has it end s seconds after it
was told to, at the latest; TINY_PATIENCE=s has Faust take a partition for one that stands
after s seconds, TINY_VERIFY=plain by its own look at it.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import re
import sys
import time
from itertools import count
from typing import Any

from faust.transport.drivers import aiokafka

from workers.records import Article, Decoding, Message, Origin, Walk, moment
from workers.settings import read
from workers.stages.contract import Emit, Rejected, Step, Tables
from workers.streams import app
from workers.streams.run import run_stage
from workers.streams.transport import client
from workers.streams.worker import ending
from workers.topology import DECODED, ENRICHED, RAW, TAGGED, UNIQUE, WALK

SECONDS = float(os.environ.get("TINY_SECONDS", "0"))


class Read:
    """decode, tiny: the value is the text; bad, boom, die and hang do what they say."""

    stage, topic = "decode", RAW

    def prepare(self, record: Message) -> Article:
        time.sleep(SECONDS)
        if record.value is None:
            raise Rejected("no-value", "there is no value")
        text = record.value.decode()
        if text.startswith("bad"):
            raise Rejected("bad-text", "the text is bad", "text")
        if text.startswith("boom"):
            raise RuntimeError("a bug")
        if text.startswith("die"):
            ctypes.string_at(0)  # a segmentation fault
        if text.startswith("hang"):
            while True:  # a loop in Python, which can be interrupted
                time.sleep(0.1)
        if text.startswith("regex"):
            re.fullmatch(r"(a+)+b", "a" * 64)  # takes for ever and holds the lock
        if text.startswith("native"):
            ctypes.PyDLL(None).usleep(2_000_000_000)
        return article(text, record)

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        return [Emit(DECODED, prepared.id, prepared)]


class Scatter:
    """dedup, tiny: sends each article to the shard that its id names."""

    stage, topic = "dedup", DECODED

    def prepare(self, record: Article) -> Article:
        time.sleep(SECONDS)
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        shard = sum(prepared.id.encode()) % 4
        walk = Walk(article=prepared, shards=[shard], visited=0, keys=[], sketch="", page="")
        return [Emit(WALK, prepared.id, walk, partition=shard)]


class Count:
    """dedup, tiny: passes on an article unless its text came with another id before.

    It also counts, under "seen", the articles that it met first.
    """

    stage, topic = "dedup", WALK

    def prepare(self, record: Walk) -> Walk:
        time.sleep(SECONDS)
        return record

    def apply(self, prepared: Walk, tables: Tables) -> list[Emit]:
        shard, found = tables["shard"], prepared.article
        key, me = found.text.encode(), found.id.encode()
        if key not in shard:
            shard[b"seen"] = str(int(shard.get(b"seen", b"0")) + 1).encode()
            shard[key] = me
        if shard[key] != me:
            return []
        found.title = shard[b"seen"].decode()
        return [Emit(UNIQUE, found.id, found)]


class Hand:
    """quote, tiny: passes each article on."""

    stage, topic = "quote", TAGGED

    def prepare(self, record: Article) -> Article:
        time.sleep(SECONDS)
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        return [Emit(ENRICHED, prepared.id, prepared)]


STEPS: dict[str, list[Step]] = {
    "decode": [Read()],
    "dedup": [Scatter(), Count()],
    "quote": [Hand()],
}


def article(text: str, message: Message | None = None) -> Article:
    """The least that an article must have; its id is its text in hex."""
    origin, at = Origin(topic=RAW, partition=0, offset=0), 0.0
    if message:
        origin = Origin(topic=RAW, partition=message.partition, offset=message.offset)
        at = message.timestamp_ms / 1000
    return Article(
        id=text.encode().hex(),
        text=text,
        received_at=moment(at),
        origin=origin,
        decoding=Decoding(charset=None, charset_declared=None, charset_rule="", extractor=""),
    )


def drop_batches(every: int) -> None:
    """Makes Faust's consumer lose each `every`-th batch on its way from aiokafka."""
    fetch, batches = aiokafka.Consumer._getmany, count(1)

    async def leaky(consumer: Any, **options: Any) -> Any:
        records = await fetch(consumer, **options)
        return {} if records and next(batches) % every == 0 else records

    aiokafka.Consumer._getmany = leaky


def seek_slowly(seconds: float) -> None:
    """Makes the time long between a seek and what Faust does after it."""
    consumer = app.Transport.Consumer
    seek = consumer.perform_seek

    async def slow(self: Any) -> None:
        await seek(self)
        await asyncio.sleep(seconds)

    consumer.perform_seek = slow


def lose_record(number: int) -> None:
    """Makes one record vanish after the consumer has handed it over."""
    consumer, records = app.Transport.Consumer, count(1)
    fetch = consumer.getmany

    async def leaky(self: Any, timeout: float) -> Any:  # noqa: ASYNC109
        async for tp, message in fetch(self, timeout):
            if next(records) != number:
                yield tp, message

    consumer.getmany = leaky


def stand_still(after: int) -> None:
    """Makes the consumer hand nothing over after that many records, for ever."""
    consumer, records = app.Transport.Consumer, count(1)
    hand = consumer._is_due

    async def held(self: Any, tp: Any, offset: int, again: Any) -> bool:
        if next(records) > after:
            self._handover.hold()
            self._seeks = 1  # and nobody heals it
        return await hand(self, tp, offset, again)

    consumer._is_due = held


def soon_impatient(seconds: float) -> None:
    """Shortens the times after which Faust says that a partition stands."""
    make = app.stage_app

    def impatient(*arguments: Any) -> app.StageApp:
        made = make(*arguments)
        made.conf.stream_processing_timeout = seconds
        made.conf.broker_commit_livelock_soft_timeout = seconds
        return made

    app.stage_app = impatient


def main(arguments: list[str]) -> int:
    stage = arguments[0]
    if os.environ.get("TINY_TRANSPORT") == "plain":
        app.Transport = aiokafka.Transport  # type: ignore[misc]
        aiokafka.Consumer.start_offsets = {}  # ours has these, for the lag
        aiokafka.Consumer.skip_hole = lambda _, __, offset: offset
        aiokafka.Consumer.took = lambda *_: True
        aiokafka.Consumer.is_open = lambda *_: True
        aiokafka.Consumer.dropping_since = None
        aiokafka.Consumer.ping = lambda _: asyncio.sleep(0, result=True)
    if every := int(os.environ.get("TINY_DROP", "0")):
        drop_batches(every)
    if seconds := float(os.environ.get("TINY_SEEK", "0")):
        seek_slowly(seconds)
    if number := int(os.environ.get("TINY_LOSE", "0")):
        lose_record(number)
    if number := int(os.environ.get("TINY_HOLD", "0")):
        stand_still(number)
    if seconds := float(os.environ.get("TINY_PATIENCE", "0")):
        soon_impatient(seconds)
    if os.environ.get("TINY_VERIFY") == "plain":
        del client.ConsumerThread.verify_event_path
    ending.STOP_SECONDS = float(os.environ.get("TINY_STOP", ending.STOP_SECONDS))
    return run_stage(stage, read(), STEPS[stage])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
