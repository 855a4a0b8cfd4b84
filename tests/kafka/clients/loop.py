"""A subscriber as one writes it: `python -m tests.kafka.clients.loop sync|async|own`.

Prints each id; a record takes it a second of work that SIGTERM must not cut short.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time

from workers.kafka.consumer import Subscription
from workers.records import Article


def say(text: str) -> None:
    print(text, flush=True)


def handle(records: Subscription) -> None:
    for record in records:
        assert isinstance(record, Article)
        say(f"begun {record.id}")
        time.sleep(1)
        say(f"done {record.id}")


def sync() -> None:
    with Subscription(group="desk") as records:
        handle(records)
    say("clean end")


async def asynchronous() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.05)
            ticks += 1

    beside = asyncio.create_task(tick())
    async with Subscription(group="desk") as records:
        async for record in records:
            assert isinstance(record, Article)
            say(f"begun {record.id}")
            await asyncio.sleep(1)
            say(f"done {record.id}")
    beside.cancel()
    say(f"clean end {ticks > 15}")


def own_handler() -> None:
    def told(*_: object) -> None:
        say("own handler")
        records.stop()

    signal.signal(signal.SIGTERM, told)
    with Subscription(group="desk") as records:
        handle(records)
    say("clean end")


if __name__ == "__main__":
    if sys.argv[1] == "async":
        asyncio.run(asynchronous())
    else:
        {"sync": sync, "own": own_handler}[sys.argv[1]]()
